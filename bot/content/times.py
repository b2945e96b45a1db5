"""When something is on air: moments as editors write them, and what must hold between them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from bot.content.draft import Draft
from bot.content.manual import check
from bot.content.model import Content, Timed
from bot.content.problem import Problem
from bot.content.schema import MOMENT, Entry, Header

_KEYS = ("publish_at", "expires_at", "embargo")
_EVER = datetime.max.replace(tzinfo=UTC)
_ALWAYS = datetime.min.replace(tzinfo=UTC)
_MOST_NAMED = 10


class Period(NamedTuple):
    """From a moment until right before another."""

    begins: datetime
    ends: datetime

    def meets(self, other: "Period") -> bool:
        """Return whether there is a moment that is in both; two empty periods meet, too."""
        return self == other or max(self.begins, other.begins) < min(self.ends, other.ends)


def moment(written: str | None) -> datetime | None:
    """Return the moment that an editor wrote; None for none, and for what is no moment.

    >>> moment("2026-12-01T06:00+03:00").isoformat(), moment("2026-12-01")
    ('2026-12-01T06:00:00+03:00', None)
    """
    if written is None or not re.fullmatch(MOMENT, written, re.ASCII):
        return None
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def period(draft: Draft, i: int | None) -> Period:
    """Return when the entry at a place is on air, as its story allows; for None, the story."""
    timed = [draft.file.story, *([] if i is None else [draft.file.entries[i]])]
    begins = [moment(written) for t in timed for written in (t.publish_at, t.embargo)]
    ends = [moment(t.expires_at) for t in timed]
    return Period(
        max((m for m in begins if m), default=_ALWAYS), min((m for m in ends if m), default=_EVER)
    )


def off_air(content: Content, now: datetime) -> list[str]:
    """Return what is off the air because of its times, in lines for an editor.

    Of a story that is off the air as a whole, the entries are not named.
    """
    named: dict[str, list[str]] = {}
    for story in content.stories:
        if not story.is_due(now):
            named.setdefault(_state(story, now), []).append(f"all of {story.id}")
            continue
        for entry in story.entries:
            if not entry.is_due(now):
                named.setdefault(_state(entry, now), []).append(entry.id)
    return [f"{state}: {_list(names)}" for state, names in named.items()]


def _state(timed: Timed, now: datetime) -> str:
    if timed.expires_at and timed.expires_at <= now:
        return f"Expired, off the air since {_shown(timed.expires_at)}"
    if timed.embargo and now < timed.embargo:
        return f"Under embargo until {_shown(timed.embargo)}"
    return f"Waiting, on air from {_shown(timed.publish_at)}"


def _shown(moment: datetime | None) -> str:
    return moment.isoformat(" ", "minutes") if moment else ""


def _list(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


@check
def moment_not_exact(draft: Draft) -> Iterator[Problem]:
    """`publish_at`, `expires_at` and `embargo` have a date, a time and a time zone.

    Why: a day begins at another moment in Moscow than in London, and six in the morning, too; an
    embargo that is broken by hours is broken.

    Wrong:  publish_at: 2026-12-01
    Right:  publish_at: 2026-12-01T06:00+03:00
    """
    for timed, loc in _timed(draft):
        for key in _KEYS:
            written = getattr(timed, key)
            if written is not None and moment(written) is None:
                yield Problem(
                    draft.mark(*loc, key),
                    "moment-not-exact",
                    f"{written!r} is not an exact moment: it takes a date, a time and a time zone",
                    _completed(written),
                )


@check
def publish_before_embargo(draft: Draft) -> Iterator[Problem]:
    """`publish_at` is not earlier than the embargo, be it the entry's or its story's.

    Why: it would not be on air when you say it is; one of the two is a mistake, and it may be the
    embargo.

    Wrong:
        embargo: 2026-12-01T06:00+03:00
        publish_at: 2026-12-01T05:00+03:00

    Right:
        embargo: 2026-12-01T06:00+03:00
        publish_at: 2026-12-01T06:00+03:00
    """
    whole = moment(draft.file.story.embargo)
    for timed, loc in _timed(draft):
        publish_at, own = moment(timed.publish_at), moment(timed.embargo)
        embargo = max((m for m in (own, whole) if m), default=None)
        if publish_at and embargo and publish_at < embargo:
            whose = "" if embargo == own else " of the story"
            yield Problem(
                draft.mark(*loc, "publish_at"),
                "publish-before-embargo",
                f"this is earlier than the embargo{whose}, which ends at {_shown(embargo)}",
                "publish when the embargo ends or later, or correct the embargo",
            )


@check
def never_on_air(draft: Draft) -> Iterator[Problem]:
    """`expires_at` is later than `publish_at` and the embargo, also where the story has these.

    Why: otherwise readers would never get it.

    Wrong:
        publish_at: 2026-12-01T06:00+03:00
        expires_at: 2026-11-01T06:00+03:00

    Right:
        publish_at: 2026-11-01T06:00+03:00
        expires_at: 2026-12-01T06:00+03:00
    """
    whole = period(draft, None)
    for timed, loc in _timed(draft):
        begins, ends = period(draft, int(loc[1]) if loc[0] == "entries" else None)
        is_wrong = ends <= begins and (loc[0] == "story" or whole.begins < whole.ends)
        key = next((k for k in ("expires_at", *_KEYS) if moment(getattr(timed, k))), None)
        if is_wrong and key:
            yield Problem(
                draft.mark(*loc, key),
                "never-on-air",
                f"this would never be on air: it begins at {_shown(begins)} "
                f"and ends at {_shown(ends)}",
                "let it end later, or begin earlier; the times of the story count, too",
            )


def _timed(draft: Draft) -> Iterator[tuple[Header | Entry, tuple[str | int, ...]]]:
    """Yield the story and its entries, with their places."""
    yield draft.file.story, ("story",)
    for i, entry in draft.entries:
        yield entry, ("entries", i)


def _completed(written: str) -> str:
    """Return the fix for a moment that is not exact."""
    written = written.strip()
    if moment(f"{written}T06:00Z"):
        return f"add the time and the time zone, for example: {written}T06:00+03:00"
    if moment(f"{written}Z"):
        return (
            "add the time zone as hours and minutes from UTC, "
            f"for example: {written}+03:00, or {written}Z for UTC itself"
        )
    return "write it like this: 2026-12-01T06:00+03:00, or 2026-12-01T03:00Z for UTC"
