"""`eval`: how often the bot would be wrong, on questions whose right answers are known."""

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from bot.cli.edition import amount, content_option, edition_in, max_wrong_rate
from bot.matching.calibration import FEWEST
from bot.matching.risk import CONFIDENCE, Point, Sample, Source, answers_needed, curve, point

SHOWN = 20
"""How many wrong answers are listed unless all are asked for."""

_SOURCES: dict[Source, str] = {
    "case": "case: yours, as in cases.yaml",
    "phrasing": "phrasing: some, as if you had not written them",
    "left out": "left out: some, as if their entry did not exist",
}


@click.command("eval")
@click.option("--all", "show_all", is_flag=True, help=f"List all wrong answers, not only {SHOWN}.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON, with all wrong answers.")
@click.option(
    "--plot",
    "picture",
    metavar="FILE.png",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw risk against coverage, and the scores; needs the extra `plot`.",
)
@content_option
def evaluate(show_all: bool, as_json: bool, picture: Path | None, directory: Path) -> None:
    """Show how often the bot would be wrong, and whether that can be promised.

    It asks your cases, and rehearses with your phrasings: some are asked as if you had not
    written them, and some as if their entry did not exist, when nothing should be told.
    MAX_WRONG_RATE is how many of all answers may be wrong.

    \b
    Example:
      python -m bot eval
      python -m bot eval --all
      python -m bot eval --json > eval.json

    \b
    Exit codes:
      0  no more answers are wrong than may be
      1  more are, or the content has problems, or it failed
      2  wrong usage
    """
    if picture and find_spec("matplotlib") is None:
        raise click.ClickException(
            "--plot draws with matplotlib, which is not installed. It comes with the extra "
            "`plot`: pip install matplotlib"
        )
    edition = edition_in(directory)
    findings = Findings(edition.samples, edition.matcher.threshold, max_wrong_rate())
    if as_json:
        click.echo(json.dumps(_as_json(findings), ensure_ascii=False, indent=2).encode())
    else:
        click.echo(report(findings, most=None if show_all else SHOWN))
    if picture:
        _draw(findings, picture)
    click.get_current_context().exit(0 if findings.is_within else 1)


@dataclass(frozen=True, slots=True)
class Findings:
    """What came of all questions at the cut.

    What is promised rests on cases and phrasings: cases are easier than what readers ask, since
    editors mend what fails, and phrasings that are rehearsed are harder. On the first story both
    together were wrong as often as strangers' questions that nobody had read. How often readers
    ask for what a story nearly has, nobody knows: what is left out helps to set the cut only.

    Attributes:
        samples: All questions.
        cut: The score from which on a record is told, in [0, 100].
        max_wrong_rate: The risk that is tolerated, in (0, 1).
    """

    samples: tuple[Sample, ...]
    cut: float
    max_wrong_rate: float

    @property
    def is_shipped(self) -> bool:
        """Whether the cut comes with the bot, since there is too little to set it by."""
        return sum(sample.told is not None for sample in self.samples) < FEWEST

    @property
    def judged(self) -> tuple[Sample, ...]:
        """The questions that the promise rests on."""
        return tuple(sample for sample in self.samples if sample.source != "left out")

    @property
    def now(self) -> Point:
        """What the cut comes to."""
        return point(self.judged, self.cut)

    @property
    def is_within(self) -> bool:
        """Whether the measured risk is tolerated."""
        return self.now.risk <= self.max_wrong_rate

    @property
    def more_needed(self) -> int:
        """How many more answers, none of them wrong, would be enough to promise it; or 0."""
        now = self.now
        return max(0, answers_needed(self.max_wrong_rate, wrong=now.wrong) - now.answered)

    @property
    def wrong(self) -> list[Sample]:
        """What is answered wrongly, the surest first."""
        answered = (s for s in self.samples if s.is_answered(self.cut) and not s.right)
        return sorted(answered, key=lambda s: (-s.score, s.question))

    def by_source(self) -> dict[Source, Point]:
        """Return what the cut comes to on each kind of questions that there are."""
        kinds = {kind: [s for s in self.samples if s.source == kind] for kind in _SOURCES}
        return {kind: point(samples, self.cut) for kind, samples in kinds.items() if samples}

    def choices(self) -> list[Point]:
        """Return what other cuts come to, one for each tenth of coverage, with the cut itself."""
        points = curve(self.judged)
        chosen: dict[int, Point] = {}  # by coverage in percent, as it is shown
        for tenth in range(1, 11):
            i = bisect_left(points, tenth * len(self.judged), key=lambda p: 10 * p.answered)
            if i < len(points):
                chosen[round(100 * points[i].coverage)] = points[i]
        chosen[round(100 * self.now.coverage)] = self.now
        return [chosen[covered] for covered in sorted(chosen)]


# — for people —


def report(findings: Findings, most: int | None = None) -> str:
    """Return the findings in an editor's words.

    Args:
        findings: What is told.
        most: How many wrong answers are listed; None for all.
    """
    parts = (
        _contract(findings),
        _asked(findings),
        _table(findings),
        _verdict(findings),
        _wrong(findings.wrong, most),
    )
    return "\n\n".join(filter(None, map("\n".join, parts)))


def _contract(findings: Findings) -> Iterator[str]:
    yield f"Tolerated: {_percent(findings.max_wrong_rate)} of all answers wrong (MAX_WRONG_RATE)."
    yield f"The cut: an entry is told from a score of {findings.cut:.1f} on, out of 100."
    origin = "comes with the bot" if findings.is_shipped else "was set on your content"
    yield f"  This threshold {origin}."


def _asked(findings: Findings) -> Iterator[str]:
    rows = [(_SOURCES[kind], counts) for kind, counts in findings.by_source().items()]
    longest = max((len(name) for name, _ in rows), default=0)
    yield f"{'':<{longest}}   asked  answered   wrong"
    for name, counts in rows:
        yield f"{name:<{longest}} {counts.asked:>7,} {counts.answered:>9,} {counts.wrong:>7,}"


def _table(findings: Findings) -> Iterator[str]:
    yield "What other cuts would come to, on cases and phrasings."
    yield "Coverage: the share of the questions that is answered."
    yield "Risk: the share of the answers that is wrong. At most: the most that the risk can be;"
    yield f"this holds {_percent(CONFIDENCE)} of the time (exact bound of Clopper and Pearson), as"
    yield "far as a cut can be judged by the questions that it was set on."
    yield ""
    yield "     cut  coverage  answered   wrong     risk   at most"
    for row in findings.choices():
        mark = ">" if row == findings.now else " "
        yield (
            f"{mark} {row.threshold:6.1f} {100 * row.coverage:7.0f} % {row.answered:>9,} "
            f"{row.wrong:>7,} {100 * row.risk:6.1f} % {100 * row.bound:7.1f} %"
        )


def _verdict(findings: Findings) -> Iterator[str]:
    now, tolerated = findings.now, _percent(findings.max_wrong_rate)
    found = f"At the cut, {_percent(now.risk)} of these answers are wrong"
    if not findings.is_within:
        yield f"{found}: more than the {tolerated} that you tolerate."
        yield "More phrasings help, and not_reported entries for what the story does not say."
        return
    if not now.answered:
        yield "At the cut nothing is answered, so nothing is wrong either."
    elif not findings.more_needed:
        yield f"{found}, and at most {_percent(now.bound)}: that is within the {tolerated}"
        yield "that you tolerate, for readers who ask as these questions do."
        return
    else:
        yield f"{found}: that is within the {tolerated} that you tolerate."
    yield (
        f"Too few cases to promise this: it may be as much as {_percent(now.bound)}. It takes "
        f"{amount(findings.more_needed, 'more case')} answered rightly."
    )


def _wrong(samples: Sequence[Sample], most: int | None) -> Iterator[str]:
    if not samples:
        return
    some = f" ({most} of {len(samples)}, --all shows all)" if most and len(samples) > most else ""
    yield f"Wrong at the cut, the surest first{some}:"
    for sample in samples[:most]:
        right = " or ".join(sorted(sample.expected)) or "nothing"
        yield f"{sample.score:7.1f}  {sample.question}"
        yield f"{'':7}  told {sample.told}, right is {right} ({sample.source})"


def _percent(share: float) -> str:
    """Return a share in percent, with as many decimals as tell something.

    >>> _percent(0.05), _percent(0.0504), _percent(0.541)
    ('5 %', '5.04 %', '54.1 %')
    """
    return f"{100 * share:.3g} %"


# — for programs —


def _as_json(findings: Findings) -> dict[str, Any]:
    return {
        "max_wrong_rate": findings.max_wrong_rate,
        "threshold": round(findings.cut, 1),
        "threshold_from": "bot" if findings.is_shipped else "content",
        "confidence": CONFIDENCE,
        "within": findings.is_within,
        "more_needed": findings.more_needed if findings.is_within else None,
        "at_threshold": _point_as_json(findings.now),
        "sources": {kind: _point_as_json(p) for kind, p in findings.by_source().items()},
        "curve": [_point_as_json(p) for p in findings.choices()],
        "wrong": [
            {
                "question": sample.question,
                "expected": sorted(sample.expected),
                "told": sample.told,
                "score": round(sample.score, 1),
                "source": sample.source,
            }
            for sample in findings.wrong
        ],
    }


def _point_as_json(found: Point) -> dict[str, float]:
    return {
        "threshold": round(found.threshold, 1),
        "asked": found.asked,
        "answered": found.answered,
        "wrong": found.wrong,
        "coverage": round(found.coverage, 4),
        "risk": round(found.risk, 4),
        "bound": round(found.bound, 4),
    }


# — the picture —


def _draw(findings: Findings, picture: Path) -> None:
    """Draw risk against coverage, and beside it how the scores lie.

    Raises:
        click.ClickException: The file cannot be written.
    """
    from matplotlib.figure import Figure  # takes long to import
    from matplotlib.ticker import PercentFormatter

    figure = Figure(figsize=(12, 5), layout="constrained")
    points = curve(findings.judged)
    points = points[:: 1 + len(points) // 500]
    now, tolerated = findings.now, findings.max_wrong_rate
    left, right = figure.subplots(1, 2)
    above: dict[str, Any] = {
        "loc": "lower left",
        "bbox_to_anchor": (0, 1),
        "ncols": 2,
        "fontsize": "small",
        "frameon": False,
    }
    covered = [p.coverage for p in points]
    left.plot(covered, [p.risk for p in points], label="risk: wrong among the answers")
    left.plot(
        covered, [p.bound for p in points], "--", label=f"at most, {_percent(CONFIDENCE)} sure"
    )
    left.axhline(tolerated, color="black", linewidth=0.8, label="tolerated (MAX_WRONG_RATE)")
    left.plot([now.coverage], [now.risk], "ko", label=f"the cut, {findings.cut:.1f}")
    highest = max([now.risk, 2 * tolerated, *(p.risk for p in points)])
    left.set(xlim=(0, 1), ylim=(0, min(1.0, 1.1 * highest)))
    left.set(xlabel="coverage: questions that are answered", ylabel="answers that are wrong")
    left.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    left.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    left.legend(**above)
    right.hist(
        _scores(findings.samples),
        bins=range(0, 101, 5),
        stacked=True,
        label=["right", "wrong: another entry is right", "wrong: nothing answers it"],
        color=["#0072B2", "#D55E00", "#999999"],  # told apart by the colour-blind too
    )
    right.axvline(findings.cut, color="black", linewidth=0.8, label=f"the cut, {findings.cut:.1f}")
    right.set(xlim=(0, 100), xlabel="score of the entry that comes first", ylabel="questions")
    right.legend(**above)
    try:
        figure.savefig(picture, format="png")
    except OSError as error:
        raise click.ClickException(f"{picture} cannot be written: {error.strerror}") from error


def _scores(samples: Sequence[Sample]) -> list[list[float]]:
    """Return the scores of what is right, what is wrong, and what should not be answered.

    Where it would be said that the story does not say, there is no answer to be wrong.
    """
    told = [s for s in samples if s.told is not None]
    return [
        [s.score for s in told if s.right],
        [s.score for s in told if s.expected and not s.right],
        [s.score for s in told if not s.expected],
    ]
