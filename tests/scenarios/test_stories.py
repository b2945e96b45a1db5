"""Two stories on air: choose one by buttons, ask across both, follow a link to one."""

from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.desk import Desk, Edition
from bot.phrases import ENGLISH
from tests.botapi import Person
from tests.conftest import STORY, entry

REGATTA = replace(
    STORY,
    id="regatta",
    headline="The regatta is off",
    canonical_url=None,
    entries=(
        entry(
            "regatta-off",
            "fact",
            ["Why is the regatta off?", "reason for calling off the regatta"],
            "A fire in the old harbour destroyed nine fishing boats on Sunday night",
            text="The harbour has burnt down.",
            topics=["regatta"],
        ),
        entry(
            "regatta-council",
            "fact",
            ["When does the sailing club meet?", "sailing club meeting day"],
            "The town council will meet on Thursday to discuss the cost",
            text="The club meets after the council.",
            topics=["regatta"],
        ),
    ),
    summary_short=STORY.summary_long,
)
FIRE, OFF = "Fire in the old harbour", "The regatta is off"


@pytest.fixture(scope="module")
def both() -> Edition:
    """Return an edition with two stories."""
    return Edition(Content((STORY, REGATTA), digest=64 * "b"))


@pytest.fixture
def desk(both: Edition) -> Desk:
    """Put both stories on air."""
    return Desk(both)


async def test_start_lets_choose(ann: Person) -> None:
    reply = await ann.says("/start")

    assert reply.text == ENGLISH.start_several
    assert reply.labels == (FIRE, OFF)


async def test_a_chosen_story_begins_in_the_same_message_and_leads_back(ann: Person) -> None:
    reply = await ann.says("/start")

    chosen = (await ann.taps(reply, OFF)).message
    at_the_start = chosen.labels
    back = (await ann.taps(chosen, ENGLISH.all_stories)).message

    assert chosen.id == reply.id
    assert chosen.text == ENGLISH.start_story.format(story=OFF)
    assert at_the_start[-2:] == (ENGLISH.summary, ENGLISH.all_stories)
    assert back.text == reply.text


async def test_all_stories_are_asked_and_the_answer_says_which_it_is_from(ann: Person) -> None:
    one = await ann.says("what caused the fire")
    other = await ann.says("why is the regatta off")

    assert ENGLISH.from_story.format(story=FIRE) in one.text
    assert ENGLISH.from_story.format(story=OFF) in other.text


async def test_a_chosen_story_does_not_hide_the_others(ann: Person) -> None:
    await ann.taps(await ann.says("/start"), OFF)

    reply = await ann.says("what caused the fire")

    assert ENGLISH.from_story.format(story=FIRE) in reply.text


async def test_commands_are_about_the_chosen_story(ann: Person) -> None:
    before = await ann.says("/summary")
    await ann.taps(await ann.says("/start"), OFF)
    after = await ann.says("/summary")

    assert before.covered("bold") == (FIRE,)
    assert after.covered("bold") == (OFF,)


async def test_a_link_to_a_story_chooses_it(ann: Person) -> None:
    reply = await ann.says("/start regatta")

    assert reply.text == ENGLISH.start_story.format(story=OFF)
    assert (await ann.says("/summary")).covered("bold") == (OFF,)


async def test_where_several_may_be_meant_the_chosen_story_wins(ann: Person) -> None:
    unsure = await ann.says("when is the meeting")
    await ann.says("/start regatta")
    sure = await ann.says("when is the meeting")

    assert unsure.text == ENGLISH.ambiguous
    assert set(unsure.labels) >= {"When does the town council meet?"}
    assert "The club meets after the council." in sure.text


async def test_a_quotation_is_looked_for_in_all(ann: Person) -> None:
    reply = await ann.says("/verify Nobody was hurt")

    assert reply.text.startswith(ENGLISH.verbatim)
    assert ENGLISH.from_story.format(story=FIRE) in reply.text
