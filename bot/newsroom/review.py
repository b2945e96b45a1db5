"""The review queue in Telegram: what readers asked in vain, and what an editor does about it.

Two taps lead from a question to an answer on air. The first chooses the entry that it asks for:
the edit is made and checked, and tried on what readers asked. The second publishes it. One would
do, but readers who wait are told at once, and what they were told cannot be taken back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot.content.counting import questions_in
from bot.editing.lesson import Lesson, sensible
from bot.editing.review import Card, search
from bot.editing.story_file import NotEdited
from bot.handlers.answering import Answering
from bot.handlers.buttons import acknowledge
from bot.journal import Decision
from bot.newsroom.cards import (
    PREFIX,
    Page,
    card_page,
    checked_page,
    empty_page,
    entry_rows,
    published_page,
    refused_page,
    show,
    undone_page,
)
from bot.newsroom.editors import Editors, FromAnEditor, TapByAnEditor
from bot.newsroom.forms import Form, searching_page
from bot.newsroom.history import is_number
from bot.newsroom.proposals import AGAIN, KEPT_S
from bot.newsroom.sittings import Asked, Sitting, Sittings
from bot.newsroom.teaching import Checked, NoDatabase, Teaching
from bot.publishing.publisher import NotPublished, Outdated
from bot.replies import Reply

_MOST_FOUND = 6
_LOST = (
    f"That is done already, or waited for more than {KEPT_S / 60:.0f} minutes, or was lost in a "
    "restart. See /unanswered."
)
_GONE = "Somebody has dealt with that card meanwhile."
_NO_DATABASE = "The database with what readers asked is away. Please try again in a minute."


@dataclass(frozen=True, slots=True)
class Tapped:
    """Who tapped, and the message to show in the place of."""

    bot: Bot
    chat_id: int
    message_id: int
    editor: int
    sitting: Sitting


class Review:
    """Shows cards and does what editors tap."""

    def __init__(self, answering: Answering, editors: Editors) -> None:
        self._editors = editors
        self._teaching = Teaching(editors.publisher, answering.journal)
        self._sittings = Sittings()
        self._kept_days = answering.kept_days

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """Return what is to stand before the readers' handlers."""
        written = filters.UpdateType.MESSAGE & FromAnEditor(self._editors)
        asked = filters.TEXT & ~filters.COMMAND & Asked(self._sittings)
        return [
            CommandHandler("unanswered", self.open, written),
            CommandHandler("cancel", self.cancel, written),
            MessageHandler(written & asked, self.read),
            TapByAnEditor(self._editors, self.act, f"^{PREFIX}"),
        ]

    # — what editors write —

    async def open(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show the first card."""
        message = update.message
        if message is None or message.from_user is None:
            return
        sitting = self._sittings.of(message.from_user.id)
        sitting.close()
        await show(message.get_bot(), await self._first(sitting), message.chat.id)

    async def cancel(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Drop what is half done."""
        message = update.message
        if message is None or message.from_user is None:
            return
        sitting = self._sittings.of(message.from_user.id)
        was_open = sitting.form or sitting.searching or sitting.pending
        sitting.close()
        said = "Cancelled; nothing has changed." if was_open else "There is nothing to cancel."
        await show(message.get_bot(), Page(Reply(f"{said} See /unanswered.")), message.chat.id)

    async def read(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Take what the bot has asked for."""
        message = update.message
        if message is None or message.from_user is None or message.text is None:
            return
        sitting = self._sittings.of(message.from_user.id)
        bot, chat_id = message.get_bot(), message.chat.id
        edition = self._editors.publisher.on_air.edition
        if sitting.searching is not None:
            found = search(message.text, edition, _MOST_FOUND)
            said = "Is it one of these?" if found else "Nothing is like that."
            rows = entry_rows(sitting.searching.id, found)
            await show(bot, searching_page(sitting.searching, said, rows), chat_id)
        elif sitting.form is not None:
            try:
                said = await asyncio.to_thread(sitting.form.types, message.text, edition)
            except LookupError as error:
                sitting.close()
                await show(bot, Page(Reply(f"{_capital(error)}. See /unanswered.")), chat_id)
                return
            if sitting.form.step:
                await show(bot, sitting.form.page(edition, said), chat_id)
                return
            waits = await bot.send_message(chat_id, "Checking it…")
            where = Tapped(bot, chat_id, waits.message_id, message.from_user.id, sitting)
            await self._preview(where, sitting.form)

    # — what editors tap —

    async def act(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what a button says, if that is open still."""
        query = update.callback_query
        if query is None or query.message is None:
            return
        sitting, message = self._sittings.of(query.from_user.id), query.message
        tapped = Tapped(
            query.get_bot(), message.chat.id, message.message_id, query.from_user.id, sitting
        )
        parts = (query.data or "").removeprefix(PREFIX).split(":")
        todo = self._todo(tapped, parts)
        await acknowledge(query, "" if todo else _LOST, has_to_be_closed=todo is None)
        if todo is None:
            return
        try:
            await todo()
        except NoDatabase:
            await self._show(tapped, Page(Reply(_NO_DATABASE)))

    def _todo(self, tapped: Tapped, parts: list[str]) -> Callable[[], Awaitable[None]] | None:
        """Return what a button asks for; None when there is no such button now."""
        sitting = tapped.sitting
        match parts:
            case ["c"]:
                return lambda: self._show_first(tapped)
            case ["c" | "n" | "t" | "s" | "w" | "z" | "i" as verb, card_id, *rest] if len(
                rest
            ) == (verb == "t"):
                return lambda: self._on_card(tapped, verb, card_id, *rest)
            case ["b", card_id] if sitting.ignored and sitting.ignored.id == card_id:
                ignored = sitting.ignored
                return lambda: self._bring_back(tapped, ignored)
            case ["p", pending_id] if sitting.pending and sitting.pending[0] == pending_id:
                checked = sitting.pending[1]
                return lambda: self._publish(tapped, checked)
            case ["u", number] if is_number(number):
                return lambda: self._undo(tapped, int(number))
            case ["f", form_id, step, choice] if sitting.form and sitting.form.id == form_id:
                edition = self._editors.publisher.on_air.edition
                form, sitting.pending = sitting.form, None
                try:
                    if not form.chooses(step, choice, edition):
                        return None
                except LookupError:
                    return None
                return lambda: self._go_on(tapped, form)
            case ["x"] if sitting.form or sitting.pending or sitting.searching:
                return lambda: self._back(tapped)
        return None

    async def _on_card(self, tapped: Tapped, verb: str, card_id: str, entry_id: str = "") -> None:
        sitting = tapped.sitting
        sitting.close()
        card = await self._card(sitting, card_id)
        if card is None:
            await self._show(tapped, await self._first(sitting, _GONE))
            return
        edition = self._editors.publisher.on_air.edition
        match verb:
            case "c":
                await self._show(tapped, self._page(sitting, card))
            case "n":
                after = sitting.cards.index(card) + 1
                if after == len(sitting.cards):
                    await self._show_first(tapped)
                else:
                    await self._show(tapped, self._page(sitting, sitting.cards[after]))
            case "s":
                sitting.searching = card
                await self._show(tapped, searching_page(card))
            case "i":
                self._teaching.ignore(card, tapped.editor)
                sitting.ignored = card
                said = f"Ignored for {self._kept_days} days."
                page = await self._first(sitting, said, after_ignored=card.id)
                await self._show(tapped, page)
            case "t":
                await self._teach(tapped, card, entry_id)
            case _:
                sitting.form = Form.begun(card, edition, "not_reported" if verb == "z" else "")
                await self._go_on(tapped, sitting.form)

    async def _teach(self, tapped: Tapped, card: Card, entry_id: str) -> None:
        edition = self._editors.publisher.on_air.edition
        entry = edition.entry(entry_id)
        if entry is None:
            said = "That entry is not on air any more."
            await self._show(tapped, await self._first(tapped.sitting, said))
            return
        questions = sensible(card.questions, entry.questions)
        if not questions:
            said = "None of its wordings can be one of that entry’s."
            await self._show(tapped, self._page(tapped.sitting, card, said))
            return
        lesson = Lesson(edition.story_of(entry).id, entry.id, questions)
        await self._check(tapped, card, "taught", lesson)

    async def _go_on(self, tapped: Tapped, form: Form) -> None:
        """Ask for what is missing in a form, or show what it comes to."""
        if form.step:
            await self._show(tapped, form.page(self._editors.publisher.on_air.edition))
        else:
            await self._preview(tapped, form)

    async def _preview(self, tapped: Tapped, form: Form) -> None:
        try:
            lesson = form.lesson(self._editors.publisher.on_air.edition)
        except LookupError as error:
            tapped.sitting.close()
            await self._show(tapped, Page(Reply(f"{_capital(error)}. See /unanswered.")))
            return
        await self._check(tapped, form.card, form.decision, lesson)

    async def _check(
        self, tapped: Tapped, card: Card, decision: Decision, lesson: Lesson, said: str = ""
    ) -> None:
        """Check a lesson, and show what it would do; that may take some seconds."""
        number = questions_in(self._editors.publisher.on_air.content)
        await self._show(tapped, Page(Reply(f"Checking it, and asking all {number:,} questions…")))
        try:
            checked = await self._teaching.checked(card, decision, lesson)
        except (NotEdited, NotPublished) as refusal:
            await self._show(tapped, refused_page(refusal, tapped.sitting.ways_back(card)))
            return
        pending_id = tapped.sitting.keep(checked)
        page = checked_page(checked, pending_id, tapped.sitting.ways_back(card), said)
        await self._show(tapped, page)

    async def _publish(self, tapped: Tapped, checked: Checked) -> None:
        sitting, card = tapped.sitting, checked.card
        if not await self._teaching.is_open(card):
            sitting.close()
            await self._show(tapped, await self._first(sitting, _GONE))
            return
        await self._show(tapped, Page(Reply("Publishing it…")))
        try:
            on_air = await self._teaching.publish(checked, tapped.editor)
        except Outdated:
            await self._check(tapped, card, checked.decision, checked.lesson, AGAIN)
            return
        except NotPublished as refusal:
            await self._show(tapped, refused_page(refusal, sitting.ways_back(card)))
            return
        sitting.close()
        sitting.cards = tuple(one for one in sitting.cards if one.id != card.id)
        await self._show(tapped, published_page(checked, on_air, len(sitting.cards)))
        await self._editors.tell_of_set_aside(tapped.bot, on_air, tapped.editor)

    async def _undo(self, tapped: Tapped, number: int) -> None:
        tapped.sitting.close()
        await self._show(tapped, Page(Reply("Taking it back…")))
        try:
            on_air = await self._teaching.undo(number, tapped.editor)
        except NotPublished as refusal:
            await self._show(tapped, Page(Reply(f"Edition {number} is not undone: {refusal}.")))
            return
        await self._show(tapped, undone_page(number, on_air))
        await self._editors.tell_of_set_aside(tapped.bot, on_air, tapped.editor)

    async def _bring_back(self, tapped: Tapped, card: Card) -> None:
        sitting = tapped.sitting
        sitting.close()
        self._teaching.reopen(card)
        sitting.ignored = None
        await self._show(tapped, await self._first(sitting, "It is back."))

    async def _back(self, tapped: Tapped) -> None:
        """Show the card again whose form was cancelled."""
        sitting = tapped.sitting
        pending = sitting.pending[1].card if sitting.pending else None
        card = sitting.form.card if sitting.form else sitting.searching or pending
        sitting.close()
        if card is not None and card in sitting.cards:
            await self._show(tapped, self._page(sitting, card))
        else:
            await self._show_first(tapped)

    async def _show_first(self, tapped: Tapped) -> None:
        tapped.sitting.close()
        await self._show(tapped, await self._first(tapped.sitting))

    async def _first(self, sitting: Sitting, said: str = "", *, after_ignored: str = "") -> Page:
        """Return the page of the first card of a fresh queue."""
        try:
            sitting.cards = await self._teaching.queue()
        except NoDatabase:
            return Page(Reply(f"{said}\n\n{_NO_DATABASE}".strip()))
        if not sitting.cards:
            return empty_page(said, after_ignored=after_ignored)
        return self._page(sitting, sitting.cards[0], said, after_ignored)

    def _page(self, sitting: Sitting, card: Card, said: str = "", after_ignored: str = "") -> Page:
        place = sitting.cards.index(card) + 1
        return card_page(card, place, len(sitting.cards), said, after_ignored=after_ignored)

    async def _card(self, sitting: Sitting, card_id: str) -> Card | None:
        """Return a card that was shown, if nobody has dealt with it.

        Raises:
            NoDatabase: It cannot be told.
        """
        if not any(card.id == card_id for card in sitting.cards):  # after a restart
            sitting.cards = await self._teaching.queue()
        card = next((card for card in sitting.cards if card.id == card_id), None)
        return card if card is not None and await self._teaching.is_open(card) else None

    async def _show(self, tapped: Tapped, page: Page) -> None:
        await show(tapped.bot, page, tapped.chat_id, tapped.message_id)


def _capital(error: LookupError) -> str:
    said = str(error.args[0])
    return said[:1].upper() + said[1:]
