"""`correct`: what an editor with a corrected article sees, and what is written."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.content import load
from tests.cli.conftest import ARTICLE, STORY, Cli

PAPER = "A cable failed in the boathouse"
LAMP = "A lamp failed in the boathouse"
CORRECTED = ARTICLE.replace(PAPER, LAMP).replace("The town will", "It rained.\n\nThe town will")


@pytest.fixture
def new(content: Path) -> Path:
    """Return the file with the corrected article."""
    assert content.is_dir()
    new = Path("new.txt")
    new.write_text(CORRECTED, encoding="utf-8")
    return new


def files(content: Path) -> dict[str, str]:
    """Return what is in the story's folder."""
    folder = content / "harbour-fire"
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.mark.usefixtures("new")
def test_it_says_what_changed_moved_and_broke_and_writes_nothing(cli: Cli, content: Path) -> None:
    before = files(content)

    result = cli("correct", "harbour-fire", "new.txt", "--write")

    said = result.stdout.splitlines()
    assert said[0] == "2 paragraphs are different:"
    assert said[3:] == [
        "5 citations stand",
        "In another paragraph now:",
        "  summary.long.2: 3 → 4",
        "Broken:",
        "  content/harbour-fire/story.yaml:33:12: cause",
        "    the story had: A cable failed in the boathouse",
        "    it has now:    A lamp failed in the boathouse",
        "    to take these words: --accept cause",
        '    to take the entry down: --withdraw cause "<what readers are told>"',
        "",
        "Nothing is written. First mend what is named above, as it says or by hand in "
        "story.yaml, and try again",
    ]
    assert result.exit_code == 1
    assert files(content) == before


@pytest.mark.usefixtures("new")
def test_without_write_it_only_looks(cli: Cli, content: Path) -> None:
    before = files(content)

    result = cli("correct", "harbour-fire", "new.txt", "--accept", "cause")

    assert result.stdout.endswith(
        "Nothing is written yet. All checks pass: write it with --write\n"
    )
    assert result.exit_code == 0
    assert files(content) == before


@pytest.mark.usefixtures("new")
def test_what_is_accepted_is_written_with_a_note_for_readers(cli: Cli, content: Path) -> None:
    mode = (content / "harbour-fire" / "story.yaml").stat().st_mode
    note = "A lamp failed, and not a cable."

    result = cli(
        "correct", "harbour-fire", "new.txt", "--accept", "all", "--note", note, "--write"
    )
    answer = cli("ask", "what caused the fire")

    today = datetime.now().astimezone().date().isoformat()
    assert result.stdout.endswith(
        "Written: content/harbour-fire/article.txt, content/harbour-fire/story.yaml\n"
    )
    assert files(content)["article.txt"] == CORRECTED
    story = files(content)["story.yaml"]
    correction = f'  corrections:\n    - {{date: {today}, note: "{note}"}}\n'
    assert story.replace(correction, "") == STORY.replace(PAPER, LAMP)
    assert correction in story
    assert (content / "harbour-fire" / "story.yaml").stat().st_mode == mode
    assert sorted(files(content)) == ["article.txt", "cases.yaml", "story.yaml"]
    assert answer.stdout.startswith("│ A lamp failed in the boathouse\n")
    assert answer.stdout.endswith(f"Correction, {today}: {note}\n")


@pytest.mark.usefixtures("new")
def test_whoever_reads_a_file_meanwhile_reads_it_whole(cli: Cli, content: Path) -> None:
    with (content / "harbour-fire" / "article.txt").open(encoding="utf-8") as reading:
        begun = reading.read(10)
        cli("correct", "harbour-fire", "new.txt", "--accept", "cause", "--write")

        assert begun + reading.read() == ARTICLE
    assert files(content)["article.txt"] == CORRECTED


@pytest.mark.usefixtures("new")
def test_an_entry_whose_words_are_gone_is_withdrawn_and_readers_get_the_reason(
    cli: Cli, content: Path
) -> None:
    gone = ARTICLE.replace(f'"{PAPER},"', '"Nobody knows why,"')
    Path("new.txt").write_text(gone, encoding="utf-8")
    reason = "The chief took that back."
    (content / "harbour-fire" / "cases.yaml").write_text(
        "cases: [{q: who won the cup final, expect: out_of_scope}]", encoding="utf-8"
    )

    looked = cli("correct", "harbour-fire", "new.txt")
    written = cli("correct", "harbour-fire", "new.txt", "--withdraw", "cause", reason, "--write")

    assert "    nothing in it is like that now\n" in looked.stdout
    assert written.stdout.endswith("Readers are not told of a correction: that takes --note\n")
    assert load(content)[1] == []
    assert reason in cli("ask", "what caused the fire").stdout


def test_what_a_question_comes_to_is_checked_before_anything_is_written(
    cli: Cli, content: Path
) -> None:
    Path("new.txt").write_text(ARTICLE + "\nIt rained.\n", encoding="utf-8")
    cases = content / "harbour-fire" / "cases.yaml"
    cases.write_text("cases: [{q: what made the fire start, expect: owners}]", encoding="utf-8")

    result = cli("correct", "harbour-fire", "new.txt", "--write")

    assert "[case-failed]" in result.stdout
    assert result.exit_code == 1
    assert files(content)["article.txt"] == ARTICLE


def test_a_sentence_that_rests_on_other_words_is_shown_to_be_read_again(
    cli: Cli, content: Path
) -> None:
    Path("new.txt").write_text(ARTICLE.replace("the pier by autumn", "the quay by autumn"))

    result = cli("correct", "harbour-fire", "new.txt", "--accept", "summary.long.2")

    assert (
        "These sentences rest on other words now; see that they are still true:\n"
        "  content/harbour-fire/story.yaml:20:13: summary.long.2: "
        "The town will rebuild the pier by autumn, Mayor Tom Okoro told reporters.\n"
    ) in result.stdout
    assert content.is_dir()


def test_a_problem_of_the_new_article_names_the_file_that_it_is_in(
    cli: Cli, content: Path
) -> None:
    Path("new.txt").write_text(ARTICLE.replace("A fire", "A\u200b fire"), encoding="utf-8")

    result = cli("correct", "harbour-fire", "new.txt", "--write")

    assert "new.txt:1:39: the invisible character" in result.stdout
    assert files(content)["article.txt"] == ARTICLE


def test_given_another_article_then_it_is_asked_whether_that_is_meant(
    cli: Cli, content: Path
) -> None:
    Path("new.txt").write_text("The regatta is off.\n", encoding="utf-8")

    result = cli("correct", "harbour-fire", "new.txt", "--content", str(content))

    assert "Not one citation stands: is this the article of this story?\n" in result.stdout


def test_given_the_article_that_is_there_then_nothing_is_different(
    cli: Cli, content: Path
) -> None:
    article = content / "harbour-fire" / "article.txt"

    result = cli("correct", "harbour-fire", str(article), "--write")

    assert result.stdout.splitlines()[0] == "No paragraph is different"
    assert "Written: nothing, since nothing is different\n" in result.stdout
    assert result.exit_code == 0


@pytest.mark.usefixtures("new")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(
            ["harbor-fire", "new.txt"],
            2,
            "there is no story 'harbor-fire' in content; did you mean harbour-fire? "
            "There are: harbour-fire.",
            id="no such story",
        ),
        pytest.param(
            ["harbour-fire", "old.txt"],
            1,
            "Error: old.txt cannot be read: No such file or directory.",
            id="no such file",
        ),
        pytest.param(
            ["harbour-fire", "new.txt", "--accept", "boats-lost"],
            2,
            "there is nothing to accept at 'boats-lost'. There is: cause.",
            id="nothing to accept",
        ),
        pytest.param(
            ["harbour-fire", "new.txt", "--withdraw", "causes", "Wrong."],
            1,
            "Error: story.yaml stays as it is: story.yaml has no entry causes",
            id="no such entry",
        ),
    ],
)
def test_what_cannot_be_done_is_said(cli: Cli, arguments: list[str], code: int, said: str) -> None:
    result = cli("correct", *arguments)

    assert said in result.stderr
    assert result.exit_code == code


@pytest.mark.usefixtures("new")
def test_a_date_that_is_none_is_a_problem(cli: Cli) -> None:
    result = cli(
        "correct", "harbour-fire", "new.txt", "--accept", "cause", "--note", "A lamp.",
        "--date", "yesterday", "--write",
    )  # fmt: skip

    assert "'yesterday' is not the date of a day" in result.stdout
    assert result.exit_code == 1
