"""What goes into `article.txt` of what an editor hands in: what a reader of it sees."""

import pytest

from bot.drafting import Raw, Unreadable, read

PLAIN = "The fire was out by noon.\n\nNobody was hurt.\n"
MARKDOWN = """\
# Fire in the _old_ harbour

**PORT HALE** -- The fire was out by *noon*, said [Ada Stone](https://example.org/ada "mayor").
![a boat](boat.jpg)

> "Nobody was hurt," she said.

- nine boats
- the pier

* * *

See <https://example.org/fire>, `snake_case` and 2 \\* 3.
"""
PAGE = """\
<!doctype html><html><head><title>Fire in the harbour - Harbour Post</title>
<meta property="og:site_name" content="Harbour Post"><meta name="author" content="Ida Holm">
<link rel="canonical" href="https://harbour-post.example/fire"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Fire in the harbour</h1>
<p>A fire in the old harbour of Port Hale destroyed nine fishing boats on Sunday night, the fire
brigade said, and the town council will meet on Thursday to discuss the cost of it.</p>
<p>"Nobody was hurt, and that is what counts for me today," said Ada Stone, the mayor of Port Hale,
when she visited the harbour and thanked the crews for what they had done in the night.</p>
</article><footer>Cookies and imprint</footer></body></html>
"""


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PLAIN.encode(), id="as it is"),
        pytest.param(b"\xef\xbb\xbf" + PLAIN.encode(), id="with a byte order mark"),
        pytest.param(PLAIN.replace("\n", "\r\n").encode(), id="from Windows"),
        pytest.param(PLAIN.replace("\n", "\r").encode(), id="from an old Macintosh"),
        pytest.param(PLAIN.replace("\n\n", "\u2029").encode(), id="a paragraph separator"),
        pytest.param(PLAIN.replace("noon", "no\u200bon\x07").encode(), id="what nobody sees"),
    ],
)
def test_the_text_is_what_a_reader_sees(data: bytes) -> None:
    assert read(data, "article.txt") == Raw(PLAIN, {})


def test_plain_text_is_left_as_it_stands() -> None:
    text = "  5 * 3 * 2,  file_name_here – “so”\n\n\n#1 of 3:\n- a dash\n* a star\n1. one\n"

    assert read(text.encode(), "article.txt").text == text


def test_lines_that_each_end_a_sentence_are_paragraphs() -> None:
    assert read(b"It burned.\nNobody was hurt.\n", "-").text == "It burned.\n\nNobody was hurt.\n"
    assert read(b"It burned for\nan hour.\n", "-").text == "It burned for\nan hour.\n"


def test_the_marks_of_markdown_are_taken_off() -> None:
    raw = read(MARKDOWN.encode(), "article.md")

    assert raw.known == {"headline": "Fire in the old harbour"}
    assert raw.text.split("\n\n") == [
        "Fire in the old harbour",
        "PORT HALE -- The fire was out by noon, said Ada Stone.",
        '"Nobody was hurt," she said.',
        "nine boats",
        "the pier",
        "See https://example.org/fire, snake_case and 2 * 3.\n",
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the article has no words"),
        (b" \n\n -- \n", "the article has no words"),
        ("Café".encode("latin-1"), "article.txt:1:4: this file is not UTF-8: byte 3"),
        ("Café".encode("utf-16"), "it is saved as UTF-16"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is no text"),
        (b"words and \0 a NUL", "is no text"),
        (b"word " * 220_000, "this file has 1,100,000 bytes"),
        (b"word " * 20_001, "100,000 are the most that a draft is made of"),
    ],
)
def test_what_is_no_article_is_refused_in_words(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=r"\w") as refused:
        read(data, "article.txt")

    assert says in str(refused.value)


@pytest.mark.parametrize("name", ["page.html", "-"])
def test_of_a_web_page_the_article_is_left_and_what_the_page_says_of_it(name: str) -> None:
    pytest.importorskip("trafilatura")

    raw = read(PAGE.encode(), name)

    assert raw.known["headline"].startswith("Fire in the harbour")
    assert raw.known["publisher"] == "Harbour Post"
    assert raw.known["canonical_url"] == "https://harbour-post.example/fire"
    assert "Sport" not in raw.text
    assert "imprint" not in raw.text
    assert len(raw.text.strip().split("\n\n")) >= 2
    assert "said Ada Stone, the mayor of Port Hale" in " ".join(raw.text.split())


def test_without_the_extra_a_web_page_is_refused_and_the_way_out_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "trafilatura", None)

    with pytest.raises(Unreadable, match=r"pip install 'storybot\[html\]'"):
        read(PAGE.encode(), "page.html")
