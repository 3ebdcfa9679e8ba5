"""Pronounce English words: spelling rules of our own and a list of common exceptions.

Phones are written with the two-letter symbols of the ARPAbet. Words of other languages get
whatever the rules make of them; every word gets at least one vowel, so everything can be sung.
"""

import re
import unicodedata
from functools import cache
from importlib import resources

_VOWELS_TEXT = """
AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW
"""
VOWELS = frozenset(_VOWELS_TEXT.split())
_VOICELESS_TEXT = """
P T K F TH S SH CH HH
"""
VOICELESS = frozenset(_VOICELESS_TEXT.split())
_HISSING = frozenset(["S", "Z", "SH", "ZH", "CH", "JH"])

# Ordered per first letter: letters; pattern before; pattern after; phones.
_RULES = """
a;;^$;AH
augh;;;AO
au;;;AO
aw;;;AO
aigh;;;EY
air;;;EH R
ai;;;EY
ayi;;;EY IH
ay;;;EY
are;;$;EH R
arr;;;AE R
ar;;[^aeiouy];AA R
ar;;$;AA R
ar;;;EH R
alk;;;AO K
alm;;;AA M
all;;;AO L
al;[^aeiouy];[dt];AO L
age;[aeiouy].*;$;IH JH
able;[aeiouy].*;$;AH B AH L
a;^;[bcdfglmnprstwvk][aeiou].;AH
a;;ste$;EY
a;;nge;EY
a;;tion;EY
a;;[bcdfgklmnpstvz]e[sd]?$;EY
a;;[bcdfgklmnpstvz](ing|er|ers)$;EY
a;;dy$;EY
a;;by$;EY
a;;zy$;EY
a;w;[tnsr];AA
a;[aeiouy].*;$;AH
a;[aeiouy].*;[ln]s?$;AH
a;;;AE
bb;;;B
bt;;$;T
b;m;$;
b;;;B
ch;s;;K
ch;;r;K
ch;;;CH
ck;;;K
cc;;[ei];K S
cc;;;K
c;;[eiy];S
c;;;K
dge;;;JH
dg;;;JH
dd;;;D
d;;;D
eigh;;;EY
ee;;;IY
eau;;;Y UW
eather;;;EH DH ER
ealth;;;EH L TH
ear;;[a-z];ER
ear;;;IH R
ead;;$;EH D
ea;;v[ey];EH
ea;;sure;EH
ea;;;IY
ei;;;IY
ey;;$;IY
ew;;;UW
eu;;;Y UW
ere;;$;IH R
err;;;EH R
er;;[aeiouy];EH R
er;;;ER
ed;[td];$;IH D
ed;[pkfsxh];$;T
ed;[aeiouy].*;$;D
es;([sxz]|ch|sh|[cg]);$;IH Z
es;[aeiouy].*[pktf];$;S
es;[aeiouy].*;$;Z
el;[aeiouy].*;s?$;AH L
en;[aeiouy].*;$;AH N
en;[aeiouy].*;ed$;AH N
eful;[aeiouy].*;;F AH L
eless;[aeiouy].*;;L AH S
ely;[aeiouy].*;$;L IY
ement;[aeiouy].*;s?$;M AH N T
eness;[aeiouy].*;$;N AH S
e;[aeiouy].*;$;
e;[aeiouy].*;ly$;
e;^[bdr];[^aeiouyxr][aeiouy];IH
e;;$;IY
e;;[bdlmnptv]e$;IY
e;;;EH
ff;;;F
f;;;F
gh;^;;G
gh;;;
gn;^;;N
gg;;;G
ge;;$;JH
gu;;[aei];G
g;n;[iey];JH
g;;[eiy];JH
g;;;G
h;[aeiou];$;
h;;;HH
igh;;;AY
ign;;$;AY N
ind;;$;AY N D
ild;;$;AY L D
ire;;;AY ER
ir;;[aeiou];IH R
irr;;;IH R
ir;;;ER
iew;;;Y UW
ied;[aeiouy].*;$;IY D
ied;;$;AY D
ies;[aeiouy].*;$;IY Z
ies;;$;AY Z
ie;;$;AY
ie;;nd;EH
ie;;t;AY AH
ie;;;IY
ia;;;IY AH
io;;n;Y AH
io;;;IY OW
ing;;s?$;IH NG
i;^;$;AY
i;;[bcdfgklmnpstvz]e[sdr]?$;AY
i;;[bcdfgklmnpstz](ing|ers)$;AY
i;;;IH
j;;;JH
kn;^;;N
k;;;K
ll;;;L
le;[bcdfgkpstzx];s?$;AH L
l;;;L
mm;;;M
m;;;M
nn;;;N
ng;;s?$;NG
ng;;[^aeiouylr];NG
ng;;ing;NG
ng;;;NG G
n;;[kxq];NG
n;;;N
oa;;;OW
ook;;;UH K
ood;g;$;UH D
ood;w;s?$;UH D
oor;;;AO R
oot;f;$;UH T
oo;;;UW
ould;;;UH D
ought;;;AO T
ough;;$;AH F
our;;$;AW ER
our;;s$;AW ER
ou;[aeiouy].*;s$;AH
ou;;;AW
own;;$;AW N
ow;;$;OW
ow;;s$;OW
ow;;ing;OW
ow;;;AW
oy;;;OY
oi;;;OY
oar;;;AO R
ore;;;AO R
or;w;[^aeiou];ER
orr;;;AA R
or;[aeiouy].*;$;ER
or;;;AO R
old;;;OW L D
oll;;$;OW L
olt;;;OW L T
olk;;;OW K
ost;;$;OW S T
ong;;;AO NG
ove;[aeiouy].*;r;OW V
other;;;AH DH ER
oe;;s?$;OW
on;[aeiouy].*;$;AH N
om;[aeiouy].*;$;AH M
o;;[bcdgklmnpstvz]e[sdr]?$;OW
o;;[bcdgklmnpstvz]ing$;OW
o;;$;OW
o;;[bcdgklmnpt][aeiou];OW
o;;ss;AO
o;;ff;AO
o;;f;AO
o;;th;AO
o;;;AA
ph;;;F
pp;;;P
ps;^;;S
p;;;P
qu;;;K W
q;;;K
rr;;;R
rh;;;R
r;;;R
sch;^;;S K
sh;;;SH
ssion;;;SH AH N
sion;[aeiouy];;ZH AH N
sion;;;SH AH N
sure;[aeiou];;ZH ER
ss;;;S
sc;;[eiy];S
s;[aeiouy];[aeiouy];Z
s;u;$;S
s;[aeiouybdglmnrvw];$;Z
s;;;S
tch;;;CH
ther;[aeiou];;DH ER
th;;e$;DH
th;;;TH
tion;;;SH AH N
tious;;;SH AH S
ture;;;CH ER
tt;;;T
t;;;T
ue;;$;UW
ui;;[cst];UW
ure;;$;Y UH R
urr;;;ER
ur;;[aeiou];Y UH R
ur;;;ER
ull;;$;UH L
u;[bcfhm];[bcdgklmnpstvz][aeiou];Y UW
u;;[bcdgklmnpstvz][aeio];UW
u;;$;UW
u;;;AH
v;;;V
wh;;;W
wr;^;;R
w;;;W
x;^;;Z
x;;;K S
y;^;;Y
ying;;$;AY IH NG
y;[aeiouy].*;$;IY
y;[aeiouy].*;s$;IY
y;;$;AY
y;;[bcdgklmnpstvz]e;AY
y;;;IH
zz;;;Z
z;;;Z
"""
_ANY = re.compile("")

Rule = tuple[str, re.Pattern[str], re.Pattern[str], tuple[str, ...]]


def phones(word: str) -> tuple[str, ...]:
    """Return the phones of a word, never empty and always with a vowel."""
    plain = _plain(word)
    if not plain:
        return ("L", "AA")
    found = exceptions().get(plain) or exceptions().get(plain.replace("'", ""))
    return found or _by_ending(plain) or _by_rules(plain.replace("'", ""))


@cache
def exceptions() -> dict[str, tuple[str, ...]]:
    """Return the words whose sound the rules would miss."""
    text = resources.files(__package__).joinpath("exceptions.txt").read_text("utf-8")
    table = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {word: tuple(sounds) for word, *sounds in table}


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize(
        "NFKD", word.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    )
    return re.sub(r"[^a-z']", "", decomposed).strip("'")


def _by_ending(word: str) -> tuple[str, ...] | None:
    """Pronounce a listed word with a regular ending."""
    known = exceptions()
    for ending, respelled in (
        ("'s", ""),
        ("s", ""),
        ("ing", ""),
        ("ing", "e"),
        ("ed", "e"),
        ("ed", ""),
        ("ly", ""),
    ):
        rest = word.removesuffix(ending) if word.endswith(ending) else ""
        # A stem has a vowel of its own: "thing" is not "the" with an ending.
        stem = known.get(rest + respelled) if set(rest) & set("aeiouy") else None
        if stem:
            return stem + _ending(ending, stem[-1])
    return None


def _ending(ending: str, before: str) -> tuple[str, ...]:
    """Return how an ending sounds after the phone `before`."""
    if ending == "ing":
        return ("IH", "NG")
    if ending == "ly":
        return ("L", "IY")
    if ending == "ed":
        return ("IH", "D") if before in "TD" else (("T",) if before in VOICELESS else ("D",))
    if before in _HISSING:
        return ("IH", "Z")
    return ("S",) if before in VOICELESS else ("Z",)


@cache
def _rules() -> dict[str, list[Rule]]:
    table: dict[str, list[Rule]] = {}
    for line in _RULES.strip().splitlines():
        letters, before, after, sounds = line.split(";")
        rule = (letters, re.compile(f"({before})$"), re.compile(after), tuple(sounds.split()))
        table.setdefault(letters[0], []).append(rule)
    return table


def _by_rules(word: str) -> tuple[str, ...]:
    sounds: list[str] = []
    at = 0
    while at < len(word):
        letters, _, _, found = next(
            rule
            for rule in _rules().get(word[at], [(word[at], _ANY, _ANY, ())])
            if word.startswith(rule[0], at)
            and rule[1].search(word[:at])
            and rule[2].match(word[at + len(rule[0]) :])
        )
        sounds.extend(found)
        at += len(letters)
    if not VOWELS.intersection(sounds):
        sounds.append("AH")
    return tuple(sounds)
