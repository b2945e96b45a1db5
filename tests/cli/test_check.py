"""`check`: every problem with its place and its fix, for people and for programs."""

import json
from pathlib import Path

import pytest

from bot.cli.edition import default_directory
from bot.settings import Settings
from tests.cli.conftest import Cli

FINE = "1 story, 2 facts, 2 quotes, 1 not reported, 9 phrasings, 2 cases"
PLACE = "content/harbour-fire/story.yaml:33:12"


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["check"], id="the default folder"),
        pytest.param(["check", "content"], id="a folder"),
        pytest.param(["check", "--content", "content"], id="an option after the command"),
        pytest.param(["--content", "content", "check"], id="an option before the command"),
    ],
)
def test_content_without_a_problem_is_said_to_be_fine_and_counted(
    cli: Cli, arguments: list[str]
) -> None:
    result = cli(*arguments)

    assert result.stdout == f"content is fine: {FINE}\n"
    assert result.exit_code == 0


@pytest.mark.usefixtures("bad_content")
def test_a_problem_is_shown_with_its_place_its_fix_and_where_to_learn_more(cli: Cli) -> None:
    result = cli("check")

    first, fix, *_, last = result.stdout.splitlines()
    assert first.startswith(f"{PLACE}: ")
    assert first.endswith(" [quote-not-verbatim]")
    assert fix.startswith("  fix: ")
    assert last == (
        "1 problem. To learn more about one: storybot check --explain quote-not-verbatim"
    )
    assert result.exit_code == 1


@pytest.mark.usefixtures("bad_content")
def test_json_is_one_list_of_all_problems(cli: Cli) -> None:
    result = cli("check", "--format", "json")

    [problem] = json.loads(result.stdout)
    assert problem.keys() == {*"path line column check message fix is_warning".split()}
    assert f"{problem['path']}:{problem['line']}:{problem['column']}" == PLACE
    assert result.exit_code == 1


@pytest.mark.usefixtures("content")
def test_json_of_no_problems_is_an_empty_list(cli: Cli) -> None:
    result = cli("check", "--format", "json")

    assert json.loads(result.stdout) == []
    assert result.exit_code == 0


@pytest.mark.usefixtures("bad_content")
def test_github_shows_each_problem_beside_its_line(cli: Cli) -> None:
    result = cli("check", "--format", "github")

    assert result.stdout.startswith(
        "::error file=content/harbour-fire/story.yaml,line=33,col=12,title=quote-not-verbatim::"
    )
    assert len(result.stdout.splitlines()) == 1
    assert result.exit_code == 1


def test_a_promise_of_the_cases_that_is_broken_is_a_problem(cli: Cli, content: Path) -> None:
    cases = content / "harbour-fire" / "cases.yaml"
    cases.write_text("cases:\n  - {q: was anybody injured, expect: cause}\n", encoding="utf-8")

    result = cli("check")

    assert "content/harbour-fire/cases.yaml:2:" in result.stdout
    assert "[case-failed]" in result.stdout
    assert result.exit_code == 1


@pytest.fixture
def warned_content(content: Path) -> Path:
    """Return a content folder with one warning and no problem."""
    story = content / "harbour-fire" / "story.yaml"
    text = story.read_text(encoding="utf-8")
    story.write_text(
        text.replace("- whose boats were they", "- whose was the fire"), encoding="utf-8"
    )
    return content


@pytest.mark.usefixtures("warned_content")
def test_a_warning_is_shown_and_keeps_nothing_off_the_air(cli: Cli) -> None:
    result = cli("check")

    first, fix, blank, learn, fine = result.stdout.splitlines()
    assert first.startswith("content/harbour-fire/story.yaml:")
    assert ": warning: " in first
    assert first.endswith(" [entries-near]")
    assert fix.startswith("  fix: ")
    assert (blank, learn, fine) == (
        "",
        "1 warning. To learn more about one: storybot check --explain entries-near",
        f"content is fine: {FINE}",
    )
    assert result.exit_code == 0


@pytest.mark.usefixtures("warned_content")
def test_a_warning_is_one_for_programs_too(cli: Cli) -> None:
    for_programs = cli("check", "--format", "json")
    for_github = cli("check", "--format", "github")

    [warning] = json.loads(for_programs.stdout)
    assert warning["is_warning"] is True
    assert for_github.stdout.startswith("::warning file=content/harbour-fire/story.yaml,")
    assert for_programs.exit_code == for_github.exit_code == 0


def test_a_problem_beside_a_warning_is_counted_apart(cli: Cli, warned_content: Path) -> None:
    cases = warned_content / "harbour-fire" / "cases.yaml"
    cases.write_text("cases:\n  - {q: was anybody injured, expect: cause}\n", encoding="utf-8")

    result = cli("check")

    assert "\n1 problem and 1 warning. To learn" in result.stdout
    assert "is fine" not in result.stdout
    assert result.exit_code == 1


def test_the_map_shows_each_sentence_with_what_uses_it_and_marks_what_nothing_uses(
    cli: Cli, content: Path
) -> None:
    with (content / "harbour-fire" / "article.txt").open("a", encoding="utf-8") as article:
        article.write("\nIt rained.\n")

    result = cli("check", "--coverage")

    head, *lines = result.stdout.splitlines()
    assert head == "harbour-fire: 1 of 5 sentences used by no entry and no summary"
    assert [line[:26] for line in lines] == [
        "    1  ¶ 1    2 entries  B",
        '    2  ¶ 2      1 entry  "',
        '    3  ¶ 2      1 entry  "',
        "    4  ¶ 3      summary  T",
        "!   5  ¶ 4    0 entries  I",
    ]
    assert lines[0].endswith("destroyed 12 boats in the…")
    assert result.exit_code == 0


@pytest.mark.usefixtures("content")
def test_the_map_is_for_programs_too(cli: Cli) -> None:
    result = cli("check", "--coverage", "--format", "json")

    [story] = json.loads(result.stdout)
    assert story["story"] == "harbour-fire"
    assert story["sentences"][0].keys() == {
        *"number paragraph text entries in_summary".split(),
    }
    assert story["sentences"][0]["entries"] == ["boats-lost", "day"]
    assert result.exit_code == 0


@pytest.mark.usefixtures("bad_content")
def test_there_is_no_map_of_content_with_a_problem(cli: Cli) -> None:
    result = cli("check", "--coverage")

    assert "[quote-not-verbatim]" in result.stdout
    assert result.exit_code == 1


@pytest.mark.usefixtures("content")
def test_a_map_as_annotations_is_wrong_usage(cli: Cli) -> None:
    result = cli("check", "--coverage", "--format", "github")

    assert "--coverage is shown as text or json" in result.stderr
    assert result.exit_code == 2


@pytest.mark.parametrize("name", ["quote-not-verbatim", "case-failed", "mutation-lost"])
def test_a_check_is_explained(cli: Cli, name: str) -> None:
    result = cli("check", "--explain", name)

    assert result.stdout.startswith(f"{name}\n\n")
    assert all(word in result.stdout for word in ("Why:", "Wrong:", "Right:"))
    assert result.exit_code == 0


def test_a_check_that_there_is_not_is_wrong_usage_and_the_known_ones_are_listed(cli: Cli) -> None:
    result = cli("check", "--explain", "quote-not-verbatm")

    assert "did you mean quote-not-verbatim?" in result.stderr
    assert "cite-not-verbatim" in result.stderr
    assert result.exit_code == 2


def test_a_folder_that_is_not_there_is_a_problem_and_no_traceback(cli: Cli) -> None:
    result = cli("check", "stories")

    assert "stories" in result.stdout
    assert "[content-missing]" in result.stdout
    assert result.exit_code == 1


def test_a_draft_is_counted_and_cannot_break_what_is_on_air(cli: Cli, content: Path) -> None:
    story = content / "harbour-fire" / "story.yaml"
    text = story.read_text(encoding="utf-8")
    draft = text.replace("id: owners\n", "id: owners\n    draft: true\n")
    story.write_text(draft, encoding="utf-8")

    result = cli("check")

    assert result.stdout.splitlines() == [
        f"content is fine: {FINE}",
        "Drafts among these, not on air: 1 entry. Look at each entry and remove its line "
        "`draft: true`; last, that of the story",
    ]
    assert result.exit_code == 0


def test_of_a_draft_story_only_the_entries_that_are_still_to_be_read_are_counted(
    cli: Cli, content: Path
) -> None:
    story = content / "harbour-fire" / "story.yaml"
    text = story.read_text(encoding="utf-8").replace("story:\n", "story:\n  draft: true\n")
    story.write_text(text.replace("id: owners\n", "id: owners\n    draft: true\n"))
    one = cli("check").stdout
    story.write_text(text)
    none = cli("check").stdout

    assert "not on air: the story harbour-fire and 1 entry. Look" in one
    assert "not on air: the story harbour-fire. Look" in none


def test_what_is_off_the_air_because_of_its_times_is_named_and_tested_all_the_same(
    cli: Cli, content: Path
) -> None:
    story = content / "harbour-fire" / "story.yaml"
    text = story.read_text(encoding="utf-8")
    held = text.replace("id: owners\n", "id: owners\n    embargo: 2999-12-01T06:00+03:00\n")
    story.write_text(held, encoding="utf-8")
    fine = cli("check")
    rival = held.replace("whose boats were they", "how many boats were destroyed then")
    story.write_text(rival, encoding="utf-8")

    lost = cli("check")

    assert fine.stdout.splitlines() == [
        f"content is fine: {FINE}",
        "Under embargo until 2999-12-01 06:00+03:00: owners",
    ]
    assert "[phrasing-lost]" in lost.stdout
    assert lost.exit_code == 1


# — which folder —


@pytest.mark.parametrize(
    ("environment", "file", "expected"),
    [
        pytest.param(None, None, "content", id="nothing is set"),
        pytest.param("here", None, "here", id="the environment"),
        pytest.param(None, "CONTENT_DIR=there", "there", id=".env"),
        pytest.param(None, "content_dir='there' # say", "there", id=".env, another spelling"),
        pytest.param(None, "\ufeffCONTENT_DIR=there", "there", id=".env, as Notepad writes it"),
        pytest.param("here", "CONTENT_DIR=there", "here", id="the environment wins"),
        pytest.param("", "CONTENT_DIR=there", "there", id="set to nothing is not set"),
        pytest.param(None, "CONTENT_DIR=", "content", id=".env, set to nothing"),
    ],
)
def test_the_default_folder_is_the_one_that_the_settings_name(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    environment: str | None,
    file: str | None,
    expected: str,
) -> None:
    if environment is not None:
        monkeypatch.setenv("CONTENT_DIR", environment)
    if file is not None:
        (tmp_path / ".env").write_text(file, encoding="utf-8")

    assert default_directory() == Path(expected)
    assert Settings.load().content_dir == Path(expected)


def test_a_dotenv_that_is_no_text_is_said_in_one_line(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"CONTENT_DIR=\xff\xfe")

    result = cli("check")

    assert result.stderr.startswith("Error: .env cannot be read: ")
    assert result.exit_code == 1


def test_the_folder_can_be_named_before_the_command_and_again_after_it(
    cli: Cli, content: Path
) -> None:
    (content.parent / "empty").mkdir()

    result = cli("--content", "empty", "export", "--content", "content")

    assert json.loads(result.stdout)["stories"][0]["id"] == "harbour-fire"
