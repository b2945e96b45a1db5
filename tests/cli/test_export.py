"""`export` and `schema`: what other programs read."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.content import load
from bot.desk import Edition
from bot.interchange import edition_as_json
from tests.cli.conftest import ARTICLE, CASES, STORY, Cli


@pytest.mark.parametrize("arguments", [["export", "--json"], ["export"]], ids=" ".join)
def test_the_edition_is_printed_as_json(cli: Cli, content: Path, arguments: list[str]) -> None:
    result = cli(*arguments)

    assert json.loads(result.stdout) == edition_as_json(Edition(load(content)[0]))
    assert result.exit_code == 0


@pytest.mark.usefixtures("content")
def test_every_citation_is_the_slice_of_the_article_that_it_names(cli: Cli) -> None:
    [story] = json.loads(cli("export", "--json").stdout)["stories"]

    cited = [citation for entry in story["entries"] for citation in entry["citations"]]
    assert [c["exact"] for c in cited] == [ARTICLE[c["start"] : c["end"]] for c in cited]
    assert len(cited) == 4


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        pytest.param(["schema"], STORY, id="story.yaml, the default"),
        pytest.param(["schema", "story"], STORY, id="story.yaml"),
        pytest.param(["schema", "cases"], CASES, id="cases.yaml"),
    ],
)
def test_the_schema_accepts_what_editors_write_and_nothing_else(
    cli: Cli, arguments: list[str], file: str
) -> None:
    schema = json.loads(cli(*arguments).stdout)

    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(yaml.safe_load(file))
    assert not validator.is_valid({"entrys": []})


def test_a_schema_that_there_is_not_is_wrong_usage(cli: Cli) -> None:
    result = cli("schema", "storie")

    assert "'story', 'cases'" in result.stderr
    assert result.exit_code == 2
