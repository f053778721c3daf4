"""The decision to answer, and the language that it rests on."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.features import FEATURES, understood
from knowledge.lexical import TermRows, packed_terms
from knowledge.lexicon import load_lexicon
from knowledge.threshold import CALIBRATION_FILE, Calibration, CalibrationFile, Weights, WordWeights, load_calibration
from knowledge.topics import Topics, load_phrases
from knowledge.words import same_text_key, stem, words

EMBEDDERS = ["all-MiniLM-L6-v2/int8/1", "wordllama-l2_supercat/256/0.4.0", "text-embedding-3-small/1536"]


@pytest.mark.parametrize("name", EMBEDDERS)
def test_each_embedder_has_a_calibration(name: str) -> None:
    calibration = load_calibration(name)
    assert 0.0 < calibration.threshold < 1.0
    assert calibration.spanish_by_words is not name.startswith("text-embedding")


@pytest.mark.parametrize("name", EMBEDDERS)
@given(rows=st.lists(st.floats(0, 1, width=32), min_size=4, max_size=4), more=st.floats(0, 1, width=32))
def test_more_agreement_never_scores_less(name: str, rows: list[float], more: float) -> None:
    calibration = load_calibration(name)
    for place, feature in enumerate(FEATURES):
        low, high = list(rows), list(rows)
        low[place], high[place] = sorted((rows[place], more))
        before, after = calibration.scores(np.array([low, high], dtype=np.float32))
        if feature == "familiar":
            assert after <= before, "a question that is near a topic needs more to be answered"
        else:
            assert after >= before


def load_words() -> WordWeights:
    return msgspec.json.decode(CALIBRATION_FILE.read_bytes(), type=CalibrationFile).words


def test_an_index_brings_its_own_threshold_where_the_code_has_none() -> None:
    stored = Weights(-4.0, dict.fromkeys(FEATURES, 2.0), 0.61, 0.07, spanish_by_words=False)
    assert load_calibration("somebody-elses/1", stored=stored).threshold == 0.61
    assert load_calibration(EMBEDDERS[0], stored=stored).threshold == load_calibration(EMBEDDERS[0]).threshold
    outdated = msgspec.structs.replace(stored, weights={"other": 1.0})
    assert load_calibration("somebody-elses/1", stored=outdated).threshold == load_calibration("any").threshold


def test_a_margin_is_above_0_where_the_score_is_above_the_threshold() -> None:
    calibration = load_calibration(EMBEDDERS[0])
    rows = np.random.default_rng(1).random((500, 2)).astype(np.float32)
    margins = calibration.by_words.margins(rows)
    scores = calibration.by_words.scores(margins)
    far = np.abs(margins) > 1e-4
    assert ((margins >= 0) == (scores >= calibration.by_words.threshold))[far].all()
    assert (margins >= 0).any()
    assert (margins < 0).any()


def test_knowing_is_monotonic_in_the_score() -> None:
    calibration = load_calibration(EMBEDDERS[0])
    known = [calibration.knows(score / 100) for score in range(101)]
    assert known == sorted(known)
    assert known[-1]
    assert not known[0]


def test_nothing_in_common_is_not_known() -> None:
    calibration = load_calibration(EMBEDDERS[0])
    assert not calibration.knows(float(calibration.scores(np.zeros((1, len(FEATURES)), dtype=np.float32))[0]))


def test_weights_for_other_features_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="the code has"):
        Calibration.of(Weights(0.0, {"other": 1.0}, 0.5, 0.05, spanish_by_words=True), load_words())
    broken = tmp_path / "calibration.json"
    broken.write_text('{"recipe": 1}')
    with pytest.raises(msgspec.ValidationError):
        load_calibration("any", broken)


def test_the_file_says_where_it_comes_from() -> None:
    file = msgspec.json.decode(CALIBRATION_FILE.read_bytes(), type=CalibrationFile)
    assert "benchmarks.faq" in file.recipe
    assert file.data
    assert file.measured.keys() <= file.embedders.keys() | {"words"}


@pytest.mark.parametrize(
    ("forms", "shared"),
    [("parking parked parks park", "park"), ("policy policies", "policy"), ("charge charges charging", "charg")],
)
def test_endings_do_not_count(forms: str, shared: str) -> None:
    assert {stem(form) for form in forms.split()} == {shared}


def test_case_accents_and_signs_do_not_count() -> None:
    assert (
        same_text_key("¿Dónde ESTÁ  la alberca?") == same_text_key("donde esta la alberca") == "donde esta la alberca"
    )
    assert words("don't it’s") == ["dont", "its"]
    assert same_text_key("🙂 ?!") == ""


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    question = understood(text, load_lexicon(), spanish_by_words=True)
    assert all(term.meanings and term.weight > 0 for term in question.terms)


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("¿Aceptan mascotas?", "do you accept pets"),
        ("¿Hay lavadora y secadora?", "is there washer and dryer"),
        ("¿Cuánto cuesta el estacionamiento al mes?", "how much parking per month"),
    ],
)
def test_spanish_is_put_word_by_word(spanish: str, english: str) -> None:
    assert load_lexicon().in_english(words(spanish)) == english


@pytest.mark.parametrize(
    "english", ["is there a gym", "no me neither", "can i pay with a check", "what is the wifi like", ""]
)
def test_english_is_left_as_it_is(english: str) -> None:
    assert understood(english, load_lexicon(), spanish_by_words=True).text == english


def test_words_that_mean_the_same_cover_each_other() -> None:
    lexicon = load_lexicon()
    texts = ["Two pets a home.", "The garage is open at night.", "Washer and dryer in the unit."]
    rows = TermRows(packed_terms([([], words(text)) for text in texts], lexicon), len(texts))
    assert rows.coverage(lexicon.terms(words("can my puppy come"))).tolist() == [1.0, 0.0, 0.0]
    assert rows.coverage(lexicon.terms(words("where do I park"))).tolist() == [0.0, 1.0, 0.0]
    assert rows.coverage(lexicon.terms(words("laundry"))).tolist() == [0.0, 0.0, 1.0]
    assert rows.coverage([]).tolist() == [0.0, 0.0, 0.0]


def test_topics_agree_with_themselves_and_differ_from_others() -> None:
    phrases = load_phrases()
    vectors = np.eye(len(phrases.texts), dtype=np.float32)
    topics = Topics(vectors, phrases.starts, 0.05)
    first, other = vectors[[0]], vectors[[phrases.starts[5]]]
    shares = topics.of(np.concatenate([first, first, other]))[0]
    assert float(shares[0] @ shares[1]) == pytest.approx(1.0, abs=1e-5)
    assert float(shares[0] @ shares[2]) < 0.1


def test_topics_are_well_formed() -> None:
    phrases = load_phrases()
    assert len(set(phrases.texts)) == len(phrases.texts)
    assert len(phrases.starts) == len(set(phrases.starts)) > 100
    assert all(10 <= len(text) <= 80 for text in phrases.texts)
