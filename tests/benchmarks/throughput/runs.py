"""One bot, once: it is started, asked, measured and stopped."""

import json
import math
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from tests.benchmarks.throughput.contestants import Contestant
from tests.benchmarks.throughput.questions import Asking, Draw, Expected, updates
from tests.benchmarks.throughput.server import Load, Report

PER_SECOND = 100.0

_START_S = 120.0  # a whole bot asks itself all its phrasings before it starts
_PATIENCE_S = 10.0
_STOP_S = 20.0
_REST_S = 1.0  # what is still done after the last answer belongs to the answers


@dataclass(frozen=True, slots=True)
class Compared:
    """What was answered, beside what had to be.

    Attributes:
        lost: Questions without an answer.
        wrong: Answers to none of them, also second ones.
        out_of_order: Answers that came after one to a later question of the same reader.
        waits_s: Of each question that was answered.
    """

    lost: int
    wrong: int
    out_of_order: int
    waits_s: Sequence[float]


@dataclass(frozen=True, slots=True)
class Run:
    """What was measured of one bot.

    Attributes:
        per_second: Answers in a burst, from when the updates could be had to the last one.
        processor_ms: Of the bot, for one update; not a number where the system does not tell.
        bot_share, server_share: How much of the burst each of the two was computing, in [0, 1]. A
            bot that is at its limit and has a core for itself is at 1.
        others_share: How much of that time all other programs were computing, of one core.
        burst, steady: What was answered of the burst, and at `PER_SECOND`.
        not_journalled: Exchanges that the journal did not have in the end.
    """

    per_second: float
    processor_ms: float
    bot_share: float
    server_share: float
    others_share: float
    burst: Compared
    steady: Compared
    not_journalled: int

    @property
    def wait_ms(self) -> tuple[float, float]:
        """How long a reader waited at `PER_SECOND`: the half of them, and all but one of 100."""
        waits_s = sorted(self.steady.waits_s) or [float("nan")]
        return 1000 * median(waits_s), 1000 * waits_s[int(0.99 * len(waits_s))]


def run(
    contestant: Contestant,
    draw: Draw,
    expected: Expected,
    content: Path,
    rest_s: float = _REST_S,
) -> Run:
    """Return what was measured.

    Args:
        contestant: Whom.
        draw: What is asked.
        expected: What has to come of it.
        content: The folder of the stories.
        rest_s: How long a bot is left alone before and after it is measured, in seconds.

    Raises:
        RuntimeError: The bot does not answer.
    """
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "journal.db"
        with (
            _server() as (api, server, port),
            _bot(contestant, server, journal, content, port) as bot,
        ):
            begun = _load(server, draw.warming, 0, None, _START_S)
            if compared(begun, draw.warming, expected.warming).lost:
                raise RuntimeError(f"{contestant.name} does not answer")
            time.sleep(rest_s)
            before = len(draw.warming)
            at_ease = _load(server, draw.steady, before, PER_SECOND, _PATIENCE_S)
            time.sleep(rest_s)
            before += len(draw.steady)
            bot_before_s, others_before_s = _processor_s(bot.pid), _others_s(bot.pid, api.pid)
            report = _load(server, draw.burst, before, None, _PATIENCE_S)
            others_s = _others_s(bot.pid, api.pid) - others_before_s
            time.sleep(rest_s)
            bot_s = _processor_s(bot.pid) - bot_before_s
        took_s = max(at for at, _, _ in report.answers) - report.given[0]
        exchanges = 0
        if journal.exists():
            with closing(sqlite3.connect(journal)) as database:
                [exchanges] = database.execute("SELECT count(*) FROM exchanges").fetchone()
    return Run(
        per_second=len(report.answers) / took_s,
        processor_ms=1000 * bot_s / len(draw.burst),
        bot_share=bot_s / took_s,
        server_share=report.server_s / took_s,
        others_share=others_s / took_s,
        burst=compared(report, draw.burst, expected.burst),
        steady=compared(at_ease, draw.steady, expected.steady),
        not_journalled=expected.exchanges - exchanges,
    )


def compared(report: Report, askings: Sequence[Asking], texts: Sequence[str]) -> Compared:
    """Return what was answered, beside what had to be.

    Args:
        report: What the server saw.
        askings: What was asked.
        texts: The answer that each has to get.
    """
    waiting: dict[tuple[int, str], deque[int]] = defaultdict(deque)
    for number, (asking, text) in enumerate(zip(askings, texts, strict=True)):
        waiting[asking.reader, text].append(number)
    wrong = out_of_order = 0
    latest: dict[int, int] = {}
    waits_s = []
    for at, reader, text in report.answers:
        if not waiting[reader, text]:
            wrong += 1
            continue
        number = waiting[reader, text].popleft()
        out_of_order += number < latest.get(reader, -1)
        latest[reader] = max(number, latest.get(reader, -1))
        waits_s.append(at - report.given[number])
    return Compared(len(askings) - len(waits_s), wrong, out_of_order, waits_s)


@contextmanager
def _server() -> Iterator[tuple[subprocess.Popen[str], str, int]]:
    """Start the server; yield it, its address, and the port at which it looks for a webhook."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.benchmarks.throughput.server"]
    with subprocess.Popen(
        [*command, "--webhook-port", str(port)], stdout=subprocess.PIPE, text=True
    ) as process:
        _pin(process.pid, 0)
        assert process.stdout is not None
        try:
            yield process, f"http://127.0.0.1:{process.stdout.readline().strip()}", port
        finally:
            process.kill()


@contextmanager
def _bot(
    contestant: Contestant, server: str, journal: Path, content: Path, port: int
) -> Iterator[subprocess.Popen[bytes]]:
    settings = contestant.environment_of(server, journal, content, port)
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            contestant.command(server), env=os.environ | settings, stdout=said, stderr=said
        ) as process,
    ):
        _pin(process.pid, -1)
        try:
            yield process
        except RuntimeError as error:
            said.seek(0)
            raise RuntimeError(f"{error}:\n{said.read().decode()}") from None
        finally:
            process.terminate()  # the journal is written to the end
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _load(
    server: str,
    askings: Sequence[Asking],
    before: int,
    per_second: float | None,
    patience_s: float,
) -> Report:
    load = Load(updates(askings, before), per_second, patience_s)
    connection = HTTPConnection(server.removeprefix("http://"))
    with closing(connection):
        connection.request("POST", "/load", json.dumps(asdict(load)))
        said = json.loads(connection.getresponse().read())
    return Report(
        said["given"], [(at, chat, text) for at, chat, text in said["answers"]], said["server_s"]
    )


def _pin(pid: int, core: int) -> None:
    """Keep a process on the first or last of the cores that there are, where that can be said."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(pid, {sorted(os.sched_getaffinity(0))[core]})


def _processor_s(pid: int) -> float:
    """Return what a process and its threads have computed, in seconds."""
    try:
        numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return math.nan
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def _others_s(*ours: int) -> float:
    """Return what all other programs have computed on all cores, and other machines on ours."""
    try:
        numbers = Path("/proc/stat").read_text().split("\n")[0].split()
    except OSError:
        return math.nan
    user, nice, system, stolen = (int(numbers[i]) for i in (1, 2, 3, 8))
    busy_s = (user + nice + system + stolen) / os.sysconf("SC_CLK_TCK")
    return busy_s - sum(map(_processor_s, (*ours, os.getpid())))
