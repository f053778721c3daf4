"""Which embedder runs here: the one asked for, or the best that is at hand, and the reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

import structlog

from knowledge.embedders.minilm import MiniLM
from knowledge.embedders.options import OpenAIOptions
from knowledge.embedders.protocol import Embedder, ModelUnavailable
from knowledge.embedders.word_llama import WordLlamaEmbedder

Choice = Literal["auto", "minilm", "wordllama", "openai"]

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class LoadedEmbedder:
    """An embedder and how it came to be the one, for /health."""

    embedder: Embedder
    asked: Choice
    why: str
    is_fallback: bool
    """True where a weaker model stands in for the default."""


def load_embedder(
    choice: str, model_dir: Path, *, openai: OpenAIOptions | None = None, cache_entries: int = 4096
) -> LoadedEmbedder:
    """Load the embedder that `choice` names; `auto` is MiniLM where it has been built, else WordLlama.

    `model_dir`: where `python -m knowledge.build_model` wrote the MiniLM model. Blocks for up to a second.
    Raises ModelUnavailable where the choice (with `auto`: both models) cannot be had, ValueError for an unknown one.
    """
    if choice not in get_args(Choice):
        raise ValueError(f"unknown embedder {choice!r}: choose one of {', '.join(get_args(Choice))}")
    loaded = _load(cast(Choice, choice), model_dir, openai, cache_entries)
    report = log.warning if loaded.is_fallback else log.info
    report("embedder_loaded", asked=loaded.asked, embedder=loaded.embedder.name, why=loaded.why)
    return loaded


def _load(choice: Choice, model_dir: Path, openai: OpenAIOptions | None, cache_entries: int) -> LoadedEmbedder:
    match choice:
        case "auto":
            return _load_best(model_dir, cache_entries)
        case "minilm":
            embedder: Embedder = MiniLM.load(model_dir, cache_entries=cache_entries)
        case "wordllama":
            embedder = WordLlamaEmbedder.load(cache_entries=cache_entries)
        case "openai":
            if openai is None:
                raise ModelUnavailable("OpenAI embeddings are chosen, but not configured")
            from knowledge.embedders.openai_api import OpenAIEmbedder

            embedder = OpenAIEmbedder.connect(openai, cache_entries=cache_entries)
    return LoadedEmbedder(embedder, choice, "chosen in the settings", is_fallback=False)


def _load_best(model_dir: Path, cache_entries: int) -> LoadedEmbedder:
    try:
        embedder: Embedder = MiniLM.load(model_dir, cache_entries=cache_entries)
    except ModelUnavailable as missing:
        embedder = WordLlamaEmbedder.load(cache_entries=cache_entries)
        return LoadedEmbedder(embedder, "auto", f"MiniLM cannot be used: {missing}", is_fallback=True)
    return LoadedEmbedder(embedder, "auto", "the built MiniLM model is in place", is_fallback=False)


def load_named(name: str, model_dir: Path, *, openai: OpenAIOptions | None = None) -> Embedder | None:
    """The embedder that made an index, by its full name; None where it cannot be had, or is another one by now."""
    kinds: dict[str, Choice] = {"all-MiniLM": "minilm", "wordllama": "wordllama", "openai/": "openai"}
    fitting: list[Choice] = [choice for start, choice in kinds.items() if name.startswith(start)]
    if not fitting:
        return None
    try:
        embedder = _load(fitting[0], model_dir, openai, cache_entries=1024).embedder
    except ModelUnavailable as error:
        log.warning("embedder_gone", embedder=name, error=str(error))
        return None
    return embedder if embedder.name == name else None
