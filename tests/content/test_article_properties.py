"""What holds for every article: exact words are found, and nothing else ever is."""

import re
import unicodedata
from dataclasses import dataclass

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.content.article import Article, Span
from bot.content.canonical import Canonical, _pieces, canonical

# What no slice may cut through.
LETTERS = st.sampled_from(
    "harbour Sergeev café cafe\u0301 naïve don’t it's U.S non-violent АБВ наука Ещё ქართული "
    "हिन्दी العربية עברית 한국어 e\u0323\u0307 Ångström résumé's x".split()
)
HAN = st.sampled_from(list("病毒学合作中国"))
NUMBERS = st.sampled_from("1.5 1,500 35% $35 €1.5 2020–2021 12:30 −5 №7 COVID-19 7".split())
EMOJI = st.sampled_from(["👩‍🔬", "🇷🇺", "👍🏽", "❤️"])
TOKENS = st.one_of(LETTERS, LETTERS, LETTERS, HAN, NUMBERS, EMOJI)
BETWEEN = st.one_of(
    st.sampled_from(
        [" ", " ", "  ", "\n", "\r\n", "\u00a0", ", ", ". ", "; ", "? ", "… ", " ... "]
    ),
    st.sampled_from([" — ", " – ", " “", "” ", " «", "» ", " ‘", "’ ", " (", ") "]),
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Written:
    """An article, with the places of what no slice may cut through."""

    article: Article
    tokens: tuple[Span, ...]
    paragraph: tuple[Span, ...]  # the tokens of one paragraph

    def is_cut_at(self, offset: int) -> bool:
        return any(token.start < offset < token.end for token in self.tokens)


@st.composite
def articles(draw: st.DrawFn) -> Written:
    text = ""
    tokens: list[Span] = []
    paragraphs = []
    for _ in range(draw(st.integers(1, 3))):
        paragraph = []
        for i, token in enumerate(draw(st.lists(TOKENS, min_size=2, max_size=12))):
            is_number = tokens and any(c.isdigit() for c in text[-3:]) and token[0].isdigit()
            between = "" if i == 0 else ", " if is_number else draw(BETWEEN)
            text += between
            paragraph.append(Span(len(text), len(text) + len(token)))
            text += token
        tokens += paragraph
        paragraphs.append(tuple(paragraph))
        text += draw(st.sampled_from(["\n\n", "\n \n", "\r\n\r\n"]))
    return Written(Article(text), tuple(tokens), draw(st.sampled_from(paragraphs)))


@st.composite
def slices(draw: st.DrawFn, written: Written) -> Span:
    first = draw(st.integers(0, len(written.paragraph) - 1))
    last = draw(st.integers(first, len(written.paragraph) - 1))
    span = Span(written.paragraph[first].start, written.paragraph[last].end)
    assume(any(c.isalnum() for c in written.article[span]))
    return span


@QUICK
@given(st.data())
def test_words_of_the_article_are_found_where_they_stand(data: st.DataObject) -> None:
    written = data.draw(articles())
    span = data.draw(slices(written))

    found = written.article.locate(written.article[span])

    assert any(place.meets(span) for place in found)
    assert span in found or any(place.start < span.start < place.end for place in found)


@QUICK
@given(st.data())
def test_what_is_found_is_the_same_words_and_cuts_nothing(data: st.DataObject) -> None:
    written = data.draw(articles())
    span = data.draw(slices(written))
    text = data.draw(_changed(written.article[span]))

    for place in written.article.locate(text):
        assert canonical(written.article[place]) == canonical(text).strip()
        assert not written.is_cut_at(place.start)
        assert not written.is_cut_at(place.end)


@QUICK
@given(st.data())
def test_one_changed_character_is_refused(data: st.DataObject) -> None:
    written = data.draw(articles())
    span = data.draw(slices(written))
    text = data.draw(_changed(written.article[span]))
    everything = " ".join(canonical(written.article[p]) for p in written.article.paragraphs)
    assume(canonical(text).strip() not in everything)

    assert written.article.locate(text) == []


@QUICK
@given(st.data())
def test_a_word_that_lost_its_first_or_last_letter_is_refused_there(data: st.DataObject) -> None:
    written = data.draw(articles())
    span = data.draw(slices(written))
    words = written.article[span]

    shorter = [*written.article.locate(words[1:]), *written.article.locate(words[:-1])]

    assert not [place for place in shorter if written.is_cut_at(place.start)]
    assert not [place for place in shorter if written.is_cut_at(place.end)]


@QUICK
@given(st.data())
def test_the_published_equivalence_is_accepted(data: st.DataObject) -> None:
    written = data.draw(articles())
    span = data.draw(slices(written))
    words = written.article[span]
    for same in (
        '“”„«»"',
        "‘’'",
        "–—−-‑",
    ):
        words = "".join(data.draw(st.sampled_from(same)) if c in same else c for c in words)
    words = re.sub(r"\s+", lambda _: data.draw(st.sampled_from([" ", "\n", "\t  "])), words)
    words = words.replace("...", "…") if data.draw(st.booleans()) else words.replace("…", "...")
    words = unicodedata.normalize(data.draw(st.sampled_from(["NFC", "NFD"])), words)

    assert written.article.locate(words) == written.article.locate(written.article[span])


@given(st.text())
def test_the_equivalence_is_what_is_published(text: str) -> None:
    expected = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))
    for same, one in (("‘’‚‛′`´ʼ＇", "'"), ("“”„‟″＂«»", '"'), ("‐‑‒–—―−﹘﹣－", "-")):
        expected = re.sub(f"[{same}]", one, expected)

    assert canonical(text) == expected.replace("…", "...")


@given(st.text(alphabet="ab. \n\r\t\u2003“”\"'«»„‘’…?!。1"))
def test_paragraphs_and_sentences_hold_every_character_that_is_not_white_space(text: str) -> None:
    article = Article(text)

    for spans in (article.paragraphs, article.sentences):
        assert "".join("".join(article[s] for s in spans).split()) == "".join(text.split())
    assert all(any(p.holds(s) for p in article.paragraphs) for s in article.sentences)
    assert all(any(p.holds(q) for p in article.paragraphs) for q in article.quotations)
    assert [article.paragraph_at(p.start) for p in article.paragraphs] == list(
        range(1, len(article.paragraphs) + 1)
    )


@st.composite
def _changed(draw: st.DrawFn, words: str) -> str:
    """Return `words` with one character put in, left out, replaced, swapped or in other case."""
    i = draw(st.integers(0, len(words) - 1))
    c = draw(st.sampled_from("aZ9я病.,-'\" \u0301%"))
    return draw(
        st.sampled_from(
            [
                words[:i] + c + words[i:],
                words[:i] + words[i + 1 :],
                words[:i] + c + words[i + 1 :],
                words[:i] + words[i + 1 : i + 2] + words[i] + words[i + 2 :],
                words[:i] + words[i].swapcase() + words[i + 1 :],
            ]
        )
    )


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_are_compared_as_all_others_are(text: str) -> None:
    assert canonical(text) == "".join(piece for piece, _, _ in _pieces(text))


@given(st.text(st.sampled_from("ab-‐–’“”»…. \n\u2003é病\u0301\u1100\u1161")), st.integers(0, 9))
def test_all_at_once_a_stretch_is_compared_as_piece_by_piece(text: str, offset: int) -> None:
    whole, pieces = Canonical(text, offset), [*_pieces(text)]

    assert whole.text == "".join(piece for piece, _, _ in pieces)
    places = [(start, end) for piece, start, end in pieces for _ in piece]
    assert [whole.original(i, i + 1) for i in range(len(places))] == [
        (offset + start, offset + end) for start, end in places
    ]
