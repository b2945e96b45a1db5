"""In groups the bot speaks only when it is spoken to, and then as a reply."""

import pytest

from bot.phrases import ENGLISH
from tests.botapi import BotApi, Chat, Person
from tests.botapi.methods import Upload
from tests.botapi.people import MEDIA
from tests.conftest import BOT

QUESTION = "what caused the fire"
CAUSE = "The fire began in an electric cable under the quay"


@pytest.fixture
def group(server: BotApi) -> Chat:
    return server.group("Newsroom")


async def is_silent(ann: Person, group: Chat) -> bool:
    """Return whether the bot said nothing in the group before it answers what comes now.

    Updates are handled in order, so what was written before is done with by then.
    """
    answer = await ann.says(f"/help@{BOT}", chat=group)
    return ann.reads(group) == [answer]


@pytest.mark.parametrize(
    "text",
    [
        f"@{BOT} {QUESTION}",
        f"{QUESTION}, @{BOT.upper()}?",
        f"🙏 @{BOT}\n{QUESTION}",
    ],
)
async def test_given_a_question_that_names_the_bot_then_it_replies_to_it(
    ann: Person, group: Chat, text: str
) -> None:
    reply = await ann.says(text, chat=group)

    assert reply.covered("blockquote") == (CAUSE,)
    assert reply.reply_to == ann.said[-1].id


async def test_given_only_the_bots_name_then_it_asks_what_is_wanted(
    ann: Person, group: Chat
) -> None:
    reply = await ann.says(f"@{BOT}", chat=group)

    assert reply.text == ENGLISH.small_talk["signs"].says


async def test_given_a_reply_to_the_bot_then_it_answers_that_too(ann: Person, group: Chat) -> None:
    help_ = await ann.says(f"/help@{BOT}", chat=group)
    reply = await ann.says(QUESTION, chat=group, reply_to=help_)

    assert help_.reply_to == ann.said[0].id
    assert reply.covered("blockquote") == (CAUSE,)
    assert reply.reply_to == ann.said[1].id


async def test_given_the_bot_named_by_a_link_to_its_profile_then_it_answers(
    ann: Person, group: Chat, server: BotApi
) -> None:
    raw = server.telegram.chats[group.id].post(
        ann.user,
        {
            "text": f"Story, {QUESTION}?",
            "entities": [
                {"type": "text_mention", "offset": 0, "length": 5, "user": server.telegram.bot}
            ],
        },
    )
    server.telegram.deliver("message", raw)

    assert (await ann.hears(group)).covered("blockquote") == (CAUSE,)


async def test_given_what_is_not_meant_for_the_bot_then_it_is_silent(
    ann: Person, group: Chat, server: BotApi
) -> None:
    boris = server.person("Boris")
    hers = ann.writes(QUESTION, chat=group)
    boris.writes(f"{QUESTION} @{BOT}_friend", chat=group, reply_to=hers)
    boris.writes(f"mail story@{BOT}.example", chat=group)
    boris.writes("/unknown", chat=group)
    boris.writes(f"/unknown@{BOT}", chat=group)
    boris.writes("/help@other_bot", chat=group)

    assert await is_silent(ann, group)


async def test_given_media_then_it_is_silent(ann: Person, group: Chat, server: BotApi) -> None:
    sticker = server.telegram.keep(Upload("sticker", b"")) | MEDIA["sticker"]
    answered = {"message_id": 1, "date": 1, "chat": group.raw, "from": server.telegram.bot}
    for content in (
        {"sticker": sticker},
        {"new_chat_title": "Newsroom"},
        {"photo": [], "caption": f"@{BOT}", "reply_to_message": answered},
    ):
        server.telegram.deliver("message", group.post(ann.user, content))

    assert await is_silent(ann, group)


@pytest.mark.parametrize(
    "sender",
    [
        pytest.param({"from": {"id": 5, "is_bot": True, "first_name": "Bot"}}, id="a bot"),
        pytest.param({"is_automatic_forward": True}, id="a post of the channel"),
        pytest.param({"via_bot": {"id": 5, "is_bot": True, "first_name": "Bot"}}, id="via a bot"),
    ],
)
async def test_given_a_machine_that_names_the_bot_then_it_is_silent(
    ann: Person, group: Chat, server: BotApi, sender: dict[str, object]
) -> None:
    ann.writes("hello", chat=group)
    for text in (f"@{BOT} {QUESTION}", f"/help@{BOT}"):
        message = ann.writes(text, chat=group)
        raw = group.messages[message.id] | sender
        server.telegram.updates.pop()
        server.telegram.deliver("message", raw)

    assert await is_silent(ann, group)


async def test_given_an_administrator_without_a_name_then_the_bot_answers(
    ann: Person, group: Chat, server: BotApi
) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    raw = group.post(anonymous, {"text": "/help", "sender_chat": group.raw})
    raw["entities"] = [{"type": "bot_command", "offset": 0, "length": 5}]
    server.telegram.deliver("message", raw)

    assert (await ann.hears(group)).text == ENGLISH.help


async def test_given_a_button_in_a_group_then_anybody_may_tap_it(
    ann: Person, group: Chat, server: BotApi
) -> None:
    boris = server.person("Boris")
    start = await ann.says(f"/start@{BOT}", chat=group)

    tap = await boris.taps(start, "What caused the fire?")

    assert tap.message.covered("blockquote") == (CAUSE,)
    assert tap.message.reply_to == start.id


async def test_given_a_topic_then_the_reply_stays_in_it(
    ann: Person, group: Chat, server: BotApi
) -> None:
    raw = group.post(ann.user, {"text": f"@{BOT} {QUESTION}"})
    raw["entities"] = [{"type": "mention", "offset": 0, "length": len(BOT) + 1}]
    server.telegram.deliver("message", raw | {"message_thread_id": 7, "is_topic_message": True})
    await ann.hears(group)
    server.telegram.deliver("message", raw | {"message_thread_id": 7})  # a thread of replies
    await ann.hears(group)

    calls = server.calls_of("sendMessage")

    assert [call.parameters.get("message_thread_id") for call in calls] == [7, None]


async def test_given_a_question_that_was_deleted_meanwhile_then_the_answer_comes_anyway(
    ann: Person, group: Chat, server: BotApi
) -> None:
    message = ann.writes(f"@{BOT} {QUESTION}", chat=group)
    del group.messages[message.id]

    reply = await ann.hears(group)

    assert (reply.covered("blockquote"), reply.reply_to) == ((CAUSE,), None)


@pytest.mark.parametrize("chatter", ["lol thanks", "who won the cup final", "I told you, Boris!"])
async def test_given_a_reply_to_the_bot_that_may_be_for_the_others_then_it_is_silent(
    ann: Person, group: Chat, chatter: str
) -> None:
    answer = await ann.says(f"@{BOT} {QUESTION}", chat=group)
    ann.writes(chatter, chat=group, reply_to=answer)
    help_ = await ann.says(f"/help@{BOT}", chat=group)

    assert ann.reads(group) == [answer, help_]


async def test_given_its_name_then_it_says_no_in_a_group_too(ann: Person, group: Chat) -> None:
    reply = await ann.says(f"@{BOT} who won the cup final", chat=group)

    assert reply.text.startswith(ENGLISH.out_of_scope)


async def test_in_a_group_an_answer_has_the_buttons_that_all_can_use(
    ann: Person, group: Chat, server: BotApi
) -> None:
    reply = await ann.says(f"@{BOT} {QUESTION}", chat=group)
    tap = await server.person("Boris").taps(reply, ENGLISH.in_context)

    assert reply.labels == (
        ENGLISH.in_context,
        ENGLISH.another_quote,
        ENGLISH.copy_quote,
        ENGLISH.open_source,
    )
    assert tap.message.id == reply.id


async def test_given_a_topic_of_a_forum_then_the_answer_stays_there(
    ann: Person, server: BotApi
) -> None:
    forum = server.group("Newsroom", forum=True)
    topic = ann.opens_topic("Fire", forum)

    there = await ann.says(f"@{BOT} {QUESTION}", chat=forum, topic=topic)
    general = await ann.says(f"@{BOT} {QUESTION}", chat=forum)
    tap = await ann.taps(there, ENGLISH.another_quote)

    assert (there.thread, there.in_topic, there.reply_to) == (topic, True, ann.said[-2].id)
    assert not general.in_topic
    assert tap.message.thread == topic


async def test_given_a_comment_below_a_channels_post_then_the_answer_is_below_it_too(
    ann: Person, server: BotApi
) -> None:
    discussion = server.group("Talk")
    channel = server.channel("Harbour Post", discussion=discussion)
    post = ann.publishes(f"@{BOT} {QUESTION}", channel)  # no reader, no answer

    reply = await ann.says(f"@{BOT} {QUESTION}", chat=discussion, reply_to=post)

    assert reply.covered("blockquote") == (CAUSE,)
    assert reply.reply_to == ann.said[-1].id
    assert ann.reads(discussion) == [reply]


async def test_given_a_group_that_was_upgraded_meanwhile_then_the_answer_follows_it(
    ann: Person, server: BotApi
) -> None:
    small = server.group("Newsroom", basic=True)
    ann.writes(f"@{BOT} {QUESTION}", chat=small)
    large = server.upgrade(small)

    reply = await ann.hears(large)

    assert reply.covered("blockquote") == (CAUSE,)
    server.calls.clear()  # Telegram refused the first, as it should


async def test_given_a_bot_or_another_channel_that_names_it_then_only_people_get_answers(
    ann: Person, group: Chat, server: BotApi
) -> None:
    machine = server.person("Machine", is_bot=True)
    machine.writes(f"@{BOT} {QUESTION}", chat=group)
    answer = await ann.says(f"@{BOT} {QUESTION}", chat=group, as_chat=group)

    assert ann.reads(group) == [answer]
