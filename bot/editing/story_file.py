"""Edits to `story.yaml` as a text: a tap in Telegram, as if typed by hand.

A file is never dumped. What an edit is about is found by the marks of PyYAML's parser, only the
new words are written out, and they are spliced in: every other byte stays, be it a comment, a
folded list or a carriage return. A round trip by ruamel.yaml joins the folded lists of synonyms of
our own first story, takes a second instead of hundredths of one, and knows no ends of values.

Each function takes the text of a file and returns it changed. It reads what it wrote as
`bot.content.load` does, and raises `NotEdited` unless exactly the edit came of it. New words are
brought to one line, without the characters that `load` refuses.
"""

import functools
import math
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from bot.content import nodes
from bot.content.canonical import canonical
from bot.content.draft import one_line
from bot.content.files import CONTROL, INVISIBLE, STORY

Loc = tuple[str | int, ...]

_FAST: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_BOM = "\ufeff"
_ORDER = ("id", "kind", "speaker", "text", "exact", "prefix", "suffix", "cite", "questions")
_LONG, _WIDE = 60, 90  # characters: from where on a text is folded if the file folds, and how wide
# What unquoted text cannot have, or begin with, inside [...] and {...}: a little more than YAML
# says, since PyYAML's parser in Python stumbles over "?" there.
_NOT_IN_BRACKETS = re.compile(r"[,:?\[\]{}]|^-")
_BLOCKS = ("|", ">")
_EMPTY_LINE = re.compile(r"\r?\n[ \t]*\r?\n")
# How values are laid out of which a file has none yet.
_USUAL = """\
story:
  corrections:
    - {date: date, note: note}
entries:
  - id: id
    cite:
      - words
    questions:
      - question
    topics: [topic]
"""


class NotEdited(Exception):
    """The file stays as it is; the text says to an editor what is in the way."""


def with_phrasing(text: str, entry_id: str, question: str) -> str:
    """Return a story with one more question, the last of its entry.

    Raises:
        NotEdited: There is no such entry, it has the question already, or the file is in the way.
    """
    file, question = _File(text), _words(question)
    loc = (*file.entry(entry_id), "questions")
    if question in file.texts(loc):
        raise NotEdited(f"{entry_id} has this question already")
    return file.appended(loc, question)


def with_entry(text: str, entry: Mapping[str, Any]) -> str:
    """Return a story with one more entry, the last.

    Args:
        text: The story.
        entry: What `story.yaml` has for an entry: texts, lists of texts, selectors. Its keys are
            brought into their usual order; those with nothing are left out.

    Raises:
        NotEdited: There is an entry with this id, or the file is in the way.
    """
    file, entry = _File(text), _clean(entry)
    if any(isinstance(e, dict) and e.get("id") == entry["id"] for e in file.items(("entries",))):
        raise NotEdited(f"there is an entry {entry['id']} already")
    known = [key for key in _ORDER if key in entry]
    return file.appended(
        ("entries",), {key: entry[key] for key in dict.fromkeys([*known, *entry])}
    )


def withdrawn(text: str, entry_id: str, reason: str) -> str:
    """Return a story in which readers are told `reason` in the place of an entry.

    Raises:
        NotEdited: There is no such entry, or the file is in the way.
    """
    file = _File(text)
    return file.set(file.entry(entry_id), "withdrawn", _words(reason), after="kind")


def reinstated(text: str, entry_id: str) -> str:
    """Return a story in which an entry is told again that was withdrawn.

    Raises:
        NotEdited: There is no such entry, it is not withdrawn, or the file is in the way.
    """
    file = _File(text)
    loc = file.entry(entry_id)
    if "withdrawn" not in file.keys(loc):
        raise NotEdited(f"{entry_id} is not withdrawn")
    return file.without((*loc, "withdrawn"))


def with_story_key(text: str, key: str, value: str) -> str:
    """Return a story that has this text for a key of `story`, such as `updated`.

    Raises:
        NotEdited: There is no `story`, the key has no plain text, or the file is in the way.
    """
    return _File(text).set(("story",), key, _words(value))


def with_correction(text: str, date: str, note: str) -> str:
    """Return a story with one more correction, the last.

    Args:
        text: The story.
        date: Of the correction, ISO 8601.
        note: What was corrected, for readers.

    Raises:
        NotEdited: There is no `story`, or the file is in the way.
    """
    file, correction = _File(text), {"date": _words(date), "note": _words(note)}
    if "corrections" in file.keys(("story",)):
        return file.appended(("story", "corrections"), correction)
    return file.added(("story",), "corrections", [correction])


def with_citation(text: str, where: str | Loc, old_exact: str, new_exact: str) -> str:
    """Return a story in which an entry or a sentence rests on other words of the article.

    If its text is just the old words, as a draft by `new` has it, it becomes the new ones, too.

    Args:
        text: The story.
        where: The id of the entry, or the way to what has `cite`: `("summary", "short", 0)`.
        old_exact: The words that it has in `cite` or `exact`, in any spelling that counts as
            verbatim.
        new_exact: The words to put in their place.

    Raises:
        NotEdited: The old words do not stand there, or twice, or the file is in the way.
    """
    file = _File(text)
    loc = file.entry(where) if isinstance(where, str) else where
    old = canonical(one_line(old_exact))
    found = [p for p, typed in _cited(file.value(loc), loc) if canonical(one_line(typed)) == old]
    if len(found) != 1:
        times = "more than once" if found else "nowhere"
        raise file.refusal(loc, f"the words to change are cited {times} here")
    typed, said = (file.value(way) for way in (found[0], loc))
    text = file.replaced(found[0], _words(new_exact))
    if isinstance(said.get("text"), str) and one_line(said["text"]) == one_line(typed):
        text = _File(text).replaced((*loc, "text"), _words(new_exact))
    return text


def _cited(value: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Yield the words of the article that an entry or a sentence rests on, and where they are."""
    match value:
        case str():
            yield loc, value
        case list():
            for n, item in enumerate(value):
                yield from _cited(item, (*loc, n))
        case dict():
            for key in value.keys() & {"cite", "exact"}:
                yield from _cited(value[key], (*loc, key))


def writable(text: str) -> str:
    """Return a text as it can be written: on one line, and without what `load` refuses.

    >>> writable("har\u00adbour\\n  fire")
    'harbour fire'
    """
    return one_line(CONTROL.sub("", INVISIBLE.sub("", one_line(text))))


def _words(text: str) -> str:
    """Return a text as it can be written.

    Raises:
        NotEdited: Nothing is left.
    """
    words = writable(text)
    if not words:
        raise NotEdited("this text has no words")
    return words


def _clean(value: Any) -> Any:
    """Return a value with its texts as they can be written, and without keys with nothing."""
    match value:
        case str():
            return writable(value)
        case Mapping():
            clean = {key: _clean(item) for key, item in value.items() if item}
            return {key: item for key, item in clean.items() if item}
    return [item for item in map(_clean, value) if item]


class _File:
    """A file, for one edit.

    Attributes:
        tree: What it says, and once it is edited, what it should say: dicts, lists, strings and
            None.
    """

    def __init__(self, text: str) -> None:
        self._bom = _BOM if text.startswith(_BOM) else ""
        self._text = text.removeprefix(_BOM)
        self._newline = "\r\n" if "\r\n" in text else "\n"
        read, problems = nodes.read(self._text, STORY)
        if read is None or problems:
            raise NotEdited(f"{STORY} has to be mended first\n" + "\n".join(map(str, problems)))
        self.tree: Any = nodes.plain(read)
        self._root: Any = yaml.compose(self._text, Loader=_FAST)

    def entry(self, entry_id: str) -> Loc:
        """Return the way to the entry with this id."""
        for n, entry in enumerate(self.items(("entries",))):
            if isinstance(entry, dict) and entry.get("id") == entry_id:
                return "entries", n
        raise NotEdited(f"{STORY} has no entry {entry_id}")

    def value(self, loc: Loc) -> Any:
        """Return what stands there."""
        self._node(loc)
        return functools.reduce(lambda value, step: value[step], loc, self.tree)

    def items(self, loc: Loc) -> list[Any]:
        """Return the list that stands there."""
        value = self.value(loc)
        if not isinstance(value, list):
            raise self.refusal(loc, f"`{loc[-1]}` should be a list")
        return value

    def texts(self, loc: Loc) -> list[str]:
        """Return the list of texts that stands there, each on one line."""
        return [one_line(item) if isinstance(item, str) else "" for item in self.items(loc)]

    def keys(self, loc: Loc) -> dict[str, Any]:
        """Return the keys with values that stand there."""
        value = self.value(loc)
        if not isinstance(value, dict):
            raise self.refusal(loc, f"`{loc[-1]}` should be keys with values")
        return value

    def refusal(self, loc: Loc, reason: str) -> NotEdited:
        """Return what an editor is told about a place."""
        return NotEdited(f"{STORY}:{self._node(loc).start_mark.line + 1}: {reason}")

    def appended(self, loc: Loc, value: Any) -> str:
        """Return the file with one more item at the end of a list."""
        self.items(loc).append(value)
        holder = self._node(loc)
        if holder.flow_style:
            return self._in_brackets(holder, _inline(value, holder.value))
        return self._below(holder, -1, _block([value], [holder], self._usual(loc)))

    def added(self, loc: Loc, key: str, value: Any, *, after: str = "") -> str:
        """Return the file with a new key, below the key `after` or the last one."""
        self.keys(loc)[key] = value
        holder = self._node(loc)
        if holder.flow_style:
            return self._in_brackets(holder, f"{key}: {_inline(value)}")
        keys = [node.value for node, _ in holder.value]
        n = keys.index(after) if after in keys else -1
        return self._below(holder, n, _block({key: value}, [holder], self._usual(loc)))

    def set(self, loc: Loc, key: str, words: str, *, after: str = "") -> str:
        """Return the file with this text for a key, be it there already or not."""
        if key in self.keys(loc):
            return self.replaced((*loc, key), words)
        return self.added(loc, key, words, after=after)

    def replaced(self, loc: Loc, words: str) -> str:
        """Return the file with other words where a text stands, written in the way they were."""
        node, holder = self._node(loc), self._node(loc[:-1])
        if not isinstance(node, yaml.ScalarNode):
            raise self.refusal(loc, f"`{loc[-1]}` should be a text")
        self.value(loc[:-1])[loc[-1]] = words
        start, end = node.start_mark.index, self._end(node)
        if node.style in _BLOCKS:
            begun = re.search(r"\n( *)\S", self._text[start:end])
            start = self._line_end(start)
            indent = self._newline + (begun[1] if begun else "")
            return self._checked(start, end, "".join(indent + line for line in _wrapped(words)))
        typed = _scalar(words, _quotes([node]), in_brackets=bool(holder.flow_style))
        return self._checked(start, end, typed if start < end else f" {typed}")

    def without(self, loc: Loc) -> str:
        """Return the file without a key."""
        *above, step = loc
        holder = self._node(tuple(above))
        n = [*_children(holder)].index(step)
        del self.value(tuple(above))[step]
        start, end = self._spans(holder)[n]
        before = self._spans(holder)[n - 1][1] if n else start
        if holder.flow_style:
            comma = re.compile(r"\s*,[ \t]*").match(self._text, end)
            if n and self._text[before:start].strip() == ",":
                return self._checked(before, end, "")
            return self._checked(start, comma.end() if comma else end, "")
        line = self._text.rfind("\n", 0, start) + 1
        before = self._line_end(before)
        # With the empty lines above it, but not with a comment there.
        if not n or self._text[before:line].strip():
            before = len(self._text[:line].removesuffix("\n").removesuffix("\r"))
        return self._checked(before, self._line_end(end), "")

    def _node(self, loc: Loc) -> Any:
        node = self._root
        for step in loc:
            below = _children(node)
            if step not in below:
                line = node.start_mark.line + 1
                raise NotEdited(f"{STORY}:{line}: `{step}` is missing here")
            node = below[step]
        return node

    def _usual(self, loc: Loc) -> list[Any]:
        """Return how the value at `loc` is usually laid out, if it is known."""
        below = [n for n in _children(self._root).values() if isinstance(n, yaml.MappingNode)]
        columns = [n.start_mark.column for n in below if not n.flow_style]
        return _usual(loc, " " * max([2, *columns[:1]]))

    def _spans(self, holder: Any) -> list[tuple[int, int]]:
        """Return from where to where each item stands, or each key with its value."""
        pairs = holder.value
        if isinstance(holder, yaml.SequenceNode):
            pairs = [(item, item) for item in holder.value]
        return [(first.start_mark.index, self._end(last)) for first, last in pairs]

    def _end(self, node: Any) -> int:
        """Return where a value ends, without the comments and empty lines below it."""
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        if isinstance(node, yaml.ScalarNode) and node.style in _BLOCKS:
            return start + len(self._text[start:end].rstrip())
        is_closed = isinstance(node, yaml.ScalarNode) or node.flow_style
        return end if is_closed else self._spans(node)[-1][1]

    def _line_end(self, at: int) -> int:
        """Return where the line ends that `at` is in, before its break."""
        end = self._text.find("\n", at)
        end = len(self._text) if end < 0 else end
        return end - self._text.startswith("\r", max(at, end - 1))

    def _in_brackets(self, holder: Any, typed: str) -> str:
        """Return the file with something more inside [...] or {...}."""
        at = holder.start_mark.index + 1
        if holder.value:
            at, typed = self._spans(holder)[-1][1], f", {typed}"
        return self._checked(at, at, typed)

    def _below(self, holder: Any, n: int, lines: list[str]) -> str:
        """Return the file with lines below the nth item or key, spaced out as those there are."""
        ends = [self._line_end(end) for _, end in self._spans(holder)]
        at = ends[n]
        beside = at if at != ends[-1] else (ends[:-1] or [len(self._text)])[-1]
        if _EMPTY_LINE.match(self._text, beside):
            lines = ["", *lines]
        indent = " " * holder.start_mark.column
        typed = "".join(self._newline + (indent + line if line else "") for line in lines)
        return self._checked(at, at, typed)

    def _checked(self, start: int, end: int, typed: str) -> str:
        """Return the file with other characters from `start` to `end`, if it says what it should.

        Raises:
            NotEdited: It says something else, or nothing that can be read.
        """
        text = self._text[:start] + typed + self._text[end:]
        read, problems = nodes.read(text, STORY)
        if read is None or problems or _told(nodes.plain(read)) != _told(self.tree):
            line = self._text.count("\n", 0, end) + 1
            raise NotEdited(
                f"{STORY}:{line}: what stands here is laid out in a way that can only be "
                "changed by hand"
            )
        return self._bom + text


def _told(value: Any) -> Any:
    """Return a tree with its texts as readers get them."""
    match value:
        case dict():
            return {key: _told(item) for key, item in value.items()}
        case list():
            return [_told(item) for item in value]
    return one_line(value) if value else value


def _children(node: Any) -> dict[Any, Any]:
    """Return the nodes below a node, by key or number."""
    match node:
        case yaml.MappingNode():
            return {key.value: value for key, value in node.value}
        case yaml.SequenceNode():
            return dict(enumerate(node.value))
    return {}


def _usual(loc: Loc, indent: str = "  ") -> list[Any]:
    spaced = _USUAL.replace("  ", indent).replace("- ", "-".ljust(len(indent)))
    node = yaml.compose(spaced, Loader=_FAST)
    for step in loc:
        below = _children(node)
        node = below.get(step, next(iter(below.values()), None))
    return [node]


def _among(holders: list[Any], key: str | None = None) -> list[Any]:
    """Return the nodes under a key, or all, of several lists or groups of keys."""
    every = [pair for holder in holders for pair in _children(holder).items()]
    return [node for name, node in every if key is None or name == key]


def _alike(value: Any, *groups: list[Any]) -> list[Any]:
    """Return the nodes of the kind of `value` in the first group that has any."""
    kinds: dict[type, type] = {
        str: yaml.ScalarNode,
        list: yaml.SequenceNode,
        dict: yaml.MappingNode,
    }
    found = ([node for node in group if isinstance(node, kinds[type(value)])] for group in groups)
    return next(filter(None, found), [])


def _block(value: Any, likes: list[Any], usual: list[Any]) -> list[str]:
    """Return the lines of a list or of keys with values, before they are indented.

    Args:
        value: What they say.
        likes: Nodes of the file that they should look like, the last the most.
        usual: The same of what is usual, for what the file has nothing like.
    """
    lines: list[str] = []
    for key, item in value.items() if isinstance(value, dict) else ((None, v) for v in value):
        likes_below, usual_below = _among(likes, key), _among(usual, key)
        alike = _alike(item, likes_below, usual_below, _among(likes), _among(usual))
        columns = (
            [
                alike[-1].start_mark.column - holder.start_mark.column
                for holder in (*likes, *usual)
                if any(node is alike[-1] for node in _children(holder).values())
            ]
            if alike
            else []
        )
        if isinstance(item, str):
            typed = _text(item, alike)
        elif not alike or alike[-1].flow_style:
            typed = [_inline(item)]
        else:
            typed = _block(item, alike, usual_below or _among(usual))
            if key is not None:
                lines += [f"{key}:", *(" " * columns[0] + line for line in typed)]
                continue
        gap = max([2, *columns]) if key is None else 2
        lead = "-".ljust(gap) if key is None else f"{key}: "
        lines += [lead + typed[0], *(" " * gap + line for line in typed[1:])]
    return lines


def _text(words: str, likes: list[Any]) -> list[str]:
    """Return the lines of a text, folded if it is long and such texts are."""
    if len(words) > _LONG and any(node.style in _BLOCKS for node in likes):
        return [">-", *_wrapped(words)]
    return [_scalar(words, _quotes(likes))]


def _wrapped(words: str) -> list[str]:
    return textwrap.wrap(words, _WIDE, break_long_words=False, break_on_hyphens=False)


def _inline(value: Any, likes: Sequence[Any] = ()) -> str:
    """Return a value on one line, as it can stand inside [...] and {...}."""
    match value:
        case str():
            return _scalar(value, _quotes(likes), in_brackets=True)
        case dict():
            pairs = (f"{key}: {_inline(item)}" for key, item in value.items())
            return "{" + ", ".join(pairs) + "}"
    return "[" + ", ".join(map(_inline, value)) + "]"


def _quotes(likes: Sequence[Any]) -> str | None:
    """Return the quotation mark that all these texts have; None if some have none."""
    styles = {node.style or "" for node in likes if isinstance(node, yaml.ScalarNode)}
    return next(iter(styles & {"'", '"'}), None) if len(styles) == 1 else None


def _scalar(words: str, quote: str | None = None, *, in_brackets: bool = False) -> str:
    """Return a text as YAML on one line, in quotes only where they are needed.

    >>> _scalar("What burned?"), _scalar("What burned?", in_brackets=True), _scalar("12:30")
    ('What burned?', '"What burned?"', '"12:30"')
    """
    typed = _dumped(words, quote)
    if quote is None and (typed != words or (in_brackets and _NOT_IN_BRACKETS.search(words))):
        typed = _dumped(words, "'" if '"' in words or "\\" in words else '"')
    return typed


def _dumped(words: str, quote: str | None) -> str:
    return (
        yaml.dump(
            [words],
            Dumper=_Dumper,
            allow_unicode=True,
            default_flow_style=False,
            default_style=quote,
            width=math.inf,
        )
        .removeprefix("- ")
        .removesuffix("\n")
    )


class _Dumper(yaml.SafeDumper):
    """Writes dates without quotation marks: they are texts to us, as everything is."""


_Dumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}
