"""Guest mode: people name the bot in a chat that it is not in, and it answers there once."""

import asyncio
from typing import Any

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    MessageEntity,
    Update,
)
from telegram.ext import ApplicationBuilder, ContextTypes, TypeHandler

from tests.botapi import BotApi, Span
from tests.botapi.client import Post

ARTICLE: dict[str, Any] = {
    "type": "article",
    "id": "1",
    "title": "Fire",
    "input_message_content": {"message_text": "It burned."},
}


async def test_given_a_real_bot_when_a_person_summons_it_then_its_answer_appears_in_the_chat(
    server: BotApi,
) -> None:
    ann, boris = server.person("Ann"), server.person("Boris")
    seen: list[Update] = []

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.guest_message
        assert message
        assert message.guest_query_id
        seen.append(update)
        content = InputTextMessageContent("It burned.", entities=[MessageEntity("bold", 0, 2)])
        link = InlineKeyboardButton("Story", url="https://a.b")
        sent = await message.answer_guest_query(
            InlineQueryResultArticle("1", "Fire", content, InlineKeyboardMarkup.from_button(link))
        )
        assert sent.inline_message_id

    application = ApplicationBuilder().token(server.token).base_url(server.base_url).build()
    application.add_handler(TypeHandler(Update, answer))
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling()
        first = await ann.summons("what burned", chat_title="Neighbours")
        second = await boris.summons("really?", chat_title="Neighbours", reply_to=first)
        third = await ann.summons("@STORY_BOT hello", private_with=boris)
        await application.updater.stop()
        await application.stop()

    messages = [update.guest_message for update in seen]
    assert [message and message.text for message in messages] == [
        "@story_bot what burned",
        "really?",
        "@STORY_BOT hello",
    ]
    assert (first.text, first.spans) == ("It burned.", (Span("bold", "It"),))
    assert first.button("Story").url == "https://a.b"
    assert (first.reply_to, second.reply_to) == (ann.said[0].id, boris.said[0].id)
    assert second.chat_id == first.chat_id != third.chat_id == boris.chat.id
    assert messages[1]
    assert messages[1].reply_to_message
    assert messages[1].reply_to_message.guest_bot_caller_user
    assert messages[1].reply_to_message.guest_bot_caller_user.id == ann.chat.id
    assert server.refused == []


@pytest.mark.parametrize(
    ("wrong", "description"),
    [
        ({"guest_query_id": "9"}, "query is too old"),
        ({"guest_query_id": None}, "query is too old"),
        ({"result": [ARTICLE]}, "strict: a parameter has the wrong shape"),
        ({"result": ARTICLE | {"id": ""}}, "RESULT_ID_INVALID"),
        ({"result": ARTICLE | {"title": ""}}, "strict: an inline article needs a title"),
        ({"result": ARTICLE | {"reply_markup": {"inline_keyboard": [[{}]]}}}, "can't parse inl"),
        ({"result": ARTICLE | {"input_message_content": {"message_text": ""}}}, "message text"),
    ],
)
async def test_given_a_wrong_answer_to_a_summons_then_it_is_refused_and_a_right_one_counts_once(
    server: BotApi, post: Post, wrong: dict[str, Any], description: str
) -> None:
    summoned = asyncio.ensure_future(server.person("Ann").summons("hello"))
    await asyncio.sleep(0)
    id_ = server.telegram.updates[0]["guest_message"]["guest_query_id"]
    right = {"guest_query_id": id_, "result": ARTICLE}

    refused = await post("answerGuestQuery", **right | wrong)
    accepted = await post("answerGuestQuery", **right)
    again = await post("answerGuestQuery", **right)

    assert refused[0] == 400
    assert refused[1]["description"].startswith(f"Bad Request: {description}")
    assert accepted[0] == 200
    assert again[1]["description"].startswith("Bad Request: query is too old")
    assert (await summoned).text == "It burned."


async def test_given_a_chat_where_the_bot_is_a_guest_then_it_cannot_write_there_by_itself(
    server: BotApi, post: Post
) -> None:
    server.patience_s = 0.1
    ann = server.person("Ann")

    with pytest.raises(AssertionError, match="for an answer of the guest to 'hello' in vain"):
        await ann.summons("hello")
    chat = server.telegram.updates[0]["guest_message"]["chat"]
    status, body = await post("sendMessage", chat_id=chat["id"], text="hello")
    private = await post("sendMessage", chat_id=ann.chat.id, text="hello")

    assert (status, body["description"]) == (400, "Bad Request: chat not found")
    assert private[0] == 400


async def test_given_a_summons_in_vain_then_an_answer_is_a_failure(
    server: BotApi, post: Post
) -> None:
    ann = server.person("Ann")

    await ann.summons_in_vain("hello", within_s=0.05)
    summoned = asyncio.ensure_future(ann.summons_in_vain("hello", within_s=10))
    await asyncio.sleep(0)
    id_ = server.telegram.updates[-1]["guest_message"]["guest_query_id"]
    await post("answerGuestQuery", guest_query_id=id_, result=ARTICLE)

    with pytest.raises(AssertionError, match=r"the guest was not silent: .*It burned"):
        await summoned


async def test_given_a_button_under_a_guests_answer_when_tapped_then_only_its_inline_id_is_told(
    server: BotApi, post: Post
) -> None:
    ann = server.person("Ann")
    markup = {"inline_keyboard": [[{"text": "More", "callback_data": "1"}]]}
    summoned = asyncio.ensure_future(ann.summons("hello"))
    await asyncio.sleep(0)
    id_ = server.telegram.updates[-1]["guest_message"]["guest_query_id"]
    _, sent = await post(
        "answerGuestQuery", guest_query_id=id_, result=ARTICLE | {"reply_markup": markup}
    )

    tapping = asyncio.ensure_future(ann.taps(await summoned, "More"))
    await asyncio.sleep(0)
    query = server.telegram.updates[-1]["callback_query"]
    await post("answerCallbackQuery", callback_query_id=query["id"], text="No more")

    assert (await tapping).toast == "No more"
    assert query["inline_message_id"] == sent["result"]["inline_message_id"]
    assert "message" not in query
