"""Start all bots, and let them answer bursts of questions in turns; print a table.

    python -m tests.benchmarks.throughput [--rounds 5] [--updates 500] [--contestants NAMES]

The turns are short, so that what else the machine does meanwhile hits all alike, and ratios are
taken within a round. Bots that echo are asked the first draw, since to them all texts are alike.
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bot.cli.edition import edition_in
from tests.benchmarks.throughput.contestants import CONTESTANTS, PTB, PTB_LIKE_OURS, Contestant
from tests.benchmarks.throughput.questions import (
    Draw,
    Expected,
    all_different,
    answered,
    as_readers_ask,
    echoed,
)
from tests.benchmarks.throughput.runs import PER_SECOND, Bot, Burst, Compared, running

CONTENT = Path("content")


@dataclass(slots=True)
class Row:
    """A bot and what was measured of it."""

    name: str
    bot: Bot
    draw: Draw
    expected: Expected
    at_ease: Compared
    bursts: list[Burst] = field(default_factory=list)

    def share_of(self, other: "Row") -> float:
        """Return how many answers it gives for each of the other's: the middle of all rounds."""
        pairs = zip(self.bursts, other.bursts, strict=True)
        return median(ours.per_second / theirs.per_second for ours, theirs in pairs)

    def cells(self, bases: Sequence["Row | None"]) -> list[str]:
        """Return the row of the table: medians of all rounds, and sums of what went wrong."""
        rates = sorted(burst.per_second for burst in self.bursts)
        waits_ms = sorted(1000 * wait_s for wait_s in self.at_ease.waits_s)
        seen = [self.at_ease, *(burst.compared for burst in self.bursts)]
        faults = [
            sum(getattr(c, what) for c in seen) for what in ("lost", "wrong", "out_of_order")
        ]
        shares = [
            median(getattr(burst, f"{whose}_share") for burst in self.bursts)
            for whose in ("bot", "server", "others")
        ]
        return [
            self.name,
            f"{median(rates):.0f} ({rates[0]:.0f}–{rates[-1]:.0f})",
            *(f"{self.share_of(base):.2f}" if base else "–" for base in bases),
            f"{median(burst.processor_ms for burst in self.bursts):.2f}",
            f"{median(waits_ms):.1f} / {waits_ms[int(0.99 * len(waits_ms))]:.1f}",
            " / ".join(map(str, [*faults, self.expected.exchanges - self.bot.exchanges])),
            " / ".join(f"{100 * share:.0f}" for share in shares) + " %",
        ]


def chosen(names: str | None) -> list[Contestant]:
    """Return those in whose names one of these is, or all; say which are not installed."""
    parts = names.split(",") if names else [""]
    found = [each for each in CONTESTANTS if any(part in each.name for part in parts)]
    for each in found:
        if each.is_missing:
            print(f"{each.name} is left out: pip install {each.module}\n")
    return [each for each in found if not each.is_missing]


def main() -> None:
    """Measure all bots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--updates", type=int, default=500, help="in a burst")
    parser.add_argument("--contestants", help="parts of names, with commas; all when left out")
    options = parser.parse_args()
    contestants = chosen(options.contestants)
    edition = edition_in(CONTENT)
    draws = [
        draw(edition, options.rounds, options.updates) for draw in (all_different, as_readers_ask)
    ]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for draw in draws:
        questions = [asking.question for part in draw.parts[2:] for asking in part]
        print(f"{draw.name}: {len(questions)} questions, {len({*questions})} different")
    todo: list[tuple[Contestant, Draw, Expected]] = []
    todo += [(each, draws[0], echoed(draws[0])) for each in contestants if each.does == "echo"]
    for draw in draws:
        expected = answered(draw, edition)
        todo += [(each, draw, expected) for each in contestants if each.does == "answer"]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        with ExitStack() as stack:
            for contestant, draw, expected in todo:
                journal = Path(folder) / f"{len(rows)}.db"
                bot = stack.enter_context(running(contestant, CONTENT, journal))
                bot.warm(draw.parts[0], expected.parts[0])
                at_ease = bot.at_ease(draw.parts[1], expected.parts[1])
                name = contestant.name
                name += f": {draw.name}" if contestant.does == "answer" else ""
                rows.append(Row(name, bot, draw, expected, at_ease))
            for number in range(options.rounds):
                for row in rows:
                    part = row.draw.parts[2 + number], row.expected.parts[2 + number]
                    row.bursts.append(row.bot.burst(*part))
                rates = (f"{row.bursts[-1].per_second:.0f}" for row in rows)
                print(f"{number + 1}. {' '.join(rates)} answers/s", file=sys.stderr)
        bases = [
            next((row for row in rows if row.bot.name == base.name), None)
            for base in (PTB, PTB_LIKE_OURS)
        ]
        print(
            "\n| bot | answers/s | x PTB, its defaults | x PTB, our transport | processor, ms "
            f"| p50 / p99 at {PER_SECOND:g}/s, ms "
            "| lost / wrong / out of order / not journalled | bot / server / others busy |"
        )
        print("|---|---|---|---|---|---|---|---|")
        for row in rows:
            print(f"| {' | '.join(row.cells(bases))} |")


if __name__ == "__main__":
    main()
