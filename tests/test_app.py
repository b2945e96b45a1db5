"""Start, polling and stop, as an operator sees them; and the log, which tells nobody's secrets."""

import asyncio
import logging
import signal
import sys
import time
from pathlib import Path

import pytest

from bot import app, reception
from bot.delivery import connection, intake, polling
from bot.desk import Desk
from bot.phrases import ENGLISH, PHRASES
from tests.botapi import BotApi
from tests.conftest import built
from tests.content.harbour import STORY, changed, write
from tests.delivery import Process, settings_for

# — polling —


async def test_only_the_updates_that_are_handled_are_asked_for(server: BotApi, desk: Desk) -> None:
    server.telegram.webhook = {"url": "https://example.org/left-over"}
    ann = server.person("Ann")
    ann.writes("what caused the fire")  # while the bot was away

    async with app.polling(built(server, desk)):
        reply = await ann.hears()

    assert reply.covered("blockquote") != ()
    assert {str(c.parameters["allowed_updates"]) for c in server.calls_of("getUpdates")} == {
        "['message', 'edited_message', 'callback_query', 'inline_query', 'my_chat_member', "
        "'guest_message']"
    }


async def test_given_a_stop_then_all_that_was_taken_is_answered_and_nothing_comes_again(
    server: BotApi, desk: Desk
) -> None:
    ann = server.person("Ann")
    server.fail("sendMessage", late_s=0.3)
    ann.writes("what caused the fire")
    ann.writes("/help")
    async with app.polling(built(server, desk)):
        await server.called("sendMessage")
    before = ann.reads()

    async with app.polling(built(server, desk)):
        await ann.says("/about")

    assert [message.covered("blockquote") != () for message in before] == [True, False]
    said = [message.text for message in ann.reads()]
    assert said == [before[0].text, ENGLISH.help, ENGLISH.about]


async def test_given_a_stop_before_all_was_answered_then_it_is_quick_and_says_so(
    server: BotApi, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app, "STOP_S", 0.2)
    ann = server.person("Ann")
    server.fail("sendMessage", cut=True, late_s=9)
    ann.writes("what caused the fire")
    ann.writes("/help")

    async with app.polling(built(server, desk)):
        await server.called("sendMessage")
        started = time.monotonic()
    stopped_s = time.monotonic() - started

    assert stopped_s < 1
    assert "stopped before all was answered, updates left: 2" in caplog.text


async def test_given_telegram_out_of_order_then_the_bot_goes_on_when_it_is_back(
    server: BotApi, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail("getUpdates", status=502)
    ann = server.person("Ann")

    async with app.polling(built(server, desk)):
        reply = await ann.says("/help")

    assert reply.text == ENGLISH.help
    assert "no updates fetched, NetworkError; next try in 0.25 s" in caplog.text


async def test_given_an_update_that_cannot_be_read_then_those_after_it_are_answered(
    server: BotApi, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    server.telegram.deliver("message", {"message_id": 1, "text": "whoburneddown"})
    ann = server.person("Ann")

    async with app.polling(built(server, desk)):
        await ann.says("/help")

    assert "update 700000001 skipped: KeyError" in caplog.text
    assert "whoburneddown" not in caplog.text
    assert server.telegram.updates == []


async def test_given_another_process_with_the_token_then_the_bot_bears_it_for_a_while_only(
    server: BotApi, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "CONFLICT_PATIENCE_S", 0.9)
    server.fail("getUpdates", status=409, times=None)

    async with app.polling(built(server, desk)) as poller:
        with pytest.raises(connection.Unavailable, match="Another process uses TELEGRAM_TOKEN"):
            await poller

    assert server.count("getUpdates") == 2


async def test_given_a_token_that_is_revoked_then_polling_ends(server: BotApi, desk: Desk) -> None:
    server.fail("getUpdates", status=401)

    async with app.polling(built(server, desk)) as poller:
        with pytest.raises(connection.Unavailable, match="Telegram refuses TELEGRAM_TOKEN"):
            await poller


async def test_given_telegram_out_of_reach_at_the_start_then_it_is_tried_a_few_times(
    server: BotApi, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "CONNECT_PAUSES_S", (0.01, 0.01))
    fault = server.fail("getMe", cut=True, times=2)
    ann = server.person("Ann")

    async with app.polling(built(server, desk)):
        await ann.says("/help")
    assert fault.struck == 2

    server.fail("getMe", status=502, times=None)
    with pytest.raises(
        connection.Unavailable, match=r"Telegram cannot be reached \(NetworkError\)"
    ):
        async with app.polling(built(server, desk)):
            pass


# — too much —


async def test_given_a_reader_who_sends_too_much_then_they_are_told_once_and_nobody_in_a_group(
    server: BotApi, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "PER_MINUTE", 1)
    ann, boris, carla = (server.person(name) for name in ("Ann", "Boris", "Carla"))
    group = server.group("Newsroom")

    async with app.polling(built(server, desk)):
        for _ in range(5):
            ann.writes("/about")
            boris.writes("/about", chat=group)
        await ann.hears()
        await ann.hears()
        await boris.hears(group)
        start = await carla.says("/start")
        tap = await carla.taps(start, start.labels[0])
        await boris.hears_nothing(group)

    assert sorted(message.text for message in ann.reads()) == sorted(
        [ENGLISH.about, ENGLISH.too_many]
    )
    assert [message.text for message in boris.reads(group)] == [ENGLISH.about]
    assert tap.toast == ENGLISH.too_many


# — menu and profile —


async def test_menu_and_descriptions_are_set_and_at_the_next_start_left_alone(
    server: BotApi, desk: Desk
) -> None:
    async def starts(nth: int) -> None:
        async with app.polling(built(server, desk)):
            await server.called("getMyShortDescription", nth * len(PHRASES))
            if nth == 1:
                await server.called("setMyShortDescription", len(PHRASES))

    await starts(1)
    await starts(2)
    profile = dict(server.telegram.profile)
    server.telegram.profile["description", ""] = "An older one"
    await starts(3)

    assert server.person("Ann", language_code="de").menu() == list(ENGLISH.commands)
    assert server.telegram.profile == profile
    assert profile == {
        (part, "" if phrases is ENGLISH else code): getattr(phrases, part)
        for code, phrases in PHRASES.items()
        for part in ("description", "short_description")
    }
    set_ = ("setMyCommands", "setMyDescription", "setMyShortDescription")
    assert [server.count(method) for method in set_] == [3, 4, 3]


def test_every_command_in_the_menu_is_answered(desk: Desk) -> None:
    for name in ENGLISH.commands:
        assert reception.commanded(name, "", desk, ENGLISH) is not None


async def test_given_a_menu_that_cannot_be_set_then_the_bot_answers_all_the_same(
    server: BotApi, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail("setMyCommands", status=429, retry_after=9999)
    ann = server.person("Ann")

    async with app.polling(built(server, desk)):
        reply = await ann.says("/help")
        await server.telegram.wait_for(lambda: "not set" in caplog.text, 10)

    assert reply.text == ENGLISH.help
    assert "command menu and descriptions not set, RetryAfter" in caplog.text


# — the log —


def test_a_token_is_stars_in_the_log_also_in_what_an_exception_says() -> None:
    formatter = app.RedactingFormatter("42:short")
    try:
        raise ValueError("https://api.telegram.org/bot42:short/getMe")
    except ValueError:
        error = sys.exc_info()
    record = logging.LogRecord(
        "bot", logging.ERROR, "", 0, "%s failed", (f"1234567:{35 * 'A'}",), error
    )

    text = formatter.format(record)

    assert "42:short" not in text
    assert "AAAAA" not in text
    assert "********** failed" in text
    assert "ValueError: https://api.telegram.org/bot**********/getMe" in text


# — the process —


async def test_given_a_conversation_when_stopped_then_the_exit_is_clean_and_the_log_discreet(
    server: BotApi, tmp_path: Path
) -> None:
    ann = server.person("Zebedee", username="zebedee_florence")
    async with Process(tmp_path, settings_for(server)) as process:
        start = await ann.says("/start")
        await ann.taps(start, start.labels[0])
        await ann.says("is there a virology center, says whoburneddown")
        await ann.says("/quote whoburneddown")
        server.fail("sendMessage", status=400)
        await ann.says("what is whoburneddown")
        server.telegram.deliver("message", {"text": "whoburneddown"})  # it cannot be read
        await ann.says("/help")

        code, output, took_s = await process.ends(signal.SIGTERM)

    assert (code, took_s < 5) == (0, True), output
    assert " INFO bot.publishing.publisher: edition " in output
    assert " published, " in output
    assert "polling as @story_bot" in output
    assert "failed: BadRequest at " in output
    assert " skipped: KeyError" in output
    assert "httpx" not in output
    assert output.rstrip().endswith("stopped")
    for secret in (server.token, server.token[-20:], "whoburneddown", "virology", "ebedee"):
        assert secret.casefold() not in output.casefold()
    assert server.telegram.updates == []


async def test_given_telegram_out_of_reach_when_interrupted_then_the_process_stops_at_once(
    server: BotApi, tmp_path: Path
) -> None:
    server.fail("getMe", status=502, times=None)
    async with Process(tmp_path, settings_for(server)) as process:
        await server.called("getMe", 2)

        code, output, took_s = await process.ends(signal.SIGINT)

    assert (code, took_s < 2) == (0, True), output
    assert "Telegram not reached, NetworkError; next try in 1 s" in output
    assert "Traceback" not in output


async def test_given_a_wrong_token_then_one_line_says_so_without_it(
    server: BotApi, tmp_path: Path
) -> None:
    token = server.token.replace("T", "W")
    async with Process(tmp_path, settings_for(server) | {"TELEGRAM_TOKEN": token}) as process:
        code, output, _ = await process.ends()

    assert code == 1
    assert output.splitlines()[-1].endswith(
        "ERROR bot.app: Telegram refuses TELEGRAM_TOKEN. Copy it again from @BotFather into .env "
        "(see .env.example)."
    )
    assert "WWWW" not in output
    assert "Traceback" not in output


async def test_given_content_with_problems_then_all_are_shown_and_nothing_starts(
    server: BotApi, tmp_path: Path
) -> None:
    story = tmp_path / "stories" / "harbour-fire"
    story.mkdir(parents=True)
    (story / "article.txt").write_text("A fire.\n")
    (story / "story.yaml").write_text("story:\n  language: English!\nentries: []\n")
    settings = settings_for(server) | {"CONTENT_DIR": "stories"}

    async with Process(tmp_path, settings) as process:
        code, output, _ = await process.ends()

    problems = [line for line in output.splitlines() if line.startswith("stories/harbour-fire/")]
    assert code == 1
    assert len(problems) > 1
    assert f"nothing published, problems in the content: {len(problems)}" in output
    assert server.calls == []


async def test_given_a_phrasing_that_does_not_find_its_entry_then_nothing_starts(
    server: BotApi, tmp_path: Path
) -> None:
    rival = "questions: [How many boats were lost?, When will our harbour be rebuilt?]"
    write(tmp_path / "stories", story=changed(rival))
    settings = settings_for(server) | {"CONTENT_DIR": "stories"}

    async with Process(tmp_path, settings) as process:
        code, output, _ = await process.ends()

    assert code == 1
    assert "'When will our harbour be rebuilt?' does not find its own entry" in output
    assert "nothing published, problems in the content: 1" in output
    assert server.calls == []


async def test_given_problems_at_the_start_then_what_was_on_air_last_is_and_editors_know(
    server: BotApi, tmp_path: Path
) -> None:
    write(tmp_path / "stories")
    ann, ed = server.person("Ann"), server.person("Ed")
    settings = settings_for(server) | {"CONTENT_DIR": "stories", "EDITORS": str(ed.user["id"])}
    async with Process(tmp_path, settings) as process:
        await ed.says("/start")  # a bot may not write to whom it does not know
        await process.ends(signal.SIGTERM)
    write(tmp_path / "stories", story=STORY.replace("early spring", "late spring"))

    async with Process(tmp_path, settings) as process:
        answer = await ann.says("when will the harbour be rebuilt")
        told = await ed.hears()
        _, output, _ = await process.ends(signal.SIGTERM)

    assert answer.covered("blockquote") == ("We will rebuild the harbour by early spring",)
    assert "quote-not-verbatim" in told.text
    assert "stories/harbour/story.yaml" in told.text
    assert "problems in the content: 1. What was on air last, stays on air" in output


async def test_given_a_save_then_readers_have_it_at_once(server: BotApi, tmp_path: Path) -> None:
    write(tmp_path / "stories")
    ann = server.person("Ann")
    settings = settings_for(server) | {"CONTENT_DIR": "stories"}
    first = "      - When will the harbour"

    async with Process(tmp_path, settings):
        before = await ann.says("is the quay going to be ready for easter")
        more = f"      - Is the quay going to be ready for Easter?\n{first}"
        write(tmp_path / "stories", story=STORY.replace(first, more))
        after = before
        while not after.covered("blockquote"):  # after too many questions it says nothing more
            await asyncio.sleep(1)
            after = await ann.says("is the quay going to be ready for easter")

    assert before.covered("blockquote") == ()
    assert after.covered("blockquote") == ("We will rebuild the harbour by early spring",)


# — drafts —


async def test_given_only_drafts_then_nothing_is_published_and_the_log_says_why(
    server: BotApi, tmp_path: Path
) -> None:
    write(tmp_path, story=changed("story:\n  draft: true\n  publisher: Example\n  language: en"))
    settings = settings_for(server) | {"CONTENT_DIR": str(tmp_path)}

    async with Process(tmp_path, settings) as process:
        code, output, _ = await process.ends()

    assert code == 1
    assert "drafts in the content, left off the air: 3" in output
    assert "nothing would be on air, now or later: all is a draft" in output
    assert "remove the lines `draft: true` in story.yaml" in output


async def test_an_entry_that_is_a_draft_is_not_on_air_and_the_others_are(
    server: BotApi, tmp_path: Path
) -> None:
    write(tmp_path, story=changed("draft: true\nid: boats-lost"))
    settings = settings_for(server) | {"CONTENT_DIR": str(tmp_path)}
    ann = server.person("Ann")

    async with Process(tmp_path, settings) as process:
        draft = await ann.says("how many boats were lost")
        ready = await ann.says("when will the harbour be rebuilt")
        _, output, _ = await process.ends(signal.SIGTERM)

    assert draft.covered("blockquote") == ()
    assert ready.covered("blockquote") == ("We will rebuild the harbour by early spring",)
    assert "drafts in the content, left off the air: 1" in output
    assert "0 facts, 1 quotes, 1 not reported" in output


# — times —


async def test_an_entry_that_is_not_due_is_not_on_air_and_the_log_says_why(
    server: BotApi, tmp_path: Path
) -> None:
    write(tmp_path, story=changed("embargo: 2999-12-01T06:00+03:00\nid: boats-lost"))
    settings = settings_for(server) | {"CONTENT_DIR": str(tmp_path)}
    ann = server.person("Ann")

    async with Process(tmp_path, settings) as process:
        held_back = await ann.says("how many boats were lost")
        link = await ann.says("/start boats-lost")
        _, output, _ = await process.ends(signal.SIGTERM)

    assert held_back.covered("blockquote") == ()
    assert "30 boats were lost in the fire" not in link.text
    labels = [button.label for row in (*held_back.buttons, *link.buttons) for button in row]
    assert labels
    assert "How many boats were lost?" not in labels
    assert "Under embargo until 2999-12-01 06:00+03:00: boats-lost" in output
    assert "0 facts, 1 quotes, 1 not reported" in output


async def test_given_nothing_that_is_due_then_nothing_is_published_and_the_log_says_why(
    server: BotApi, tmp_path: Path
) -> None:
    header = "publisher: Example\n  language: en\n  expires_at: 2001-12-01T06:00Z"
    write(tmp_path, story=changed(f"story:\n  {header}"))
    settings = settings_for(server) | {"CONTENT_DIR": str(tmp_path)}

    async with Process(tmp_path, settings) as process:
        code, output, _ = await process.ends()

    assert code == 1
    assert "Expired, off the air since 2001-12-01 06:00+00:00: all of harbour" in output
    assert "nothing would be on air, now or later: all is a draft, not due yet" in output
