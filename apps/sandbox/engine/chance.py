"""Random numbers that depend on a seed and on what they are for, and on nothing else."""

import hashlib

import numpy as np


def chance(*salt: object) -> np.random.Generator:
    """Return a generator that is the same for the same salt, in every process and order."""
    digest = hashlib.sha256(repr(salt).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "little"))
