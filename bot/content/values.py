"""Checks on single values: not empty, not too long, and as the article has them."""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from bot.content.draft import Draft
from bot.content.manual import check
from bot.content.problem import Problem
from bot.content.schema import MAX_CANONICAL, MAX_QUESTION, MAX_QUOTE, MAX_TEXT, Quote


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
        if not draft.names(speaker.name):
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
        if speaker.role and not draft.article.locate(speaker.role):
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
    for key, date in (("published", header.published), ("updated", header.updated)):
        if date is None:
            continue
        try:
            datetime.fromisoformat(date)
        except ValueError:
            is_right = False
        else:
            is_right = re.match(r"\d{4}-\d\d-\d\d", date) is not None
        if not is_right:
            yield Problem(
                draft.mark("story", key),
                "date-not-iso",
                f"{date!r} is not a date",
                "write year-month-day, for example 2021-11-17, or 2021-11-17T09:30:00+03:00",
            )
