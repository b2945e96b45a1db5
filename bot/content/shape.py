"""From a YAML tree to the models of `bot.content.schema`, and what an editor is told then."""

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.content.manual import guess, page
from bot.content.model import Mark
from bot.content.nodes import List, Mapping, Node, Text, find, plain
from bot.content.problem import Problem
from bot.content.schema import (
    Case,
    Correction,
    Fact,
    Header,
    NotReported,
    Quote,
    Selector,
    Sentence,
    Speaker,
    Summary,
)
from bot.content.syntax import wrong_shape

Shape = TypeVar("Shape", bound=BaseModel)
Loc = tuple[int | str, ...]

# What stands in for a required part that is missing or broken, so that the rest can be checked.
_ENTRY = {"id": "none", "kind": "not_reported", "text": "-", "questions": ["-"]}
_SENTENCES = [{"text": "-", "cite": "-"}]
_STAND_INS: dict[str, Any] = {
    "story": {"publisher": "?", "language": "und"},
    "summary": {"short": _SENTENCES, "long": _SENTENCES},
    "entries": [_ENTRY],
    "cases": [{"q": "-", "expect": "-"}],
}
_HEADER_KEYS: set[Loc] = {("story", "publisher"), ("story", "language")}
_NOTHING: dict[str, Any] = {
    "summary": Summary.model_construct(short=[], long=[]),
    "entries": [],
    "cases": [],
}
_EXAMPLES = {
    "text": "text: Russia has proposed a new center for virology.",
    "cite": "cite: words copied from article.txt",
    "exact": "exact: words copied from article.txt",
    "questions": "questions: [Who said it?, When was it said?]",
    "speaker": "speaker: sergeev",
    "name": "name: Alexander Sergeev",
    "also": "also: [Sergeev]",
    "topics": "topics: [virology]",
    "id": "id: virology-center",
    "kind": "kind: fact",
    "short": "short: [{text: …, cite: …}]",
    "long": "long: [{text: …, cite: …}]",
    "publisher": "publisher: Xinhua",
    "language": "language: en",
    "synonyms": "synonyms: [[vaccine, jab]]",
    "entries": "entries: [{id: …, kind: fact, text: …, cite: …, questions: […]}]",
    "story": "story: {publisher: Xinhua, language: en}",
    "speakers": "speakers: {sergeev: {name: Alexander Sergeev}}",
    "summary": "summary: {short: [{text: …, cite: …}], long: [{text: …, cite: …}]}",
    "cases": "cases: [{q: Who said it?, expect: out_of_scope}]",
    "q": "q: Who said it?",
    "corrections": "corrections: [{date: 2021-11-18, note: There were 30 boats and not 13.}]",
    "date": "date: 2021-11-18",
    "note": "note: An earlier version said 13 boats; there were 30.",
    "draft": "draft: true",
    "publish_at": "publish_at: 2026-12-01T06:00+03:00",
    "expires_at": "expires_at: 2026-12-24T18:00+03:00",
    "embargo": "embargo: 2026-12-01T06:00+03:00",
    "expect": "expect: out_of_scope",
}
_WANTED = {
    "string_type": "text",
    "literal_error": "true or false",
    "list_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
}
_MODELS: dict[str | int, type[BaseModel]] = {
    "story": Header,
    "summary": Summary,
    "fact": Fact,
    "quote": Quote,
    "not_reported": NotReported,
}


def validate(model: type[Shape], tree: Mapping) -> tuple[Shape, Mapping, list[Problem]]:
    """Return what a file says without the parts that are wrong, and what is wrong with them.

    Args:
        model: `StoryFile` or `CasesFile`.
        tree: The file as it was read.

    Returns:
        The model, the tree that agrees with it part for part, and the problems.
    """
    empty = _empty(tree)
    problems = [value_empty(tree, loc) for loc in empty]
    absent: set[str] = set()
    errors = _errors(model, tree)
    problems += [_problem(model, tree, e) for e in errors if not _is_empty(find(tree, e["loc"]))]
    doomed = [*empty, *(e["loc"] for e in errors)]
    while doomed:
        spared = id(tree.values.get("story")) if _HEADER_KEYS & set(doomed) else None
        tree = _without(tree, {id(find(tree, loc)) for loc in doomed} - {spared})
        for key in _STAND_INS.keys() & model.model_fields.keys() - tree.values.keys():
            absent.add(key)
            tree.values[key] = _made(_STAND_INS[key], tree.mark)
        header = tree.values.get("story")
        if isinstance(header, Mapping):
            for key in _STAND_INS["story"].keys() - header.values.keys():
                header.values[key] = _made(_STAND_INS["story"][key], header.mark)
        doomed = [e["loc"] for e in _errors(model, tree)]
    shape = model.model_validate(plain(tree))
    nothing = {key: _NOTHING[key] for key in absent & _NOTHING.keys()}
    return shape.model_copy(update=nothing), tree, problems


def _errors(model: type[BaseModel], tree: Mapping) -> list[Any]:
    try:
        model.model_validate(plain(tree))
    except ValidationError as error:
        return error.errors(include_url=False, include_input=False)
    return []


def _is_empty(node: Node) -> bool:
    return isinstance(node, Text) and not (node.value or "").strip()


def _empty(node: Node, loc: Loc = ()) -> list[Loc]:
    """Return where a value is missing after a key or a dash."""
    match node:
        case Mapping():
            return [found for k, v in node.values.items() for found in _empty(v, (*loc, k))]
        case List():
            return [found for i, v in enumerate(node.items) for found in _empty(v, (*loc, i))]
    return [loc] if _is_empty(node) else []


def _without(node: Any, doomed: set[int]) -> Any:
    """Return a copy of the tree without the nodes that have these identities."""
    match node:
        case Mapping():
            kept = {k: v for k, v in node.values.items() if id(v) not in doomed}
            values = {key: _without(value, doomed) for key, value in kept.items()}
            return Mapping(values, node.keys, node.mark)
        case List():
            items = [_without(item, doomed) for item in node.items if id(item) not in doomed]
            return List(items, node.mark)
    return node


def _made(value: Any, mark: Mark) -> Node:
    """Return plain data as a tree that stands at one place."""
    if isinstance(value, dict):
        values = {key: _made(item, mark) for key, item in value.items()}
        return Mapping(values, dict.fromkeys(value, mark), mark)
    if isinstance(value, list):
        return List([_made(item, mark) for item in value], mark)
    return Text(value, mark)


def _problem(model: type[BaseModel], tree: Mapping, error: Any) -> Problem:
    """Return one of pydantic's errors in an editor's words."""
    loc: Loc = error["loc"]
    kind: str = error["type"]
    key = _key(loc)
    node = find(tree, loc)
    if kind == "missing":
        return key_missing(node.mark, str(loc[-1]))
    if kind == "extra_forbidden":
        mark = _key_mark(tree, loc)
        return key_unknown(mark, str(loc[-1]), _model_at(model, loc[:-1]))
    if kind == "union_tag_not_found":
        return key_missing(node.mark, "kind")
    if kind == "union_tag_invalid" and "kind" in error["ctx"]["discriminator"]:
        return kind_unknown(find(node, ("kind",)))
    if kind == "too_short":
        return list_too_short(node.mark, key, error["ctx"]["min_length"])
    if kind in ("string_pattern_mismatch", "string_too_long"):
        return _malformed(tree, loc, node)
    got = {Mapping: "keys with values", List: "a list", Text: "text"}[type(node)]
    wanted = _WANTED.get(kind, "text")
    fix = f"for example: {_EXAMPLES.get(key, key + ': …')}"
    if isinstance(node, Mapping) and wanted == "text":
        fix = "put the text in quotation marks: a colon and a space in it start a new key"
    what = f"an item of `{key}`" if isinstance(loc[-1], int) else f"`{key}`"
    return wrong_shape(node.mark, what, f"{wanted}, not {got}", fix)


def _key(loc: Loc) -> str:
    """Return the key that a place is known by."""
    tags = {"words", "selector", "list", "[key]", "fact", "quote", "not_reported"}
    return next((str(s) for s in reversed(loc) if isinstance(s, str) and s not in tags), "")


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    """Return the model whose keys may stand at `loc`."""
    if loc and loc[-1] == "selector":
        return Selector
    if loc[:2] == ("story", "corrections"):
        return Correction
    if loc[:1] == ("speakers",):
        return Speaker
    if loc[:1] == ("cases",):
        return Case
    if loc[:1] == ("summary",) and len(loc) > 1:
        return Sentence
    return _MODELS.get(loc[-1], model) if loc else model


def _malformed(tree: Mapping, loc: Loc, node: Node) -> Problem:
    if loc[-1] == "[key]":
        return id_malformed(_key_mark(tree, loc[:-1]), str(loc[-2]))
    typed = str(plain(node))
    if loc[-1] == "language":
        return language_not_a_code(node.mark, typed)
    return id_malformed(node.mark, typed)


def _key_mark(tree: Node, loc: Loc) -> Mark:
    """Return where the key itself stands that `loc` ends with."""
    holder = find(tree, loc[:-1])
    return holder.keys[str(loc[-1])] if isinstance(holder, Mapping) else holder.mark


@page
def value_empty(tree: Mapping, loc: Loc) -> Problem:
    """Something must stand after a key or a dash.

    Why: nothing is mostly something that was forgotten; `~` and `null` mean nothing, too.

    Wrong:  topics:
    Right:  topics: [harbour]
    """
    key, node = _key(loc), find(tree, loc)
    typed = node.typed if isinstance(node, Text) else ""
    return Problem(
        node.mark,
        "value-empty",
        f"`{typed}` means nothing in YAML, so nothing is written for `{key}`"
        if typed
        else f"nothing is written for `{key}`",
        f"put {typed} in quotation marks if the word is meant, or remove the line"
        if typed
        else f"write it, for example `{_EXAMPLES.get(key, key + ': …')}`, or remove the line",
    )


@page
def key_missing(mark: Mark, key: str) -> Problem:
    """Some keys are required.

    Why: without `cite` nobody can see where a fact comes from; without `kind` the bot does not
    know what it reads.

    Wrong:
        - kind: not_reported
          text: The story gives no name for the yacht.
          questions: [What was the yacht called?]

    Right:
        - id: yacht-name
          kind: not_reported
          text: The story gives no name for the yacht.
          questions: [What was the yacht called?]
    """
    return Problem(
        mark,
        "key-missing",
        f"`{key}` is missing here",
        f"add it, for example: {_EXAMPLES.get(key, key + ': …')}",
    )


@page
def key_unknown(mark: Mark, key: str, model: type[BaseModel]) -> Problem:
    """Only known keys are allowed.

    Why: a misspelt key would be left out without a word.

    Wrong:  topic: [harbour]
    Right:  topics: [harbour]
    """
    if re.search(r"\s", key):
        fix = "if this is text, put it in quotation marks: a colon and a space start a new key"
    elif model is Quote and key in ("text", "cite"):
        fix = "a quote has `exact`, and its text is taken from the article; remove this key"
    elif model is Fact and key in ("exact", "prefix", "suffix"):
        fix = "a fact has `cite`, which can be {exact: …, prefix: …, suffix: …}"
    else:
        fix = f"known here: {', '.join(model.model_fields)}{guess(key, model.model_fields)}"
    return Problem(mark, "key-unknown", f"`{key}` is not a key that is known here", fix)


@page
def kind_unknown(node: Node) -> Problem:
    """An entry is a fact, a quote or not_reported.

    Why: each kind is checked, and told to readers, in its own way.

    Wrong:  kind: facts
    Right:  kind: fact
    """
    typed = node.value if isinstance(node, Text) else None
    kinds = ["fact", "quote", "not_reported"]
    return Problem(
        node.mark,
        "kind-unknown",
        f"{typed!r} is no kind of entry" if typed else "`kind` should be one word",
        f"write fact, quote or not_reported{guess(typed or '', kinds)}",
    )


@page
def list_too_short(mark: Mark, key: str, minimum: int) -> Problem:
    """Lists that are needed are not empty, and a group of synonyms has at least two words.

    Why: an entry without questions is never found, and a word alone is no synonym.

    Wrong:  synonyms: [[boat]]
    Right:  synonyms: [[boat, vessel]]
    """
    if key == "synonyms":
        return Problem(
            mark, "list-too-short", "a group of synonyms needs two words or more",
            "add the other words that mean the same, or remove the group",
        )  # fmt: skip
    return Problem(
        mark,
        "list-too-short",
        f"`{key}` is empty, and needs {minimum} or more",
        f"for example: {_EXAMPLES.get(key, key + ': […]')}",
    )


@page
def id_malformed(mark: Mark, typed: str) -> Problem:
    """An id is made of small letters, digits and single hyphens, at most 40 of them.

    Why: ids go into links and buttons, where nothing else is safe.

    Wrong:  id: Boats_lost
    Right:  id: boats-lost
    """
    made = re.sub(r"[^a-z0-9]+", "-", typed.casefold()).strip("-")[:40].strip("-")
    return Problem(
        mark,
        "id-malformed",
        f"{typed!r} cannot be an id: small letters a–z, digits and single hyphens, at most 40",
        f"for example: {made or 'virology-center'}",
    )


@page
def language_not_a_code(mark: Mark, typed: str) -> Problem:
    """The language of the article is a BCP 47 code.

    Why: the bot picks its rules for words and numbers by it.

    Wrong:  story: {publisher: Example, language: English (British)}
    Right:  story: {publisher: Example, language: en-GB}
    """
    return Problem(
        mark,
        "language-not-a-code",
        f"{typed!r} is not the code of a language",
        "for example: en for English, ru for Russian, zh for Chinese, pt-BR for Portuguese as "
        "in Brazil",
    )
