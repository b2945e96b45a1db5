"""A sketch as the files of a story, with comments that say what an editor has to do."""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from bot.content.article import Span
from bot.content.draft import one_line
from bot.content.files import ARTICLE, CASES, STORY
from bot.drafting.sketch import Item, Sketch

_WIDE = 100
_MOST_UNCLEAR = 20
_PLAIN = re.compile(r"[^\W\d_][\w ’“”«»()/.,;!?…—–-]*", re.UNICODE)
_NO_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
_HEAD = """\
# A draft that `new` made of article.txt. What is quoted and cited is word for word the article's;
# whether it is worth telling, and asked for as readers would, is yours to say. In five minutes:
#
# 1. Read the entries, which are in the order of the article. Right: remove its line `draft: true`.
#    Wrong or dull: delete it, from its `- id:` to the next. A fact's `text` may be shorter than
#    what it cites; a quote's `exact` may leave words out with [...].
# 2. Add questions as readers would type them, the more the better. The first stands on buttons.
# 3. Last, remove `draft: true` under `story`. Until then readers get nothing of this.
#
# `check` says what is wrong, `chat` shows what readers will get.
"""
_NOTES = {
    "publisher": "  # write who published it",
    "role": "  # the article gives no role beside the name; copy one from it, or leave this out",
}

Part = Literal["header", "speaker", "short", "long", "entry", "question", "case"]
Place = tuple[Part, str, int]


@dataclass
class Files:
    """The files of a story, and what stands at which line of them.

    Attributes:
        texts: By name.
        places: By name, in order: a line from 1, and the part of the sketch that begins there.
    """

    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, list[tuple[int, Place]]] = field(default_factory=dict)

    def at(self, name: str, line: int) -> Place | None:
        """Return the part that a line of a file belongs to."""
        before = [place for begins, place in self.places[name] if begins <= line]
        return before[-1] if before else None


def written(sketch: Sketch, *, schemas: bool) -> Files:
    """Return the files of a story.

    Args:
        sketch: What they say.
        schemas: Whether the content folder has the JSON Schemas that the first lines name.
    """
    files = Files({ARTICLE: sketch.article.text})
    _write(files, STORY, _story(sketch), schemas)
    if sketch.cases:
        _write(files, CASES, _cases(sketch), schemas)
    return files


def _write(
    files: Files, name: str, lines: Iterable[str | tuple[Place, str]], schemas: bool
) -> None:
    texts: list[str] = []
    files.places[name] = []
    if schemas:
        stem = name.partition(".")[0]
        texts += [f"# yaml-language-server: $schema=../{stem}.schema.json", ""]
    for line in lines:
        if not isinstance(line, str):
            files.places[name].append((len(texts) + 1, line[0]))
            line = line[1]
        texts += line.split("\n")
    files.texts[name] = "\n".join(texts) + "\n"


def _story(sketch: Sketch) -> Iterator[str | tuple[Place, str]]:
    yield _HEAD
    yield "story:"
    yield "  draft: true"
    for key in ("headline", "byline", "dateline", "publisher", "published", "canonical_url"):
        if key in sketch.header:
            value = sketch.header[key]
            note = _NOTES["publisher"] if (key, value) == ("publisher", "unknown") else ""
            yield ("header", key, 0), f"  {key}: {_inline(value)}{note}"
    yield ("header", "language", 0), f"  language: {sketch.header['language']}"
    if sketch.speakers:
        yield "\n# Other names that readers use, also in other languages, belong under `also`."
        yield "speakers:"
    for person in sketch.speakers:
        yield ("speaker", person.id, 0), f"  {person.id}:"
        yield f"    name: {_inline(person.name)}"
        if person.role:
            yield ("speaker", person.id, 1), f"    role: {_inline(person.role)}"
        else:
            yield f"    # role:{_NOTES['role'].removeprefix('  #')}"
        if person.surname != person.name:
            yield ("speaker", person.id, 0), f"    also: [{_inline(person.surname)}]"
    yield "\n# Sentences taken out of the article: choose others, or say it shorter."
    yield "summary:"
    yield "  short:"
    for n, sentence in enumerate(sketch.short):
        yield ("short", "", n), _told(sentence, "      ").replace("      ", "    - ", 1)
    yield "  long:"
    for n, sentence in enumerate(sketch.long):
        yield ("long", "", n), _told(sentence, "      ").replace("      ", "    - ", 1)
    yield "\nentries:"
    number = 0
    for item in sketch.items:
        at = sketch.article.paragraph_at(item.at.start) if item.at else 0
        if at != number or item is sketch.items[0]:
            number = at
            yield f"\n  # ---- {_paragraph(number)} ----"
        yield from _entry(item)
    if sketch.unclear:
        yield "\n# Quotations without a certain speaker; to tell one, add it as a quote by hand:"
        yield from (_unclear(sketch, span) for span in sketch.unclear[:_MOST_UNCLEAR])
        if len(sketch.unclear) > _MOST_UNCLEAR:
            yield f"#   and {len(sketch.unclear) - _MOST_UNCLEAR} more"
    if sketch.more:
        yield f"\n# Left out, to be read in one sitting: {sketch.more} quotations more."


def _entry(item: Item) -> Iterator[str | tuple[Place, str]]:
    yield ("entry", item.id, 0), f"\n  - id: {item.id}"
    yield f"    kind: {item.kind}"
    yield "    draft: true"
    if item.speaker:
        yield f"    speaker: {item.speaker}"
    match item.kind:
        case "quote":
            yield "    exact: " + _folded(item.text, "      ")
        case "fact":
            yield _told(item.text, "    ")
        case "not_reported":
            yield "    text: " + _folded(item.text, "      ")
    yield "    questions:"
    for n, question in enumerate(item.questions):
        yield ("question", item.id, n), f"      - {_inline(question)}"
    if item.topics:
        topics = f"    topics: [{', '.join(map(_inline, item.topics))}]"
        yield ("entry", item.id, 0), topics


def _cases(sketch: Sketch) -> Iterator[str | tuple[Place, str]]:
    yield (
        "# Questions with the outcome that they must have: an entry's id, or out_of_scope. Add"
        "\n# some in words that no entry has among its questions; `check` and `eval` ask them."
    )
    yield "cases:"
    for n, question in enumerate(sketch.cases):
        yield ("case", "", n), f"  - {{q: {_inline(question)}, expect: out_of_scope}}"


def _paragraph(number: int) -> str:
    return f"Paragraph {number}" if number else "Not in the article; add what else readers ask"


def _unclear(sketch: Sketch, span: Span) -> str:
    words = textwrap.shorten(one_line(sketch.article[span]), _WIDE, placeholder=" …")
    return f"#   paragraph {sketch.article.paragraph_at(span.start)}: {words}"


def _told(text: str, indent: str) -> str:
    """Return a sentence with itself as what it cites."""
    inner = indent + "  "
    return f"{indent}text: {_folded(text, inner)}\n{indent}cite: {_folded(text, inner)}"


def _folded(text: str, indent: str) -> str:
    """Return a text after its key: on its line if it fits there, else folded below it."""
    if len(text) <= _WIDE - len(indent) - len("exact: ") and not re.search(r'["\\]', text):
        return _inline(text)
    lines = textwrap.wrap(
        text, _WIDE - len(indent), break_long_words=False, break_on_hyphens=False
    )
    return ">-\n" + "\n".join(indent + line for line in lines)


def _inline(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) and text.casefold() not in _NO_WORDS
    if is_plain and not re.search(r"[,\s]$|, ", text):
        return text
    return json.dumps(text, ensure_ascii=False)
