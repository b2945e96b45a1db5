"""Files are written all or none, wherever the process is killed; and nobody's work is lost."""

import itertools
import os
from pathlib import Path

import pytest

from bot.content import load, writing
from bot.content.writing import NotWritten, finish, held, replace_all, sweep
from tests.content.harbour import CASES, loaded

AFTER = {
    "harbour/article.txt": b"Another article.\n",
    "harbour/story.yaml": b"story: {}\n",
    "museum/article.txt": b"Of a museum.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a content folder with the harbour story, and a file that is nobody's business."""
    loaded(tmp_path, cases=CASES)
    (tmp_path / "harbour" / "notes.md").write_text("Call Stone.")
    return tmp_path


def test_a_folder_holds_what_was_written_and_keeps_what_is_none_of_it(folder: Path) -> None:
    before = held(folder)
    (folder / "harbour" / "story.yaml").chmod(0o600)

    replace_all(folder, before, AFTER)

    assert sorted(before) == ["harbour/article.txt", "harbour/cases.yaml", "harbour/story.yaml"]
    assert held(folder) == AFTER
    assert (folder / "harbour" / "notes.md").read_text() == "Call Stone."
    assert (folder / "harbour" / "story.yaml").stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in folder.iterdir()) == ["harbour", "museum"]

    replace_all(folder, AFTER, before)

    assert held(folder) == before
    assert sorted(p.name for p in folder.iterdir()) == ["harbour"]


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it is done."""


@pytest.mark.parametrize("steps", range(40))
def test_killed_after_any_step_the_folder_holds_all_or_nothing_of_it(
    steps: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, left = held(folder), itertools.count(steps, -1)

    def step(name: str) -> None:
        original = getattr(os, name)

        def killing(*arguments: object, **keywords: object) -> object:
            if next(left) <= 0:
                raise Killed
            return original(*arguments, **keywords)

        monkeypatch.setattr(os, name, killing)

    for name in ("fsync", "replace", "chmod", "unlink"):
        step(name)
    was_killed = False
    try:
        replace_all(folder, before, AFTER)
    except Killed:
        was_killed = True
    monkeypatch.undo()
    for path in folder.glob("*/*.*"):  # none is half
        key = f"{path.parent.name}/{path.name}"
        if not path.name.startswith(".") and path.name != "notes.md":
            assert path.read_bytes() in (before.get(key), AFTER.get(key))
    load(folder)  # whoever reads it, finishes

    assert held(folder) == (before if steps < 3 else AFTER)  # flushed, given its mode, its name
    assert was_killed or steps > 12


def test_what_an_editor_saves_meanwhile_is_not_overwritten(folder: Path) -> None:
    before = held(folder)
    (folder / "harbour" / "story.yaml").write_text("story: {publisher: Stone}\n")

    with pytest.raises(NotWritten, match=r"harbour/story.yaml .* changed meanwhile"):
        replace_all(folder, before, AFTER)

    assert (folder / "harbour" / "article.txt").read_bytes() == before["harbour/article.txt"]
    assert (folder / "harbour" / "story.yaml").read_text() == "story: {publisher: Stone}\n"


def test_what_an_editor_saves_after_a_kill_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "finish", lambda directory: None)
    replace_all(folder, held(folder), AFTER)
    monkeypatch.undo()
    (folder / "harbour" / "story.yaml").write_text("story: {publisher: Stone}\n")

    finish(folder)

    assert (folder / "harbour" / "story.yaml").read_text() == "story: {publisher: Stone}\n"
    assert (folder / "harbour" / "article.txt").read_bytes() == AFTER["harbour/article.txt"]


def test_what_cannot_be_read_is_not_replaced(folder: Path) -> None:
    (folder / "museum" / "article.txt").mkdir(parents=True)

    with pytest.raises(NotWritten, match=r"museum/article.txt .* changed"):
        replace_all(folder, held(folder), AFTER)


def test_a_link_stays_a_link(folder: Path, tmp_path: Path) -> None:
    real = tmp_path / ".elsewhere.yaml"
    (folder / "harbour" / "story.yaml").rename(real)
    (folder / "harbour" / "story.yaml").symlink_to(real)

    replace_all(folder, held(folder), AFTER)

    assert (folder / "harbour" / "story.yaml").is_symlink()
    assert real.read_bytes() == AFTER["harbour/story.yaml"]


def test_a_folder_that_cannot_be_written_is_named(folder: Path) -> None:
    before = held(folder)
    (folder / writing.PENDING).mkdir()

    with pytest.raises(NotWritten, match="cannot be written"):
        replace_all(folder, before, AFTER)

    assert held(folder) == before


def test_only_old_remains_are_swept_away(folder: Path) -> None:
    old, new = folder / "harbour" / ".storybot-new-1", folder / ".storybot-new-2"
    for path in (old, new):
        path.write_text("half")
    os.utime(old, (0, 0))

    sweep(folder)

    assert not old.exists()
    assert new.exists()


FULL = OSError(28, "No space left on device")


def fails_at(nth: int, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full when the nth file gets its name, and so often."""
    original, count = os.replace, itertools.count(1)

    def replace(source: str, target: Path) -> None:
        if nth <= next(count) < nth + times:
            raise FULL
        original(source, target)

    monkeypatch.setattr(os, "replace", replace)


def test_given_a_disk_that_fills_up_then_the_folder_is_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(folder)
    fails_at(3, 1, monkeypatch)  # the log, one file, and no more

    with pytest.raises(NotWritten, match=r"cannot be written: No space left on device$"):
        replace_all(folder, before, AFTER)

    monkeypatch.undo()
    load(folder)
    assert held(folder) == before


def test_given_a_disk_that_stays_full_then_the_text_says_that_it_will_be_finished(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_at(3, 99, monkeypatch)

    with pytest.raises(NotWritten, match="is finished as soon as it can be"):
        replace_all(folder, held(folder), AFTER)

    monkeypatch.undo()
    load(folder)
    assert held(folder) == AFTER


@pytest.mark.parametrize(
    "log",
    [
        '{"../outside.txt": {"was": null, "becomes": "b3duZWQ="}}',
        '{"/tmp/outside/article.txt": {"was": null, "becomes": "b3duZWQ="}}',
        '{"harbour/notes.md": {"was": null, "becomes": "b3duZWQ="}}',
        *("[]", "5", '{"a/story.yaml": 1}', '{"a/story.yaml": {}}', "\x00", ""),
        '{"a/story.yaml": {"was": null, "becomes": 5}}',
    ],
)
def test_a_log_that_the_bot_has_not_written_does_nothing_and_is_gone(
    log: str, folder: Path
) -> None:
    before = {path: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()}
    (folder / writing.PENDING).write_text(log)

    _, problems = load(folder)

    assert problems == []
    assert {p: p.read_bytes() for p in folder.parent.rglob("*") if p.is_file()} == before
