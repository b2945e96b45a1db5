"""Links that open at a citation: URL text fragments, checked on the article before they are used.

A directive is `text=[prefix-,]start[,end][,-suffix]`. A browser opens the first place in the page
that fits it. Here every directive is first tried on the article as a browser would, and only one
that opens at exactly the citation is returned.

1,648 directives, for the first story, for made-up pages that repeat themselves, and for
encyclopedia articles in English, Russian and Chinese, opened at the same place with Google's
text-fragments-polyfill 6.7.0.

The check is against the article alone. The page where it was published may have a headline, a
caption or other articles around it that have the same words earlier, and may be printed otherwise
(other quotation marks, a paragraph broken in two): then a browser opens another place, or the top
of the page.

Source: WICG, "URL Fragment Text Directives", sections "Parsing the fragment directive" and
"Finding ranges in a document", https://wicg.github.io/scroll-to-text-fragment/
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import quote

from bot.content.article import Article, Span
from bot.content.canonical import canonical, is_unspaced, is_wordlike

LONGEST_WHOLE = 300
"""Encoded characters of a citation that is written out; of a longer one, its two ends are."""

LONGEST = 1_000
"""Encoded characters of a directive; a longer one is not used."""

_MOST_CONTEXT = 12
"""Words before or after a citation that may be used to tell it from others."""

_ENDS = (4, 6, 9, 14)
"""Words of each end of a long citation that are tried."""

_BLOCK = "\n"  # between two paragraphs of a page, in which no other line break is left


@dataclass(frozen=True, slots=True)
class Directive:
    """What a text directive asks for; every text is one that a reader sees, unencoded."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        terms = [_encoded(self.start)]
        if self.prefix:
            terms.insert(0, _encoded(self.prefix) + "-")
        if self.end:
            terms.append(_encoded(self.end))
        if self.suffix:
            terms.append("-" + _encoded(self.suffix))
        return "text=" + ",".join(terms)


def text_fragment(article: Article, citation: Span) -> str | None:
    """Return the shortest of a few text directives that open the article at just this citation.

    Args:
        article: What the page has.
        citation: A stretch of it; white space at its ends is not counted.

    Returns:
        `text=…`, percent-encoded, to stand after `:~:` in a URL's fragment; None when no
        directive is found that tells the citation from what stands before it, or when it cuts
        through a word. Where a citation begins or ends in the middle of a clause in a script
        without spaces, a browser that does not read the words around it together with it, as the
        specification wants, opens the top of the page.

    >>> article = Article("The fire began at noon. At night, the fire ended.")
    >>> text_fragment(article, article.locate("the fire")[0])
    'text=night%2C-,the%20fire'
    >>> text_fragment(Article("so " * 40), Span(60, 62)) is None
    True
    """
    page = _page_of(article)
    start, end = page.shown(citation)
    if _is_edge(page.text, start) is False or _is_edge(page.text, end) is False:
        return None
    for directive in _directives(page, start, end):
        if len(str(directive)) <= LONGEST and page.opened_by(directive) == (start, end):
            return str(directive)
    return None


def link(canonical_url: str, article: Article, citation: Span) -> str:
    """Return the address of an article so that a browser opens it at a citation.

    Args:
        canonical_url: The article's own address; a section it names is kept for browsers that
            know no text directives, and one that it has of those is replaced.
        article: What the page has.
        citation: A stretch of it.

    Returns:
        The address as it was when the citation cannot be told from what stands before it.

    >>> article = Article("The fire began at noon.")
    >>> link("https://example.org/fire#top", article, Span(4, 8))
    'https://example.org/fire#top:~:text=fire'
    """
    directive = text_fragment(article, citation)
    if directive is None:
        return canonical_url
    page = canonical_url.partition(":~:")[0]
    return f"{page}{'' if '#' in page else '#'}:~:{directive}"


@lru_cache(maxsize=16)
def _page_of(article: Article) -> "_Page":
    return _Page(article)


def _encoded(term: str) -> str:
    """Return a term with all percent-encoded that a directive or a URL could misread."""
    return quote(term, safe="").replace("-", "%2D")


# What might open a citation


def _directives(page: "_Page", start: int, end: int) -> Iterator[Directive]:
    """Yield directives for a citation, shorter ones first; not all of them open there."""
    befores = list(islice(_before(page, start), _MOST_CONTEXT))
    afters = list(islice(_after(page, end), _MOST_CONTEXT))
    contexts = [("", "")]
    for n in range(_MOST_CONTEXT):
        before, after = "".join(befores[n : n + 1]), "".join(afters[n : n + 1])
        contexts += [(before, ""), ("", after), (before, after)]
    for first, last in _bodies(page, start, end):
        for prefix, suffix in dict.fromkeys(contexts):
            yield Directive(first, last, prefix, suffix)


def _bodies(page: "_Page", start: int, end: int) -> Iterator[tuple[str, str]]:
    """Yield a citation whole when it is short, else what it begins and ends with."""
    whole = page.text[start:end]
    if whole and _BLOCK not in whole and len(_encoded(whole)) <= LONGEST_WHOLE:
        yield whole, ""
        return
    first_block, last_block = whole.partition(_BLOCK)[0], whole.rpartition(_BLOCK)[2]
    begins = [start + i for i in range(1, len(first_block) + 1) if page.is_end(start + i)]
    ends = [end - i for i in range(1, len(last_block) + 1) if page.is_start(end - i)]
    for words in _ENDS:
        begin, last = begins[:words][-1:], ends[:words][-1:]
        if begin and last and begin[0] < last[0]:
            yield page.text[start : begin[0]], page.text[last[0] : end]
    if _BLOCK not in whole:  # a few long words, in letters that take much encoding
        yield whole, ""


def _before(page: "_Page", start: int) -> Iterator[str]:
    """Yield the last words before a place, one more each time; of one paragraph only."""
    end = start
    while end and page.text[end - 1].isspace():
        end -= 1
    for i in range(end - 1, -1, -1):
        if page.text[i] == _BLOCK:
            return
        if page.is_start(i):
            yield page.text[i:end]


def _after(page: "_Page", end: int) -> Iterator[str]:
    """Yield the first words after a place, one more each time; of one paragraph only."""
    start = end
    while page.text[start : start + 1].isspace():
        start += 1
    for i in range(start + 1, len(page.text) + 1):
        if page.text[i - 1] == _BLOCK:
            return
        if page.is_end(i):
            yield page.text[start:i]


# What a browser does with it


class _Page:
    """The article as a browser shows it and looks for words in it.

    Attributes:
        text: The paragraphs with single spaces, a line break between two.
    """

    def __init__(self, article: Article) -> None:
        shown: list[str] = []
        self._origins: list[int] = []
        for paragraph in article.paragraphs:
            if shown:
                shown.append(_BLOCK)
                self._origins.append(paragraph.start - 1)
            for i in range(paragraph.start, paragraph.end):
                c = article.text[i]
                if not c.isspace() or not article.text[i - 1].isspace():
                    shown.append(" " if c.isspace() else c)
                    self._origins.append(i)
        self.text = "".join(shown)
        self._folded, self._places = _folded(self.text)

    def shown(self, span: Span) -> tuple[int, int]:
        """Return where the page shows a stretch of the article, from the first to the last word.

        The end is not included; both are the same where the stretch is only white space.
        """
        start = bisect_left(self._origins, span.start)
        end = bisect_left(self._origins, span.end)
        while start < end and self.text[start].isspace():
            start += 1
        while start < end and self.text[end - 1].isspace():
            end -= 1
        return start, end

    def is_start(self, i: int) -> bool:
        """Return whether a word or a number surely begins at a place."""
        return self.text[i : i + 1].isalnum() and bool(_is_edge(self.text, i))

    def is_end(self, i: int) -> bool:
        """Return whether a word or a number surely ends at a place."""
        return self.text[i - 1 : i].isalnum() and bool(_is_edge(self.text, i))

    def opened_by(self, directive: Directive) -> tuple[int, int] | None:
        """Return what every browser opens; None when that is nothing, or not the same.

        Browsers do not agree on where words end in all scripts. Where the first place that fits
        is the same for one that sees the edge of a word at each place in doubt and for one that
        sees none there, it is the same for all between.
        """
        eager = self._first(directive, lambda i: _is_edge(self.text, i) is not False)
        strict = self._first(directive, lambda i: _is_edge(self.text, i) is True)
        return eager if eager == strict else None

    def _first(self, asked: Directive, is_edge: Callable[[int], bool]) -> tuple[int, int] | None:
        """Return the first place that fits, by the steps of "find a range"."""
        search = 0
        ends_word = bool(asked.end) or not asked.suffix
        while True:
            if asked.prefix:
                before = self._find(asked.prefix, search, is_edge, starts=True, ends=False)
                if before is None:
                    return None
                search = before[0] + 1
                begin = self._after_space(before[1])
                found = self._find(asked.start, begin, is_edge, starts=False, ends=ends_word)
                if found and found[0] != begin:
                    continue
            else:
                found = self._find(asked.start, search, is_edge, starts=True, ends=ends_word)
                search = found[0] + 1 if found else search
            if found is None:
                return None
            start, end = found
            while True:
                if asked.end:
                    last = self._find(asked.end, end, is_edge, starts=True, ends=not asked.suffix)
                    if last is None:
                        return None
                    end = last[1]
                if not asked.suffix:
                    return start, end
                begin = self._after_space(end)
                after = self._find(asked.suffix, begin, is_edge, starts=False, ends=True)
                if after is None:
                    return None
                if after[0] == begin:
                    return start, end
                if not asked.end:
                    break

    def _find(
        self, words: str, start: int, is_edge: Callable[[int], bool], *, starts: bool, ends: bool
    ) -> tuple[int, int] | None:
        """Return the first place of some words from `start` on, in one paragraph.

        Letters count as the same whatever their case and accents, and so do all quotation marks
        and all dashes: no browser sees more as the same.
        """
        sought, _ = _folded(words)
        at = self._folded.find(sought, bisect_left(self._places, start))
        while sought and at >= 0:
            first, last = self._places[at], self._places[at + len(sought) - 1] + 1
            while last < len(self.text) and _folded(self.text[last])[0] == "":
                last += 1  # an accent that stands by itself
            if (not starts or is_edge(first)) and (not ends or is_edge(last)):
                return first, last
            at = self._folded.find(sought, at + 1)
        return None

    def _after_space(self, i: int) -> int:
        while self.text[i : i + 1].isspace():
            i += 1
        return i


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the base letters of a text in lower case, and the place in it of each."""
    letters: list[str] = []
    places: list[int] = []
    for i, c in enumerate(text):
        folded = c if c == _BLOCK else c.lower() if c.isascii() else _base(c)
        letters.append(folded)
        places += [i] * len(folded)
    return "".join(letters), places


def _base(c: str) -> str:
    apart = unicodedata.normalize("NFKD", canonical(c))
    return "".join(x for x in apart if not unicodedata.category(x).startswith("M")).casefold()


def _is_edge(text: str, i: int) -> bool | None:
    """Return whether a word begins or ends before the character at `i`; None when in doubt.

    Source: Unicode Standard Annex 29, "Word Boundary Rules". In doubt are places where scripts
    without spaces need a dictionary, where versions of the annex differ, and inside emoji.
    """
    if i in (0, len(text)) or _BLOCK in text[i - 1 : i + 1]:
        return True
    before, after = text[i - 1], text[i]
    if unicodedata.category(after) in ("Mn", "Mc", "Me", "Cf"):
        return False
    if before == "\u200d" or (before > "\U0001f000" and after > "\U0001f000"):
        return None
    if is_wordlike(before) and is_wordlike(after):
        return None if is_unspaced(before) or is_unspaced(after) else False
    return _is_outside_word(text, i - 1) and _is_outside_word(text, i)


def _is_outside_word(text: str, i: int) -> bool | None:
    """Return whether the character at `i` surely joins no two words, as in "don't" or "1.5"."""
    before, c, after = text[i - 1 : i], text[i], text[i + 1 : i + 2]
    if c not in "'’‘.,:;·‧․＇．，：；\"״" or not (before and after):
        return True
    if not (is_wordlike(before) and is_wordlike(after)) or any(map(is_unspaced, before + after)):
        return True
    if c in "'’." and (before.isdigit() == after.isdigit()):
        return False
    return False if c == "," and before.isdigit() and after.isdigit() else None
