"""Modified clients send what they like: nothing breaks, and nobody else's things are touched."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.journal import Journal
from bot.phrases import ENGLISH
from tests.botapi import BotApi, Button, Message, Person, rules

FUZZ = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
NEARLY = st.lists(
    st.sampled_from(
        "1,0,2,e,a,c,q,t,s,y,l,r,w,u,n,,cause,age,hurt,boats,harbour-fire,ru,short,999999,-1,٣".split(
            ","
        )
    ),
    min_size=1,
    max_size=6,
).map(":".join)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=600).filter(
    lambda text: not rules.INVISIBLE.fullmatch(text)
)
DATA = (ANYTHING | NEARLY).filter(lambda data: 1 <= len(data.encode()) <= 64)


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Fail when anything was logged as an error."""
    caplog.set_level(logging.INFO, "bot")
    yield caplog
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []


@pytest.fixture
async def boris(server: BotApi, bot: object, journal: Journal) -> Person:
    """Return another reader, who speaks Chinese with the bot and waits for an answer."""
    boris = server.person("Boris")
    await boris.taps(await boris.says("who won the cup final"), f"🔔 {ENGLISH.tell_me}")
    await boris.taps(await boris.says("/language"), "中文")
    return boris


@FUZZ
@given(data=DATA)
async def test_any_data_of_a_button_is_answered_and_touches_nobody_else(
    server: BotApi, boris: Person, journal: Journal, data: str
) -> None:
    said: list[Message] = boris.reads()
    ann = server.person("Ann")  # another one each time: nobody may ask more than 60 in a minute
    message = await ann.says("what caused the fire")

    await ann.taps(message, Button("made up", data))

    assert boris.reads() == said
    assert journal.language_of(boris.user["id"]) == "zh"
    waiting = await journal.waiting() or []
    assert boris.chat.id in [each.chat_id for each in waiting]


@FUZZ
@given(payload=ANYTHING)
@pytest.mark.usefixtures("bot")
async def test_any_payload_of_a_link_is_answered(server: BotApi, payload: str) -> None:
    reply = await server.person("Ann").says(f"/start {payload}")

    assert reply.text
    assert reply.text != ENGLISH.failed


@FUZZ
@given(typed=st.text(st.characters(exclude_categories=["Cs"]), max_size=256))
@pytest.mark.usefixtures("bot")
async def test_any_inline_query_is_answered(server: BotApi, typed: str) -> None:
    answer = await server.person("Ann").types_inline(typed)

    assert answer.button


@FUZZ
@given(text=TEXTS)
@pytest.mark.usefixtures("bot")
async def test_any_message_is_answered(server: BotApi, text: str) -> None:
    reply = await server.person("Ann").says(text)

    assert reply.text
    assert reply.text != ENGLISH.failed
