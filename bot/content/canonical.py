"""The published equivalence: which spellings of the same words count as the same, and no others.

- Unicode NFC;
- a run of white space counts as one space;
- curly and straight quotation marks and apostrophes are the same;
- the dashes (hyphen to horizontal bar, and the minus sign) are the same;
- "..." and "…" are the same.

No case folding, no dropped punctuation, no score.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

_SAME: dict[int, str] = (
    dict.fromkeys(map(ord, "‘’‚‛′`´ʼ＇"), "'")
    | dict.fromkeys(map(ord, "“”„‟″＂«»"), '"')
    | dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
    | {ord("…"): "..."}
)

# Scripts that write no space between words, so that every place between letters is a boundary.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_JOINERS = "'.&@/_"  # "don't", "U.S.", "AT&T", "and/or" are one word each
_HYPHENS = "-‐‑－﹣"  # "non-violent" is one word; a dash between two words joins nothing
_SIGNED = re.compile(r"(?:^|[\s(\[\"'/])[-+±~<>≈]$|[#№§]\s?$")
_UNIT = "%‰°"
_SPACE = re.compile(r"\s+")
_LONGER_OR_SHORTER = re.compile(r"\s\s|…")  # than what it is compared as
# "$35" is not "$35 million".
_SCALE = re.compile(
    r"(?:hundred|thousand|million|billion|trillion|dozen|percent|per cent|pct|тыс|млн|млрд|трлн"
    r"|миллион|миллиард|процент)|[百千万亿億萬]",
    re.IGNORECASE,
)


def canonical(text: str) -> str:
    """Return `text` as it is compared: the published equivalence and nothing else.

    >>> canonical("“Don’t”\\n  wait – …")
    '"Don\\'t" wait - ...'
    """
    if text.isascii():  # as most is: no character needs a look at those beside it
        return _SPACE.sub(" ", text).translate(_SAME)
    return "".join(piece for piece, _, _ in _pieces(text))


class Canonical:
    """A stretch of the article as it is compared, with the way back to the article's characters.

    Attributes:
        text: The stretch under the published equivalence.
    """

    def __init__(self, text: str, offset: int) -> None:
        self._starts: Sequence[int]
        self._ends: Sequence[int]
        if unicodedata.is_normalized("NFC", text) and not _LONGER_OR_SHORTER.search(text):
            # As most paragraphs are, and all at once is much quicker than piece by piece.
            self.text = _SPACE.sub(" ", text).translate(_SAME)
            self._starts = range(offset, offset + len(text))
            self._ends = range(offset + 1, offset + len(text) + 1)
        else:
            pieces = [*_pieces(text)]
            self.text = "".join(piece for piece, _, _ in pieces)
            self._starts = [offset + start for piece, start, _ in pieces for _ in piece]
            self._ends = [offset + end for piece, _, end in pieces for _ in piece]
        self._hyphens = frozenset(
            i
            for i, c in enumerate(self.text)
            if c == "-" and text[self._starts[i] - offset] in _HYPHENS
        )

    def find(self, words: str) -> Iterator[tuple[int, int]]:
        """Yield where `words` stands, cutting through no word, number or character."""
        start = self.text.find(words)
        while start >= 0:
            end = start + len(words)
            if self.is_boundary(start) and self.is_boundary(end):
                yield start, end
                start = self.text.find(words, end)
            else:
                start = self.text.find(words, start + 1)

    def is_between(self, before: str, start: int, end: int, after: str) -> bool:
        """Return whether `before` stands right before `start`, and `after` right after `end`."""
        before_ends = start - self.text.startswith(" ", max(0, start - 1), start)
        after_begins = end + self.text.startswith(" ", end)
        return self.text.endswith(before, 0, before_ends) and self.text.startswith(
            after, after_begins
        )

    def is_boundary(self, i: int) -> bool:
        """Return whether a slice may begin or end before the character at `i`."""
        if i in (0, len(self.text)):
            return True
        before, after = self.text[i - 1], self.text[i]
        is_after_number = self.text[max(0, i - 2) : i - 1].isdigit()
        if (before == " " and after.isalpha() and not is_after_number) or (
            after == " " and before.isalpha()
        ):
            return True  # by far the most common case
        left, right = self.text[max(0, i - 6) : i], self.text[i : i + 9]
        if _is_one_character(self.text, i) or before + after == "..":  # three dots, or one "…"
            return False
        if re.search(r"\d ?$", left) and _SCALE.match(right.lstrip(" ")):
            return False
        if is_wordlike(before) and is_wordlike(after):
            return is_unspaced(before) or is_unspaced(after)
        return not (
            self._joins(before, right, i)
            or (len(left) > 1 and self._joins(left[-2], before + right, i - 1))
            or _is_inside_amount(left, right)
        )

    def widened(self, start: int, end: int) -> tuple[int, int]:
        """Return the smallest stretch of whole words that holds `start` to `end`."""
        while start < end and self.text[start] == " ":
            start += 1
        while start < end and self.text[end - 1] == " ":
            end -= 1
        while not self.is_boundary(start):
            start -= 1
        while not self.is_boundary(end):
            end += 1
        return start, end

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where the article has what `text[start:end]` was made from."""
        return self._starts[start], self._ends[end - 1]

    def _joins(self, before: str, rest: str, i: int) -> bool:
        """Return whether the character at `i`, which begins `rest`, makes one word of both."""
        after = rest[1:2]
        if not (after and is_wordlike(before) and is_wordlike(after)):
            return False
        if is_unspaced(before) or is_unspaced(after):
            return False
        if before.isdigit() and after.isdigit():
            return rest[0] in _JOINERS + "-,:"
        return rest[0] in _JOINERS or i in self._hyphens


def is_wordlike(c: str) -> bool:
    """Return whether `c` belongs to words: a letter, digit, mark or underscore, in any script."""
    return c.isalnum() or c == "_" or unicodedata.category(c).startswith("M")


def is_unspaced(c: str) -> bool:
    """Return whether `c` belongs to a script that writes no space between words."""
    return _UNSPACED.match(c) is not None


def _is_inside_amount(left: str, right: str) -> bool:
    """Return whether the place between `left` and `right` is inside "$35", "35 %" or "1 500"."""
    if right[0].isdigit() and (_SIGNED.search(left) or _is_currency(left.rstrip()[-1:])):
        return len(left) - len(left.rstrip()) <= 1
    if re.search(r"(?<!\d)\d{1,3}$", left) and re.match(r" \d{3}(?!\d)", right):
        return True
    if re.search(r"(?<!\d)\d{1,3} $", left) and re.match(r"\d{3}(?!\d)", right):
        return True
    if _is_currency(left[-1]) and re.match(r" \d", right):
        return True
    if re.search(r"\w[+]?$", left) and right[0] == "+":
        return True
    unit = right.lstrip(" ")[:2]
    return (
        bool(re.search(r"\d ?$", left))
        and len(right) - len(right.lstrip(" ")) + len(left) - len(left.rstrip(" ")) <= 1
        and (unit[:1] in _UNIT or _is_currency(unit[:1]))
        and bool(unit)
        and not unit[1:].isdigit()
    )


def _is_currency(c: str) -> bool:
    return bool(c) and unicodedata.category(c) == "Sc"


def _is_one_character(text: str, i: int) -> bool:
    """Return whether a reader sees what stands around `i` as one character."""
    before, after = text[i - 1], text[i]
    if unicodedata.category(after).startswith("M") or after in "\u200c\u200d\u0e33\u0eb3":
        return True
    if before in "\u200d\u1039\u17d2" or "\U0001f3fb" <= after <= "\U0001f3ff":
        return not after.isspace()
    if "\U000e0020" <= after <= "\U000e007f":
        return True
    start = i
    while start > max(0, i - 100) and "\U0001f1e6" <= text[start - 1] <= "\U0001f1ff":
        start -= 1
    return "\U0001f1e6" <= after <= "\U0001f1ff" and (i - start) % 2 == 1  # two make a flag


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (what is compared, start, end) for each smallest stretch that stands alone in NFC."""
    composed = unicodedata.is_normalized("NFC", text)
    i = 0
    while i < len(text):
        start, i = i, i + 1
        if text[start].isspace():
            while i < len(text) and text[i].isspace():
                i += 1
            yield " ", start, i
            continue
        if composed:
            yield _SAME.get(ord(text[start]), text[start]), start, i
            continue
        while i < len(text) and (
            unicodedata.combining(text[i])
            or (not text[i].isascii() and _composes(text[start:i], text[i]))
        ):
            i += 1
        yield unicodedata.normalize("NFC", text[start:i]).translate(_SAME), start, i


def _composes(before: str, after: str) -> bool:
    """Return whether NFC treats `after` as a part of the character that `before` begins."""
    apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", after)
    return unicodedata.normalize("NFC", before + after) != apart
