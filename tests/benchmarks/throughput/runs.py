"""One bot: it is started, asked, measured and stopped."""

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
from typing import IO

from tests.benchmarks.throughput.contestants import Contestant
from tests.benchmarks.throughput.questions import Asking, updates
from tests.benchmarks.throughput.server import Load, Report

PER_SECOND = 100.0

_START_S = 180.0  # a whole bot asks itself all its phrasings before it starts
_PATIENCE_S = 10.0
_STOP_S = 20.0


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
class Burst:
    """What came of updates that could be had all at once.

    Attributes:
        per_second: Answers, from when the updates could be had to the last one.
        processor_ms: Of the bot, for one update; not a number where the system does not tell.
        bot_share, server_share: How much of the time each of the two was computing, in [0, 1]. A
            bot that is at its limit and has a core for itself is at 1.
        others_share: How much of that time all other programs were computing, of one core.
        compared: What was answered.
    """

    per_second: float
    processor_ms: float
    bot_share: float
    server_share: float
    others_share: float
    compared: Compared


class Bot:
    """A contestant that runs, with a server of its own; `running` makes one.

    Args:
        contestant: Whom.
        server: The address of the server.
        pids: The bot's process and the server's.
        journal: The database of the whole bot.
        said: What the bot printed.
    """

    def __init__(
        self,
        contestant: Contestant,
        server: str,
        pids: tuple[int, int],
        journal: Path,
        said: IO[bytes],
    ) -> None:
        self.name = contestant.name
        self._server = server
        self._pids = pids
        self._journal = journal
        self._said = said
        self._asked = 0

    def warm(self, askings: Sequence[Asking], texts: Sequence[str]) -> None:
        """Wait until it has answered some questions.

        Raises:
            RuntimeError: It does not.
        """
        if self._answered(askings, texts, None, _START_S)[1].lost:
            self._said.seek(0)
            raise RuntimeError(f"{self.name} does not answer:\n{self._said.read().decode()}")

    def at_ease(self, askings: Sequence[Asking], texts: Sequence[str]) -> Compared:
        """Ask at `PER_SECOND`; return what was answered."""
        return self._answered(askings, texts, PER_SECOND, _PATIENCE_S)[1]

    def burst(self, askings: Sequence[Asking], texts: Sequence[str], rest_s: float = 0.5) -> Burst:
        """Ask all at once; return what came of it.

        Args:
            askings: What is asked.
            texts: The answer that each has to get.
            rest_s: What is done within that time after the last answer belongs to the answers.
        """
        bot_before_s, others_before_s = _processor_s(self._pids[0]), _others_s(self._pids)
        report, compared = self._answered(askings, texts, None, _PATIENCE_S)
        others_s = _others_s(self._pids) - others_before_s
        time.sleep(rest_s)
        bot_s = _processor_s(self._pids[0]) - bot_before_s
        took_s = max((at for at, *_ in report.answers), default=math.inf) - report.given[0]
        return Burst(
            per_second=len(report.answers) / took_s,
            processor_ms=1000 * bot_s / len(askings),
            bot_share=bot_s / took_s,
            server_share=report.server_s / took_s,
            others_share=others_s / took_s,
            compared=compared,
        )

    @property
    def exchanges(self) -> int:
        """How many the journal has, once the bot is stopped; 0 when there is none."""
        if not self._journal.exists():
            return 0
        with closing(sqlite3.connect(self._journal)) as database:
            [number] = database.execute("SELECT count(*) FROM exchanges").fetchone()
        return int(number)

    def _answered(
        self,
        askings: Sequence[Asking],
        texts: Sequence[str],
        per_second: float | None,
        patience_s: float,
    ) -> tuple[Report, Compared]:
        load = Load(updates(askings, self._asked), per_second, patience_s)
        self._asked += len(askings)
        with closing(HTTPConnection(self._server.removeprefix("http://"))) as connection:
            connection.request("POST", "/load", json.dumps(asdict(load)))
            report = Report(**json.loads(connection.getresponse().read()))
        return report, compare(report, askings, texts)


@contextmanager
def running(contestant: Contestant, content: Path, journal: Path) -> Iterator[Bot]:
    """Start a server and a bot, each pinned to a core; at the end, let the bot stop.

    Args:
        contestant: Whom.
        content: The folder of the stories.
        journal: Where the whole bot makes its database.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    serving = [sys.executable, "-m", "tests.benchmarks.throughput.server"]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            [*serving, "--webhook-port", str(port)], stdout=subprocess.PIPE, text=True
        ) as server,
    ):
        _pin(server.pid, 0)
        assert server.stdout is not None
        address = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        settings = contestant.environment_of(address, journal, content, port)
        with subprocess.Popen(
            contestant.command(address), env=os.environ | settings, stdout=said, stderr=said
        ) as bot:
            _pin(bot.pid, -1)
            try:
                yield Bot(contestant, address, (bot.pid, server.pid), journal, said)
            finally:
                bot.terminate()  # the journal is written to the end
                try:
                    bot.wait(_STOP_S)
                except subprocess.TimeoutExpired:
                    bot.kill()
                server.kill()


def compare(report: Report, askings: Sequence[Asking], texts: Sequence[str]) -> Compared:
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


def _others_s(pids: Sequence[int]) -> float:
    """Return what all other programs have computed on all cores, and other machines on ours."""
    try:
        numbers = Path("/proc/stat").read_text().split("\n")[0].split()
    except OSError:
        return math.nan
    user, nice, system, stolen = (int(numbers[i]) for i in (1, 2, 3, 8))
    busy_s = (user + nice + system + stolen) / os.sysconf("SC_CLK_TCK")
    return busy_s - sum(map(_processor_s, (*pids, os.getpid())))
