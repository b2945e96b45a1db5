"""Checks that what an editor's sentence says is in the words of the article that it cites.

They compare numbers with their units, dates, names, denials and hedges. The rules for words are
for English; numbers and names are compared in other languages, too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Prefix

from bot.content.article import Article, Span
from bot.content.draft import Claim, Draft
from bot.content.manual import check
from bot.content.problem import Problem
from bot.content.quantities import dates, is_dated, quantities
from bot.content.wording import denies, hedges, names, only_one_of_two

_SAYS = re.compile(r"(?:said|says?|told|tells|believes?|thinks|hopes|expects|wants|has|is|was)$")
_PRONOUNS = frozenset(
    "he she they it we you who this that these those there one nobody everybody everyone".split()
)
_BOTH_WAYS = {
    "possibility": "that it is only possible",
    "approximation": "that the number is not exact",
    "obligation": "that it should be so, not that it is",
    "report": "that it is only claimed",
}


@dataclass(frozen=True)
class _Evidence:
    """A sentence beside the words that it rests on.

    Attributes:
        claim: The sentence, its citations all proved.
        spans: What it cites.
    """

    draft: Draft
    claim: Claim
    spans: tuple[Span, ...]

    @cached_property
    def cited(self) -> str:
        """The words cited, and nothing else."""
        return " … ".join(self.draft.article[span] for span in self.spans)

    @cached_property
    def around(self) -> str:
        """The sentences that hold the words cited."""
        article = self.draft.article
        return " ".join(
            article[s] for s in article.sentences if any(s.meets(span) for span in self.spans)
        )

    @cached_property
    def with_lead(self) -> str:
        """The words cited, each with the two words right before it in the same clause."""
        return " … ".join(_lead(self.draft.article, s) + self.draft.article[s] for s in self.spans)

    @cached_property
    def speakers(self) -> str:
        """The names and roles of those to whom the article gives the words."""
        voices = self.draft.voices
        return " ".join(
            " ".join([speaker.name, speaker.role, *speaker.also])
            for key, speaker in self.draft.file.speakers.items()
            if key == self.claim.speaker or any(voices.may_be(key, s) for s in self.spans)
        )

    @property
    def is_english(self) -> bool:
        return self.draft.file.story.language.split("-")[0].casefold() == "en"


def _proved(draft: Draft) -> Iterator[_Evidence]:
    for claim in draft.claims:
        if claim.spans:
            yield _Evidence(draft, claim, claim.spans)


@check
def number_not_cited(draft: Draft) -> Iterator[Problem]:
    """Every number of a sentence stands in what it cites, with the same unit.

    Why: a wrong digit is the most common mistake, and 35 % is not $35.

    Wrong:
        text: About 13 boats were lost.
        cite: About 30 boats were lost

    Right:
        text: About thirty boats were lost.
        cite: About 30 boats were lost
    """
    for evidence in _proved(draft):
        known = quantities(evidence.cited, is_english=evidence.is_english)
        for quantity in quantities(evidence.claim.text, is_english=evidence.is_english):
            if any(quantity.is_said_by(other) for other in known):
                continue
            same = [other.text for other in known if other.value == quantity.value]
            yield Problem(
                evidence.claim.mark,
                "number-not-cited",
                f"“{quantity.text}” is not in what this sentence cites",
                f"the words cited have {same[0]}" if same else _elsewhere(draft, quantity.text),
            )


@check
def date_not_cited(draft: Draft) -> Iterator[Problem]:
    """Every date, month and weekday of a sentence stands in what it cites.

    Why: readers rely on dates, and nobody notices a wrong one.

    Wrong:
        text: The fire was on Monday.
        cite: in a fire at the harbour on Sunday

    Right:
        text: The fire was on Sunday.
        cite: in a fire at the harbour on Sunday
    """
    for evidence in _proved(draft):
        if not evidence.is_english:
            continue
        known = [date for date, _ in dates(evidence.cited)]
        for date, written in dates(evidence.claim.text):
            if not is_dated(date, known):
                yield Problem(
                    evidence.claim.mark,
                    "date-not-cited",
                    f"“{written}” is not in what this sentence cites",
                    _elsewhere(draft, written),
                )


@check
def name_not_cited(draft: Draft) -> Iterator[Problem]:
    """Every name in a sentence stands in what it cites, in that sentence of the article, or is
    the name or role of the speaker whose words they are.

    Why: a name from memory is how the wrong person gets into a story.

    Wrong:
        text: About 30 boats were lost in Grimsby.
        cite: About 30 boats were lost

    Right:
        text: About 30 boats were lost in Port Hale.
        cite: About 30 boats were lost
    """
    language = draft.file.story.language.split("-")[0].casefold()
    if language in ("de", "lb"):
        return  # every noun has a capital letter
    words = re.findall(r"[^\W_]+", draft.article.text)
    told = {word.casefold() for word in words}
    capital = set(re.findall(r"(?<![.!?…:\"“«(] )(?<=[\w,;] )[^\W\d_]\w*", draft.article.text))

    def is_name(word: str, following: str) -> bool:
        if word in capital and word.casefold() not in words:
            return True
        is_new = word.casefold() not in told and word.casefold() not in _PRONOUNS
        return is_new and _SAYS.match(following) is not None

    for evidence in _proved(draft):
        known = " ".join([evidence.cited, evidence.around, evidence.speakers]).casefold()
        forms = set(re.findall(r"[^\W_]+", known))
        for name in dict.fromkeys(names(evidence.claim.text, is_name)):
            folded = name.casefold()
            if set(re.findall(r"[^\W_]+", folded)) <= forms:  # O'Neil is two words there
                continue
            is_inflected = language != "en" and any(_is_form(folded, form) for form in forms)
            if folded not in forms and not is_inflected:
                yield Problem(
                    evidence.claim.mark,
                    "name-not-cited",
                    f"“{name}” is not in the sentences that this one cites",
                    _elsewhere(draft, name),
                )


@check
def negation_not_cited(draft: Draft) -> Iterator[Problem]:
    """A sentence denies something exactly when what it cites does.

    Why: one lost “not” turns the story into its opposite.

    Wrong:
        text: The cause is known.
        cite: The cause is not known

    Right:
        text: The cause is not known.
        cite: The cause is not known
    """
    for evidence in _proved(draft):
        if not evidence.is_english:
            continue
        said, cited = denies(evidence.claim.text), denies(evidence.with_lead)
        if said and not cited:
            yield Problem(
                evidence.claim.mark,
                "negation-not-cited",
                f"this sentence says “{said[0]}”, and nothing that it cites denies anything",
                "cite the words of the article that deny it, or say only what it says",
            )
        elif only_one_of_two(evidence.claim.text, evidence.cited):
            yield Problem(
                evidence.claim.mark,
                "negation-not-cited",
                "the article says “not only” or the like, and this sentence only “only”",
                "say that there is more, as the article does",
            )
        elif cited and not said:
            yield Problem(
                evidence.claim.mark,
                "negation-not-cited",
                f"the article says “{cited[0]}” in what this sentence cites, or right before, "
                "and the sentence does not",
                "say so, too, or cite only the words that the sentence is about",
            )


@check
def hedge_not_cited(draft: Draft) -> Iterator[Problem]:
    """“may”, “about”, “should” and “alleged” stand in a sentence exactly when in what it cites.

    Why: without “may”, a possibility becomes a fact, and with it a fact becomes a rumour.

    Wrong:
        text: The harbour will cost $35 million.
        cite: It may cost $35 million

    Right:
        text: The harbour could cost $35 million.
        cite: It may cost $35 million
    """
    for evidence in _proved(draft):
        if not evidence.is_english:
            continue
        said, cited = hedges(evidence.claim.text), hedges(evidence.with_lead)
        known = cited | {k: w for k, w in hedges(evidence.around).items() if k == "belief"}
        for kind, word in said.items():
            if kind not in known:
                yield Problem(
                    evidence.claim.mark,
                    "hedge-not-cited",
                    f"this sentence says “{word}”, and nothing that it cites says so",
                    "cite the words of the article that say so, or leave it out",
                )
        for kind, meaning in _BOTH_WAYS.items():
            if kind in cited and kind not in said:
                yield Problem(
                    evidence.claim.mark,
                    "hedge-not-cited",
                    f"the article says “{cited[kind]}” in what this sentence cites, or right "
                    f"before ({meaning}), and the sentence does not",
                    "say so, too, or cite only the words that the sentence is about",
                )


def _lead(article: Article, span: Span) -> str:
    sentence = next((s for s in article.sentences if s.start <= span.start < s.end), span)
    before = re.split(r"[,;:.!?…()\"“”]", article[Span(sentence.start, span.start)])[-1]
    return " ".join(before.split()[-2:]) + " "


def _elsewhere(draft: Draft, words: str) -> str:
    """Return where the article has the words, as a way out."""
    article = draft.article
    found = article.locate(words)
    if not found:
        return f"the article does not have “{words}”; say what it says"
    sentence = next(s for s in article.sentences if s.meets(found[0]))
    return "cite it, too; the article has it here: " + " ".join(article[sentence].split())


def _is_form(name: str, other: str) -> bool:
    """Return whether two words are one name in two cases, as far as their endings tell.

    >>> _is_form("сергеева", "сергеев"), _is_form("сергеева", "серов")
    (True, False)
    """
    same = Prefix.similarity(name, other)
    return same >= max(3, min(len(name), len(other)) - 2, 0.6 * max(len(name), len(other)))
