"""Checks that what is cited stands in the article, word for word and at one place."""

import json
import re
from collections.abc import Iterator

from bot.content.article import Article, Span
from bot.content.canonical import canonical
from bot.content.draft import LEFT_OUT, Draft, Passage, one_line
from bot.content.manual import check
from bot.content.problem import Problem

_COPY = "copy the words from article.txt"
_SHOWN = 50
"""Problems of a kind for which the nearest words of the article are looked up; it takes time."""


@check
def quote_not_verbatim(draft: Draft) -> Iterator[Problem]:
    """A quote stands in the article word for word; only line breaks and the like may differ.

    Why: readers see it as the speaker's own words. One changed word is a correction.

    Wrong:  exact: We will rebuild the harbour by spring
    Right:  exact: We will rebuild the harbour by early spring
    """
    missing = (
        (entry, passage, words)
        for _, entry, passage in draft.told_quotes
        for words in _missing(draft.article, passage)
    )
    for n, (entry, passage, words) in enumerate(missing):
        yield Problem(
            passage.mark,
            "quote-not-verbatim",
            f"quote {entry.id!r} is not in the article word for word"
            + (f": {words!r}" if len(passage.parts) > 1 else ""),
            _way_out(draft.article, words) if n < _SHOWN else _COPY,
        )


@check
def cite_not_verbatim(draft: Draft) -> Iterator[Problem]:
    """What a fact or a summary cites stands in the article word for word.

    Why: readers are shown these words as the story's, and a link takes them there. What is
    withdrawn they do not get, so it may cite words that the article had before.

    Wrong:  cite: about thirty boats were lost in a fire
    Right:  cite: About 30 boats were lost in a fire
    """
    missing = (
        (passage, words)
        for claim in draft.claims
        for passage in claim.passages
        for words in _missing(draft.article, passage)
    )
    for n, (passage, words) in enumerate(missing):
        yield Problem(
            passage.mark,
            "cite-not-verbatim",
            "these words are not in the article word for word",
            _way_out(draft.article, words) if n < _SHOWN else _COPY,
        )


@check
def quote_ambiguous(draft: Draft) -> Iterator[Problem]:
    """The words of a quote stand at one place, or `prefix` or `suffix` says at which.

    Why: readers are shown who said it and what stands around it, and that differs.

    Wrong:  exact: the harbour
    Right:
        exact: the harbour
        suffix: by early spring
    """
    for _, entry, passage in draft.told_quotes:
        if passage.is_in_order and not passage.spans:
            yield Problem(
                passage.mark,
                "quote-ambiguous",
                f"quote {entry.id!r} is in the article more than once: {_places(draft, passage)}",
                _settling(draft.article, passage),
            )


@check
def cite_ambiguous(draft: Draft) -> Iterator[Problem]:
    """The words that are cited stand at one place, or `prefix` or `suffix` says at which.

    Why: a citation must open at the sentence that is meant.

    Wrong:  cite: [About 30 boats were lost, harbour]
    Right:  cite: [About 30 boats were lost, {exact: harbour, prefix: in a fire at the}]
    """
    for claim in draft.claims:
        for passage in claim.passages:
            if passage.is_verbatim and not passage.spans:
                yield Problem(
                    passage.mark,
                    "cite-ambiguous",
                    "these words are in the article more than once: " + _places(draft, passage),
                    _settling(draft.article, passage),
                )


@check
def context_not_there(draft: Draft) -> Iterator[Problem]:
    """`prefix` and `suffix` are the words right before and right after.

    Why: they are there to tell two places apart, and can only do that if they fit one.

    Wrong:
        exact: the harbour
        suffix: in autumn

    Right:
        exact: the harbour
        suffix: by early spring
    """
    article = draft.article
    for passage in _passages(draft):
        for words, spans in zip(passage.parts, passage.found, strict=True):
            anywhere = article.locate(words)
            if spans or not anywhere:
                continue
            around = [_around(article, span) for span in anywhere[:3]]
            yield Problem(
                passage.mark,
                "context-not-there",
                "the words are in the article, but not with this prefix and suffix",
                "there they stand like this: " + "; ".join(around),
            )


@check
def quote_order(draft: Draft) -> Iterator[Problem]:
    """The parts of a quote with [...] stand in the article in this order.

    Why: the other way round, the speaker would say what nobody said.

    Wrong:  exact: It may cost $35 million [...] rebuild the harbour
    Right:  exact: rebuild the harbour [...] It may cost $35 million
    """
    for _, entry, passage in draft.told_quotes:
        if passage.is_verbatim and not passage.is_in_order:
            yield Problem(
                passage.mark,
                "quote-order",
                f"the parts of quote {entry.id!r} are in the article, but not in this order",
                "put them in the order of the article, or make them quotes of their own",
            )


@check
def quote_not_in_quotation_marks(draft: Draft) -> Iterator[Problem]:
    """A quote stands between quotation marks in the article.

    Why: what stands outside them is the reporter's wording, not the speaker's.

    Wrong:  exact: About 30 boats were lost
    Right:  exact: We will rebuild the harbour
    """
    article = draft.article
    for _, entry, passage in draft.told_quotes:
        for span in passage.spans or ():
            if any(quotation.holds(span) for quotation in article.quotations):
                continue
            inner = [q for q in article.quotations if q.meets(span)]
            fix = "make it a fact that cites these words"
            if inner:
                only = Span(max(span.start, inner[0].start), min(span.end, inner[0].end))
                fix = f"quote only what stands between the marks: {article[only]}"
            yield Problem(
                passage.mark,
                "quote-not-in-quotation-marks",
                f"the article does not have quote {entry.id!r} between quotation marks: "
                + _paragraph(article, span),
                fix,
            )


def _passages(draft: Draft) -> Iterator[Passage]:
    for _, _, passage in draft.told_quotes:
        yield passage
    for claim in draft.claims:
        yield from claim.passages


def _missing(article: Article, passage: Passage) -> list[str]:
    """Return the parts that are nowhere in the article, whatever stands around them."""
    return [
        words
        for words, spans in zip(passage.parts, passage.found, strict=True)
        if not spans and not article.locate(words)
    ]


def _way_out(article: Article, words: str) -> str:
    whole, near = article.whole(words), article.nearest(words)
    if whole:
        fix = "do not begin or end inside a word, a number or an amount: the article has: "
        return fix + one_line(article[whole])
    if LEFT_OUT.search(words):
        return "a citation leaves nothing out: make it a list, with one item for each part"
    if canonical(words).strip() in canonical(article.text):
        return "these words run over the end of a paragraph: take each paragraph by itself"
    return f"the article has: {one_line(article[near])}" if near else _COPY


def _places(draft: Draft, passage: Passage) -> str:
    spans = next(spans for spans in passage.found if len(spans) > 1)
    numbers = sorted({draft.article.paragraph_at(span.start) for span in spans})
    if len(numbers) == 1:
        return f"{len(spans)} times in paragraph {numbers[0]}"
    return "in paragraphs " + ", ".join(map(str, numbers[:-1])) + f" and {numbers[-1]}"


def _paragraph(article: Article, span: Span) -> str:
    return f"paragraph {article.paragraph_at(span.start)}"


def _settling(article: Article, passage: Passage) -> str:
    """Return a prefix or suffix for each place that no other place has."""
    words, spans = next(
        (w, s) for w, s in zip(passage.parts, passage.found, strict=True) if len(s) > 1
    )
    said = []
    for span in spans[:3]:
        for name, context in _contexts(article, span):
            found = (
                article.locate(words, prefix=context)
                if name == "prefix"
                else article.locate(words, suffix=context)
            )
            if found == [span]:
                typed = context if re.fullmatch(r"\w[\w ]*", context) else _quoted(context)
                said.append(f"`{name}: {typed}` for {_paragraph(article, span)}")
                break
    return "add " + ", or ".join(said) if said else "cite more words"


def _contexts(article: Article, span: Span) -> Iterator[tuple[str, str]]:
    """Yield ever longer words before and after a stretch, within its paragraph."""
    paragraph = article.paragraphs[article.paragraph_at(span.start) - 1]
    before = article[Span(paragraph.start, span.start)].split()
    after = article[Span(span.end, paragraph.end)].split()
    for count in range(1, 9):
        if count <= len(before):
            yield "prefix", " ".join(before[-count:])
        if count <= len(after):
            yield "suffix", " ".join(after[:count])


def _around(article: Article, span: Span) -> str:
    paragraph = article.paragraphs[article.paragraph_at(span.start) - 1]
    before = article[Span(paragraph.start, span.start)].split()[-3:]
    after = article[Span(span.end, paragraph.end)].split()[:3]
    return f"{' '.join(before)} … {' '.join(after)} ({_paragraph(article, span)})"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
