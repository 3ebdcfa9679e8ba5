"""What the mouth does for each phone: formants, voicing, breath and noise.

Formant frequencies are averages for a grown man in hertz; the singer's tract scales them. The
numbers follow the published averages of Peterson and Barney (1952) for vowels and Klatt (1980)
for consonants, rounded and adjusted for singing.
"""

from dataclasses import dataclass

Formants = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Sound:
    """One phone: where its formants go, how much voice and breath it has, what noise it makes.

    `noise` is (centre Hz, width Hz, level); `burst` the same for the release of a stop.
    """

    formants: Formants
    voiced: float = 1.0
    breath: float = 0.0
    glide: Formants | None = None
    noise: tuple[float, float, float] | None = None
    burst: tuple[float, float, float] | None = None
    length_s: float = 0.07


def _stop(formants: Formants, burst: tuple[float, float, float], *, voiced: bool) -> Sound:
    return Sound(
        formants, voiced=0.14 if voiced else 0.0, burst=burst, length_s=0.06 if voiced else 0.085
    )


_AA, _AO, _IY, _IH, _UH = (
    (710.0, 1130.0, 2450.0),
    (570.0, 880.0, 2420.0),
    (280.0, 2250.0, 2950.0),
    (400.0, 1950.0, 2550.0),
    (450.0, 1050.0, 2250.0),
)
SOUNDS: dict[str, Sound] = {
    "AA": Sound(_AA),
    "AE": Sound((670.0, 1720.0, 2420.0)),
    "AH": Sound((620.0, 1210.0, 2420.0)),
    "AO": Sound(_AO),
    "AW": Sound((690.0, 1250.0, 2450.0), glide=(440.0, 980.0, 2300.0)),
    "AY": Sound((700.0, 1200.0, 2450.0), glide=(370.0, 2050.0, 2600.0)),
    "EH": Sound((550.0, 1800.0, 2500.0)),
    "ER": Sound((480.0, 1300.0, 1680.0)),
    "EY": Sound((490.0, 1960.0, 2550.0), glide=(330.0, 2200.0, 2750.0)),
    "IH": Sound(_IH),
    "IY": Sound(_IY),
    "OW": Sound((500.0, 950.0, 2350.0), glide=(360.0, 830.0, 2280.0)),
    "OY": Sound(_AO, glide=(370.0, 2000.0, 2600.0)),
    "UH": Sound(_UH),
    "UW": Sound((310.0, 900.0, 2250.0)),
    "M": Sound((260.0, 1050.0, 2200.0), voiced=0.42, length_s=0.075),
    "N": Sound((260.0, 1550.0, 2550.0), voiced=0.42, length_s=0.07),
    "NG": Sound((260.0, 2000.0, 2650.0), voiced=0.4, length_s=0.08),
    "L": Sound((350.0, 1080.0, 2650.0), voiced=0.6, length_s=0.065),
    "R": Sound((320.0, 1150.0, 1500.0), voiced=0.62, length_s=0.065),
    "W": Sound((300.0, 640.0, 2200.0), voiced=0.6, length_s=0.06),
    "Y": Sound((270.0, 2250.0, 3000.0), voiced=0.6, length_s=0.055),
    "HH": Sound((500.0, 1500.0, 2500.0), voiced=0.0, breath=0.5, length_s=0.075),
    "P": _stop((250.0, 850.0, 2150.0), (900.0, 1200.0, 0.35), voiced=False),
    "B": _stop((230.0, 850.0, 2150.0), (700.0, 900.0, 0.22), voiced=True),
    "T": _stop((250.0, 1750.0, 2650.0), (4800.0, 2600.0, 0.5), voiced=False),
    "D": _stop((230.0, 1750.0, 2650.0), (4200.0, 2400.0, 0.28), voiced=True),
    "K": _stop((250.0, 1950.0, 2400.0), (2100.0, 900.0, 0.5), voiced=False),
    "G": _stop((230.0, 1950.0, 2400.0), (1900.0, 800.0, 0.28), voiced=True),
    "CH": Sound(
        (280.0, 1850.0, 2600.0),
        0.0,
        noise=(3600.0, 1500.0, 0.42),
        burst=(3800.0, 2000.0, 0.3),
        length_s=0.11,
    ),
    "JH": Sound(
        (260.0, 1850.0, 2600.0),
        0.18,
        noise=(3400.0, 1500.0, 0.24),
        burst=(3500.0, 1800.0, 0.2),
        length_s=0.09,
    ),
    "F": Sound((320.0, 1000.0, 2250.0), 0.0, noise=(5200.0, 4500.0, 0.12), length_s=0.085),
    "V": Sound((300.0, 1000.0, 2250.0), 0.4, noise=(5000.0, 4500.0, 0.05), length_s=0.06),
    "TH": Sound((320.0, 1350.0, 2550.0), 0.0, noise=(5800.0, 4500.0, 0.11), length_s=0.08),
    "DH": Sound((300.0, 1350.0, 2550.0), 0.42, noise=(5400.0, 4500.0, 0.04), length_s=0.05),
    "S": Sound((320.0, 1600.0, 2600.0), 0.0, noise=(7200.0, 2300.0, 0.42), length_s=0.1),
    "Z": Sound((300.0, 1600.0, 2600.0), 0.3, noise=(7000.0, 2300.0, 0.24), length_s=0.075),
    "SH": Sound((300.0, 1850.0, 2500.0), 0.0, noise=(3500.0, 1400.0, 0.45), length_s=0.1),
    "ZH": Sound((300.0, 1850.0, 2500.0), 0.32, noise=(3400.0, 1400.0, 0.25), length_s=0.075),
}
