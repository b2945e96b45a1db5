"""Files of a content folder → the disk, all of them or none, wherever the process is killed.

What is to be written stands first, as a whole, in one hidden file (a redo log, as databases have
it). From the moment that this file has its name, all is done: whoever reads the folder next, be it
years later, finishes what was begun. Each file is replaced in one step, so none is ever half.
"""

import base64
import contextlib
import json
import os
import re
import time
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp

from bot.content.files import ARTICLE, CASES, MAX_BYTES, STORY

PENDING = ".storybot-pending.json"
"""The file with what is to be written; hidden, and so no story."""

_KEY = re.compile(rf"[a-z0-9-]{{1,40}}/({'|'.join(map(re.escape, (ARTICLE, STORY, CASES)))})")
_CANNOT = "the content folder cannot be written: {}"
_MADE, _STALE_S = ".storybot-new-", 600.0  # what was being written when the process was killed


class NotWritten(Exception):
    """The folder is as it was, or the text says otherwise; it says in plain words why."""


def held(directory: Path) -> dict[str, bytes]:
    """Return the files that `load` would read, by `story/file`, but those that cannot be read.

    Raises:
        OSError: The folder itself cannot be read.
    """
    found = {}
    for folder in sorted(directory.iterdir()):
        for name in (ARTICLE, STORY, CASES) if not folder.name.startswith(".") else ():
            data = _read(folder / name)
            if data is not None:
                found[f"{folder.name}/{name}"] = data
    return found


def replace_all(directory: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Make the folder hold `after` where it holds `before`: all files, or none.

    What else stands in the folders stays; a folder that is left empty goes.

    Args:
        directory: The content folder.
        before: What `held` returned a moment ago.
        after: What is to be held, by `story/file`.

    Raises:
        NotWritten: The disk refuses, or somebody has changed the folder meanwhile.
    """
    changed = sorted(key for key in {**before, **after} if before.get(key) != after.get(key))
    for key in changed:
        if _read(directory / key) != before.get(key) or (
            key not in before and os.path.lexists(directory / key)
        ):
            raise NotWritten(f"{key} in the content folder has been changed meanwhile")
    if not changed:
        return
    try:
        directory.mkdir(parents=True, exist_ok=True)
        _write(directory / PENDING, _steps(changed, before, after))
    except OSError as error:
        raise NotWritten(_CANNOT.format(error.strerror)) from error
    try:
        finish(directory)
    except OSError as error:
        try:  # back to what it was, the same way
            _write(directory / PENDING, _steps(changed, after, before))
            finish(directory)
        except OSError:
            raise NotWritten(
                f"{_CANNOT.format(error.strerror)}. What is half written, is finished as soon as "
                "it can be, and is on air then"
            ) from error
        raise NotWritten(_CANNOT.format(error.strerror)) from error


def _steps(
    changed: Iterable[str], before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> bytes:
    """Return the redo log: what each file is, by its digest, and what it becomes."""
    steps = {
        key: {"was": _digest(before.get(key)), "becomes": _encoded(after.get(key))}
        for key in changed
    }
    return json.dumps(steps).encode()


def finish(directory: Path) -> None:
    """Do what `replace_all` had begun when it was interrupted; mostly there is nothing to do.

    A file that somebody has changed since then stays as it is: that is newer.

    Raises:
        OSError: It cannot be done now; it will be by whoever reads the folder next.
    """
    pending = directory / PENDING
    try:
        steps = _read_steps(pending.read_bytes())
    except FileNotFoundError:
        return
    for key, was, becomes in steps:
        path = directory / key
        current = _read(path)
        if _digest(current) != was or current == becomes:
            continue
        if becomes is not None:
            path.parent.mkdir(exist_ok=True)
            _write(path, becomes)
            continue
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # something else is in it, and stays
            path.parent.rmdir()
    pending.unlink(missing_ok=True)
    _flush(directory)


def _read_steps(log: bytes) -> list[tuple[str, str | None, bytes | None]]:
    """Return what a redo log says; nothing of one that the bot has not written.

    It may have come with a checkout, and name files that are none of a story's.
    """
    try:
        steps = [
            (key, step["was"], _decoded(step["becomes"])) for key, step in json.loads(log).items()
        ]
    except (AttributeError, LookupError, TypeError, ValueError):
        return []
    return steps if all(_KEY.fullmatch(key) for key, _, _ in steps) else []


def sweep(directory: Path) -> None:
    """Remove what killed processes had half written beside the files, if it is old enough."""
    oldest = time.time() - _STALE_S
    for made in [*directory.glob(f"{_MADE}*"), *directory.glob(f"*/{_MADE}*")]:
        with contextlib.suppress(OSError):
            if made.stat().st_mtime < oldest:
                made.unlink()


def _read(path: Path) -> bytes | None:
    try:
        if path.is_file() and path.stat().st_size <= MAX_BYTES:
            return path.read_bytes()
    except OSError:
        return None
    return None


def _write(path: Path, data: bytes) -> None:
    """Replace a file in one step, its permissions kept; return when the disk has it."""
    path = path.resolve()  # a link stays one
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    number, made = mkstemp(prefix=_MADE, dir=path.parent)
    try:
        with open(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(made, mode)
        os.replace(made, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(made)
        raise
    _flush(path.parent)


def _flush(directory: Path) -> None:
    """Have the disk keep which names a folder holds, where the system can do that."""
    with contextlib.suppress(OSError):
        number = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _digest(data: bytes | None) -> str | None:
    return None if data is None else sha256(data).hexdigest()


def _encoded(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _decoded(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
