"""All that one community has said, ready to be asked: texts, vectors and words in one run of bytes, never changed once
built, and the same in a file as in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.embedders import Vectors
from knowledge.lexical import TermRows, packed_terms
from knowledge.lexicon import Lexicon
from knowledge.packed import Array, Spoilt, Texts, pack, packed_texts, unpack
from knowledge.quantized import cosines, quantized, restored
from knowledge.store import Stored
from knowledge.topics import Topics
from knowledge.words import same_text_key, words
from leasing.services.knowledge_rows import AnsweredRow

OVERHEAD = 4000
"""Bytes that Python keeps around an index's own bytes: views, names and its place among the others."""
DIGEST_BYTES = 16
_ID, _QUESTION, _ANSWER, _KIND, _CITES = range(5)


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded of an entry; `key` is its place in the store."""

    key: str
    text: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()[: 2 * DIGEST_BYTES]


def passage(row: AnsweredRow, lexicon: Lexicon, *, spanish_by_words: bool) -> Passage:
    """Question and answer as one text; word by word in English where they are Spanish and the embedder is not."""
    text = f"{row.question} {row.answer}"
    english = lexicon.in_english(words(text)) if spanish_by_words else None
    return Passage(row.id, english or text)


def content_of(rows: Sequence[AnsweredRow]) -> str:
    """A digest of entries: two lists of rows have the same one only where nothing in them differs."""
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for row in rows:
        for text in (row.id, row.question, row.answer, row.kind, row.cites):
            raw = text.encode("utf-8", "surrogatepass")
            digest.update(b"%d:" % len(raw))
            digest.update(raw)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Made:
    """What an index is made of besides its entries. `identity` names all of it: bytes of another one say something
    else, though their vectors may still be good."""

    identity: str
    topics: Topics
    dimensions: int
    lexicon: Lexicon


class PropertyIndex:
    """The entries of one property as of a knowledge version. Row `n` of every part belongs to entry `n`."""

    def __init__(self, data: bytes, topics: Topics, *, version: int | None = None, check: bool = True) -> None:
        """Bytes from `pack_index`. `version`: a newer one that left the entries as they are. Raises Spoilt."""
        about, arrays = unpack(data, check=check)
        try:
            self.property_id = str(about["property_id"])
            self.identity = str(about["identity"])
            self.content = str(about["content"])
            self.version = int(about["version"]) if version is None else version
            self._count = int(about["entries"])
            self._knows_topics = bool(about["knows_topics"])
            self.terms = TermRows(arrays, self._count)
            self.texts = Texts(arrays, self._count)
            self._arrays: Mapping[str, Array] = arrays
            self._questions = arrays["questions"]
            self._vectors: NDArray[np.int8] = arrays["vectors"].view(np.int8)
            self._factors: Vectors = arrays["factors"].view(np.float32)
            self.topic_shares: NDArray[np.float16] = arrays["topic_shares"].view(np.float16)
            self.has_vector = np.asarray(arrays["digests"].any(axis=1), dtype=np.bool_)
        except (KeyError, ValueError, TypeError) as error:
            raise Spoilt(f"what it holds is something else: {error}") from error
        self.data = data
        self.topics = topics
        self.is_complete = self._knows_topics and bool(self.has_vector.all())
        """Whether every entry has its vector, and the topics theirs."""

    def __len__(self) -> int:
        return self._count

    def at(self, version: int) -> PropertyIndex:
        """The same entries as of another version."""
        return self if version == self.version else PropertyIndex(self.data, self.topics, version=version, check=False)

    def says(self, content: str, identity: str) -> bool:
        """Whether an index of these entries, made of the same, would be this one."""
        return self.is_complete and self.content == content and self.identity == identity

    @property
    def dimensions(self) -> int:
        return self._vectors.shape[1]

    @property
    def nbytes(self) -> int:
        """What it takes in memory, roughly."""
        return len(self.data) + OVERHEAD

    @property
    def sighted(self) -> NDArray[np.bool_]:
        """Which entries can be compared by their vectors; the others by their words alone."""
        return self.has_vector if self._knows_topics else np.zeros(self._count, dtype=np.bool_)

    @property
    def ids(self) -> list[str]:
        return [self.texts.get(_ID, at) for at in range(self._count)]

    @property
    def vectors(self) -> Vectors:
        """All vectors as floats, made anew; zeros where there is none."""
        return restored(self._vectors, self._factors)

    def vector(self, at: int) -> Vectors:
        return restored(self._vectors[at : at + 1], self._factors[at : at + 1])[0]

    def cosines(self, vector: Vectors) -> Vectors:
        """Of each entry with a question's unit vector; 0 for those without one."""
        return cosines(self._vectors, self._factors, vector)

    def row(self, at: int) -> AnsweredRow:
        get = self.texts.get
        return AnsweredRow(get(_ID, at), get(_QUESTION, at), get(_ANSWER, at), get(_KIND, at), get(_CITES, at))

    def stored(self) -> dict[str, Stored]:
        """The vectors by the entries' ids: what an index of the next version may take over."""
        rows, digests = self.vectors, self._arrays["digests"]
        ids = self.ids
        return {ids[at]: Stored(digests[at].tobytes().hex(), rows[at]) for at in np.flatnonzero(self.has_vector)}

    def place_of(self, question_key: str) -> int | None:
        """The entry whose question reads the same, by `same_text_key`; None where there is none."""
        if not question_key:
            return None
        for at in reversed(np.flatnonzero(self._questions == np.uint64(_number(question_key)))):
            if same_text_key(self.texts.get(_QUESTION, int(at))) == question_key:
                return int(at)
        return None


def index_of_rows(
    property_id: str, version: int, rows: Sequence[AnsweredRow], stored: Mapping[str, Stored], made: Made
) -> PropertyIndex:
    """The index of these entries. `stored` holds the vectors by the entries' ids; an entry without one is found by its
    words. Takes some ten milliseconds for a hundred entries."""
    vectors, factors = quantized(_matrix(rows, stored, made.dimensions))
    shares = made.topics.of(restored(vectors, factors))[0]
    arrays: dict[str, Array] = {
        "vectors": vectors,
        "factors": factors,
        "digests": _digests(rows, stored),
        "topic_shares": shares.astype(np.float16),
        "questions": np.array([_number(same_text_key(row.question)) for row in rows], dtype=np.uint64),
        **packed_terms((_searched(row, made.lexicon) for row in rows), made.lexicon),
        **packed_texts(
            (
                [row.id for row in rows],
                [row.question for row in rows],
                [row.answer for row in rows],
                [row.kind for row in rows],
                [row.cites for row in rows],
            )
        ),
    }
    about: dict[str, str | int | bool] = {
        "property_id": property_id,
        "identity": made.identity,
        "content": content_of(rows),
        "version": version,
        "entries": len(rows),
        "knows_topics": made.topics.is_known,
    }
    return PropertyIndex(pack(about, arrays), made.topics, check=False)


def _number(text: str) -> int:
    raw = text.encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest(), "little")


def _searched(row: AnsweredRow, lexicon: Lexicon) -> tuple[list[str], list[str]]:
    """The words of an entry's question, and of all of it."""
    return _english_words(row.question, lexicon), _english_words(f"{row.question} {row.answer}", lexicon)


def _english_words(text: str, lexicon: Lexicon) -> list[str]:
    found = words(text)
    english = lexicon.in_english(found)
    return found if english is None else words(english)


def _digests(rows: Sequence[AnsweredRow], stored: Mapping[str, Stored]) -> NDArray[np.uint8]:
    """Of the texts behind the vectors; zeros where there is no vector."""
    digests = np.zeros((len(rows), DIGEST_BYTES), dtype=np.uint8)
    for at, row in enumerate(rows):
        if row.id in stored:
            digests[at] = np.frombuffer(bytes.fromhex(stored[row.id].digest), dtype=np.uint8)
    return digests


def _matrix(rows: Sequence[AnsweredRow], stored: Mapping[str, Stored], dimensions: int) -> Vectors:
    matrix = np.zeros((len(rows), dimensions), dtype=np.float32)
    for at, row in enumerate(rows):
        if row.id in stored:
            matrix[at] = stored[row.id].vector
    return matrix
