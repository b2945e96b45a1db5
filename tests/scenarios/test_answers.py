"""What can be done with an answer: its context, its words, its source; rating and correcting."""

import pytest

from bot.phrases import ENGLISH
from tests.botapi import BotApi, Button, Message, Person
from tests.conftest import ARTICLE, ORIGIN

CAUSE = "The fire began in an electric cable under the quay"
QUESTION = "what caused the fire"
USEFUL, NOT_ASKED = f"👍 {ENGLISH.useful}", f"👎 {ENGLISH.not_asked}"


def paragraph(number: int) -> str:
    return ARTICLE[ARTICLE.paragraphs[number - 1]]


# — what is below an answer —


async def test_below_an_answer_stands_what_can_be_done_with_it(ann: Person) -> None:
    reply = await ann.says(QUESTION)

    assert [[button.label for button in row] for row in reply.buttons] == [
        [ENGLISH.in_context, ENGLISH.another_quote],
        [ENGLISH.copy_quote, ENGLISH.open_source],
        ["How many boats were destroyed?"],
        ["How fast did the fire brigade come?"],
        [USEFUL, NOT_ASKED],
    ]


async def test_a_fact_has_no_quote_to_copy_and_nobody_who_says_more(ann: Person) -> None:
    reply = await ann.says("when does the council meet")

    assert reply.labels[:2] == (ENGLISH.in_context, ENGLISH.open_source)
    assert ENGLISH.copy_quote not in reply.labels
    assert ENGLISH.another_quote not in reply.labels


async def test_copy_copies_the_storys_words_and_nothing_else(ann: Person) -> None:
    reply = await ann.says("will the harbour be rebuilt")

    assert reply.button(ENGLISH.copy_quote).copies == (
        "🙏 Saltby will rebuild its harbour, plank by plank."
    )


async def test_source_opens_the_story_at_the_words(ann: Person) -> None:
    reply = await ann.says(QUESTION)

    url = reply.button(ENGLISH.open_source).url
    assert url is not None
    assert url.startswith("https://harbour-post.example/fire#:~:text=")


async def test_a_related_question_is_answered_below(ann: Person) -> None:
    reply = await ann.says(QUESTION)

    tap = await ann.taps(reply, "How fast did the fire brigade come?")

    assert tap.message.id != reply.id
    assert tap.message.covered("blockquote") == ("We were there within six minutes",)
    assert ann.sees(reply) == reply


# — in context —


async def test_in_context_shows_the_paragraph_with_the_words_marked_in_the_same_message(
    ann: Person,
) -> None:
    reply = await ann.says(QUESTION)

    tap = await ann.taps(reply, ENGLISH.in_context)

    assert tap.message.id == reply.id
    title = ENGLISH.context.format(number=2, total=4)
    assert tap.message.text == f"{title}\n{paragraph(2)}\n{ORIGIN}"
    assert tap.message.covered("blockquote", "expandable_blockquote") == (paragraph(2),)
    assert tap.message.covered("bold") == (title, CAUSE)


async def test_context_is_leafed_through_and_leads_back_to_the_answer(ann: Person) -> None:
    reply = await ann.says(QUESTION)
    context = (await ann.taps(reply, ENGLISH.in_context)).message

    first = (await ann.taps(context, "‹ 1")).message
    at_the_start = first.labels
    second = (await ann.taps(first, "2 ›")).message
    third = (await ann.taps(second, "3 ›")).message
    last = (await ann.taps(third, "4 ›")).message
    back = (await ann.taps(last, ENGLISH.back)).message

    assert at_the_start == ("2 ›", ENGLISH.back)
    assert first.covered("bold") == (ENGLISH.context.format(number=1, total=4),)
    assert "“" not in third.text  # the article's own quotation marks are kept
    assert "🙏 Saltby" in third.text
    assert last.labels == ("‹ 3", ENGLISH.back)
    assert {m.id for m in (first, second, third, last)} == {reply.id}
    assert back.text == reply.text
    assert back.buttons == reply.buttons


@pytest.mark.parametrize("data", ["1:c:cause:5", "1:c:cause:0", "1:c:cause:-1", "1:c:age:1"])
async def test_a_paragraph_that_is_not_there_is_not_shown(ann: Person, data: str) -> None:
    reply = await ann.says(QUESTION)

    tap = await ann.taps(reply, Button("made up", data))

    assert tap.toast == ENGLISH.outdated_button
    assert ann.sees(reply) == reply


# — another quote —


async def test_another_quote_is_the_next_one_by_the_same_speaker(ann: Person) -> None:
    reply = await ann.says(QUESTION)

    tap = await ann.taps(reply, ENGLISH.another_quote)

    assert tap.message.covered("blockquote") == ("We were there within six minutes",)
    assert "Mara Lindqvist" in tap.message.text
    assert tap.message.id != reply.id
    assert ann.sees(reply) == reply


async def test_from_the_context_of_a_quote_it_goes_back_to_leafing_through_the_quotes(
    ann: Person,
) -> None:
    quote = await ann.says("/quote lindqvist")

    context = (await ann.taps(quote, ENGLISH.in_context)).message
    back = (await ann.taps(context, ENGLISH.back)).message

    assert back.text == quote.text
    assert ENGLISH.next_quote in back.labels


# — rating —


async def test_a_useful_answer_is_rated_by_one_tap_and_then_no_more(
    ann: Person, server: BotApi
) -> None:
    reply = await ann.says(QUESTION)

    tap = await ann.taps(reply, USEFUL)
    await server.called("editMessageReplyMarkup")

    assert tap.toast == ENGLISH.thanks_for_rating
    kept = ann.sees(reply)
    assert kept.text == reply.text
    assert kept.buttons == reply.buttons[:-1]


async def test_an_answer_to_something_else_is_made_up_for_with_other_questions(
    ann: Person,
) -> None:
    reply = await ann.says(QUESTION)

    tap = await ann.taps(reply, NOT_ASKED)
    sorry = tap.message if tap.message.id != reply.id else await ann.hears()

    assert sorry.text == ENGLISH.sorry_for_answer
    assert sorry.labels == ("Will the harbour be rebuilt?",)  # the others stand there already


# — the reader corrects the question —


async def edited(ann: Person, text: str, *, then: str) -> tuple[Message, Message]:
    await ann.says(text)
    changed = await ann.edits(ann.said[-1], then)
    return ann.reads()[0], changed


async def test_given_an_edited_question_then_its_answer_changes_in_place(ann: Person) -> None:
    [first, changed] = await edited(ann, QUESTION, then="how fast did the fire brigade come")

    assert changed.id == first.id
    assert changed.edited
    assert changed.covered("blockquote") == ("We were there within six minutes",)
    assert len(ann.reads()) == 1


async def test_given_an_edited_command_then_its_answer_changes_in_place(ann: Person) -> None:
    [first, changed] = await edited(ann, "/help", then="/about")

    assert (changed.id, changed.text) == (first.id, ENGLISH.about)


async def test_given_a_question_edited_into_a_command_then_the_command_is_answered(
    ann: Person,
) -> None:
    [_, changed] = await edited(ann, QUESTION, then="/about")

    assert changed.text == ENGLISH.about


async def test_given_an_edit_that_cannot_be_seen_then_nothing_happens(ann: Person) -> None:
    reply = await ann.says(QUESTION)

    ann.rewrites(ann.said[-1], QUESTION)
    await ann.says("/help")

    assert ann.sees(reply) == reply
    assert not ann.sees(reply).edited


async def test_given_an_edit_of_an_older_question_then_nothing_happens(ann: Person) -> None:
    reply = await ann.says(QUESTION)
    older = ann.said[-1]
    await ann.says("/about")

    ann.rewrites(older, "how fast did the fire brigade come")
    await ann.says("/help")

    assert ann.sees(reply) == reply
    assert [m.text for m in ann.reads()] == [reply.text, ENGLISH.about, ENGLISH.help]


async def test_given_an_answer_that_was_deleted_when_edited_then_it_is_sent_again(
    ann: Person, server: BotApi
) -> None:
    reply = await ann.says(QUESTION)
    del ann.chat.messages[reply.id]

    ann.rewrites(ann.said[-1], "how fast did the fire brigade come")
    again = await ann.hears()

    assert again.covered("blockquote") == ("We were there within six minutes",)
    server.calls.clear()  # Telegram refused the edit, as it should
