"""A reply as a terminal shows it: wrapped, but no word changed; the story's own behind a bar."""

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.replies import Button, Reply, Span, Style

BAR = "│ "
BULLET = "  • "
_WIDEST = 96
"""Lines are not made longer than this, however wide the terminal is."""
_CODES = {
    "bold": "\033[1m",
    "italic": "\033[3m",
    "link": "\033[4m",
    "underline": "\033[4m",
    "strikethrough": "\033[9m",
}
# What must be seen also where nothing is styled: the difference of two wordings.
_SIGNS = {"underline": "__", "strikethrough": "~~"}
_PLAIN = "\033[0m"
_EAST = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
# What stays together on a line: a word; of Chinese and Japanese each sign with its punctuation.
_WORD = re.compile(rf"[{_EAST}][^\w ]*|[^ {_EAST}]+")


def is_interactive() -> bool:
    """Return whether a person types at standard input."""
    return sys.stdin.isatty()


def is_styled() -> bool:
    """Return whether standard output shows bold and italic: a terminal, and not forbidden.

    Source: https://no-color.org
    """
    forbidden = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not forbidden


def width() -> int:
    """Return how many columns a line may have; 0 when nothing is there to say so, as in a pipe."""
    return min(shutil.get_terminal_size((0, 0)).columns, _WIDEST)


def shown(reply: Reply, *, columns: int = 0, styled: bool = False, numbered: bool = False) -> str:
    """Return a reply as a terminal shows it, without a line end after it.

    Args:
        reply: What a reader is told.
        columns: What a line may have; 0 for lines of any length.
        styled: Whether bold, italic and links are marked, with ANSI codes.
        numbered: Whether buttons are numbered from 1, to be picked, or just listed.

    >>> print(shown(Reply("He said:\\nthat is so", (Span("blockquote", 9, 19),)), columns=8))
    He said:
    │ that
    │ is so
    """
    lines = list(_lines(reply, columns, styled))
    if reply.buttons:
        lines += ["", *_listed(buttons(reply), columns, numbered)]
    return "\n".join(lines)


def buttons(reply: Reply) -> tuple[Button, ...]:
    """Return the buttons of a reply, row by row; the tools are for Telegram."""
    return tuple(button for row in reply.buttons for button in row)


def _lines(reply: Reply, columns: int, styled: bool) -> Iterator[str]:
    start, before = 0, None
    for line in reply.text.rstrip("\n").split("\n"):
        quotation = next((s for s in reply.spans if _holds(s, start, "blockquote")), None)
        if quotation and before and quotation != before:
            yield ""  # two slices of the article, not one
        before = quotation
        prefix = BAR if quotation else ""
        for piece in _wrapped(line, columns - len(prefix)):
            first, last = start + piece.start, start + piece.stop
            yield prefix + _marked(reply, first, last, styled)
        start += len(line) + 1


def _listed(choices: Sequence[Button], columns: int, numbered: bool) -> Iterator[str]:
    for number, button in enumerate(choices, 1):
        prefix = f"{number:>3}  " if numbered else BULLET
        for piece in _wrapped(button.label, columns - len(prefix)):
            yield prefix + button.label[piece]
            prefix = " " * len(prefix)


def _wrapped(line: str, columns: int) -> Iterator[slice]:
    """Yield the stretches of `line` that fit into `columns`; only spaces are lost between them.

    A word that is too long has a line of its own. Below one column nothing is wrapped.

    >>> line = "as quickly  as possible"
    >>> [line[piece] for piece in _wrapped(line, 10)]
    ['as quickly', 'as', 'possible']
    """
    start = end = 0
    for word in _WORD.finditer(line):
        if end > start and _cells(line[start : word.end()]) > columns > 0:
            yield slice(start, end)
            start = word.start()
        end = word.end()
    yield slice(start, end)


def _cells(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    >>> _cells("China"), _cells("中国")
    (5, 4)
    """
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _marked(reply: Reply, start: int, end: int, styled: bool) -> str:
    """Return a stretch of a reply's text, with ANSI codes or else signs where that tells."""
    cuts = {start, end}
    cuts |= {at for span in reply.spans for at in (span.start, span.end) if start < at < end}
    edges = sorted(cuts)
    pieces = []
    for first, last in pairwise(edges):
        marks = _CODES if styled else _SIGNS
        before = "".join(marks.get(s.style, "") for s in reply.spans if _holds(s, first, s.style))
        after = before and (_PLAIN if styled else before[::-1])
        pieces.append(before + reply.text[first:last] + after)
    return "".join(pieces)


def _holds(span: Span, offset: int, style: Style) -> bool:
    return span.style == style and span.start <= offset < span.end
