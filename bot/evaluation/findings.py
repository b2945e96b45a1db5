"""All that asking an edition its own questions shows: what keeps it off the air, and warnings."""

from collections.abc import Iterable

from bot.content.problem import Problem
from bot.desk import Edition
from bot.evaluation.cases import failed_cases
from bot.evaluation.mutations import lost_mutations
from bot.evaluation.phrasings import examined, near_rivals


def findings(edition: Edition) -> list[Problem]:
    """Return what an edition gets wrong, and as warnings what it only just gets right."""
    lost, rivals = examined(edition)
    # What does not find its entry as it stands needs no mutations to say so.
    gone = {problem.mark for problem in lost}
    moved = [problem for problem in lost_mutations(edition) if problem.mark not in gone]
    found = [*lost, *failed_cases(edition), *moved, *near_rivals(rivals)]
    return sorted(found, key=lambda problem: problem.mark)


def findings_in(editions: Iterable[Edition]) -> list[Problem]:
    """Return the findings of several editions, each once, in the order of the files."""
    found = {problem for edition in editions for problem in findings(edition)}
    return sorted(found, key=lambda problem: problem.mark)


def problems(edition: Edition) -> list[Problem]:
    """Return what keeps an edition off the air: the findings that are no warnings."""
    return [problem for problem in findings(edition) if not problem.is_warning]
