"""The files a neural singer is made of, and whether all of them are in a folder.

`building.py` writes them; `manifest.json` names each with its SHA-256.
"""

import hashlib
import importlib.util
import json
from pathlib import Path

DURATIONS, PROSODY, DECODER, TIMBRES = (
    "durations.onnx",
    "prosody.onnx",
    "decoder.onnx",
    "timbres.npz",
)
MANIFEST = "manifest.json"
# The tensors at which the model is cut: 25 ms frames of every symbol, pitch in hertz and energy
# every 12.5 ms.
DURATION_TENSOR = "/encoder/Clip_output_0"
PITCH_TENSOR = "/encoder/Reshape_output_0"
ENERGY_TENSOR = "/encoder/Reshape_1_output_0"
_PACKAGES = ("onnxruntime", "pyworld")


def digest_of(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def manifest_of(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every piece; empty if the folder holds no complete singer."""
    try:
        named = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        return {}
    pieces = (DURATIONS, PROSODY, DECODER, TIMBRES)
    complete = isinstance(named, dict) and all((folder / name).is_file() for name in pieces)
    return {name: str(named.get(name)) for name in pieces} if complete else {}


def lacking(folder: Path) -> str:
    """Say what keeps the singer in a folder from singing, empty if nothing does."""
    absent = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if absent:
        return f"the package {absent[0]} is not installed"
    return "" if manifest_of(folder) else f"there is no complete singer in {folder}"
