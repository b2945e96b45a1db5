"""The first screen, links that go straight to something."""

import pytest

from bot.phrases import ENGLISH
from tests.botapi import Person

CAUSE = "The fire began in an electric cable under the quay"


async def test_start_greets_with_questions_to_tap(ann: Person) -> None:
    reply = await ann.says("/start")

    assert reply.text == (
        f"{ENGLISH.start}\n\nFire in the old harbour\n"
        "A fire in the old harbour destroyed nine fishing boats"
    )
    assert reply.labels == ("What caused the fire?", "Will the harbour be rebuilt?")


async def test_start_can_be_sent_again(ann: Person) -> None:
    assert (await ann.says("/start")).text == (await ann.says("/start")).text


@pytest.mark.parametrize("payload", ["cause", "q_what-caused-the-fire", "q_waht_cuased_the_fier"])
async def test_a_link_goes_straight_to_its_answer(ann: Person, payload: str) -> None:
    reply = await ann.says(f"/start {payload}")

    assert reply.covered("blockquote") == (CAUSE,)


async def test_a_link_to_the_only_story_begins_with_it(ann: Person) -> None:
    assert (await ann.says("/start harbour-fire")).text.startswith(ENGLISH.start)


@pytest.mark.parametrize("payload", ["nothing", "q_", "1:e:cause", "<b>", "x" * 64, "../../etc"])
async def test_a_link_that_leads_nowhere_is_answered_all_the_same(
    ann: Person, payload: str
) -> None:
    reply = await ann.says(f"/start {payload}")

    assert reply.text
    assert reply.text != ENGLISH.failed
