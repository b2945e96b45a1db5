"""The content folder is looked after: what an editor saves there goes on air, if it may."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from watchfiles import awatch

from bot.content.files import ARTICLE, CASES, STORY
from bot.content.problem import Problem
from bot.publishing.publisher import NotPublished, OnAir, Publisher

logger = logging.getLogger(__name__)

QUIET_S = 0.2
"""How long nothing may have changed before the folder is read: editors' programs save in steps."""

SETTLE_S = 1.0
"""After this time what has problems is read once more, before anybody is told."""

LOOK_EACH_S = 5.0
"""Between two looks without a sign: not every file system says when a file changes."""

Signature = tuple[tuple[str, int, int, int], ...]


async def watch(publisher: Publisher) -> AsyncIterator[OnAir | NotPublished]:
    """Yield what each save came to: what is on air now, or why that is still the edition before.

    Nothing is said twice. It ends never, and survives a folder that is moved away and comes back.
    """
    seen: Signature | None = None
    refused: tuple[Problem, ...] | None = None
    async for _ in _signs(publisher.directory):
        before, seen = seen, await _quiet(publisher.directory)
        if seen == before:
            continue
        outcome = await _reloaded(publisher)
        if isinstance(outcome, NotPublished):
            await asyncio.sleep(SETTLE_S)  # half-written, perhaps
            seen = await _quiet(publisher.directory)
            outcome = await _reloaded(publisher)
        problems = outcome.problems if isinstance(outcome, NotPublished) else None
        if problems is None and refused is not None:
            yield outcome or publisher.on_air  # it is good again
        elif outcome is not None and (problems is None or problems != refused):
            yield outcome
        refused = problems


async def _reloaded(publisher: Publisher) -> OnAir | NotPublished | None:
    try:
        return await publisher.reload()
    except NotPublished as refusal:
        return refusal


async def _signs(directory: Path) -> AsyncIterator[None]:
    """Yield when something may have changed, and every few seconds."""
    while True:
        yield
        inode = await asyncio.to_thread(_inode, directory)
        # There is no folder now, or the system gives no more signs: then it is looked at.
        with contextlib.suppress(OSError, RuntimeError):
            async for _ in awatch(
                directory,
                debounce=50,
                step=20,
                rust_timeout=int(LOOK_EACH_S * 1000),
                yield_on_timeout=True,
            ):
                if await asyncio.to_thread(_inode, directory) != inode:
                    break  # another one is there now, or none
                yield
        await asyncio.sleep(LOOK_EACH_S)


async def _quiet(directory: Path) -> Signature:
    """Return what the files look like from outside, once that has not changed for a while."""
    before = await asyncio.to_thread(_signature, directory)
    while True:
        await asyncio.sleep(QUIET_S)
        now = await asyncio.to_thread(_signature, directory)
        if now == before:
            return now
        before = now


def _inode(directory: Path) -> int | None:
    try:
        return directory.stat().st_ino
    except OSError:
        return None


def _signature(directory: Path) -> Signature:
    found = []
    # What is wrong beside the files that are read, is told by the folders' own times.
    files = (path for name in (ARTICLE, STORY, CASES) for path in directory.glob(f"*/{name}"))
    for path in sorted([*directory.glob("*"), *files]):
        with contextlib.suppress(OSError):
            about = path.stat()
            found.append((str(path), about.st_mtime_ns, about.st_size, about.st_ino))
    return tuple(found)
