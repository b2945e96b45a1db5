"""Articles of other kinds, newsrooms and languages: which quotations get their speaker.

The first three were written before the drafting was finished, and mended it; the other three were
written afterwards, by the same hand; what came of them at first sight is in `FIRST_SIGHT`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import drafting, evaluation
from bot.content import load
from bot.content.article import Article
from bot.content.draft import one_line
from bot.content.model import Content, Entry, Sentence
from bot.desk import Edition

ARTICLES = Path(__file__).parent / "articles"
SEED = Path("content/russia-china-science/article.txt")
FIRST_SIGHT = {"glacier.txt": (3, 0, 8), "port.txt": (2, 1, 3), "bridge.txt": (5, 0, 5)}
"""Right, wrong, and how many there are with a speaker, before anything was mended by them."""

# Each quotation by its beginning, and whose it is; None where the article names nobody.
SPEAKERS: dict[str, dict[str, str | None]] = {
    "court.txt": {
        "I find no trace": "Miriam Oyelaran",
        "He could not have": "Gareth Penhallow",
        "But somebody put": "Gareth Penhallow",
        "I went back": "Lena Marsh",
        "There was bronze": "Lena Marsh",
        "That is three": "Helen Abara",
        "The hand trembles": "Paul Sweeting",
        "but it is the same": "Paul Sweeting",
        "He asked for his": "Agnes Cole",
        "Ask me when": "Gareth Penhallow",
        "It was about": None,
    },
    "museum.md": {
        "Эти часы шли": "Анна Ветрова",
        "Я нашёл внутри": "Пётр Лагунов",
        "В нём была": "Пётр Лагунов",
        "Часы нельзя": "Ольга Мезенцева",
        "Мы ждали": "Анна Ветрова",
    },
    "school.txt": {
        "树苗": "刘慧芳",
        "现在孩子们": "刘慧芳",
        "核桃树怕涝": "张大勇",
        "明年产量": "张大勇",
        "我的树": "陈小雨",
        "一斤核桃": "刘慧芳",
        "看着孩子们": None,
    },
    "glacier.txt": {
        "Each grey line": "Ingrid Solheim",
        "You can see": "Ingrid Solheim",
        "We expected soot": "Kwame Boateng",
        "and we found": "Kwame Boateng",
        "I should like": "Rosa Lindgren",
        "So would we": "Ingrid Solheim",
        "But the helicopter": "Ingrid Solheim",
        "money well": "Anders Holt",
    },
    "port.txt": {
        "Он старше": "Седов",
        "Старые чертежи": "Марина Голубева",
        "Весной мы": "Олег Чернов",
        "Я приду": None,
    },
    "bridge.txt": {
        "每一块石头": "何建平",
        "最难的": "何建平",
        "水太急": "何建平",
        "我每天": "王秀兰",
        "车可以走": "罗永强",
    },
}
LEAST_RIGHT = {"court.txt": 7, "museum.md": 5, "school.txt": 6, "glacier.txt": 4, "port.txt": 3}


@dataclass(frozen=True)
class Drafted:
    """An article, and the draft of it as it was loaded."""

    name: str
    raw: drafting.Raw
    draft: drafting.Proved


def drafted(path: Path) -> Drafted:
    raw = drafting.read(path.read_bytes(), path.name)
    return Drafted(path.name, raw, drafting.draft(raw, "story", drafting.guessed(raw.text)))


@pytest.fixture(scope="module", params=sorted(SPEAKERS))
def one(request: pytest.FixtureRequest) -> Drafted:
    """Return each of the articles."""
    return drafted(ARTICLES / request.param)


@pytest.fixture(scope="module")
def seed() -> Drafted:
    """Return the article of the first story."""
    return drafted(SEED)


def test_given_the_first_article_then_every_quotation_has_its_speaker(seed: Drafted) -> None:
    quotes = [entry for entry in seed.draft.story.entries if entry.kind == "quote"]

    article = Article(SEED.read_text(encoding="utf-8"))
    assert [q.text for q in quotes] == [
        one_line(article[span]).rstrip(",") for span in article.quotations
    ]
    said_by = {(s.name, s.role) for q in quotes if (s := q.speaker)}
    assert said_by == {("Alexander Sergeev", "president of the Russian Academy of Sciences")}
    assert seed.draft.sketch.unclear == ()
    assert seed.draft.story.dateline == "MOSCOW, Nov. 17 (Xinhua)"
    assert seed.draft.story.publisher == "Xinhua"


def test_a_quotation_has_its_own_speaker_or_none(
    one: Drafted, capsys: pytest.CaptureFixture[str]
) -> None:
    whose = SPEAKERS[one.name]
    quotes = [entry for entry in one.draft.story.entries if entry.kind == "quote"]

    given = {
        begins: next((q.speaker for q in quotes if q.text.startswith(begins)), None)
        for begins in whose
    }
    right = sum(s is not None and s.name == whose[begins] for begins, s in given.items())
    wrong = sum(s is not None and s.name != whose[begins] for begins, s in given.items())
    have = sum(name is not None for name in whose.values())
    with capsys.disabled():
        first = FIRST_SIGHT.get(one.name)
        seen = f"; at first sight {first[0]} right, {first[1]} wrong" if first else ""
        print(
            f"\n{one.name}: {right} of {have} quotations have their speaker, {wrong} wrong{seen}"
        )
    assert wrong == 0
    assert right >= LEAST_RIGHT.get(one.name, have)
    assert len(quotes) == right


def test_every_check_passes_and_every_phrasing_finds_its_entry(
    one: Drafted, tmp_path: Path
) -> None:
    folder = tmp_path / "story"
    folder.mkdir()
    for name, text in one.draft.files.texts.items():
        (folder / name).write_bytes(text.encode())

    content, problems = load(tmp_path)

    assert problems == []
    assert evaluation.problems(Edition(content)) == []
    [story] = content.stories
    assert story.is_draft
    assert all(entry.is_draft for entry in story.entries)
    assert content.on_air(datetime.now(UTC)).stories == ()


def test_what_is_told_is_the_articles_own_in_its_order(one: Drafted) -> None:
    story = one.draft.story
    told = [entry for entry in story.entries if entry.kind != "not_reported"]

    starts = [entry.citations[0].start for entry in told]
    assert len(told) >= 6
    assert starts == sorted(starts)
    everything: list[Entry | Sentence] = [*told, *story.summary_short, *story.summary_long]
    for each in everything:
        for citation in each.citations:
            assert citation.exact == story.article.text[citation.start : citation.end]
            assert one_line(citation.exact) == one_line(each.text)
    for speaker in story.speakers:
        assert story.article.locate(speaker.name)
        assert not speaker.role or story.article.locate(speaker.role)


def test_it_is_short_enough_to_be_read_in_one_sitting(one: Drafted) -> None:
    lines = one.draft.files.texts["story.yaml"].split("\n")

    assert len(one.draft.story.entries) <= 30
    assert max(len(e.questions) for e in one.draft.story.entries) <= 6
    assert len(lines) < 500


@pytest.mark.parametrize(
    ("name", "question", "entry_id"),
    [
        ("court.txt", "when did the judge dismiss the nephew's claim", "judge-miriam-oyelaran"),
        ("court.txt", "what did Lena Marsh say about the furnace", "marsh-furnace"),
        ("museum.md", "что говорит Ветрова про выставку", "vetrova-zhdali"),
        ("school.txt", "刘慧芳是什么人", "speaker-1-role"),
    ],
)
def test_the_draft_answers_at_once(name: str, question: str, entry_id: str) -> None:
    edition = Edition(Content((drafted(ARTICLES / name).draft.story,), ""))

    match = edition.matcher.match(question)

    assert entry_id in [candidate.id for candidate in match.candidates]
