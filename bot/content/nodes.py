"""YAML as a tree in which every value keeps its place and stays the text that was typed.

PyYAML's own `safe_load` would turn `12:30` into 750 and `no` into False, keep the last of two
equal keys without a word, and forget where anything stood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.content.model import Mark
from bot.content.problem import Problem
from bot.content.syntax import (
    duplicate_key,
    file_empty,
    text_cut_by_hash,
    text_runs_on,
    wrong_shape,
    yaml_extra,
    yaml_several_documents,
    yaml_syntax,
    yaml_too_deep,
)

MAX_DEPTH = 20
MOST_PROBLEMS = 1_000
"""Of one file: with so many, reading on shows nothing new."""

_TOO_DEEP = "maximum nesting depth"  # of libyaml, from 0.2.6 on: a thousand
_FAST: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NOTHING = {"", "~", "null", "Null", "NULL"}
# Where a text that readers see, or that is compared with one, can be cut short by " #".
_TEXTS = {"text", "exact", "prefix", "suffix", "cite", "questions", "q", "withdrawn"}
_KEYS = "keys with values"
_NO_KEYS = "begin the file with a key and a colon, such as `story:` or `cases:`, without a dash"
_CUT = re.compile(r"\s+#(\s?)")
_NO_WORD = "remove the brackets, or put the text in quotation marks"


@dataclass(frozen=True, slots=True)
class Text:
    """A value as it was typed; `value` is None for nothing, be it written as `~` or `null`."""

    value: str | None
    mark: Mark
    typed: str = ""


@dataclass(frozen=True, slots=True)
class List:
    """Values in order."""

    items: "list[Node]"
    mark: Mark


@dataclass(frozen=True, slots=True)
class Mapping:
    """Values under keys, and where each key stands."""

    values: "dict[str, Node]"
    keys: dict[str, Mark]
    mark: Mark


Node = Text | List | Mapping


def plain(node: Node) -> object:
    """Return the tree as dicts, lists, strings and None."""
    match node:
        case Mapping():
            return {key: plain(value) for key, value in node.values.items()}
        case List():
            return [plain(item) for item in node.items]
    return node.value


def texts(node: Node) -> Iterator[Text]:
    """Yield every text of the tree, the keys among them."""
    match node:
        case Mapping():
            yield from (Text(key, mark) for key, mark in node.keys.items())
            for value in node.values.values():
                yield from texts(value)
        case List():
            for item in node.items:
                yield from texts(item)
        case Text():
            yield node


def find(node: Node, loc: tuple[int | str, ...]) -> Node:
    """Return the node at `loc`, or the last one on the way when the rest is not there."""
    for step in loc:
        if isinstance(node, Mapping) and step in node.values:
            node = node.values[str(step)]
        elif isinstance(node, List) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
    return node


def read(text: str, path: str) -> tuple[Mapping | None, list[Problem]]:
    """Return the tree of a YAML text, None when it cannot be read, and what is wrong with it.

    Args:
        text: The file without a byte order mark.
        path: How marks name the file.
    """
    tree = _Tree(path, re.split("\r\n|\r|\n", text))
    try:
        for event in _events(text, _FAST):
            tree.add(event)
            if tree.is_hopeless or len(tree.problems) >= MOST_PROBLEMS:
                return None, tree.problems
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        if place is not None and _TOO_DEEP in str(error):
            # It reads ahead of what it tells: the tree has not seen that much yet.
            return read(text[: place.index], path)
        # The parser in C is quick; the one in Python says better what is wrong.
        return None, [*tree.problems, yaml_syntax(text, path, _better(text, error))]
    if tree.root is None or (isinstance(tree.root, Text) and tree.root.value is None):
        return None, [file_empty(Mark(path))]
    if not isinstance(tree.root, Mapping):
        return None, [*tree.problems, wrong_shape(tree.root.mark, "the file", _KEYS, _NO_KEYS)]
    return tree.root, tree.problems


def _events(text: str, loader: Any) -> Iterator[Any]:
    parser = loader(text)
    try:
        while parser.check_event():
            yield parser.get_event()
    finally:
        parser.dispose()


def _better(text: str, error: yaml.YAMLError) -> yaml.YAMLError:
    try:
        for _ in _events(text, yaml.BaseLoader):
            pass
    except yaml.YAMLError as better:
        return better
    return error


@dataclass
class _Open:
    """A list or a mapping whose end has not been read."""

    node: List | Mapping
    key: tuple[str, Mark] | None = None
    name: str | None = None  # the nearest key above, for what stands in lists


@dataclass
class _Tree:
    """The tree as it grows, event by event; no recursion, so no depth can hurt."""

    path: str
    lines: list[str]
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    is_hopeless: bool = False
    documents: int = 0
    open: list[_Open] = field(default_factory=list)

    def add(self, event: Any) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self._give_up(yaml_several_documents(self._mark(event)))
            case yaml.AliasEvent():
                self._give_up(yaml_extra(self._mark(event), f"*{event.anchor}", "an alias"))
            case yaml.ScalarEvent():
                self._refuse_extras(event)
                self._add_text(event)
            case yaml.SequenceStartEvent():
                self._refuse_extras(event)
                self._enter(List([], self._mark(event)))
            case yaml.MappingStartEvent():
                self._refuse_extras(event)
                self._enter(Mapping({}, {}, self._mark(event)))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._put(self.open.pop().node)

    def _mark(self, event: Any) -> Mark:
        line, column = event.start_mark.line, event.start_mark.column
        if line >= len(self.lines):  # "?" at the very end is followed by a line that is not there
            line, column = len(self.lines) - 1, len(self.lines[-1])
        return Mark(self.path, line + 1, column + 1)

    def _give_up(self, problem: Problem) -> None:
        self.problems.append(problem)
        self.is_hopeless = True

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self.problems.append(yaml_extra(self._mark(event), f"&{event.anchor}", "an anchor"))
        if event.tag is not None:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self.problems.append(yaml_extra(self._mark(event), tag, "a tag"))

    def _enter(self, node: List | Mapping) -> None:
        if len(self.open) >= MAX_DEPTH:
            self._give_up(yaml_too_deep(node.mark))
            return
        above = self.open[-1] if self.open else None
        if above and isinstance(above.node, Mapping) and above.key is None:
            self._give_up(wrong_shape(node.mark, "a key", "a word", _NO_WORD))
            return
        self.open.append(_Open(node, name=_name(above)))

    def _add_text(self, event: Any) -> None:
        mark, value = self._mark(event), str(event.value)
        top = self.open[-1] if self.open else None
        if top and isinstance(top.node, Mapping) and top.key is None:
            if event.implicit[0] and value == "<<":
                self.problems.append(yaml_extra(mark, "<<", "a merge key"))
            top.key = value, mark
            return
        typed: str | None = value
        if event.implicit[0]:
            if value in _NOTHING:
                typed = None
            self._notice_hash(event, _name(top), mark, value)
            self._notice_dash(event)
        self._put(Text(typed, mark, value if typed is None else ""))

    def _notice_hash(self, event: Any, key: str | None, mark: Mark, value: str) -> None:
        end = event.end_mark
        line = self.lines[end.line] if end.line < len(self.lines) else ""
        # Not of a slice: a line can have a hundred thousand values, and each would copy the rest.
        cut = _CUT.match(line, end.column)
        # "kind: fact  # or quote" is a comment; "Voted #1" is not, and neither is what
        # follows a text that must stand word for word.
        if cut and (not cut[1] or (value and key in _TEXTS)):
            self.problems.append(text_cut_by_hash(mark, value, line[end.column :].strip()))

    def _notice_dash(self, event: Any) -> None:
        for number in range(event.start_mark.line + 1, event.end_mark.line + 1):
            line = self.lines[number] if number < len(self.lines) else ""
            inside = line[: event.end_mark.column] if number == event.end_mark.line else line
            text = inside.strip()
            if text.startswith("- ") and len(self.problems) < MOST_PROBLEMS:
                place = Mark(self.path, number + 1, len(line) - len(line.lstrip()) + 1)
                self.problems.append(text_runs_on(place, text))

    def _put(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        top = self.open[-1]
        if isinstance(top.node, List):
            top.node.items.append(node)
            return
        if top.key is None:
            return
        key, mark = top.key
        if key in top.node.values:
            self.problems.append(duplicate_key(mark, key, top.node.keys[key]))
        else:
            top.node.values[key] = node
            top.node.keys[key] = mark
        top.key = None


def _name(above: _Open | None) -> str | None:
    """Return the nearest key above a value."""
    if above is None:
        return None
    return above.key[0] if above.key else above.name
