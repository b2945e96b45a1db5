"""`editions` and `diff`: what was on air before, read from the database that keeps it."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.content import digest_of
from bot.content.writing import held
from bot.journal import Journal
from tests.cli.conftest import Cli

RENAMED = "How many vessels are lost?"


@pytest.fixture
def story(content: Path) -> Path:
    """Return a story of which two editions were on air: a phrasing is new in the second."""
    [story] = content.glob("*/story.yaml")
    first = held(content)
    old = "      - How many boats were destroyed?"
    story.write_text(story.read_text().replace(old, f"{old}\n      - {RENAMED}"))
    second = held(content)

    async def publish() -> None:
        async with Journal("sqlite:///storybot.db", key=b"key", retention_days=30) as journal:
            for files, editor in ((first, None), (second, 7)):
                await journal.publish(digest_of(files), files, editor=editor, how="saved", note="")

    asyncio.run(publish())
    return story


@pytest.mark.usefixtures("story")
def test_editions_are_listed_the_newest_first(cli: Cli) -> None:
    result = cli("editions")
    listed = json.loads(cli("editions", "--json").stdout)

    newest, oldest = result.stdout.splitlines()
    assert newest.split()[0] == "2"
    assert newest.endswith("saved by 7")
    assert oldest.split()[0] == "1"
    assert oldest.endswith("saved")
    assert [(one["number"], one["editor"]) for one in listed] == [(2, 7), (1, None)]
    assert result.exit_code == 0


def test_the_files_of_an_edition_are_named_and_come_back(cli: Cli, story: Path) -> None:
    shown = cli("editions", "1")
    result = cli("editions", "1", "--restore")

    assert "story.yaml, " in shown.stdout
    assert "holds the files of edition 1 now" in result.stdout
    assert RENAMED not in story.read_text()


def test_what_was_never_on_air_is_not_overwritten(cli: Cli, story: Path) -> None:
    story.write_text(story.read_text() + "# work in progress\n")

    result = cli("editions", "1", "--restore")

    assert "changes that were never on air" in result.stderr
    assert result.exit_code == 1
    assert story.read_text().endswith("# work in progress\n")


def test_the_folder_is_compared_with_what_is_on_air(cli: Cli, story: Path) -> None:
    same = cli("diff")
    story.write_text(story.read_text().replace("harbour of Bridgeton.", "Bridgeton harbour."))
    other = cli("diff")
    lines = cli("diff", "--files")

    assert (same.stdout, same.exit_code) == ("Nothing is different.\n", 0)
    assert "boats-lost" in other.stdout
    assert other.exit_code == 1
    assert "+    text: A fire destroyed 12 boats in the Bridgeton harbour." in lines.stdout


@pytest.mark.usefixtures("story")
def test_two_editions_are_compared(cli: Cli) -> None:
    result = cli("diff", "1", "2")

    assert RENAMED in result.stdout
    assert result.exit_code == 1


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("command", [("editions",), ("editions", "3"), ("diff",)], ids=" ".join)
def test_without_a_database_it_says_so_and_makes_none(cli: Cli, command: tuple[str, ...]) -> None:
    result = cli(*command)

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: The journal cannot be read: the file cannot be opened")
    assert "It should be at sqlite:///storybot.db: start the bot once" in result.stderr
    assert "or name it in DATABASE_URL" in result.stderr
    assert not Path("storybot.db").exists()


@pytest.mark.usefixtures("content")
def test_the_address_of_a_database_that_is_away_is_told_without_its_password(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ed:secret@127.0.0.1:1/news?password=secret")

    result = cli("editions")

    assert result.exit_code == 1
    assert "127.0.0.1:1/news" in result.stderr
    assert "secret" not in result.output


@pytest.mark.usefixtures("story")
def test_an_edition_that_never_was_is_said_to_be_none(cli: Cli) -> None:
    result = cli("diff", "9")

    assert "There is no edition 9" in result.stderr
    assert result.exit_code == 1
