"""From questions that had no answer to answers on air: the editors' cards, over real HTTP."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import pytest
import pytest_asyncio

from bot import app
from bot.content import load
from bot.desk import Desk
from bot.journal import Journal
from bot.newsroom import sittings
from bot.phrases import ENGLISH
from bot.publishing import watching
from bot.publishing.checking import Checker, judge
from bot.publishing.publisher import Publisher
from tests.botapi import BotApi, Button, Message, Person
from tests.content.harbour import STORY, write
from tests.scenarios.newsroom import assert_nothing_was_refused, checker

__all__ = ["checker"]  # the fixture

TELL_ME = f"🔔 {ENGLISH.tell_me}"
PUBLISH, NEW, NOT_SAID = "✅ Publish", "➕ New entry", "🤷 The story does not say"
LOST_TOAST = (
    "That is done already, or waited for more than 15 minutes, or was lost in a restart. "
    "See /unanswered."
)
SANK = "how many ships sank"
INJURED = "was anybody hurt in the fire"
OPEN = "when will the harbour be open"
PAID = "who paid the firemen"
REBUILT = "When will the harbour be rebuilt?"
WORDINGS = (
    SANK,
    "how many ships sank in all",
    "ships that sank",
    "how many ships sunk",
    "how many ships have sunk",
    "number of ships that sank",
)
QUOTE = """\
  - id: hurt-fire
    kind: quote
    speaker: reed
    exact: Nobody was hurt
    questions:
      - Was anybody hurt in the fire?
"""
BOATS = "How many boats were lost?"
LOST = "About 30 boats were lost in the fire."


@dataclass(frozen=True)
class Newsroom:
    """A bot on air, with its editors and its readers."""

    server: BotApi
    storybot: app.Storybot
    folder: Path
    journal_file: Path
    ed: Person
    eva: Person
    ann: Person
    bob: Person

    @property
    def story(self) -> Path:
        """Where the story is."""
        return self.folder / "harbour" / "story.yaml"

    @property
    def journal(self) -> Journal:
        """What was asked."""
        return self.storybot.answering.journal

    async def card_of(self, *questions: str, times: int = 1) -> Message:
        """Have a reader ask in vain, and return the card that Ed gets."""
        for question in questions * times:
            await self.ann.says(question)
        return await self.ed.says("/unanswered")

    async def settled(self, person: Person, message: Message) -> Message:
        """Return a message once the bot is done with it."""

        def done() -> Message | None:
            seen = person.sees(message)
            return None if seen.text.endswith("…") else seen

        seen = await person.telegram.wait_for(done, 30)
        assert seen is not None, f"still {person.sees(message).text}"
        return seen

    async def taps(self, person: Person, message: Message, label: str) -> Message:
        """Tap a button and return what the message came to."""
        tap = await person.taps(message, label)
        return await self.settled(person, tap.message)

    async def teaches(self, editor: Person, card: Message, label: str) -> Message:
        """Tap an entry, then *Publish*."""
        return await self.taps(editor, await self.taps(editor, card, label), PUBLISH)

    async def without(self, entry_id: str) -> None:
        """Put on air the story without an entry and without the summary of it."""
        publisher = self.storybot.publisher
        start = STORY.index(f"  - id: {entry_id}")
        end = STORY.find("  - id:", start + 1)
        story = STORY[:start] + (STORY[end:] if end > 0 else "")
        files = {**publisher.on_air.content.files, "harbour/story.yaml": story.encode()}
        proposal = await publisher.proposed(files)
        await publisher.publish(proposal, editor=None, how="sent")

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what the journal's own file has."""
        with closing(sqlite3.connect(self.journal_file)) as database:
            return database.execute(query).fetchall()


@pytest.fixture
def folder(checker: Checker) -> Path:
    """Return that folder, with the harbour story."""
    rmtree(checker.directory, ignore_errors=True)
    return write(checker.directory)


Build = Callable[[], app.Storybot]


@pytest.fixture
def people(server: BotApi) -> dict[str, Person]:
    """Return two editors and two readers."""
    return {name: server.person(name, language_code="en") for name in ("Ed", "Eva", "Ann", "Bob")}


@pytest.fixture
def build(
    server: BotApi, folder: Path, checker: Checker, journal_file: Path, people: dict[str, Person]
) -> Build:
    """Return what starts the bot as production builds it, again and again."""

    def built() -> app.Storybot:
        judged = judge(folder)
        assert judged.edition is not None
        desk = Desk(judged.edition)
        journal = Journal(f"sqlite:///{journal_file}", key=b"key", retention_days=30)
        return app.build(
            server.token,
            desk,
            journal,
            Publisher(desk, journal, checker, judged.content),
            base_url=server.base_url,
            base_file_url=server.base_file_url,
            kept_days=30,
            editors=frozenset({people["Ed"].user["id"], people["Eva"].user["id"]}),
        )

    return built


@pytest.fixture
def newsroom(
    server: BotApi, folder: Path, journal_file: Path, people: dict[str, Person]
) -> Callable[[app.Storybot], Newsroom]:
    """Return what puts a running bot and its people together."""
    ed, eva, ann, bob = people.values()
    return lambda storybot: Newsroom(server, storybot, folder, journal_file, ed, eva, ann, bob)


@pytest_asyncio.fixture
async def room(
    build: Build,
    newsroom: Callable[[app.Storybot], Newsroom],
    server: BotApi,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Newsroom]:
    """Return a newsroom whose bot polls, and whose folder nobody looks after unasked.

    At the end nothing was refused.
    """
    monkeypatch.setattr(watching, "QUIET_S", 3600.0)
    storybot = build()
    async with app.polling(storybot):
        yield newsroom(storybot)
    assert_nothing_was_refused(server)


@pytest_asyncio.fixture(params=["polling", "webhook"])
async def either_room(
    build: Build,
    newsroom: Callable[[app.Storybot], Newsroom],
    server: BotApi,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Newsroom]:
    """Return a newsroom in both modes."""
    storybot = build()
    if request.param == "polling":
        async with app.polling(storybot):
            yield newsroom(storybot)
    else:
        url = "https://bot.example/hook"
        async with app.webhook(storybot, url=url, secret="secret") as endpoint:
            server.proxy = f"http://127.0.0.1:{endpoint.port}"
            yield newsroom(storybot)
    assert_nothing_was_refused(server)


# — two taps —


async def test_given_a_reader_who_waits_when_an_editor_taps_twice_then_the_reader_is_told_once(
    either_room: Newsroom,
) -> None:
    room = either_room
    refusal = await room.ann.says(SANK)
    await room.ann.taps(refusal, TELL_ME)
    assert room.rows("SELECT chat_id FROM waiting") == [(room.ann.chat.id,)]

    card = await room.ed.says("/unanswered")
    shown = await room.taps(room.ed, card, BOATS)
    published = await room.taps(room.ed, shown, PUBLISH)

    assert card.covered("blockquote") == (SANK,)
    assert "Asked once" in card.text
    assert "1 reader wants to be told" in card.text
    assert "1 reader who asked to be told will be, at once." in shown.text
    assert published.text.startswith("Edition 2 is on air")
    told = await room.ann.hears()
    assert SANK in told.text
    assert LOST in told.text
    assert room.story.read_text() == STORY.replace(f"{BOATS}\n", f"{BOATS}\n      - {SANK}\n")
    await room.ann.hears_nothing()
    await room.journal.unanswered()  # after all that is queued
    assert room.rows("SELECT * FROM waiting") == []
    assert (await room.ann.says(SANK)).text.startswith(LOST)


async def test_the_first_tap_shows_what_the_second_would_do_and_publishes_nothing(
    room: Newsroom,
) -> None:
    card = await room.card_of(SANK, SANK, "number of ships that sank")

    shown = await room.taps(room.ed, card, BOATS)

    assert shown.covered("blockquote") == (f"{SANK}\nnumber of ships that sank", LOST)
    assert "All 2 wordings of the card will get it" in shown.text
    assert shown.labels == (PUBLISH, "‹ Back")
    assert room.story.read_text() == STORY
    assert load(room.folder)[0].digest == room.storybot.publisher.on_air.content.digest


async def test_the_first_tap_shows_which_answers_to_others_would_change(room: Newsroom) -> None:
    card = await room.card_of(SANK, SANK, "which ships sank then", "who owned the ships")

    shown = await room.taps(room.ed, card, BOATS)

    assert "of the last 30 days" in shown.text, shown.text


async def test_given_a_published_lesson_when_undone_then_the_story_and_the_card_are_back(
    room: Newsroom,
) -> None:
    shown = await room.taps(room.ed, await room.card_of(SANK), BOATS)
    published = await room.taps(room.ed, shown, PUBLISH)
    assert "has an answer" in (await room.ed.says("/unanswered")).text

    undone = await room.taps(room.ed, published, "↩ Undo")

    assert undone.text.startswith("Edition 2 is undone. Edition 3 is on air")
    assert room.story.read_text() == STORY
    assert (await room.ed.says("/unanswered")).covered("blockquote") == (SANK,)
    editions = await room.journal.editions() or []
    ed = room.ed.user["id"]
    assert [(e.number, e.how, e.editor) for e in editions] == [
        (3, "rolled_back", ed),
        (2, "taught", ed),
        (1, "start", None),
    ]


async def test_given_a_restart_when_undone_then_the_edition_is_taken_back_all_the_same(
    build: Build, newsroom: Callable[[app.Storybot], Newsroom]
) -> None:
    async with app.polling(storybot := build()):
        room = newsroom(storybot)
        shown = await room.taps(room.ed, await room.card_of(SANK), BOATS)
        published = await room.taps(room.ed, shown, PUBLISH)

    async with app.polling(storybot := build()):
        room = newsroom(storybot)
        await room.server.telegram.wait_for(lambda: storybot.publisher.on_air.number, 30)
        undone = await room.taps(room.ed, published, "↩ Undo")

    assert undone.text.startswith("Edition 2 is undone")
    assert room.story.read_text() == STORY


async def test_given_something_newer_on_air_when_undone_then_nothing_is_taken_back(
    room: Newsroom,
) -> None:
    card = await room.card_of(SANK, INJURED)
    published = await room.teaches(room.ed, card, BOATS)
    await room.teaches(room.ed, await room.ed.says("/unanswered"), BOATS)
    story = room.story.read_text()

    undone = await room.taps(room.ed, published, "↩ Undo")

    assert undone.text == ("Edition 2 is not undone: something else has been published since.")
    assert room.story.read_text() == story


# — the cards —


async def test_given_nothing_unanswered_then_the_editor_is_told_kindly(room: Newsroom) -> None:
    assert "Well done!" in (await room.ed.says("/unanswered")).text


async def test_the_most_asked_comes_first_and_one_goes_round_the_cards(room: Newsroom) -> None:
    card = await room.card_of(INJURED, SANK, SANK)

    second = await room.taps(room.ed, card, "Next ›")
    third = await room.taps(room.ed, second, "Next ›")

    assert card.text.startswith("Card 1 of 2\nAsked twice on ")
    assert card.covered("blockquote") == (SANK,)
    assert second.text.startswith("Card 2 of 2\nAsked once on ")
    assert second.covered("blockquote") == (INJURED,)
    assert third.text == card.text


async def test_a_card_for_which_a_reader_waits_comes_before_one_asked_more_often(
    room: Newsroom,
) -> None:
    await room.bob.taps(await room.bob.says(INJURED), TELL_ME)

    card = await room.card_of(SANK, SANK)

    assert card.covered("blockquote") == (INJURED,)


async def test_a_card_shows_five_wordings_and_how_many_more_there_are(room: Newsroom) -> None:
    card = await room.card_of(*WORDINGS)

    [shown] = card.covered("expandable_blockquote")
    assert len(shown.splitlines()) == 6
    assert shown.endswith("\n… and 1 more wording")


async def test_five_wordings_become_phrasings_but_none_that_is_long_or_has_a_number_in_it(
    room: Newsroom,
) -> None:
    long = "how many ships sank in the harbour in the end ".ljust(201, "?")
    shown = await room.taps(
        room.ed, await room.card_of("how many ships sank, call 8 912 345 67 89", long), BOATS
    )
    assert shown.labels != (PUBLISH, "‹ Back"), shown.text

    shown = await room.taps(room.ed, await room.card_of(*WORDINGS), BOATS)

    assert len(shown.covered("expandable_blockquote")[0].splitlines()) == 5
    assert "912" not in shown.text
    assert "in the end" not in shown.text


async def test_what_readers_were_told_by_now_is_on_no_card(room: Newsroom) -> None:
    await room.teaches(room.ed, await room.card_of(SANK), BOATS)

    assert "how many ships have sunk" not in (await room.ed.says("/unanswered")).text


async def test_given_a_question_of_another_entry_when_taught_then_the_problem_is_shown(
    room: Newsroom,
) -> None:
    answer = await room.ann.says(REBUILT)
    await room.ann.taps(answer, f"👎 {ENGLISH.not_asked}")
    card = await room.ed.says("/unanswered")
    assert "Readers said once that the answer was to something else." in card.text
    await room.taps(room.ed, card, "🔎 Search")

    refused = await room.taps(room.ed, await room.ed.says("boats"), BOATS)

    assert refused.text.startswith("Not published: it does not pass the checks.")
    assert "[question-claimed-twice]" in refused.text
    assert refused.labels == ("‹ Back",)
    assert room.story.read_text() == STORY


async def test_given_one_wording_that_does_not_pass_then_it_is_left_out_and_the_others_go_in(
    room: Newsroom,
) -> None:
    for reader, question in ((room.ann, REBUILT), (room.bob, OPEN)):
        answer = await reader.says(question)
        await reader.taps(answer, f"👎 {ENGLISH.not_asked}")
    await room.taps(room.ed, await room.ed.says("/unanswered"), "🔎 Search")

    shown = await room.taps(room.ed, await room.ed.says("insurance"), "Were the boats insured?")

    assert "Left out, as they do not pass the checks" in shown.text, shown.text
    assert shown.covered("blockquote")[0] == OPEN
    assert shown.covered("blockquote")[-1] == REBUILT
    await room.taps(room.ed, shown, PUBLISH)
    assert room.story.read_text().endswith(f"insured?\n      - {OPEN}\n")


async def test_given_a_search_when_nothing_is_like_it_then_one_can_try_again_and_teach(
    room: Newsroom,
) -> None:
    card = await room.card_of(INJURED)
    await room.taps(room.ed, card, "🔎 Search")

    in_vain = await room.ed.says("qqqq")
    found = await room.ed.says("insurence")

    assert in_vain.text.startswith("Nothing is like that.")
    published = await room.teaches(room.ed, found, "Were the boats insured?")
    assert published.text.startswith("Edition 2 is on air")


async def test_given_an_ignored_card_then_it_stays_out_until_it_is_brought_back(
    room: Newsroom,
) -> None:
    card = await room.card_of(SANK, SANK, INJURED)

    other = await room.taps(room.ed, card, "🗑 Ignore")
    await room.ann.says(SANK)
    again = await room.ed.says("/unanswered")
    back = await room.taps(room.ed, other, "↩ Bring back the ignored one")

    assert other.text.startswith("Ignored for 30 days.\n\nCard 1 of 1")
    assert other.covered("blockquote") == again.covered("blockquote") == (INJURED,)
    assert back.text.startswith("It is back.\n\nCard 1 of 2")


# — new entries —


async def test_given_words_that_are_nearly_the_articles_then_the_right_ones_become_a_quote(
    room: Newsroom,
) -> None:
    await room.ann.taps(await room.ann.says(INJURED), TELL_ME)
    form = await room.taps(room.ed, await room.ed.says("/unanswered"), "➕ New entry")
    await room.taps(room.ed, form, "A quote")

    spoken = await room.ed.says("The cause is not known")
    offered = await room.ed.says("nobody has been hurt")
    nearest = next(label for label in offered.labels if label.startswith("1. "))
    speakers = await room.taps(room.ed, offered, nearest)
    shown = await room.taps(room.ed, speakers, "Tom Reed")
    published = await room.taps(room.ed, shown, PUBLISH)

    assert "between quotation marks" in spoken.text
    assert offered.text.startswith("The article does not have these words")
    assert nearest == "1. Nobody was hurt"
    assert speakers.labels[0] == "Tom Reed"
    assert shown.text.startswith("A new entry, found by\nWas anybody hurt in the fire?\n")
    assert "“Was anybody hurt in the fire?” is answered now." in published.text
    assert room.story.read_text() == STORY + QUOTE
    told = await room.ann.hears()
    assert "Nobody was hurt" in told.text
    assert "Tom Reed" in told.text


async def test_given_a_fact_then_the_words_of_the_article_will_do_as_its_text(
    room: Newsroom,
) -> None:
    form = await room.taps(room.ed, await room.card_of("is it known why it burned"), NEW)
    await room.taps(room.ed, form, "A fact")

    asked = await room.ed.says("The cause is not known")
    shown = await room.taps(room.ed, asked, "Use the words of the article")
    await room.taps(room.ed, shown, PUBLISH)

    assert (await room.ann.says("is it known why it burned")).text.startswith(
        "The cause is not known"
    )


async def test_given_a_text_with_a_problem_then_it_is_shown_and_can_be_mended(
    room: Newsroom,
) -> None:
    form = await room.taps(room.ed, await room.card_of("is it known why it burned"), NEW)
    await room.taps(room.ed, form, "A fact")
    await room.ed.says("The cause is not known")

    refused = await room.settled(room.ed, await room.ed.says("70 boats burned for no reason."))
    await room.taps(room.ed, refused, "Another text")
    shown = await room.settled(room.ed, await room.ed.says("The cause of the fire is not known."))

    assert refused.text.startswith("Not published: it does not pass the checks.")
    assert "70" in refused.text
    assert "The cause of the fire is not known." in shown.text
    assert shown.labels[0] == PUBLISH


async def test_given_that_the_story_does_not_say_then_two_taps_tell_readers_so(
    room: Newsroom,
) -> None:
    await room.ann.taps(await room.ann.says(PAID), TELL_ME)

    shown = await room.taps(room.ed, await room.ed.says("/unanswered"), NOT_SAID)
    published = await room.taps(room.ed, shown, PUBLISH)

    assert "1 reader will go on waiting for an answer" in shown.text
    assert published.text.startswith("Edition 2 is on air")
    assert (await room.bob.says(PAID)).text.startswith("The story does not say.")
    assert room.rows("SELECT chat_id FROM waiting") == [(room.ann.chat.id,)]
    assert "Well done!" in (await room.ed.says("/unanswered")).text


async def test_given_a_better_text_and_question_then_readers_get_these(room: Newsroom) -> None:
    shown = await room.taps(room.ed, await room.card_of(PAID), NOT_SAID)
    await room.taps(room.ed, shown, "Another question")
    shown = await room.settled(room.ed, await room.ed.says("Who pays the fire brigade?"))
    assert "Who pays the fire brigade?" in shown.text
    assert "The story does not say." in shown.text

    await room.taps(room.ed, shown, "Another text")
    shown = await room.settled(room.ed, await room.ed.says("Who pays the brigade is left open."))
    await room.taps(room.ed, shown, PUBLISH)

    assert (await room.ann.says(PAID)).text.startswith("Who pays the brigade is left open.")
    assert "Who pays the fire brigade?" in room.story.read_text()


async def test_given_a_form_then_commands_work_and_nonsense_does_not_break_it(
    room: Newsroom,
) -> None:
    form = await room.taps(room.ed, await room.card_of(INJURED), NEW)
    assert "Please tap one of the buttons." in (await room.ed.says("a quote")).text
    await room.taps(room.ed, form, "A quote")

    assert (await room.ed.says("/help")).text == ENGLISH.help
    assert (await room.ed.sends("sticker")).text == ENGLISH.not_text
    asked = await room.ed.says("\u202e" + 50 * "🦀 <b>")

    assert asked.text.startswith("The article does not have these words")
    speakers = await room.ed.says("“Nobody was hurt”")
    assert speakers.text == "Who says it?"


@pytest.mark.parametrize("how", ["/cancel", "✖ Cancel"])
async def test_given_a_cancelled_form_then_what_is_typed_is_a_question_again(
    room: Newsroom, how: str
) -> None:
    form = await room.taps(room.ed, await room.card_of(INJURED), NEW)

    if how == "/cancel":
        cancelled = await room.ed.says(how)
        assert cancelled.text == "Cancelled; nothing has changed. See /unanswered."
    else:
        cancelled = await room.taps(room.ed, form, how)
        assert cancelled.covered("blockquote") == (INJURED,)

    assert (await room.ed.says(BOATS)).text.startswith(LOST)
    assert (await room.ed.says("/cancel")).text.startswith("There is nothing to cancel.")


async def test_given_a_form_that_was_left_open_then_it_expires(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await room.taps(room.ed, await room.card_of(INJURED), NEW)
    await room.taps(room.ed, form, "A quote")
    monkeypatch.setattr(sittings, "OPEN_S", -1.0)

    answer = await room.ed.says(BOATS)
    late = await room.ed.taps(form, "✖ Cancel")

    assert answer.text.startswith(LOST)
    assert late.toast == LOST_TOAST


# — who may, and what may have happened meanwhile —


@pytest.mark.parametrize("data", ["c", "p:{pending}", "t:{card}:boats-lost", "i:{card}", "u:1"])
async def test_given_a_strangers_tap_then_there_is_no_such_button(
    room: Newsroom, data: str
) -> None:
    card = await room.card_of(SANK)
    card_id = (card.button(BOATS).data or "").split(":")[2]
    shown = await room.taps(room.ed, card, BOATS)
    pending = (shown.button(PUBLISH).data or "").split(":")[2]
    hers = room.ann.reads()[-1]
    forged = "R:" + data.format(card=card_id, pending=pending)

    tap = await room.ann.taps(hers, Button("forged", forged))

    assert tap.toast == ENGLISH.outdated_button
    assert room.ann.reads()[-1] == hers
    assert (await room.ann.says("/unanswered")).text == ENGLISH.unknown_command
    assert (await room.ann.says("/cancel")).text == ENGLISH.unknown_command
    assert (await room.ed.says("/unanswered")).text == card.text
    assert room.storybot.publisher.on_air.number == 1


async def test_given_an_editor_in_a_group_then_there_are_no_cards(room: Newsroom) -> None:
    await room.card_of(SANK)
    group = room.server.group("Readers")
    answer = await room.ed.says(f"/help@{room.server.telegram.bot['username']}", chat=group)

    tap = await room.ed.taps(answer, Button("forged", "R:c"))
    room.ed.writes("/unanswered", chat=group)

    assert tap.toast == ENGLISH.outdated_button
    await room.ed.hears_nothing(group)


@pytest.mark.parametrize(
    "data",
    ["", "x", "t", "c:1:2", "p:", "p:1", "u:", "u:-1", "u:²", "u:99999999999", "b:1", "f:::",
     "f:1:kind:fact", "q", "C", "💣:💣"],
)  # fmt: skip
async def test_given_data_that_the_bot_has_not_written_then_the_editor_is_told(
    room: Newsroom, data: str
) -> None:
    card = await room.card_of(SANK)

    tap = await room.ed.taps(card, Button("forged", f"R:{data}"))

    assert tap.toast == LOST_TOAST
    assert room.ed.sees(card) == card


async def test_given_two_taps_on_publish_then_there_is_one_edition(room: Newsroom) -> None:
    shown = await room.taps(room.ed, await room.card_of(SANK), BOATS)
    button = shown.button(PUBLISH)

    await room.taps(room.ed, shown, PUBLISH)
    again = await room.ed.taps(shown, button)

    assert again.toast == LOST_TOAST
    assert len(await room.journal.editions() or ()) == 2


async def test_given_a_lesson_that_was_checked_long_ago_then_it_is_not_kept_any_more(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sittings, "KEPT_S", 0.0)
    card = await room.card_of(SANK)
    shown = await room.taps(room.ed, card, BOATS)

    late = await room.ed.taps(shown, PUBLISH)

    assert (late.toast, late.alert) == (LOST_TOAST, True)
    assert len(await room.journal.editions() or ()) == 1


async def test_given_a_card_that_another_editor_taught_then_it_is_gone(room: Newsroom) -> None:
    card = await room.card_of(SANK, INJURED)
    shown = await room.taps(room.ed, card, BOATS)
    await room.teaches(room.eva, await room.eva.says("/unanswered"), BOATS)

    late = await room.taps(room.ed, shown, PUBLISH)

    assert late.text.startswith("Somebody has dealt with that card meanwhile.\n\nCard 1 of 1")
    again = await room.ed.taps(late, card.button(BOATS))
    assert again.message.text == late.text
    assert len(await room.journal.editions() or ()) == 2


async def test_given_a_card_that_another_editor_ignored_then_it_cannot_be_taught(
    room: Newsroom,
) -> None:
    card = await room.card_of(SANK, SANK, INJURED)
    await room.taps(room.eva, await room.eva.says("/unanswered"), "🗑 Ignore")

    late = await room.taps(room.ed, card, BOATS)

    assert late.text.startswith("Somebody has dealt with that card meanwhile.")
    assert late.covered("blockquote") == (INJURED,)


async def test_given_another_edition_meanwhile_then_the_lesson_is_shown_again_on_top_of_it(
    room: Newsroom,
) -> None:
    shown = await room.taps(room.ed, await room.card_of(SANK, SANK, PAID), BOATS)
    other = await room.taps(room.eva, await room.eva.says("/unanswered"), "Next ›")
    await room.taps(room.eva, await room.taps(room.eva, other, NOT_SAID), PUBLISH)

    again = await room.taps(room.ed, shown, PUBLISH)
    assert again.text.startswith("Something else has been published meanwhile")
    assert again.covered("blockquote") == shown.covered("blockquote")
    assert len(await room.journal.editions() or ()) == 2

    published = await room.taps(room.ed, again, PUBLISH)
    assert published.text.startswith("Edition 3 is on air")
    story = room.story.read_text()
    assert f"- {SANK}\n" in story
    assert "Who paid the firemen?" in story


async def test_given_an_entry_that_is_gone_then_it_cannot_be_taught(room: Newsroom) -> None:
    card = await room.card_of(SANK)
    await room.without("boats-lost")

    late = await room.taps(room.ed, card, BOATS)

    assert late.text.startswith("That entry is not on air any more.\n\nCard 1 of 1")


async def test_given_an_entry_that_goes_before_publishing_then_nothing_is_published(
    room: Newsroom,
) -> None:
    shown = await room.taps(room.ed, await room.card_of(SANK), BOATS)
    await room.without("boats-lost")

    late = await room.taps(room.ed, shown, PUBLISH)

    assert late.text == (
        "Not published: story.yaml has no entry boats-lost. What was on air stays on air."
    )


async def test_given_a_broken_folder_then_its_files_are_kept_and_the_lesson_is_on_air(
    room: Newsroom,
) -> None:
    await room.eva.says("/start")
    shown = await room.taps(room.ed, await room.card_of(SANK), BOATS)
    room.story.write_text("story: [")

    published = await room.taps(room.ed, shown, PUBLISH)

    assert published.text.startswith("Edition 3 is on air")
    assert "kept as edition 2" in published.text
    assert "kept as edition 2" in (await room.eva.hears()).text
    assert f"- {SANK}\n" in room.story.read_text()


async def test_given_a_restart_then_old_cards_work_and_what_was_checked_is_checked_again(
    build: Build, newsroom: Callable[[app.Storybot], Newsroom]
) -> None:
    async with app.polling(storybot := build()):
        room = newsroom(storybot)
        card = await room.card_of(SANK)
        shown = await room.taps(room.ed, await room.ed.says("/unanswered"), BOATS)
        form = await room.taps(room.ed, await room.ed.says("/unanswered"), NEW)

    async with app.polling(storybot := build()):
        room = newsroom(storybot)
        assert (await room.ed.taps(shown, PUBLISH)).toast == LOST_TOAST
        assert (await room.ed.taps(form, "A quote")).toast == LOST_TOAST
        published = await room.teaches(room.ed, card, BOATS)

    assert published.text.startswith("Edition 2 is on air")
