"""What editors read and see about what was asked."""

import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread

from bot.desk import Edition
from bot.editing.review import Card
from bot.editing.statistics import Period, PicturesMissing, in_words, picture

LAST = date(2026, 3, 7)
WEEK = Period(date(2026, 3, 1), LAST)
Pixels = np.ndarray[Any, np.dtype[np.uint8]]

BLUE, RED, YELLOW = (0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00), (0xF0, 0xE4, 0x42)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often questions came to something on a day."""

    day: date
    outcome: str
    reason: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Told:
    """How often an entry was told."""

    entry_id: str
    told: int
    useful: int = 0
    not_asked: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """What the journal counts."""

    outcomes: tuple[Outcome, ...] = ()
    readers: int = 0
    entries: tuple[Told, ...] = ()
    languages: Mapping[str, int] = field(default_factory=dict)
    via: Mapping[str, int] = field(default_factory=dict)


COUNTS = Counted(
    outcomes=(
        Outcome(date(2026, 3, 3), "answer", None, 60),
        Outcome(date(2026, 3, 5), "answer", None, 10),
        Outcome(date(2026, 3, 5), "suggest", "ambiguous", 10),
        Outcome(date(2026, 3, 5), "abstain", "not_reported", 8),
        Outcome(date(2026, 3, 7), "abstain", "out_of_scope", 12),
        Outcome(date(2026, 3, 7), "abstain", "smalltalk", 7),
    ),
    readers=31,
    entries=(Told("cause", 48, useful=5, not_asked=1), Told("boats", 22), Told("gone", 3, 0, 3)),
    languages={"en": 90, "ru": 10},
    via={"private": 80, "group": 20},
)


def card(question: str, count: int, waiting: int = 0) -> Card:
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    return Card("0123456789", (question,), count, noon, noon, waiting, 0, ())


# — in words —


def test_an_editor_reads_how_much_was_asked_and_what_it_came_to(edition: Edition) -> None:
    said = in_words(COUNTS, edition, WEEK, [], 4)

    assert said.startswith(
        "1 Mar – 7 Mar 2026\n"
        "100 questions by 31 readers\n"
        "Answered: 70 (70 %)\n"
        "Asked back: 10 (10 %)\n"
        "Not reported: 8 (8 %)\n"
        "Out of scope: 12 (12 %)\n"
        "Busiest day: 3 Mar with 60\n"
        "Small talk besides: 7\n"
    )
    assert "Waiting to be told: 4" in said
    assert "Languages: en 90, ru 10" in said
    assert "From: private 80, group 20" in said


def test_an_editor_reads_which_entries_are_told_disliked_and_never_asked_for(
    edition: Edition,
) -> None:
    said = in_words(COUNTS, edition, WEEK, [], 0)

    assert "Told most:\n48× What caused the fire?, 5 useful\n22× How many" in said
    assert "Rated down:\n3 of 3 times: gone\n1 of 48 times: What caused the fire?" in said
    assert (
        "Nobody asked for 3 of 5 entries:\n"
        "How fast did the fire brigade come?\n"
        "Will the harbour be rebuilt?\n"
        "When does the town council meet?\n"
    ) in said


def test_an_editor_reads_what_is_not_answered(edition: Edition) -> None:
    cards = [card("what did the\ncrane cost", 9, waiting=2), card("is there a picture", 3)]

    said = in_words(COUNTS, edition, WEEK, cards, 2)

    assert "Not answered:\n9× what did the crane cost, 2 waiting\n3× is there a picture\n" in said


def test_given_long_lists_then_they_are_cut_and_fit_into_a_message(edition: Edition) -> None:
    cards = [card(f"{n} " + "why " * 99, 1000) for n in range(40)]
    entries = tuple(Told(f"id-{n}" * 9, 10_000, 10_000, 10_000) for n in range(40))
    many = {f"{n}-language": 100_000 for n in range(40)}

    said = in_words(Counted(COUNTS.outcomes, 9_999, entries, many, many), edition, WEEK, cards, 40)

    assert len(said) < 4096
    assert said.count("… and 35 more") == 3


def test_given_nothing_asked_then_that_is_what_it_says(edition: Edition) -> None:
    said = in_words(Counted(), edition, Period(LAST, LAST), [], 0)

    assert said.startswith("7 Mar 2026\n0 questions by 0 readers\n\nNobody asked for 5 of 5")


def test_given_one_question_then_it_is_one(edition: Edition) -> None:
    one = Counted((Outcome(LAST, "abstain", "withdrawn", 1),), readers=1)

    said = in_words(one, edition, Period(LAST, LAST), [], 0)

    assert "1 question by 1 reader\nAnswered: 0 (0 %)\nWithdrawn: 1 (100 %)" in said
    assert "Busiest" not in said


# — in a picture —


def pixels(png: bytes) -> Pixels:
    """Return the colours of a PNG as matplotlib writes it, shape (height, width, 3)."""
    read: Pixels = (np.asarray(imread(BytesIO(png), format="png")) * 255).round().astype(np.uint8)
    return read[:, :, :3]


def where(png: bytes, colour: tuple[int, int, int]) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Return which pixels have a colour, shape (height, width)."""
    return np.asarray((pixels(png) == colour).all(axis=2))


def columns(png: bytes, colour: tuple[int, int, int]) -> list[int]:
    """Return how high each bar of a colour is, in pixels, from left to right; not the legend."""
    heights = where(png, colour)[:700].sum(axis=0)
    bars, inside = [], False
    for height in heights.tolist():
        if height > 2 and not inside:
            bars.append(height)
        inside = height > 2
    return bars


def test_a_picture_has_a_bar_a_day_as_high_as_what_was_asked() -> None:
    drawn = picture(COUNTS, WEEK)

    high, low = columns(drawn, BLUE)
    assert high == pytest.approx(6 * low, rel=0.05)
    [red] = columns(drawn, RED)
    assert red == pytest.approx(1.2 * low, rel=0.05)
    assert pixels(drawn).shape == (810, 1080, 3)
    assert tuple(pixels(drawn)[0, 0]) == (255, 255, 255)


@pytest.mark.parametrize("days", [1, 2, 30, 120])
def test_a_picture_has_room_for_days_without_questions(days: int) -> None:
    period = Period(LAST - timedelta(days - 1), LAST)
    outcomes = (
        Outcome(period.last, "answer", None, 5),
        Outcome(period.first, "abstain", "not_reported", 5),
    )

    drawn = picture(Counted(outcomes), period)

    assert len(columns(drawn, BLUE)) == len(columns(drawn, YELLOW)) == 1
    first, last = (
        np.flatnonzero(where(drawn, colour)[:600].any(axis=0)) for colour in (YELLOW, BLUE)
    )
    if days >= 30:
        assert last.min() - first.max() > 700


def test_a_year_is_drawn_by_whole_weeks_the_last_of_which_ends_with_it() -> None:
    year = Period(LAST - timedelta(364), LAST)
    daily = tuple(Outcome(LAST - timedelta(n), "answer", None, 10) for n in range(365))
    late = tuple(Outcome(LAST - timedelta(n), "answer", None, 10) for n in (0, 6, 7))

    bars = columns(picture(Counted(daily), year), BLUE)
    low, high = columns(picture(Counted(late), year), BLUE)

    assert len(bars) == 52
    assert max(bars) - min(bars) <= 1
    assert high == pytest.approx(2 * low, rel=0.05)


def test_given_nothing_asked_then_a_picture_says_so() -> None:
    nothing = pixels(picture(Counted(), WEEK))

    letters = np.asarray((nothing < 80).all(axis=2))
    assert letters[300:500, 400:700].sum() > 500


def test_pictures_can_be_drawn_by_several_threads_at_once() -> None:
    alone = picture(COUNTS, WEEK)

    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda _: picture(COUNTS, WEEK), range(8)))

    assert set(drawn) == {alone}


def test_given_no_matplotlib_then_it_is_told_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)

    with pytest.raises(PicturesMissing, match=r"pip install 'storybot\[plot\]'"):
        picture(COUNTS, WEEK)


def test_the_words_need_no_matplotlib_and_a_picture_no_windows() -> None:
    code = (
        "import sys, bot.editing.statistics as s\n"
        "print('matplotlib' in sys.modules)\n"
        "from tests.editing.test_statistics import COUNTS, WEEK\n"
        "s.picture(COUNTS, WEEK)\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.split() == ["False", "False"]
