"""`ask`: one question, or one a line, and what a reader is told."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from bot import replies
from bot.cli.edition import content_option, edition_in, program
from bot.cli.terminal import is_interactive, is_styled, shown, width
from bot.desk import Abstention, Desk, Edition, Outcome
from bot.interchange import outcome_as_json
from bot.phrases import phrases_for
from bot.replies.trace import explained

# JSON may hold these, but programs that are asked for the lines of a text break at them.
_LINE_BREAKS = {ord(c): f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"}


@click.command()
@click.argument("question", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Write JSON, one object a line.")
@click.option("--explain", is_flag=True, help="Say why: score, words, guards and runners-up.")
@content_option
def ask(question: tuple[str, ...], as_json: bool, explain: bool, directory: Path) -> None:
    """Answer one question, or every line of standard input.

    What you see is what a reader is told. The lines behind a bar are the story's own words.

    With --json and no QUESTION, each line of standard input is a question, as plain text or as
    {"q": "...", "lang": "en"}, and gives one line of output, in order and at once. An empty line
    is small talk. Bytes that are not UTF-8 are read as U+FFFD. A line that begins with { and is
    no such object, or a question that is too long, is out of scope; the first of these is also
    named on standard error.

    \b
    Example:
      python -m bot ask "is rusia planing a virology center"
      python -m bot ask --explain how old is sergeev
      python -m bot ask --json < questions.txt > outcomes.jsonl

    \b
    Exit codes:
      0  asked, whatever came of it
      1  the content has problems
      2  wrong usage
    """
    if as_json and explain:
        raise click.UsageError("--json is for programs and --explain for people: choose one.")
    if not question and not as_json and is_interactive():
        raise click.UsageError(
            f'What is the question? For example: {program()} ask "Who is it about?"\n'
            f"To go on asking: {program()} chat"
        )
    desk, phrases = Desk(edition_in(directory)), phrases_for(None)
    if as_json:
        outcomes = (
            [(desk.answer(" ".join(question)), phrases.language)]
            if question
            else (_answer_line(line, number, desk) for number, line in enumerate(lines(), 1))
        )
        for outcome, language in outcomes:
            click.echo(_as_line(outcome, desk, language))
        return
    asked = [" ".join(question)] if question else (line for line in lines() if line.strip())
    for number, text in enumerate(asked):
        outcome = desk.answer(text)
        reply = replies.reply_to(outcome, desk.edition, phrases)
        click.echo("\n" * (number > 0) + shown(reply, columns=width(), styled=is_styled()))
        if explain:
            click.echo("\n" + explained(outcome, desk.edition))


def lines() -> Iterator[str]:
    """Yield the lines of standard input as they come, without their ends."""
    for number, line in enumerate(sys.stdin.buffer):
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        yield text.removeprefix("\ufeff") if number == 0 else text


def _not_read(question: str, edition: Edition) -> Abstention:
    return Abstention(question, "out_of_scope", None, None, edition.openers[:3], None)


def _answer_line(line: str, number: int, desk: Desk) -> tuple[Outcome, str]:
    """Return what a line of standard input comes to, and the language it is answered in."""
    question, language = line, None
    if line.lstrip().startswith("{"):
        try:
            question, language = _question(line)
        except (ValueError, RecursionError) as error:
            click.echo(f'line {number} is not like {{"q": "..."}}: {error}', err=True)
            return _not_read(line, desk.edition), phrases_for(None).language
    return desk.answer(question, language), phrases_for(language).language


def _question(line: str) -> tuple[str, str | None]:
    """Return the question and the language in a line of JSON.

    Raises:
        ValueError, RecursionError: It is not JSON, or has no such keys.
    """
    match json.loads(line):
        case {"q": str(question), "lang": str(language)}:
            return question, language
        case {"q": str(question), **rest} if rest.get("lang") is None:
            return question, None
    raise ValueError("q must be there, and be text; lang too, if it is there")


def _as_line(outcome: Outcome, desk: Desk, language: str) -> bytes:
    """Return an outcome as one line of JSON, in UTF-8 whatever the terminal has."""
    found = outcome_as_json(outcome, desk.edition, language)
    return json.dumps(found, ensure_ascii=False).translate(_LINE_BREAKS).encode(errors="replace")
