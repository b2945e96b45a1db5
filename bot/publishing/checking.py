"""Files → an edition that may go on air, or every problem in them; in a process of its own."""

import asyncio
import functools
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from bot import evaluation
from bot.content import digest_of, load
from bot.content.files import shown
from bot.content.manual import page
from bot.content.model import Content, Mark
from bot.content.problem import Problem
from bot.desk import MAX_WRONG_RATE, Edition
from bot.matching.semantic import Encoder

logger = logging.getLogger(__name__)

CHECK_S = 120.0
"""So long content is checked at most; the first story, of 3,095 phrasings, takes 10 to 20."""

_NICE = 5  # readers come first


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of checking files.

    Attributes:
        content: All that was read, with what is marked as a draft.
        problems: What keeps it off the air; none when there is an edition.
        edition: What readers may get of it.
        at: When, for what is on air at that time.
        warnings: What an editor should know of all the same.
    """

    content: Content
    problems: tuple[Problem, ...]
    edition: Edition | None
    at: datetime
    warnings: tuple[Problem, ...] = ()


def judge(
    directory: Path,
    files: Mapping[str, bytes] | None = None,
    max_wrong_rate: float = MAX_WRONG_RATE,
    encoder: Encoder | None = None,
) -> Judged:
    """Return what comes of content; it takes up to some seconds.

    Args:
        directory: The content folder.
        files: To be read in its place, as `Content.files`.
        max_wrong_rate: The share of all answers that may be wrong, in (0, 1).
        encoder: A model that knows what sentences mean, or none.
    """
    now = datetime.now(UTC)
    content, problems = load(directory, files)
    stages = content.on_air_from(now)
    if not problems and not all(stage.stories for stage in stages):
        problems = [nothing_on_air(directory)]
    if problems:
        return Judged(content, tuple(problems), None, now)
    # Content is tested at the usual rate: an operator who tolerates less wants to tell less.
    # What comes on air later by itself has to pass today: nobody will be there then.
    edition, *later = [Edition(stage, encoder=encoder) for stage in stages]
    found = evaluation.findings_in((edition, *later))
    if problems := [problem for problem in found if not problem.is_warning]:
        return Judged(content, tuple(problems), None, now)
    if max_wrong_rate != MAX_WRONG_RATE:
        edition = edition.tolerating(max_wrong_rate)
    return Judged(content, (), edition, now, tuple(found))


@page
def nothing_on_air(directory: Path) -> Problem:
    """At least one entry is on air, now and at any time to come: no draft, due and not expired.

    Why: a bot that has nothing to tell cannot be on air.

    Wrong:
        story:
          publisher: Example
          language: en
          draft: true

    Right:
        story:
          publisher: Example
          language: en
    """
    return Problem(
        Mark(shown(directory)),
        "nothing-on-air",
        "nothing would be on air, now or later: all is a draft, not due yet, or has expired",
        "look at everything, and remove the lines `draft: true` in story.yaml; look at "
        "publish_at, embargo and expires_at",
    )


@page
def check_unfinished(directory: Path) -> Problem:
    """All stories together are checked within two minutes.

    Why: every phrasing is asked against every entry, and until that has ended nothing else can be
    published.

    Wrong:
        questions: [How many boats were lost?, <and 40000 more>]

    Right:
        questions: [How many boats were lost?, How many ships have burned?]
    """
    return Problem(
        Mark(shown(directory)),
        "check-unfinished",
        f"checking all this took more than {CHECK_S:.0f} seconds, or more memory than there is",
        "see whether a story has far more phrasings, entries or text than it needs, and try again",
    )


class Checker:
    """Judges content while readers are answered; used as `with Checker(…) as checker:`.

    Args:
        directory: The content folder.
        max_wrong_rate: The share of all answers that may be wrong, in (0, 1).
        encoder: A model that knows what sentences mean. It is too large for a second process, so
            with one, content is judged in a thread, and answers are slower meanwhile.
    """

    def __init__(
        self,
        directory: Path,
        max_wrong_rate: float = MAX_WRONG_RATE,
        encoder: Encoder | None = None,
    ) -> None:
        self.directory = directory
        self._max_wrong_rate = max_wrong_rate
        self._encoder = encoder
        self._executor: Executor | None = None
        self._one_at_a_time = asyncio.Lock()

    def __enter__(self) -> Self:
        """Return the checker; the process is started when it is needed."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the process, also in the midst of its work."""
        if self._executor is not None:
            self._end(self._executor)

    async def judged(self, files: Mapping[str, bytes] | None = None) -> Judged:
        """Return what `judge` says of some files, or of the folder.

        What takes longer than `CHECK_S`, or more memory than there is, has a problem.
        """
        work = functools.partial(
            judge,
            self.directory,
            None if files is None else dict(files),
            self._max_wrong_rate,
            self._encoder,
        )
        loop = asyncio.get_running_loop()
        async with self._one_at_a_time:  # each has all of the time
            for _ in range(2):
                executor = self._started()
                try:
                    return await asyncio.wait_for(loop.run_in_executor(executor, work), CHECK_S)
                except TimeoutError:
                    self._end(executor)
                    break
                except BrokenProcessPool:  # somebody killed it, or memory ran out
                    self._end(executor)
        logger.warning("content was not checked to the end")
        read = {} if files is None else dict(files)
        problem = check_unfinished(self.directory)
        return Judged(Content((), digest_of(read), read), (problem,), None, datetime.now(UTC))

    def _end(self, executor: Executor) -> None:
        """End what checks, unless another has taken its place meanwhile."""
        if isinstance(executor, ProcessPoolExecutor):
            for process in (executor._processes or {}).values():
                process.kill()
        executor.shutdown(wait=False, cancel_futures=True)
        if self._executor is executor:
            self._executor = None

    def _started(self) -> Executor:
        if self._executor is None and self._encoder is not None:
            self._executor = ThreadPoolExecutor(1)
        elif self._executor is None:
            # For matrices this small, threads take twice the processor time and are no faster.
            os.environ.setdefault("OMP_NUM_THREADS", "1")
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
            # A fork would copy threads' locks. A process that has begun is kept: it knows all.
            self._executor = ProcessPoolExecutor(
                1, multiprocessing.get_context("spawn"), initializer=_begin
            )
        return self._executor


def _begin() -> None:
    """Make this process give way to the bot, and end with it however that ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=[parent], daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the bot, which ends this one
    if hasattr(os, "nice"):
        os.nice(_NICE)


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
