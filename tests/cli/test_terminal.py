"""How a reply looks in a terminal."""

import pty
import sys
from pathlib import Path

import pytest

from bot.cli.terminal import is_styled, shown
from bot.replies import Button, Reply, ShowEntry, Span

QUOTED = Reply(
    "She said:\nAs quickly  as (possible).\nAt once!\nparagraph 3",
    (Span("blockquote", 10, 36), Span("blockquote", 37, 45), Span("italic", 46, 57)),
)


def test_the_story_s_words_stand_behind_a_bar_and_two_quotations_apart() -> None:
    assert shown(QUOTED) == ("She said:\n│ As quickly  as (possible).\n\n│ At once!\nparagraph 3")


def test_a_quotation_over_several_lines_has_a_bar_before_each() -> None:
    reply = Reply("one\n\ntwo", (Span("blockquote", 0, 8),))

    assert shown(reply) == "│ one\n│ \n│ two"


@pytest.mark.parametrize("columns", range(3, 40))
def test_wrapping_changes_no_word_and_no_line_is_too_long(columns: int) -> None:
    lines = shown(QUOTED, columns=columns).splitlines()

    words = " ".join(line.removeprefix("│ ") for line in lines).split()
    assert words == QUOTED.text.split()
    assert all(len(line) <= columns or " " not in line.removeprefix("│ ") for line in lines)


def test_text_without_spaces_is_wrapped_by_the_columns_its_signs_take() -> None:
    reply = Reply("中国科学家说，俄罗斯很重要。")

    assert shown(reply, columns=10).splitlines() == ["中国科学家", "说，俄罗斯", "很重要。"]


def test_on_a_terminal_styles_are_marked_and_end_with_their_line() -> None:
    reply = Reply("a bold word", (Span("bold", 2, 11),))

    assert shown(reply, styled=True) == "a \033[1mbold word\033[0m"
    assert shown(reply, styled=True, columns=6) == "a \033[1mbold\033[0m\n\033[1mword\033[0m"
    assert shown(reply) == "a bold word"


def test_choices_are_numbered_to_be_picked_or_just_listed() -> None:
    buttons = tuple((Button(f"What about {name}?", ShowEntry(name)),) for name in ("a", "b"))
    reply = Reply("Ask:", buttons=buttons)

    assert shown(reply) == "Ask:\n\n  • What about a?\n  • What about b?"
    assert shown(reply, numbered=True, columns=12) == (
        "Ask:\n\n  1  What\n     about\n     a?\n  2  What\n     about\n     b?"
    )


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        pytest.param({"TERM": "xterm"}, True, id="a terminal"),
        pytest.param({"TERM": "xterm", "NO_COLOR": ""}, True, id="NO_COLOR set to nothing"),
        pytest.param({"TERM": "xterm", "NO_COLOR": "1"}, False, id="NO_COLOR"),
        pytest.param({"TERM": "dumb"}, False, id="a terminal that can nothing"),
    ],
)
def test_styles_are_for_terminals_that_allow_them(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: bool
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    ours, theirs = pty.openpty()

    with open(ours, "wb"), open(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        styled = is_styled()
        monkeypatch.undo()

    assert styled == expected


def test_a_pipe_gets_no_styles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "out").open("w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        styled = is_styled()
        monkeypatch.undo()

    assert not styled
