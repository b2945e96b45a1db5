"""What goes into a story of what readers asked, and what is left out."""

import pytest

from bot.content.model import Mark
from bot.content.problem import Problem
from bot.editing.lesson import Lesson, canonical_question, not_reported_text, sensible
from bot.editing.story_file import NotEdited
from tests.content.harbour import STORY

FILES = {"harbour/story.yaml": STORY.encode(), "harbour/article.txt": b"as it is"}
LESSON = Lesson("harbour", "boats-lost", ("how many sank", "how many burned"))


def problem(message: str) -> Problem:
    return Problem(Mark("story.yaml"), "phrasing-lost", message)


def test_the_questions_go_below_those_of_the_entry_and_all_else_stays() -> None:
    edited = LESSON.edited(FILES)

    first = "      - How many boats were lost?\n"
    more = "      - how many sank\n      - how many burned\n"
    assert edited["harbour/story.yaml"].decode() == STORY.replace(first, first + more)
    assert edited["harbour/article.txt"] is FILES["harbour/article.txt"]
    assert FILES["harbour/story.yaml"].decode() == STORY


def test_given_a_story_that_is_gone_then_the_editor_is_told() -> None:
    with pytest.raises(NotEdited, match="no story harbour any more"):
        LESSON.edited({})


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("'how many sank' does not find its own entry", ("how many burned",)),
        ("'what else' does not find its own entry", ("how many sank",)),
    ],
)
def test_without_what_the_problems_are_about_or_else_with_the_first_alone(
    message: str, kept: tuple[str, ...]
) -> None:
    fewer = LESSON.without([problem(message)])

    assert fewer is not None
    assert fewer.questions == kept


def test_given_problems_with_all_questions_or_with_the_only_one_then_nothing_is_left() -> None:
    about_both = [problem(f"{question!r} already stands") for question in LESSON.questions]
    single = Lesson("harbour", "boats-lost", ("how many sank",))

    assert LESSON.without(about_both) is None
    assert single.without([problem("'what else' is lost")]) is None


def test_what_readers_will_see_of_a_new_entry_is_not_left_out() -> None:
    new = Lesson("harbour", "sank", ("How many sank?", "sunk how many"), {"kind": "fact"})

    assert new.without([problem("'How many sank?' is already answered")]) is None
    fewer = new.without([problem("'sunk how many' is already answered")])
    assert fewer is not None
    assert fewer.questions == ("How many sank?",)


def test_phrasings_are_short_tidy_told_apart_and_nobodys_private_matter() -> None:
    asked = [
        "how\n many\u200b sank",
        "How many sank?",
        201 * "x",
        "mail [e-mail address]",
        "?!",
        "b",
    ]

    assert sensible(asked) == ("how many sank", "b")
    assert sensible(asked, taken=["B?"]) == ("how many sank",)
    assert sensible(map(str, range(9))) == ("0", "1", "2", "3", "4")


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("how many sank", "How many sank?"),
        ("Who paid?!", "Who paid?!"),
        ("сколько утонуло", "Сколько утонуло?"),
        ("沉了几条船", "沉了几条船？"),
        (101 * "x", ""),
        ("?!", ""),
    ],
)
def test_a_question_is_brought_into_the_form_in_which_readers_see_it(
    asked: str, seen: str
) -> None:
    assert canonical_question([asked]) == seen


def test_a_text_that_fits_any_wording_is_proposed_in_the_languages_that_we_know() -> None:
    assert not_reported_text("Who paid?", "en-GB") == "The story does not say."
    assert not_reported_text("Кто заплатил?", "ru") == "Статья об этом не говорит."
    assert not_reported_text("谁付的钱？", "zh-CN") == "文章没有提到这一点。"
    assert not_reported_text("Wer zahlt?", "de") == ""
    assert not_reported_text("", "en") == ""
