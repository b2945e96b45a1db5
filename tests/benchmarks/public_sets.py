"""How often the right record comes first, on public question sets, as typed and with two typos.

    python -m tests.benchmarks.public_sets --data DIR [--most 300]

DIR holds files `NAME.json.gz`, each `{"lang", "collections": [{"entries": [{"id", "text",
"questions"}], "queries": [{"q", "gold"}]}]}`; an empty `gold` means that nothing answers.
"""

import argparse
import gzip
import json
import random
import time
from pathlib import Path
from typing import Any

from bot.matching import Matcher, Record
from tests.test_first_story import with_typo


def top_one(found: dict[str, Any], most: int, typos: int) -> tuple[float, float, float]:
    """Return (share of answerable questions whose right record is first, before guards;
    share of all that is answered; share of the answered that is wrong), each in [0, 1]."""
    chance, slips = random.Random(0), random.Random(1)  # the same questions, however typed
    first: list[bool] = []
    answered: list[bool] = []
    asked = 0
    for collection in found["collections"]:
        matcher = Matcher(
            [
                Record(e["id"], e["text"], tuple(e["questions"]), found["lang"])
                for e in collection["entries"]
            ]
        )
        queries = list(collection["queries"])
        chance.shuffle(queries)
        for query in queries[: max(1, most // len(found["collections"]))]:
            question = query["q"]
            for _ in range(typos):
                question = with_typo(question, slips)
            match = matcher.match(question)
            ranked = sorted((*match.candidates, *match.vetoed), key=lambda c: -c.similarity)
            asked += 1
            if query["gold"]:
                first.append(bool(ranked) and ranked[0].id in query["gold"])
            if match.outcome == "answer":
                answered.append(match.candidates[0].id in query["gold"])
    wrong = answered.count(False) / len(answered) if answered else 0.0
    return sum(first) / len(first), len(answered) / asked, wrong


def main() -> None:
    """Print a table, one row a set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--most", type=int, default=300, help="questions a set")
    options = parser.parse_args()
    print("| set | top-1 as typed / two typos | answered | wrong of these | seconds |")
    print("|---|---|---|---|---|")
    for path in sorted(options.data.glob("*.json.gz")):
        found = json.loads(gzip.decompress(path.read_bytes()))
        began = time.perf_counter()
        typed, answered, wrong = top_one(found, options.most, 0)
        slipped, _, _ = top_one(found, options.most, 2)
        took = time.perf_counter() - began
        print(
            f"| {path.name.partition('.')[0]} | {typed:.1%} / {slipped:.1%} | {answered:.0%} "
            f"| {wrong:.1%} | {took:.0f} |"
        )


if __name__ == "__main__":
    main()
