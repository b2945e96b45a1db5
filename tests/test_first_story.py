"""The first story, `content/russia-china-science`: curated, proved, and found by its readers."""

import hashlib
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from bot import evaluation
from bot.content import json_schema, load
from bot.content.model import Content, Entry, Sentence, Story
from bot.desk import Edition

CONTENT = Path("content")
FOLDER = CONTENT / "russia-china-science"
PUBLISHED = "6c13d4d6b155f2a26c0a5a643357b9e950b18d80ce0bd99c7bcc4c1e4c78e5e9"

# Keys that lie beside each other on a QWERTY keyboard.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@pytest.fixture(scope="module")
def content() -> Content:
    content, problems = load(CONTENT)
    assert problems == []
    return content


@pytest.fixture(scope="module")
def edition(content: Content) -> Edition:
    return Edition(content)


@pytest.fixture(scope="module")
def story(content: Content) -> Story:
    (story,) = content.stories
    return story


def test_the_article_is_the_published_one_to_the_byte() -> None:
    digest = hashlib.sha256((FOLDER / "article.txt").read_bytes()).hexdigest()

    assert digest == PUBLISHED


def test_it_is_curated_as_a_good_editor_would(story: Story) -> None:
    cited = {c.paragraph for e in story.entries for c in e.citations}
    kinds = [entry.kind for entry in story.entries]

    assert cited == set(range(1, len(story.article.paragraphs) + 1)) == set(range(1, 11))
    assert len(kinds) >= 35
    assert kinds.count("not_reported") >= 10
    assert min(len(entry.questions) for entry in story.entries) >= 6
    assert len(story.cases) >= 80


def test_what_the_article_does_not_say_is_not_invented(story: Story) -> None:
    unknown = (story.headline, story.byline, story.published, story.updated, story.canonical_url)

    assert unknown == (None, None, None, None, None)


def test_what_is_cited_is_a_slice_of_the_article(story: Story) -> None:
    told: list[Entry | Sentence] = [*story.entries, *story.summary_short, *story.summary_long]
    citations = [citation for each in told for citation in each.citations]

    assert len(citations) > 50
    for citation in citations:
        assert citation.exact == story.article.text[citation.start : citation.end]


def test_every_phrasing_finds_its_entry_and_every_case_comes_to_what_it_expects(
    content: Content, story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    problems = evaluation.problems(Edition(content))

    phrasings = sum(len(entry.questions) for entry in story.entries)
    with capsys.disabled():
        lost = sum(problem.check == "phrasing-lost" for problem in problems)
        print(
            f"\nfirst story: {phrasings - lost} of {phrasings} phrasings find their entry, "
            f"{len(story.cases) - len(problems) + lost} of {len(story.cases)} cases hold"
        )
    assert [str(problem) for problem in problems] == []


def test_phrasings_with_a_keyboard_typo_find_their_entry_in_199_of_200(
    edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = [
        (entry.id, with_typo(question, random.Random(question)))
        for entry in edition.entries
        for question in entry.questions
    ]

    missed = [
        f"{typo!r} does not find {entry_id}"
        for entry_id, typo in typed
        for match in [edition.matcher.match(typo)]
        if match.outcome != "answer" or match.candidates[0].id != entry_id
    ]
    with capsys.disabled():
        print(f"\nfirst story: {len(typed) - len(missed)} of {len(typed)} with one keyboard typo")
        print("\n".join(missed))
    # A slip that makes another word ("date", "dare") can ask for something else.
    assert len(missed) <= 0.005 * len(typed)


def _quotes() -> Iterator[tuple[int, str]]:
    """Yield the line, from 1, and the words of each quote in story.yaml."""
    lines = (FOLDER / "story.yaml").read_text().splitlines()
    for number, line in enumerate(lines, 1):
        found = re.match(r"    exact: (.*)", line)
        if found:
            folded = found[1] in (">-", "|", ">")
            rest = lines[number:] if folded else [found[1]]
            words = []
            for words_line in rest:
                if folded and not words_line.startswith("      "):
                    break
                words.append(words_line.strip())
            yield number, " ".join(words)


@pytest.mark.parametrize(("line", "words"), list(_quotes()))
def test_given_a_quote_that_is_broken_by_one_character_then_its_line_and_the_right_words_are_named(
    line: int, words: str, tmp_path: Path
) -> None:
    chance = random.Random(words)
    text = (FOLDER / "story.yaml").read_text()
    start = sum(len(kept) for kept in text.splitlines(keepends=True)[: line - 1])
    letters = [
        m.start() for m in re.finditer(r"[a-z]", text[start : text.index("\n    q", start)])
    ]
    at = start + chance.choice([i for i in letters if i > len("    exact: ")])
    folder = tmp_path / FOLDER.name
    folder.mkdir()
    (folder / "article.txt").write_bytes((FOLDER / "article.txt").read_bytes())
    (folder / "story.yaml").write_text(text[:at] + text[at + 1 :])

    problems = load(tmp_path)[1]

    (problem,) = [p for p in problems if p.check == "quote-not-verbatim"]
    article = " ".join((FOLDER / "article.txt").read_text().split())
    right = problem.fix.split("the article has: ")[1]
    assert problem.mark.line in (line, line + 1)
    assert right in article
    assert words.strip("\"'") in right


def with_typo(question: str, chance: random.Random) -> str:
    """Return the question with one slip of the keyboard in one of its longer words."""
    words = question.split()
    longer = [i for i, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if not longer:
        return question
    i = chance.choice(longer)
    word = words[i]
    at = chance.randrange(1, len(word) - 1)
    beside = next((row for row in _ROWS if word[at].lower() in row), None)
    slips = [
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
    ]
    if beside:
        key = beside.index(word[at].lower())
        near = beside[max(0, key - 1) : key] + beside[key + 1 : key + 2]
        slips.append(word[:at] + chance.choice(near) + word[at + 1 :])
    return " ".join([*words[:i], chance.choice(slips), *words[i + 1 :]])


@pytest.mark.parametrize("name", ["story", "cases"])
def test_the_schema_that_the_files_name_is_that_of_the_models(
    name: Literal["story", "cases"],
) -> None:
    first_line = (FOLDER / f"{name}.yaml").read_text().split("\n")[0]

    assert first_line == f"# yaml-language-server: $schema=../{name}.schema.json"
    assert json.loads((CONTENT / f"{name}.schema.json").read_text()) == json_schema(name)
