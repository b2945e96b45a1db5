"""How often the first story answers strangers, and how often it would be wrong.

python -m tests.benchmarks.strangers
"""

import json
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.content import load
from bot.desk import Abstention, Answer, Desk, Edition, Outcome

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


def measure(path: Path, desk: Desk) -> None:
    """Print what came of the questions of one file."""
    questions = [Asked(**json.loads(line)) for line in path.read_text().splitlines()]
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    times = []
    for asked in questions:
        began = time.perf_counter()
        outcome = desk.answer(asked.q)
        times.append(time.perf_counter() - began)
        counts[asked.answerable][came_to(outcome, asked)] += 1
    answered = sum(c["right"] + c["wrong"] for c in counts.values())
    wrong = sum(c["wrong"] for c in counts.values())
    can, cannot = counts[True].total(), counts[False].total()
    print(f"{path.stem}: {len(questions)} questions, p50 {1000 * median(times):.1f} ms each")
    print(f"  answerable {can}: {counts[True]['right'] / can:.1%} right; {dict(counts[True])}")
    quiet = 1 - counts[False]["wrong"] / cannot
    print(f"  not answerable {cannot}: {quiet:.1%} not answered; {dict(counts[False])}")
    print(f"  risk, wrong among the {answered} answered: {wrong / answered:.1%}")


def main() -> None:
    """Measure both sets on the content as it is."""
    content, problems = load(Path("content"))
    assert not problems, problems[0]
    desk = Desk(Edition(content))
    for path in sorted(QUESTIONS.glob("*.jsonl")):
        measure(path, desk)


if __name__ == "__main__":
    main()
