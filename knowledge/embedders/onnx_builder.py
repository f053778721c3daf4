"""Write an ONNX graph node by node, in 32-bit floats or with 8-bit weights. Build time only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
SEVEN_BITS = 63
"""Largest weight of a product that is scaled as a whole: CPUs without VNNI add two products of 8 bits in 16, and two
of 255 * 127 do not fit."""
EVEN = 0.5
"""How much of a column's size is moved from the input into the weights, as a power; 0.6 measured the same."""

Peaks = Mapping[str, Floats]
"""of the products' inputs: the largest size that each column's numbers took on the texts of the calibration"""


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

    def skewed_product(self, value: str, name: str, matrix: Floats) -> str:
        """The same of a value of which a few numbers lie far beyond the others, now in this column, now in that."""
        return self.product(value, name, matrix)

    def rows(self, name: str, table: Floats, indexes: str) -> str:
        """The constant table's rows at the indexes."""
        return self.node("Gather", self.weight(name, table), indexes)

    def outputs(self, output: str, dimensions: int) -> list[onnx.ValueInfoProto]:
        """What the model gives: one output of float (batch, dimensions)."""
        return [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", dimensions])]

    def model(self, name: str, inputs: Sequence[str], output: str, dimensions: int) -> onnx.ModelProto:
        """The finished model, checked: inputs of int64 (batch, tokens), and `outputs`."""
        graph = helper.make_graph(
            self._nodes,
            name,
            [helper.make_tensor_value_info(each, TensorProto.INT64, ["batch", "tokens"]) for each in inputs],
            self.outputs(output, dimensions),
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


class MeasuringGraphBuilder(GraphBuilder):
    """Gives the `Peaks` of a text beside its vector, in the order of `measured`."""

    def __init__(self) -> None:
        super().__init__()
        self.measured: list[str] = []

    def product(self, value: str, name: str, matrix: Floats) -> str:
        self.measured.append(name)
        size = self.node("Abs", value)
        self.node("ReduceMax", size, self.integers(0, 1), output=_peaks_of(name), keepdims=0)
        return super().product(value, name, matrix)

    def outputs(self, output: str, dimensions: int) -> list[onnx.ValueInfoProto]:
        peaks = [
            helper.make_tensor_value_info(_peaks_of(each), TensorProto.FLOAT, [f"{each}.columns"])
            for each in self.measured
        ]
        return [*super().outputs(output, dimensions), *peaks]


def _peaks_of(name: str) -> str:
    return f"{name}.peaks"


class EightBitGraphBuilder(GraphBuilder):
    """Keeps large constants as 8-bit integers with scales: a quarter of the size, and less than half of the time.

    A product's input is scaled as a whole, after its columns have been made about equally large (what is taken from a
    column is given to the weights that it meets), else the largest column would leave the others a few steps. Where
    the large numbers wander from column to column (`skewed_product`) both sides are scaled in blocks of BLOCK, which
    takes three times as long.
    """

    def __init__(self, peaks: Peaks) -> None:
        super().__init__()
        self._peaks = peaks

    def product(self, value: str, name: str, matrix: Floats) -> str:
        factors = _factors(self._peaks[name], np.abs(matrix).max(axis=1))
        value = self.node("Mul", value, self.weight(name + ".factors", (1 / factors).astype(np.float32)))
        columns, scales = _to_integers((matrix * factors[:, np.newaxis]).T, SEVEN_BITS)
        return self.node(
            "DynamicQuantizeMatMul",
            value,
            self.weight(name + ".8bit", columns.T),
            self.weight(name + ".scales", scales.reshape(-1)),
            self.weight(name + ".zeros", np.zeros(matrix.shape[1], dtype=np.int8)),
            domain=MICROSOFT,
        )

    def skewed_product(self, value: str, name: str, matrix: Floats) -> str:
        inputs, outputs = matrix.shape
        blocks = matrix.T.reshape(outputs, inputs // BLOCK, BLOCK)
        integers, scales = _to_integers(blocks)
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
        integers, scales = _to_integers(table)
        found = self.node("Gather", self.weight(name + ".8bit", integers), indexes)
        scale = self.node("Gather", self.weight(name + ".scales", scales), indexes)
        return self.node("Mul", self.node("Cast", found, to=TensorProto.FLOAT), scale)


def _factors(peaks: Floats, weights: Floats) -> Floats:
    """What the weights' rows are multiplied with, and the input's columns divided by; their product is 1."""
    raw = np.maximum(peaks, 1e-3) ** EVEN / np.maximum(weights, 1e-5) ** (1 - EVEN)
    return (raw / np.exp(np.log(raw).mean())).astype(np.float32)


def _to_integers(values: Floats, largest: int = 127) -> tuple[NDArray[np.int8], Floats]:
    """Integers of -largest to largest and, for each run along the last axis, the scale that gives the floats back."""
    scales = np.abs(values).max(axis=-1, keepdims=True) / largest
    # A run of zeros needs any scale but zero.
    scales = np.where(scales == 0, 1.0, scales).astype(np.float32)
    return np.rint(values / scales).astype(np.int8), scales
