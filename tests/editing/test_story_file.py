"""An edit changes the lines that it is about, comes out of `load` as it went in, and no more."""

import difflib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.content import load
from bot.content.draft import one_line
from bot.content.files import CONTROL, INVISIBLE
from bot.content.model import ELLIPSIS, Content, Entry
from bot.content.problem import Problem
from bot.editing.story_file import (
    NotEdited,
    reinstated,
    with_citation,
    with_correction,
    with_entry,
    with_phrasing,
    with_story_key,
    withdrawn,
)
from tests.content.harbour import ARTICLE, STORY

REAL = Path("content/russia-china-science")
RUN = settings(max_examples=60, deadline=None)

FOUR = """\
story:
    dateline: 'PORT HALE, May 3 (Example)'
    publisher: 'Example'
    language: 'en'
speakers:
    stone:
        name: Ada Stone
        role: the mayor of Port Hale
    reed:
        name: Tom Reed
summary:
    short:
        -   text: About 30 boats were lost in a fire.
            cite: About 30 boats were lost in a fire
    long:
        -   text: The cause of the fire is not known.
            cite: The cause is not known
entries:
    -   id: boats-lost
        kind: fact
        text: About 30 boats were lost in the fire.
        cite: About 30 boats were lost in a fire
        questions:
            -   'How many boats were lost?'
            -   'What was lost?'
    -   id: rebuilding
        kind: quote
        speaker: stone
        exact: We will rebuild the harbour by early spring
        questions:
        - When will the harbour be rebuilt?
    -   id: insurance
        kind: not_reported
        text: The story does not say whether the boats were insured.
        questions:
            -   "Were the boats insured?"
"""
FLUSH = """\
---
# Lists stand right below their keys.
story:
  publisher: Example   # the paper
  language: en

speakers:
  stone: {name: Ada Stone, role: the mayor of Port Hale}

  reed: {name: Tom Reed}

summary:
  short:
  - text: About 30 boats were lost in a fire.
    cite: About 30 boats were lost in a fire
  long:
  - text: The cause of the fire is not known.
    cite: The cause is not known

# ---- what is known ----

entries:

# the fire
- id: boats-lost
  kind: fact  # not a quote
  text: About 30 boats were lost in the fire.
  cite: About 30 boats were lost in a fire
  questions:
  # as on the button
  - How many boats were lost?
  # and as readers ask

  - "What was lost in dock #4?"  # was it dock 4?

  # - what else

- id: rebuilding
  kind: quote
  speaker: stone
  # her own words
  exact: We will rebuild the harbour by early spring
  questions:
  - When will the harbour
    be rebuilt?

- id: insurance
  kind: not_reported
  questions:
  - Were the boats insured?
  text: The story does not say whether the boats were insured.

  # ---- the end ----

# And nothing more.
...
"""
BRACKETS = """\
story: {publisher: Example, language: en}
speakers: {stone: {name: Ada Stone, role: the mayor of Port Hale}, reed: {name: Tom Reed}}
summary:
  short: [{text: Nobody was hurt., cite: Nobody was hurt}]
  long: [
    {text: Nobody was hurt., cite: Nobody was hurt}
  ]
entries:
  - {id: boats-lost, kind: fact, text: "About 30 boats were lost in the fire.",
     cite: [About 30 boats were lost in a fire],  # the whole of it
     questions: [How many boats were lost?, "What burned, exactly?"]}  # two
  - id: rebuilding
    kind: quote
    speaker: stone
    exact: We will rebuild the harbour by early spring
    questions: [
      "When will the harbour be rebuilt?",
      'Will it be rebuilt?',  # by spring
    ]
  - id: insurance
    kind: not_reported
    text: The story does not say whether the boats were insured.
    topics: [money,
      boats]
    questions:
      [ Were the boats insured? ]  # one
"""
JSON = """\
{
  "story": {"publisher": "Example", "language": "en"},
  "speakers": {"stone": {"name": "Ada Stone"}},
  "summary": {
    "short": [{"text": "Nobody was hurt.", "cite": "Nobody was hurt"}],
    "long": [{"text": "Nobody was hurt.", "cite": "Nobody was hurt"}]
  },
  "entries": [
    {
      "id": "boats-lost", "kind": "fact", "text": "About 30 boats were lost in the fire.",
      "cite": "About 30 boats were lost in a fire", "questions": ["How many boats were lost?"]
    },
    {
      "id": "rebuilding", "kind": "quote", "speaker": "stone",
      "exact": "We will rebuild the harbour by early spring",
      "questions": [
        "When will the harbour be rebuilt?"
      ]
    },
    {
      "id": "insurance", "kind": "not_reported", "questions": ["Were the boats insured?"],
      "text": "The story does not say whether the boats were insured."
    }
  ]
}
"""
FOLDED = """\
story:
  publisher: Example
  language: en
speakers:
  stone:
    name: Ada Stone
    role: |-
      the mayor of
      Port Hale

  reed:
    name: Tom Reed
summary:
  short:
    - text: Nobody was hurt.
      cite: Nobody was hurt
  long:
    - text: Nobody was hurt.
      cite: Nobody was hurt
entries:
  - id: boats-lost
    kind: fact
    text: >-
      About 30 boats were lost in the
      fire.

    cite: >
        About 30 boats were lost
        in a fire
    questions:
      - |
        How many boats
        were lost?

      # a comment
      - >+
        What was lost?


  - questions:
      - |-
        When will the harbour be rebuilt?
    id: rebuilding
    kind: quote
    speaker: stone
    exact: |2
      We will rebuild the harbour by early spring
  - id: insurance
    kind: not_reported
    text: The story does not say whether the boats were insured.
    questions:
      - >
        Were the boats insured?

# the end
"""
LAYOUTS = {
    "two": STORY,
    "four": FOUR,
    "flush": FLUSH,
    "brackets": BRACKETS,
    "json": JSON,
    "folded": FOLDED,
}
IDS = ["boats-lost", "rebuilding", "insurance"]

NASTY = st.sampled_from(
    r"""no|12:30|~|null|- why|? why|#4|a #4|a: b|a:|:a|'|"|''|it's "so"|\|\n""".split("|")
    + r"""[a|a]|{a: b}|a, b|%|@a""".split("|")
    + r"""`a|!a|&a|*a|---|...|=|<<|1e3|0x1F|2026-05-04|yes|>-|é|é|🔥|👩‍🚀|如何？|，|ا|؟""".split(
        "|"
    )
    + ["|", "| a", "\U0010ffff", "\ufffd", "\ue000", "e\u0301", "\u0e33"]
)
WORDS = (
    st.lists(NASTY | st.text(max_size=12), min_size=1, max_size=5).map(" ".join)
    | NASTY
    | st.integers(40, 300).map(lambda n: "long: words " * n)
).filter(lambda text: one_line(text) and not INVISIBLE.search(text) and not CONTROL.search(text))


@st.composite
def stories(draw: st.DrawFn) -> str:
    """Return the harbour story as one of many hands writes it."""
    text = draw(st.sampled_from([*LAYOUTS.values()]))
    if draw(st.booleans()):
        text = text.rstrip("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return "\ufeff" * draw(st.booleans()) + text


def read(story: str) -> tuple[Content, list[Problem]]:
    """Load the harbour story with this file."""
    files = {"harbour/article.txt": ARTICLE, "harbour/story.yaml": story}
    return load(Path("content"), {name: text.encode() for name, text in files.items()})


@cache
def told(story: str) -> dict[str, tuple[Any, ...]]:
    """Return what is told of each entry, by id."""
    return {entry.id: as_told(entry) for entry in read(story)[0].stories[0].entries}


def as_told(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.kind,
        entry.text,
        entry.questions,
        entry.topics,
        tuple(c.exact for c in entry.citations),
        entry.speaker and entry.speaker.id,
        entry.withdrawn,
    )


def asked(story: str, entry_id: str) -> tuple[str, ...]:
    """Return the questions of an entry."""
    questions: tuple[str, ...] = told(story)[entry_id][2]
    return questions


def difference(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that are no more, and the new ones."""
    # The last line of a file without an end of line gets one.
    lines = [*difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")][2:]
    return [line[1:] for line in lines if line[0] == "-"], [
        line[1:] for line in lines if line[0] == "+"
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_is_one_that_can_be_on_air(layout: str) -> None:
    _, problems = read(LAYOUTS[layout])

    assert [str(problem) for problem in problems] == []


@RUN
@given(stories(), st.sampled_from(IDS), WORDS)
@example(BRACKETS, "boats-lost", "a] # b")
@example(FLUSH.replace("\n", "\r\n"), "boats-lost", "no")
@example(FOLDED.rstrip(), "insurance", "- one\n- two: three")
def test_a_question_comes_out_as_it_went_in(story: str, entry_id: str, question: str) -> None:
    before = told(story)
    assume(one_line(question) not in before[entry_id][2])

    after = with_phrasing(story, entry_id, question)

    assert asked(after, entry_id) == (*before[entry_id][2], one_line(question))
    assert {**told(after), entry_id: None} == {**before, entry_id: None}
    gone, new = difference(story, after)
    assert len([line for line in new if line.strip()]) == 1 or len(question) > 60
    assert len(gone) <= story.removeprefix("\ufeff").startswith(("{", "story: {"))


@RUN
@given(stories(), st.sampled_from(IDS), WORDS)
def test_an_entry_is_withdrawn_with_these_words_and_given_again(
    story: str, entry_id: str, reason: str
) -> None:
    before = told(story)

    after = withdrawn(story, entry_id, reason)

    assert told(after) == {**before, entry_id: (*before[entry_id][:-1], one_line(reason))}
    assert len(difference(story, after)[1]) == 1 or len(reason) > 60
    assert reinstated(after, entry_id) == story
    again = withdrawn(after, entry_id, "Not so.")
    assert told(again)[entry_id][-1] == "Not so."
    assert reinstated(again, entry_id) == story


def entries() -> st.SearchStrategy[dict[str, Any]]:
    """Return entries as a program makes them."""
    common = {
        "topics": st.lists(WORDS, max_size=3, unique_by=one_line),
        "questions": st.lists(WORDS, min_size=1, max_size=3, unique_by=one_line),
        "id": st.just("new-one"),
    }
    words = st.sampled_from(["Nobody was hurt", "We will rebuild the harbour by early spring"])
    cite = words | st.fixed_dictionaries({"exact": words, "prefix": st.just("")})
    kinds: list[dict[str, st.SearchStrategy[Any]]] = [
        {
            "kind": st.just("fact"),
            "text": WORDS,
            "cite": cite | st.lists(cite, min_size=1, max_size=2),
            "speaker": st.sampled_from([None, "stone"]),
        },
        {"kind": st.just("quote"), "exact": words, "speaker": st.just("stone")},
        {"kind": st.just("not_reported"), "text": WORDS},
    ]
    return st.sampled_from(kinds).flatmap(lambda kind: st.fixed_dictionaries(common | kind))


@RUN
@given(stories(), entries())
def test_a_new_entry_is_told_as_it_was_written_and_nothing_else_changes(
    story: str, entry: dict[str, Any]
) -> None:
    before = told(story)

    after = with_entry(story, entry)

    new = told(after)
    kind, text, questions, topics, cited, speaker, _ = new["new-one"]
    assert new == {**before, "new-one": new["new-one"]}
    assert kind == entry["kind"]
    assert text == (one_line(entry["text"]) if "text" in entry else ELLIPSIS.join(cited))
    assert questions == tuple(map(one_line, entry["questions"]))
    assert topics == tuple(map(one_line, entry["topics"]))
    assert bool(cited) == (kind != "not_reported")
    assert speaker == entry.get("speaker")
    gone, _ = difference(story, after)
    assert len(gone) == (1 if '"entries"' in story else 0)


@RUN
@given(stories(), WORDS, WORDS)
def test_keys_of_the_story_are_added_below_those_there(story: str, words: str, more: str) -> None:
    after = with_story_key(story, "headline", words)
    after = with_story_key(after, "publisher", more)
    after = with_citation(after, "boats-lost", "About 30 boats were lost in a fire", words)

    assert told(after).keys() | {"boats-lost"} == told(story).keys()
    header = read(after)[0].stories[0]
    assert (header.headline, header.publisher) == (one_line(words), one_line(more))


def test_a_question_is_stored_without_the_characters_that_nobody_sees() -> None:
    after = with_phrasing(STORY, "insurance", " who\u200b pays\u2028for\x07 it\ufeff? ")

    assert asked(after, "insurance")[-1] == "who pays for it?"
    assert read(after)[1] == []


def test_lists_and_texts_are_written_as_those_beside_them() -> None:
    entry = {
        "questions": ["Where is it?", "12:30"],
        "topics": ["port", "a, b"],
        "cite": {"exact": "The cause is not known", "suffix": ", said"},
        "id": "new-one",
        "kind": "fact",
        "text": "The cause is not known.",
        "speaker": "",
    }

    two, four, flush, brackets, folded = (
        difference(story, with_entry(story, entry))[1]
        for story in (STORY, FOUR, FLUSH, BRACKETS, FOLDED)
    )

    assert two == [
        "  - id: new-one",
        "    kind: fact",
        "    text: The cause is not known.",
        '    cite: {exact: The cause is not known, suffix: ", said"}',
        "    questions:",
        "      - Where is it?",
        '      - "12:30"',
        '    topics: [port, "a, b"]',
    ]
    assert four[0] == "    -   id: new-one"
    assert flush == [
        "- id: new-one",
        "  kind: fact",
        "  text: The cause is not known.",
        '  cite: {exact: The cause is not known, suffix: ", said"}',
        "  questions:",
        "  - Where is it?",
        '  - "12:30"',
        '  topics: [port, "a, b"]',
        "",
    ]
    assert brackets[4] == '    questions: ["Where is it?", "12:30"]'
    assert folded[5:7] == ["      - Where is it?", '      - "12:30"']


def test_a_text_keeps_its_kind_of_quotation_marks_and_a_folded_one_stays_folded() -> None:
    words = "nobody was hurt " * 8

    plain = with_story_key(STORY, "publisher", "Example: Port")
    quoted = with_story_key(FOUR, "publisher", "Other")
    folded = with_citation(FOLDED, "boats-lost", "About 30 boats were lost in a fire", words)

    assert difference(STORY, plain) == (
        ["  publisher: Example"],
        ['  publisher: "Example: Port"'],
    )
    assert difference(FOUR, quoted)[1] == ["    publisher: 'Other'"]
    assert difference(FOLDED, folded) == (
        ["        About 30 boats were lost", "        in a fire"],
        [
            "        " + ("nobody was hurt " * 5) + "nobody was",
            "        hurt nobody was hurt nobody was hurt",
        ],
    )


def test_a_correction_is_the_last_of_its_list_and_begins_one() -> None:
    once = with_correction(STORY, "2026-05-04", "The fire was on Sunday, not on Monday.")
    twice = with_correction(once, "2026-05-05", "It was 30 boats.")

    assert difference(STORY, twice) == (
        [],
        [
            "  corrections:",
            '    - {date: 2026-05-04, note: "The fire was on Sunday, not on Monday."}',
            "    - {date: 2026-05-05, note: It was 30 boats.}",
        ],
    )


CENTER = "one of the areas for Russia-China cooperation should certainly be modern virology"


@pytest.mark.parametrize(
    ("edit", "gone", "new"),
    [
        pytest.param(
            lambda text: with_phrasing(text, "story-place", "12:30"),
            [],
            ['      - "12:30"'],
            id="phrasing",
        ),
        pytest.param(
            lambda text: withdrawn(text, "more-cooperation", "We are looking into it."),
            [],
            ["    withdrawn: We are looking into it."],
            id="withdrawn",
        ),
        pytest.param(
            lambda text: with_story_key(text, "updated", "2026-05-04"),
            [],
            ["  updated: 2026-05-04"],
            id="story",
        ),
        pytest.param(
            lambda text: with_citation(text, ("summary", "short", 2), CENTER, "modern virology"),
            [f"        - {CENTER}"],
            ["        - modern virology"],
            id="citation",
        ),
        pytest.param(
            lambda text: with_entry(
                text,
                {
                    "id": "his-age",
                    "kind": "not_reported",
                    "text": "The story gives no age.",
                    "questions": ["How old is he: 60?"],
                    "topics": ["people"],
                },
            ),
            [],
            [
                "",
                "  - id: his-age",
                "    kind: not_reported",
                "    text: The story gives no age.",
                "    questions:",
                '      - "How old is he: 60?"',
                "    topics: [people]",
            ],
            id="entry",
        ),
    ],
)
def test_in_the_story_on_air_only_these_lines_change(
    edit: Callable[[str], str], gone: list[str], new: list[str]
) -> None:
    story = (REAL / "story.yaml").read_text()

    after = edit(story)

    assert difference(story, after) == (gone, new)


def test_in_the_story_on_air_an_edit_that_is_undone_leaves_no_trace() -> None:
    story = (REAL / "story.yaml").read_text()

    asked = with_phrasing(story, "more-cooperation", "- “what”: #1")
    taken_down = withdrawn(asked, "story-place", "No.")

    assert reinstated(taken_down, "story-place") == asked
    assert reinstated(withdrawn(story, "story-place", "No."), "story-place") == story


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        pytest.param(
            lambda: with_phrasing(STORY, "boat-lost", "Who?"),
            "story.yaml has no entry boat-lost",
            id="no entry",
        ),
        pytest.param(
            lambda: with_phrasing(STORY, "boats-lost", "How many  boats were lost?"),
            "boats-lost has this question already",
            id="question twice",
        ),
        pytest.param(
            lambda: with_phrasing(STORY, "boats-lost", "\u200b "),
            "this text has no words",
            id="no words",
        ),
        pytest.param(
            lambda: with_entry(STORY, {"id": "boats-lost", "kind": "fact"}),
            "there is an entry boats-lost already",
            id="entry twice",
        ),
        pytest.param(
            lambda: reinstated(STORY, "boats-lost"),
            "boats-lost is not withdrawn",
            id="not withdrawn",
        ),
        pytest.param(
            lambda: with_citation(STORY, "boats-lost", "No boats", "Boats"),
            "story.yaml:22: the words to change are cited nowhere here",
            id="not cited",
        ),
        pytest.param(
            lambda: with_story_key("entries: []", "updated", "2026-05-04"),
            "story.yaml:1: `story` is missing here",
            id="no story",
        ),
        pytest.param(
            lambda: with_phrasing("entries:\n- id: a\n  questions: Who?", "a", "What?"),
            "story.yaml:3: `questions` should be a list",
            id="no list",
        ),
        pytest.param(
            lambda: with_correction("story: [a]", "2026-05-04", "Thirty."),
            "story.yaml:1: `story` should be keys with values",
            id="no keys",
        ),
        pytest.param(
            lambda: with_story_key("story: {also: [a]}", "also", "b"),
            "story.yaml:1: `also` should be a text",
            id="no text",
        ),
        pytest.param(
            lambda: withdrawn("entries:\n- ? id\n  : a\n- &x b", "a", "No."),
            "story.yaml has to be mended first\n"
            "story.yaml:4:3: YAML takes `&x` for an anchor, and content has no use for that "
            "[yaml-extra]\n"
            "  fix: write the value out, or put the text in quotation marks",
            id="anchor",
        ),
        pytest.param(
            lambda: withdrawn("entries:\n  - id: a: b", "a", "No."),
            "story.yaml has to be mended first\n"
            "story.yaml:2:10: a colon and a space inside unquoted text start a new key "
            "[yaml-syntax]\n"
            "  fix: put the text in quotation marks, or under `text: |` on its own indented line",
            id="no YAML",
        ),
        pytest.param(
            lambda: reinstated("entries:\n- withdrawn: No.\n  id: a", "a"),
            "story.yaml:2: what stands here is laid out in a way that can only be changed by hand",
            id="layout",
        ),
    ],
)
def test_what_is_in_the_way_is_said_in_plain_words(edit: Callable[[], str], said: str) -> None:
    with pytest.raises(NotEdited) as caught:
        edit()

    assert str(caught.value) == said
