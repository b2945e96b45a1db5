"""What an editor is told when the YAML itself is wrong, in an editor's words."""

import re
from typing import Any

import yaml

from bot.content.manual import page
from bot.content.model import Mark
from bot.content.problem import Problem

_QUOTE_IT = "put the text in quotation marks, or under `text: |` on its own indented line"


@page
def yaml_syntax(text: str, path: str, error: yaml.YAMLError) -> Problem:
    """The file must be YAML: keys with colons, lists with dashes, spaces that line up.

    Why: what cannot be read cannot be published, and a guess could put wrong words on air.

    Wrong:  text: The plan: 30 boats were lost.
    Right:  text: "About 30 boats were lost."
    """
    problem = str(getattr(error, "problem", None) or "")
    context = str(getattr(error, "context", None) or "")
    at: Any = getattr(error, "problem_mark", None)
    began: Any = getattr(error, "context_mark", None) or at
    lines = text.splitlines()
    for mark in (at, began):
        if mark and mark.line < len(lines) and re.match(r" *\t", lines[mark.line]):
            column = lines[mark.line].index("\t") + 1
            return Problem(
                Mark(path, mark.line + 1, column),
                "yaml-syntax",
                "a tab stands at the beginning of the line, where YAML wants spaces",
                "put two spaces for every tab",
            )
    for pattern, place, message, fix in _SAYINGS:
        if re.search(pattern, f"{context}: {problem}"):
            mark = began if place == "began" else at
            return Problem(_mark(path, mark), "yaml-syntax", message, fix)
    if "<block end>" in problem and at and began:
        return _ends_too_early(path, lines, at, began)
    said = problem or str(error).partition("\n")[0]
    return Problem(
        _mark(path, at or began),
        "yaml-syntax",
        f"this is not YAML ({said})",
        "compare the line with the ones before it: dashes, colons, quotation marks, spaces",
    )


def _mark(path: str, mark: Any) -> Mark:
    return Mark(path, mark.line + 1, mark.column + 1) if mark else Mark(path)


def _ends_too_early(path: str, lines: list[str], at: Any, began: Any) -> Problem:
    """Say what stands where a list or a group of keys should have gone on."""
    before = lines[at.line][: at.column] if at.line < len(lines) else ""
    if re.search(r"[\"'\]}]\s*$", before):
        return Problem(
            _mark(path, at),
            "yaml-syntax",
            "the text goes on after the mark that ends it",
            "put the whole text in quotation marks of the other kind, or under `text: |` on its "
            "own indented line; an apostrophe inside '…' is written twice",
        )
    items = [line for line in lines[: at.line] if re.match(r" *- ", line)]
    if items and re.match(r" *- ", lines[at.line] if at.line < len(lines) else ""):
        wanted = len(items[-1]) - len(items[-1].lstrip(" "))
        return Problem(
            _mark(path, at),
            "yaml-syntax",
            f"this item starts after {at.column} spaces, and the one above it after {wanted}",
            f"put {wanted} spaces before the dash",
        )
    return Problem(
        _mark(path, at),
        "yaml-syntax",
        f"this line does not line up: it starts after {at.column} spaces, and what it belongs "
        f"to starts after {began.column} (line {began.line + 1})",
        f"put {began.column} spaces before it, or more if it belongs to the line above",
    )


_SAYINGS: list[tuple[str, str, str, str]] = [
    (
        "mapping values are not allowed",
        "at",
        "a colon and a space inside unquoted text start a new key",
        _QUOTE_IT,
    ),
    (
        "sequence entries are not allowed",
        "at",
        "a dash and a space start a list, and no list can start here",
        "put the list on its own indented lines, or the text in quotation marks",
    ),
    (
        "mapping keys are not allowed|expected the node content, but found '\\?'",
        "at",
        "a question mark and a space start something that is not used here",
        "put the text in quotation marks",
    ),
    (
        "could not find expected ':'",
        "began",
        "this line is neither `key: value` nor part of the text above it",
        "write a colon and a space after the key, or indent the line if it goes on with the text "
        "above",
    ),
    (
        "quoted scalar: found unexpected (end of stream|document separator)",
        "began",
        "the quotation mark that opens this text is never closed",
        "close it at the end of the text",
    ),
    (
        "unknown escape character|escape sequence of",
        "at",
        "a backslash inside double quotation marks begins a code, and this is none",
        "use single quotation marks around the text, or write two backslashes",
    ),
    (
        "block scalar: expected",
        "at",
        "after `|` or `>` the text starts on the next line",
        "move the text to the next line and indent it",
    ),
    (
        "expected ',' or '\\]'",
        "began",
        "the bracket [ is not closed with ], or a comma is missing between two items",
        "close it; if the text itself begins with a bracket, put it in quotation marks",
    ),
    (
        "expected ',' or '}'",
        "began",
        "the bracket { is not closed with }, or a comma is missing between two keys",
        "close it; if the text itself begins with a bracket, put it in quotation marks",
    ),
    (
        "found character",
        "at",
        "unquoted text cannot begin with this character",
        "put the text in quotation marks",
    ),
    (
        "while scanning (an anchor|an alias|a tag|a directive)|tag handle|duplicate anchor"
        "|undefined alias",
        "began",
        "unquoted text that begins with *, &, ! or % means something else to YAML",
        "put the text in quotation marks",
    ),
    (
        "expected the node content|did not find expected node content",
        "at",
        "a value is missing here, or begins with a character that means something to YAML",
        "write the value, in quotation marks if it begins with , ] or }",
    ),
    (
        "expected '<document start>'",
        "at",
        "the file goes on after its content has ended: this line does not belong to the keys "
        "above",
        "make it start where the other lines of its kind start",
    ),
]


@page
def yaml_extra(mark: Mark, typed: str, what: str) -> Problem:
    """Anchors, aliases, tags and merge keys are not used.

    Why: they make one line change another far away; an editor should see what readers get.

    Wrong:  topics: [&a harbour]
    Right:  topics: [harbour]
    """
    return Problem(
        mark,
        "yaml-extra",
        f"YAML takes `{typed}` for {what}, and content has no use for that",
        "write the value out, or put the text in quotation marks",
    )


@page
def yaml_several_documents(mark: Mark) -> Problem:
    """A file holds one document: no second `---`.

    Why: only the first would be read, and the rest would be lost without a word.

    Wrong:
        # cases.yaml
        cases: [{q: how many ships, expect: boats-lost}]
        ---
        cases: [{q: how many yachts, expect: boats-lost}]

    Right:
        # cases.yaml
        cases: [{q: how many ships, expect: boats-lost}, {q: how many yachts, expect: boats-lost}]
    """
    return Problem(
        mark,
        "yaml-several-documents",
        "`---` starts a second document, which would not be read",
        "remove the line, and put all content under the keys of the first",
    )


@page
def yaml_too_deep(mark: Mark) -> Problem:
    """Lists in lists in lists: more than 20 levels are refused.

    Why: content needs five. More is a slip, or an attempt to hurt the bot.

    Wrong:  topics: [[[[[[[[[[[[[[[[[[[[[harbour]]]]]]]]]]]]]]]]]]]]]
    Right:  topics: [harbour]
    """
    return Problem(
        mark,
        "yaml-too-deep",
        "more than 20 lists or groups of keys stand inside each other here",
        "look for brackets or dashes that should not be there",
    )


@page
def duplicate_key(mark: Mark, key: str, first: Mark) -> Problem:
    """A key stands once in its group.

    Why: only one of the two could count, and nobody would see which.

    Wrong:
        text: About 30 boats were lost.
        text: Some boats were lost.

    Right:
        text: About 30 boats were lost.
    """
    return Problem(
        mark,
        "duplicate-key",
        f"`{key}` already stands at line {first.line}, and only one of the two can count",
        "remove one of them; if a second item begins here, put `- ` before its first key",
    )


@page
def text_cut_by_hash(mark: Mark, kept: str, dropped: str) -> Problem:
    """A space and # inside unquoted text begin a comment, which is dropped.

    Why: YAML does not complain, and readers get half a sentence.

    Wrong:
        questions:
          - What was lost in dock #4?

    Right:
        questions:
          - "What was lost in dock #4?"
    """
    return Problem(
        mark,
        "text-cut-by-hash",
        f"everything after # was dropped: {kept!r} was kept, {dropped!r} was not",
        "put the whole text in quotation marks; if this is a comment, give it its own line",
    )


@page
def text_runs_on(mark: Mark, line: str) -> Problem:
    """A line that begins with a dash is an item of its own, and lines up with the other items.

    Why: one space too many makes it the end of the item above, and YAML does not complain.

    Wrong:
        questions:
          - How many boats were lost?
            - What burned?

    Right:
        questions:
          - How many boats were lost?
          - What burned?
    """
    return Problem(
        mark,
        "text-runs-on",
        f"{line!r} is read as the end of the text above it",
        "put the dash right below the one above; a text that goes on after a dash needs "
        "quotation marks",
    )


@page
def file_empty(mark: Mark) -> Problem:
    """A file must hold something besides comments.

    Why: an empty file is mostly a save that went wrong.

    Wrong:
        # cases.yaml

    Right:
        # cases.yaml
        cases: [{q: how many ships, expect: boats-lost}]
    """
    return Problem(mark, "file-empty", "this file says nothing", "write it, or remove the file")


@page
def wrong_shape(mark: Mark, what: str, wanted: str, fix: str) -> Problem:
    """Text stands where text is wanted, a list where a list is, keys where keys are.

    Why: the bot cannot know what a list in the place of a sentence is meant to say.

    Wrong:  text: [About 30 boats were lost.]
    Right:  text: About 30 boats were lost.
    """
    return Problem(mark, "wrong-shape", f"{what} should be {wanted}", fix)


@page
def part_too_large(mark: Mark, size: int, most: int, *, is_text: bool) -> Problem:
    """No text in YAML has more than 5,000 characters, and no list more than 5,000 items.

    Why: a part so large was pasted into the wrong place, and to check it word by word takes so
    long that nothing else can be published meanwhile.

    Wrong:  text: About 30 boats were lost <and 6000 more characters>
    Right:  text: About 30 boats were lost.
    """
    what, fix = (
        ("this text has {:,} characters", "see where it should have ended: a quotation mark, a |")
        if is_text
        else ("this list, or group of keys, has {:,} items", "keep only what readers are told")
    )
    return Problem(mark, "part-too-large", f"{what.format(size)}, and {most:,} are the most", fix)
