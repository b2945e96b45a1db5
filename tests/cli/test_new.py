"""`new`: from a raw article to answers in the terminal, and nothing of an editor's overwritten."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot import drafting
from tests.cli.conftest import ARTICLE, ROOT, Cli

OTHER = ARTICLE.replace("BRIDGETON", "PORT HALE").replace("fire", "storm").replace("cable", "mast")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("## From an article to a story")[2].partition("\n## ")[0]


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """Return a raw article in the working directory, where no content folder is."""
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.mark.usefixtures("article")
def test_given_an_article_then_a_story_is_drafted_and_every_check_passes(
    cli: Cli, tmp_path: Path
) -> None:
    result = cli("new", "article.txt", "--out", "content/my-story")

    first, *_, last = result.stdout.splitlines()
    assert first.startswith(
        "content/my-story is a draft, and passes every check: 2 quotes of 1 speaker, "
    )
    assert last == "Finish it: content/my-story/story.yaml says how"
    assert result.exit_code == 0
    assert (tmp_path / "content/my-story/article.txt").read_text(encoding="utf-8") == ARTICLE
    assert sorted(os.listdir(tmp_path / "content")) == ["my-story"]
    checked = cli("check")
    assert checked.exit_code == 0
    assert re.search(
        r"^Drafts among these, not on air: the story my-story and \d+ entries\.",
        checked.stdout,
        re.M,
    )


@pytest.mark.usefixtures("article")
def test_the_draft_answers_in_the_terminal(cli: Cli) -> None:
    cli("new", "article.txt", "--out", "content/my-story")

    result = cli("ask", "what did Maria Lind say about the boathouse")

    assert "│ A cable failed in the boathouse" in result.stdout
    assert "Maria Lind, chief of the fire service" in result.stdout


@pytest.mark.usefixtures("content")
def test_beside_other_stories_it_takes_nothing_from_them(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "storm.txt").write_text(OTHER, encoding="utf-8")

    result = cli("new", "storm.txt")

    assert result.exit_code == 0
    assert result.stdout.startswith("content/storm is a draft")
    assert cli("check").exit_code == 0
    assert cli("ask", "what caused the fire").stdout.startswith("│ A cable failed")


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [
        pytest.param(["new", "-"], "my-story", id="standard input has no name"),
        pytest.param(["new", "Old Harbour.md"], "old-harbour", id="the file has one"),
        pytest.param(["new", "article.txt"], "article", id="nothing better"),
        pytest.param(["--content", "stories", "new", "-"], "my-story", id="another folder"),
    ],
)
@pytest.mark.usefixtures("article")
def test_without_out_the_folder_is_named_after_the_file(
    cli: Cli, tmp_path: Path, arguments: list[str], folder: str
) -> None:
    (tmp_path / "Old Harbour.md").write_text(ARTICLE, encoding="utf-8")

    result = cli(*arguments, lines=ARTICLE)

    content = "stories" if "stories" in arguments else "content"
    assert result.stdout.startswith(f"{content}/{folder} is a draft")
    assert (tmp_path / content / folder / "story.yaml").is_file()


@pytest.mark.parametrize("there", ["folder", "file", "link"])
@pytest.mark.usefixtures("article")
def test_what_is_there_is_not_overwritten(cli: Cli, tmp_path: Path, there: str) -> None:
    out = tmp_path / "content" / "my-story"
    out.parent.mkdir()
    if there == "folder":
        out.mkdir()
    elif there == "file":
        out.write_text("ask Ada")
    else:
        out.symlink_to(tmp_path / "nowhere")

    result = cli("new", "article.txt", "--out", "content/my-story")

    assert "content/my-story is there already, and nothing is overwritten" in result.stderr
    assert result.exit_code == 1
    assert sorted(os.listdir(out.parent)) == ["my-story"]
    assert not out.is_dir() or os.listdir(out) == []


@pytest.mark.parametrize(
    ("arguments", "says", "code"),
    [
        (["new", "nothing.txt"], "nothing.txt cannot be read: No such file or directory.", 1),
        (["new", "."], ". cannot be read: Is a directory.", 1),
        (["new", "-"], "the article has no words", 1),
        (["new", "article.txt", "--out", "content/My story"], "--out content/my-story", 1),
        (["new", "article.txt", "--out", "article.txt/story"], "article.txt/story cannot be", 1),
        (["new", "article.txt", "--lang", "English"], "is not the code of a language", 2),
        (["new"], "Missing argument 'FILE|-'", 2),
    ],
)
@pytest.mark.usefixtures("article")
def test_what_cannot_be_done_is_said_in_words(
    cli: Cli, tmp_path: Path, arguments: list[str], says: str, code: int
) -> None:
    result = cli(*arguments)

    assert says in result.stderr
    assert result.exit_code == code
    assert sorted(p.name for p in tmp_path.iterdir()) == ["article.txt"]


def test_given_no_room_on_the_disk_then_nothing_is_left_of_it(tmp_path: Path) -> None:
    article = ROOT / "tests" / "drafting" / "articles" / "court.txt"
    command = f'ulimit -f 0; "{sys.executable}" -m bot new "{article}" --out content/my-story'

    run = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.stderr.startswith("Error: content/my-story cannot be made: ")
    assert len(run.stderr.splitlines()) == 1
    assert run.returncode == 1
    assert not (tmp_path / "content" / "my-story").exists()


@pytest.mark.usefixtures("content")
def test_given_stories_in_another_language_then_that_is_said(cli: Cli, tmp_path: Path) -> None:
    articles = ROOT / "tests" / "drafting" / "articles"

    result = cli("new", str(articles / "museum.md"), "--out", "content/museum")

    assert result.exit_code == 0
    assert "are in another language (en)" in result.stderr


def test_the_walk_through_of_the_readme_is_true_and_quick(tmp_path: Path) -> None:
    commands = re.findall(r"^\$ (.+)\n((?:(?!\$ |```).*\n)*)", SECTION, re.M)
    article = ROOT / "tests" / "drafting" / "articles" / "court.txt"
    (tmp_path / "article.txt").write_bytes(article.read_bytes())
    here = f'"{sys.executable}" -m bot'
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "0"}

    began, outputs = time.monotonic(), []
    for command, _ in commands:
        run = subprocess.run(
            command.replace("python -m bot", here),
            cwd=tmp_path,
            env=environment,
            shell=True,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (run.returncode, run.stderr) == (0, "")
        outputs.append(run.stdout.strip())
    took_s = time.monotonic() - began

    assert [command.split()[3] for command, _ in commands] == ["new", "ask"]
    assert outputs == [output.strip() for _, output in commands]
    assert took_s < 60  # 5 when measured; a busy machine may take longer


def test_the_article_of_the_walk_through_is_in_the_readme_by_name() -> None:
    assert "tests/drafting/articles/court.txt" in SECTION
    assert drafting.guessed(SECTION) == "en"
