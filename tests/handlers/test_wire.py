"""From replies to what the Bot API takes, and from the data of buttons back to actions."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.handlers.wire import MOST_UNITS, arguments, decode, encode, entities, fitted, keyboard
from bot.phrases import ENGLISH
from bot.replies import (
    Action,
    Button,
    Reply,
    ShowEntry,
    ShowQuote,
    ShowSummary,
    ShowTopic,
    Span,
    Style,
)
from tests.botapi import rules

# Each is one character for a reader, and several for Python.
FAMILY, WAVE, FLAG = "👩\u200d👩\u200d👧", "👋\U0001f3fd", "🇫🇷"
ACCENT, HAN = "e\u0301", "\u1112\u1161\u11ab"
TEXTS = st.lists(
    st.sampled_from(["plain ", "🙏", FAMILY, WAVE, FLAG, ACCENT, "病毒", "\n", " ", "a", HAN])
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    max_size=40,
).map("".join)
IDS = st.from_regex(r"[a-z0-9]{1,12}(-[a-z0-9]{1,12}){0,2}", fullmatch=True)
KEYS = st.from_regex(r"[0-9a-f]{8}", fullmatch=True)
ACTIONS = st.one_of(
    st.builds(ShowEntry, IDS),
    st.builds(ShowQuote, IDS, KEYS | st.just("")),
    st.builds(ShowTopic, KEYS),
    st.builds(ShowSummary, IDS, st.sampled_from(["short", "long"])),
)


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    """Return replies with spans anywhere, also where none should be."""
    text = draw(TEXTS)
    offsets = st.integers(0, len(text))
    spans = []
    for _ in range(draw(st.integers(0, 6))):
        start, end = sorted((draw(offsets), draw(offsets)))
        spans.append(Span(draw(st.sampled_from(get_args(Style))), start, end, "https://a.example"))
    return Reply(text, tuple(spans))


def covered(text: str, entity: MessageEntity) -> str:
    return rules.covered(text, {"offset": entity.offset, "length": entity.length})


def kinds(reply: Reply) -> list[tuple[str, str]]:
    return [(entity.type, covered(reply.text, entity)) for entity in entities(reply)]


# — entities —


@given(TEXTS, st.data())
def test_an_entity_covers_exactly_the_characters_of_its_span(
    text: str, data: st.DataObject
) -> None:
    start, end = sorted(data.draw(st.integers(0, len(text))) for _ in range(2))

    found = entities(Reply(text, (Span("blockquote", start, end),)))

    assert [covered(text, entity) for entity in found] == (
        [text[start:end]] if text[start:end].strip() else []
    )


@given(replies())
def test_whatever_the_spans_are_telegram_takes_the_entities(reply: Reply) -> None:
    sent = arguments(replace(reply, text=f"{reply.text}."), ENGLISH)  # never invisible

    text, kept = rules.formatted(sent["text"], [entity.to_dict() for entity in sent["entities"]])

    assert len(kept) <= len(reply.spans)
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param(
            [("bold", 0, 3), ("italic", 4, 7)], [("bold", "one"), ("italic", "two")], id="beside"
        ),
        pytest.param(
            [("italic", 4, 7), ("blockquote", 0, 13)],
            [("blockquote", "one two three"), ("italic", "two")],
            id="inside",
        ),
        pytest.param(
            [("bold", 0, 7), ("italic", 4, 13)],
            [("bold", "one two"), ("italic", "two")],
            id="over the end: cut",
        ),
        pytest.param(
            [("blockquote", 0, 7), ("blockquote", 4, 13)],
            [("blockquote", "one two")],
            id="quotation in quotation",
        ),
        pytest.param([("bold", 3, 4), ("italic", 5, 5)], [], id="nothing in them"),
    ],
)
def test_spans_become_entities_that_nest(
    spans: list[tuple[Style, int, int]], expected: list[tuple[str, str]]
) -> None:
    reply = Reply("one two three", tuple(Span(*span) for span in spans))

    assert kinds(reply) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/fire", "https://a.example/fire"),
        ("javascript:alert(1)", None),
        (None, None),
    ],
)
def test_only_web_addresses_become_links(url: str | None, expected: str | None) -> None:
    found = entities(Reply("here", (Span("link", 0, 4, url),)))

    assert [entity.url for entity in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("quotation", "kind"),
    [
        pytest.param("a" * 300, "blockquote", id="300 characters"),
        pytest.param("a" * 301, "expandable_blockquote", id="301 characters"),
        pytest.param("a\na\na\na", "blockquote", id="4 lines"),
        pytest.param("a\na\na\na\na", "expandable_blockquote", id="5 lines"),
    ],
)
def test_a_long_quotation_is_folded(quotation: str, kind: str) -> None:
    reply = Reply(quotation, (Span("blockquote", 0, len(quotation)),))

    assert kinds(reply) == [(kind, quotation)]


def test_of_more_than_100_spans_the_first_100_are_sent() -> None:
    reply = Reply("ab" * 101, tuple(Span("bold", 2 * i, 2 * i + 1) for i in range(101)))

    assert [entity.offset for entity in entities(reply)] == list(range(0, 200, 2))


# — fitting —


@given(replies())
def test_a_text_never_starts_or_ends_with_white_space_and_its_spans_move_along(
    reply: Reply,
) -> None:
    fitting = fitted(reply, "…")

    assert fitting.text == reply.text.strip()
    assert kinds(fitting) == kinds(Reply(reply.text, fitting_spans(reply)))


def fitting_spans(reply: Reply) -> tuple[Span, ...]:
    """Return the spans without the white space around the text, at their old places."""
    text = reply.text
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    return tuple(
        Span(s.style, max(s.start, first), min(s.end, last), s.url)
        for s in reply.spans
        if s.start < last and s.end > first
    )


@given(replies(), st.integers(20, 60))
@example(Reply("a" * 17 + FAMILY + "aaaa"), 20)
def test_a_cut_text_fits_and_ends_with_the_mark_outside_every_quotation(
    reply: Reply, most: int
) -> None:
    mark = "… (cut)"

    fitting = fitted(reply, mark, most)

    text = reply.text.strip()
    assert rules.units(fitting.text) <= most
    if rules.units(text) <= most:
        assert fitting.text == text
        return
    assert fitting.text.endswith(mark)
    kept = fitting.text.removesuffix(mark).removesuffix("\n")
    assert text.startswith(kept)
    assert all(span.end <= len(kept) for span in fitting.spans)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("one two three four", "one two", id="between words"),
        pytest.param("oneandtwo three", "oneandtwo", id="a space right at the cut"),
        pytest.param("病毒学研究中心合作伙伴关系", "病毒学研究中心合作", id="no spaces"),
        pytest.param("🙏" * 8, "🙏" * 4, id="emoji of two units"),
        pytest.param("abcdefgh" + ACCENT + "ijkl", "abcdefgh", id="letter and accent"),
        pytest.param("abcdef" + FAMILY + "ijkl", "abcdef", id="joined emoji"),
        pytest.param("abcdefg" + WAVE + "ijkl", "abcdefg", id="skin tone"),
        pytest.param("abc" + 3 * FLAG, "abc" + FLAG, id="flags"),
        pytest.param("abcdefg" + HAN + "ijkl", "abcdefg", id="korean letters"),
    ],
)
def test_a_cut_is_between_words_else_between_what_readers_see_as_characters(
    text: str, kept: str
) -> None:
    assert fitted(Reply(text), "…", most_units=11).text == f"{kept}…"


def test_a_cut_quotation_ends_before_the_mark_which_stands_on_a_line_of_its_own() -> None:
    words = "word " * 1000
    reply = Reply(f"He said:\n{words}\n— He", (Span("blockquote", 9, 9 + len(words)),))

    fitting = fitted(reply, ENGLISH.cut)

    [(kind, quotation)] = kinds(fitting)
    assert kind == "expandable_blockquote"
    assert fitting.text == f"He said:\n{quotation}\n{ENGLISH.cut}"
    assert quotation.endswith("word")
    assert MOST_UNITS - 10 < rules.units(fitting.text) <= MOST_UNITS


# — buttons —


@given(ACTIONS)
def test_what_a_button_says_is_read_back_and_fits(action: Action) -> None:
    data = encode(action)

    assert decode(data) == action
    assert 1 <= len(data.encode()) <= 64


@given(st.text() | st.from_regex(r"1:[eqts]:.*"))
def test_any_data_is_an_action_or_nothing_and_never_an_error(data: str) -> None:
    action = decode(data)

    assert action is None or encode_or_none(action) in (data, None)


def encode_or_none(action: Action) -> str | None:
    try:
        return encode(action)
    except ValueError:
        return None


@pytest.mark.parametrize(
    "data",
    ["", "1", "1:", "1:e", "2:e:cause", "1:x:cause", "1:e:a:b", "1:q:a", "1:s:a:longer", "🙏"],
)
def test_data_of_another_shape_or_version_is_nothing(data: str) -> None:
    assert decode(data) is None


def test_an_id_that_is_too_long_for_a_button_is_an_error() -> None:
    with pytest.raises(ValueError, match="longer than the 64 bytes"):
        encode(ShowEntry("a" * 61))


def test_rows_of_buttons_become_a_keyboard() -> None:
    rows = (
        (Button("One", ShowEntry("one")), Button("Two", ShowTopic("0badcafe"))),
        (Button("Longer", ShowSummary("fire", "long")),),
    )

    markup = keyboard(Reply("Pick", buttons=rows))

    assert markup is not None
    assert [[(b.text, b.callback_data) for b in row] for row in markup.inline_keyboard] == [
        [("One", "1:e:one"), ("Two", "1:t:0badcafe")],
        [("Longer", "1:s:fire:long")],
    ]
    assert keyboard(Reply("Nothing to pick")) is None
