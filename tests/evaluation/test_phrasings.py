"""Which phrasings find their own entry, and which entries compete for them."""

from pathlib import Path

import pytest

from bot import evaluation
from bot.content import load
from bot.desk import Edition
from tests.content.harbour import STORY, changed, write


def test_given_two_entries_that_claim_nearly_one_phrasing_then_both_and_their_words_are_named(
    tmp_path: Path,
) -> None:
    edition = _edition(tmp_path, "When will our harbour be rebuilt?")

    (problem,) = evaluation.problems(edition)

    assert problem.check == "phrasing-lost"
    assert problem.message == (
        "'When will our harbour be rebuilt?' does not find its own entry 'boats-lost', "
        "because it is as near to 'rebuilding' (when, will, harbour, be, rebuilt)"
    )
    assert (problem.mark.line, problem.mark.column) == (26, 44)


def test_given_two_stories_that_claim_one_phrasing_then_each_place_names_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    write(tmp_path, name="pier", story=STORY.replace("id: ", "id: pier-"))

    problems = evaluation.problems(Edition(load(tmp_path)[0]))

    [here, there] = [problem for problem in problems if "harbour be rebuilt" in problem.message]
    assert here.mark.path == "harbour/story.yaml"
    assert "as near to 'pier-rebuilding' at pier/story.yaml:28:5" in here.message
    assert there.mark.path == "pier/story.yaml"
    assert "as near to 'rebuilding' at harbour/story.yaml:28:5" in there.message


def test_given_a_phrasing_that_only_just_finds_its_entry_then_that_is_a_warning_with_the_words(
    tmp_path: Path,
) -> None:
    edition = _edition(tmp_path, "When will the harbour be built?")

    (warning,) = evaluation.findings(edition)

    assert warning.is_warning
    assert warning.check == "entries-near"
    assert warning.message == (
        "'When will the harbour be built?' finds 'boats-lost' only just before 'rebuilding', "
        "which also has harbour"
    )
    assert (warning.mark.line, warning.mark.column) == (26, 44)
    assert evaluation.problems(edition) == []


def test_entries_that_compete_are_named_with_the_words_they_share_the_nearest_first(
    tmp_path: Path,
) -> None:
    edition = _edition(tmp_path, "When will the harbour be built?")

    nearest, *others = evaluation.rivals(edition)

    assert (nearest.entry, nearest.rival, nearest.words) == (
        "boats-lost",
        "rebuilding",
        ("harbour",),
    )
    assert 0 < nearest.margin < min(pair.margin for pair in others)


def test_entries_that_rest_on_the_same_sentence_do_not_compete(tmp_path: Path) -> None:
    twin = """\
- id: boats-gone
  kind: fact
  text: About 30 boats were lost.
  cite: About 30 boats were lost
  questions: [How many of the boats were lost in it?]
"""
    content, problems = load(write(tmp_path, story=changed(twin)))
    assert problems == []

    pairs = {frozenset((p.entry, p.rival)) for p in evaluation.rivals(Edition(content))}

    assert pairs
    assert frozenset(("boats-lost", "boats-gone")) not in pairs


def _edition(directory: Path, phrasing: str) -> Edition:
    """Return the harbour story with one more phrasing of its first entry."""
    story = changed(f"questions: [How many boats were lost?, {phrasing}]")
    content, problems = load(write(directory, story=story))
    assert problems == []
    return Edition(content)
