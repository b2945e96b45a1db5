"""A problem reads the same everywhere: in the terminal, in CI and in Telegram."""

from dataclasses import replace

from bot.content.model import Mark
from bot.content.problem import Problem

PROBLEM = Problem(
    Mark("content/a,b/story.yaml", 41, 11), "quote-not-verbatim", "not 100% the same", "copy: it"
)


def test_in_the_terminal_it_begins_with_a_place_to_click() -> None:
    assert str(PROBLEM) == (
        "content/a,b/story.yaml:41:11: not 100% the same [quote-not-verbatim]\n  fix: copy: it"
    )


def test_without_a_fix_it_is_one_line() -> None:
    problem = Problem(PROBLEM.mark, PROBLEM.check, PROBLEM.message)

    assert str(problem) == "content/a,b/story.yaml:41:11: not 100% the same [quote-not-verbatim]"


def test_what_it_quotes_of_a_file_can_be_seen_and_turns_nothing_round() -> None:
    problem = replace(
        PROBLEM, fix="the source has: a\0b \u202ec \u2028 \ud800 می\u200cخواهم 👩\u200d🚒"
    )

    assert str(problem).endswith(
        "has: a<U+0000>b <U+202E>c <U+2028> <U+D800> می\u200cخواهم 👩\u200d🚒"
    )


def test_given_very_long_words_then_what_is_said_of_them_can_be_read() -> None:
    problem = replace(PROBLEM, message=f"'{'x' * 5_000}' is no language", fix="y" * 5_000)

    said, fix = str(problem).split("\n")
    assert said.endswith("xxx' is no language [quote-not-verbatim]")
    assert len(said) < 1_600
    assert len(fix) < 1_600


def test_as_json_it_is_flat() -> None:
    assert PROBLEM.as_json() == {
        "path": "content/a,b/story.yaml",
        "line": 41,
        "column": 11,
        "check": "quote-not-verbatim",
        "message": "not 100% the same",
        "fix": "copy: it",
        "is_warning": False,
    }


def test_as_a_workflow_command_nothing_in_it_can_be_taken_for_another() -> None:
    assert PROBLEM.as_github() == (
        "::error file=content/a%2Cb/story.yaml,line=41,col=11,title=quote-not-verbatim::"
        "not 100%25 the same (fix: copy: it)"
    )
    lines = Problem(Mark("a"), "b", "one\ntwo\r::error::three")
    assert lines.as_github() == ("::error file=a,line=1,col=1,title=b::one%0Atwo%0D::error::three")


def test_a_warning_is_called_one_everywhere() -> None:
    warning = replace(PROBLEM, is_warning=True)

    assert str(warning).startswith("content/a,b/story.yaml:41:11: warning: not 100% the same [")
    assert warning.as_json()["is_warning"] is True
    assert warning.as_github().startswith("::warning file=content/a%2Cb/story.yaml,line=41,")
