"""Checks on single values: not empty, not too long, and as the article has them."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from urllib.parse import urlsplit

from bot.content.draft import Draft
from bot.content.manual import check
from bot.content.problem import Problem
from bot.content.schema import (
    MAX_CANONICAL,
    MAX_NOTE,
    MAX_QUESTION,
    MAX_QUOTE,
    MAX_TEXT,
    Quote,
)


@check
def dateline_not_in_article(draft: Draft) -> Iterator[Problem]:
    """The dateline stands in the article word for word.

    Why: it is shown under answers as the article's own.

    Wrong:  story: {publisher: Example, language: en, dateline: "PORT HALE, May 4 (Example)"}
    Right:  story: {publisher: Example, language: en, dateline: "PORT HALE, May 3 (Example)"}
    """
    dateline = draft.file.story.dateline
    if dateline and not draft.article.locate(dateline):
        near = draft.article.nearest(dateline)
        yield Problem(
            draft.mark("story", "dateline"),
            "dateline-not-in-article",
            "the dateline is not in the article word for word",
            f"the article has: {draft.article[near]}" if near else "remove it, or copy it exactly",
        )


@check
def speaker_name_not_in_article(draft: Draft) -> Iterator[Problem]:
    """The name of a speaker stands in the article as it is spelt here.

    Why: it is shown under quotes; other spellings that readers use belong under `also`.

    Wrong:  speakers: {stone: {name: Ada Stones}, reed: {name: Tom Reed}}
    Right:  speakers: {stone: {name: Ada Stone, also: [Ada Stones]}, reed: {name: Tom Reed}}
    """
    for key, speaker in draft.file.speakers.items():
        if draft.is_spoken_of(key) and not draft.names(speaker.name):
            near = draft.article.nearest(speaker.name)
            yield Problem(
                draft.mark("speakers", key, "name"),
                "speaker-name-not-in-article",
                f"the article does not have the name {speaker.name!r}",
                f"the article has: {draft.article[near]}"
                if near
                else "write the name as the article has it, and other spellings under `also`",
            )


@check
def speaker_role_not_in_article(draft: Draft) -> Iterator[Problem]:
    """The role of a speaker stands in the article word for word.

    Why: it is shown beside the name, and a title from memory may be out of date.

    Wrong:  speakers: {stone: {name: Ada Stone, role: the former mayor}, reed: {name: Tom Reed}}
    Right:  speakers: {stone: {name: Ada Stone, role: mayor of Port Hale}, reed: {name: Tom Reed}}
    """
    for key, speaker in draft.file.speakers.items():
        if not speaker.role or not draft.is_spoken_of(key):
            continue
        if not draft.article.locate(speaker.role):
            near = draft.article.nearest(speaker.role)
            yield Problem(
                draft.mark("speakers", key, "role"),
                "speaker-role-not-in-article",
                "the article does not have this role word for word",
                f"the article has: {draft.article[near]}" if near else "copy it from the article",
            )


@check
def question_empty(draft: Draft) -> Iterator[Problem]:
    """A question has words.

    Why: what has none can never be found.

    Wrong:  questions: ["How many boats were lost?", "?"]
    Right:  questions: ["How many boats were lost?"]
    """
    for question in (*draft.phrasings, *draft.case_questions):
        if not question.key:
            yield Problem(
                question.mark, "question-empty", "this question has no words", "write or remove it"
            )


@check
def question_too_long(draft: Draft) -> Iterator[Problem]:
    """A question has at most 200 characters, and the first one of an entry at most 100.

    Why: the first one stands on a button, where a long text is cut. Nobody types the others.

    Wrong:
        questions:
          - How many of the boats that lay in the harbour of Port Hale on that Sunday, when the
            fire broke out there, were lost in it?

    Right:
        questions:
          - How many boats were lost in the fire?
    """
    begun: set[int] = {-1}
    for question in (*draft.phrasings, *draft.case_questions):
        limit = MAX_QUESTION if question.entry in begun else MAX_CANONICAL
        begun.add(question.entry)
        if len(question.text) > limit:
            yield Problem(
                question.mark,
                "question-too-long",
                f"this question has {len(question.text)} characters, and {limit} are the most "
                + ("here" if limit == MAX_QUESTION else "for the first one, which is on a button"),
                "ask it as a reader would, in one short sentence",
            )


@check
def text_too_long(draft: Draft) -> Iterator[Problem]:
    """A text has at most 600 characters, a quote at most 1000.

    Why: readers have a phone in their hand, and Telegram refuses to quote more than 1024.

    Wrong:  text: About 30 boats were lost <and 600 more characters>
    Right:  text: About 30 boats were lost.
    """
    for i, entry in draft.entries:
        text, key, limit = (
            (entry.exact, "exact", MAX_QUOTE)
            if isinstance(entry, Quote)
            else (entry.text, "text", MAX_TEXT)
        )
        if len(text) > limit:
            yield Problem(
                draft.mark("entries", i, key),
                "text-too-long",
                f"this text has {len(text):,} characters, and {limit:,} are the most",
                "say less, or make two entries of it",
            )


@check
def canonical_url_not_http(draft: Draft) -> Iterator[Problem]:
    """`canonical_url` is an address that begins with http:// or https://.

    Why: answers link to it.

    Wrong:  story: {publisher: Example, language: en, canonical_url: example.org/fire}
    Right:  story: {publisher: Example, language: en, canonical_url: "https://example.org/fire"}
    """
    url = draft.file.story.canonical_url
    if url is None:
        return
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_right = False
    if not is_right or re.search(r"\s", url):
        yield Problem(
            draft.mark("story", "canonical_url"),
            "canonical-url-not-http",
            f"{url!r} is not the address of a page",
            "write it as a browser shows it: https://example.org/fire",
        )


@check
def date_not_iso(draft: Draft) -> Iterator[Problem]:
    """`published` and `updated` are ISO dates: year-month-day, and the time if it is known.

    Why: 3/5 is March in one country and May in another.

    Wrong:  story: {publisher: Example, language: en, published: May 3}
    Right:  story: {publisher: Example, language: en, published: 2021-05-03}
    """
    header = draft.file.story
    for key, written in (("published", header.published), ("updated", header.updated)):
        if written is None:
            continue
        try:
            datetime.fromisoformat(written)
        except ValueError:
            is_right = False
        else:
            is_right = re.match(r"\d{4}-\d\d-\d\d", written) is not None
        if not is_right:
            yield Problem(
                draft.mark("story", key),
                "date-not-iso",
                f"{written!r} is not a date",
                "write year-month-day, for example 2021-11-17, or 2021-11-17T09:30:00+03:00",
            )


@check
def correction_date(draft: Draft) -> Iterator[Problem]:
    """The date of a correction is year-month-day, and the newest correction stands last.

    Why: answers carry the last one with its date, and 3/5 is March in one country and May in
    another.

    Wrong:
        story:
          publisher: Example
          language: en
          corrections:
            - {date: 2021-05-04, note: There were 30 boats and not 13.}
            - {date: 2021-05-03, note: The mayor is Ada Stone and not Ada Stones.}

    Right:
        story:
          publisher: Example
          language: en
          corrections:
            - {date: 2021-05-03, note: The mayor is Ada Stone and not Ada Stones.}
            - {date: 2021-05-04, note: There were 30 boats and not 13.}
    """
    right = []
    for i, correction in enumerate(draft.file.story.corrections):
        mark = draft.mark("story", "corrections", i, "date")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", correction.date) or not _day(correction.date):
            yield Problem(
                mark,
                "correction-date",
                f"{correction.date!r} is not the date of a day",
                "write year-month-day, for example 2021-11-17",
            )
        else:
            right.append((mark, correction.date))
    for (_, before), (mark, written) in pairwise(right):
        if written < before:
            yield Problem(
                mark,
                "correction-date",
                f"the correction before this one is of {before}, which is later",
                "put the newest correction last, or mend the date",
            )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


@check
def note_too_long(draft: Draft) -> Iterator[Problem]:
    """The note of a correction has at most 200 characters.

    Why: it stands below every answer of the story.

    Wrong:
        story:
          publisher: Example
          language: en
          corrections: [{date: 2021-05-03, note: There were 30 boats <and 200 more characters>}]

    Right:
        story:
          publisher: Example
          language: en
          corrections: [{date: 2021-05-03, note: There were 30 boats and not 13.}]
    """
    for i, correction in enumerate(draft.file.story.corrections):
        if len(correction.note) > MAX_NOTE:
            yield Problem(
                draft.mark("story", "corrections", i, "note"),
                "note-too-long",
                f"this note has {len(correction.note):,} characters, and {MAX_NOTE} are the most",
                "say in one sentence what was wrong and what is right",
            )
