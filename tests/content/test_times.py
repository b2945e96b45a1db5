"""When stories and entries are on air: moments as they are written, and what follows from them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.content.model import Content
from bot.content.problem import Problem
from bot.content.times import moment, off_air
from tests.content.harbour import CASES, STORY, changed, loaded

SIX = "2026-12-01T06:00+03:00"
AT_SIX = datetime(2026, 12, 1, 3, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HEADER = "story:\n  publisher: Example\n  language: en\n  "


def entries(content: Content) -> list[str]:
    return [entry.id for story in content.stories for entry in story.entries]


def story_of(tmp_path: Path, lines: str, *, story: str = STORY) -> Content:
    content, problems = loaded(tmp_path, story=changed(lines, story=story), cases=CASES)
    assert problems == []
    return content


@pytest.mark.parametrize("key", ["publish_at", "embargo"])
def test_an_entry_is_on_air_from_its_moment_on_and_not_a_second_before(
    key: str, tmp_path: Path
) -> None:
    content = story_of(tmp_path, f"id: boats-lost\n{key}: {SIX}")

    before, then = content.on_air(AT_SIX - SECOND), content.on_air(AT_SIX)

    assert entries(before) == ["rebuilding", "insurance"]
    assert before.stories[0].cases == ()  # nothing else could meet what it expects
    assert before.stories[0].summary_short == content.stories[0].summary_short
    assert then == content


def test_an_entry_is_off_the_air_from_the_moment_on_at_which_it_expires(tmp_path: Path) -> None:
    content = story_of(tmp_path, f"id: boats-lost\nexpires_at: {SIX}")

    assert content.on_air(AT_SIX - SECOND) == content
    assert entries(content.on_air(AT_SIX)) == ["rebuilding", "insurance"]


@pytest.mark.parametrize("key", ["publish_at", "embargo"])
def test_the_moment_of_a_story_holds_for_all_of_it(key: str, tmp_path: Path) -> None:
    content = story_of(tmp_path, f"{HEADER}{key}: {SIX}\n")

    assert content.on_air(AT_SIX - SECOND).stories == ()
    assert content.on_air(AT_SIX) == content


def test_a_story_of_which_no_entry_is_due_is_not_on_air(tmp_path: Path) -> None:
    lines = STORY.replace("    kind:", f"    expires_at: {SIX}\n    kind:")

    content = story_of(tmp_path, "publish_at: 2026-11-01T00:00Z", story=lines)

    assert len(content.on_air(AT_SIX - SECOND).stories) == 1
    assert content.on_air(AT_SIX).stories == ()


def test_an_entry_that_is_withdrawn_says_nothing_before_it_is_due(tmp_path: Path) -> None:
    content = story_of(tmp_path, f"id: boats-lost\nwithdrawn: Wrong.\nembargo: {SIX}")

    assert "boats-lost" not in entries(content.on_air(AT_SIX - SECOND))


def test_the_next_change_is_the_next_moment_that_readers_can_notice(tmp_path: Path) -> None:
    story = changed(f"id: boats-lost\nembargo: 2026-11-30T00:00Z\npublish_at: {SIX}")
    content = story_of(tmp_path, "exact: It may cost $35 million.\n"
                       "draft: true\nexpires_at: 2026-11-29T00:00Z", story=story)  # fmt: skip

    assert content.next_change(datetime(2026, 11, 1, tzinfo=UTC)) == AT_SIX
    assert content.next_change(AT_SIX) is None


def test_content_is_tested_as_it_is_now_and_after_each_moment_to_come(tmp_path: Path) -> None:
    expiring = changed("exact: It may cost $35 million.\nexpires_at: 2026-12-24T00:00Z")
    content = story_of(tmp_path, f"id: boats-lost\npublish_at: {SIX}", story=expiring)

    stages = content.stages(AT_SIX - SECOND)

    assert [entries(stage) for stage in stages] == [
        ["rebuilding", "insurance"],
        ["boats-lost", "rebuilding", "insurance"],
        ["boats-lost", "insurance"],
    ]
    assert content.stages(AT_SIX) == stages[1:]


def test_a_draft_is_tested_beside_its_story_and_apart_from_what_is_on_air(tmp_path: Path) -> None:
    story = changed("exact: It may cost $35 million.\ndraft: true")
    content = story_of(tmp_path, f"id: boats-lost\npublish_at: {SIX}", story=story)

    stages = content.stages(AT_SIX - SECOND)

    assert [entries(stage) for stage in stages] == [
        ["insurance"],
        ["boats-lost", "insurance"],
        ["rebuilding", "insurance"],
        ["boats-lost", "rebuilding", "insurance"],
    ]


def test_an_entry_takes_a_question_over_from_one_that_expires(tmp_path: Path) -> None:
    old = changed(f"id: boats-lost\nexpires_at: {SIX}")
    new = (
        "- id: boats-lost-later\n  kind: not_reported\n  text: The story no longer says that.\n"
        "  questions: [How many boats were lost?]\n  publish_at: {}"
    )

    after = loaded(tmp_path, story=changed(new.format(SIX), story=old))[1]
    before = loaded(tmp_path, story=changed(new.format("2026-12-01T05:59+03:00"), story=old))[1]

    assert after == []
    assert [problem.check for problem in before] == ["question-claimed-twice"]


def test_a_later_entry_must_not_repeat_a_question_of_any_that_is_still_on_air(
    tmp_path: Path,
) -> None:
    old = changed(f"id: boats-lost\nexpires_at: {SIX}")
    new = (
        "- id: {}\n  kind: not_reported\n  text: The story no longer says that.\n"
        f"  questions: [How many boats were lost?]\n  publish_at: {SIX}"
    )
    story = changed(new.format("second"), story=changed(new.format("first"), story=old))

    [problem] = loaded(tmp_path, story=story)[1]

    assert (problem.check, problem.mark.line) == ("question-claimed-twice", 48)
    assert "already answered at line 43" in problem.message


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        pytest.param(
            "2026-12-01",
            "add the time and the time zone, for example: 2026-12-01T06:00+03:00",
            id="a date",
        ),
        pytest.param(
            "2026-12-01 06:00",
            "add the time zone as hours and minutes from UTC, for example: "
            "2026-12-01 06:00+03:00, or 2026-12-01 06:00Z for UTC itself",
            id="no zone",
        ),
        pytest.param("tomorrow", "write it like this: ", id="a word"),
        pytest.param("2026-13-01T06:00Z", "write it like this: ", id="no month"),
        pytest.param("2026-12-01T25:00Z", "write it like this: ", id="no hour"),
        pytest.param("2026-12-01T06:00+99:00", "write it like this: ", id="no zone of this world"),
        pytest.param("2026-12-01T06:00 MSK", "write it like this: ", id="a zone's name"),
        pytest.param("2026-W49-2T06:00Z", "write it like this: ", id="a week"),
        pytest.param("२०२६-12-01T06:00Z", "write it like this: ", id="other digits"),
    ],
)
def test_what_is_no_exact_moment_is_a_problem_with_what_to_add(
    written: str, fix: str, tmp_path: Path
) -> None:
    [problem] = loaded(tmp_path, story=changed(f"id: boats-lost\npublish_at: '{written}'"))[1]

    assert (problem.check, problem.mark.line) == ("moment-not-exact", 28)
    assert problem.message == (
        f"{written!r} is not an exact moment: it takes a date, a time and a time zone"
    )
    assert problem.fix.startswith(fix)


@pytest.mark.parametrize(
    "written", [SIX, "2026-12-01 06:00+03:00", "2026-12-01T03:00Z", "2026-12-01T03:00:00+00:00"]
)
def test_a_moment_may_be_written_in_any_zone(written: str) -> None:
    assert moment(written) == AT_SIX


def test_an_entry_published_before_the_embargo_of_its_story_is_a_problem(tmp_path: Path) -> None:
    story = changed(f"{HEADER}embargo: {SIX}\n")

    [problem] = loaded(tmp_path, story=changed(
        "id: boats-lost\npublish_at: 2026-12-01T02:59Z", story=story))[1]  # fmt: skip

    assert problem.check == "publish-before-embargo"
    assert problem.message == (
        "this is earlier than the embargo of the story, which ends at 2026-12-01 06:00+03:00"
    )


def test_an_entry_that_begins_when_its_story_has_ended_is_a_problem(tmp_path: Path) -> None:
    story = changed(f"{HEADER}expires_at: {SIX}\n")

    [problem] = loaded(tmp_path, story=changed(f"id: boats-lost\npublish_at: {SIX}", story=story))[
        1
    ]

    assert problem.check == "never-on-air"
    assert problem.message == (
        "this would never be on air: it begins at 2026-12-01 06:00+03:00 "
        "and ends at 2026-12-01 06:00+03:00"
    )


def test_what_a_story_can_never_show_is_told_once(tmp_path: Path) -> None:
    story = changed(f"{HEADER}publish_at: {SIX}\n  expires_at: 2026-11-01T00:00Z\n")

    found: list[Problem] = loaded(
        tmp_path, story=changed("id: boats-lost\nexpires_at: 2026-12-24T00:00Z", story=story)
    )[1]

    assert [problem.check for problem in found] == ["never-on-air"]


def test_editors_are_told_what_is_off_the_air_and_why(tmp_path: Path) -> None:
    story = changed("exact: It may cost $35 million.\nexpires_at: 2026-11-20T18:00Z")
    story = story.replace("id: insurance", "id: insurance\n    publish_at: 2026-12-02T06:00+03:00")
    content = story_of(tmp_path, f"id: boats-lost\nembargo: {SIX}", story=story)
    whole = story_of(tmp_path / "whole", f"{HEADER}embargo: {SIX}\n")
    now = datetime(2026, 11, 26, tzinfo=UTC)

    assert off_air(content, now) == [
        "Under embargo until 2026-12-01 06:00+03:00: boats-lost",
        "Expired, off the air since 2026-11-20 18:00+00:00: rebuilding",
        "Waiting, on air from 2026-12-02 06:00+03:00: insurance",
    ]
    assert off_air(whole, now) == ["Under embargo until 2026-12-01 06:00+03:00: all of harbour"]
    assert off_air(content, datetime(2026, 11, 1, tzinfo=UTC))[-1].startswith("Waiting")
