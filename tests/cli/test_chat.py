"""`chat`: a conversation in the terminal that says what readers are told in Telegram."""

from dataclasses import replace

import pytest

from bot import reception
from bot.cli.chat import Conversation
from bot.content.model import Content
from bot.desk import Desk, Edition
from bot.phrases import ENGLISH
from bot.replies import Reply
from tests.cli.conftest import Cli, on_a_terminal


@pytest.fixture
def conversation(desk: Desk) -> Conversation:
    return Conversation(desk, ENGLISH)


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


# — what is said —


def test_it_begins_with_questions_to_pick_from(conversation: Conversation) -> None:
    intro = conversation.intro()

    assert intro.text == ENGLISH.chat_intro
    assert labels(intro) == ["What caused the fire?", "Will the harbour be rebuilt?"]


@pytest.mark.parametrize("number", ["2", " 2 ", "2.", "2)"])
def test_a_number_picks_from_the_list_above(conversation: Conversation, number: str) -> None:
    conversation.intro()

    reply = conversation.reply(number)

    assert reply.text.startswith("🙏 Saltby will rebuild its harbour, plank by plank.\n")


def test_a_list_can_be_picked_from_until_the_next_one(conversation: Conversation) -> None:
    conversation.intro()
    conversation.reply("1")

    reply = conversation.reply("2")

    assert reply.text.startswith("🙏 Saltby will rebuild its harbour, plank by plank.\n")


@pytest.mark.parametrize("typed", ["0", "3", "2020", "²", "-1"])
def test_a_number_that_no_line_has_is_a_question(conversation: Conversation, typed: str) -> None:
    conversation.intro()

    reply = conversation.reply(typed)

    assert "rebuild" not in reply.text
    assert "cable" not in reply.text


def test_buttons_lead_from_a_topic_to_an_answer(conversation: Conversation) -> None:
    conversation.reply("/topics")

    questions = conversation.reply("2")
    answer = conversation.reply("1")

    assert labels(questions) == ["How many boats were destroyed?", ENGLISH.all_topics]
    assert answer.text.startswith("Nine fishing boats were destroyed")


def test_buttons_lead_from_quote_to_quote_and_from_summary_to_summary(
    conversation: Conversation,
) -> None:
    first = conversation.reply("/quote Lindqvist")
    second = conversation.reply("1")
    short = conversation.reply("/summary")
    long = conversation.reply("1")

    assert "quote 1 of 2" in first.text
    assert "quote 2 of 2" in second.text
    assert "Thursday" not in short.text
    assert "Thursday" in long.text


COMMANDS = [
    "/start", "/start boats", "/help", "/summary", "/summary LONG", "/summary x", "/quote",
    "/quote mayor", "/quote what burned", "/quote " + "x" * 501, "/topics", "/source", "/about",
    "/privacy", "/START",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_what_it_says_in_telegram(edition: Edition, command: str) -> None:
    [story] = edition.content.stories
    other = replace(story, id="other", headline="Another story", entries=())
    desk = Desk(Edition(Content((story, other), digest=64 * "b")))
    name, _, rest = command[1:].casefold().partition(" ")

    said = Conversation(desk, ENGLISH).reply(command)

    turn = reception.commanded(name, rest, desk, ENGLISH)
    assert turn is not None
    assert said == turn.reply


def test_every_command_of_readers_works_here(conversation: Conversation) -> None:
    unknown = [
        name
        for name in ("start", *ENGLISH.commands)
        if conversation.reply(f"/{name}").text == ENGLISH.unknown_command
    ]

    assert unknown == []
    assert conversation.reply("/frobnicate").text == ENGLISH.unknown_command


# — without a terminal —


@pytest.mark.usefixtures("content")
def test_without_a_terminal_each_line_is_answered_and_nothing_else_is_said(cli: Cli) -> None:
    result = cli("chat", lines="was anybody hurt\n\n/topics\n1\n/quit\nwho owned the boats\n")

    assert result.stdout == (
        "│ Nobody was hurt.\n"
        "— Maria Lind, chief of the fire service\n"
        "paragraph 2 · BRIDGETON, March 3 (Example Wire)\n"
        "\n"
        "What would you like to know about?\n"
        "\n"
        "  1  fire\n"
        "  2  people\n"
        "\n"
        "You can ask about fire:\n"
        "\n"
        "  1  How many boats were destroyed?\n"
        "  2  What caused the fire?\n"
        "  3  All topics\n"
        "\n"
    )
    assert result.exit_code == 0


@pytest.mark.usefixtures("content")
def test_a_question_after_the_command_is_asked_first(cli: Cli) -> None:
    result = cli("chat", "was", "anybody", "hurt", lines="what caused the fire\n")

    assert result.stdout.index("Nobody was hurt") < result.stdout.index("A cable failed")


# — on a terminal —


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    "end",
    [
        pytest.param(b"/quit\n", id="quit"),
        pytest.param(b"\x03", id="Ctrl-C"),
        pytest.param(b"\x04", id="Ctrl-D"),
    ],
)
def test_on_a_terminal_there_is_a_prompt_and_a_polite_end(end: bytes) -> None:
    shown, exit_code = on_a_terminal("chat", typed=b"1\n" + end)

    assert shown.startswith("Ask about the story in your own words.")
    assert "  1  How many boats were destroyed?\n" in shown
    assert "│ A fire destroyed 12 boats in the\n│ harbour of Bridgeton on Sunday\n" in shown
    assert "\033[3mparagraph 1" in shown
    assert shown.endswith("Goodbye! Come back when you have a question.\n")
    assert exit_code == 0
