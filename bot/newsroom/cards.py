"""What editors are shown of the review queue, as text with buttons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.content.draft import one_line
from bot.content.files import INVISIBLE
from bot.content.model import Entry
from bot.editing.review import Card
from bot.editing.story_file import NotEdited
from bot.evaluation import replay_text
from bot.handlers.answering import edit
from bot.handlers.wire import arguments
from bot.newsroom.editors import told
from bot.newsroom.teaching import REPLAY_DAYS, Checked
from bot.phrases import ENGLISH
from bot.publishing.publisher import NotPublished, OnAir
from bot.replies import Reply
from bot.replies.reply import Draft

PREFIX = "R:"
"""All data of these buttons begins with it."""

MOST_ENTRIES = 3
"""Entries that a card offers at once."""

LONGEST_LABEL = 60
"""Characters on a button."""

_MOST_WORDINGS = 5
_LONGEST_WORDING = 120
_MOST_MOVED = 5

Rows = Sequence[Sequence[tuple[str, str]]]
"""Rows of buttons, each with its label and its data without the prefix."""


@dataclass(frozen=True, slots=True)
class Page:
    """A message with buttons."""

    reply: Reply
    rows: Rows = ()


async def show(bot: Bot, page: Page, chat_id: int, message_id: int | None = None) -> None:
    """Show a page in the place of a message; as a new one, where that cannot be edited."""
    keyboard = InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(label, callback_data=PREFIX + data) for label, data in row]
            for row in page.rows
        ]
    )
    shown = arguments(page.reply, ENGLISH)
    shown["reply_markup"] = keyboard if page.rows else None
    if message_id is None or not await edit(bot, chat_id, message_id, shown):
        await bot.send_message(chat_id, **shown)


def card_page(card: Card, place: int, of: int, said: str = "", *, after_ignored: str = "") -> Page:
    """Return a card.

    Args:
        card: The card.
        place, of: Its place in the queue, from 1, and how many there are.
        said: What there is to say before it.
        after_ignored: The id of a card that was ignored just now.
    """
    draft = Draft().add(f"{said}\n\n" if said else "")
    draft.add(f"Card {place} of {of}", "bold").add(f"\n{_often(card)}\n")
    _quote(draft, _wordings(card.questions))
    draft.add("\nIs it a way to ask one of these?" if card.best else "\nNothing is near it.")
    rows = entry_rows(card.id, [near.entry for near in card.best[:MOST_ENTRIES]])
    rows.append([("🔎 Search", f"s:{card.id}"), ("➕ New entry", f"w:{card.id}")])
    rows.append([("🤷 The story does not say", f"z:{card.id}")])
    last = [("🗑 Ignore", f"i:{card.id}")]
    if of > 1:
        last.append(("Next ›", f"n:{card.id}"))
    rows.append(last)
    if after_ignored:
        rows.append([("↩ Bring back the ignored one", f"b:{after_ignored}")])
    return Page(draft.reply(), rows)


def empty_page(said: str = "", *, after_ignored: str = "") -> Page:
    """Return what is shown when there is no card."""
    text = "All that readers asked has an answer, or you have dealt with it. Well done!"
    rows = [[("↩ Bring back the ignored one", f"b:{after_ignored}")]] if after_ignored else []
    return Page(Reply(f"{said}\n\n{text}" if said else text), rows)


def entry_rows(card_id: str, entries: Iterable[Entry]) -> list[list[tuple[str, str]]]:
    """Return a button for each entry that a card may be a way to ask."""
    return [[(cut(e.questions[0]), f"t:{card_id}:{e.id}")] for e in entries]


def checked_page(checked: Checked, pending_id: str, rows: Rows, said: str = "") -> Page:
    """Return what a lesson would do, with the button that does it.

    Args:
        checked: What passed.
        pending_id: For the button.
        rows: Buttons besides.
        said: What there is to say before it.
    """
    lesson, card = checked.lesson, checked.card
    entry = checked.edition.entry(lesson.entry_id)
    draft = Draft().add(f"{said}\n\n" if said else "")
    if lesson.new is None and entry is not None:
        draft.add(f"“{entry.questions[0]}” will also be found by").add("\n")
    else:
        draft.add("A new entry, found by").add("\n")
    _quote(draft, map(_tidy, lesson.questions))
    if entry is not None:
        draft.add("\nReaders will get").add("\n")
        _quote(draft, [entry.withdrawn or entry.text])
        if entry.speaker:
            draft.add(f"— {entry.speaker.name}\n")
    if checked.left_out:
        draft.add("\nLeft out, as they do not pass the checks:\n")
        _quote(draft, map(_tidy, checked.left_out))
    of = len(card.questions)
    draft.add(f"\n{_answered(checked.answered, of)} will get it. ")
    if card.waiting:
        draft.add(_of_those_who_wait(checked))
    replay = replay_text(checked.moved, checked.replayed, REPLAY_DAYS, _MOST_MOVED)
    draft.add(f"Of what else was asked:\n{replay}" if checked.replayed else "")
    return Page(draft.reply(), [[("✅ Publish", f"p:{pending_id}")], *rows])


def refused_page(refusal: NotPublished | NotEdited, rows: Rows) -> Page:
    """Return why a lesson does not go on air, with the ways on."""
    if isinstance(refusal, NotPublished):
        return Page(Reply(told(refusal)), rows)
    return Page(Reply(f"Not published: {refusal}. What was on air stays on air."), rows)


def published_page(checked: Checked, on_air: OnAir, left: int) -> Page:
    """Return what went on air, with the button that takes it back."""
    entry = on_air.edition.entry(checked.lesson.entry_id)
    text = told(on_air)
    if entry is not None:
        answers = "is answered now" if checked.lesson.new else "is found by more questions now"
        text += f"\n\n“{entry.questions[0]}” {answers}."
    first = [] if on_air.number is None else [("↩ Undo", f"u:{on_air.number}")]
    if left:
        first.append((f"Next card ({left})", "c"))
    return Page(Reply(text), [first] if first else ())


def undone_page(number: int, on_air: OnAir) -> Page:
    """Return what an editor is told once an edition was taken back."""
    text = (
        f"Edition {number} is undone. {told(on_air)}\n\nThe card is back in /unanswered. Readers "
        "who were told the answer meanwhile have it."
    )
    return Page(Reply(text), [[("Show the cards", "c")]])


def _often(card: Card) -> str:
    first, last = _day(card.first_at), _day(card.last_at)
    when = f"on {first}" if first == last else f"since {first}, last on {last}"
    said = f"Asked {_times(card.count)} {when}."
    if card.waiting:
        wants = "wants" if card.waiting == 1 else "want"
        said += f" {_count(card.waiting, 'reader')} {wants} to be told."
    if card.rated_down:
        said += f" Readers said {_times(card.rated_down)} that the answer was to something else."
    return said


def _of_those_who_wait(checked: Checked) -> str:
    waiting = _count(checked.card.waiting, "reader")
    if not checked.entry_answers:
        return f"{waiting} will go on waiting for an answer. "
    if checked.answered == len(checked.card.questions):
        return f"{waiting} who asked to be told will be, at once. "
    return f"Of {waiting} who asked to be told, those with such a wording will be, at once. "


def _wordings(questions: Sequence[str]) -> list[str]:
    shown = [cut(_tidy(question), _LONGEST_WORDING) for question in questions[:_MOST_WORDINGS]]
    if more := len(questions) - len(shown):
        shown.append(f"… and {_count(more, 'more wording')}")
    return shown


def _quote(draft: Draft, lines: Iterable[str]) -> None:
    start = draft.length
    draft.add("\n".join(lines)).mark("blockquote", start, draft.length).add("\n")


def _tidy(question: str) -> str:
    return one_line(INVISIBLE.sub("", question))


def cut(text: str, most: int = LONGEST_LABEL) -> str:
    """Return the beginning of a text that is longer than `most` characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n:,} times")


def _answered(answered: int, of: int) -> str:
    """Return how many wordings of a card are answered, in words."""
    if answered == of:
        return "Who asked this" if of == 1 else f"All {of} wordings of the card"
    return f"{answered} of the card’s {of} wordings"


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" + ("" if n == 1 else "s")
