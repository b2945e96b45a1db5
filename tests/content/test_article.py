"""The article: paragraphs, sentences, quotations, and where words stand."""

from pathlib import Path

import pytest

from bot.content.article import Article

STORY = Path(__file__).parents[2] / "content" / "russia-china-science" / "article.txt"


@pytest.fixture(scope="module")
def story() -> Article:
    return Article(STORY.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("words", "paragraph"),
    [
        ("MOSCOW, Nov. 17 (Xinhua)", 1),
        ("The Russia-China Year of Scientific and Technological Innovation", 2),
        ("In his view", 7),
        ("We have put forward", 8),
        ("Sergeev was also impressed", 9),
        ("could be promising.", 10),
    ],
)
def test_paragraphs_of_the_story_are_numbered_from_one(
    story: Article, words: str, paragraph: int
) -> None:
    [span] = story.locate(words)

    assert story.paragraph_at(span.start) == paragraph
    assert story.paragraph_at(span.end - 1) == paragraph


def test_sentences_of_the_story_end_where_a_reader_says_they_do(story: Article) -> None:
    sentences = [story[span] for span in story.sentences]

    assert [sentence[:22] for sentence in sentences] == [
        "MOSCOW, Nov. 17 (Xinhu",
        "The Russia-China Year ",
        '"With this, we emphasi',
        "While we have already ",
        'China has shown "very ',
        '"For Russia, this is v',
        "Against the backdrop o",
        "In his view, such coop",
        '"We have put forward a',
        "Sergeev was also impre",
        '"China is, to a large ',
        "How China is able to d",
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("One. Two! Three?", ["One.", "Two!", "Three?"], id="three marks"),
        pytest.param("Dr. Stone met J. Reed on Nov. 17.", ["Dr. Stone met J. Reed on Nov. 17."],
                     id="abbreviations"),
        pytest.param("The U.S. Senate met. It left.", ["The U.S. Senate met.", "It left."],
                     id="initials"),
        pytest.param("He said no. No. 5 sat in the sun. It won.",
                     ["He said no.", "No. 5 sat in the sun.", "It won."], id="no and sun"),
        pytest.param("It grew by 1.5 in 2020. Then it fell.",
                     ["It grew by 1.5 in 2020.", "Then it fell."], id="numbers"),
        pytest.param("“Why?” she asked. “Now.”", ["“Why?” she asked.", "“Now.”"], id="a question"),
        pytest.param("She said: “No.” He left.", ["She said: “No.”", "He left."], id="quotation"),
        pytest.param("Это г. Москва. Он большой.", ["Это г. Москва.", "Он большой."],
                     id="Russian"),
        pytest.param("我们知道。你呢？", ["我们知道。", "你呢？"], id="Chinese"),
        pytest.param("One\n\nTwo", ["One", "Two"], id="no mark at the end of a paragraph"),
    ],
)  # fmt: skip
def test_a_text_has_these_sentences(text: str, sentences: list[str]) -> None:
    article = Article(text)

    assert [article[span] for span in article.sentences] == sentences


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        pytest.param('He said "yes" and "no".', ["yes", "no"], id="straight"),
        pytest.param("He said “yes” and “no”.", ["yes", "no"], id="curly"),
        pytest.param("He said ‘yes’, and it’s ‘don’t’.", ["yes", "don’t"], id="single curly"),
        pytest.param("‘The boys’ toys are here,’ he said.", ["The boys’ toys are here,"],
                     id="apostrophe inside single marks"),
        pytest.param("It's the boys' 'toys,' he said.", ["toys,"], id="single straight"),
        pytest.param("Rock 'n' roll", [], id="an apostrophe opens nothing"),
        pytest.param("„Ja“, sagte er.", ["Ja"], id="German"),
        pytest.param("»Ja«, sagte er.", ["Ja"], id="German guillemets"),
        pytest.param("”Ja”, sade han.", ["Ja"], id="Swedish"),
        pytest.param("«Да», — сказал он.", ["Да"], id="Russian"),
        pytest.param("他说：「是」。", ["是"], id="Chinese"),
        pytest.param('A 6" pipe and "a word".', ["a word"], id="inches"),
        pytest.param('"One\n\n"Two"', ["One", "Two"], id="reopened in the next paragraph"),
        pytest.param("“He said ‘no’ to us”", ["He said ‘no’ to us"], id="nested"),
    ],
)  # fmt: skip
def test_a_text_has_these_quotations(text: str, quotations: list[str]) -> None:
    article = Article(text)

    assert [article[span] for span in article.quotations] == quotations


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("They don’t know.", "don't", id="apostrophes"),
        pytest.param("“No,” she said.", '"No," she', id="quotation marks"),
        pytest.param("war — peace", "war - peace", id="dashes"),
        pytest.param("and so…", "and so...", id="ellipsis"),
        pytest.param("and so ... on", "so … on", id="three dots"),
        pytest.param("one\n   two", "one two", id="white space"),
        pytest.param("cafe\u0301", "café", id="composed and not"),
        pytest.param("1\u00a0500 roubles", "1 500 roubles", id="no-break space"),
        pytest.param("China's task", "China’s task", id="possessive"),
        pytest.param("中国设定了目标", "设定了", id="no spaces between words"),
        pytest.param("war—peace", "peace", id="a long dash joins nothing"),
        pytest.param("35岁", "35", id="a number before a Han character"),
    ],
)
def test_the_same_words_in_another_spelling_are_found(text: str, words: str) -> None:
    assert len(Article(text).locate(words)) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("The harbour burned.", "the harbour", id="case"),
        pytest.param("No, he said.", "No he said", id="punctuation"),
        pytest.param("It did not burn.", "It did burn", id="a word left out"),
        pytest.param("resigned", "resign", id="inside a word"),
        pytest.param("unhappy", "happy", id="the end of a word"),
        pytest.param("It was non-violent.", "violent", id="after a hyphen"),
        pytest.param("It was non‑violent.", "violent", id="after a hard hyphen"),
        pytest.param("the ex-mayor", "mayor", id="ex-"),
        pytest.param("China's task", "China", id="possessive"),
        pytest.param("They can't.", "They can", id="contraction"),
        pytest.param("the U.S. Senate", "the U", id="initials"),
        pytest.param("It cost 1.5 million", "5 million", id="decimals"),
        pytest.param("It cost 1,500", "1", id="thousands"),
        pytest.param("1 500 рублей", "500 рублей", id="thousands with a space"),
        pytest.param("It fell 35%", "It fell 35", id="per cent"),
        pytest.param("It fell 35 %", "It fell 35", id="per cent with a space"),
        pytest.param("It cost $35", "35", id="dollars"),
        pytest.param("It cost 35 €", "It cost 35", id="euros with a space"),
        pytest.param("It cost $35 million", "It cost $35", id="millions"),
        pytest.param("It cost $35 million", "million", id="only the million"),
        pytest.param("It grew 35 per cent", "It grew 35", id="per cent in words"),
        pytest.param("共35亿元", "共35", id="yi"),
        pytest.param("35 млн рублей", "35", id="millions in Russian"),
        pytest.param("It was −5 degrees", "5 degrees", id="minus"),
        pytest.param("It was -5 degrees", "5 degrees", id="minus as a hyphen"),
        pytest.param("10–15 people", "15 people", id="range"),
        pytest.param("at 12:30", "at 12", id="time"),
        pytest.param("COVID-19", "COVID", id="name with a number"),
        pytest.param("and so…", "and so.", id="one dot of three"),
        pytest.param("and so...", "and so..", id="two dots of three"),
        pytest.param("cafe\u0301", "cafe", id="without its accent"),
        pytest.param("हिन्दी", "हिन", id="a letter without its vowel sign"),
        pytest.param("a 👩‍🔬 b", "‍🔬 b", id="half an emoji"),
        pytest.param("one\n\ntwo", "one two", id="over the end of a paragraph"),
        pytest.param("one", "", id="nothing"),
        pytest.param("one - two", "-", id="only marks"),
    ],
)
def test_other_words_and_cut_words_are_not_found(text: str, words: str) -> None:
    assert Article(text).locate(words) == []


def test_what_is_found_is_the_slice_of_the_article() -> None:
    article = Article("She said: “We  don’t\nknow – yet…”")

    [span] = article.locate("We don't know - yet...\"")

    assert article[span] == "We  don’t\nknow – yet…”"


def test_context_tells_equal_words_apart() -> None:
    article = Article("The fire began at noon. At night, the fire ended.")

    first = article.locate("fire", prefix="The")
    second = article.locate("fire", suffix="ended")
    both = article.locate("fire", prefix="the", suffix="ended")

    assert [article.text[: span.start] for span in first] == ["The "]
    assert second == both != first
    assert article.locate("fire", prefix="a") == []


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("we focus on science and high technologies",
         "we concentrate on science and high technologies"),
        ("we concentrate on science and high technology",
         "we concentrate on science and high technologies"),
        ("WE CONCENTRATE ON SCIENCE", "we concentrate on science"),
        ("one of the areas for cooperation should be virology",
         "one of the areas for Russia-China cooperation should certainly be modern virology"),
    ],
)  # fmt: skip
def test_the_nearest_words_are_whole_words_of_the_article(
    story: Article, words: str, nearest: str
) -> None:
    span = story.nearest(words)

    assert span is not None
    assert story[span] == nearest


def test_nothing_is_nearest_to_words_of_another_story(story: Article) -> None:
    assert story.nearest("xyzzy plugh") is None


@pytest.mark.parametrize("unit", ["a b. ", "'a ", "”a ", "a.b. "], ids=repr)
def test_a_text_of_nothing_but_marks_is_read_before_long(unit: str) -> None:
    article = Article(unit * 20_000)  # longer than anybody writes; it took minutes
    quotations = [article[quotation] for quotation in article.quotations]

    assert [article[sentence] for sentence in article.sentences] == [article.text.strip()]
    assert all(quotation in article.text for quotation in quotations)
