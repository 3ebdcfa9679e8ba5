"""The styles of music the engine knows, and how words choose one."""

from apps.sandbox.engine.music.style import BAND, BODY, FULL, LATE, Groove, Layer, Style

_POP = Style(
    name="pop",
    words=(
        "pop",
        "dance pop",
        "indie",
        "synthpop",
        "ballad",
        "anthem",
        "k-pop",
        "catchy",
        "singer",
    ),
    tempo=(98, 122),
    major=0.75,
    colour="triad",
    major_chords=("1564", "6415", "1465", "4156", "1645"),
    minor_chords=("1637", "1673", "6437", "1467"),
    layers=(
        Layer("Bass", "finger bass", "eighths", 28, 45, -6.0, room=0.0),
        Layer("Keyboard", "piano", "stabs", 55, 77, -6.0, -0.2, LATE),
        Layer("Keyboard", "piano", "broken", 55, 77, -6.0, -0.2, ("Intro", "Verse")),
        Layer("Guitar", "steel guitar", "strum", 52, 74, -10.0, 0.45, BODY),
        Layer("Synth", "warm pad", "pad", 55, 76, -13.0, 0.0, BODY),
        Layer("Synth", "bell lead", "hook", 72, 88, -11.0, 0.15, ("Intro", "Break", "Outro")),
        Layer("Strings", "strings", "pad", 60, 84, -11.0, 0.0, ("Chorus", "Bridge", "Outro"), 0.35),
    ),
    groove=Groove(
        kick=("9.....7.9.......", "9..6....9.7.....", "9.....7...9.....", "9...9...9...9..."),
        snare=("....9.......9...",),
        hat=("7.5.7.5.7.5.7.5.", "7.5.7.5.7.5.7.53", "..7...7...7...7."),
        percussion=(
            (39, "....8.......8..."),
            (70, "4343434343434343"),
        ),
    ),
    riser=True,
    ducking_db=-2.5,
)
_ROCK = Style(
    name="rock",
    words=("rock", "metal", "punk", "grunge", "hard", "guitar", "alternative", "garage", "stadium"),
    tempo=(124, 148),
    major=0.45,
    colour="power",
    major_chords=("1564", "1454", "1645", "1747"),
    minor_chords=("1647", "1673", "1467", "1747"),
    layers=(
        Layer("Bass", "pick bass", "drive", 28, 45, 0.0, room=0.0),
        Layer("Guitar", "drive guitar", "power", 40, 57, -5.5, -0.75, BAND, 0.08),
        Layer("Guitar", "drive guitar", "power", 40, 57, -5.5, 0.75, LATE, 0.08),
        Layer("Guitar", "clean guitar", "arpeggio", 52, 74, -12.0, 0.35, ("Verse", "Bridge")),
        Layer("Guitar", "lead guitar", "hook", 64, 83, -8.0, 0.1, ("Intro", "Break", "Outro")),
        Layer("Keyboard", "organ", "pad", 55, 77, -15.0, 0.3, ("Chorus", "Bridge")),
    ),
    groove=Groove(
        kick=("9.......97......", "9.....7.9.7.....", "9..7....9.......", "9.7.....9.7...7."),
        snare=("....9.......9...",),
        hat=("8.6.8.6.8.6.8.6.", "8...8...8...8..."),
        extra=("ride",),
    ),
    kit="rock",
    syncopation=0.35,
    room_s=1.2,
    drums_db=-2.0,
    lead="lead guitar",
)
_LOFI = Style(
    name="lo-fi",
    words=(
        "lo-fi",
        "lofi",
        "chillhop",
        "chill",
        "hip hop",
        "hip-hop",
        "study",
        "boom bap",
        "rap",
        "mellow",
    ),
    tempo=(72, 88),
    major=0.4,
    colour="seventh",
    major_chords=("2516", "4362", "1625", "4361"),
    minor_chords=("1475", "4731", "1637", "6251"),
    layers=(
        Layer("Bass", "upright bass", "lazy", 28, 45, -3.0, room=0.02),
        Layer("Keyboard", "e-piano", "lazy chords", 55, 76, -5.0, -0.1),
        Layer("Guitar", "nylon guitar", "answers", 60, 79, -7.0, 0.4, BODY),
        Layer("Synth", "warm pad", "pad", 52, 72, -17.0, 0.0, ("Chorus", "Bridge", "Outro")),
        Layer("Woodwinds", "flute", "hook", 72, 88, -11.0, -0.3, ("Intro", "Break", "Outro")),
        Layer("FX", "vinyl", "texture", 60, 60, -22.0, 0.0),
    ),
    groove=Groove(
        kick=("9......7..8.....", "9..6......9.....", "9.....5...8..6.."),
        snare=("....8.......8...", "....8..3....8..."),
        hat=("6.4.6.4.6.4.6.4.", "6.4.6.436.4.6.4."),
        percussion=((70, "..3...3...3...3."),),
    ),
    kit="dusty",
    swing=0.6,
    swing_unit=0.5,
    laid_back_ms=14.0,
    syncopation=0.8,
    room_s=0.9,
    lead="e-piano",
    brightness_db=-5.0,
)
_JAZZ = Style(
    name="jazz",
    words=("jazz", "swing", "bebop", "bossa", "crooner", "big band", "lounge", "blues"),
    tempo=(104, 150),
    major=0.6,
    colour="seventh",
    major_chords=("1625", "3625", "2511", "1425"),
    minor_chords=("1425", "1625", "4251", "1452"),
    layers=(
        Layer("Bass", "upright bass", "walking", 28, 48, -6.0, room=0.05),
        Layer("Keyboard", "piano", "comping", 54, 75, -6.0, -0.3),
        Layer("Guitar", "jazz guitar", "four to the bar", 52, 72, -15.0, 0.4, LATE),
        Layer(
            "Brass", "muted trumpet", "answers", 62, 82, -9.0, 0.25, ("Verse", "Chorus", "Bridge")
        ),
        Layer("Woodwinds", "sax", "hook", 58, 79, -6.0, 0.1, ("Intro", "Break", "Outro")),
        Layer("Brass", "brass", "stabs", 55, 76, -10.0, 0.35, ("Chorus",)),
    ),
    groove=Groove(
        kick=("4...3...4...3...", "5.......3......."),
        snare=("......3.......2.", "...3......3.....", "..........3....."),
        hat=("....7.......7...",),
        extra=("swing ride",),
    ),
    kit="brushes",
    swing=0.64,
    laid_back_ms=6.0,
    syncopation=0.8,
    room_s=1.2,
    drums_db=-2.0,
    lead="sax",
)
_FOLK = Style(
    name="folk",
    words=(
        "folk",
        "acoustic",
        "country",
        "americana",
        "bluegrass",
        "celtic",
        "campfire",
        "ukulele",
    ),
    tempo=(88, 116),
    major=0.8,
    colour="triad",
    major_chords=("1415", "1514", "1645", "1541", "6415"),
    minor_chords=("1717", "1647", "1471", "1375"),
    layers=(
        Layer("Guitar", "steel guitar", "picking", 45, 72, -6.5, -0.3),
        Layer("Guitar", "steel guitar", "strum", 52, 74, -10.0, 0.4, LATE),
        Layer("Bass", "upright bass", "two", 28, 45, -4.0, 0.0, BODY, 0.03),
        Layer("Strings", "fiddle", "answers", 67, 86, -10.0, 0.25, ("Verse", "Chorus", "Bridge")),
        Layer("Strings", "fiddle", "hook", 67, 86, -8.0, 0.25, ("Intro", "Break", "Outro")),
        Layer("Keyboard", "accordion", "pad", 55, 76, -15.0, 0.2, ("Chorus", "Bridge")),
    ),
    groove=Groove(
        kick=("7.......7.......", "7.......7.7....."),
        snare=("....5.......5...",),
        hat=("..4...4...4...4.",),
        percussion=(
            (54, "5.3.5.3.5.3.5.3."),
            (39, "....6.......6..."),
        ),
    ),
    kit="brushes",
    syncopation=0.3,
    room_s=1.1,
    drums_db=-4.0,
    lead="fiddle",
)
_ELECTRONIC = Style(
    name="electronic",
    words=(
        "electronic",
        "edm",
        "house",
        "techno",
        "trance",
        "dance",
        "synthwave",
        "club",
        "dubstep",
        "electro",
        "disco",
    ),
    tempo=(120, 130),
    major=0.3,
    colour="triad",
    major_chords=("6415", "4156", "1564"),
    minor_chords=("1637", "1673", "6713", "1467"),
    layers=(
        Layer("Bass", "saw bass", "offbeats", 28, 45, -3.0, 0.0, FULL, 0.0),
        Layer(
            "Bass",
            "sub bass",
            "long",
            28,
            45,
            -4.0,
            0.0,
            ("Intro", "Verse", "Bridge", "Outro"),
            0.0,
        ),
        Layer("Synth", "supersaw", "pump", 55, 79, -7.0, 0.0, FULL, 0.3),
        Layer("Synth", "pluck synth", "arpeggio", 64, 86, -9.0, 0.3, BAND, 0.3),
        Layer("Synth", "square lead", "hook", 69, 88, -9.0, -0.1, ("Intro", "Break", "Outro"), 0.3),
        Layer("Keyboard", "e-piano", "stabs", 55, 76, -12.0, -0.25, ("Verse", "Bridge")),
        Layer("Strings", "strings", "pad", 60, 84, -14.0, 0.0, ("Bridge", "Break"), 0.4),
    ),
    groove=Groove(
        kick=("9...9...9...9...",),
        snare=("....8.......8...",),
        hat=("..8...8...8...8.", "3.8.3.8.3.8.3.83"),
        percussion=(
            (70, "3434343434343434"),
            (63, "...5..5....5..5."),
        ),
    ),
    kit="machine",
    syncopation=0.6,
    drums_db=-1.0,
    lead="square lead",
    riser=True,
    ducking_db=-8.0,
)
_AMBIENT = Style(
    name="ambient",
    words=(
        "ambient",
        "drone",
        "meditation",
        "atmospheric",
        "dreamy",
        "ethereal",
        "sleep",
        "space",
        "new age",
        "relaxing",
    ),
    tempo=(62, 76),
    major=0.6,
    colour="ninth",
    major_chords=("1415", "1646", "4161", "1264"),
    minor_chords=("1616", "1464", "6167", "1747"),
    layers=(
        Layer("Synth", "warm pad", "pad", 48, 72, -5.0, 0.0, BAND, 0.5),
        Layer("Strings", "strings", "pad", 60, 84, -12.0, 0.0, LATE, 0.5),
        Layer("Bass", "sub bass", "long", 28, 45, -6.0, 0.0, BODY, 0.05),
        Layer("Keyboard", "bell lead", "drops", 67, 91, -10.0, 0.3, BAND, 0.5),
        Layer(
            "Keyboard", "piano", "broken", 55, 79, -11.0, -0.3, ("Verse", "Chorus", "Bridge"), 0.4
        ),
        Layer("Woodwinds", "flute", "hook", 67, 84, -12.0, -0.2, ("Intro", "Break", "Outro"), 0.5),
        Layer("FX", "wind", "texture", 60, 60, -26.0, 0.0),
    ),
    groove=Groove(
        kick=("5...............", "................"),
        snare=("................",),
        hat=("................",),
        percussion=(
            (81, "....2.......3..."),
            (54, "..........2....."),
        ),
    ),
    kit="dusty",
    fills=False,
    syncopation=0.2,
    room_s=3.0,
    drums_db=-6.0,
    lead="flute",
    brightness_db=-2.0,
)
_ORCHESTRAL = Style(
    name="orchestral",
    words=(
        "orchestral",
        "orchestra",
        "cinematic",
        "classical",
        "epic",
        "film",
        "symphonic",
        "soundtrack",
        "opera",
        "waltz",
    ),
    tempo=(76, 104),
    major=0.45,
    colour="triad",
    major_chords=("1645", "1465", "1564", "4156"),
    minor_chords=("1637", "1647", "1453", "1675"),
    layers=(
        Layer("Strings", "strings", "pad", 55, 81, -5.0, -0.2, BAND, 0.35),
        Layer("Strings", "spiccato", "ostinato", 50, 74, -7.0, 0.25, LATE, 0.3),
        Layer("Strings", "celli", "long", 36, 52, -6.0, 0.3, BAND, 0.3),
        Layer("Brass", "horns", "swells", 48, 67, -7.0, 0.2, FULL, 0.35),
        Layer("Brass", "brass", "hook", 58, 77, -7.0, 0.1, ("Break", "Outro"), 0.3),
        Layer("Woodwinds", "flute", "hook", 72, 91, -9.0, -0.25, ("Intro", "Break"), 0.35),
        Layer("Woodwinds", "oboe", "answers", 67, 84, -11.0, -0.15, ("Verse", "Chorus"), 0.35),
        Layer(
            "Keyboard", "harp", "broken", 52, 84, -10.0, -0.4, ("Intro", "Verse", "Bridge"), 0.35
        ),
        Layer("Bass", "contrabass", "long", 28, 43, -7.0, 0.35, LATE, 0.2),
    ),
    groove=Groove(
        kick=("9.......7.......", "9.....6.8......."),
        snare=("................", "............5656"),
        hat=("................",),
        percussion=(
            (41, "8.......6.6....."),
            (57, "8...........6.66"),
        ),
    ),
    kit="orchestra",
    syncopation=0.1,
    room_s=2.4,
    drums_db=-5.0,
    lead="oboe",
)
_RNB = Style(
    name="r&b",
    words=(
        "r&b",
        "rnb",
        "soul",
        "neo soul",
        "neo-soul",
        "funk",
        "gospel",
        "motown",
        "groove",
        "trap",
        "slow jam",
    ),
    tempo=(84, 104),
    major=0.4,
    colour="ninth",
    major_chords=("4361", "2516", "4536", "1625"),
    minor_chords=("1475", "6475", "1436", "4751"),
    layers=(
        Layer("Bass", "finger bass", "syncopated", 28, 46, -4.0, room=0.0),
        Layer("Keyboard", "e-piano", "lazy chords", 55, 77, -5.5, -0.15),
        Layer("Guitar", "clean guitar", "chops", 58, 77, -8.0, 0.45, BODY),
        Layer("Keyboard", "organ", "pad", 55, 76, -17.0, 0.25, ("Chorus", "Bridge", "Outro")),
        Layer("Brass", "brass", "answers", 60, 79, -4.0, 0.2, ("Chorus", "Break")),
        Layer("Synth", "bell lead", "hook", 69, 86, -12.0, -0.25, ("Intro", "Break", "Outro")),
        Layer("Strings", "strings", "pad", 62, 84, -15.0, 0.0, ("Chorus", "Bridge")),
    ),
    groove=Groove(
        kick=("9..6...7..8.....", "9.....78...7....", "9..7..8...6....."),
        snare=("....9.......9...", "....9..3.3..9..3"),
        hat=("7.4.7.437.4.7.4.", "7343734373437343"),
        percussion=(
            (39, "....6.......6..."),
            (62, "..4..4....4..4.."),
        ),
    ),
    kit="tight",
    swing=0.57,
    swing_unit=0.5,
    laid_back_ms=10.0,
    syncopation=0.9,
    room_s=1.2,
    lead="e-piano",
)
_REGGAE = Style(
    name="reggae",
    words=("reggae", "ska", "dub", "island", "caribbean", "dancehall", "tropical", "beach"),
    tempo=(74, 92),
    major=0.65,
    colour="triad",
    major_chords=("1415", "1145", "1645", "1212"),
    minor_chords=("1414", "1717", "1675", "1471"),
    layers=(
        Layer("Bass", "dub bass", "dub", 28, 45, -2.5, room=0.0),
        Layer("Guitar", "clean guitar", "skank", 57, 76, -7.0, 0.35),
        Layer("Keyboard", "organ", "bubble", 57, 74, -9.0, -0.35, BODY),
        Layer("Keyboard", "piano", "skank", 57, 76, -12.0, -0.15, LATE),
        Layer("Brass", "brass", "answers", 60, 79, -9.0, 0.15, ("Chorus", "Break", "Bridge")),
        Layer("Brass", "brass", "hook", 60, 79, -8.0, 0.1, ("Intro", "Break", "Outro")),
    ),
    groove=Groove(
        kick=("........9.......", "......3.9......."),
        snare=("........7.......", "........7.....3."),
        hat=("6.4.6.4.6.4.6.4.", "6.446.4.6.446.4."),
        percussion=(
            (62, "..3.3.5...3.3.5."),
            (63, "3...3.3...3.3..."),
        ),
    ),
    kit="tight",
    swing=0.56,
    swing_unit=0.5,
    laid_back_ms=8.0,
    syncopation=0.6,
    room_s=1.5,
    lead="organ",
)
STYLES = {
    style.name: style
    for style in (
        _POP,
        _ROCK,
        _LOFI,
        _JAZZ,
        _FOLK,
        _ELECTRONIC,
        _AMBIENT,
        _ORCHESTRAL,
        _RNB,
        _REGGAE,
    )
}


def choose(tags: str, description: str = "", negative_tags: str = "") -> Style:
    """Return the style the words ask for most, `pop` when they ask for none.

    Earlier tags weigh more, a description weighs less than tags, negative tags rule styles out.
    """
    scores = {
        name: _asked(style, tags) * 3
        + _asked(style, description)
        - 9 * bool(_asked(style, negative_tags))
        for name, style in STYLES.items()
    }
    return STYLES[max(scores, key=lambda name: scores[name])]


def _asked(style: Style, text: str) -> float:
    lowered = f" {text.lower().replace('_', ' ')} "
    found = [lowered.find(word) for word in style.words if word in lowered]
    return sum((1.0 + len(lowered) / (len(lowered) + 8 * at)) for at in found)
