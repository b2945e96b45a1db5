"""The bot speaks the reader's language, the story keeps its own."""

import pytest

from bot.app import Storybot
from bot.phrases import ENGLISH, PHRASES
from tests.botapi import BotApi, Person
from tests.conftest import BOT

RUSSIAN, CHINESE = PHRASES["ru"], PHRASES["zh"]
CAUSE = "The fire began in an electric cable under the quay"


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ru", "ru"),
        ("zh-hans", "zh"),
        ("zh-CN", "zh"),
        ("en-GB", "en"),
        ("pt-br", "en"),
        (None, "en"),
        ("", "en"),
    ],
)
async def test_the_bot_speaks_the_language_of_the_readers_app(
    server: BotApi, code: str | None, language: str
) -> None:
    reader = server.person("Reader", language_code=code)

    reply = await reader.says("/help")
    answer = await reader.says("what caused the fire")

    assert reply.text == PHRASES[language].help
    assert answer.covered("blockquote") == (CAUSE,)
    assert PHRASES[language].paragraph.format(numbers=2) in answer.text
    assert PHRASES[language].in_context in answer.labels


async def test_a_chosen_language_wins_over_that_of_the_app_and_is_kept(
    ann: Person, server: BotApi
) -> None:
    choice = await ann.says("/language")
    tap = await ann.taps(choice, "Русский")
    reply = await ann.says("/help")
    inline = await ann.types_inline("what caused the fire")

    assert choice.labels == ("✓ English", "Русский", "中文")
    assert tap.toast == RUSSIAN.language_chosen
    assert tap.message.text == RUSSIAN.choose_language
    assert reply.text == RUSSIAN.help
    assert inline.button == RUSSIAN.ask_in_private


async def test_a_choice_in_a_group_is_for_who_taps_only(ann: Person, server: BotApi) -> None:
    group = server.group("Newsroom")
    boris = server.person("Boris", language_code="en")
    choice = await ann.says(f"/language@{BOT}", chat=group)

    await boris.taps(choice, "中文")

    assert (await boris.says("/help")).text == CHINESE.help
    assert (await ann.says("/help")).text == ENGLISH.help


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("question", "code", "language"),
    [("кто победил в финале кубка?", "ru", "ru"), ("谁赢得了决赛？", "zh", "zh")],
)
async def test_a_question_in_letters_that_the_story_has_not_is_told_which_to_use(
    server: BotApi, question: str, code: str, language: str
) -> None:
    reader = server.person("Reader", language_code=code)
    phrases = PHRASES[language]

    reply = await reader.says(question)

    said = phrases.other_language.format(language=phrases.languages["en"])
    assert reply.text == f"{said}\n\n{phrases.try_these}"


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("said", "kind"), [("спасибо!", "thanks"), ("你好", "greeting"), ("thanks", "thanks")]
)
async def test_small_talk_in_any_language_is_answered_in_the_readers(
    server: BotApi, said: str, kind: str
) -> None:
    reader = server.person("Reader", language_code="zh")

    assert (await reader.says(said)).text == CHINESE.small_talk[kind].says


async def test_menu_and_profile_are_in_the_readers_language(server: BotApi, bot: Storybot) -> None:
    await server.called("setMyShortDescription", len(PHRASES))

    for code, phrases in PHRASES.items():
        reader = server.person("Reader", language_code=code)
        seen = reader.sees_profile()
        assert (seen.description, seen.short_description) == (
            phrases.description,
            phrases.short_description,
        )
        menu = server.telegram.commands[("default", None, None, "" if code == "en" else code)]
        assert {c["command"]: c["description"] for c in menu} == dict(phrases.commands)
    assert server.person("Reader", language_code="de").menu() == list(ENGLISH.commands)


async def test_a_language_that_is_not_spoken_cannot_be_chosen(ann: Person) -> None:
    from tests.botapi import Button

    choice = await ann.says("/language")

    tap = await ann.taps(choice, Button("made up", "1:l:xx"))

    assert tap.toast == ENGLISH.outdated_button
    assert (await ann.says("/help")).text == ENGLISH.help
