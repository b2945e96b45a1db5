"""`ask`: what a person reads, and what a program reads."""

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import storybot
from bot.desk import Edition, Suggestion
from bot.replies.trace import explained
from tests.cli.conftest import Cli, process

BARE = {"question", "outcome", "reason", "language", "score", "threshold", "answer", "suggestions"}


@pytest.mark.usefixtures("content")
def test_a_fact_comes_with_the_words_it_cites_and_their_place(cli: Cli) -> None:
    result = cli("ask", "how", "many", "yachts", "were", "destroyed")

    assert result.stdout == (
        "A fire destroyed 12 boats in the harbour of Bridgeton.\n"
        "\n"
        "│ A fire destroyed 12 boats in the harbour of Bridgeton on Sunday\n"
        "paragraph 1 · BRIDGETON, March 3 (Example Wire)\n"
    )
    assert result.exit_code == 0


def test_what_is_not_due_is_neither_told_nor_exported(cli: Cli, content: Path) -> None:
    story = content / "harbour-fire" / "story.yaml"
    text = story.read_text(encoding="utf-8")
    held = text.replace("id: boats-lost\n", "id: boats-lost\n    publish_at: 2999-12-01T06:00Z\n")
    story.write_text(held, encoding="utf-8")
    asked, exported = cli("ask", "how many boats were destroyed"), cli("export")
    over = text.replace("language: en\n", "language: en\n  expires_at: 2001-12-01T06:00Z\n")
    story.write_text(over, encoding="utf-8")

    nothing = cli("ask", "how many boats were destroyed")

    assert "12 boats" not in asked.stdout
    assert "boats-lost" not in exported.stdout
    assert nothing.stderr == (
        "Error: nothing in content is due at present. To see why: storybot check content\n"
    )


@pytest.mark.usefixtures("content")
def test_a_quote_comes_with_who_said_it_in_spite_of_a_typo(cli: Cli) -> None:
    result = cli("ask", "what casued the fire")

    assert result.stdout == (
        "│ A cable failed in the boathouse\n"
        "— Maria Lind, chief of the fire service\n"
        "paragraph 2 · BRIDGETON, March 3 (Example Wire)\n"
    )


@pytest.mark.usefixtures("content")
def test_an_abstention_is_no_failure_and_lists_what_can_be_asked(cli: Cli) -> None:
    result = cli("ask", "who won the cup final")

    assert result.stdout == (
        "I can’t find an answer to that in this story. It may not be in there.\n"
        "\n"
        "You could ask:\n"
        "\n"
        "  • How many boats were destroyed?\n"
        "  • Was anybody hurt?\n"
    )
    assert result.exit_code == 0


@pytest.mark.usefixtures("content")
def test_without_a_question_each_line_of_standard_input_is_answered(cli: Cli) -> None:
    result = cli("ask", lines="what caused the fire\n\nwas anybody hurt")

    first, second = result.stdout.split("\n\n")
    assert first.startswith("│ A cable failed in the boathouse\n")
    assert second.startswith("│ Nobody was hurt.\n")


@pytest.mark.usefixtures("content")
def test_a_question_that_is_too_long_is_not_read_but_told_so(cli: Cli) -> None:
    result = cli("ask", "boats " * 100)

    assert result.stdout == (
        "That is a long one: 600 characters. Please ask in 500 at the most.\n"
    )


@pytest.mark.parametrize("command", ["ask", "chat", "export"])
def test_nothing_is_answered_from_content_with_a_problem(
    cli: Cli, bad_content: Path, command: str
) -> None:
    result = cli(command, lines="was anybody hurt\n")

    assert result.stdout == ""
    assert "content/harbour-fire/story.yaml:33:12: " in result.stderr
    assert "[quote-not-verbatim]" in result.stderr
    assert "1 problem in content" in result.stderr
    assert "storybot check content" in result.stderr
    assert result.exit_code == 1


# — JSON —


@pytest.mark.usefixtures("content")
def test_json_has_exactly_the_keys_that_other_programs_read(cli: Cli) -> None:
    result = cli("ask", "--json", "What caused the fire?")

    found = json.loads(result.stdout)
    assert 90 < found.pop("score") <= 100
    assert 0 < found.pop("threshold") < 100
    assert found == {
        "question": "What caused the fire?",
        "outcome": "answer",
        "reason": None,
        "language": "en",
        "answer": {
            "id": "cause",
            "kind": "quote",
            "text": "A cable failed in the boathouse",
            "citations": [
                {
                    "paragraph": 2,
                    "exact": "A cable failed in the boathouse",
                    "start": 127,
                    "end": 158,
                }
            ],
        },
        "suggestions": [],
    }


LINES = {
    "plain text": (b"what caused the fire", "answer", None),
    "an object": (b'{"q": "what caused the fire"}', "answer", None),
    "an object with a language": (b'{"lang": "en", "q": "was anybody hurt"}', "answer", None),
    "an object with no language": (b'{"lang": null, "q": "was anybody hurt"}', "answer", None),
    "a language it does not speak": (b'{"q": "hi", "lang": "xx"}', "abstain", "smalltalk"),
    "a question with a line break": (b'{"q": "was anybody\\nhurt"}', "answer", None),
    "half a surrogate pair": (b'{"q": "\\ud800"}', "abstain", "smalltalk"),
    "Windows line end": (b"was anybody hurt\r", "answer", None),
    "a carriage return inside": (b"was anybody\rhurt", "answer", None),
    "nothing": (b"", "abstain", "smalltalk"),
    "spaces": (b"   ", "abstain", "smalltalk"),
    "not about the story": (b"who won the cup final", "abstain", "out_of_scope"),
    "not in the story": (b"who owned the boats", "abstain", "not_reported"),
    "taken down": (b"which day of the week was it", "abstain", "withdrawn"),
    "broken JSON": (b'{"q": "was anybody hurt"', "abstain", "out_of_scope"),
    "another key": (b'{"question": "was anybody hurt"}', "abstain", "out_of_scope"),
    "a number for a question": (b'{"q": 5}', "abstain", "out_of_scope"),
    "a number for a language": (b'{"q": "hello", "lang": 1}', "abstain", "out_of_scope"),
    "JSON without end": (b'{"a":' * 100_000, "abstain", "out_of_scope"),
    "a megabyte": (b"was anybody hurt " * 62_000, "abstain", "out_of_scope"),
    "not UTF-8": (b"was anybody hurt \xff\xfe", "answer", None),
    "only bytes that are not UTF-8": (b"\xff\xfe\xfd", "abstain", "smalltalk"),
    "zero bytes": (b"was\0anybody\0hurt", "answer", None),
    "a list": (b'["was anybody hurt"]', "answer", None),
}  # fmt: skip


@pytest.mark.usefixtures("content")
def test_one_line_in_is_one_object_out_in_order_whatever_the_line(cli: Cli) -> None:
    given = b"\n".join(line for line, _, _ in LINES.values()) + b"\n"

    result = cli("ask", "--json", lines=given)

    found = [json.loads(line) for line in result.stdout.splitlines()]
    came = [(o["outcome"], o["reason"]) for o in found]
    assert dict(zip(LINES, came, strict=True)) == {
        name: (outcome, reason) for name, (_, outcome, reason) in LINES.items()
    }
    assert {frozenset(o) for o in found} == {frozenset(BARE)}
    assert result.exit_code == 0


@pytest.mark.usefixtures("content")
def test_noise_never_breaks_the_pairing_of_lines(cli: Cli) -> None:
    noise = random.Random(7)
    given = [noise.randbytes(noise.randrange(40)).replace(b"\n", b"{") for _ in range(300)]

    result = cli("ask", "--json", lines=b"\n".join([*given, b"was anybody hurt"]))

    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(found) == 301
    assert [o["answer"]["id"] for o in found[-1:]] == ["nobody-hurt"]


@pytest.mark.usefixtures("content")
def test_the_question_is_given_back_with_what_no_line_may_hold_escaped(cli: Cli) -> None:
    result = cli("ask", "--json", lines="кто\u2028это\x85?\n")

    assert json.loads(result.stdout)["question"] == "кто\u2028это\x85?"
    assert len(result.stdout.splitlines()) == 1
    assert "кто" in result.stdout


@pytest.mark.usefixtures("content")
def test_what_windows_puts_around_a_question_is_not_part_of_it(cli: Cli) -> None:
    result = cli("ask", "--json", lines=b"\xef\xbb\xbfwas anybody hurt\r\n")

    assert json.loads(result.stdout)["question"] == "was anybody hurt"


@pytest.mark.usefixtures("content")
def test_json_is_utf_8_whatever_the_terminal_has() -> None:
    latin = CliRunner(charset="latin-1")

    result = latin.invoke(storybot, ["ask", "--json", "кто"])

    assert json.loads(result.stdout_bytes.decode("utf-8"))["question"] == "кто"


@pytest.mark.usefixtures("content")
def test_a_line_that_is_not_what_it_looks_like_is_named_on_standard_error(cli: Cli) -> None:
    result = cli("ask", "--json", lines='was anybody hurt\n{"question": "was anybody hurt"}\n')

    assert result.stderr == (
        'line 2 is not like {"q": "..."}: q must be there, and be text; lang too, if it is there\n'
    )


@pytest.mark.usefixtures("content")
def test_each_line_is_answered_before_the_next_is_there() -> None:
    with process("ask", "--json") as running:
        assert running.stdin is not None
        assert running.stdout is not None

        running.stdin.write(b"was anybody hurt\n")
        running.stdin.flush()
        first = json.loads(running.stdout.readline())
        running.stdin.write(b"who owned the boats\n")
        running.stdin.flush()
        second = json.loads(running.stdout.readline())
        running.stdin.close()

    assert (first["answer"]["id"], second["answer"]["id"]) == ("nobody-hurt", "owners")
    assert running.returncode == 0


# — why —

EXPLAINED = {
    "answer": ("what casued the fire", "Why: answered with 'cause'."),
    "typo": ("what casued the fire", "caused, with a slip"),
    "synonym": ("how many yachts were destroyed", "boats, a synonym"),
    "not there": ("was anybody hurt in Paris", "  paris     "),
    "guard": ("were 99 boats destroyed", "boats-lost: number 99"),
    "abstention": ("who won the cup final", "Why: no answer (out_of_scope)."),
    "not reported": ("who owned the boats", "Why: no answer (not_reported), as 'owners' says."),
    "withdrawn": ("which day of the week was it", "Why: no answer (withdrawn), as 'day' says."),
    "small talk": ("hello", "Why: this is small talk, so nothing was looked up."),
    "too long": ("boats " * 100, "Why: this is too long for a question"),
}


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(("question", "said"), EXPLAINED.values(), ids=EXPLAINED)
def test_an_editor_is_told_why(cli: Cli, question: str, said: str) -> None:
    result = cli("ask", "--explain", question)

    assert said in result.stdout


def test_an_editor_is_told_which_entries_were_suggested(edition: Edition) -> None:
    match = edition.matcher.match("harbour fire")
    outcome = Suggestion("harbour fire", edition.entries[:2], match)

    trace = explained(outcome, edition)

    said = "Why: not sure which is meant, so suggested 'cause', 'boats'.\n"
    assert trace.startswith(said)


@pytest.mark.usefixtures("content")
def test_the_trace_has_the_score_the_thresholds_and_the_share_of_each_word(cli: Cli) -> None:
    result = cli("ask", "--explain", "what casued the fire")

    trace = result.stdout.partition("\n\n")[2]
    assert "  phrasing: What caused the fire?\n" in trace
    score = float(trace.split("score ")[1].split(":")[0])
    threshold = float(trace.split("from ")[1].split(" on")[0])
    words = trace.partition("words of the question")[2].partition("likeness of")[0]
    shares = [int(line.split()[1]) for line in words.splitlines() if " % " in line]
    assert threshold <= score <= 100
    assert 98 <= sum(shares) <= 102


# — wrong usage —


def test_json_and_explain_do_not_go_together(cli: Cli) -> None:
    result = cli("ask", "--json", "--explain", "was anybody hurt")

    assert "--json is for programs and --explain for people: choose one." in result.stderr
    assert result.exit_code == 2
