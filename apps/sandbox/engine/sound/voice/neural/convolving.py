"""Write a model's convolutions of whole numbers as products of matrices, which are computed faster.

onnxruntime multiplies unsigned by signed bytes twice as fast as unsigned by unsigned ones, but
convolves only the latter. So samples are quantised with a sign, laid out with their neighbours in
columns, and multiplied by the weights. All are whole numbers, so the results are the same, bit by
bit, wherever the processor adds such products without cutting them off (`is_exact_here`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

_OPSET = 20
_TIME = 2
_TO_THE_END = 2**31 - 1
_SIGN = np.uint8(128)


def is_exact_here() -> bool:
    """Tell whether this processor keeps sums of products of bytes whole.

    Older ones cut off the sum of two neighbouring products at 16 bits.
    """
    import onnxruntime  # noqa: PLC0415  belongs to the extra
    from onnx import TensorProto, helper  # noqa: PLC0415  needed to build alone

    size = 64
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["rows", "columns"], ["product"])],
        "extremes",
        [
            helper.make_tensor_value_info("rows", TensorProto.UINT8, [size, size]),
            helper.make_tensor_value_info("columns", TensorProto.INT8, [size, size]),
        ],
        [helper.make_tensor_value_info("product", TensorProto.INT32, [size, size])],
    )
    opset = helper.make_opsetid("", _OPSET)
    model = helper.make_model_gen_version(graph, opset_imports=[opset])
    session = onnxruntime.InferenceSession(model.SerializeToString())
    rows, columns = np.full((size, size), 255, np.uint8), np.full((size, size), 127, np.int8)
    (product,) = session.run(None, {"rows": rows, "columns": columns})
    return bool((product == 255 * 127 * size).all())


def as_products(graph: Any) -> None:
    """Put products of matrices in the place of all convolutions of whole numbers in a graph."""
    from onnx import numpy_helper  # noqa: PLC0415  needed to build alone

    weights = {one.name: one for one in graph.initializer}
    nodes = _Nodes()
    quantised = {
        node.output[0]: node for node in graph.node if node.op_type == "DynamicQuantizeLinear"
    }
    for node in graph.node:
        if node.op_type == "ConvInteger":
            weight = numpy_helper.to_array(weights[node.input[1]])
            nodes.convolve(node, quantised[node.input[0]], weight)
        else:
            nodes.found.append(node)
    used = {name for node in nodes.found for name in node.input}
    kept = [one for one in graph.initializer if one.name in used]
    kept += [numpy_helper.from_array(value, name) for name, value in nodes.values.items()]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes.found)
    graph.initializer.extend(kept)


@dataclass(slots=True)
class _Nodes:
    """The nodes of a new graph in order, and the constants that they need beyond the old ones."""

    found: list[Any] = field(default_factory=list)
    values: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    signed: dict[str, tuple[str, str]] = field(default_factory=dict)

    def convolve(self, node: Any, quantised: Any, weight: npt.NDArray[Any]) -> None:
        """Add what gives the result of a ConvInteger `node`.

        `weight` has the shape (to channels, from channels, neighbours).
        """
        samples, zero = self._with_sign(quantised)
        columns = self._columns(node, samples, zero, neighbours=weight.shape[2])
        rows = weight.transpose(0, 2, 1).reshape(len(weight), -1)
        flat = self._value(f"{node.input[1]}:rows", np.ascontiguousarray(rows))
        self._add("MatMulInteger", [flat, columns, node.input[3], zero], node.output[0])

    def _with_sign(self, quantised: Any) -> tuple[str, str]:
        """Return signed samples and their zero: 128 less than what a node makes unsigned."""
        plain, scale, zero = quantised.output
        if plain not in self.signed:
            flipped = self._add("BitwiseXor", [zero, self._value("sign", _SIGN)], f"{zero}:flipped")
            signed_zero = self._add("Cast", [flipped], f"{zero}:signed", to=_int8())
            inputs = [quantised.input[0], scale, signed_zero]
            self.signed[plain] = self._add("QuantizeLinear", inputs, f"{plain}:signed"), signed_zero
        return self.signed[plain]

    def _columns(self, node: Any, samples: str, zero: str, *, neighbours: int) -> str:
        """Return every sample's neighbours, those of one channel beside those of the next."""
        given = {one.name: list(one.ints) for one in node.attribute if one.ints}
        (step,), (stride,), pads = given["dilations"], given["strides"], given["pads"]
        name = node.output[0]
        if any(pads):
            around = self._value(f"pads:{pads}", np.array([0, 0, pads[0], 0, 0, pads[1]]))
            samples = self._add("Pad", [samples, around, zero], f"{name}:padded")
        if neighbours == 1 and stride == 1:
            return samples
        shifted = [
            self._add("Slice", [samples, *bounds], f"{name}:neighbour {at}")
            for at, bounds in enumerate(self._bounds(neighbours, step, stride))
        ]
        return self._add("Concat", shifted, f"{name}:columns", axis=1)

    def _bounds(self, neighbours: int, step: int, stride: int) -> Iterator[list[str]]:
        """Yield beginning, end, axis and stride of each neighbour's place."""
        for at in range(neighbours):
            end = (at + 1 - neighbours) * step or _TO_THE_END
            numbers = (at * step, end, _TIME, stride)
            yield [self._value(f"number {one}", np.array([one])) for one in numbers]

    def _value(self, name: str, value: npt.NDArray[Any] | np.uint8) -> str:
        self.values[name] = np.asarray(value)
        return name

    def _add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        from onnx import helper  # noqa: PLC0415  needed to build alone

        self.found.append(helper.make_node(kind, inputs, [output], **attributes))
        return output


def _int8() -> int:
    from onnx import TensorProto  # noqa: PLC0415  needed to build alone

    return int(TensorProto.INT8)
