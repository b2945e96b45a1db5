"""The JSON Schemas that give editors completion and help while they type."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.content import json_schema
from tests.content.harbour import CASES, STORY, changed

NAMES: list[Literal["story", "cases"]] = ["story", "cases"]


@pytest.mark.parametrize("name", NAMES)
def test_every_key_has_a_title_and_help_and_no_other_key_is_allowed(
    name: Literal["story", "cases"],
) -> None:
    schema = json_schema(name)

    Draft202012Validator.check_schema(schema)
    for part in _objects(schema):
        assert part["additionalProperties"] is False
        for key, value in part.get("properties", {}).items():
            assert value.get("title"), key
            assert value.get("description"), key
            assert "default" not in value, key


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        changed("cite: [a, {exact: b, prefix: c}]"),
        changed("id: boats-lost\npublish_at: 2026-12-01T06:00+03:00\nembargo: 2026-12-01T03:00Z"),
    ],
)
def test_a_story_that_loads_fits_the_schema(text: str) -> None:
    assert _errors("story", text) == []


def test_the_stories_of_this_house_fit_the_schemas() -> None:
    for path in (Path(__file__).parents[2] / "content").glob("*/*.yaml"):
        name: Literal["story", "cases"] = "story" if path.stem == "story" else "cases"
        assert _errors(name, path.read_text(encoding="utf-8")) == []


def test_cases_fit_the_schema() -> None:
    assert _errors("cases", CASES) == []
    assert _errors("cases", "cases: [{q: why, expect: [a, b]}]") == []
    assert _errors("cases", "cases: []") != []


@pytest.mark.parametrize(
    "lines",
    [
        "topic: [harbour]",
        "kind: facts",
        "cite: []",
        "cite: {prefix: a}",
        "questions: []",
        "id: Boats_lost",
        "text: [a]",
        "withdrawn: ~",
        "publish_at: 2026-12-01",
        "embargo: 2026-12-01T06:00",
        "synonyms: [[boat]]",
        "story: {publisher: Example}",
        "summary: {short: [{text: a, cite: b}]}",
        "speakers: {Ada: {name: Ada Stone}}",
    ],
)
def test_what_does_not_load_does_not_fit(lines: str) -> None:
    assert _errors("story", changed(lines)) != []


def _errors(name: Literal["story", "cases"], text: str) -> list[str]:
    data = yaml.load(text, Loader=yaml.BaseLoader)
    if "withdrawn: ~" in text:
        data = yaml.safe_load(text)  # where `~` is null, as an editor's program reads it
    return [error.message for error in Draft202012Validator(json_schema(name)).iter_errors(data)]


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every part of a schema that describes keys with values."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from _objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _objects(value)
