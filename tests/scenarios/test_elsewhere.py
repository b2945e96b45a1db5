"""A reader asks from another chat: inline, or by naming the bot where it is not a member."""

import pytest

from bot.phrases import ENGLISH, PHRASES
from tests.botapi import BotApi, Person
from tests.conftest import BOT

CAUSE = "The fire began in an electric cable under the quay"


async def test_given_no_words_yet_then_questions_to_begin_with_are_offered(ann: Person) -> None:
    answer = await ann.types_inline("")

    assert [result.description for result in answer.results] == [
        "What caused the fire?",
        "Will the harbour be rebuilt?",
    ]
    assert answer.button == ENGLISH.ask_in_private


async def test_given_a_question_then_the_answer_comes_first_and_can_be_posted(
    ann: Person, server: BotApi
) -> None:
    answer = await ann.types_inline("waht cuased the fire")

    best = answer.results[0]
    assert best.title == CAUSE
    assert best.message.covered("blockquote") == (CAUSE,)
    assert "Mara Lindqvist, fire chief" in best.message.text
    assert best.message.button(ENGLISH.ask_in_private).url == f"https://t.me/{BOT}?start=cause"
    group = server.group("Friends")
    ann.posts_inline(best, group)
    await ann.hears_nothing(group)


async def test_given_several_that_may_be_meant_then_none_is_told_as_the_answer(
    ann: Person,
) -> None:
    answer = await ann.types_inline("how fast did the fire start")
    asked = await ann.says("how fast did the fire start")

    assert asked.text == ENGLISH.ambiguous
    assert [result.description for result in answer.results] == list(asked.labels[:-1])


async def test_given_what_the_story_leaves_open_then_that_can_be_posted(ann: Person) -> None:
    answer = await ann.types_inline("how old is the mayor")

    assert answer.results[0].message.text.startswith("The story gives no age for Tomas Okafor.")


@pytest.mark.parametrize("query", [f"/verify {CAUSE}", f"did she say “{CAUSE}”"])
async def test_given_a_quotation_to_verify_then_the_verdict_is_offered(
    ann: Person, query: str
) -> None:
    answer = await ann.types_inline(query)

    assert answer.results[0].title == ENGLISH.verbatim


async def test_given_a_question_in_other_letters_then_nothing_untrue_is_said(ann: Person) -> None:
    answer = await ann.types_inline("кто потушил пожар")

    assert answer.results == ()
    assert answer.button == ENGLISH.ask_in_private


async def test_given_nothing_about_it_then_only_the_button_says_so(ann: Person) -> None:
    answer = await ann.types_inline("who won the cup final")

    assert answer.results == ()
    assert answer.button == ENGLISH.inline_nothing
    assert answer.start_parameter == "q_who-won-the-cup-final"


async def test_the_button_leads_to_the_question_in_private(ann: Person) -> None:
    answer = await ann.types_inline("what caused the fire")

    reply = await ann.says(f"/start {answer.start_parameter}")

    assert reply.covered("blockquote") == (CAUSE,)


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        (f"“{CAUSE}”", ENGLISH.verbatim),
        ("“The fire began in a gas pipe under the quay”", ENGLISH.altered),
        ("“We shall fight on the beaches”", ENGLISH.not_found),
    ],
)
async def test_given_a_quotation_then_the_verdict_comes_first(
    ann: Person, typed: str, verdict: str
) -> None:
    answer = await ann.types_inline(typed)

    assert answer.results[0].title == verdict
    assert answer.results[0].message.text.startswith(verdict)


async def test_results_are_kept_for_one_reader_only(ann: Person, server: BotApi) -> None:
    boris = server.person("Boris", language_code="ru")

    hers, his = (
        await ann.types_inline("what caused the fire"),
        await boris.types_inline("what caused the fire"),
    )

    assert hers.personal
    assert his.personal
    assert "paragraph 2" in hers.results[0].message.text
    assert PHRASES["ru"].paragraph.format(numbers=2) in his.results[0].message.text


@pytest.mark.parametrize("typed", ["x" * 256, "🙏" * 100, "\u202e<b>", "1:e:cause", "?"])
async def test_given_odd_words_then_there_is_an_answer_all_the_same(
    ann: Person, typed: str
) -> None:
    answer = await ann.types_inline(typed)

    assert answer.button


# — as a guest —


async def test_given_its_name_in_a_chat_where_it_is_not_then_it_answers_there(
    ann: Person,
) -> None:
    reply = await ann.summons(f"@{BOT} what caused the fire?")

    assert reply.covered("blockquote") == (CAUSE,)
    assert reply.button(ENGLISH.ask_in_private).url == f"https://t.me/{BOT}?start=cause"


async def test_given_a_question_that_it_cannot_answer_then_a_guest_says_so_too(
    ann: Person,
) -> None:
    reply = await ann.summons(f"@{BOT} who won the cup final")

    assert reply.text == (
        f"{ENGLISH.out_of_scope}\n\n{ENGLISH.try_these}"
        "\n• What caused the fire?\n• Will the harbour be rebuilt?"
    )


async def test_given_a_command_then_a_guest_follows_it(ann: Person) -> None:
    reply = await ann.summons(f"@{BOT} /verify {CAUSE}")

    assert reply.text.startswith(ENGLISH.verbatim)
