"""Groups: topics, comments on a channel's posts, forwards, upgrades, and who writes there."""

import asyncio
from typing import Any

import pytest
from telegram import Message as RealMessage
from telegram import (
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    Update,
)

from tests.botapi import BotApi, Chat, Person
from tests.botapi.client import Post


def received(server: BotApi) -> RealMessage:
    """Return the last message that the bot was sent, as its library understands it."""
    update = Update.de_json(server.telegram.updates[-1], None)
    assert update
    assert update.effective_message
    assert not update.effective_message.api_kwargs
    return update.effective_message


# — topics —


async def test_given_a_topic_then_messages_and_replies_to_them_are_in_it(
    server: BotApi, post: Post
) -> None:
    forum, ann = server.group("Newsroom", forum=True), server.person("Ann")
    topic = ann.opens_topic("Fire", forum)

    hers = ann.writes("hello", chat=forum, topic=topic)
    message = received(server)
    answer = ann.writes("anybody?", chat=forum, reply_to=hers)
    for place in (
        {"message_thread_id": topic},
        {"reply_parameters": {"message_id": answer.id}},
        {"reply_parameters": {"message_id": answer.id}, "message_thread_id": topic},
    ):
        await post("sendMessage", chat_id=forum.id, text="Here.", **place)

    assert message.chat.is_forum
    assert (message.message_thread_id, message.is_topic_message) == (topic, True)
    assert message.reply_to_message
    assert message.reply_to_message.forum_topic_created
    assert message.reply_to_message.forum_topic_created.name == "Fire"
    assert (hers.thread, hers.in_topic, hers.reply_to) == (topic, True, None)
    assert (answer.thread, answer.reply_to) == (topic, hers.id)
    assert [(m.thread, m.in_topic) for m in ann.reads(forum)] == 3 * [(topic, True)]
    assert [m.reply_to for m in ann.reads(forum)] == [None, answer.id, answer.id]


async def test_given_the_general_topic_then_only_replies_have_a_thread_and_it_is_no_topic(
    server: BotApi, post: Post
) -> None:
    forum, ann = server.group("Newsroom", forum=True), server.person("Ann")

    hers = ann.writes("hello", chat=forum)
    answer = ann.writes("anybody?", chat=forum, reply_to=hers)
    message = received(server)
    again = ann.writes("nobody?", chat=forum, reply_to=answer)
    status, body = await post(
        "sendMessage", chat_id=forum.id, text="No.", message_thread_id=again.thread
    )
    await post("sendMessage", chat_id=forum.id, text="Here.")

    assert (hers.thread, answer.thread, again.thread) == (None, hers.id, hers.id)
    assert (message.message_thread_id, message.is_topic_message) == (hers.id, None)
    assert (status, body["description"]) == (400, "Bad Request: message thread not found")
    assert [m.thread for m in ann.reads(forum)] == [None]


@pytest.mark.parametrize("method", ["sendMessage", "sendChatAction"])
async def test_given_no_such_topic_or_a_closed_one_then_nothing_can_be_sent_there(
    server: BotApi, post: Post, method: str
) -> None:
    forum, ann = server.group("Newsroom", forum=True), server.person("Ann")
    topic = ann.opens_topic("Fire", forum)
    hers = ann.writes("hello", chat=forum, topic=topic)
    call = {"chat_id": forum.id, "text": "Here.", "action": "typing"}
    plain = {"chat_id": server.group("Friends").id, "text": "Here.", "action": "typing"}
    reply = {"reply_parameters": {"message_id": hers.id}}

    ann.closes_topic(topic, forum)
    answers = [
        await post(method, **call, message_thread_id=1),
        await post(method, **call, message_thread_id=99),
        await post(method, **plain, message_thread_id=topic),
        await post(method, **call, message_thread_id=topic),
        await post("sendMessage", **call, **reply),
    ]

    assert [status for status, _ in answers] == 5 * [400]
    assert [body["description"].removeprefix("Bad Request: ") for _, body in answers] == [
        *3 * ["message thread not found"],
        *2 * ["TOPIC_CLOSED"],
    ]


async def test_given_a_conversation_in_a_topic_then_the_bots_answer_there_is_returned(
    server: BotApi, post: Post
) -> None:
    forum, ann = server.group("Newsroom", forum=True), server.person("Ann")
    topic = ann.opens_topic("Fire", forum)

    saying = asyncio.ensure_future(ann.says("who", chat=forum, topic=topic))
    await asyncio.sleep(0)
    await post("sendMessage", chat_id=forum.id, text="A fireman.", message_thread_id=topic)

    assert ((await saying).text, (await saying).thread) == ("A fireman.", topic)


# — channels —


async def test_given_a_post_that_is_discussed_then_comments_are_a_thread_that_is_no_topic(
    server: BotApi, post: Post
) -> None:
    group, ann = server.group("Readers"), server.person("Ann")
    channel = server.channel("Harbour Post", discussion=group)

    copy = ann.publishes("A fire.", channel)
    root = received(server)
    comment = ann.writes("who", chat=group, reply_to=copy)
    message = received(server)
    below = ann.writes("and why", chat=group, reply_to=comment)
    for place in (
        {"reply_parameters": {"message_id": below.id}},
        {"message_thread_id": copy.id},
    ):
        await post("sendMessage", chat_id=group.id, text="Here.", **place)

    assert root.is_automatic_forward
    assert root.sender_chat
    assert root.sender_chat.title == "Harbour Post"
    assert root.from_user
    assert root.from_user.id == 777000
    assert isinstance(root.forward_origin, MessageOriginChannel)
    assert (message.message_thread_id, message.is_topic_message) == (copy.id, None)
    assert [m.thread for m in (comment, below, *ann.reads(group))] == 4 * [copy.id]
    assert len(server.telegram.updates) == 3  # the bot is not in the channel


async def test_given_a_channel_with_the_bot_in_it_then_it_gets_the_posts(server: BotApi) -> None:
    channel = server.channel("Harbour Post", member=True)

    server.person("Ann").publishes("A fire.", channel)

    assert [*server.telegram.updates[0]][1] == "channel_post"
    assert received(server).from_user is None
    assert received(server).sender_chat == received(server).chat


# — forwards —


@pytest.mark.parametrize(
    ("of", "origin"),
    [
        ("Mara", MessageOriginHiddenUser),
        ("person", MessageOriginUser),
        ("channel", MessageOriginChannel),
        ("group", MessageOriginChat),
    ],
)
async def test_given_a_forward_then_the_bot_is_told_who_wrote_it_and_its_answer_returned(
    server: BotApi, post: Post, of: str, origin: type[Any]
) -> None:
    ann = server.person("Ann")
    others: dict[str, Person | Chat] = {
        "person": server.person("Mara"),
        "channel": server.channel("Harbour Post"),
        "group": server.group("Newsroom"),
    }

    forwarding = asyncio.ensure_future(ann.forwards("A fire.", of=others.get(of, of)))
    await asyncio.sleep(0)
    message = received(server)
    await post("sendMessage", chat_id=ann.chat.id, text="Verbatim.")

    assert type(message.forward_origin) is origin
    assert (message.text, message.chat.id) == ("A fire.", ann.chat.id)
    assert (await forwarding).text == "Verbatim."


# — upgrades —


async def test_given_a_group_that_was_upgraded_then_sends_to_its_old_id_name_the_new_one(
    server: BotApi, post: Post
) -> None:
    group, ann = server.group("Newsroom", basic=True), server.person("Ann")
    hers = ann.writes("hello", chat=group)
    reply = ann.writes("hello?", chat=group, reply_to=hers)
    before = await post("sendMessage", chat_id=group.id, text="Here.")

    successor = server.upgrade(group)
    old, new = (update["message"] for update in server.telegram.updates[-2:])
    after = [
        await post("sendMessage", chat_id=group.id, text="Here."),
        await post("editMessageText", chat_id=group.id, message_id=3, text="There."),
        await post("sendChatAction", chat_id=group.id, action="typing"),
    ]
    there = await post("sendMessage", chat_id=successor.id, text="Here.")

    assert (received(server).chat.type, reply.thread) == ("supergroup", None)
    assert (old["chat"]["id"], old["migrate_to_chat_id"]) == (group.id, successor.id)
    assert (new["chat"]["id"], new["migrate_from_chat_id"]) == (successor.id, group.id)
    assert (before[0], there[0]) == (200, 200)
    assert [body for _, body in after] == 3 * [
        {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": successor.id},
        }
    ]


# — who writes —


async def test_given_somebody_who_writes_without_a_name_of_their_own_then_the_chat_is_told(
    server: BotApi,
) -> None:
    group, ann = server.group("Newsroom"), server.person("Ann")
    channel, helper = server.channel("Harbour Post"), server.person("Helper", is_bot=True)

    def sender(message: RealMessage) -> tuple[int, bool, str | None]:
        assert message.from_user
        chat = message.sender_chat
        return message.from_user.id, message.from_user.is_bot, chat.title if chat else None

    senders = []
    for person, as_chat in ((ann, group), (ann, channel), (ann, None), (helper, None)):
        person.writes("hello", chat=group, as_chat=as_chat)
        senders.append(sender(received(server)))

    assert senders == [
        (1087968824, True, "Newsroom"),
        (136817688, True, "Harbour Post"),
        (ann.chat.id, False, None),
        (helper.chat.id, True, None),
    ]


# — edits —


async def test_given_an_edit_that_nobody_waits_for_then_the_bot_is_told_also_of_the_same_text(
    server: BotApi,
) -> None:
    ann = server.person("Ann")
    hers = ann.writes("hello")

    edited = [ann.rewrites(hers, text) for text in ("hello", "hello @story_bot")]
    updates = server.telegram.updates[1:]

    assert [message.text for message in edited] == ["hello", "hello @story_bot"]
    assert [update["edited_message"]["text"] for update in updates] == [
        "hello",
        "hello @story_bot",
    ]
    assert "entities" in updates[1]["edited_message"]
    assert all(update["edited_message"]["edit_date"] for update in updates)
    assert {message.id for message in edited} == {hers.id}
