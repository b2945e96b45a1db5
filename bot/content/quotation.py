"""Is this quote real? What somebody pasted, held against the article.

A quotation is *verbatim* when `Article.locate` finds it, and for no other reason. What is nearly
in the article is *altered*: fuzzy alignment shows the difference and never says yes. Who is said
to have said it is not looked at: this module knows only the article.

Work is bounded: verbatim words are looked for in time linear in the article and the paste, and a
paste of up to `MOST_COMPARED` characters is compared in (words pasted × words of the article) / 64
steps. 10,000 characters took 0.04 s against the first story, which has 2,201; against an article
of 100,000 they took 0.1 s in English, and 0.8 s in Chinese, where every character is a word.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise, takewhile
from operator import itemgetter
from typing import Literal

from rapidfuzz.distance import LCSseq

from bot.content.article import Article, Span
from bot.content.canonical import canonical, is_unspaced, is_wordlike
from bot.text import is_han, normalise
from bot.text import words as words_in

MOST_COMPARED = 10_000
"""Characters; of a longer paste it is only looked whether it is verbatim."""

SHARE = 0.6
"""The part of the pasted words that the article must have, in order, to call them altered."""

LESS = 0.35
"""The same when `RUN` of them stand together: a real quotation in somebody's sentence."""

RUN = 6
"""Words that no two sentences have in common by chance. A Han character is half a word.

Of 630 sentences of encyclopedias in English, Russian and Chinese, held against the other sentences
of the same article, these three cuts call 9 altered, most of them near doubles of a neighbour. Of
sentences with one or two words replaced they find all, with three 98 %, with four 95 %; of eight
words in a sentence of another's, all but 0.2 %.
"""

FEWEST = 3
"""Words that the article must have in any case, or all when fewer were pasted."""

# Letters that look alike, in lower case; only for finding what was altered.
_LOOKALIKE = str.maketrans("аеорсухіјѕһԁԛԝкмтвнαοντρικυ", "aeopcyxijshdqwkmtbhaovtpiku")

_SENTENCE = 8
"""Words of what is taken for a quotation although the article has other words."""

_NEARLY = 0.6
"""The part of its characters that is the article's, and of the article's sentences that it has."""

_ASKING = frozenset(
    "what whats what's who whom whose which when where why how is are was were do does did has "
    "have had can could will would should may might must tell give show explain describe say "
    "что кто кого кому чей какой какая какое какие когда где куда почему зачем как сколько "
    "скажи расскажи покажи правда ли верно".translate(_LOOKALIKE).split()
)
_ASKING_TOO = re.compile("什么|谁|哪|怎么|怎样|为何|几|多少|是否|吗|呢|请")

Change = Literal["same", "added", "missing"]

# What one writes around somebody else's words: a pair of these marks ...
_CLOSING = {
    '"': '"', "＂": "＂", "“": "”“", "”": "”", "„": "“”", "«": "»", "»": "«",
    "'": "'", "‘": "’‘", "’": "’", "‚": "‘’", "`": "`'´", "‹": "›", "›": "‹",
    "「": "」", "『": "』", "《": "》", "〈": "〉", "〝": "〞〟", "❝": "❞",
}  # fmt: skip
_APOSTROPHES = "'’‘`"
# ... and a sign that ends or joins the sentence around them. "?" and "!" say something of their
# own, and a dash may be half of a pair.
_FINAL = ".,;:。，、；：،؛۔।"
_OMISSION = r"(?:\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\)|…|\.{3})"
_MOST_PARTS = 10
_OMITTED = re.compile(rf"\s*{_OMISSION}\s*")
# At an edge it only says that the quotation is a part, which any is.
_GOES_ON = re.compile(rf"^{_OMITTED.pattern}|{_OMITTED.pattern}$")

_FEWEST_QUOTED, _FEWEST_SIGNS = 4, 8  # words, or Chinese signs; fewer are a name or a term
_LONGEST_LEAD_IN = 6  # words
_QUOTED = re.compile(
    r"“(?P<a>[^“”]+)”|\"(?P<b>[^\"]+)\"|«(?P<c>[^«»]+)»|„(?P<d>[^„“”]+)[“”]|「(?P<e>[^「」]+)」"
)

_WORTH = 3
"""Words that may be missing for each that is there, so that both are parts of one stretch."""

_EDGE = 3
"""Words at an end of the paste that may stand for as many others in the article."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the difference between the article and what was pasted.

    Attributes:
        change: `same` under the published equivalence, `added` (pasted, but not in the article)
            or `missing` (in the article, but not pasted).
        stands: Where the article has it; empty for what was added.
        pasted: As it was pasted; empty for what is missing.
    """

    change: Change
    stands: Span
    pasted: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """The article has these words.

    Attributes:
        words: What was pasted, without what whoever quotes puts around it.
        places: Where they stand, in order; a place may run over the end of a paragraph.
    """

    words: str
    places: tuple[Span, ...]
    verdict: Literal["verbatim"] = "verbatim"


@dataclass(frozen=True, slots=True)
class Altered:
    """The article has other words that are nearly these.

    Attributes:
        words: What was pasted, without what whoever quotes puts around it.
        stretch: What the article has instead, in whole words and amounts.
        context: The whole sentences that hold the stretch.
        difference: Its `same` and `missing` pieces are the stretch, its `same` and `added` ones
            the words pasted, every character of both.
        is_shortened: Whether nothing was changed but that words of one paragraph were left out
            where the paste says so, by "…" or "[…]". That can turn the meaning as well.
    """

    words: str
    stretch: Span
    context: Span
    difference: tuple[Piece, ...]
    is_shortened: bool
    verdict: Literal["altered"] = "altered"


@dataclass(frozen=True, slots=True)
class NotFound:
    """The article has nothing that is nearly this.

    Attributes:
        words: What was pasted, without what whoever quotes puts around it.
    """

    words: str
    verdict: Literal["not_found"] = "not_found"


Verdict = Verbatim | Altered | NotFound


def judge(pasted: str, article: Article) -> Verdict:
    """Return whether the article has the words that somebody pasted.

    Taken off first, where that helps: white space, one pair of quotation marks around it all, a
    final sign that belongs to whoever quotes (a full stop, comma, colon or semicolon in any
    script), and dots at either end that say that the quotation is a part.

    What was pasted from two or more paragraphs is verbatim when each part of it is a verbatim
    slice and they follow each other in the article; between them, any white space will do.

    Args:
        pasted: Any text, of any length.
        article: What it is held against.

    >>> article = Article("“We will not rebuild the harbour by early spring,” she said.")
    >>> judge("'We will not rebuild the harbour.'", article).verdict
    'verbatim'
    >>> altered = judge("We will rebuild the harbour by early spring", article)
    >>> [(p.change, article[p.stands]) for p in altered.difference][:2]
    [('same', 'We will '), ('missing', 'not ')]
    >>> judge("The harbour master was sacked", article).verdict
    'not_found'
    """
    bared = _bared(pasted)
    if verbatim := _verbatim(bared, article):
        return verbatim
    words = bared[-1]
    if len(words) > MOST_COMPARED or not any(map(str.isalnum, words)):
        return NotFound(words)
    shortened = _shortened(words, article)
    stretch = shortened or _stretch(words, article)
    if stretch is None:
        return NotFound(words)
    return Altered(
        words,
        stretch,
        sentences_around(stretch, article),
        tuple(_difference(words, stretch, article)),
        is_shortened=shortened is not None,
    )


def looks_quoted(text: str, article: Article) -> bool:
    """Return whether a message asks "is this quote real?" without saying so.

    It does when all of it is between quotation marks, when the article has all of it word for
    word, or when it is nearly a sentence and asks nothing. A Han character is half a word.

    Args:
        text: A message that is no command.
        article: What it may be quoted from.

    >>> article = Article("We will not rebuild the harbour by early spring, she said.")
    >>> looks_quoted("“Nobody knows why”", article), looks_quoted("rebuild the harbour", article)
    (True, False)
    >>> looks_quoted("We will rebuild the harbour by early spring", article)
    True
    >>> looks_quoted("will they rebuild the harbour by early spring?", article)
    False
    """
    said = text.strip()
    is_enclosed = _is_enclosed(said) or _is_enclosed(_without_final_sign(said))
    if not is_enclosed and said[-1:] in "?？؟":
        return False
    words = _Words(said[:MOST_COMPARED], {})
    folded = [words.tokens[i].folded for i in words.places]
    size = sum(1 if not is_unspaced(word[0]) else 0.5 for word in folded)
    if is_enclosed:
        return size >= FEWEST
    if size < RUN:
        return False
    if size < _SENTENCE or folded[0] in _ASKING or _ASKING_TOO.search(said):
        return _verbatim(_bared(said), article) is not None
    verdict = judge(said, article)
    if verdict.verdict != "altered":
        return verdict.verdict == "verbatim"
    same = sum(len(piece.pasted) for piece in verdict.difference if piece.change == "same")
    context = verdict.context.end - verdict.context.start
    return same >= _NEARLY * max(len(said), context)


def _verbatim(bared: Sequence[str], article: Article) -> Verbatim | None:
    """Return the first of these that the article has."""
    for words in dict.fromkeys(bared):
        places = article.locate(words) or article.locate_across(words)
        if places:
            return Verbatim(words, tuple(places))
    return None


def _bared(pasted: str) -> list[str]:
    """Return what was pasted with less and less around it; the last is best shown to a reader."""
    text = pasted.strip()
    bare = _without_final_sign(text)
    for closed in (text, bare):
        if len(closed) > 2 and closed[-1] in _CLOSING.get(closed[0], ""):
            inside = closed[1:-1].strip()
            insides = [inside, _without_final_sign(inside)]
            # The marks of “Yes” and “no” are no pair; where the article has what is between them
            # it is verbatim all the same.
            return [text, bare, *insides] if _is_enclosed(closed) else [text, *insides, bare]
    return [text, bare]


def _without_final_sign(text: str) -> str:
    bare = _GOES_ON.sub("", text)
    if bare == text and bare[-1:] in _FINAL and bare[-2:-1] != bare[-1:]:
        bare = bare[:-1].rstrip()
    return bare


def _is_enclosed(text: str) -> bool:
    """Return whether one pair of quotation marks is around all of a text.

    >>> _is_enclosed("“Yes”"), _is_enclosed("“Yes” and “no”"), _is_enclosed("'They don't know'")
    (True, False, True)
    """
    if len(text) < 3 or text[-1] not in _CLOSING.get(text[0], ""):
        return False
    inside = text[1:-1]
    if text[0] in _APOSTROPHES:
        return True
    if text[0] == text[-1]:
        return text[0] not in inside
    depth = 1
    for c in inside:
        depth += (c == text[0]) - (c == text[-1])
        if depth == 0:
            return False
    return True


def _shortened(words: str, article: Article) -> Span | None:
    """Return the shortest stretch of a paragraph that has all that is pasted, but for the dots.

    Returns:
        None when no dots are in the paste, or a part of it is not verbatim and in order; also
        when there are more parts than anybody would call one quotation.
    """
    parts = [part for part in _OMITTED.split(words) if part]
    if not 2 <= len(parts) <= _MOST_PARTS:
        return None
    places = [article.locate(part) for part in parts]
    found = [
        Span(first.start, end)
        for first in places[0]
        for end in [_end_in_order(first.end, places[1:])]
        if end and article.paragraph_at(first.start) == article.paragraph_at(end - 1)
    ]
    return min(found, key=lambda span: span.end - span.start, default=None)


def _end_in_order(end: int, places: Sequence[Sequence[Span]]) -> int | None:
    """Return where the last of several parts ends when each begins after the one before."""
    for following in places:
        i = bisect_left(following, Span(end, end))
        if i == len(following):
            return None
        end = following[i].end
    return end


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, a sign, or a run of white space."""

    start: int
    end: int
    exact: str  # under the published equivalence
    folded: str  # for finding; empty for what is no word


class _Words:
    """The words of a text in order, each written as one character so that sequences are strings.

    Attributes:
        tokens: All of the text, without gaps.
        places: Which of the tokens are words.
        code: A character for each word; the same for words that are the same when folded.
    """

    def __init__(self, text: str, alphabet: dict[str, str] | None = None) -> None:
        self.tokens = list(_tokens(text))
        self.places = [i for i, token in enumerate(self.tokens) if token.folded]
        folded = [self.tokens[i].folded for i in self.places]
        self.alphabet: dict[str, str] = (
            {word: chr(0x10000 + i) for i, word in enumerate(dict.fromkeys(folded))}
            if alphabet is None
            else alphabet
        )
        self.code = "".join(self.alphabet.get(word, "?") for word in folded)

    def offset(self, token: int) -> int:
        """Return where a token begins, in characters; the length of the text after the last."""
        return self.tokens[token - 1].end if token else 0

    def span(self, first: int, last: int) -> Span:
        """Return the stretch from one word to another, both by number."""
        return Span(self.tokens[self.places[first]].start, self.tokens[self.places[last]].end)


@lru_cache(maxsize=16)
def _words_of(article: Article) -> _Words:
    return _Words(article.text)


@lru_cache(maxsize=16)
def _sentences_of(article: Article) -> list[range]:
    """Return the numbers of the words of each sentence."""
    told = _words_of(article)
    starts = [told.tokens[place].start for place in told.places]
    sentences, first = [], 0
    for sentence in article.sentences:
        last = first
        while last < len(starts) and starts[last] < sentence.end:
            last += 1
        if last > first:
            sentences.append(range(first, last))
        first = last
    return sentences


def _stretch(words: str, article: Article) -> Span | None:
    """Return what the article has nearly in these words, or None when that is too little."""
    told = _words_of(article)
    said = _Words(words, told.alphabet)
    if not said.code or not told.code:
        return None
    sentences = _nearest_sentences(said.code, told.code, _sentences_of(article))
    first, last, known = _core(said.code, told.code[sentences.start : sentences.stop])
    together = max((end - start for start, end in _runs(known)), default=0)
    halves = 2 if any(map(is_unspaced, words)) else 1
    fewest = min(FEWEST * halves, len(said.code))
    share = LESS if together >= RUN * halves else SHARE
    if len(known) < max(share * len(said.code), fewest):
        return None
    span = told.span(sentences.start + first, sentences.start + last)
    return _with_signs(span, said, told, article)


def _nearest_sentences(said: str, told: str, sentences: Sequence[range]) -> range:
    """Return the numbers of the words of the sentences that have most of what was pasted."""

    def known(words: range) -> int:
        return LCSseq.similarity(told[words.start : words.stop], said)

    counts = [known(sentence) for sentence in sentences]
    best = max(range(len(counts)), key=lambda i: (counts[i], counts[i] / len(sentences[i])))
    run, count = sentences[best], counts[best]
    # A neighbour belongs to it that has half of what is not found yet, or is half pasted itself.
    for step in (-1, 1):
        i = best + step
        while 0 <= i < len(sentences) and counts[i] >= 2:
            wider = range(min(run.start, sentences[i].start), max(run.stop, sentences[i].stop))
            more = known(wider) - count
            if more < max(2, min(len(sentences[i]), len(said) - count) / 2):
                break
            run, count = wider, count + more
            i += step
    return run


def _core(said: str, told: str) -> tuple[int, int, list[tuple[int, int]]]:
    """Return the first and last word of the part that was meant, and the words that it shares.

    Common words are found anywhere in a long sentence. So the part counts that has most of the
    words close together, and what stands beside it as long as more was pasted.
    """
    pairs = _densest(_pairs(said, told), len(told))
    if not pairs:
        return 0, 0, []
    # Some of the words at the ends were found too far off, and stand nearer as well.
    (before, first), (after, last) = pairs[0], pairs[-1]
    start, stop = max(0, first - before), min(len(told), last + len(said) - after)
    pairs = _densest(_pairs(said, told[start:stop]), stop - start)
    (before, first), (after, last) = pairs[0], pairs[-1]
    # One or two words in the place of one or two others.
    if before <= _EDGE:
        first = max(0, first - before)
    if len(said) - 1 - after <= _EDGE:
        last = min(stop - start - 1, last + len(said) - 1 - after)
    return start + first, start + last, pairs


def _densest(pairs: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return the neighbouring pairs for which the words found outweigh those missing by most.

    Source: Kadane's algorithm for the maximum subarray.
    """
    known = {there for _, there in pairs}
    best = total = start = 0
    ends = range(0)
    for i in range(length):
        if total <= 0:
            total, start = 0, i
        total += _WORTH if i in known else -1
        if total > best:
            best, ends = total, range(start, i + 1)
    return [pair for pair in pairs if pair[1] in ends]


def _pairs(said: str, told: str) -> list[tuple[int, int]]:
    """Return the numbers of the words that are the same in both, as many as go in order."""
    return [
        (code.src_start + n, code.dest_start + n)
        for code in LCSseq.opcodes(said, told)
        if code.tag == "equal"
        for n in range(code.src_end - code.src_start)
    ]


def _runs(pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield (first, end) of each run of pairs that are neighbours in both."""
    breaks = [
        i
        for i, ((here, there), (next_here, next_there)) in enumerate(pairwise(pairs), 1)
        if (next_here, next_there) != (here + 1, there + 1)
    ]
    yield from pairwise([0, *breaks, len(pairs)])


def _with_signs(span: Span, said: _Words, told: _Words, article: Article) -> Span:
    """Return the stretch in whole words and amounts, with the signs around it if pasted too."""
    first = next(i for i, token in enumerate(told.tokens) if token.end > span.start)
    last = next(i for i, token in enumerate(told.tokens) if token.end >= span.end)
    before = [token.exact for token in said.tokens[: said.places[0]]]
    after = [token.exact for token in said.tokens[said.places[-1] + 1 :]]
    preceding = [token.exact for token in told.tokens[max(0, first - len(before)) : first]]
    first -= _alike(before[::-1], preceding[::-1])
    while (
        after and told.tokens[last + 1 : last + 2] and told.tokens[last + 1].exact == after.pop(0)
    ):
        last += 1
    while told.tokens[first].exact == " ":
        first += 1
    while told.tokens[last].exact == " ":
        last -= 1
    start = article.widened(Span(told.tokens[first].start, told.tokens[first].end)).start
    end = article.widened(Span(told.tokens[last].start, told.tokens[last].end)).end
    return Span(start, end)


def quoted_in(text: str) -> list[str]:
    """Return what stands between quotation marks in a text, if it is long enough to be judged.

    >>> quoted_in("He said “we will not rebuild it” in his “new town”, right?")
    ['we will not rebuild it']
    """
    parts = [match[match.lastgroup or 0].strip() for match in _QUOTED.finditer(text)]
    return [part for part in parts if len(words_in(part)) >= _least(part)]


def _least(part: str) -> int:
    """Return how many words a quotation has to have to be judged."""
    return _FEWEST_SIGNS if any(map(is_han, part)) else _FEWEST_QUOTED


def without_lead_in(text: str) -> str | None:
    """Return what follows a short "Somebody said:"; None when nothing does.

    >>> without_lead_in("Mara Lindqvist said: we were there within six minutes")
    'we were there within six minutes'
    """
    lead_in, colon, rest = text.replace("：", ":").partition(":")
    is_short = 0 < len(words_in(lead_in)) <= _LONGEST_LEAD_IN
    return rest.strip() if colon and is_short and len(words_in(rest)) >= FEWEST else None


def sentences_around(stretch: Span, article: Article) -> Span:
    """Return the whole sentences that a stretch stands in."""
    sentences = [sentence for sentence in article.sentences if sentence.meets(stretch)]
    return Span(min(stretch.start, sentences[0].start), max(stretch.end, sentences[-1].end))


def _difference(words: str, stretch: Span, article: Article) -> Iterator[Piece]:
    """Yield the pieces in order; where something was replaced, what is missing comes first."""
    told = _Words(article[stretch])
    said = _Words(words, told.alphabet)
    steps = [step for step in _steps(said, told) if step[1] or step[2]]
    here = there = 0
    for change, run in groupby(steps, key=itemgetter(0)):
        first, begin = here, there
        for _, pasted, stands in run:
            here, there = here + pasted, there + stands
        span = Span(stretch.start + told.offset(begin), stretch.start + told.offset(there))
        yield Piece(change, span, words[said.offset(first) : said.offset(here)])


def _steps(said: _Words, told: _Words) -> Iterator[tuple[Change, int, int]]:
    """Yield changes with the number of tokens pasted, and of those in the article."""
    same = [
        (i, j)
        for here, there in _pairs(said.code, told.code)
        for i, j in [(said.places[here], told.places[there])]
        if said.tokens[i].exact == told.tokens[j].exact
    ]
    ends = (len(said.tokens), len(told.tokens))
    for (i, j), (next_i, next_j) in pairwise([(-1, -1), *same, ends]):
        pasted = [token.exact for token in said.tokens[i + 1 : next_i]]
        stands = [token.exact for token in told.tokens[j + 1 : next_j]]
        before = _alike(pasted, stands)
        after = _alike(pasted[before:][::-1], stands[before:][::-1])
        yield "same", before, before
        yield "missing", 0, len(stands) - before - after
        yield "added", len(pasted) - before - after, 0
        yield "same", after, after
        if next_i < ends[0]:
            yield "same", 1, 1


def _alike(some: list[str], others: list[str]) -> int:
    """Return how many items two lists have in common from their beginning."""
    pairs = zip(some, others, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _tokens(text: str) -> Iterator[_Token]:
    """Yield all of a text: its words, each sign, and each run of white space."""
    i = 0
    while i < len(text):
        start, c = i, text[i]
        i += 1
        is_word = False
        if c.isspace():
            while text[i : i + 1].isspace():
                i += 1
        elif text.startswith("...", start):
            i = start + 3
        elif is_wordlike(c):
            is_word = True
            while i < len(text) and _goes_on(text, i):
                i += 1
        exact = canonical(text[start:i])
        folded = normalise(exact).translate(_LOOKALIKE) if is_word else ""
        yield _Token(start, i, exact, folded)


def _goes_on(text: str, i: int) -> bool:
    """Return whether the character at `i` belongs to the word that stands before it."""
    before, c, after = text[i - 1], text[i], text[i + 1 : i + 2]
    if unicodedata.category(c) in ("Mn", "Mc", "Me", "Cf"):
        return True
    if is_unspaced(before) or is_unspaced(c):
        return False
    if is_wordlike(c):
        return True
    if not after or not is_wordlike(after) or is_unspaced(after):
        return False
    return canonical(c) == "'" or (c in ".,:" and before.isdigit() and after.isdigit())
