"""Checks that no two entries claim the same id, the same question or the same word."""

from collections.abc import Iterator, Sequence

from bot.content.draft import Draft, Phrasing, bare
from bot.content.manual import check, guess, page
from bot.content.model import Mark
from bot.content.problem import Problem
from bot.content.schema import REASONS
from bot.content.times import period


@page
def id_claimed_twice(drafts: Sequence[Draft]) -> Iterator[Problem]:
    """An id belongs to one entry, in all stories.

    Why: links and buttons know an entry by its id alone.

    Wrong:
        - id: insurance
          kind: not_reported
          text: The story does not say who pays.
          questions: [Who pays for the harbour?]

    Right:
        - id: payment
          kind: not_reported
          text: The story does not say who pays.
          questions: [Who pays for the harbour?]
    """
    first: dict[str, Mark] = {}
    entries = [(draft, i, entry) for draft in drafts for i, entry in draft.entries]
    entries.sort(key=lambda one: "true" in (one[0].file.story.draft, one[2].draft))
    for draft, i, entry in entries:  # what is a draft is newer than what readers get
        mark = draft.mark("entries", i, "id")
        if entry.id in first:
            yield Problem(
                mark,
                "id-claimed-twice",
                f"the id {entry.id!r} already belongs to the entry at {first[entry.id]}",
                "give one of them another id; keep the older one, since links name it",
            )
        first.setdefault(entry.id, mark)


@check
def id_reserved(draft: Draft) -> Iterator[Problem]:
    """No entry is called ambiguous or smalltalk.

    Why: in cases.yaml these words say that no entry answers.

    Wrong:
        - id: smalltalk
          kind: not_reported
          text: The story does not say what the two talked about.
          questions: [What did they talk about?]

    Right:
        - id: their-talk
          kind: not_reported
          text: The story does not say what the two talked about.
          questions: [What did they talk about?]
    """
    for i, entry in draft.entries:
        if entry.id in REASONS:
            yield Problem(
                draft.mark("entries", i, "id"),
                "id-reserved",
                f"in cases.yaml {entry.id!r} means that no entry answers",
                "give the entry another id",
            )


@check
def question_claimed_twice(draft: Draft) -> Iterator[Problem]:
    """No two entries claim the same question; case, punctuation and spaces do not tell them apart.

    Why: readers would get either answer. An entry may take over a question from another whose
    `expires_at` is not later than its own `publish_at`.

    Wrong:
        - id: payment
          kind: not_reported
          text: The story does not say who pays.
          questions: [were the boats insured]

    Right:
        - id: payment
          kind: not_reported
          text: The story does not say who pays.
          questions: [Who pays for the boats?]
    """
    for phrasing, first in _repeated(draft):
        if first.entry != phrasing.entry:
            yield Problem(
                phrasing.mark,
                "question-claimed-twice",
                f"{phrasing.text!r} is already answered at line {first.mark.line}, "
                "so readers would get either answer",
                "keep the question under one entry, or reword one of them",
            )


@check
def question_twice_in_entry(draft: Draft) -> Iterator[Problem]:
    """A question stands once under its entry; case, punctuation and spaces do not count.

    Why: the second one teaches the bot nothing.

    Wrong:  questions: [How many boats were lost?, how many boats were lost]
    Right:  questions: [How many boats were lost?, How many boats burned?]
    """
    for phrasing, first in _repeated(draft):
        if first.entry == phrasing.entry:
            yield Problem(
                phrasing.mark,
                "question-twice-in-entry",
                f"{phrasing.text!r} already stands at line {first.mark.line}, "
                "under the same entry",
                "remove it, or ask in other words",
            )


@check
def synonym_claimed_twice(draft: Draft) -> Iterator[Problem]:
    """A word stands in one group of synonyms.

    Why: in two groups it would make all words of both mean the same.

    Wrong:  synonyms: [[boat, ship], [ship, vessel]]
    Right:  synonyms: [[boat, ship, vessel]]
    """
    first: dict[str, Mark] = {}
    for i, group in enumerate(draft.file.synonyms):
        for n, word in enumerate(group):
            mark, key = draft.mark("synonyms", i, n), bare(word)
            if key in first:
                yield Problem(
                    mark,
                    "synonym-claimed-twice",
                    f"{word!r} already stands at line {first[key].line}, so the words of both "
                    "places would all mean the same",
                    "put all words that mean the same in one group, and the others elsewhere",
                )
            first.setdefault(key, mark)


@check
def case_unknown_entry(draft: Draft) -> Iterator[Problem]:
    """A case expects an entry that there is, or out_of_scope, ambiguous or smalltalk.

    Why: a case that can never pass tests nothing.

    Wrong:
        # cases.yaml
        cases: [{q: how many ships burned, expect: boat-lost}]

    Right:
        # cases.yaml
        cases: [{q: how many ships burned, expect: boats-lost}]
    """
    known = {*draft.entry_ids, *REASONS}
    for i, case in enumerate(draft.cases.cases if draft.cases else []):
        expect = [case.expect] if isinstance(case.expect, str) else case.expect
        for n, wanted in enumerate(expect):
            if wanted not in known:
                yield Problem(
                    draft.case_mark("cases", i, "expect", n),
                    "case-unknown-entry",
                    f"no entry of this story has the id {wanted!r}",
                    "write the id of an entry, out_of_scope, ambiguous or smalltalk"
                    + guess(wanted, known),
                )


@check
def case_is_a_phrasing(draft: Draft) -> Iterator[Problem]:
    """A case asks in words that no entry has among its questions.

    Why: the bot always finds its own phrasings, so such a case proves nothing.

    Wrong:
        # cases.yaml
        cases: [{q: how many boats were lost, expect: boats-lost}]

    Right:
        # cases.yaml
        cases: [{q: how many ships burned, expect: boats-lost}]
    """
    stored = {phrasing.key: phrasing.mark for phrasing in draft.phrasings}
    for case in draft.case_questions:
        if case.key in stored:
            yield Problem(
                case.mark,
                "case-is-a-phrasing",
                f"{case.text!r} is a stored question (line {stored[case.key].line} of "
                "story.yaml), so this case proves nothing",
                "ask in other words, as a reader would who has not seen the list",
            )


@check
def case_twice(draft: Draft) -> Iterator[Problem]:
    """A case stands once; case, punctuation and spaces do not count.

    Why: two would be counted as two proofs, and may even expect different things.

    Wrong:
        # cases.yaml
        cases: [{q: how many ships, expect: boats-lost}, {q: How many ships?, expect: ambiguous}]

    Right:
        # cases.yaml
        cases: [{q: how many ships, expect: boats-lost}]
    """
    first: dict[str, Mark] = {}
    for case in draft.case_questions:
        key = case.key
        if key in first:
            yield Problem(
                case.mark,
                "case-twice",
                f"{case.text!r} already stands at line {first[key].line}",
                "keep one of them",
            )
        first.setdefault(key, case.mark)


def _repeated(draft: Draft) -> Iterator[tuple[Phrasing, Phrasing]]:
    """Yield each phrasing that stood before, with the first place.

    That of an entry that goes off the air before this one comes on it does not count.
    """
    before: dict[str, list[Phrasing]] = {}
    for phrasing in filter(lambda phrasing: phrasing.key, draft.phrasings):
        earlier, due = before.setdefault(phrasing.key, []), period(draft, phrasing.entry)
        first = next((p for p in earlier if period(draft, p.entry).meets(due)), None)
        if first:
            yield phrasing, first
        earlier.append(phrasing)
