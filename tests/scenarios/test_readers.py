"""A reader alone with the bot: what is typed, tapped and read, over real HTTP."""

import asyncio
from dataclasses import replace

import pytest

from bot.desk import MAX_QUESTION_CHARACTERS, Desk
from bot.phrases import ENGLISH
from bot.replies import choices
from tests.botapi import BotApi, Button, Message, Person, rules
from tests.conftest import ENTRIES, edition_of

CAUSE = "The fire began in an electric cable under the quay"
ORIGIN = "SALTBY, March 3 (Harbour Post)"


def is_the_cause(message: Message) -> bool:
    return message.covered("blockquote") == (CAUSE,)


async def is_silent(ann: Person, *, after: list[Message]) -> bool:
    """Return whether the bot says nothing more before it answers what comes now.

    Updates are handled in order, so what was sent before is done with by then.
    """
    await ann.says("/help")
    return [message.text for message in ann.reads()] == [*(m.text for m in after), ENGLISH.help]


# — questions —


async def test_given_a_question_with_typos_then_the_storys_words_come_with_who_and_where(
    ann: Person,
) -> None:
    reply = await ann.says("waht cuased the fier")

    assert reply.text == (
        f"{CAUSE}\n— Mara Lindqvist, fire chief\nparagraph 2 · SALTBY, March 3 (Harbour Post)"
    )
    assert reply.covered("blockquote") == (CAUSE,)
    assert reply.covered("italic") == (f"paragraph 2 · {ORIGIN}",)
    assert reply.reply_to is None


async def test_given_a_fact_then_the_editors_sentence_rests_on_all_its_citations(
    ann: Person,
) -> None:
    reply = await ann.says("how many boats were destroyd?")

    assert reply.text.startswith("Nine fishing boats were destroyed; insurers may pay")
    assert reply.covered("blockquote") == (
        "A fire in the old harbour destroyed nine fishing boats on Sunday night",
        "insurers may pay for most of the boats",
    )
    assert reply.covered("italic") == (f"paragraphs 1, 4 · {ORIGIN}",)


async def test_given_words_with_an_emoji_then_the_quotation_covers_exactly_them(
    ann: Person,
) -> None:
    reply = await ann.says("will the harbor be rebuilt")

    assert reply.covered("blockquote") == ("🙏 Saltby will rebuild its harbour, plank by plank.",)
    assert "\n— Tomas Okafor, mayor of Saltby\n" in reply.text


async def test_given_a_question_of_several_lines_then_all_of_it_is_asked(ann: Person) -> None:
    reply = await ann.says("hello,\nplease tell me:\n\nwhat caused the fire?")

    assert is_the_cause(reply)


async def test_given_an_unknown_question_then_an_honest_no_with_suggestions_to_tap(
    ann: Person,
) -> None:
    reply = await ann.says("who won the cup final")
    tap = await ann.taps(reply, "What caused the fire?")

    assert reply.text == f"{ENGLISH.out_of_scope}\n\n{ENGLISH.try_these}"
    assert is_the_cause(tap.message)
    assert tap.message.id != reply.id
    assert ann.sees(reply) == reply


async def test_given_a_question_that_the_story_leaves_open_then_it_says_so(ann: Person) -> None:
    reply = await ann.says("how old is the mayor")

    assert reply.text.startswith("The story gives no age for Tomas Okafor.\n")
    assert reply.covered("blockquote") == ()


async def test_given_a_withdrawn_answer_then_the_editors_reason_is_told(ann: Person) -> None:
    reply = await ann.says("was anybody hurt")

    assert reply.text.startswith(
        "The editors have taken this answer down: the hospital has called since\n"
    )


async def test_given_small_talk_then_the_bot_is_polite(ann: Person) -> None:
    assert (await ann.says("Thanks!!")).text == ENGLISH.small_talk["thanks"].says


@pytest.mark.parametrize(
    ("length", "is_read"), [(MAX_QUESTION_CHARACTERS, True), (MAX_QUESTION_CHARACTERS + 1, False)]
)
async def test_a_question_may_have_so_many_characters(
    ann: Person, length: int, is_read: bool
) -> None:
    reply = await ann.says("what caused the fire ".ljust(length, "?"))

    said = ENGLISH.too_long.format(length=length, limit=MAX_QUESTION_CHARACTERS)
    assert (reply.text != said) == is_read


@pytest.mark.parametrize("kind", ["photo", "sticker", "voice"])
async def test_given_no_text_then_the_bot_says_that_it_reads_text_only(
    ann: Person, kind: str
) -> None:
    assert (await ann.sends(kind)).text == ENGLISH.not_text


async def test_given_a_picture_with_a_question_below_then_it_is_answered(ann: Person) -> None:
    reply = await ann.sends("photo", caption="what caused the fire")

    assert reply.covered("blockquote") == ("The fire began in an electric cable under the quay",)


async def test_given_an_album_then_the_bot_says_so_once(server: BotApi, ann: Person) -> None:
    await ann.says("hello")
    message = ann.chat.messages[1] | {"media_group_id": "1", "photo": []}
    del message["text"]
    for number in (101, 102, 103):
        server.telegram.deliver("message", message | {"message_id": number})
    ann.writes("/help")

    heard = [await ann.hears(), await ann.hears()]

    assert [reply.text for reply in heard] == [ENGLISH.not_text, ENGLISH.help]


async def test_given_a_message_of_telegram_itself_then_nothing_is_said(
    server: BotApi, ann: Person
) -> None:
    reply = await ann.says("hello")
    pinned = {"pinned_message": ann.chat.messages[reply.id]}
    server.telegram.deliver("message", ann.chat.post(ann.user, pinned))

    assert await is_silent(ann, after=[reply])


async def test_given_an_edited_question_then_nothing_is_said(ann: Person, server: BotApi) -> None:
    reply = await ann.says("what caused the fire")
    server.telegram.allowed = []  # should such updates come all the same
    server.telegram.deliver("edited_message", ann.chat.messages[ann.said[0].id])

    assert await is_silent(ann, after=[reply])


async def test_given_an_answer_too_long_for_a_message_then_it_is_cut_and_says_so(
    ann: Person, desk: Desk
) -> None:
    long = replace(ENTRIES[0], text="🙏 word " * 700)
    desk.publish(edition_of(long, *ENTRIES[1:]))

    reply = await ann.says("what caused the fire")

    [quotation] = reply.covered("expandable_blockquote")
    assert reply.text == f"{quotation}\n{ENGLISH.cut}"
    assert 4000 < rules.units(reply.text) <= 4096
    assert long.text.startswith(quotation)


async def test_given_a_bot_that_writes_then_it_gets_no_answer(ann: Person) -> None:
    ann.user["is_bot"] = True
    ann.writes("what caused the fire")
    ann.user["is_bot"] = False

    assert await is_silent(ann, after=[])


# — commands —


async def test_start_greets_with_questions_and_tapping_one_answers_it(ann: Person) -> None:
    reply = await ann.says("/start")
    tap = await ann.taps(reply, "What caused the fire?")

    assert reply.text.startswith(ENGLISH.start)
    assert reply.labels == ("What caused the fire?", "Will the harbour be rebuilt?")
    assert is_the_cause(tap.message)


async def test_start_with_a_link_to_an_entry_goes_straight_there(ann: Person) -> None:
    assert is_the_cause(await ann.says("/start cause"))
    assert (await ann.says("/start age")).text.startswith("The story gives no age")
    assert (await ann.says("/start no-such-thing")).text.startswith(ENGLISH.start)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/help", ENGLISH.help),
        ("/about", ENGLISH.about),
        ("/privacy", ENGLISH.privacy.format(days=30)),
        ("/PRIVACY@Story_Bot now", ENGLISH.privacy.format(days=30)),
        ("/corrections", ENGLISH.no_corrections),
        ("corrections?", ENGLISH.no_corrections),
        ("/settings", ENGLISH.unknown_command),
    ],
)
async def test_a_command_is_answered(ann: Person, command: str, said: str) -> None:
    assert (await ann.says(command)).text == said


async def test_a_command_for_another_bot_is_ignored(ann: Person) -> None:
    ann.writes("/about@other_bot")

    assert await is_silent(ann, after=[])


async def test_source_tells_all_that_the_editors_know_without_a_preview(
    server: BotApi, ann: Person
) -> None:
    reply = await ann.says("/source")

    assert reply.text == (
        f"{ENGLISH.source}\n\nFire in the old harbour\nBy Ida Holm\n{ORIGIN}\n2026-03-03\n"
        "https://harbour-post.example/fire"
    )
    assert [span.url for span in reply.spans if span.type == "text_link"] == [
        "https://harbour-post.example/fire"
    ]
    assert server.calls_of("sendMessage")[0].parameters["link_preview_options"] == {
        "is_disabled": True
    }


async def test_quotes_are_turned_like_pages_in_one_message(ann: Person) -> None:
    first = await ann.says("/quote")
    second = await ann.taps(first, ENGLISH.next_quote)
    third = await ann.taps(first, ENGLISH.next_quote)
    again = await ann.taps(first, ENGLISH.next_quote)

    assert [
        shown.covered("blockquote")[0][:12] for shown in (first, second.message, third.message)
    ] == [
        "The fire beg",
        "We were ther",
        "🙏 Saltby wil",
    ]
    assert {tap.message.id for tap in (second, third, again)} == {first.id}
    assert first.text.endswith(" · quote 1 of 3")
    assert again.message.text == first.text


async def test_quote_with_a_name_or_a_topic_shows_those_only(ann: Person) -> None:
    by_name = await ann.says("/quote lindkvist")
    by_topic = await ann.says("/quote the harbour")
    unknown = await ann.says("/quote football")

    assert by_name.text.endswith(" · quote 1 of 2")
    assert by_topic.covered("blockquote") == (
        "🙏 Saltby will rebuild its harbour, plank by plank.",
    )
    assert ENGLISH.next_quote in by_name.labels
    assert ENGLISH.next_quote not in by_topic.labels
    assert unknown.text == ENGLISH.no_such_quote
    assert set(unknown.labels) == {"the fire", "the harbour", "Mara Lindqvist", "Tomas Okafor"}
    assert (await ann.taps(unknown, "Tomas Okafor")).message.id == unknown.id


async def test_quote_with_very_many_words_is_not_read(ann: Person) -> None:
    reply = await ann.says("/quote " + "fire " * 200)

    assert reply.text.startswith("That is a long one: 999 characters.")


async def test_summary_is_short_and_becomes_longer_and_shorter_in_place(ann: Person) -> None:
    short = await ann.says("/summary")
    longer = await ann.taps(short, ENGLISH.longer)
    shorter = await ann.taps(short, ENGLISH.shorter)
    long = await ann.says("/summary Long")

    assert short.text == (
        "Fire in the old harbour\n\n"
        f"• A fire in the old harbour destroyed nine fishing boats [1]\n\n{ORIGIN}"
    )
    assert "The town council will meet on Thursday to discuss the cost. [4]" in longer.message.text
    assert shorter.message.text == short.text
    assert {longer.message.id, shorter.message.id} == {short.id}
    assert long.text == longer.message.text


async def test_topics_lead_to_questions_and_those_to_answers(ann: Person) -> None:
    topics = await ann.says("/topics")
    topic = await ann.taps(topics, "the fire")
    answer = await ann.taps(topic.message, "What caused the fire?")

    assert topics.labels == ("the fire", "the boats", "the harbour")
    assert topic.message.id == topics.id
    assert topic.message.labels == (
        "What caused the fire?",
        "How many boats were destroyed?",
        "How fast did the fire brigade come?",
        ENGLISH.all_topics,
    )
    assert is_the_cause(answer.message)
    assert answer.message.id != topics.id


# — buttons that are not what they were —


async def test_given_a_newer_edition_when_an_old_button_is_tapped_then_it_says_outdated(
    ann: Person, desk: Desk
) -> None:
    start = await ann.says("/start")
    quotes = await ann.says("/quote the fire")
    topics = await ann.says("/topics")
    desk.publish(edition_of(*ENTRIES[3:]))

    for message, label in [
        (start, "What caused the fire?"),
        (quotes, ENGLISH.next_quote),
        (topics, "the boats"),
    ]:
        tap = await ann.taps(message, label)
        assert (tap.toast, tap.message) == (ENGLISH.outdated_button, message)


async def test_given_a_withdrawn_quote_when_its_old_button_is_tapped_then_the_reason_is_told(
    ann: Person, desk: Desk
) -> None:
    reply = await ann.says("/help")
    desk.publish(edition_of(*ENTRIES))

    hurt = await ann.taps(reply, Button("Old", "1:e:hurt"))
    as_quote = await ann.taps(reply, Button("Old", "1:q:hurt:"))

    assert hurt.message.text.startswith("The editors have taken this answer down")
    assert as_quote.message.text == hurt.message.text


NEVER_SENT = [
    "0",
    "1:",
    "1:e:",
    "1:e:../../etc/passwd",
    "1:q:cause:00000000",
    "1:q:boats:",
    "1:q:age:",
    "1:t:00000000",
    "1:s:no-story:short",
    "1:s:harbour-fire:longest",
    "2:e:cause",
    "🙏" * 16,
    "\x00",
]


async def test_given_data_that_the_bot_never_sent_then_it_says_outdated(ann: Person) -> None:
    reply = await ann.says("/help")

    taps = await asyncio.gather(*(ann.taps(reply, Button("Any", data)) for data in NEVER_SENT))

    assert [tap.toast for tap in taps] == [ENGLISH.outdated_button] * len(NEVER_SENT)
    assert ann.reads() == [reply]


async def test_given_a_tap_that_changes_nothing_then_that_is_fine(
    ann: Person, desk: Desk, server: BotApi
) -> None:
    quote = await ann.says("/quote okafor")
    [key] = [c.key for c in choices(desk.edition).values() if c.label == "Tomas Okafor"]

    tap = await ann.taps(quote, Button("Same", f"1:q:rebuild:{key}"))

    assert (tap.message, tap.toast) == (quote, "")
    assert await is_silent(ann, after=[quote])
    assert server.count("answerCallbackQuery") == 1


async def test_given_a_message_that_the_bot_cannot_reach_then_the_page_comes_as_a_new_one(
    ann: Person, server: BotApi
) -> None:
    summary = await ann.says("/summary")
    raw = server.telegram.chats[ann.chat.id].messages[summary.id]
    raw["date"] = 0  # how Telegram marks messages that are inaccessible

    tap = await ann.taps(summary, ENGLISH.longer)

    assert tap.message.id != summary.id
    assert "Thursday" in tap.message.text


async def test_given_a_message_that_is_gone_then_the_page_comes_as_a_new_one(
    ann: Person, server: BotApi
) -> None:
    summary = await ann.says("/summary")
    server.fail(
        "editMessageText", status=400, description="Bad Request: message to edit not found"
    )

    tap = await ann.taps(summary, ENGLISH.longer)

    assert tap.message.id != summary.id
    assert "Thursday" in tap.message.text


async def test_given_a_tap_too_old_to_be_answered_then_it_is_still_done(
    ann: Person, server: BotApi
) -> None:
    start = await ann.says("/start")
    server.fail(
        "answerCallbackQuery", status=400, description="Bad Request: query is too old", after=True
    )

    tap = await ann.taps(start, "What caused the fire?")

    assert is_the_cause(tap.message)


@pytest.mark.parametrize(("typed", "command"), [("summary", "summary"), ("Topics?", "topics")])
async def test_given_a_command_without_its_slash_then_it_is_understood(
    ann: Person, typed: str, command: str
) -> None:
    reply = await ann.says(typed)

    assert reply.text == (await ann.says(f"/{command}")).text
