"""What is sent again, how long it is waited for, and what is an error at once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from bot.delivery import retries
from bot.delivery.retries import Retries
from bot.delivery.transport import NotSent, Transport
from tests.botapi import BotApi, Person

QUICK = Retries(pauses_s=[0.01, 0.02, 0.04])


@pytest_asyncio.fixture
async def bot(server: BotApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ExtBot[None]]:
    """Return a bot that tries four times, with short pauses."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    bot = ExtBot(
        server.token,
        base_url=server.base_url,
        request=Transport(9),
        get_updates_request=Transport(1),
        rate_limiter=Retries(pauses_s=[0.01, 0.02, 0.04]),
    )
    async with bot:
        yield bot


@pytest.fixture
def people(server: BotApi, bot: ExtBot[None]) -> list[Person]:
    """Return two people who have written to the bot."""
    people = [server.person("Ann"), server.person("Boris")]
    for person in people:
        person.writes("hello")
    return people


def texts(person: Person) -> list[str]:
    return [message.text for message in person.reads()]


# — what is repeated —


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        pytest.param({"status": 502, "times": 3}, ["hello"], id="502"),
        pytest.param({"status": 500}, ["hello"], id="500"),
        pytest.param({"status": 200}, ["hello"], id="a web page"),
        pytest.param({"cut": True, "times": 3}, ["hello"], id="cut before"),
        pytest.param({"cut": True, "after": True}, ["hello", "hello"], id="cut after"),
        pytest.param({"status": 429}, ["hello"], id="too many"),
    ],
)
async def test_given_bad_luck_then_a_message_is_sent_again(
    bot: ExtBot[None],
    people: list[Person],
    server: BotApi,
    fault: dict[str, Any],
    expected: list[str],
) -> None:
    server.fail("sendMessage", **fault)

    sent = await bot.send_message(people[0].chat.id, "hello")

    assert texts(people[0]) == expected
    assert sent.text == "hello"


async def test_given_an_edit_whose_answer_was_lost_then_it_is_done(
    bot: ExtBot[None], people: list[Person], server: BotApi
) -> None:
    sent = await bot.send_message(people[0].chat.id, "hello")
    server.fail("editMessageText", cut=True, after=True)

    edited = await bot.edit_message_text("bye", people[0].chat.id, sent.message_id)

    assert edited is True
    assert texts(people[0]) == ["bye"]


async def test_given_an_edit_that_changes_nothing_then_that_is_an_error(
    bot: ExtBot[None], people: list[Person]
) -> None:
    sent = await bot.send_message(people[0].chat.id, "hello")

    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("hello", people[0].chat.id, sent.message_id)


async def test_given_a_query_whose_answer_was_lost_then_it_is_answered(
    bot: ExtBot[None], people: list[Person], server: BotApi
) -> None:
    kind, query_id = server.telegram.ask("callback_query", {"from": people[0].user})
    server.fail("answerCallbackQuery", cut=True, after=True)

    assert await bot.answer_callback_query(query_id, "thanks")

    answer = server.telegram.queries[kind, query_id]
    assert answer is not None
    assert answer["text"] == "thanks"


async def test_given_a_query_that_is_too_old_then_it_is_given_up(
    bot: ExtBot[None], people: list[Person], server: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "QUERY_PATIENCE_S", 0.02)
    _, query_id = server.telegram.ask("callback_query", {"from": people[0].user})
    server.fail("answerCallbackQuery", status=502, times=None)

    with pytest.raises(NetworkError):
        await bot.answer_callback_query(query_id)

    assert server.count("answerCallbackQuery") < 4


async def test_given_telegram_out_of_order_for_too_long_then_a_message_is_given_up(
    bot: ExtBot[None],
    people: list[Person],
    server: BotApi,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.fail("sendMessage", status=502, times=None)
    monkeypatch.setattr(bot.rate_limiter, "_patience_s", 0.2)

    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(people[0].chat.id, "hello")

    assert server.count("sendMessage") > 4  # the last pause is repeated


@pytest.mark.parametrize(
    ("status", "description", "expected"),
    [
        (400, "Bad Request: can't parse entities: unclosed tag", BadRequest),
        (403, None, Forbidden),
        (401, None, InvalidToken),
    ],
)
async def test_a_refusal_is_not_repeated(
    bot: ExtBot[None],
    people: list[Person],
    server: BotApi,
    status: int,
    description: str | None,
    expected: type[TelegramError],
) -> None:
    server.fail("sendMessage", status=status, description=description)

    with pytest.raises(expected):
        await bot.send_message(people[0].chat.id, "hello")

    assert server.count("sendMessage") == 1


async def test_what_the_start_asks_is_asked_once(bot: ExtBot[None], server: BotApi) -> None:
    server.fail("getMyCommands", status=502)

    with pytest.raises(NetworkError):
        await bot.get_my_commands()

    assert server.count("getMyCommands") == 1


async def test_given_a_topic_that_is_gone_then_the_message_goes_to_the_chat(
    bot: ExtBot[None], people: list[Person], server: BotApi
) -> None:
    server.fail("sendMessage", status=400, description="Bad Request: message thread not found")

    await bot.send_message(people[0].chat.id, "hello", message_thread_id=7)

    calls = server.calls_of("sendMessage")
    assert [call.parameters.get("message_thread_id") for call in calls] == [7, None]
    assert texts(people[0]) == ["hello"]


# — what the server of the tests does not do: said by a call that stands for it —


def saying(*answers: Exception | bool) -> tuple[Any, list[dict[str, Any]]]:
    """Return a call that answers so, one after the other, and what it was called with."""
    left, calls = list(answers), []

    async def call(endpoint: str, data: dict[str, Any], **_: Any) -> bool:
        calls.append(dict(data))
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return call, calls


async def test_given_a_group_that_moved_then_the_message_goes_where_it_is_now() -> None:
    call, calls = saying(ChatMigrated(-1007), True)

    result = await QUICK.process_request(call, (), {}, "sendMessage", {"chat_id": -7}, None)

    assert result is True
    assert [call["chat_id"] for call in calls] == [-7, -1007]


async def test_given_a_group_that_moves_in_circles_then_that_is_an_error() -> None:
    call, calls = saying(ChatMigrated(-1007), ChatMigrated(-1007))

    with pytest.raises(ChatMigrated):
        await QUICK.process_request(call, (), {}, "sendMessage", {"chat_id": -7}, None)

    assert len(calls) == 2


@pytest.mark.parametrize(
    ("failure", "is_done"), [(NotSent("DNS"), False), (NetworkError("cut"), True)]
)
async def test_what_was_certainly_not_sent_is_not_taken_for_done(
    failure: NetworkError, is_done: bool
) -> None:
    call, _ = saying(failure, BadRequest("Message is not modified: exactly the same"))

    edit = QUICK.process_request(call, (), {}, "editMessageText", {"chat_id": 7}, None)

    if is_done:
        assert await edit is True
    else:
        with pytest.raises(BadRequest):
            await edit


# — too many requests —


async def test_given_too_many_requests_in_one_chat_then_only_that_chat_waits(
    bot: ExtBot[None], people: list[Person], server: BotApi
) -> None:
    ann, boris = people
    server.fail("sendMessage", status=429, retry_after=1)

    first = asyncio.create_task(bot.send_message(ann.chat.id, "one"))
    await server.called("sendMessage")
    await asyncio.sleep(0.05)  # the refusal is on its way
    later = asyncio.create_task(bot.send_message(ann.chat.id, "two"))
    await bot.send_message(boris.chat.id, "three")
    heard_meanwhile = texts(ann)
    await asyncio.gather(first, later)

    chats = [call.parameters["chat_id"] for call in server.calls_of("sendMessage")]
    assert chats == [ann.chat.id, boris.chat.id, ann.chat.id, ann.chat.id]
    assert (heard_meanwhile, sorted(texts(ann))) == ([], ["one", "two"])


async def test_given_too_many_answers_to_queries_then_each_waits_for_itself(
    bot: ExtBot[None], people: list[Person], server: BotApi
) -> None:
    queries = [server.telegram.ask("callback_query", {"from": ann.user})[1] for ann in people]
    server.fail("answerCallbackQuery", status=429, retry_after=1)

    refused = asyncio.create_task(bot.answer_callback_query(queries[0]))
    await server.called("answerCallbackQuery")
    await asyncio.sleep(0.05)  # the refusal is on its way
    await bot.answer_callback_query(queries[1])
    before = server.count("answerCallbackQuery")
    await refused

    assert (before, server.count("answerCallbackQuery")) == (2, 3)


async def test_given_a_chat_that_is_to_be_quiet_for_too_long_then_nobody_waits(
    bot: ExtBot[None], people: list[Person], server: BotApi
) -> None:
    server.fail("sendMessage", status=429, retry_after=61)

    for _ in range(2):
        with pytest.raises(RetryAfter):
            await bot.send_message(people[0].chat.id, "hello")

    assert server.count("sendMessage") == 1
