"""An editor reads on a phone what will be different once it is published."""

import subprocess
from collections.abc import Iterable
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import load
from bot.content.article import Article
from bot.content.model import Case, Citation, Content, Entry, Mark, Sentence, Speaker, Story
from bot.editing.changes import Change, changes, diff, difference, lines
from tests.content.harbour import ARTICLE, CASES, STORY, changed

RUN = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def content(
    story: str = STORY, cases: str = CASES, article: str = ARTICLE, **others: str
) -> Content:
    """Return the harbour story, and other stories by name; `others` are the same story again."""
    files = {
        "harbour/article.txt": article.encode(),
        "harbour/cases.yaml": cases.encode(),
        "harbour/story.yaml": story.encode(),
    }
    for name, text in others.items():
        files |= {f"{name}/article.txt": article.encode(), f"{name}/story.yaml": text.encode()}
    return load(Path("content"), files)[0]


def told(before: Content, after: Content) -> list[str]:
    return lines(changes(before, after)).split("\n")


def edited(*edits: tuple[str, str]) -> str:
    story = STORY
    for old, new in edits:
        assert story.count(old) == 1, old
        story = story.replace(old, new)
    return story


@pytest.mark.parametrize(
    ("after", "line"),
    [
        (
            changed("text: About 35 boats were not lost in the fire."),
            "boats-lost: “About [30 → 35] boats were [+ not] lost in the fire.”",
        ),
        (
            changed("text: Some boats burned."),
            "boats-lost: “Some boats burned.”, was “About 30 boats were lost in the fire.”",
        ),
        (
            changed("cite: About 30 boats were lost"),
            "boats-lost rests on: “About 30 boats were lost [− in a fire]”",
        ),
        (
            changed("exact: We will rebuild the harbour by early"),
            "rebuilding: “We will rebuild the harbour by early [− spring]”",
        ),
        (
            edited(("speaker: stone", "speaker: reed")),
            "rebuilding is said by “Tom Reed”, no longer by “Ada Stone”",
        ),
        (
            changed("questions: [How many boats were lost?, How many ships sank?, And boats?]"),
            "boats-lost is also asked as “How many ships sank?”, “And boats?”",
        ),
        (
            changed("questions: [How many ships were lost?]"),
            "boats-lost, on its button: “How many [boats → ships] were lost?”",
        ),
        (
            changed("topics: [fire, boats]"),
            "boats-lost, topics: “fire, boats”, was none",
        ),
        (
            changed("withdrawn: We are checking this.\ntext: About 30 boats were lost."),
            "boats-lost is withdrawn; readers are told: “We are checking this.”",
        ),
        (
            edited(("kind: not_reported\n", "kind: fact\n    cite: Nobody was hurt\n")),
            "insurance, kind: “fact”, was “not_reported”",
        ),
        (
            edited(("id: insurance", "id: cover")),
            "insurance is removed: “The story does not say whether the boats were insured.”",
        ),
        (
            edited(("    kind: not", "    draft: true\n    kind: not")),
            "insurance is a draft again, which readers do not get: “The story does not say "
            "whether the boats were insured.”",
        ),
        (
            edited(("text: The cause of the fire", "text: The cause of it")),
            "long summary: “The cause of [the fire → it] is not known.”",
        ),
        (
            edited(("cite: The cause is not known", "cite: The cause is not")),
            "long summary rests on: “The cause is not [− known]”",
        ),
        (edited(("publisher: Example", "publisher: Wire")), "publisher: “Wire”, was “Example”"),
        (
            edited(("  language: en", "  language: en\n  canonical_url: https://example.org/a")),
            "canonical url: “https://example.org/a”, was none",
        ),
        (
            edited(("role: the mayor of Port Hale", "role: the mayor")),
            "speaker stone: “Ada Stone, the mayor [− of Port Hale]”",
        ),
        (
            edited(("name: Tom Reed", "name: Tom Reed\n    also: [Reed, the master]")),
            "speaker reed is also called “Reed”, “the master”",
        ),
        (
            edited(("synonyms:", "synonyms:\n  - [boat, ship]")),
            "synonyms: “boat = ship”",
        ),
        (
            edited(("synonyms:\n  - [fire, blaze]\n", "")),
            "no longer synonyms: “fire = blaze”",
        ),
    ],
)
def test_a_change_is_told_in_a_line(after: str, line: str) -> None:
    assert f"• {line}" in told(content(), content(after))


def test_what_readers_are_told_differently_comes_first_and_drafts_come_last() -> None:
    after = edited(
        ("publisher: Example", "publisher: Wire"),
        ("[fire, blaze]", "[fire, flames]"),
        (
            "text: About 30 boats were lost in the fire.",
            "text: About 30 boats burned in the fire.",
        ),
        ("    kind: quote", "    withdrawn: We are checking this.\n    kind: quote"),
        ("    kind: not_reported", "    draft: true\n    kind: not_reported"),
        ("whether the boats were insured", "whether they were insured"),
    )

    assert told(content(), content(after, cases=CASES.replace("ships", "boats"))) == [
        "• rebuilding is withdrawn; readers are told: “We are checking this.”",
        "• insurance is a draft again, which readers do not get: “The story does not say whether "
        "the boats were insured.”",
        "• boats-lost: “About 30 boats [were lost → burned] in the fire.”",
        "• publisher: “Wire”, was “Example”",
        "• no longer synonyms: “fire = blaze”",
        "• synonyms: “fire = flames”",
        "• cases removed: “how many ships burned”",
        "• new cases: “how many boats burned”",
        "• insurance: “The story does not say whether [the boats → they] were insured.” (draft)",
    ]


def test_going_back_is_told_as_well() -> None:
    before = edited(
        ("    kind: fact", "    withdrawn: We are checking this.\n    kind: fact"),
        ("    kind: quote", "    draft: true\n    kind: quote"),
        ("  - id: insurance", "  - id: insured"),
    )
    again = before.replace("We are checking this.", "This was wrong.")

    assert told(content(before), content()) == [
        "• insured is removed: “The story does not say whether the boats were insured.”",
        "• boats-lost is no longer withdrawn: “About 30 boats were lost in the fire.”",
        "• insurance is new: “The story does not say whether the boats were insured.”",
        "• rebuilding is no longer a draft: “We will rebuild the harbour by early spring”",
    ]
    assert told(content(before), content(again)) == [
        "• boats-lost stays withdrawn; readers are told: “This was wrong.”, was “We are checking "
        "this.”"
    ]


def test_stories_that_come_and_go_are_told_with_their_names() -> None:
    draft = edited(("  language: en", "  language: en\n  draft: true"))
    harbour = content()

    assert told(content(bell=STORY), content(wire=STORY)) == [
        "• bell: the story is removed, with 3 entries",
        "• wire: the story is new, with 3 entries",
    ]
    assert told(harbour, content(wire=draft)) == ["• the story is new, with 3 entries (draft)"]
    assert told(harbour, content(draft)) == [
        "• the story is a draft again, which readers do not get"
    ]
    assert told(content(draft), harbour) == ["• the story is no longer a draft"]


def test_an_article_is_compared_by_paragraphs() -> None:
    first, second, third, fourth = ARTICLE.strip().split("\n\n")
    paragraphs = [
        first.replace("30", "35"),
        "The fire began at noon.",
        second,
        fourth.replace("he said", "Reed said"),
    ]

    assert told(content(), content(article="\n\n".join(paragraphs))) == [
        "• boats-lost is removed: “About 30 boats were lost in the fire.”",
        "• short summary: none, was “About 30 boats were lost in a fire.”",
        "• long summary: none, was “The cause of the fire is not known.”",
        f"• article, paragraph 3 is removed: “{third}”",
        "• article, paragraph 1: “PORT HALE, May 3 (Example) -- About [30 → 35] boats were lost "
        "in a fire at the …”",
        '• article, paragraph 4: “"Nobody was hurt," [he → Reed] said.”',
        "• article, paragraph 2 is new: “The fire began at noon.”",
    ]


def test_words_that_are_cited_at_another_place_are_told_and_a_longer_article_is_not() -> None:
    article = f"{ARTICLE}\nReed has six boats. Stone has six boats.\n"
    cite = "text: There are six boats.\ncite: {exact: six boats, prefix: %s has}"
    reed, stone = (content(changed(cite % name), article=article) for name in ("Reed", "Stone"))
    longer = content(changed(cite % "Reed"), article="It burned.\n\n" + article)

    assert told(reed, stone) == ["• boats-lost rests on: “six boats”, at another place"]
    assert told(reed, longer) == ["• article, paragraph 1 is new: “It burned.”"]


def test_a_case_that_expects_something_else_and_another_order_are_told() -> None:
    entries = STORY[STORY.index("  - id: boats-lost") : STORY.index("  - id: rebuilding")]
    moved = STORY.replace(entries, "") + entries

    assert told(
        content(), content(cases=CASES.replace("boats-lost", "[insurance, ambiguous]"))
    ) == [
        "• case “how many ships burned” expects “insurance or ambiguous”, no longer “boats-lost”"
    ]
    assert told(content(), content(moved)) == ["• the entries stand in another order"]


def test_comments_and_layout_are_no_difference() -> None:
    after = content(f"# Looked at by Ada\n{STORY}".replace("id: boats-lost", "id:  boats-lost"))

    assert changes(content(), after) == ()
    assert told(content(), after) == ["Nothing is different but comments, layout or order."]


def test_many_questions_and_long_texts_are_cut_short() -> None:
    many = ", ".join(f"Question {n}?" for n in range(20))
    after = content(changed(f"questions: [How many boats were lost?, {many}]"))

    assert told(content(), after) == [
        "• boats-lost is also asked as “Question 0?”, “Question 1?”, “Question 2?” and 17 more"
    ]
    assert len(str(Change("paragraph", "a", "1", ("b " * 9000,), ("c " * 9000,)))) <= 410
    assert len(str(Change("case", "a", "q" * 9000, ("b" * 9000,), ("c" * 9000,)))) <= 410


def test_what_does_not_fit_in_a_message_is_counted() -> None:
    found = [Change("entry_added", "a", f"id-{n}", (), ("\U0001f525" * 150,)) for n in range(100)]

    shown = lines(found)
    little = lines(found, 500)

    assert 3500 < len(shown.encode("utf-16-le")) / 2 <= 4096
    assert shown.endswith(f"”\n… and {100 - shown.count('•')} more")
    assert little.count("•") == 1
    assert little.endswith("\n… and 99 more")
    assert lines(found[:3]).count("\n") == 2


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("a b", "a b", ["a b"]),
        ("30,000 boats", "35,000 boats", ["30,000>35,000", " boats"]),
        ("It is so.", "It isn’t so.", ["It ", "is>isn’t", " so."]),
        ("a very long day", "a day", ["a ", "very long >", "day"]),
        ("the old red boat", "the new blue boat", ["the ", "old red>new blue", " boat"]),
        ("烧毁三十艘船", "烧毁四十艘船", ["烧毁", "三>四", "十艘船"]),
    ],
)
def test_texts_are_compared_by_whole_words(before: str, after: str, pieces: list[str]) -> None:
    found = difference(before, after)

    assert [p.before if p.is_same else f"{p.before}>{p.after}" for p in found] == pieces


@RUN
@given(*[st.lists(st.sampled_from([*"ab .\n病", "boat", "’s", "30,5"])).map("".join)] * 2)
def test_the_pieces_of_a_difference_make_both_texts(before: str, after: str) -> None:
    found = difference(before, after)

    assert "".join(piece.before for piece in found) == before
    assert "".join(piece.after for piece in found) == after
    assert all(one.is_same != other.is_same for one, other in pairwise(found))


def with_article(text: str) -> Content:
    before = content()
    [story] = before.stories
    return replace(before, stories=(replace(story, article=Article(text)),))


def test_huge_articles_are_compared_without_looking_for_every_likeness() -> None:
    long = [with_article("A" * 50 + text * 50_000) for text in (" a b.", " b a.")]
    many = [with_article("\n\n".join(f"{n}{c}" for n in range(3000))) for c in ".!"]

    assert told(*long)[0].startswith("• article, paragraph 1: “… b a. b a. b a.")
    assert len(changes(*many)) > 1000


STORY_PARTS: dict[str, Any] = {
    "article": Article("Another."),
    "speakers": (),
    "synonyms": (),
    "summary_short": (),
    "summary_long": (Sentence("It burned.", ()),),
    "entries": (),
    "cases": (Case("why", ("ambiguous",), Mark("cases.yaml")),),
    "is_draft": True,
}
ENTRY_PARTS: dict[str, Any] = {
    "questions": ("Why?",),
    "topics": ("boats",),
    "citations": (Citation("it", 1, 3, 1),),
    "speaker": Speaker("reed", "Tom Reed", "", ()),
    "withdrawn": "Withdrawn.",
    "is_draft": True,
}


def names(of: type[Story | Entry], besides: Iterable[str]) -> list[str]:
    return [field.name for field in fields(of) if field.name not in besides]


@pytest.mark.parametrize("name", names(Story, ["id"]))
def test_nothing_of_a_story_changes_without_a_word(name: str) -> None:
    before = content()
    [story] = before.stories
    after = replace(before, stories=(replace(story, **{name: STORY_PARTS.get(name, "other")}),))

    assert changes(before, after)
    assert changes(after, before)


@pytest.mark.parametrize("name", names(Entry, ["id", "mark", "question_marks"]))
def test_nothing_of_an_entry_changes_without_a_word(name: str) -> None:
    before = content()
    [story] = before.stories
    entry = replace(story.entries[0], **{name: ENTRY_PARTS.get(name, "other")})
    after = replace(before, stories=(replace(story, entries=(entry, *story.entries[1:])),))

    assert changes(before, after)
    assert changes(after, before)


def test_a_unified_diff_is_one_that_git_applies(tmp_path: Path) -> None:
    before = {"a/story.yaml": b"one\ntwo\n", "a/cases.yaml": b"c\r\n", "b/article.txt": b"no end"}
    after = {
        "a/story.yaml": b"one\n2\n",
        "a/cases.yaml": b"c\r\n",
        "c/article.txt": "é\u2028é".encode(),
    }
    for name, data in before.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)

    patch = diff(before, after).encode()
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=patch, check=True)

    found = {str(p.relative_to(tmp_path)): p.read_bytes() for p in tmp_path.glob("*/*")}
    assert found == after
    assert diff(after, after) == ""
