"""Checks on what a quote leaves out with [...]."""

from collections.abc import Iterator
from itertools import pairwise

from bot.content.article import Span
from bot.content.draft import Draft
from bot.content.manual import check
from bot.content.problem import Problem
from bot.content.wording import denies, hedges


@check
def quote_cut(draft: Draft) -> Iterator[Problem]:
    """What a quote leaves out with [...] is in one paragraph, and neither denies nor hedges.

    Why: without its “not” or “may”, a quote made of the speaker's own words says what the
    speaker did not say; and two statements far apart are not one.

    Wrong:  exact: It [...] cost $35 million
    Right:  exact: We will rebuild [...] by early spring
    """
    article = draft.article
    for _, entry, passage in draft.told_quotes:
        for before, after in pairwise(passage.spans or ()):
            numbers = [article.paragraph_at(span.start) for span in (before, after)]
            left_out = article[Span(before.end, after.start)]
            lost = [*denies(left_out), *hedges(left_out).values()]
            if numbers[0] != numbers[1]:
                yield Problem(
                    passage.mark,
                    "quote-cut",
                    f"quote {entry.id!r} joins words of paragraphs {numbers[0]} and {numbers[1]}",
                    "make them two quotes",
                )
            elif lost:
                yield Problem(
                    passage.mark,
                    "quote-cut",
                    f"quote {entry.id!r} leaves out “{lost[0]}”, which changes what is said",
                    f"keep the words: {' '.join(left_out.split())}",
                )
