"""Small questions after an answer are read with it in mind; what stays unclear is not guessed."""

import pytest

from bot.handlers import chats
from bot.phrases import ENGLISH
from tests.botapi import BotApi, Person
from tests.conftest import BOT

MINUTES = "We were there within six minutes"


@pytest.mark.parametrize("question", ["what else did she say?", "anything else?", "more"])
async def test_given_more_is_asked_then_the_next_quote_by_the_same_speaker_comes(
    ann: Person, question: str
) -> None:
    await ann.says("what caused the fire")

    reply = await ann.says(question)

    assert reply.covered("blockquote") == (MINUTES,)


async def test_given_nothing_before_then_the_same_words_are_no_follow_up(ann: Person) -> None:
    reply = await ann.says("what else did she say?")

    assert reply.covered("blockquote") != (MINUTES,)


async def test_given_a_question_word_that_may_mean_several_things_then_it_is_not_guessed(
    ann: Person,
) -> None:
    await ann.says("how many boats were destroyed")

    reply = await ann.says("and why?")

    assert reply.text == ENGLISH.did_you_mean
    assert reply.labels[0] == "What caused the fire?"
    assert reply.covered("blockquote") == ()


async def test_given_a_pronoun_then_it_is_the_speaker_of_the_last_answer(ann: Person) -> None:
    await ann.says("will the harbour be rebuilt")

    reply = await ann.says("how old is he?")

    assert reply.text.startswith("The story gives no age for Tomas Okafor.")


async def test_a_chat_does_not_hear_of_the_answers_of_another(ann: Person, server: BotApi) -> None:
    boris = server.person("Boris")
    await ann.says("what caused the fire")

    reply = await boris.says("what else did she say?")

    assert reply.covered("blockquote") != (MINUTES,)


async def test_a_topic_does_not_hear_of_the_answers_of_another(
    ann: Person, server: BotApi
) -> None:
    forum = server.group("Newsroom", forum=True)
    fire, other = ann.opens_topic("Fire", forum), ann.opens_topic("Other", forum)
    first = await ann.says(f"@{BOT} what caused the fire", chat=forum, topic=fire)
    await ann.says(f"@{BOT} when does the council meet", chat=forum, topic=other)

    reply = await ann.says("what else did she say?", chat=forum, topic=fire, reply_to=first)

    assert reply.covered("blockquote") == (MINUTES,)
    assert reply.thread == fire


async def test_after_some_minutes_an_answer_is_no_longer_meant(
    ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chats, "REFERS_S", -1.0)
    await ann.says("what caused the fire")

    reply = await ann.says("what else did she say?")

    assert reply.covered("blockquote") != (MINUTES,)


async def test_given_a_question_of_which_it_is_unsure_then_an_answer_before_makes_it_no_surer(
    ann: Person,
) -> None:
    first = await ann.says("how many burned")
    await ann.says("what caused the fire")

    later = await ann.says("how many burned")

    assert first.text == ENGLISH.did_you_mean
    assert later.text == first.text
    assert later.labels == first.labels
