"""From what trials came to, to a score that can be believed and the threshold that follows."""

import json
import random
from dataclasses import replace

import pytest

from bot.matching import Matcher, Record
from bot.matching.calibration import (
    EVEN,
    FEWEST,
    LEAST,
    THRESHOLD,
    Calibration,
    Signs,
    Trial,
    general_fit,
    lowered,
    refitted,
    threshold_for,
)
from bot.matching.risk import Sample, Source, point

MANY_PHRASINGS = general_fit(phrasings=10, classified=True, meant=False)
SIGNS = Signs(
    similarity=0.5,
    margin=0.3,
    anywhere=0.8,
    best=0.6,
    chance=0.5,
    known=0.9,
    length=0.6,
    meaning=0.0,
)


def trial(right: bool, source: Source = "case", **signs: float) -> Trial:
    """A question that `pier` is found for, rightly or not."""
    expected = frozenset({"pier"} if right else set[str]())
    return Trial("what of the pier", expected, "pier", SIGNS._replace(**signs), source)


def sample(score: float, right: bool, source: Source = "case") -> Sample:
    expected = frozenset({"pier"} if right else set[str]())
    return Sample("what of the pier", expected, "pier", score, source)


def test_few_trials_change_nothing() -> None:
    trials = [trial(False) for _ in range(FEWEST - 1)]

    assert refitted(MANY_PHRASINGS, trials) == MANY_PHRASINGS
    samples = [t.sample(MANY_PHRASINGS) for t in trials]
    assert threshold_for(samples, 0.05) == pytest.approx(THRESHOLD)
    assert threshold_for(samples, 0.01) > threshold_for(samples, 0.05)
    assert threshold_for(samples, 0.5) == LEAST


@pytest.mark.parametrize(("right", "surer"), [(True, True), (False, False)])
def test_what_trials_came_to_moves_the_score(right: bool, surer: bool) -> None:
    fit = refitted(MANY_PHRASINGS, [trial(right) for _ in range(40)])

    assert (fit.confidence(SIGNS) > MANY_PHRASINGS.confidence(SIGNS)) == surer
    assert fit.weights == MANY_PHRASINGS.weights


def test_many_trials_outweigh_the_general_fit_and_the_score_becomes_a_probability() -> None:
    chance = random.Random(0)
    trials = []
    for _ in range(2_000):
        covered = chance.random()  # here, it tells whether an answer is right, and nothing else
        trials.append(trial(chance.random() < covered, anywhere=covered))

    fit = refitted(replace(MANY_PHRASINGS, intercept=3.0), trials)

    for covered in (0.25, 0.5, 0.75):
        score = fit.confidence(SIGNS._replace(anywhere=covered))
        assert score == pytest.approx(100 * covered, abs=8)


def test_two_that_are_nearly_even_are_never_sure() -> None:
    sure = SIGNS._replace(similarity=1.0, best=1.0, chance=1.0, anywhere=1.0)

    assert MANY_PHRASINGS.confidence(sure._replace(margin=0.0)) == 0
    assert MANY_PHRASINGS.confidence(sure._replace(margin=EVEN)) == 100


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.2])
def test_the_threshold_keeps_to_the_rate_and_answers_no_less_than_it_may(rate: float) -> None:
    chance = random.Random(1)
    scores = [chance.uniform(0, 100) for _ in range(3_000)]
    samples = [sample(score, chance.random() < score / 100) for score in scores]

    threshold = threshold_for(samples, rate)

    assert point(samples, threshold).risk <= rate
    assert point(samples, threshold - 5).risk > rate * 0.9


def test_scores_that_promise_too_much_are_held_to_what_was_measured() -> None:
    samples = [sample(99, right) for right in [True] * 90 + [False] * 10]

    assert threshold_for(samples, 0.05) == 100


def test_where_the_samples_say_nothing_the_threshold_lies_half_way() -> None:
    samples = [sample(98, True)] * 30 + [sample(20, False)] * 30

    assert threshold_for(samples, 0.05) == 59


def test_many_cases_count_for_more_than_all_rehearsals() -> None:
    cases = [sample(70, True)] * 10 + [sample(98, True)] * 600
    rehearsed = [sample(70, False, "phrasing")] * 200

    assert threshold_for([*cases, *rehearsed], 0.2) < 70 < threshold_for(rehearsed, 0.2)


def test_one_wrong_answer_among_few_does_not_silence_a_small_story() -> None:
    few = [sample(99, i % 15 != 5) for i in range(45)]
    many = [sample(99, i % 15 != 5) for i in range(600)]

    assert threshold_for(few, 0.05) < 99
    assert threshold_for(many, 0.05) == 100


def test_what_is_likelier_wrong_than_right_is_never_told() -> None:
    samples = [sample(99, True)] * 1_000 + [sample(30, True)] * 10

    assert threshold_for(samples, 0.5) == LEAST


# — rehearsals —

RECORDS = [
    Record("cause", "A cable failed.", ("what caused the fire", "how did the fire begin")),
    Record("cable", "A cable.", ("which cable failed", "what failed"), sources=frozenset({"p1"})),
    Record("quay", "The quay burned.", ("did the quay burn",), sources=frozenset({"p1"})),
    Record("cost", "Nothing on costs.", ("what did it cost",), answers=False),
]


def test_a_phrasing_never_matches_itself() -> None:
    trials = Matcher(RECORDS).trials()

    (alone,) = [t for t in trials if t.question == "did the quay burn" and t.source == "phrasing"]
    assert alone.signs is None or alone.signs.best < 1


def test_every_phrasing_is_rehearsed_and_every_third_left_out() -> None:
    trials = Matcher(RECORDS).trials()

    asked = sorted(t.question for t in trials if t.source == "phrasing")
    left_out = [t for t in trials if t.source == "left out"]
    assert asked == sorted(p for record in RECORDS for p in record.phrasings)
    assert len(left_out) == 2


def test_what_rests_on_the_same_is_right_too_and_what_was_left_out_is_not() -> None:
    expected = {(t.question, t.source): t.expected for t in Matcher(RECORDS).trials()}

    assert expected["which cable failed", "phrasing"] == {"cable", "quay"}
    assert expected["what failed", "left out"] == {"quay"}
    assert expected["what did it cost", "phrasing"] == frozenset()


def test_so_many_are_rehearsed_as_are_wanted() -> None:
    trials = Matcher(RECORDS).trials(most=3)

    assert sum(t.source == "phrasing" for t in trials) == 3


def test_no_phrasings_no_rehearsals() -> None:
    assert Matcher([Record("a", "A cable failed.", ())]).trials() == []


def test_a_calibrated_matcher_tells_by_its_own_numbers() -> None:
    matcher = Matcher(RECORDS)

    calibration = matcher.calibration_by([trial(False)] * 40, 0.05)
    other = matcher.calibrated(calibration)

    assert (matcher.threshold, other.threshold) == (THRESHOLD, 100)
    assert other.match("what of the quay").score < matcher.match("what of the quay").score
    assert matcher.match("what of the quay").outcome == "answer"
    assert other.match("what of the quay").outcome != "answer"


def test_a_calibration_survives_being_written_and_read() -> None:
    calibration = Matcher(RECORDS).calibration_by([trial(False)] * 40, 0.05)

    assert Calibration.of_json(json.loads(json.dumps(calibration.as_json()))) == calibration


def test_a_phrasing_is_rehearsed_without_itself_and_a_record_without_all_of_its_own() -> None:
    only = "what of zanzibar"  # nothing else has its word
    records = [
        Record("pier", "The pier is new.", (only, "is the pier new", "tell me about the pier")),
        Record("gate", "The gate is old.", ("is the gate old", "how is the gate", "the old gate")),
        Record("tower", "A tower stands there.", ("is there a tower", "which tower", "the tower")),
        Record("bridge", "The bridge is shut.", ("is the bridge shut", "shut bridge", "bridge")),
        Record("quay", "The quay is long.", ("is the quay long", "how long a quay", "the quay")),
    ]
    matcher = Matcher(records)

    trials = matcher.trials()

    written = matcher.match(only)
    assert written.signs is not None
    assert written.signs.best == pytest.approx(1)
    (unwritten,) = [t for t in trials if t.question == only and t.source == "phrasing"]
    assert unwritten.signs is None or unwritten.signs.best < 0.5
    left_out = [t for t in trials if t.source == "left out"]
    assert left_out
    own = {question: r.id for r in records for question in r.phrasings}
    assert [t.question for t in left_out if t.told == own[t.question]] == []


def test_with_a_classifier_too_nothing_is_rehearsed_by_what_is_left_out() -> None:
    words = "amber birch cedar daisy elder fennel ginger hazel iris juniper".split()
    records = [
        Record(
            word,
            f"The {word} grows.",
            tuple(
                f"{begin} {word}" for begin in ("where is the", "show me", "what of", "any", "a")
            ),
        )
        for word in words
    ]
    matcher = Matcher(records)
    assert matcher.match("any amber").signs is not None

    left_out = [t for t in matcher.trials() if t.source == "left out"]

    assert len(left_out) > 10
    assert {t.told == t.question.split()[-1] for t in left_out} == {False}
    # One of those that are left is taken to be meant.
    assert min(t.signs.chance for t in left_out if t.signs) > 1 / len(words)


def test_a_phrasing_that_is_not_written_teaches_the_classifier_nothing() -> None:
    names = ("pier", "gate", "tower", "bridge", "quay")
    records = [
        Record(
            name,
            f"The {name} is new.",
            (f"a zanzi{name} so new", f"is the {name} new", f"the {name}", f"any {name}", name),
        )
        for name in names
    ]
    matcher = Matcher(records)

    alone = [t for t in matcher.trials() if t.source == "phrasing" and "zanzi" in t.question]

    assert len(alone) == len(names)
    written = [matcher.match(t.question).signs for t in alone]
    assert min(signs.chance for signs in written if signs) > 0.6
    assert [t.signs is not None and t.signs.chance < 0.5 for t in alone] == [True] * len(alone)


def test_what_scores_expect_counts_where_luck_was_better() -> None:
    samples = [sample(99, True)] * 100 + [sample(60, True)] * 100

    assert threshold_for(samples, 0.05) > 60


# — what editors promised —


def promises(*scores: float, right: bool = True) -> list[Sample]:
    """Return cases with these scores."""
    expected = frozenset({"a"}) if right else frozenset[str]()
    return [Sample(f"case {score}", expected, "a", score, "case") for score in scores]


SURE = promises(*[95.0 + n / 100 for n in range(60)])


def test_a_promise_right_below_the_threshold_is_kept() -> None:
    samples = [*SURE, *promises(69.5)]

    assert lowered(72.0, samples, 0.05, {"case 69.5"}) == 69.5
    assert lowered(72.0, samples, 0.05, set()) == 72.0  # nobody promised it


def test_a_promise_is_not_kept_at_the_cost_of_another_case() -> None:
    samples = [*SURE, *promises(69.5), *promises(70.5, right=False)]

    assert lowered(72.0, samples, 0.05, {"case 69.5"}) == 72.0


def test_a_promise_is_not_kept_when_too_much_would_be_wrong() -> None:
    rehearsed = [Sample(f"r{n}", frozenset(), "a", 71.0, "phrasing") for n in range(9)]
    samples = [*SURE, *rehearsed, *promises(69.5)]

    assert lowered(72.0, samples, 0.05, {"case 69.5"}) == 72.0
    assert lowered(72.0, samples, 0.2, {"case 69.5"}) == 69.5


def test_no_promise_brings_the_threshold_below_what_is_likelier_right_than_wrong() -> None:
    assert lowered(72.0, [*SURE, *promises(20.0)], 0.05, {"case 20.0"}) == 72.0
