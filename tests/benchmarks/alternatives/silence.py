"""How well a contender knows when to be silent, at a cut that was set on other questions."""

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.benchmarks.alternatives.contender import Found

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a question, and what should have.

    Attributes:
        found: The contender's say.
        gold: The ids that answer; none when silence is right.
    """

    found: Found
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class Silence:
    """How a contender does at its cut, each in [0, 1].

    Attributes:
        in_scope: Answered and right, of the questions that something answers.
        out_of_scope: Not answered, of those that nothing answers.
        area: Under the ROC curve of telling the two apart; 0.5 is chance.
    """

    in_scope: float
    out_of_scope: float
    area: float


def at_best_cut(asked: Sequence[Asked]) -> Silence:
    """Return what each half of the questions gives at the best cut of the other half.

    Best is the highest mean of `in_scope` and `out_of_scope`. Which signal is cut, the score or
    the lead over the next, is chosen with the cut. The figures are the means of both directions.
    There must be four questions of either kind.
    """
    halves: tuple[list[Asked], list[Asked]] = [], []
    for in_scope in (True, False):  # as many of each kind in both halves
        some = [each for each in asked if bool(each.gold) == in_scope]
        random.Random(0).shuffle(some)
        halves[0].extend(some[::2])
        halves[1].extend(some[1::2])
    both = [_measured(tune, measure) for tune, measure in (halves, halves[::-1])]
    return Silence(
        in_scope=sum(each.in_scope for each in both) / 2,
        out_of_scope=sum(each.out_of_scope for each in both) / 2,
        area=sum(each.area for each in both) / 2,
    )


def area(inside: Floats, outside: Floats) -> float:
    """Return how often a number of `inside` is above one of `outside`; equals count as half.

    >>> area(np.array([3.0, 2.0]), np.array([2.0, 1.0]))
    0.875
    """
    ranked = np.sort(outside)
    below = np.searchsorted(ranked, inside, "left") + np.searchsorted(ranked, inside, "right")
    return float(below.mean() / 2 / len(outside))


def _measured(tune: Sequence[Asked], measure: Sequence[Asked]) -> Silence:
    """Return the figures of `measure` at the signal and the cut that suit `tune` best."""
    signals = max(len(each.found.signals) for each in (*tune, *measure))
    cuts = [_best_cut(tune, signal) for signal in range(signals)]
    signal = max(range(signals), key=lambda signal: cuts[signal][0])
    values, right, inside = _columns(measure, signal)
    answered = values >= cuts[signal][1]
    return Silence(
        in_scope=float((answered & right).sum() / inside.sum()),
        out_of_scope=float((~answered & ~inside).sum() / (~inside).sum()),
        area=area(values[inside], values[~inside]),
    )


def _best_cut(asked: Sequence[Asked], signal: int) -> tuple[float, float]:
    """Return the highest mean of the two shares, and the cut that gives it."""
    values, right, inside = _columns(asked, signal)
    order = np.argsort(-values, kind="stable")
    values, right, inside = values[order], right[order], inside[order]
    quiet = 1 - np.cumsum(~inside) / (~inside).sum()
    mean = (np.cumsum(right) / inside.sum() + quiet) / 2
    # A cut falls between two different values, and what has no answer stays below it.
    ends = np.append(values[:-1] > values[1:], True) & np.isfinite(values)
    if not ends.any():
        return 0.5, np.inf
    at = int(np.argmax(np.where(ends, mean, -1.0)))
    after = values[at + 1] if at + 1 < len(values) else -np.inf
    middle = (values[at] + after) / 2
    return float(mean[at]), float(max(middle, -sys.float_info.max))


def _columns(asked: Sequence[Asked], signal: int) -> tuple[Floats, Any, Any]:
    """Return the signal (minus infinity: no answer), who is right, and what is in scope."""
    found = [each.found for each in asked]
    values = [f.signals[signal] if f.answer is not None else -np.inf for f in found]
    right = [each.found.answer in each.gold for each in asked]
    inside = [bool(each.gold) for each in asked]
    return np.array(values, dtype=np.float64), np.array(right), np.array(inside)
