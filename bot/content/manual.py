"""The editor's manual: one page a check, which is the docstring of the function that makes it."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from bot.content.draft import Draft
    from bot.content.problem import Problem

F = TypeVar("F", bound=Callable[..., Any])
Check = Callable[["Draft"], Iterator["Problem"]]

_PAGES: dict[str, str] = {}
_CHECKS: list[Check] = []


def page(function: F) -> F:
    """Enter a function's docstring in the manual, under the function's name with hyphens."""
    _PAGES[function.__name__.replace("_", "-")] = inspect.getdoc(function) or ""
    return function


def check(function: Check) -> Check:
    """Run a function over every story, and enter its docstring in the manual."""
    _CHECKS.append(page(function))
    return function


def checks() -> tuple[Check, ...]:
    """Return the functions that are run over every story."""
    return tuple(_CHECKS)


def names() -> list[str]:
    """Return the names of all checks, in the order of the alphabet."""
    return sorted(_PAGES)


def explain(name: str) -> str:
    """Return the page about a check: what, why, wrong and right.

    Raises:
        LookupError: No check has that name; the message lists the names there are.
    """
    if name not in _PAGES:
        guessed = guess(name, names()) or "."
        known = ", ".join(names())
        raise LookupError(f"no check is called {name!r}{guessed} There are: {known}")
    return _PAGES[name]


def guess(typed: str, known: Iterable[str], *, lead: str = "; did you mean") -> str:
    """Return "; did you mean …?" with the known word most like the one typed, or nothing.

    >>> guess("sergev", ["sergeev", "putin"])
    '; did you mean sergeev?'
    >>> guess("tea", ["sergeev"])
    ''
    """
    found = process.extractOne(typed.casefold(), list(known), scorer=fuzz.ratio, score_cutoff=60)
    return f"{lead} {found[0]}?" if found else ""
