"""`eval`: how often the bot would be wrong, in an editor's words and for programs."""

import json
import sys
import threading
from pathlib import Path

import pytest

from bot.cli import edition
from bot.cli import eval as command
from bot.cli.eval import Findings, _scores, report
from bot.matching.calibration import FEWEST
from bot.matching.risk import Sample, Source
from tests.cli.conftest import Cli

PNG = b"\x89PNG\r\n\x1a\n"


def sample(score: float, *, right: bool = True, source: Source = "case") -> Sample:
    """Return a question that `pier` is told for, rightly or not."""
    expected = frozenset({"pier"} if right else set[str]())
    return Sample(f"what about {score:g}", expected, "pier", score, source)


def findings(right: int, wrong: int, unanswered: int = 0, *, cut: float = 45) -> Findings:
    """Return what came of so many questions, 5 % wrong answers being tolerated."""
    samples = [
        *(sample(80 + n / 100) for n in range(right)),
        *(sample(60 + n / 100, right=False) for n in range(wrong)),
        *(sample(1 + n / 100) for n in range(unanswered)),
    ]
    return Findings(tuple(samples), cut, 0.05)


# — in an editor's words —


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(
            findings(100, 0),
            "At the cut, 0 % of these answers are wrong, and at most 2.95 %: that is within the "
            "5 %\nthat you tolerate, for readers who ask as these questions do.",
            id="promised",
        ),
        pytest.param(
            findings(58, 0),
            "At the cut, 0 % of these answers are wrong: that is within the 5 % that you "
            "tolerate.\nToo few cases to promise this: it may be as much as 5.03 %. It takes 1 "
            "more case answered rightly.",
            id="one too few to promise",
        ),
        pytest.param(
            findings(79, 4),
            "At the cut, 4.82 % of these answers are wrong: that is within the 5 % that you "
            "tolerate.\nToo few cases to promise this: it may be as much as 10.7 %. It takes 98 "
            "more cases answered rightly.",
            id="far too few to promise",
        ),
        pytest.param(
            findings(18, 2),
            "At the cut, 10 % of these answers are wrong: more than the 5 % that you tolerate.\n"
            "More phrasings help, and not_reported entries for what the story does not say.",
            id="too many wrong",
        ),
        pytest.param(
            findings(0, 0, 10),
            "At the cut nothing is answered, so nothing is wrong either.\n"
            "Too few cases to promise this: it may be as much as 100 %. It takes 59 more cases "
            "answered rightly.",
            id="nothing answered",
        ),
    ],
)
def test_the_verdict_says_what_is_so_and_what_can_be_promised(
    found: Findings, expected: str
) -> None:
    assert expected in report(found).split("\n\n")


@pytest.mark.parametrize(
    ("found", "within"),
    [(findings(19, 1), True), (findings(18, 1), False), (findings(0, 0), True)],
)
def test_the_measured_risk_may_reach_the_tolerated_rate(found: Findings, within: bool) -> None:
    assert found.is_within == within


@pytest.mark.parametrize(
    ("right", "origin"),
    [(FEWEST - 1, "comes with the bot"), (FEWEST, "was set on your content")],
)
def test_the_contract_and_the_cut_come_first(right: int, origin: str) -> None:
    contract = report(findings(right, 0, cut=71.5)).split("\n\n")[0]

    assert contract == (
        "Tolerated: 5 % of all answers wrong (MAX_WRONG_RATE).\n"
        "The cut: an entry is told from a score of 71.5 on, out of 100.\n"
        f"  This threshold {origin}."
    )


def test_each_kind_of_question_is_counted() -> None:
    samples = [
        *(sample(80) for _ in range(1_200)),
        *(sample(1, source="phrasing") for _ in range(3)),
        sample(60, right=False, source="left out"),
    ]

    counted = report(Findings(tuple(samples), 45, 0.05)).split("\n\n")[1]

    assert counted.splitlines() == [
        "                                                  asked  answered   wrong",
        "case: yours, as in cases.yaml                     1,200     1,200       0",
        "phrasing: some, as if you had not written them        3         0       0",
        "left out: some, as if their entry did not exist       1         1       1",
    ]


def test_the_table_has_a_row_for_each_tenth_and_the_cut_is_marked() -> None:
    table = report(findings(60, 10, 30, cut=61)).split("\n\n")[3].splitlines()

    assert [line.split()[:2] for line in table if not line.startswith(">")] == [
        ["cut", "coverage"],
        ["80.5", "10"],
        ["80.4", "20"],
        ["80.3", "30"],
        ["80.2", "40"],
        ["80.1", "50"],
        ["60.0", "70"],
        ["1.2", "80"],
        ["1.1", "90"],
        ["1.0", "100"],
    ]
    assert [line for line in table if line.startswith(">")] == [
        ">   61.0      60 %        60       0    0.0 %     4.9 %"
    ]


def test_what_is_wrong_is_listed_the_surest_first() -> None:
    samples = [
        Sample("who pays", frozenset({"costs", "insurer"}), "pier", 71.25, "case"),
        Sample("when is dinner", frozenset(), "pier", 93, "left out"),
        Sample("who sings", frozenset(), "pier", 12, "case"),
        Sample("who sang", frozenset(), None, 0, "case"),
        Sample("what of the pier", frozenset({"pier"}), "pier", 99, "phrasing"),
    ]

    listed = report(Findings(tuple(samples), 45, 0.05)).split("\n\n")[-1]

    assert listed == (
        "Wrong at the cut, the surest first:\n"
        "   93.0  when is dinner\n"
        "         told pier, right is nothing (left out)\n"
        "   71.2  who pays\n"
        "         told pier, right is costs or insurer (case)"
    )


@pytest.mark.parametrize(("most", "listed"), [(20, 20), (None, 21)])
def test_of_many_that_are_wrong_the_first_are_listed_or_all(most: int | None, listed: int) -> None:
    wrong = report(findings(3, 21), most).split("\n\n")[-1]

    assert wrong.count("told pier") == listed
    assert (" (20 of 21, --all shows all):" in wrong) == (most == 20)


def test_what_is_promised_rests_on_the_rehearsals_too() -> None:
    cases = tuple(sample(80) for _ in range(100))
    wrong = tuple(sample(60, right=False, source="phrasing") for _ in range(8))
    nearly = tuple(sample(60, right=False, source="left out") for _ in range(8))

    found = Findings((*cases, *wrong, *nearly), 45, 0.05)

    assert (found.now.answered, found.now.wrong) == (108, 8)
    assert not found.is_within


def test_of_no_questions_there_is_a_report_too() -> None:
    assert "At the cut nothing is answered" in report(findings(0, 0))


# — the command —


@pytest.mark.usefixtures("content")
def test_cases_and_phrasings_are_asked_and_the_findings_reported(cli: Cli) -> None:
    result = cli("eval", "--all")

    assert result.stdout.startswith("Tolerated: 5 % of all answers wrong (MAX_WRONG_RATE).\n")
    assert "\ncase: yours, as in cases.yaml                         2 " in result.stdout
    assert "\nphrasing: some, as if you had not written them" in result.stdout
    assert "\nleft out: some, as if their entry did not exist" in result.stdout
    assert result.stderr == ""


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("rate", ["0.001", "0.5"])
def test_json_has_the_same_findings_and_the_exit_code_says_whether_they_keep_to_the_rate(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, rate: str
) -> None:
    monkeypatch.setenv("MAX_WRONG_RATE", rate)

    result = cli("eval", "--json")

    found = json.loads(result.stdout)
    now = found["at_threshold"]
    assert found["max_wrong_rate"] == float(rate)
    assert found["sources"].keys() == {"case", "phrasing", "left out"}
    assert found["sources"]["case"]["asked"] == 2
    assert now["asked"] == sum(found["sources"][kind]["asked"] for kind in ("case", "phrasing"))
    assert now in found["curve"]
    assert len(found["wrong"]) == sum(s["wrong"] for s in found["sources"].values())
    assert found["within"] == (now["wrong"] <= float(rate) * now["answered"])
    assert result.exit_code == (0 if found["within"] else 1)


@pytest.fixture
def wrong_cases(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have two cases that come to a wrong answer, and tolerate that."""
    monkeypatch.setenv("MAX_WRONG_RATE", "0.5")
    (content / "harbour-fire" / "cases.yaml").write_text(
        "cases:\n"
        "  - {q: 'so, what caused the fire', expect: owners}\n"
        "  - {q: 'so, how many boats were destroyed', expect: out_of_scope}\n",
        encoding="utf-8",
    )


@pytest.mark.usefixtures("wrong_cases")
def test_a_case_that_comes_to_a_wrong_answer_is_named(cli: Cli) -> None:
    found = json.loads(cli("eval", "--json").stdout)

    wrong = {w.pop("question"): w for w in found["wrong"] if w["source"] == "case"}
    assert all(w.pop("score") >= found["threshold"] for w in wrong.values())
    assert wrong == {
        "so, what caused the fire": {"expected": [], "told": "cause", "source": "case"},
        "so, how many boats were destroyed": {
            "expected": [],
            "told": "boats-lost",
            "source": "case",
        },
    }


@pytest.mark.usefixtures("wrong_cases")
def test_all_that_is_wrong_is_listed_when_that_is_asked_for(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "SHOWN", 1)

    some, all_ = cli("eval").stdout, cli("eval", "--all").stdout

    assert ", --all shows all):\n" in some
    assert some.count("  told ") == 1
    assert "Wrong at the cut, the surest first:\n" in all_
    assert all_.count("  told ") > 1


@pytest.mark.usefixtures("bad_content")
def test_content_with_a_problem_is_not_measured(cli: Cli) -> None:
    result = cli("eval")

    assert "[quote-not-verbatim]" in result.stderr
    assert result.stdout == ""
    assert result.exit_code == 1


@pytest.mark.usefixtures("content")
def test_a_rate_that_cannot_be_is_said_in_plain_words(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAX_WRONG_RATE", "5")

    result = cli("eval")

    assert result.stderr == (
        "Error: MAX_WRONG_RATE has to be a number above 0 and not above 0.5: how many of all "
        "answers may be wrong, such as 0.05 for 5 in 100 (see .env.example).\n"
    )
    assert result.exit_code == 1


# — the picture —


@pytest.mark.usefixtures("content")
def test_the_curve_and_the_scores_are_drawn(cli: Cli, tmp_path: Path) -> None:
    result = cli("eval", "--plot", "risk.png", "--json")

    assert (tmp_path / "risk.png").read_bytes().startswith(PNG)
    assert json.loads(result.stdout)["curve"]


@pytest.mark.usefixtures("content")
def test_a_picture_that_cannot_be_written_is_said(cli: Cli) -> None:
    result = cli("eval", "--plot", "nowhere/risk.png")

    assert "Error: nowhere/risk.png cannot be written: No such file" in result.stderr
    assert result.exit_code == 1


@pytest.mark.usefixtures("content")
def test_given_no_matplotlib_then_the_extra_to_install_is_named_before_any_work(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    result = cli("eval", "--plot", "risk.png")

    assert "matplotlib, which is not installed" in result.stderr
    assert "pip install matplotlib" in result.stderr
    assert result.stdout == ""
    assert result.exit_code == 1


# — patience —


@pytest.mark.parametrize(
    ("is_terminal", "patience_s", "told"),
    [
        pytest.param(True, 0.0, "Rehearsing …\n", id="long, on a terminal"),
        pytest.param(True, 3600.0, "", id="short, on a terminal"),
        pytest.param(False, 0.0, "", id="long, elsewhere"),
    ],
)
def test_whoever_waits_at_a_terminal_is_told_what_for(
    is_terminal: bool,
    patience_s: float,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(edition, "PATIENCE_S", patience_s)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)

    with edition.told_when_it_takes_long("Rehearsing …"):
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer) and patience_s == 0:
                thread.join()

    assert capsys.readouterr().err == told


def test_what_is_said_not_to_be_told_is_drawn_as_no_wrong_answer() -> None:
    said = Sample("how old is the pier", frozenset(), None, 99.0, "case")

    assert _scores([sample(80), sample(60, right=False), said]) == [[80], [], [60]]
