"""Any text in: a clear message, or a draft that passes every check, word for word the text's."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot import drafting, evaluation
from bot.content import load
from bot.content.draft import one_line
from bot.content.model import Content
from bot.desk import Answer, Desk, Edition
from bot.drafting import questions
from bot.drafting.people import Person
from tests.content.harbour import ARTICLE, loaded

PIECES = st.one_of(
    st.sampled_from(
        ["“We know,” ", '"Nobody was hurt," ', "«Нет», — ", "“不知道。”", "Ada Stone ", "said. "]
    ),
    st.sampled_from(
        [
            "she said. ",
            "сказал Иван Петров. ",
            "王建国说：",
            "Tom Reed, the mayor, ",
            "told ",
            "\n\n",
        ]
    ),
    st.sampled_from(["On May 3 ", "30 boats ", "$5 ", "The fire was not ", ": ", " #", "- ", "'"]),
    st.sampled_from(
        ["\n", ". ", "! ", "[a](b)", "**b**", "\\", "\t", "\u00a0", "\U0001f600", "é"]
    ),
    st.text(max_size=6),
)
ANY = st.lists(PIECES, max_size=30).map("".join)
RUN = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@RUN
@given(text=ANY, code=st.sampled_from(["", "en", "ru", "zh", "fi"]))
@example(text="Hi. Hi.\n\nHi. Hi.", code="")
@example(text="a", code="en")
@example(text='"A b c d," said Tom Reed. "A b c d," said Ada Stone.', code="en")
def test_any_text_comes_to_a_message_or_to_a_draft_that_passes(text: str, code: str) -> None:
    try:
        raw = drafting.read(text.encode("utf-8", "ignore"), "-")
        draft = drafting.draft(raw, "story", code or drafting.guessed(raw.text))
    except drafting.Unreadable:
        return

    with TemporaryDirectory() as directory:
        folder = Path(directory) / "story"
        folder.mkdir()
        for name, written in draft.files.texts.items():
            (folder / name).write_bytes(written.encode())
        content, problems = load(Path(directory))
    [story] = content.stories
    assert list(map(str, problems)) == []
    assert list(map(str, evaluation.problems(Edition(content)))) == []
    assert story.article.text == raw.text
    assert story.is_draft
    assert all(entry.is_draft for entry in story.entries)
    for entry in story.entries:
        for citation in entry.citations:
            assert citation.exact == raw.text[citation.start : citation.end]
            assert one_line(citation.exact) == one_line(entry.text)


def draft(article: str, code: str = "en") -> drafting.Proved:
    return drafting.draft(drafting.Raw(article, {}), "story", code)


def said_by(article: str) -> dict[str, str]:
    """Return who is given each quotation, by its first word."""
    entries = draft(article).story.entries
    return {e.text.split()[0]: e.speaker.name for e in entries if e.speaker and e.kind == "quote"}


@pytest.mark.parametrize(
    ("article", "speakers"),
    [
        pytest.param(
            'Mara Lind, a judge, met Tom Okoro, a lawyer.\n\n"Enough of that," she said.',
            {},
            id="either may be meant",
        ),
        pytest.param(
            'Mr. Tom Okoro, a lawyer, met Mrs. Mara Lind.\n\n"Enough of that," he said.',
            {"Enough": "Tom Okoro"},
            id="only one of them is a man",
        ),
        pytest.param(
            '"It is over," said Mara Lind, a judge. "Go home now," she added.',
            {"It": "Mara Lind", "Go": "Mara Lind"},
            id="whoever was speaking goes on",
        ),
        pytest.param(
            'The novel "The Old Harbour" is by Mara Lind, a judge. "Slow work," she said.',
            {"Slow": "Mara Lind"},
            id="a title is no quotation",
        ),
        pytest.param(
            "„It was a Tuesday“, said Mara Lind, a judge.",
            {"It": "Mara Lind"},
            id="a sentence is no title",
        ),
        pytest.param(
            "Mara Lind, a judge, met Tom Okoro, a lawyer.\n\nA man in the hall said that he had "
            'come by bus.\n\n"Nobody else came," the man said.',
            {},
            id="somebody without a name",
        ),
        pytest.param(
            'Mara Lind, a judge, spoke first.\n\nPaul Weston came late. "Sorry indeed," he said.',
            {},
            id="somebody of whom nothing is known",
        ),
        pytest.param('"Nobody knows that," the police said.', {}, id="no person"),
        pytest.param(
            '"It is over," said Mara Lind, a judge. Her hat lies there. On a ticket someone has '
            'written in pencil: "Tell Ada goodbye."',
            {"It": "Mara Lind"},
            id="someone without a name has written",
        ),
        pytest.param(
            '"It is over," said Mara Lind, a judge. The sign says: "Keep off here."',
            {"It": "Mara Lind"},
            id="a thing says",
        ),
        pytest.param(
            '"It is over," said Mara Lind, a judge. The judge added: "Go home now."',
            {"It": "Mara Lind", "Go": "Mara Lind"},
            id="by the role",
        ),
        pytest.param(
            "Mara Lind, a judge, was there.\n\nTom Okoro, the last ferryman, rowed for 31 years. "
            'He is 88 now. "Nobody asked me," he recalls.',
            {"Nobody": "Tom Okoro"},
            id="only he was spoken of, and he is a man",
        ),
        pytest.param(
            'Tom Okoro, the last ferryman, met the mayor. "Nobody asked me," he recalls.',
            {},
            id="the mayor may be meant",
        ),
    ],
)
def test_a_quotation_is_somebodys_only_when_that_is_certain(
    article: str, speakers: dict[str, str]
) -> None:
    assert said_by(article) == speakers


def test_nested_straight_marks_come_to_no_half_of_a_quotation() -> None:
    torn = '"She said: \'They cried "help" and we came\'", said Gus Pine, a doctor.'
    whole = "“He told me ‘never again’ and left the boys’ boat,” said Gus Pine, a doctor."

    assert said_by(torn) == {}
    assert said_by(whole) == {"He": "Gus Pine"}


def test_who_somebody_is_is_told_with_the_article_before_it() -> None:
    story = draft('"It is over now," said the tenant, Orla Finch, on May 3.').story

    assert "the tenant, Orla Finch" in [entry.text for entry in story.entries]


@pytest.mark.parametrize(
    ("named", "role"),
    [
        ("Mara Lind, a judge,", "judge"),
        ("Mara Lind, the museum’s conservator,", "the museum’s conservator"),
        ("Tom Okoro, the last ferryman of Hale,", "last ferryman of Hale"),
        ("Tom Okoro, a German,", ""),
    ],
)
def test_a_role_is_shown_as_the_article_has_it(named: str, role: str) -> None:
    [speaker] = draft(f'"It is over now," said {named} on May 3.').story.speakers

    assert speaker.role == role


@pytest.mark.parametrize(
    ("article", "text", "dateline"),
    [
        (
            "HALE, 4 May (Shire Gazette) — Nine boats burned in the harbour.",
            "Nine boats burned in the harbour.",
            "4 May",
        ),
        (
            "HALE, May 4, 2026 (Gazette) -- Nine boats burned in the harbour.",
            "Nine boats burned in the harbour.",
            "May 4",
        ),
    ],
)
def test_a_dateline_is_no_part_of_what_is_told(article: str, text: str, dateline: str) -> None:
    story = draft(article).story

    assert text in [entry.text for entry in story.entries]
    assert dateline in (story.dateline or "")


def test_what_is_said_of_something_is_nobodys_saying() -> None:
    article = (
        '"It is over," said Tom Okoro, a ferryman. He was 8 when the boat is said to have sunk.'
    )

    facts = [e for e in draft(article).story.entries if e.text.startswith("He was 8")]

    assert [fact.speaker for fact in facts] in ([], [None])


def test_phrasings_are_about_things_and_end_with_a_word_that_may_end_them() -> None:
    article = (
        "The bridge takes nobody across the old harbour until the Thursdays in May of the year. "
        "A wooden boat hung on a rope for 112 years."
    )

    asked = [q for e in draft(article).story.entries for q in e.questions]

    assert "tell me about bridge" in asked
    assert "tell me about wooden boat" in asked
    assert not re.search(r"(?m)\b(takes|nobody|hung|thursdays)$", "\n".join(asked).casefold())
    assert not re.search(r"(?m)\b(the|of|a|in|on)$", "\n".join(asked))


def test_a_sentence_stands_behind_its_key_when_it_fits_there() -> None:
    text = "For more than 112 years the people of Port Hale crossed the river by hand."

    lines = draft(text).files.texts["story.yaml"].split("\n")

    assert f"    text: {text}" in lines
    assert max(map(len, lines)) <= 100


def test_ids_and_questions_of_the_other_stories_are_left_to_them(tmp_path: Path) -> None:
    beside, problems = loaded(tmp_path)
    assert problems == []
    raw = drafting.Raw(ARTICLE.replace("fire", "storm"), {})

    first = drafting.draft(raw, "storm", "en")
    story = drafting.draft(raw, "storm", "en", beside).story

    ids = {entry.id for one in beside.stories for entry in one.entries}
    assert not ids & {entry.id for entry in story.entries}
    assert evaluation.problems(Edition(Content((story,), ""))) == []
    assert len(story.entries) >= len(first.story.entries) / 2


COURT = """\
RIVERTON, June 9 (Example) -- A court in Riverton fined the owner of a dairy on Tuesday for \
selling milk without a licence, said Miriam Osei, the clerk of the court.

"The farm had eleven warnings," Osei said. "It ignored every one of them."
"""


def test_a_second_story_tells_its_own_dateline_by_its_own_name() -> None:
    first = drafting.draft(drafting.Raw(ARTICLE, {}), "fire", "en").story
    beside = Content((first,), "")

    second = drafting.draft(drafting.Raw(COURT, {}), "court", "en", beside).story

    edition = Edition(Content((second, first), ""))
    told = Desk(edition).answer("when was the court story published")
    assert isinstance(told, Answer)
    assert (told.entry.id, told.entry.text[:8]) == ("court-dateline", "RIVERTON")
    assert evaluation.problems(edition) == []


@pytest.mark.parametrize(
    ("said", "canonical"),
    [
        ("It ignored every one by hand.", "Who said: It ignored every one by hand"),
        ("Our milk is sold by the dairy.", "What did Miriam Osei say about the dairy?"),
        ("They came with warnings.", "What did Miriam Osei say about warnings?"),
    ],
)
def test_what_is_said_about_one_thing_has_its_article(said: str, canonical: str) -> None:
    phrase = said.rstrip(".").split()[-1]
    person = Person("osei", "Miriam Osei", "", "Osei")

    first, *rest = questions.of_quote(person, [phrase], said, "en")

    assert first == canonical
    assert f"what does Osei say about {phrase}" in rest


@pytest.mark.parametrize("code", ["en", "ru", "zh"])
@pytest.mark.parametrize("id_", ["dateline", "author", "costs"])
def test_what_every_story_may_have_is_asked_for_by_the_name_of_the_story(
    id_: str, code: str
) -> None:
    asked = questions.of_one_story(id_, "harbour", code)

    assert len(asked) == 2
    assert all("harbour" in question for question in asked)


def test_the_same_article_comes_to_the_same_draft() -> None:
    assert draft(ARTICLE).files.texts == draft(ARTICLE).files.texts


def test_a_draft_says_in_its_comments_what_to_do() -> None:
    story = draft(ARTICLE.replace("he said", "the police said")).files.texts["story.yaml"]

    assert "Right: remove its line `draft: true`" in story
    assert "# ---- Paragraph 2 ----" in story
    assert re.search(r"# Quotations without a certain speaker.*\n#   paragraph 4: Nobody", story)
    assert story.count("draft: true\n") == story.count("- id: ") + 1


def test_what_the_page_says_of_itself_is_kept() -> None:
    known = {"headline": "Fire: it's over", "byline": "Ida Holm", "published": "2026-05-03"}

    story = drafting.draft(drafting.Raw(ARTICLE, known), "story", "en").story

    assert (story.headline, story.byline, story.published) == tuple(known.values())
    assert "author" not in [entry.id for entry in story.entries]


def test_what_the_article_is_about_is_no_case_out_of_scope() -> None:
    sketch = draft("The cup final was won by Port Hale on May 3, the club said.").sketch

    assert "who won the cup final" not in sketch.cases
    assert "how do I boil an egg" in sketch.cases


def test_a_question_in_the_article_is_no_fact() -> None:
    told = [
        entry.text for entry in draft("Will it rain in Hale? It rained on May 3.").story.entries
    ]

    assert "Will it rain in Hale?" not in told
