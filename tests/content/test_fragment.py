"""Links that open at a citation, tried in a browser that is written for these tests."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load
from bot.content.article import Article, Span
from bot.content.fragment import link, text_fragment
from bot.content.model import Entry, Sentence, Story
from tests.content.test_article_properties import QUICK, articles, slices

CONTENT = Path(__file__).parents[2] / "content"
FIRE = Article(
    """\
The fire began at noon. At night, the fire ended & the all-clear was given.

The harbour burned. The café didn't.

The harbour   burned. The cafe
was closed, the "Old Café" too.
"""
)


def opened(article: Article, directive: str) -> str | None:
    """Return what a browser highlights, after all that stands before it and a bar.

    Unlike the module under test, this lists all places that fit, and takes the first: the first
    start, and for it the first end.
    """
    parameters = re.fullmatch(
        r"text=(?:([^-,&]+)-,)?([^-,&]+)(?:,([^-,&]+))?(?:,-([^-,&]+))?", directive
    )
    assert parameters, directive
    prefix, start, end, suffix = (unquote(term or "") for term in parameters.groups())
    page = "\n".join(" ".join(article[p].split()) for p in article.paragraphs)
    starts = [
        (first, last) for first, last in _places(page, start) if _follows(page, prefix, first)
    ]
    ends = list(_places(page, end)) if end else []
    for first, stop in starts:
        while True:
            if end:
                stop = next((b for a, b in ends if a >= stop), len(page) + 1)
            if _precedes(page, suffix, stop):
                return f"{page[:first]}|{page[first:stop]}"
            if not end or stop > len(page):
                break
    return None


def _places(page: str, words: str) -> Iterator[tuple[int, int]]:
    plain, sought = map(_plain, (page, words))
    assert len(plain) == len(page), "the tests' pages have only letters that fold to one"
    for match in re.finditer(f"(?={re.escape(sought)})", plain):
        place = match.start(), match.start() + len(sought)
        if not any(_is_inside_word(page, i) for i in place):
            yield place


def _follows(page: str, prefix: str, i: int) -> bool:
    return not prefix or any(last == len(page[:i].rstrip()) for _, last in _places(page, prefix))


def _precedes(page: str, suffix: str, i: int) -> bool:
    begin = len(page) - len(page[i:].lstrip())
    return not suffix or any(first == begin for first, _ in _places(page, suffix))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFD", c)[0].lower() for c in text)


def _is_inside_word(page: str, i: int) -> bool:
    around = page[max(0, i - 2) : i + 2]
    return (
        re.fullmatch(r"\w\w", page[max(0, i - 1) : i + 1]) is not None
        or (re.search(r"\w['’.]\Z", page[:i]) is not None and page[i : i + 1].isalnum())
        or (re.match(r"['’.]\w", page[i:]) is not None and around[:1].isalnum()
        and page[i - 1 : i].isalnum())
    )  # fmt: skip


def highlighted(article: Article, span: Span) -> str:
    """Return what should be highlighted, as `opened` does."""
    start = len(article.text[: span.end].rstrip()) - len(article[span].strip())
    before = Article(article.text[:start])
    shown = "\n".join(" ".join(before[p].split()) for p in before.paragraphs)
    inside = Article(article[span])
    words = "\n".join(" ".join(inside[p].split()) for p in inside.paragraphs)
    if shown:
        gap = article.text[len(article.text[:start].rstrip()) : start]
        shown += "\n" if re.search(r"\n\s*\n", gap) else " " if gap else ""
    return f"{shown}|{words}"


@pytest.fixture(scope="module")
def story() -> Story:
    [story] = load(CONTENT)[0].stories
    return story


@pytest.mark.parametrize(
    ("words", "directive"),
    [
        pytest.param("The fire began", "text=The%20fire%20began", id="unique"),
        pytest.param("the fire", "text=night%2C-,the%20fire", id="the second of two"),
        pytest.param("ended & the all-clear", "text=ended%20%26%20the%20all%2Dclear",
                     id="signs that mean something in a directive"),
        pytest.param("At night, the", "text=At%20night%2C%20the", id="a comma"),
        pytest.param("The café didn't", "text=The%20caf%C3%A9%20didn%27t", id="an accent"),
        pytest.param("The cafe was", "text=The%20cafe%20was", id="a line break"),
        pytest.param("The cafe", "text=The%20cafe,-was", id="an accent counts as none"),
    ],
)  # fmt: skip
def test_a_directive_names_the_words_and_what_tells_them_apart(words: str, directive: str) -> None:
    [span] = FIRE.locate(words)

    assert text_fragment(FIRE, span) == directive


def test_equal_words_are_told_apart_by_what_stands_beside_them() -> None:
    places = FIRE.locate("The harbour burned.")

    directives = [text_fragment(FIRE, place) for place in places]

    assert directives == [
        "text=The%20harbour%20burned.",
        "text=didn%27t.-,The%20harbour%20burned.",
    ]
    assert [opened(FIRE, str(d)) for d in directives] == [highlighted(FIRE, p) for p in places]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("so " * 40, Span(60, 62), id="the same words all around"),
        pytest.param("The harbour", Span(4, 8), id="half a word"),
        pytest.param("The harbour", Span(6, 11), id="the other half"),
        pytest.param("I don't", Span(2, 5), id="half a contraction"),
        pytest.param("cafe\u0301", Span(0, 4), id="a letter without its accent"),
        pytest.param("one\n\ntwo", Span(3, 5), id="nothing"),
    ],
)
def test_what_cannot_be_opened_alone_has_no_directive(text: str, words: Span) -> None:
    article = Article(text)

    assert text_fragment(article, words) is None
    assert link("https://example.org/fire#top", article, words) == "https://example.org/fire#top"


def test_a_long_citation_is_named_by_its_two_ends(story: Story) -> None:
    directive = text_fragment(story.article, story.article.paragraphs[6])

    assert directive == "text=In%20his%20view%2C%20such,to%20virus%2Dinduced%20challenges."


def test_a_citation_over_the_end_of_a_paragraph_is_named_by_its_two_ends() -> None:
    [span] = FIRE.locate_across("was given. The harbour")

    directive = text_fragment(FIRE, span)

    assert directive == "text=was%20given,The%20harbour"
    assert opened(FIRE, directive) == highlighted(FIRE, span)


def test_a_chinese_clause_is_opened_and_one_in_doubt_together_with_what_stands_around_it() -> None:
    article = Article("中国设定了任务。他说，这非常重要，对我们也重要。")
    clause, word = article.locate("这非常重要")[0], article.locate("非常")[0]

    assert text_fragment(article, clause) == f"text={_quoted('这非常重要')}"
    assert text_fragment(article, word) == (
        f"text={_quoted('这')}-,{_quoted('非常')},-{_quoted('重要')}"
    )


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def test_an_accent_that_stands_by_itself_belongs_to_its_letter() -> None:
    assert text_fragment(Article("The cafe\u0301 burned"), Span(4, 9)) == "text=cafe%CC%81"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/fire", "https://example.org/fire#:~:text=At%20night"),
        ("https://example.org/?a=1#top", "https://example.org/?a=1#top:~:text=At%20night"),
        ("https://example.org/#", "https://example.org/#:~:text=At%20night"),
        ("https://example.org/#:~:text=fire", "https://example.org/#:~:text=At%20night"),
    ],
)
def test_a_link_keeps_the_section_that_the_address_names(url: str, expected: str) -> None:
    assert link(url, FIRE, FIRE.locate("At night")[0]) == expected


def test_every_sentence_paragraph_and_citation_of_the_first_story_opens_there(
    story: Story,
) -> None:
    told: list[Entry | Sentence] = [*story.entries, *story.summary_short, *story.summary_long]
    spans = {Span(c.start, c.end) for each in told for c in each.citations}
    spans |= {*story.article.sentences, *story.article.paragraphs}

    directives = {span: text_fragment(story.article, span) for span in spans}

    assert len(spans) > 50
    assert None not in directives.values()
    assert max(len(str(directive)) for directive in directives.values()) <= 300
    for span, directive in directives.items():
        assert opened(story.article, str(directive)) == highlighted(story.article, span)


@QUICK
@given(st.data())
def test_any_words_of_the_first_story_open_where_they_stand(data: st.DataObject) -> None:
    article = Article((CONTENT / "russia-china-science" / "article.txt").read_text())
    words = [m.span() for m in re.finditer(r"\w+(?:['.]\w+)*", article.text)]
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, min(first + 60, len(words) - 1)))
    span = Span(words[first][0], words[last][1])

    directive = text_fragment(article, span)

    assert directive is not None
    assert opened(article, directive) == highlighted(article, span)


@QUICK
@given(st.data())
def test_words_of_a_page_that_repeats_itself_open_where_they_stand_or_not_at_all(
    data: st.DataObject,
) -> None:
    words = st.sampled_from(
        ["fire", "Fire", "the", "café", "cafe", "don't", "re-open", "so,", "x."]
    )
    lines = data.draw(st.lists(st.lists(words, min_size=1, max_size=9), min_size=1, max_size=4))
    article = Article("\n\n".join(" ".join(line) for line in lines))
    places = [m.span() for m in re.finditer(r"\S+", article.text)]
    first = data.draw(st.integers(0, len(places) - 1))
    last = data.draw(st.integers(first, len(places) - 1))
    span = Span(places[first][0], places[last][1])

    directive = text_fragment(article, span)

    if directive is not None:
        assert opened(article, directive) == highlighted(article, span)


@QUICK
@given(st.data())
def test_a_directive_has_only_what_a_url_may_have(data: st.DataObject) -> None:
    written = data.draw(articles())

    directive = text_fragment(written.article, data.draw(slices(written)))

    if directive is not None:
        assert re.fullmatch(r"text=[\w.~%]+(-,|,-|,|[\w.~%]+)*", directive, re.ASCII)
        assert len(directive) <= 1_000
