"""Print how often the right record comes first, and how well each knows when to be silent."""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks.alternatives.contender import Found
from tests.benchmarks.alternatives.entrants import MODEL, Entrant, chosen
from tests.benchmarks.alternatives.sets import (
    Collection,
    Question,
    QuestionSet,
    first_story,
    public_sets,
)
from tests.benchmarks.alternatives.silence import Asked, Silence, at_best_cut
from tests.benchmarks.alternatives.slips import with_slips

SLIPS = (0, 1, 2)


@dataclass(frozen=True, slots=True)
class Result:
    """What a contender makes of a set.

    Attributes:
        first: How often the right record is first, in [0, 1], for each of `SLIPS`.
        silence: At the best cut, as typed.
    """

    first: tuple[float, ...]
    silence: Silence


def measured(entrant: Entrant, questions: QuestionSet) -> Result:
    """Return what `entrant` makes of the set."""
    asked: dict[int, list[Asked]] = {slips: [] for slips in SLIPS}
    for collection in questions.collections:
        contender = entrant.build(collection.records)
        silent = {record.id for record in collection.records if not record.answers}
        for question in collection.questions:
            for slips in SLIPS:
                chance = random.Random(f"{slips} {question.text}")  # the same for all contenders
                found = contender.ask(with_slips(question.text, slips, chance))
                if found.answer in silent:
                    found = replace(found, answer=None)
                asked[slips].append(Asked(found, question.gold))
    return Result(tuple(_first(asked[slips]) for slips in SLIPS), at_best_cut(asked[0]))


def _first(asked: Sequence[Asked]) -> float:
    found: list[tuple[Found, frozenset[str]]] = [(a.found, a.gold) for a in asked if a.gold]
    return sum(each.first in gold for each, gold in found) / len(found)


def thinned(questions: QuestionSet, most: int) -> QuestionSet:
    """Return the set with about `most` of its questions, drawn by chance but always the same."""
    count = sum(len(each.questions) for each in questions.collections)
    chance = random.Random(0)

    def kept(collection: Collection) -> tuple[Question, ...]:
        return tuple(q for q in collection.questions if chance.random() < most / count)

    if count <= most:
        return questions
    return replace(
        questions,
        collections=tuple(replace(c, questions=kept(c)) for c in questions.collections),
    )


def main() -> None:
    """Measure every contender on every set; two tables, a row a contender."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sets", help="names, with commas; all when left out")
    parser.add_argument("--contenders", help="names, with commas; all when left out")
    parser.add_argument("--most", type=int, default=10_000, help="questions a set")
    parser.add_argument("--model", default=MODEL, help="embedding model, a name or a folder")
    options = parser.parse_args()
    here = chosen(options.contenders, options.model)
    sets = [
        thinned(each, options.most)
        for each in (*public_sets(options.data), first_story())
        if not options.sets or each.name in options.sets.split(",")
    ]
    results: dict[tuple[str, str], Result] = {}
    for questions in sets:
        for entrant in here:
            if entrant.learns and not questions.has_phrasings:
                continue
            began = time.perf_counter()
            result = results[entrant.name, questions.name] = measured(entrant, questions)
            took = time.perf_counter() - began
            print(f"{questions.name}, {entrant.name}: {result}, {took:.0f} s", file=sys.stderr)
    _print_tables(here, sets, results)


def _print_tables(
    here: Sequence[Entrant], sets: Sequence[QuestionSet], results: dict[tuple[str, str], Result]
) -> None:
    def print_table(title: str, cell: Callable[[Result], str]) -> None:
        print(f"{title}\n")
        print("| contender |", *(f"{each.name} |" for each in sets))
        print("|---|" + "---|" * len(sets))
        for entrant in here:
            row = [results.get((entrant.name, each.name)) for each in sets]
            print(f"| {entrant.name} |", *(f"{cell(r) if r else '–'} |" for r in row))
        print()

    for each in sets:
        asked = [q for collection in each.collections for q in collection.questions]
        records = sum(len(collection.records) for collection in each.collections)
        silent = sum(not q.gold for q in asked)
        print(
            f"{each.name}: {records} records in {len(each.collections)} collections, "
            f"{len(asked) - silent} questions that something answers, {silent} that nothing does"
        )
    print()
    print_table(
        "The right record first, in percent: as typed / one typo / two typos",
        lambda r: " / ".join(f"{100 * share:.1f}" for share in r.first),
    )
    print_table(
        "At the best cut, in percent: answered right, of what something answers / not answered, "
        "of what nothing answers / area under the ROC curve",
        lambda r: " / ".join(
            f"{100 * share:.1f}"
            for share in (r.silence.in_scope, r.silence.out_of_scope, r.silence.area)
        ),
    )


if __name__ == "__main__":
    main()
