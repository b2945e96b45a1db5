"""From the bytes of a raw article to the text that a reader of it sees.

What is changed, and nothing else: a byte order mark, control characters and characters without a
width are dropped; each kind of line break becomes the ordinary one; where no blank line parts the
paragraphs and each line ends a sentence, blank lines are put between them. Of Markdown the marks
are taken off, and of an HTML page everything that is not the article.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content import files

_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")
_ENDS = re.compile("[.!?…。！？][\"'”’»)\\]」』）]*$")
_MARKDOWN = re.compile(
    r"^#{1,6}\s+\S|\*\*\S.*?\S\*\*|(?<!\w)__\S.*?\S__(?!\w)|\[[^\]\n]+\]\([^)\s]+\)|^```", re.M
)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$", re.M)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!~<>|-])")
_STOWED = 0xE000  # where characters that are not marks wait; for private use, so in no article
_INLINE = (
    (re.compile(r"<!--.*?-->", re.S), ""),
    (re.compile(r"^[ \t]*(?:```|~~~).*\n?", re.M), ""),
    (re.compile(r"^[ \t]*\[[^\]\n]+\]:[ \t]+\S+.*\n?", re.M), ""),  # where a link leads to
    (re.compile(r"^[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|=+)$\n?", re.M), ""),
    (re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)"), ""),
    (re.compile(r"\[([^\]\n]+)\]\((?:<[^>\n]*>|[^)\s]*)(?:\s+[\"'][^\"'\n]*[\"'])?\)"), r"\1"),
    (re.compile(r"\[([^\]\n]+)\]\[[^\]\n]*\]"), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^>\s]+)>"), r"\1"),
    (re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.M), ""),
    (re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?=\S)", re.M), "\n"),
    (re.compile(r"(\*{1,3})(?=\S)(.+?)(?<=\S)\1", re.S), r"\2"),
    (re.compile(r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)", re.S), r"\2"),
    (re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
)


MOST_CHARACTERS = 100_000
"""Ten newspaper pages, of which a draft takes some ten seconds; more is no article."""


class Unreadable(ValueError):
    """No article can be read from this; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Raw:
    """An article as it came.

    Attributes:
        text: What goes into `article.txt`.
        known: What the page says of itself: `headline`, `byline`, `publisher`, `published`,
            `canonical_url`; only what it says, so mostly nothing.
    """

    text: str
    known: dict[str, str]


def read(data: bytes, name: str) -> Raw:
    """Return the article in a file.

    Args:
        data: The bytes of it.
        name: Its name, whose ending says what it is; without one it is looked at.

    Raises:
        Unreadable: It is no text in UTF-8, too long, has no words, or is HTML and what reads
            that is not installed.

    >>> read(b"# Fire\\r\\n\\r\\n**Nobody** was [hurt](https://example.org).\\r\\n", "-").text
    'Fire\\n\\nNobody was hurt.\\n'
    """
    path = Path(name if name != "-" else "standard input")
    if len(data) > files.MAX_BYTES:
        raise Unreadable(str(files.file_too_large(path, len(data))))
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(f"{path} is no text. Save the article as plain text, in UTF-8.")
    text, problems = files.decoded(data, path, is_exact=False)
    if text is None:
        raise Unreadable(str(problems[-1]))
    known: dict[str, str] = {}
    suffix, begins = path.suffix.casefold(), text[:2000].lstrip().casefold()
    if suffix in (".html", ".htm") or begins.startswith(("<!doctype html", "<html")):
        text, known = _from_page(text)
    text = _plain(text)
    if suffix in (".md", ".markdown") or _MARKDOWN.search(text):
        heading = _HEADING.search(text)
        text = _without_marks(text)
        if heading and "headline" not in known:
            known["headline"] = " ".join(_without_marks(heading[1]).split())
    text = _with_paragraphs(text)
    if not any(map(str.isalnum, text)):
        raise Unreadable(str(files.article_empty(path)))
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(
            f"{path} has {len(text):,} characters, and {MOST_CHARACTERS:,} are the most that a "
            "draft is made of. Keep only the article."
        )
    return Raw(text, known)


def _plain(text: str) -> str:
    text = _LINE_BREAK.sub("\n", text).replace("\u2029", "\n\n")
    return files.INVISIBLE.sub("", files.CONTROL.sub("", text))


def _without_marks(text: str) -> str:
    """Return what a reader sees of a text in Markdown."""
    text = _ESCAPED.sub(lambda m: chr(_STOWED + ord(m[1])), text)
    text = _HEADING.sub(r"\n\1\n", text)
    for mark, instead in _INLINE:
        text = mark.sub(instead, text)
    text = re.sub(r"[\ue000-\ue07f]", lambda m: chr(ord(m[0]) - _STOWED), text)
    return re.sub(r"\n{3,}", "\n\n", text).lstrip("\n")


def _with_paragraphs(text: str) -> str:
    lines = [line for line in text.split("\n") if line.strip()]
    is_parted = re.search(r"\n[^\S\n]*\n", text.strip()) is not None
    if is_parted or len(lines) < 2 or not all(_ENDS.search(line.rstrip()) for line in lines):
        return text
    return "\n\n".join(lines) + "\n"


def _from_page(page: str) -> tuple[str, dict[str, str]]:
    """Return the article of an HTML page, and what the page says about it.

    Raises:
        Unreadable: There is none, or what finds it is not installed.
    """
    try:
        import trafilatura
    except ImportError as error:
        raise Unreadable(
            "this is a web page, and what finds the article in one is not installed. Install it "
            "(pip install 'storybot[html]'), or save the article as plain text."
        ) from error
    found: Any = trafilatura.bare_extraction(
        page, include_comments=False, include_tables=False, with_metadata=True
    )
    if found is None or not found.text:
        raise Unreadable("no article was found in this web page. Save it as plain text.")
    said = {
        "headline": found.title,
        "byline": found.author,
        "publisher": found.sitename,
        "published": found.date,
        "canonical_url": found.url,
    }
    known = {key: " ".join(_plain(value).split()) for key, value in said.items() if value}
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", known.get("published", "0000-00-00")):
        del known["published"]
    if not re.match(r"https?://[^\s/]+", known.get("canonical_url", "https://x")):
        del known["canonical_url"]
    return found.text.replace("\n", "\n\n"), known
