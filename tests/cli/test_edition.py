"""What is kept from one command to the next, so that the next is quicker."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.cli.edition import edition_in
from bot.desk import Edition
from bot.matching.calibration import Trial
from bot.matching.matcher import Matcher
from tests.cli.conftest import Cli


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder for what may be deleted at any time."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "storybot"


@pytest.fixture
def rehearsals(monkeypatch: pytest.MonkeyPatch) -> list[Matcher]:
    """Return a list that grows with each calibration."""
    done: list[Matcher] = []
    rehearse = Matcher.trials

    def counted(matcher: Matcher, cases: Sequence[tuple[str, frozenset[str]]] = ()) -> list[Trial]:
        done.append(matcher)
        return rehearse(matcher, cases)

    monkeypatch.setattr(Matcher, "trials", counted)
    return done


def test_the_calibration_is_kept_and_comes_to_the_same(
    content: Path, cache: Path, rehearsals: list[Matcher]
) -> None:
    first, second = edition_in(content), edition_in(content)

    assert len(rehearsals) == 1
    assert len(list(cache.iterdir())) == 1
    assert second.matcher.calibration == first.matcher.calibration
    assert second.samples == first.samples


@pytest.mark.parametrize("changed", ["content", "rate", "engine"])
def test_what_it_rests_on_changes_then_it_is_made_anew_in_the_same_place(
    content: Path,
    cache: Path,
    rehearsals: list[Matcher],
    monkeypatch: pytest.MonkeyPatch,
    changed: str,
) -> None:
    edition_in(content)
    if changed == "content":
        cases = content / "harbour-fire" / "cases.yaml"
        cases.write_text(cases.read_text() + "  - {q: which day was it, expect: day}\n")
    elif changed == "rate":
        monkeypatch.setenv("MAX_WRONG_RATE", "0.2")
    else:
        monkeypatch.setattr("bot.cli.edition._engine", lambda: "another")

    edition_in(content)

    assert len(rehearsals) == 2
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize(
    "found", [b"", b"{}", b"[]", b"\xff", b'{"of": 1}', b'{"evidence": 3, "threshold": "x"}']
)
def test_what_is_found_there_and_is_none_of_ours_is_made_anew(
    content: Path, cache: Path, found: bytes
) -> None:
    expected = edition_in(content).matcher.calibration
    (kept,) = cache.iterdir()
    whole = json.loads(kept.read_bytes())
    kept.write_bytes(found)
    assert edition_in(content).matcher.calibration == expected
    kept.write_text(json.dumps({"of": whole["of"]}))

    assert edition_in(content).matcher.calibration == expected
    assert json.loads(kept.read_bytes()) == whole


def test_where_nothing_can_be_kept_the_answer_is_the_same(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))

    assert isinstance(edition_in(content), Edition)
    assert "12 boats" in cli("ask", "how many boats were destroyed").output
