"""The sentence encoder as an ONNX graph: BERT, the mean over its tokens, length 1. Build time only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto

from knowledge.embedders.onnx_builder import Floats, GraphBuilder

Weights = Mapping[str, Floats]
Product = Callable[[str, str, Floats], str]


@dataclass(frozen=True)
class Shape:
    """The figures that the weights do not show by themselves; the defaults are all-MiniLM-L6-v2's."""

    layers: int = 6
    hidden: int = 384
    heads: int = 12
    max_tokens: int = 256
    epsilon: float = 1e-12


def sentence_encoder(weights: Weights, shape: Shape, builder: GraphBuilder) -> onnx.ModelProto:
    """The model (input_ids, attention_mask) → embedding.

    `weights` go by the names of the published checkpoint, linear layers as (outputs, inputs). Raises KeyError where one
    is missing.
    """
    return _Encoder(weights, shape, builder).model()


class _Encoder:
    def __init__(self, weights: Weights, shape: Shape, builder: GraphBuilder) -> None:
        self._weights = weights
        self._shape = shape
        self._b = builder

    def model(self) -> onnx.ModelProto:
        mask = self._b.node("Cast", "attention_mask", to=TensorProto.FLOAT)
        bias = self._padding_bias(mask)
        value = self._tokens()
        for layer in range(self._shape.layers):
            value = self._layer(f"encoder.layer.{layer}.", value, bias)
        self._b.node("LpNormalization", self._mean(value, mask), output="embedding", axis=1, p=2)
        return self._b.model("sentence_encoder", ["input_ids", "attention_mask"], "embedding", self._shape.hidden)

    def _tokens(self) -> str:
        """Word, position and type of each token; all are of type 0, so that its row is added to the positions once."""
        positions = self._weights["embeddings.position_embeddings.weight"][: self._shape.max_tokens]
        table = positions + self._weights["embeddings.token_type_embeddings.weight"][0]
        length = self._b.node("Shape", "input_ids", start=1, end=2)
        first = self._b.integers(0)
        places = self._b.node("Slice", self._b.weight("positions", table), first, length, first)
        words = self._b.rows("words", self._weights["embeddings.word_embeddings.weight"], "input_ids")
        return self._normed(self._b.node("Add", words, places), "embeddings.LayerNorm")

    def _padding_bias(self, mask: str) -> str:
        """0 for a token and -10000 for padding, shaped for scores of (batch, heads, tokens, tokens)."""
        one = self._b.weight("one", np.array(1, dtype=np.float32))
        far = self._b.weight("far", np.array(10_000, dtype=np.float32))
        bias = self._b.node("Mul", self._b.node("Sub", mask, one), far)
        return self._b.node("Unsqueeze", bias, self._b.integers(1, 2))

    def _layer(self, prefix: str, value: str, bias: str) -> str:
        attended = self._attention(prefix + "attention.self.", value, bias)
        attended = self._linear(attended, prefix + "attention.output.dense")
        value = self._normed(self._b.node("Add", attended, value), prefix + "attention.output.LayerNorm")
        inner = self._b.node("Gelu", self._linear(value, prefix + "intermediate.dense"))
        outer = self._linear(inner, prefix + "output.dense", self._b.skewed_product)
        return self._normed(self._b.node("Add", outer, value), prefix + "output.LayerNorm")

    def _attention(self, prefix: str, value: str, bias: str) -> str:
        b = self._b
        queries, keys, values = self._heads(prefix, value)
        scores = b.node("Add", b.node("MatMul", queries, keys), bias)
        mixed = b.node("MatMul", b.node("Softmax", scores, axis=-1), values)
        return b.node("Reshape", b.node("Transpose", mixed, perm=[0, 2, 1, 3]), b.integers(0, 0, self._shape.hidden))

    def _heads(self, prefix: str, value: str) -> tuple[str, str, str]:
        """Queries, keys (transposed) and values of all heads from one product: three small ones take longer."""
        b, shape = self._b, self._shape
        size = shape.hidden // shape.heads
        # The scores' division by sqrt(size) is done once, here, in the query's weights.
        factors = {"query": size**-0.5, "key": 1.0, "value": 1.0}
        matrix = [self._weights[f"{prefix}{part}.weight"].T * factor for part, factor in factors.items()]
        offset = [self._weights[f"{prefix}{part}.bias"] * factor for part, factor in factors.items()]
        joined = b.product(value, prefix + "weight", np.concatenate(matrix, axis=1).astype(np.float32))
        joined = b.node("Add", joined, b.weight(prefix + "bias", np.concatenate(offset).astype(np.float32)))
        parts = [b.node("Reshape", part, b.integers(0, 0, shape.heads, size)) for part in b.split(joined, 3)]
        orders = ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3])
        queries, keys, values = (
            b.node("Transpose", part, perm=order) for part, order in zip(parts, orders, strict=True)
        )
        return queries, keys, values

    def _linear(self, value: str, name: str, multiply: Product | None = None) -> str:
        multiply = multiply or self._b.product
        product = multiply(value, name + ".weight", self._weights[name + ".weight"].T)
        return self._b.node("Add", product, self._b.weight(name + ".bias", self._weights[name + ".bias"]))

    def _normed(self, value: str, name: str) -> str:
        names = (name + ".weight", name + ".bias")
        scale, shift = (self._b.weight(each, self._weights[each]) for each in names)
        return self._b.node("LayerNormalization", value, scale, shift, axis=-1, epsilon=self._shape.epsilon)

    def _mean(self, value: str, mask: str) -> str:
        """The average of the tokens' vectors, padding left out."""
        b = self._b
        kept = b.node("Mul", value, b.node("Unsqueeze", mask, b.integers(2)))
        total = b.node("ReduceSum", kept, b.integers(1), keepdims=0)
        return b.node("Div", total, b.node("ReduceSum", mask, b.integers(1), keepdims=1))
