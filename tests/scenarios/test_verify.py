"""Is this quote real? A sentence is forwarded, pasted, or sent after /verify."""

import pytest

from bot.phrases import ENGLISH
from tests.botapi import BotApi, Chat, Person
from tests.conftest import BOT, ORIGIN

CAUSE = "The fire began in an electric cable under the quay"
SENTENCE = f'"{CAUSE}," fire chief Mara Lindqvist told reporters.'


@pytest.mark.parametrize(
    "text",
    [
        f"/verify {CAUSE}",
        f"/verify “{CAUSE}.”",
        f"“{CAUSE}”",
    ],
)
async def test_given_the_storys_words_then_they_are_shown_where_they_stand(
    ann: Person, text: str
) -> None:
    reply = await ann.says(text)

    assert reply.text == (
        f"{ENGLISH.verbatim}\n\n{SENTENCE}\n— Mara Lindqvist, fire chief\nparagraph 2 · {ORIGIN}"
    )
    assert reply.covered("blockquote") == (SENTENCE,)
    assert reply.covered("bold")[1].strip('"“”') == CAUSE
    assert reply.labels == ("What caused the fire?",)


@pytest.mark.parametrize(
    ("pasted", "added", "missing"),
    [
        ("The fire began in a gas pipe under the quay", ("a gas pipe",), ("an electric cable",)),
        ("Nobody was badly hurt", ("badly ",), ()),
    ],
)
async def test_given_other_words_then_they_are_altered_and_the_difference_is_shown(
    ann: Person, pasted: str, added: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    reply = await ann.says(f"/verify {pasted}")

    assert reply.text.startswith(f"{ENGLISH.altered}\n\n")
    assert ENGLISH.verbatim not in reply.text
    assert reply.covered("strikethrough") == added
    assert reply.covered("underline") == missing


async def test_given_the_same_words_in_other_letters_then_that_is_said(ann: Person) -> None:
    reply = await ann.says("/verify the fire began in an electric cable under the quay")

    assert reply.text.startswith(f"{ENGLISH.same_words}\n\n")
    assert (reply.covered("strikethrough"), reply.covered("underline")) == (("the",), ("The",))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (f"is it true that she said “{CAUSE}”?", ENGLISH.verbatim),
        (
            "is it true that she said “the fire began in a gas pipe under the quay”",
            ENGLISH.altered,
        ),
        ("she said “we let the boats burn on purpose”, right?", ENGLISH.not_found),
        (f"/verify Lindqvist said: {CAUSE}", ENGLISH.verbatim),
        (f"/verify BREAKING: the chief says “{CAUSE}” and more!", ENGLISH.verbatim),
        (f"/verify “{CAUSE}”, and “we let the boats burn on purpose”", ENGLISH.not_found),
    ],
)
async def test_given_a_quotation_among_other_words_then_the_quotation_is_judged(
    ann: Person, text: str, verdict: str
) -> None:
    assert (await ann.says(text)).text.startswith(verdict)


async def test_given_too_few_words_then_it_says_how(ann: Person) -> None:
    assert (await ann.says("/verify the fire")).text == ENGLISH.verify


async def test_given_a_picture_with_the_command_below_it_then_the_words_are_verified(
    ann: Person,
) -> None:
    reply = await ann.sends("photo", caption=f"/verify {CAUSE}")

    assert reply.text.startswith(ENGLISH.verbatim)


async def test_given_words_of_somebody_else_then_they_are_not_in_the_story(ann: Person) -> None:
    reply = await ann.says("/verify We shall fight on the beaches, we shall never surrender")

    assert reply.text == f"{ENGLISH.not_found}\n\n{ENGLISH.try_these}"
    assert reply.covered("blockquote") == ()
    assert reply.labels == ("What caused the fire?", "Will the harbour be rebuilt?")


async def test_given_no_words_then_it_says_how(ann: Person) -> None:
    assert (await ann.says("/verify")).text == ENGLISH.verify


@pytest.mark.parametrize("origin", ["a person", "somebody who hides", "a channel"])
async def test_given_a_forwarded_sentence_then_it_is_verified(
    ann: Person, server: BotApi, origin: str
) -> None:
    of: dict[str, Person | Chat] = {
        "a person": server.person("Boris"),
        "a channel": server.channel("Rumours"),
    }

    reply = await ann.forwards(
        "The fire began in a gas pipe under the quay", of=of.get(origin, "Somebody")
    )

    assert reply.text.startswith(ENGLISH.altered)


async def test_given_a_forwarded_question_then_it_is_answered(ann: Person) -> None:
    reply = await ann.forwards("What caused the fire?", of="Somebody")

    assert reply.covered("blockquote") == (CAUSE,)
    assert ENGLISH.verbatim not in reply.text


async def test_given_a_reply_with_the_command_then_what_it_answers_is_verified(
    ann: Person, server: BotApi
) -> None:
    group = server.group("Newsroom")
    boris = server.person("Boris")
    said = boris.writes("The fire began in a gas pipe under the quay", chat=group)

    reply = await ann.says(f"/verify@{BOT}", chat=group, reply_to=said)

    assert reply.text.startswith(ENGLISH.altered)
    assert reply.reply_to == ann.said[-1].id


@pytest.mark.parametrize(
    "pasted",
    ["“", "/verify 🙏", "/verify " + "ab " * 1_300, "/verify \u202eabc", "/verify <b>&amp;"],
)
async def test_given_odd_words_then_there_is_a_verdict_all_the_same(
    ann: Person, pasted: str
) -> None:
    reply = await ann.says(pasted)

    assert reply.text
    assert not reply.text.startswith(ENGLISH.failed)
