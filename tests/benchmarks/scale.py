"""How long a question and building take, and how much memory, from 30 to a million entries.

    python -m tests.benchmarks.scale --data DIR [--sizes 30,1000,10000,100000,1000000]

The entries are made from the English sets of DIR, see `alternatives.archive`, and without
phrasings; up to 1,000 entries also with ten each, made as the questions are. Each contender is
measured at each size in a process of its own. Memory is what that process grew by from where
the texts and the libraries were loaded: at the end, and at the most.
"""

import argparse
import gc
import multiprocessing
import os
import platform
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

from bot.matching import Record
from tests.benchmarks.alternatives.archive import Asker, sentences
from tests.benchmarks.alternatives.entrants import MODEL, Entrant, chosen
from tests.benchmarks.alternatives.sets import public_sets
from tests.benchmarks.alternatives.slips import with_slips

QUESTIONS = 300
PHRASINGS = 10
PHRASED_UP_TO = 1000  # entries; an archive has no phrasings
ENGLISH = ("squad_curated", "squad_par", "xquad_en")
SLIPS = (0, 2)


@dataclass(frozen=True, slots=True)
class Job:
    """What one process measures.

    Attributes:
        entrant: Whom.
        archive: A file with a text a line.
        size: How many lines of it.
        phrasings: How many each.
        asker: Makes questions and phrasings.
        patience_s: How long the questions as typed may take together, and those with typos.
        most_gib: How much memory it may ask for.
    """

    entrant: Entrant
    archive: Path
    size: int
    phrasings: int
    asker: Asker
    patience_s: float
    most_gib: float


@dataclass(frozen=True, slots=True)
class Asking:
    """How questions went.

    Attributes:
        times_ms: Of each, the shortest first.
        found: How often the entry that it was made from came first, in [0, 1].
    """

    times_ms: Sequence[float]
    found: float

    def __str__(self) -> str:
        p99 = self.times_ms[int(0.99 * len(self.times_ms))]
        few = "" if len(self.times_ms) == QUESTIONS else f" ({len(self.times_ms)})"
        return f"{_short(median(self.times_ms))} / {_short(p99)}{few}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a process measured.

    Attributes:
        build_s: Until the first question could be asked.
        asking: For each of `SLIPS`.
        grown_mib: At the end and at the most; None where the system does not tell.
    """

    build_s: float
    asking: Sequence[Asking]
    grown_mib: Sequence[float] | None


def measure(job: Job, answer: Connection) -> None:
    """Send the time that building took, then the whole report; or why it was not built."""
    resource.setrlimit(resource.RLIMIT_DATA, (int(job.most_gib * 2**30),) * 2)
    for module in job.entrant.modules:
        import_module(module)
    with job.archive.open(encoding="utf-8") as lines:
        texts = [line.rstrip("\n") for line in islice(lines, job.size)]
    records = []
    for number, text in enumerate(texts):
        chance = random.Random(number)
        phrasings = tuple(job.asker.question(text, chance) for _ in range(job.phrasings))
        records.append(Record(str(number), text, phrasings))
    chance = random.Random("questions")
    rows = [chance.randrange(job.size) for _ in range(QUESTIONS + 1)]
    typed = [(str(row), job.asker.question(texts[row], chance)) for row in rows]
    gc.collect()
    gc.freeze()  # the caller's own, of which the collector shall not make a burden
    before = _memory_mib()
    began = time.perf_counter()
    try:
        contender = job.entrant.build(records)
    except MemoryError:
        answer.send(f"building takes over {job.most_gib:g} GiB")
        return
    build_s = time.perf_counter() - began
    answer.send(build_s)
    contender.ask(typed.pop()[1])  # what is loaded at first use
    asking = []
    for slips in SLIPS:
        times: list[float] = []
        found = 0
        for id_, question in typed:
            if sum(times) > 1000 * job.patience_s:
                break
            question = with_slips(question, slips, chance)
            began = time.perf_counter()
            first = contender.ask(question).first
            times.append(1000 * (time.perf_counter() - began))
            found += first == id_
        asking.append(Asking(sorted(times), found / len(times)))
    gc.collect()
    after = _memory_mib()
    grown = tuple(mib - before[0] for mib in after) if before and after else None
    answer.send(Report(build_s, asking, grown))


def report(job: Job, build_patience_s: float) -> Report | str:
    """Return what a process of its own measured, or why it was given up."""
    context = multiprocessing.get_context("spawn")  # a fork would have our memory
    ours, theirs = context.Pipe()
    process = context.Process(target=measure, args=(job, theirs))
    process.start()
    theirs.close()
    try:
        if not ours.poll(build_patience_s):
            return f"building took over {build_patience_s:g} s"
        built = ours.recv()
        if isinstance(built, str):
            return built
        if not ours.poll(4 * job.patience_s + 60):  # both kinds, and the one under way
            return f"a question took over {job.patience_s:g} s"
        found = ours.recv()
        assert isinstance(found, Report)
        return found
    except EOFError:
        process.join()
        return f"the process ended with {process.exitcode}"
    finally:
        process.kill()
        process.join()


def _memory_mib() -> tuple[float, float] | None:
    """Return what this process holds and the most that it held; None where nobody tells."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return None
    held, most = (int(status.split(f"{name}:")[1].split()[0]) for name in ("VmRSS", "VmHWM"))
    return held / 1024, most / 1024


def _short(number: float) -> str:
    """Return `number` with three digits or a thousandth, whichever says less."""
    whole = len(str(int(number)))
    return f"{number:.{max(0, 3 - whole)}f}" if number >= 1 else f"{number:.3f}"


def print_table(size: int, phrasings: int, reports: dict[str, Report | str]) -> None:
    """Print what the contenders came to at one size, a row each."""
    print(
        f"## {size:,} entries, " + (f"{phrasings} phrasings each" if phrasings else "texts only")
    )
    print()
    print("| contender | p50 / p99, ms | with two typos | found | build, s | MiB (peak) |")
    print("|---|---|---|---|---|---|")
    for name, found in reports.items():
        if isinstance(found, str):
            print(f"| {name} | {found} | | | | |")
            continue
        times = " | ".join(str(asking) for asking in found.asking)
        shares = " / ".join(f"{100 * asking.found:.0f}" for asking in found.asking)
        memory = "{:.0f} ({:.0f})".format(*found.grown_mib) if found.grown_mib else "–"
        print(f"| {name} | {times} | {shares} % | {_short(found.build_s)} | {memory} |")
    print(flush=True)


def main() -> None:
    """Measure every contender at every size; a table a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sizes", default="30,1000,10000,100000,1000000", help="with commas")
    parser.add_argument("--contenders", help="names, with commas; all when left out")
    parser.add_argument("--build-patience", type=float, default=600, help="seconds to build in")
    parser.add_argument("--patience", type=float, default=60, help="seconds for all questions")
    parser.add_argument("--most-gib", type=float, default=8, help="memory for each")
    parser.add_argument("--model", default=MODEL, help="embedding model, a name or a folder")
    options = parser.parse_args()
    here = chosen(options.contenders, options.model)
    sizes = sorted(int(size) for size in options.sizes.split(","))
    sets = [each for each in public_sets(options.data) if each.name in ENGLISH]
    collections = [collection for each in sets for collection in each.collections]
    examples = dict.fromkeys(r.text for c in collections for r in c.records)
    asker = Asker([q.text.rstrip("?").split() for c in collections for q in c.questions])
    given_up: dict[tuple[str, bool], str] = {}
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.txt"
        with archive.open("w", encoding="utf-8") as lines:
            lines.writelines(f"{each}\n" for each in islice(sentences(examples), sizes[-1]))
        for size in sizes:
            for phrasings in (0, PHRASINGS) if size <= PHRASED_UP_TO else (0,):
                reports: dict[str, Report | str] = {}
                for entrant in here:
                    key = entrant.name, bool(phrasings)
                    if entrant.learns and not phrasings:
                        continue
                    job = Job(
                        entrant,
                        archive,
                        size,
                        phrasings,
                        asker,
                        patience_s=options.patience,
                        most_gib=options.most_gib,
                    )
                    found = given_up.get(key) or report(job, options.build_patience)
                    reports[entrant.name] = found
                    if isinstance(found, str):
                        given_up[key] = found if key in given_up else f"{found}, at {size:,}"
                if reports:
                    print_table(size, phrasings, reports)


if __name__ == "__main__":
    main()
