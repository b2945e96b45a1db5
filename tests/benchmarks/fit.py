"""Fit the numbers of the engine on public question sets, and write them where it reads them.

    python -m tests.benchmarks.fit --data DIR [--most 400] [--leave NAME] [--model DIR] [--write]

With a model, the numbers are fitted that count when there is one; on English sets only.

How much each kind of evidence counts: a conditional logit over the records that a question was
compared with, so that the right one is ahead. Which signs tell that the best record is right: a
logistic regression on what came first, with questions that nothing answers among them: these
count together as much as all others, else a set that has few of them would teach to tell a right
record from a wrong one and not when to be silent. Each question counts as typed and with two
slips, and each set counts alike.

A set that is left out of the fit is only measured: what the engine does on content that it was
not fitted on. Needs scipy.
"""

import argparse
import json
import random
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bot.matching import Matcher, calibration
from bot.matching.calibration import MANY, Calibration, Evidence, Fit, Signs
from bot.matching.semantic import Encoder, Vectors, load_encoder
from tests.benchmarks.alternatives.__main__ import thinned
from tests.benchmarks.alternatives.sets import QuestionSet, first_story, public_sets
from tests.benchmarks.alternatives.slips import with_slips

FITTED = Path(calibration.__file__).with_name("fitted.json")
SLIPS = (0, 2)
OF_TEXTS = frozenset({"text_pairs", "before", "figure"})
"""Evidence that only counts where there are no phrasings: with them it gives nothing, and the
order of the records is the editors'."""
FEW = 2
"""Phrasings a record that an editor writes in five minutes."""
Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Compared:
    """A question and the records that it was compared with.

    Attributes:
        evidence: Shape (records, kinds of evidence).
        right: Shape (records,): whether a record answers the question.
        answerable: Whether any record at all does.
    """

    evidence: Floats
    right: Any
    answerable: bool


@dataclass(frozen=True, slots=True)
class Told:
    """The best record for a question: its signs, whether it answers, and whether any does."""

    signs: tuple[float, ...]
    right: bool
    answerable: bool


class Remembering:
    """A model that encodes a text once, since each question is asked several times over."""

    def __init__(self, model: str) -> None:
        self._encoder = load_encoder(model, place="--model")
        self._known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a row a text, as the model does."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= zip(new, self._encoder.encode(new), strict=True)
        return np.array([self._known[text] for text in texts])


def asked(
    sets: Sequence[QuestionSet], *, classify: bool, encoder: Encoder | None
) -> dict[str, list[tuple[Any, str, Any]]]:
    """Return for each set its questions as typed and with slips: matcher, question, gold."""
    chance = random.Random(0)
    return {
        each.name: [
            (matcher, with_slips(question.text, slips, chance), question.gold)
            for collection in each.collections
            for matcher in [Matcher(collection.records, classify=classify, encoder=encoder)]
            for question in collection.questions
            for slips in SLIPS
        ]
        for each in sets
    }


def compared(questions: Sequence[tuple[Any, str, Any]]) -> list[Compared]:
    """Return what each question was compared with."""
    found = []
    for matcher, question, gold in questions:
        evidence = matcher.evidence(question)
        if evidence:
            right = np.array([id_ in gold for id_ in evidence])
            found.append(Compared(np.array(list(evidence.values())), right, bool(gold)))
    return found


def least(
    loss: Callable[[Floats], tuple[float, Floats]],
    start: Floats,
    bounds: Sequence[tuple[float | None, None]],
) -> Floats:
    """Return where `loss` is least; it returns its value and its slope."""
    from scipy.optimize import minimize  # of the fit alone

    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found


def evidence_weights(found: dict[str, list[Compared]], used: Sequence[int]) -> Floats:
    """Return weights ≥ 0 that add up to 1, one a kind of evidence; 0 for those not `used`."""
    usable = {n: [c for c in cs if c.right.any() and not c.right.all()] for n, cs in found.items()}

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros_like(weights)
        for questions in usable.values():
            for each in questions:
                evidence = each.evidence[:, used]
                scores = evidence @ weights
                powers = np.exp(scores - scores.max())
                chances = powers / powers.sum()
                right = chances[each.right].sum() + 1e-12
                share = np.where(each.right, chances / right, 0.0)
                total -= np.log(right) / len(questions)
                slope -= (share - chances) @ evidence / len(questions)
        return float(total + 1e-4 * weights @ weights), slope + 2e-4 * weights

    fitted = least(loss, np.ones(len(used)), [(0, None)] * len(used))
    weights = np.zeros(len(Evidence._fields))
    weights[list(used)] = fitted / fitted.sum()
    return weights.round(3)


def first_right(found: Sequence[Compared], weights: Floats) -> float:
    """Return how often the right record is first, of the questions that have one, in percent."""
    answerable = [c for c in found if c.answerable]
    return 100 * float(np.mean([c.right[(c.evidence @ weights).argmax()] for c in answerable]))


def told(questions: Sequence[tuple[Any, str, Any]], fit: Fit) -> list[Told]:
    """Return the best record for each question, with the weights of `fit`."""
    best = []
    for matcher, question, gold in questions:
        match = matcher.calibrated(Calibration(fit, 0.0)).match(question)
        if match.signs and match.candidates[0].record.answers:  # else nothing is told
            best.append(Told(tuple(match.signs), match.candidates[0].id in gold, bool(gold)))
    return best


def sign_weights(best: dict[str, list[Told]], used: Sequence[int]) -> tuple[Floats, float]:
    """Return the weights of the signs, 0 for those not `used`, and the intercept."""
    signs = np.concatenate([[t.signs for t in each] for each in best.values()])[:, used]
    right = np.concatenate([[t.right for t in each] for each in best.values()])
    share = np.concatenate([shares(each) for each in best.values()])

    def loss(weights: Floats) -> tuple[float, Floats]:
        z = signs @ weights[1:] + weights[0]
        chance = 1 / (1 + np.exp(-z))
        wrong = chance - right
        slope = np.concatenate(([share @ wrong], (share * wrong) @ signs))
        surprise = np.where(right, np.logaddexp(0, -z), np.logaddexp(0, z))
        return share @ surprise + 1e-4 * weights @ weights, slope + 2e-4 * weights

    bounds = [(None, None), *[(0, None)] * len(used)]
    fitted = least(loss, np.zeros(len(used) + 1), bounds)
    weights = np.zeros(len(Signs._fields))
    weights[list(used)] = fitted[1:]
    return weights.round(2), round(float(fitted[0]), 2)


def shares(best: Sequence[Told]) -> Floats:
    """Return how much each question counts: those of either kind alike, together 1."""
    answerable = np.array([t.answerable for t in best])
    found: Floats = 1 / np.where(answerable, answerable.sum(), (~answerable).sum())
    found /= found.sum()
    return found


def area(best: Sequence[Told], fit: Fit) -> float:
    """Return how often a right best record scores higher than a wrong one, in percent."""
    scores = np.array([fit.confidence(Signs(*t.signs)) for t in best])
    right = np.array([t.right for t in best])
    pairs = scores[right][:, None] - scores[~right][None, :]
    return 100 * float((pairs > 0).mean() + (pairs == 0).mean() / 2)


def fitted(
    sets: Sequence[QuestionSet],
    leave: str,
    *,
    without: Set[str],
    classify: bool,
    encoder: Encoder | None,
) -> Fit:
    """Fit on all sets but one, print what came of each set, and return the fit.

    Args:
        sets: On which.
        leave: The name of one that is only measured.
        without: Kinds of evidence that do not count.
        classify: Whether there is a classifier.
        encoder: A model that knows what sentences mean.
    """
    questions = asked(sets, classify=classify, encoder=encoder)
    found = {name: compared(each) for name, each in questions.items()}
    kinds = [i for i, name in enumerate(Evidence._fields) if name not in without]
    weights = evidence_weights({n: c for n, c in found.items() if n != leave}, kinds)
    start = Fit(Evidence(*map(float, weights)), Signs(*[0.0] * len(Signs._fields)), 0.0)
    best = {name: told(each, start) for name, each in questions.items()}
    idle = {"chance"} if not classify else set()
    idle |= {"meaning"} if encoder is None else set()
    used = [i for i, name in enumerate(Signs._fields) if name not in idle]
    signs, intercept = sign_weights({n: b for n, b in best.items() if n != leave}, used)
    fit = replace(start, signs=Signs(*map(float, signs)), intercept=intercept)
    print(f"  {fit}")
    for name, each in found.items():
        typed, slipped = (first_right(each[i::2], weights) for i in (0, 1))
        print(
            f"  {name:15} first {typed:.1f} / {slipped:.1f}, area {area(best[name], fit):.1f}"
            + (" (left out)" if name == leave else "")
        )
    return fit


def density(questions: QuestionSet) -> float:
    """Return how many phrasings a record has, on average."""
    records = [record for each in questions.collections for record in each.records]
    return sum(len(record.phrasings) for record in records) / len(records)


def with_few(questions: QuestionSet) -> QuestionSet:
    """Return the set with no more than `FEW` phrasings a record."""
    return replace(
        questions,
        collections=tuple(
            replace(c, records=tuple(replace(r, phrasings=r.phrasings[:FEW]) for r in c.records))
            for c in questions.collections
        ),
    )


def main() -> None:
    """Fit, print, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--most", type=int, default=400, help="questions a set")
    parser.add_argument("--leave", default="", help="the name of a set to leave out")
    parser.add_argument("--model", help="a folder with a sentence-embedding model for English")
    parser.add_argument("--write", action="store_true", help="write the numbers to the engine")
    options = parser.parse_args()
    encoder = Remembering(options.model) if options.model else None
    suffix = ", with a model" if encoder else ""
    sets = [
        thinned(each, options.most)
        for each in [*public_sets(options.data), first_story()]
        if encoder is None or each.collections[0].records[0].language == "en"
    ]
    many = [each for each in sets if density(each) >= MANY]
    none = [each for each in sets if not density(each)]
    few = [with_few(each) for each in sets if density(each)]
    unmeant = frozenset[str]() if encoder else frozenset({"meaning"})
    numbers = json.loads(FITTED.read_text())
    for key, some, without, classify in (
        ("many phrasings", many, unmeant | OF_TEXTS, True),
        ("many phrasings, no classifier", many, unmeant | OF_TEXTS | {"classified"}, False),
        ("few phrasings", few, unmeant | OF_TEXTS | {"classified"}, False),
        ("no phrasings", none, unmeant | {"classified"}, False),
    ):
        print(key + suffix)
        fit = fitted(some, options.leave, without=without, classify=classify, encoder=encoder)
        numbers[key + suffix] = {
            "evidence": fit.weights._asdict(),
            "signs": {"intercept": fit.intercept, **fit.signs._asdict()},
        }
    if options.write:
        how = f" and the model {Path(options.model).resolve().parent.name}" if encoder else ""
        numbers["provenance" + suffix] = (
            f"fitted on {datetime.now(UTC):%Y-%m-%d} by tests/benchmarks/fit.py on "
            f"{options.most} questions each of {', '.join(each.name for each in sets)}{how}"
        )
        FITTED.write_text(json.dumps(numbers, indent=2) + "\n")


if __name__ == "__main__":
    main()
