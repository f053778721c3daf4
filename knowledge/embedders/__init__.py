"""Texts to vectors: `load_embedder` gives the one that the settings choose."""

from knowledge.embedders.load import Choice, LoadedEmbedder, load_embedder, load_named
from knowledge.embedders.options import OpenAIOptions
from knowledge.embedders.protocol import Embedder, EmbedderError, EmbeddingFailed, ModelUnavailable, Vectors

__all__ = [
    "Choice",
    "Embedder",
    "EmbedderError",
    "EmbeddingFailed",
    "LoadedEmbedder",
    "ModelUnavailable",
    "OpenAIOptions",
    "Vectors",
    "load_embedder",
    "load_named",
]
