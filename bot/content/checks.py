"""Every check over what editors wrote; `explain` gives the page of the manual about one."""

from collections.abc import Iterator, Sequence

from bot.content import attribution, conflicts, evidence, omission, times, values, verbatim
from bot.content.draft import Draft
from bot.content.manual import checks, explain
from bot.content.problem import Problem

__all__ = ["explain", "problems"]

# Importing these modules enters their checks.
_ROOMS = (attribution, conflicts, evidence, omission, times, values, verbatim)


def problems(drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Yield what every check finds in every story, and between the stories."""
    for draft in drafts:
        for check in checks():
            yield from check(draft)
    yield from conflicts.id_claimed_twice(drafts)
