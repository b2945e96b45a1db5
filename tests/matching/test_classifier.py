"""What a linear classifier makes of phrasings: against the formulas, and against itself."""

import random

import numpy as np
import pytest

from bot.matching.classifier import PENALTY, Bags, Classifier, Features, fit, softmax
from bot.matching.vocabulary import Vocabulary

PHRASINGS = {
    "cause": ["what caused the fire", "how did the fire start", "reason for the blaze"],
    "boats": ["how many boats burned", "number of boats lost", "which boats were destroyed"],
    "mayor": ["who is the mayor", "name of the mayor", "who leads the town"],
}
VOCABULARY = Vocabulary((), "en")
LABELS = np.repeat(np.arange(3), 3)


def passages() -> list[str]:
    return [phrasing for phrasings in PHRASINGS.values() for phrasing in phrasings]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier([VOCABULARY.passage(each) for each in passages()], LABELS, 3)


@pytest.mark.parametrize(
    ("question", "record"),
    [
        ("what started the fire", 0),
        ("how many boats were lost", 1),
        ("what is the mayor called", 2),
        ("boatts destroied", 1),
    ],
)
def test_the_record_whose_phrasings_speak_for_a_question_is_the_likeliest(
    classifier: Classifier, question: str, record: int
) -> None:
    chances = np.exp(classifier.log_chances(VOCABULARY.passage(question)))

    assert int(chances.argmax()) == record
    assert chances.sum() == pytest.approx(1, abs=1e-5)


def test_a_question_of_unknown_words_makes_no_record_likelier(classifier: Classifier) -> None:
    chances = np.exp(classifier.log_chances(VOCABULARY.passage("qzqz")))

    assert chances == pytest.approx([1 / 3] * 3, abs=1e-6)


def test_products_are_the_dot_products_of_rows_of_unit_length() -> None:
    chance = random.Random(1)
    words = [f"w{n}" for n in range(60)]
    # Some words in nearly all rows, others in few: both ways of multiplying are taken.
    rows = [["to", "be", *chance.sample(words, 5)] for _ in range(120)]
    features = Features([VOCABULARY.passage(" ".join(row)) for row in rows])

    products = features.bags.products()

    dense = np.zeros((len(rows), 10_000))
    for row, words_ in enumerate(rows):
        numbers, values = features.row(VOCABULARY.passage(" ".join(words_)))
        dense[row, numbers] = values
    assert products == pytest.approx(dense @ dense.T, abs=1e-5)
    assert np.diag(products) == pytest.approx(np.ones(len(rows)), abs=1e-5)


def test_the_weights_of_features_score_as_the_weights_of_rows_do() -> None:
    bags = Bags([([0, 2], [0.6, 0.8]), ([1, 2], [0.8, 0.6]), ([3], [1.0])], 4)
    dual = np.array([[1, 0], [0, 1], [2, 3]], dtype=np.float32)

    scores = np.array([[0.6, 0, 0.8, 0]], dtype=np.float32) @ bags.weights(dual)

    assert scores == pytest.approx(bags.products()[:1] @ dual, abs=1e-6)


def test_the_fit_is_where_the_slope_of_the_loss_is_nought() -> None:
    features = Features([VOCABULARY.passage(each) for each in passages()])
    kernel = features.bags.products()

    dual = fit(kernel, LABELS, 3, iterations=60)

    # Hastie et al., 4.4: at the optimum each row's weight is what it is still wrong by.
    wrong = np.eye(3)[LABELS] - softmax(kernel @ dual)
    assert PENALTY * dual == pytest.approx(wrong, abs=2e-3)


def test_without_some_passages_it_is_as_if_they_had_never_been_read(
    classifier: Classifier,
) -> None:
    known, asked = np.array([0, 1, 3, 4, 6, 7]), [passages()[i] for i in (2, 5, 8)]

    without = classifier.knowing(known)

    some = [VOCABULARY.passage(passages()[i]) for i in known]
    alone = Classifier(some, LABELS[known], 3)
    for question in map(VOCABULARY.passage, asked):
        chances = np.exp(without.log_chances(question))
        # Not the same: words weigh by how many of all phrasings have them, or of those known.
        assert np.abs(chances - np.exp(alone.log_chances(question))).max() < 0.25
    rows = map(VOCABULARY.passage, asked)
    moved = [np.exp(without.log_chances(q)) - np.exp(classifier.log_chances(q)) for q in rows]
    assert np.abs(moved).max() > 0.4


def test_a_record_without_a_known_passage_gets_no_chance(classifier: Classifier) -> None:
    chances = classifier.knowing(np.arange(6)).log_chances(VOCABULARY.passage("who is the mayor"))

    assert chances[2] == -np.inf
    assert np.exp(chances).sum() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("iterations", [1, 2, 3, 6, 12, 30])
def test_classes_that_are_far_apart_are_learned_however_long_it_goes_on(iterations: int) -> None:
    names = [chr(ord("a") + n) * 5 for n in range(10)]
    labels = np.repeat(np.arange(10), 5)
    begins = ("where is the", "show me", "what of", "any", "a")
    kernel = Features(
        [VOCABULARY.passage(f"{begin} {name}") for name in names for begin in begins]
    ).bags.products()

    scores = kernel @ fit(kernel, labels, 10, iterations)

    assert scores.argmax(axis=1).tolist() == labels.tolist()
