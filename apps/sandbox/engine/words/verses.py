"""Write rhymed, metred lyrics on a subject, from a grammar and phrases of our own.

A line is a clause and a closing phrase. Closing phrases come in families that rhyme by
construction and fit after any clause; clauses take up what the song is about.
"""

import re

import numpy as np

from apps.sandbox.engine.chance import chance

_TAILS = """
in the morning light|all through the night|burning so bright|far out of sight|holding on tight
at the end of the day|so far away|asking me to stay|under skies of gray|come what may
in the open sky|never asking why|till the tears run dry|watching time go by|like a lullaby
out in the rain|falling on the lane|on a midnight train|like a sweet refrain|washing out the pain
with a beating heart|from the very start|till it falls apart|like a work of art|tearing us apart
further down the road|underneath the load|in a secret code|when the rivers flowed
down by the sea|wild and free|for you and me|under the tree|like a melody
caught in the fire|higher and higher|singing in the choir|walking on the wire|with a new desire
moving to the sound|on holy ground|lost and found|no one is around|going round and round
one more time|like a broken rhyme|on an endless climb|like a distant chime
written in stone|all on my own|on the telephone|never alone|in a town unknown
inside of a dream|down by the stream|by the candle's gleam|stronger than we seem
out of the blue|coming into view|only for you|tried and true|waiting for the morning dew
hand in hand|over the sand|in a promised land|the way we planned|where the mountains stand
knocking on the door|like never before|on a distant shore|wanting something more
in the falling snow|with the lights down low|letting it go|in the afterglow|everywhere we go
floating in the air|without a care|waiting over there|with rain in your hair
all night long|right or wrong|deep inside the song|where we both belong
on an empty street|to the steady beat|with tired feet|in the summer heat
under the moon|in the month of June|far too soon|to an old, old tune
back in our town|upside down|when the sun goes down|wearing no crown
behind your eyes|as the shadows rise|under paper skies|after all goodbyes
worth more than gold|in the winter cold|as the days unfold|like the stories told
"""
_FAMILIES = tuple(tuple(line.split("|")) for line in _TAILS.strip().splitlines())
_THINGS_TEXT = """
city river window letter shadow engine mirror garden ocean mountain highway evening station candle
paper feather thunder lantern harbor signal
"""
_THINGS = tuple(_THINGS_TEXT.split())
_CLAUSES_TEXT = """
I hear the {thing} calling
We followed {subject}
You left your {thing} shining
I thought of {subject}
There was a {thing} waiting
They talk about {subject}
I keep a {thing} hidden
The {thing} keeps on turning
I saw you by the {thing}
We learned about {subject}
You told me of {subject}
A {thing} begins to tremble
I dream of {subject}
"""
_HOOKS_TEXT = """
Oh, give me {subject}
Hold on to {subject}
We sing for {subject}
Come back to {subject}
Take me to {subject}
I live for {subject}
Nothing but {subject}
"""
_IDLE_TEXT = """
a an the of to in on at for from by with and or but about song songs music track lyrics write some
any this that into make me my your our their his her its is are was were be very upbeat slow fast
happy sad style feel feeling like something where when who which while as over under has have it we
you i love ballad tune pop rock lofi lo-fi jazz folk electronic ambient orchestral reggae soul funk
acoustic dance house techno indie metal punk hip hop rap country blues chill mellow dreamy epic
cinematic female male vocals vocal voice singer guitar piano drums bass synth please create generate
someone being how good great beautiful short long new old energetic bpm major minor
"""
_IDLE = frozenset(_IDLE_TEXT.split())
_FORM = ("Verse 1", "Chorus", "Verse 2", "Chorus")


def write_lyrics(description: str, seed: int) -> tuple[str, str]:
    """Return a title and lyrics with section names in brackets on what `description` is about."""
    rng = chance(seed, description, "verses")
    subjects = subjects_of(description) or [f"the {rng.choice(_THINGS)}"]
    families = [_FAMILIES[int(k)] for k in rng.permutation(len(_FAMILIES))]
    hooks = _clauses(_HOOKS_TEXT, rng)
    clauses = _clauses(_CLAUSES_TEXT, rng)
    chorus = _stanza([hooks[0], hooks[1], hooks[0], hooks[2]], subjects[:1], families[:2], rng)
    stanzas = []
    for at, label in enumerate(_FORM):
        lines = chorus
        if label != "Chorus":
            rhymes = families[2 + 2 * at : 4 + 2 * at]
            lines = _stanza(clauses[2 * at : 2 * at + 4], subjects, rhymes, rng)
        stanzas.append("\n".join((f"[{label}]", *lines)))
    title = f"{subjects[0].removeprefix('the ')} {_short(chorus)}"
    return " ".join(word.capitalize() for word in title.split()), "\n\n".join(stanzas)


def subjects_of(description: str) -> list[str]:
    """Return what a description is about, the likeliest first, at most three.

    What stands after `about` counts more than what stands before; a word that is not plural
    gets its article.
    """
    before, _, after = description.lower().partition("about ")
    words = re.findall(r"[a-z][a-z']{2,}", f"{after} {before}")
    telling = [word for word in dict.fromkeys(words) if word not in _IDLE]
    return [word if word.endswith("s") else f"the {word}" for word in telling[:3]]


def _short(chorus: list[str]) -> str:
    """Return the chorus's closing phrase of the fewest letters, for a title."""
    return min(
        (
            phrase
            for family in _FAMILIES
            for phrase in family
            if any(line.endswith(phrase) for line in chorus)
        ),
        key=len,
    )


def _clauses(text: str, rng: np.random.Generator) -> list[str]:
    return [str(clause) for clause in rng.permutation(text.strip().splitlines())]


def _stanza(
    clauses: list[str],
    subjects: list[str],
    families: list[tuple[str, ...]] | tuple[tuple[str, ...], ...],
    rng: np.random.Generator,
) -> list[str]:
    """Return four lines that rhyme in pairs."""
    tails = [str(tail) for family in families for tail in rng.permutation(family)[:2]]
    return [
        f"{clause.format(thing=rng.choice(_THINGS), subject=rng.choice(subjects))} {tail}"
        for clause, tail in zip(clauses, tails, strict=True)
    ]
