"""The article: its paragraphs and sentences, and where a quotation stands in it, word for word.

Verbatim means exact, under the equivalence that `bot.content.canonical` publishes. A slice never
cuts through a word or a number, and never runs over the end of a paragraph.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice

from rapidfuzz import fuzz

from bot.content.canonical import Canonical, canonical

# A full stop after one of these, or after a single capital letter, does not end a sentence.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st sr jr gen col lt capt sen rep gov vs etc inc ltd co corp dept "
    "г гг ул им тыс млн млрд руб см стр др".split()
)
# Only with a capital letter: "in the sun." ends a sentence.
_CALENDAR = frozenset(
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun".split()
)
_LONGEST_SINGLE = 2_000  # characters of a quotation in single marks
_NEAR = 100  # characters on either side of what may be the end of a sentence
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)|[。！？]+[”’」』）]*")
_OPENING = "\"'“‘«(「『["
# What closes a quotation that a mark opened.
_CLOSING = {"“": '”"', "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", "”": "”", '"': '"'}
_MANY = 1000
_SEARCH_LIMIT = 500_000
"""Characters of a paragraph times characters sought, above which no likeness is looked for."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the article: offsets in characters from 0, the end not included."""

    start: int
    end: int

    def holds(self, other: "Span") -> bool:
        """Return whether `other` lies in this stretch."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        """Return whether the two stretches share a character."""
        return self.start < other.end and other.start < self.end


class Article:
    """The text of a story as it was published.

    Attributes:
        text: Every character as it stands in the file.
        paragraphs: Stretches between blank lines; paragraph n is `paragraphs[n - 1]`.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.paragraphs = tuple(
            _trimmed(text, match.start(), match.end())
            for match in re.finditer(r"\S(?:[^\n]|\n(?![^\S\n]*\n))*", text)
        )
        self._starts = [paragraph.start for paragraph in self.paragraphs]

    def __getitem__(self, span: Span) -> str:
        """Return the slice of the article at `span`."""
        return self.text[span.start : span.end]

    def paragraph_at(self, offset: int) -> int:
        """Return the number, from 1, of the paragraph that holds the character at `offset`."""
        return max(1, bisect_right(self._starts, offset))

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences, in order; none runs over the end of a paragraph."""
        return tuple(span for paragraph in self.paragraphs for span in self._split(paragraph))

    @cached_property
    def quotations(self) -> tuple[Span, ...]:
        """What stands between quotation marks, without the marks, in order.

        A quotation that is opened again at the next paragraph before it was closed, as
        newspapers print long ones, gives one stretch a paragraph.
        """
        return tuple(span for paragraph in self.paragraphs for span in self._quoted(paragraph))

    def locate(self, exact: str, *, prefix: str = "", suffix: str = "") -> list[Span]:
        """Return every stretch that is `exact` word for word, under the published equivalence.

        Args:
            exact: The words to find.
            prefix, suffix: Words that stand right before and right after, to tell apart places
                that are the same; only white space may lie between.

        Returns:
            Stretches in order, none overlapping, and no more than the first thousand; empty
            when the words are not in the article.

        >>> article = Article("“We don’t know,” she said — twice.")
        >>> [article[span] for span in article.locate('"We don\\'t know," she')]
        ['“We don’t know,” she']
        >>> article.locate("We don't now")
        []
        """
        words = canonical(exact).strip()
        # Mostly it is nowhere or once, and this sees it much sooner than one paragraph at a time.
        if not any(c.isalnum() for c in words) or words not in self._everything[0]:
            return []
        before, after = canonical(prefix).strip(), canonical(suffix).strip()
        found = (
            Span(*paragraph.original(start, end))
            for paragraph in self._canonical
            for start, end in paragraph.find(words)
            if paragraph.is_between(before, start, end, after)
        )
        return list(islice(found, _MANY))

    def locate_across(self, exact: str) -> list[Span]:
        """Return every stretch over two or more paragraphs that is `exact` word for word.

        The end of a paragraph counts as white space, and so as a space; no more than the first
        thousand.

        >>> article = Article("They came.\\n\\nNobody was hurt.")
        >>> [article[span] for span in article.locate_across("came. Nobody")]
        ['came.\\n\\nNobody']
        """
        words = canonical(exact).strip()
        return list(islice(self._across(words), _MANY)) if words else []

    def widened(self, span: Span) -> Span:
        """Return the smallest stretch of whole words and amounts in one paragraph that has `span`.

        >>> article = Article("It cost $35 million.")
        >>> article[article.widened(Span(3, 11))]
        'cost $35 million'
        """
        number = self.paragraph_at(span.start) - 1
        paragraph = self._canonical[number]
        start = len(canonical(self.text[self.paragraphs[number].start : span.start]))
        end = start + len(canonical(self[span]))
        return Span(*paragraph.original(*paragraph.widened(start, end)))

    def whole(self, exact: str) -> Span | None:
        """Return the whole words and amounts that `exact` cuts through.

        Returns:
            None when the article does not have `exact` at all, or has it uncut.

        >>> article = Article("It cost $35 million.")
        >>> article[article.whole("cost $35")]
        'cost $35 million'
        """
        words = canonical(exact).strip()
        if not words or self.locate(exact):
            return None
        for paragraph in self._canonical:
            start = paragraph.text.find(words)
            if start >= 0:
                return Span(*paragraph.original(*paragraph.widened(start, start + len(words))))
        return None

    def nearest(self, exact: str) -> Span | None:
        """Return the stretch most like `exact`, to show an editor; it proves nothing.

        Returns:
            A stretch of whole words in one paragraph, or None when nothing is similar.

        >>> article = Article("We rebuilt the harbour in early spring, she said.")
        >>> article[article.nearest("we rebuild the harbor in spring")]
        'We rebuilt the harbour in early spring'
        """
        words = canonical(exact).strip()
        sought = set(re.findall(r"\w+", words.casefold()))
        shared = [len(sought & known) for known in self._vocabularies]
        best: tuple[float, Span] | None = None
        # The paragraphs that share the most words are the only ones worth a slow look.
        for i in sorted(range(len(shared)), key=lambda i: -shared[i])[:3]:
            paragraph = self._canonical[i]
            if len(words) * len(paragraph.text) > _SEARCH_LIMIT:
                continue
            found = fuzz.partial_ratio_alignment(
                words.casefold(), _folded(paragraph.text), score_cutoff=60
            )
            if found is None or (best is not None and found.score <= best[0]):
                continue
            place = _closest(paragraph, words, found.dest_start, found.dest_end)
            best = found.score, Span(*paragraph.original(*place))
        return best[1] if best else None

    def _across(self, words: str) -> Iterator[Span]:
        everything, starts = self._everything
        at = everything.find(words)
        while at >= 0:
            i, j = (bisect_right(starts, place) - 1 for place in (at, at + len(words) - 1))
            first, last = self._canonical[i], self._canonical[j]
            start, end = at - starts[i], at + len(words) - starts[j]
            if i < j and first.is_boundary(start) and last.is_boundary(end):
                yield Span(first.original(start, start + 1)[0], last.original(end - 1, end)[1])
            at = everything.find(words, at + 1)

    @cached_property
    def _everything(self) -> tuple[str, list[int]]:
        """All paragraphs as they are compared, a space between two, and where each begins."""
        lengths = [len(paragraph.text) + 1 for paragraph in self._canonical]
        text = " ".join(paragraph.text for paragraph in self._canonical)
        return text, [0, *accumulate(lengths)][:-1]

    @cached_property
    def _canonical(self) -> tuple[Canonical, ...]:
        return tuple(Canonical(self[p], p.start) for p in self.paragraphs)

    @cached_property
    def _vocabularies(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(re.findall(r"\w+", p.text.casefold())) for p in self._canonical)

    def _split(self, paragraph: Span) -> Iterator[Span]:
        text, start = self[paragraph], 0
        for match in _SENTENCE_END.finditer(text):
            # Near by: a text of nothing but initials is looked through once, not at each of them.
            before = text[max(start, match.start() - _NEAR) : match.start()]
            last = re.split(r"\s", before)[-1].lstrip(_OPENING)
            following = text[match.end() : match.end() + _NEAR].lstrip()
            if match.group() == "." and (
                last.casefold() in _ABBREVIATIONS
                or last in _CALENDAR
                or (last.casefold() == "no" and following[:1].isdigit())
                or (len(last) == 1 and last.isupper())
                or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", last)
            ):
                continue
            if following and following[0].islower():
                continue
            yield _trimmed(text, start, match.end(), paragraph.start)
            start = match.end()
        if text[start:].strip():
            yield _trimmed(text, start, len(text), paragraph.start)

    def _quoted(self, paragraph: Span) -> Iterator[Span]:
        text, i = self[paragraph], 0
        # Some languages write ”so”, and others »so«, until another mark shows that they do not.
        closing_from = {
            "”": 0 if "“" in text or "„" in text else len(text),
            "»": text.find("«") % (len(text) + 1),
        }
        while i < len(text):
            if not _opens(text, i, closing_from):
                i += 1
                continue
            end = _closed_at(text, i)
            if end is None:
                i += 1
                continue
            yield Span(paragraph.start + i + 1, paragraph.start + end)
            i = end + 1


def _opens(text: str, i: int, closing_from: Mapping[str, int]) -> bool:
    """Return whether the character at `i` opens a quotation; some only close from a place on."""
    c, before = text[i], text[i - 1 : i]
    if c in "‘'":
        return not before.isalnum() and text[i + 1 : i + 2].isalnum()
    if c in closing_from:
        return i < closing_from[c] and not before.strip()
    if c == '"':
        return not before.isdigit()  # 6" is a length
    return c in _CLOSING


def _closed_at(text: str, i: int) -> int | None:
    """Return where the quotation that the mark at `i` opened ends; None when it is none."""
    if text[i] in "‘'":
        return _single_closed_at(text, i)
    for end in range(i + 1, len(text)):
        if text[end] in _CLOSING[text[i]]:
            return end
    return len(text)  # goes on in the next paragraph


def _single_closed_at(text: str, i: int) -> int | None:
    """Return where ‘such a quotation’ ends, although its mark is also the apostrophe."""
    closing = "’" if text[i] == "‘" else "'"
    near = re.compile(rf"{closing}(?!\w)").finditer(text, i + 2, i + _LONGEST_SINGLE)
    ends = [match.start() for match in near]
    another = text.find(text[i], i + 1) if text[i] == "‘" else -1
    if another > 0:
        ends = [end for end in ends if end < another]
    after_a_stop = [end for end in ends if text[end - 1] in ",.!?…"]
    if after_a_stop:
        return after_a_stop[0]
    # "the boys' toys" has an apostrophe, not the end of a quotation.
    return ends[0] if ends and closing == "’" else None


def _closest(paragraph: Canonical, words: str, start: int, end: int) -> tuple[int, int]:
    """Return whole words around `start` to `end`, a few more or fewer, most like `words`."""
    text, slack = _folded(paragraph.text), 40 + len(words) // 5
    tokens = [m for m in re.finditer(r"\w+|\S", text) if start - slack < m.start() < end + slack]
    starts = [m.start() for m in tokens if abs(m.start() - start) <= slack]
    ends = [m.end() for m in tokens if abs(m.end() - end) <= slack]
    first, *_, last = re.findall(r"\w+|\S", words.casefold()) * 2

    def likeness(place: tuple[int, int]) -> float:
        found = text[slice(*place)]
        # Words often differ in the middle; where they begin and end alike, they mean the same.
        return (
            fuzz.ratio(words.casefold(), found)
            + 10 * found.startswith(first)
            + 10 * found.endswith(last)
        )

    places = {paragraph.widened(s, e) for s in starts[:30] for e in ends[-30:] if s < e}
    return max(sorted(places | {paragraph.widened(start, end)}), key=likeness)


def _folded(text: str) -> str:
    """Return `text` in lower case, character for character, so that offsets stay right."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _trimmed(text: str, start: int, end: int, offset: int = 0) -> Span:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(offset + start + left, offset + start + len(piece.rstrip()))
