"""Editors' commands: what they say, what they change, and that there are none for others."""

import zipfile
from io import BytesIO

import pytest

from bot.newsroom import editing
from bot.phrases import ENGLISH
from tests.botapi import BotApi, Button, Message
from tests.content.harbour import STORY
from tests.scenarios.newsroom import Newsroom, checker, newsroom, sent_to, until

__all__ = ["checker", "newsroom"]

QUESTION = "When will the harbour be rebuilt?"
WORDS = "We will rebuild the harbour by early spring"
BETTER = STORY.replace("lost?\n", "lost?\n      - How many vessels burned?\n")
BROKEN = STORY.replace("by early spring", "by late spring")
COMMANDS = ["check", "reload", "history", "rollback 1", "withdraw rebuilding no", "restore x"]
COMMANDS += ["export", "why how many boats were lost", "stats"]


async def published(newsroom: Newsroom, text: str) -> Message:
    """Have Eve publish a story, and return what she is told."""
    shown = await newsroom.eve.sends_document("story.yaml", text.encode())
    return (await newsroom.eve.taps(shown, "Publish")).message


# — /check and /reload —


async def test_check_says_how_much_there_is_and_whether_it_is_on_air(newsroom: Newsroom) -> None:
    assert (await newsroom.eve.says("/check")).text == (
        "The content folder is fine: 1 story, 1 fact, 1 quote, 1 not reported, 3 phrasings, "
        "0 cases.\nIt is on air, as edition 1."
    )
    newsroom.file("story.yaml").write_text(BETTER)
    assert (await newsroom.eve.says("/check")).text.endswith("/reload puts it on air.")
    newsroom.file("story.yaml").write_text(BROKEN)
    assert "[quote-not-verbatim]" in (await newsroom.eve.says("/check")).text


async def test_reload_puts_on_air_what_the_folder_holds(newsroom: Newsroom) -> None:
    newsroom.file("story.yaml").write_text(BETTER)

    on_air = await newsroom.eve.says("/reload")
    again = await newsroom.eve.says("/reload")
    newsroom.file("story.yaml").write_text(BROKEN)
    refused = await newsroom.eve.says("/reload")

    assert "Edition 2 is on air" in on_air.text
    assert on_air.labels == ("Undo",)
    assert again.text == "What the content folder holds is on air already."
    assert refused.text.startswith("Not published: ")
    assert "[quote-not-verbatim]" in refused.text
    assert newsroom.publisher.on_air.number == 2


# — /history and /rollback —


async def test_history_lists_editions_compares_them_and_goes_back(newsroom: Newsroom) -> None:
    eve = newsroom.eve
    await published(newsroom, BETTER)

    listed = await eve.says("/history")
    lines = listed.text.splitlines()
    assert lines[0].startswith("2 · ")
    assert lines[0].endswith("UTC · sent by you: harbour/story.yaml — on air")
    assert lines[1].endswith("UTC · found in the folder at the start")
    assert listed.labels == ("2", "1")

    second = (await eve.taps(listed, "2")).message
    assert "What is different from edition 1:\n" in second.text
    assert "“How many vessels burned?”" in second.text
    assert second.labels == ()

    first = (await eve.taps(listed, "1")).message
    shown = (await eve.taps(first, "Roll back to 1")).message
    assert "boats-lost is no longer asked as “How many vessels burned?”" in shown.text
    assert shown.labels == ("Roll back to 1", "Discard")
    on_air = (await eve.taps(shown, "Roll back to 1")).message
    assert "Edition 3 is on air" in on_air.text
    assert newsroom.file("story.yaml").read_text() == STORY


async def test_history_is_turned_page_by_page(newsroom: Newsroom) -> None:
    files = newsroom.publisher.on_air.content.files
    for number in range(2, 14):
        await newsroom.bot.answering.journal.publish(
            f"{number:064}", files, editor=None, how="saved", note=""
        )

    listed = await newsroom.eve.says("/history")
    older = (await newsroom.eve.taps(listed, "Older")).message

    assert listed.labels == (*map(str, range(13, 3, -1)), "Older")
    assert older.id == listed.id
    assert older.labels == ("3", "2", "1")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/rollback", "Which edition?"),
        ("/rollback one", "Which edition?"),
        ("/rollback 99999999999", "Which edition?"),
        ("/rollback 7", "There is no such edition."),
        ("/rollback 1", "Edition 1 is what is on air."),
        ("/export 7", "There is no such edition."),
        ("/export no-such-story", "There is no such edition."),
        ("/withdraw", "To take an entry off the air"),
        ("/withdraw rebuildin she denies it", "Did you mean rebuilding?"),
        ("/withdraw rebuilding", "Why?"),
        ("/restore", "Which one?"),
        ("/restore rebuilding", "is not withdrawn"),
        ("/why", "Reply /why to an answer"),
    ],
)
async def test_what_cannot_be_done_says_what_can(
    newsroom: Newsroom, command: str, said: str
) -> None:
    assert said in (await newsroom.eve.says(command)).text
    assert newsroom.publisher.on_air.number == 1


async def test_an_edition_that_does_not_pass_is_not_rolled_back_to(newsroom: Newsroom) -> None:
    files = {**newsroom.publisher.on_air.content.files, "harbour/story.yaml": BROKEN.encode()}
    await newsroom.bot.answering.journal.publish(
        64 * "b", files, editor=None, how="set_aside", note=""
    )

    shown = await newsroom.eve.says("/rollback 2")

    assert shown.text.startswith("1 problem in edition 2, so nothing is published.")
    assert "/export 2" in shown.text
    assert shown.labels == ()


# — /withdraw and /restore —


async def test_an_entry_is_withdrawn_with_its_reason_and_told_again(newsroom: Newsroom) -> None:
    eve, ann = newsroom.eve, newsroom.ann
    answer = await ann.says(QUESTION)
    assert answer.covered("blockquote") == (WORDS,)

    done = await eve.says("/withdraw rebuilding Stone denies it")
    assert "rebuilding is off the air. Readers who ask are told: “Stone denies it”." in done.text
    told = await ann.says(QUESTION)
    assert "Stone denies it" in told.text
    assert told.covered("blockquote") == ()
    assert "withdrawn: Stone denies it" in newsroom.file("story.yaml").read_text()

    again = (await eve.taps(done, "Undo")).message
    assert again.text.startswith("rebuilding is on air again.")
    assert (await ann.says(QUESTION)).covered("blockquote") == (WORDS,)
    assert newsroom.file("story.yaml").read_text() == STORY
    await eve.says("/withdraw rebuilding once more")
    assert "on air again" in (await eve.says("/restore rebuilding")).text


async def test_what_a_withdrawal_took_out_of_the_folder_is_told_to_all_editors(
    newsroom: Newsroom,
) -> None:
    newsroom.file("story.yaml").write_text(BETTER)

    down = await newsroom.eve.says("/withdraw rebuilding Stone denies it")
    told = await newsroom.max.hears()

    kept = "The content folder held changes that were never on air; they are kept as edition 2."
    assert down.text.endswith(f"That is edition 3. {kept}")
    eve = newsroom.eve.user["id"]
    assert told.text == (
        f"Editor {eve} has published something. Edition 3 is on air: 3 entries. {kept}"
    )
    assert newsroom.eve.reads()[-1] == down


async def test_the_answer_that_is_replied_to_is_withdrawn(newsroom: Newsroom) -> None:
    eve = newsroom.eve
    answer = await eve.says(QUESTION)

    done = await eve.says("/withdraw Stone denies it", reply_to=answer)

    assert "rebuilding is off the air" in done.text
    assert "“Stone denies it”" in done.text


# — /export and /why —


async def test_what_is_exported_comes_back_as_it_was(newsroom: Newsroom, server: BotApi) -> None:
    eve = newsroom.eve

    whole = await eve.says("/export")
    story = await eve.hears()

    assert (whole.document, story.document) == ("content-1.zip", "harbour-story.yaml")
    data = sent_to(server, whole)
    assert zipfile.ZipFile(BytesIO(data)).namelist() == [
        "harbour/article.txt",
        "harbour/story.yaml",
    ]
    assert sent_to(server, story).decode() == STORY
    assert "is on air already" in (await eve.sends_document("content-1.zip", data)).text
    sent = await eve.sends_document("harbour-story.yaml", BETTER.encode())
    assert "No problems in harbour/story.yaml" in sent.text


async def test_an_earlier_edition_and_the_file_of_a_story_are_exported(
    newsroom: Newsroom, server: BotApi
) -> None:
    await published(newsroom, BETTER)

    first = await newsroom.eve.says("/export 1")
    story = await newsroom.eve.says("/export harbour")

    assert (
        zipfile.ZipFile(BytesIO(sent_to(server, first))).read("harbour/story.yaml").decode()
        == STORY
    )
    assert sent_to(server, story).decode() == BETTER


async def test_why_shows_the_evidence_for_an_answer_and_for_a_question(
    newsroom: Newsroom,
) -> None:
    eve = newsroom.eve
    answer = await eve.says("when will the harbor be rebuilt")

    of_answer = await eve.says("/why", reply_to=answer)
    of_question = await eve.says("/why who won the cup final")
    of_own = await eve.says("/why", reply_to=eve.said[0])

    assert of_answer.text.startswith(
        "“when will the harbor be rebuilt”\n\nWhy: answered with 'rebuilding'."
    )
    assert "phrasing: When will the harbour be rebuilt?" in of_answer.text
    assert "Why: no answer (out_of_scope)." in of_question.text
    assert of_own.text == of_answer.text


# — /stats —


async def test_stats_tells_what_was_asked_in_words_and_as_a_picture(
    newsroom: Newsroom, server: BotApi
) -> None:
    for question in (QUESTION, "who won the cup final", "who won the cup final"):
        await newsroom.ann.says(question)

    words = await newsroom.eve.says("/stats")
    picture = await newsroom.eve.hears()

    assert "3 questions by 1 reader" in words.text
    assert "2× who won the cup final" in words.text
    assert "Sentences of the articles that no entry uses: " in words.text
    assert "Asked for, and in no entry: cup (2)" in words.text
    [photo] = newsroom.eve.chat.messages[picture.id]["photo"]
    assert server.telegram.files[photo["file_id"]].data.startswith(b"\x89PNG")


async def test_the_questions_of_readers_are_asked_again_before_publishing(
    newsroom: Newsroom,
) -> None:
    await newsroom.ann.says("how many vessels burned")

    shown = await newsroom.eve.sends_document("story.yaml", BETTER.encode())

    assert "1 of 1 questions of the last 30 days comes to something else:" in shown.text
    assert "• how many vessels burned: out of scope → boats-lost" in shown.text


# — for others —


async def test_for_others_and_in_groups_there_are_no_such_commands(newsroom: Newsroom) -> None:
    group = newsroom.ann.server.group("Harbour")

    for command in COMMANDS:
        assert (await newsroom.ann.says(f"/{command}")).text == ENGLISH.unknown_command
        newsroom.eve.writes(f"/{command}", chat=group)
    await newsroom.eve.hears_nothing(group)
    shown = await newsroom.eve.says("/history")
    for data in ("E:r:1", "E:h:2", "E:e:1", "E:w:rebuilding", "E:u:1", "E:", "E:x:y", "E:u:x"):
        tap = await newsroom.ann.taps(await newsroom.ann.says("/help"), Button("?", data))
        assert tap.toast == ENGLISH.outdated_button
    unknown = await newsroom.eve.taps(shown, Button("?", "E:x:y"))

    assert unknown.toast == ENGLISH.outdated_button
    assert newsroom.publisher.on_air.number == 1


async def test_editors_are_answered_as_readers_are(newsroom: Newsroom) -> None:
    assert (await newsroom.eve.says(QUESTION)).covered("blockquote") == (WORDS,)
    assert (await newsroom.eve.says("/help")).text == (await newsroom.ann.says("/help")).text


async def test_editors_have_a_menu_of_their_own(newsroom: Newsroom) -> None:
    all_ = [*ENGLISH.commands, *editing.COMMANDS]

    await until(lambda: newsroom.eve.menu() == all_ == newsroom.max.menu())

    assert newsroom.ann.menu() == [*ENGLISH.commands]


async def test_a_withdrawal_names_what_tells_the_same_words(newsroom: Newsroom) -> None:
    again = (
        "  - id: loss\n    kind: fact\n    text: About 30 boats were lost.\n"
        "    cite: About 30 boats were lost\n    questions:\n      - What burned?\n"
    )
    sent = await newsroom.eve.sends_document("story.yaml", (STORY + again).encode())
    await newsroom.eve.taps(sent, "Publish")

    told = await newsroom.eve.says("/withdraw boats-lost the mayor counts again")

    assert "Its words are told by loss, too." in told.text
