"""Write an ONNX graph node by node, in 32-bit floats or with 8-bit weights. Build time only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Floats = NDArray[np.float32]

OPSET = 20
"""The first with Gelu as one operator."""
MICROSOFT = "com.microsoft"
IR_VERSION = 10
"""The file format that goes with OPSET; newer ones would shut out older runtimes for nothing."""
BLOCK = 64
"""Weights that share a scale. 32 is hardly closer to the floats and slower, 128 is further from them and no faster."""
ACTIVATIONS_IN_8_BITS = 4
"""MatMulNBits' accuracy level that multiplies integers; at the others it unpacks to floats, ten times as slow here."""


class GraphBuilder:
    """Collects nodes and weights; every method that adds a node returns the name of what it computes."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._weights: dict[str, onnx.TensorProto] = {}

    def node(self, operator: str, *inputs: str, output: str = "", domain: str = "", **attributes: Any) -> str:
        """Add a node of one output."""
        return self._add(operator, inputs, [output or f"v{len(self._nodes)}"], domain, attributes)[0]

    def split(self, value: str, parts: int) -> list[str]:
        """Cut the last axis into equal parts."""
        names = [f"v{len(self._nodes)}_{part}" for part in range(parts)]
        return self._add("Split", [value], names, "", {"axis": -1, "num_outputs": parts})

    def weight(self, name: str, values: NDArray[Any]) -> str:
        """A constant of the graph, stored once however often it is named."""
        if name not in self._weights:
            self._weights[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def integers(self, *values: int) -> str:
        """A constant vector of 64-bit integers: axes, shapes."""
        return self.weight("i" + "_".join(map(str, values)), np.array(values, dtype=np.int64))

    def product(self, value: str, name: str, matrix: Floats) -> str:
        """value @ matrix, with the matrix a constant of shape (inputs, outputs)."""
        return self.node("MatMul", value, self.weight(name, matrix))

    def rows(self, name: str, table: Floats, indexes: str) -> str:
        """The constant table's rows at the indexes."""
        return self.node("Gather", self.weight(name, table), indexes)

    def model(self, name: str, inputs: Sequence[str], output: str, dimensions: int) -> onnx.ModelProto:
        """The finished model, checked: inputs of int64 (batch, tokens), one output of float (batch, dimensions)."""
        graph = helper.make_graph(
            self._nodes,
            name,
            [helper.make_tensor_value_info(each, TensorProto.INT64, ["batch", "tokens"]) for each in inputs],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", dimensions])],
            list(self._weights.values()),
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
        cast(Any, onnx.checker).check_model(model)
        return model

    def _add(
        self, operator: str, inputs: Sequence[str], outputs: list[str], domain: str, attributes: dict[str, Any]
    ) -> list[str]:
        name = f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, outputs, name=name, domain=domain, **attributes))
        return outputs


class EightBitGraphBuilder(GraphBuilder):
    """Keeps large constants as 8-bit integers with scales: a quarter of the size and a third of the time.

    Both sides of a product are scaled in blocks of BLOCK numbers, not a tensor at a time as onnxruntime's
    `quantize_dynamic` does: an outlier spoils its block only, and a text's vector does not depend on its batch.
    """

    def product(self, value: str, name: str, matrix: Floats) -> str:
        inputs, outputs = matrix.shape
        blocks = matrix.T.reshape(outputs, inputs // BLOCK, BLOCK)
        integers, scales = _to_8_bits(blocks)
        # The operator stores unsigned numbers around 128.
        packed = (integers.astype(np.int16) + 128).astype(np.uint8)
        return self.node(
            "MatMulNBits",
            value,
            self.weight(name + ".8bit", packed),
            self.weight(name + ".scales", scales.reshape(-1)),
            domain=MICROSOFT,
            K=inputs,
            N=outputs,
            bits=8,
            block_size=BLOCK,
            accuracy_level=ACTIVATIONS_IN_8_BITS,
        )

    def rows(self, name: str, table: Floats, indexes: str) -> str:
        integers, scales = _to_8_bits(table)
        found = self.node("Gather", self.weight(name + ".8bit", integers), indexes)
        scale = self.node("Gather", self.weight(name + ".scales", scales), indexes)
        return self.node("Mul", self.node("Cast", found, to=TensorProto.FLOAT), scale)


def _to_8_bits(values: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Integers of -127 to 127 and, for each run along the last axis, the scale that gives the floats back."""
    scales = np.abs(values).max(axis=-1, keepdims=True) / 127
    # A run of zeros needs any scale but zero.
    scales = np.where(scales == 0, 1.0, scales).astype(np.float32)
    return np.rint(values / scales).astype(np.int8), scales
