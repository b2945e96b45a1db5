"""Our `Reply` → what the Bot API takes. UTF-16, in which Telegram counts, is known here only."""

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache
from typing import TypedDict

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.phrases import Phrases
from bot.replies import (
    Action,
    Button,
    ChooseLanguage,
    Copy,
    Link,
    Rate,
    Reply,
    ShowAnswer,
    ShowContext,
    ShowEntry,
    ShowQuote,
    ShowStory,
    ShowSummary,
    ShowTopic,
    Span,
    Style,
    TellMe,
)

MOST_UNITS = 4096
"""The longest text of a message, in UTF-16 units."""

_REMEMBERED = 500  # replies: most questions come to few of them
_MOST_ENTITIES = 100
_MOST_DATA_BYTES = 64
_MOST_COPIED_UNITS = 256
_MOST_ROWS = 50  # of at most two buttons; Telegram takes 100 buttons
_LONGEST_WORD = 100  # characters; a "word" beyond is a language without spaces
_FOLDED_CHARACTERS, _FOLDED_LINES = 300, 4  # a longer block quotation is shown folded

_TYPES: dict[Style, str] = {
    "bold": MessageEntity.BOLD,
    "italic": MessageEntity.ITALIC,
    "strikethrough": MessageEntity.STRIKETHROUGH,
    "underline": MessageEntity.UNDERLINE,
    "blockquote": MessageEntity.BLOCKQUOTE,
    "link": MessageEntity.TEXT_LINK,
}
_NUMBER = re.compile("[1-9][0-9]{0,5}", re.ASCII)
_RATINGS = {"useful": "u", "not_asked": "n"}
# What belongs to the character before it: joiners, skin tones, the letters of flags in tags,
# Korean vowels and finals. Combining marks and variation selectors are told by their category.
_JOINED = re.compile("[\u200c\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\u1160-\u11ff]")
_REGIONAL = "".join(map(chr, range(0x1F1E6, 0x1F200)))


class Arguments(TypedDict):
    """What sending and editing have in common."""

    text: str
    entities: list[MessageEntity]
    reply_markup: InlineKeyboardMarkup | None


def arguments(reply: Reply, phrases: Phrases) -> Arguments:
    """Return what to send for a reply, cut to what fits into one message."""
    return _arguments(reply, phrases.cut).copy()


@lru_cache(maxsize=_REMEMBERED)
def _arguments(reply: Reply, mark: str) -> Arguments:
    fitting = fitted(reply, mark)
    return Arguments(text=fitting.text, entities=entities(fitting), reply_markup=keyboard(fitting))


def fitted(reply: Reply, mark: str, most_units: int = MOST_UNITS) -> Reply:
    """Return a reply without white space around it, cut if it is too long.

    The cut is between words, or at least between characters as a reader sees them. The mark
    never stands in a block quotation: it is not the story's.

    Args:
        reply: Any length.
        mark: Stands at the end of a text that was cut.
        most_units: The longest text, in UTF-16 units; more than the mark has.
    """
    text = reply.text
    whole = _clipped(reply, len(text) - len(text.lstrip()), len(text.rstrip()))
    if _units(whole.text) <= most_units:
        return whole
    end = _last_cut(whole.text, most_units - _units(f"\n{mark}"))
    kept = _clipped(whole, 0, len(whole.text[:end].rstrip()))
    in_quotation = any(s.style == "blockquote" and s.end == len(kept.text) for s in kept.spans)
    return replace(kept, text=kept.text + ("\n" if in_quotation else "") + mark)


def entities(reply: Reply) -> list[MessageEntity]:
    """Return the spans as Telegram takes them: properly nested, none of them empty.

    A span that runs over the end of the one that it begins in is cut there. Left out is what
    Telegram does not nest: a style in itself, and a block quotation in a link.
    """
    found: list[MessageEntity] = []
    around: list[Span] = []
    # Of spans at one place a block quotation is the outermost: its name comes first.
    for span in sorted(reply.spans, key=lambda s: (s.start, -s.end, s.style)):
        while around and around[-1].end <= span.start:
            around.pop()
        if around and span.end > around[-1].end:
            span = replace(span, end=around[-1].end)
        covered = reply.text[span.start : span.end]
        refused = {span.style, "link"} if span.style == "blockquote" else {span.style}
        if not covered.strip() or any(outer.style in refused for outer in around):
            continue
        if span.style == "link" and not (span.url or "").startswith(("https://", "http://")):
            continue
        around.append(span)
        found.append(
            MessageEntity(
                _type(span.style, covered),
                offset=_units(reply.text[: span.start]),
                length=_units(covered),
                url=span.url if span.style == "link" else None,
            )
        )
    return found[:_MOST_ENTITIES]


def keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    """Return the buttons below a reply; None when there are none."""
    rows = [
        [made for button in row if (made := _button(button))]
        for row in (*reply.buttons, *reply.tools)
    ]
    rows = [row for row in rows if row][:_MOST_ROWS]
    return InlineKeyboardMarkup(rows) if rows else None


def encode(action: Action) -> str:
    """Return the data of a button, 1 to 64 bytes: a version, and what `decode` reads.

    Raises:
        ValueError: An id is too long for a button; content with such ids is never published.

    >>> encode(ShowQuote("science", "0badcafe"))
    '1:q:science:0badcafe'
    """
    match action:
        case ShowEntry(entry_id):
            data = f"1:e:{entry_id}"
        case ShowAnswer(entry_id):
            data = f"1:a:{entry_id}"
        case ShowContext(entry_id, paragraph, choice):
            data = f"1:c:{entry_id}:{paragraph}" + ("" if choice is None else f":{choice}")
        case ShowQuote(entry_id, choice):
            data = f"1:q:{entry_id}:{choice}"
        case ShowTopic(key):
            data = f"1:t:{key}"
        case ShowSummary(story_id, length):
            data = f"1:s:{story_id}:{length}"
        case ShowStory(story_id):
            data = f"1:y:{story_id}"
        case ChooseLanguage(code):
            data = f"1:l:{code}"
        case Rate(rating, entry_id):
            data = f"1:r:{entry_id}:{_RATINGS[rating]}"
        case TellMe():
            data = "1:w"
    if len(data.encode()) > _MOST_DATA_BYTES:
        raise ValueError(f"{data!r} is longer than the {_MOST_DATA_BYTES} bytes of a button")
    return data


def decode(data: str) -> Action | None:
    """Return what a tapped button asks for; None for any string that `encode` does not write.

    Whether there is such an entry, quote, topic or summary is not known here.

    >>> decode("1:e:virology-center")
    ShowEntry(entry_id='virology-center')
    >>> decode("2:e:virology-center") is None
    True
    """
    match data.split(":"):
        case ["1", "e", entry_id] if entry_id:
            return ShowEntry(entry_id)
        case ["1", "a", entry_id] if entry_id:
            return ShowAnswer(entry_id)
        case ["1", "c", entry_id, number, *choice] if entry_id and _NUMBER.fullmatch(number):
            if len(choice) <= 1:
                return ShowContext(entry_id, int(number), choice[0] if choice else None)
        case ["1", "q", entry_id, choice] if entry_id:
            return ShowQuote(entry_id, choice)
        case ["1", "t", key]:
            return ShowTopic(key)
        case ["1", "s", story_id, "short"] if story_id:
            return ShowSummary(story_id, "short")
        case ["1", "s", story_id, "long"] if story_id:
            return ShowSummary(story_id, "long")
        case ["1", "y", story_id]:
            return ShowStory(story_id)
        case ["1", "l", code] if code:
            return ChooseLanguage(code)
        case ["1", "r", entry_id, "u"] if entry_id:
            return Rate("useful", entry_id)
        case ["1", "r", entry_id, "n"] if entry_id:
            return Rate("not_asked", entry_id)
        case ["1", "w"]:
            return TellMe()
    return None


def _button(button: Button) -> InlineKeyboardButton | None:
    """Return a button of the Bot API; None when its text is longer than can be copied."""
    match button.action:
        case Link(url):
            return InlineKeyboardButton(button.label, url=url)
        case Copy(text) if _units(text) > _MOST_COPIED_UNITS:
            return None
        case Copy(text):
            return InlineKeyboardButton(button.label, copy_text=CopyTextButton(text))
        case action:
            return InlineKeyboardButton(button.label, callback_data=encode(action))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _type(style: Style, covered: str) -> str:
    is_long = len(covered) > _FOLDED_CHARACTERS or covered.count("\n") >= _FOLDED_LINES
    if style == "blockquote" and is_long:
        return MessageEntity.EXPANDABLE_BLOCKQUOTE
    return _TYPES[style]


def _clipped(reply: Reply, start: int, end: int) -> Reply:
    """Return the reply with the text from `start` to `end` only, and the spans that are there."""
    spans = [
        replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
        for span in reply.spans
        if span.start < end and span.end > start
    ]
    return replace(reply, text=reply.text[start:end], spans=tuple(spans))


def _last_cut(text: str, most_units: int) -> int:
    """Return where to cut a text that is longer than `most_units` UTF-16 units."""
    begun = text.encode("utf-16-le")[: 2 * most_units]
    end = len(begun.decode("utf-16-le", "ignore"))  # half an emoji is ignored
    word = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1))
    if end - word <= _LONGEST_WORD and word > 0:
        return word
    while end > 0 and _parts_a_character(text, end):
        end -= 1
    return end


def _parts_a_character(text: str, cut: int) -> bool:
    """Return whether a cut leaves a part of what a reader sees as one character on each side."""
    before, after = text[cut - 1], text[cut]
    if unicodedata.category(after).startswith("M") or _JOINED.match(after) or before == "\u200d":
        return True
    # Two of these letters make a flag; a cut after an odd number of them parts one.
    flags = cut - len(text[:cut].rstrip(_REGIONAL))
    return after in _REGIONAL and flags % 2 == 1
