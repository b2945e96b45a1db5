"""Measure all bots in turn, a few rounds, and print a table.

    python -m tests.benchmarks.throughput [--rounds 3] [--updates 2700] [--contestants NAMES]

Bots that echo are asked the first draw only, since to them all texts are alike. A run in which
other programs computed is repeated, and the least disturbed counts.
"""

import argparse
import os
import platform
import sys
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
from tests.benchmarks.throughput.runs import PER_SECOND, Run, run

CONTENT = Path("content")
MOST_OF_OTHERS = 0.15  # of a core; more, and the run is repeated
TRIES = 3


def chosen(names: str | None) -> list[Contestant]:
    """Return those in whose names one of these is, or all; say which are not installed."""
    parts = names.split(",") if names else [""]
    found = [each for each in CONTESTANTS if any(part in each.name for part in parts)]
    for each in found:
        if each.is_missing:
            print(f"{each.name} is left out: pip install {each.module}\n")
    return [each for each in found if not each.is_missing]


def print_table(runs: dict[str, list[Run]]) -> None:
    """Print the medians of each bot's runs, a row each; faults are summed up."""
    bases = [
        median(one.per_second for one in runs[each.name]) if each.name in runs else None
        for each in (PTB, PTB_LIKE_OURS)
    ]
    print(
        "| bot | answers/s | x PTB, its defaults | x PTB, our transport | processor, ms "
        f"| p50 / p99 at {PER_SECOND:g}/s, ms | lost / wrong / out of order / not journalled "
        "| bot / server / others busy |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, several in runs.items():
        rates = sorted(one.per_second for one in several)
        ratios = [f"{median(rates) / base:.2f}" if base else "–" for base in bases]
        waits = [median(one.wait_ms[which] for one in several) for which in (0, 1)]
        faults = [
            sum(getattr(part, what) for one in several for part in (one.burst, one.steady))
            for what in ("lost", "wrong", "out_of_order")
        ]
        faults.append(sum(one.not_journalled for one in several))
        shares = [
            median(getattr(one, which) for one in several)
            for which in ("bot_share", "server_share", "others_share")
        ]
        cells = (
            name,
            f"{median(rates):.0f} ({rates[0]:.0f}–{rates[-1]:.0f})",
            *ratios,
            f"{median(one.processor_ms for one in several):.2f}",
            " / ".join(f"{wait:.1f}" for wait in waits),
            " / ".join(map(str, faults)),
            " / ".join(f"{100 * share:.0f}" for share in shares) + " %",
        )
        print(f"| {' | '.join(cells)} |")


def main() -> None:
    """Run all bots in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--updates", type=int, default=2700, help="in a burst")
    parser.add_argument("--contestants", help="parts of names, with commas; all when left out")
    options = parser.parse_args()
    contestants = chosen(options.contestants)
    edition = edition_in(CONTENT)
    draws = (all_different(edition, options.updates), as_readers_ask(edition, options.updates))
    todo: dict[str, tuple[Contestant, Draw, Expected]] = {}
    for each in contestants:
        if each.does == "echo":
            todo[each.name] = each, draws[0], echoed(draws[0])
    for draw in draws:
        answers = answered(draw, edition)
        for each in contestants:
            if each.does == "answer":
                todo[f"{each.name}: {draw.name}"] = each, draw, answers
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for draw in draws:
        different = len({asking.question for asking in draw.burst})
        print(f"{draw.name}: {len(draw.burst)} questions, {different} different")
    print(flush=True)
    runs: dict[str, list[Run]] = {name: [] for name in todo}
    for number in range(options.rounds):
        for name, (contestant, draw, expected) in todo.items():
            tries: list[Run] = []
            while len(tries) < TRIES and (not tries or tries[-1].others_share > MOST_OF_OTHERS):
                tries.append(run(contestant, draw, expected, CONTENT))
                print(
                    f"{number + 1}. {name}: {tries[-1].per_second:.0f}/s, "
                    f"others busy {100 * tries[-1].others_share:.0f} %",
                    file=sys.stderr,
                )
            runs[name].append(min(tries, key=lambda one: one.others_share))
    print_table(runs)


if __name__ == "__main__":
    main()
