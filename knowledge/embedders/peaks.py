"""How large the numbers inside the model get, measured on sentences of the kind that it will read. Build time only."""

from __future__ import annotations

import numpy as np
from tokenizers import Tokenizer

from knowledge.embedders.bert_graph import Shape, Weights, sentence_encoder
from knowledge.embedders.minilm import open_session
from knowledge.embedders.onnx_builder import Floats, MeasuringGraphBuilder, Peaks

SENTENCES = (
    "Hi!",
    "my cat weighs 12 lbs",
    "Is there covered parking?",
    "Do you allow large dogs and what is the pet fee per month?",
    "What time does the leasing office close on Saturday, and can I tour on Sunday afternoon instead?",
    "The gym is open around the clock for residents; guests may use it with a resident. The pool closes at 10 PM and "
    "is heated from May to September.",
    "Utilities: water, sewer and trash are billed back at a flat $45 a month; electricity and internet are paid by the "
    "resident to the provider of their choice.",
    "Applicants need an income of three times the rent, a credit score of 620, and no evictions in the last seven "
    "years.",
)


def peaks_of(weights: Weights, shape: Shape, tokenizer: Tokenizer) -> Peaks:
    """Of each product's input, the largest size of each column's numbers over `SENTENCES`."""
    return measured(weights, shape, [tokenizer.encode(sentence).ids for sentence in SENTENCES])


def measured(weights: Weights, shape: Shape, texts: list[list[int]]) -> Peaks:
    """The same over texts in tokens."""
    builder = MeasuringGraphBuilder()
    session = open_session(sentence_encoder(weights, shape, builder).SerializeToString())
    peaks: dict[str, Floats] = {}
    for text in texts:
        ids = np.array([text], dtype=np.int64)
        _, *found = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        for name, sizes in zip(builder.measured, found, strict=True):
            peaks[name] = np.maximum(peaks[name], sizes) if name in peaks else sizes
    return peaks
