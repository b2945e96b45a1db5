"""How often the first story answers strangers, and how often it would be wrong.

python -m tests.benchmarks.strangers [--misses] [--held-out]
"""

import argparse
import json
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.content import load
from bot.desk import Abstention, Answer, Desk, Edition, Outcome
from bot.matching.risk import upper_bound

QUESTIONS = Path(__file__).parent / "strangers"


@dataclass(frozen=True, slots=True)
class Asked:
    """A stranger's question, with what a careful reader of the article alone would say.

    Attributes:
        q: As it was typed.
        answerable: Whether the article answers it.
        paragraphs: Where it does, from 1; empty when it does not.
        note: The right answer, or why there is none.
    """

    q: str
    answerable: bool
    paragraphs: tuple[int, ...]
    note: str


def came_to(outcome: Outcome, asked: Asked) -> str:
    """Return `right`, `wrong`, `suggested` or the reason of an abstention.

    An answer is right when it cites a paragraph that answers the question: that is coarser than
    a person's judgement, and kinder where a paragraph says several things.
    """
    if isinstance(outcome, Answer):
        cited = {citation.paragraph for citation in outcome.entry.citations}
        return "right" if cited & {*asked.paragraphs} else "wrong"
    return outcome.reason if isinstance(outcome, Abstention) else "suggested"


def measure(path: Path, desk: Desk, *, misses: bool) -> None:
    """Print what came of the questions of one file, and which were not answered rightly."""
    questions = [Asked(**json.loads(line)) for line in path.read_text().splitlines()]
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    times = []
    for asked in questions:
        began = time.perf_counter()
        outcome = desk.answer(asked.q)
        times.append(time.perf_counter() - began)
        came = came_to(outcome, asked)
        counts[asked.answerable][came] += 1
        if misses and (came == "wrong" or (asked.answerable and came != "right")):
            match = outcome.match
            found = match.candidates[0].id if match and match.candidates else "nothing"
            nearest = f"{found}, score {match.score if match else 0:.0f}"
            print(f"  {came}: {asked.q} [{asked.note}; {nearest}]")
    answered = sum(c["right"] + c["wrong"] for c in counts.values())
    wrong = sum(c["wrong"] for c in counts.values())
    can, cannot = counts[True].total(), counts[False].total()
    print(f"{path.stem}: {len(questions)} questions, p50 {1000 * median(times):.1f} ms each")
    print(f"  answerable {can}: {counts[True]['right'] / can:.1%} right; {dict(counts[True])}")
    quiet = 1 - counts[False]["wrong"] / cannot
    print(f"  not answerable {cannot}: {quiet:.1%} not answered; {dict(counts[False])}")
    print(
        f"  risk, wrong among the {answered} answered: {wrong / answered:.1%}, at most "
        f"{upper_bound(wrong, answered):.1%} (95 % bound)"
    )


def main() -> None:
    """Measure the sets on the content as it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="print what went wrong, too")
    parser.add_argument(
        "--held-out", action="store_true", help="questions that nobody reads, figures only"
    )
    options = parser.parse_args()
    content, problems = load(Path("content"))
    assert not problems, problems[0]
    desk = Desk(Edition(content))
    print(f"threshold {desk.edition.matcher.threshold}")
    for path in sorted(QUESTIONS.glob("development*.jsonl")):
        measure(path, desk, misses=options.misses)
    if options.held_out:
        for path in sorted(QUESTIONS.glob("held-out*.jsonl")):
            measure(path, desk, misses=False)


if __name__ == "__main__":
    main()
