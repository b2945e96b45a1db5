"""What readers asked and what it came to: in words for `/stats`, and in a picture."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Protocol

from bot.desk import Edition, answers
from bot.editing.review import Card

MOST = 5
"""Lines of each list."""

KINDS = ("answered", "asked back", "not reported", "withdrawn", "out of scope")
"""What a question may come to. Small talk is none."""

_REASONS = {
    "not_reported": "not reported",
    "withdrawn": "withdrawn",
    "out_of_scope": "out of scope",
    "smalltalk": "small talk",
}
_LONGEST = 80  # characters of a question in a list
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # whatever the locale

# Okabe and Ito's colours, which the colour-blind can tell apart, dark beside light:
# https://jfly.uni-koeln.de/color/
_COLOURS = dict(zip(KINDS, ("#0072B2", "#56B4E9", "#F0E442", "#999999", "#D55E00"), strict=True))
_INK, _GRID, _PAPER = "#222222", "#DDDDDD", "#FFFFFF"  # its own paper, so any chat will do
_MOST_DAYS = 120  # more are told by weeks: a day would be a hair's breadth
_NUMBERED = 14  # bars that have their number above them
_TICKS = 6


class OutcomeCount(Protocol):
    """How often questions of a day came to an outcome, for one reason if there is one."""

    @property
    def day(self) -> date:
        """The day, in UTC."""

    @property
    def outcome(self) -> str:
        """`answer`, `suggest` or `abstain`."""

    @property
    def reason(self) -> str | None:
        """Why there was no answer."""

    @property
    def count(self) -> int:
        """How often."""


class EntryCount(Protocol):
    """How often an entry was told, and what readers thought of it."""

    @property
    def entry_id(self) -> str:
        """The entry; it may be gone since."""

    @property
    def told(self) -> int:
        """How often it was told."""

    @property
    def useful(self) -> int:
        """How often a reader found it useful."""

    @property
    def not_asked(self) -> int:
        """How often a reader said that it is not what was asked."""


class Counts(Protocol):
    """How much was asked, as the journal counts it."""

    @property
    def outcomes(self) -> Sequence[OutcomeCount]:
        """By day, outcome and reason; days without questions may be left out."""

    @property
    def readers(self) -> int:
        """How many readers asked in all."""

    @property
    def entries(self) -> Sequence[EntryCount]:
        """By entry."""

    @property
    def languages(self) -> Mapping[str, int]:
        """Questions by the language of the bot's own words, BCP 47."""

    @property
    def via(self) -> Mapping[str, int]:
        """Questions by how they reached the bot."""


class PicturesMissing(Exception):
    """The library that draws is not installed; the message says how to install it."""


@dataclass(frozen=True, slots=True)
class Period:
    """Some days.

    Attributes:
        first, last: The days, in UTC; both belong to it.
    """

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many there are; at least 1."""
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        """Return its days as a person writes them.

        >>> str(Period(date(2026, 2, 27), date(2026, 3, 4)))
        '27 Feb – 4 Mar 2026'
        """
        if self.days == 1:
            return f"{_day(self.last)} {self.last.year}"
        year = f" {self.first.year}" if self.first.year != self.last.year else ""
        return f"{_day(self.first)}{year} – {_day(self.last)} {self.last.year}"


def in_words(
    counts: Counts, edition: Edition, period: Period, cards: Sequence[Card], waiting: int
) -> str:
    """Return the statistics in short lines, plain text of less than 4,096 characters.

    Args:
        counts: Of the period.
        edition: On air; its entries are named by their first question.
        period: The days.
        cards: Of the review queue, the most worthwhile first.
        waiting: How many readers wait to be told something.
    """
    parts = [
        _asked(counts, period),
        _list("Told most", _told_most(counts, edition)),
        _list("Rated down", _rated_down(counts, edition)),
        _never_told(counts, edition),
        _list("Not answered", (_card(card) for card in cards)),
        f"Waiting to be told: {waiting}",
        _shares("Languages", counts.languages),
        _shares("From", counts.via),
    ]
    return "\n\n".join(part for part in parts if part)


def picture(counts: Counts, period: Period) -> bytes:
    """Return the questions of each day, stacked by what they came to, as a PNG.

    It is 1,080 pixels wide, has its own white ground, and can be drawn in any thread. Days
    without questions are there as well; more than 120 days are put together by weeks.

    Raises:
        PicturesMissing: The extra `plot` is not installed.
    """
    try:
        # Not pyplot, which keeps every figure for all threads until it is closed.
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.layout_engine import ConstrainedLayoutEngine
        from matplotlib.patches import Patch
        from matplotlib.ticker import MaxNLocator
    except ImportError as error:
        raise PicturesMissing(
            "A picture needs matplotlib: pip install 'storybot[plot]'"
        ) from error
    by_day = _by_day(counts)
    step = 1 if period.days <= _MOST_DAYS else 7
    length = period.days // step * step  # whole weeks: a shorter one would look like a bad one
    shown = Period(period.last - timedelta(length - 1), period.last)
    ends = [shown.first + timedelta(days) for days in range(step - 1, length, step)]
    heights = {
        kind: [sum(by_day[kind][end - timedelta(days)] for days in range(step)) for end in ends]
        for kind in KINDS
    }
    totals = [sum(column) for column in zip(*heights.values(), strict=True)]

    layout = ConstrainedLayoutEngine(w_pad=0.2, h_pad=0.15)  # inches
    figure = Figure(figsize=(7.2, 5.4), dpi=150, facecolor=_PAPER, layout=layout)
    axes = figure.add_subplot(facecolor=_PAPER)
    places, bottoms, legend = range(len(ends)), [0] * len(ends), []
    for kind in KINDS:
        if not any(heights[kind]):
            continue
        axes.bar(places, heights[kind], 0.8, bottoms, color=_COLOURS[kind])
        bottoms = [below + more for below, more in zip(bottoms, heights[kind], strict=True)]
        asked = sum(heights[kind])
        label = f"{kind} {asked:,} ({_percent(asked, sum(totals))})"
        legend.append(Patch(color=_COLOURS[kind], label=label))
    if len(ends) <= _NUMBERED:
        for place, total in enumerate(totals):
            axes.annotate(
                f"{total:,}", (place, total), (0, 3), textcoords="offset points", ha="center",
                color=_INK, fontsize=13, bbox={"facecolor": _PAPER, "linewidth": 0, "pad": 1},
            )  # fmt: skip
    per = "day" if step == 1 else "week"
    axes.set_title(f"Questions per {per}", color=_INK, fontsize=18, loc="left", pad=12)
    axes.set_title(str(shown), color=_INK, fontsize=13, loc="right", pad=12)
    axes.set_xlim(min(-0.6, len(ends) / 2 - 4), max(len(ends) - 0.4, len(ends) / 2 + 3))
    axes.set_ylim(0, max(1, *totals) * 1.12)
    every = -(-len(ends) // _TICKS)
    ticks = [*reversed(range(len(ends) - 1, -1, -every))]
    axes.set_xticks(ticks, [_day(ends[tick]) for tick in ticks])
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.tick_params(labelsize=13, colors=_INK, length=0)
    axes.grid(axis="y", color=_GRID)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(_INK)
    if legend:
        figure.legend(
            handles=legend, loc="outside lower left", ncols=2, fontsize=13, frameon=False,
            labelcolor=_INK, handlelength=1.0, handleheight=1.0, columnspacing=1.5,
        )  # fmt: skip
    else:
        axes.text(
            0.5, 0.5, "no questions", transform=axes.transAxes, ha="center", fontsize=18,
            color=_INK,
        )  # fmt: skip
    drawn = BytesIO()
    FigureCanvasAgg(figure).print_png(drawn)  # type: ignore[no-untyped-call]
    return drawn.getvalue()


def _kind(one: OutcomeCount) -> str:
    if one.outcome == "answer":
        return "answered"
    if one.outcome == "suggest":
        return "asked back"
    return _REASONS.get(one.reason or "", "out of scope")


def _by_day(counts: Counts) -> dict[str, Counter[date]]:
    """Return how often questions came to something, by what that is and by day."""
    found: dict[str, Counter[date]] = {kind: Counter() for kind in (*KINDS, "small talk")}
    for one in counts.outcomes:
        found[_kind(one)][one.day] += one.count
    return found


def _asked(counts: Counts, period: Period) -> str:
    by_day = _by_day(counts)
    small_talk = by_day.pop("small talk").total()
    totals = sum(by_day.values(), Counter())
    asked = totals.total()
    lines = [
        str(period),
        f"{_many(asked, 'question')} by {_many(counts.readers, 'reader')}",
        *(
            f"{kind.capitalize()}: {came.total():,} ({_percent(came.total(), asked)})"
            for kind, came in by_day.items()
            if came or (kind == "answered" and asked)
        ),
    ]
    if asked and period.days > 1:
        busiest = min(totals, key=lambda day: (-totals[day], day))
        lines.append(f"Busiest day: {_day(busiest)} with {totals[busiest]:,}")
    if small_talk:
        lines.append(f"Small talk besides: {small_talk:,}")
    return "\n".join(lines)


def _told_most(counts: Counts, edition: Edition) -> Iterator[str]:
    for one in sorted(counts.entries, key=lambda one: (-one.told, one.entry_id)):
        if one.told:
            useful = f", {one.useful} useful" if one.useful else ""
            yield f"{one.told}× {_name(one.entry_id, edition)}{useful}"


def _rated_down(counts: Counts, edition: Edition) -> Iterator[str]:
    for one in sorted(counts.entries, key=lambda one: (-one.not_asked, one.entry_id)):
        if one.not_asked:
            yield f"{one.not_asked} of {one.told} times: {_name(one.entry_id, edition)}"


def _never_told(counts: Counts, edition: Edition) -> str:
    told = {one.entry_id for one in counts.entries if one.told}
    can_be = [entry for entry in edition.entries if answers(entry)]
    never = [entry for entry in can_be if entry.id not in told]
    heading = f"Nobody asked for {len(never)} of {len(can_be)} entries"
    return _list(heading, (_short(entry.questions[0]) for entry in never))


def _card(card: Card) -> str:
    wait = f", {card.waiting} waiting" if card.waiting else ""
    return f"{card.count}× {_short(card.questions[0])}{wait}"


def _list(heading: str, lines: Iterator[str]) -> str:
    """Return some lines under a heading; "" without lines."""
    shown = list(lines)
    more = [f"… and {len(shown) - MOST} more"] if len(shown) > MOST else []
    return "\n".join([f"{heading}:", *shown[:MOST], *more]) if shown else ""


def _shares(heading: str, numbers: Mapping[str, int]) -> str:
    ranked = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return f"{heading}: " + ", ".join(f"{name} {n:,}" for name, n in ranked) if ranked else ""


def _name(entry_id: str, edition: Edition) -> str:
    """Return the first question of an entry; the id of one that is gone."""
    entry = edition.entry(entry_id)
    return _short(entry.questions[0]) if entry and entry.questions else entry_id


def _short(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def _many(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _percent(part: int, whole: int) -> str:
    """Return a share in whole percent; never 0 or 100 for what is neither none nor all.

    >>> _percent(1, 3), _percent(1, 1000), _percent(999, 1000), _percent(0, 0)
    ('33 %', '<1 %', '>99 %', '0 %')
    """
    percent = 100 * part / whole if whole else 0.0
    if 0 < percent < 1:
        return "<1 %"
    if 99 < percent < 100:
        return ">99 %"
    return f"{percent:.0f} %"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"
