"""`chat`: a conversation in the terminal, with the replies that readers get in Telegram."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

import click

from bot import reception, replies
from bot.cli.ask import lines
from bot.cli.edition import content_option, edition_in
from bot.cli.terminal import buttons, is_interactive, is_styled, shown, width
from bot.desk import Desk
from bot.phrases import Phrases, phrases_for
from bot.replies import Button, Reply

_ENDS = frozenset({"/quit", "/exit", "/q", "quit", "exit"})


@click.command()
@click.argument("question", nargs=-1)
@content_option
def chat(question: tuple[str, ...], directory: Path) -> None:
    """Talk with the bot in the terminal, as readers do in Telegram.

    Type a question, the number of a line to pick it, or /help. An empty line, /quit, Ctrl-C or
    Ctrl-D ends it. With a QUESTION that one is asked first. When standard input is not a
    terminal, each of its lines is answered.

    \b
    Example:
      python -m bot chat
      python -m bot chat who is sergeev
      printf '/topics\\n2\\n' | python -m bot chat

    \b
    Exit codes:
      0  ended
      1  the content has problems
      2  wrong usage
    """
    phrases = phrases_for(None)
    conversation = Conversation(Desk(edition_in(directory)), phrases)
    first = " ".join(question)
    if not is_interactive():
        for line in filter(str.strip, chain([first], lines())):
            if line.strip() in _ENDS:
                return
            _show(conversation.reply(line))
        return
    _show(conversation.intro())
    if first:
        click.echo(phrases.chat_prompt + first + "\n")
        _show(conversation.reply(first))
    for line in _typed(phrases.chat_prompt):
        click.echo()
        _show(conversation.reply(line))
    click.echo(phrases.small_talk["farewell"].says)


class Conversation:
    """What one person and the bot say; it remembers the last numbered list, and nothing else."""

    def __init__(self, desk: Desk, phrases: Phrases) -> None:
        self._desk = desk
        self._phrases = phrases
        self._choices: tuple[Button, ...] = ()

    def intro(self) -> Reply:
        """Return how to begin, with a few questions to pick from."""
        start = replies.start(self._desk.edition, self._phrases)
        return self._numbered(Reply(self._phrases.chat_intro, buttons=start.buttons))

    def reply(self, typed: str) -> Reply:
        """Return what is said to a question, a command, or the number of a choice."""
        edition, phrases = self._desk.edition, self._phrases
        message = typed.strip()
        picked = message.rstrip(".)")
        reply: Reply | None
        if picked.isdecimal() and 0 < int(picked) <= len(self._choices):
            reply = reception.acted(self._choices[int(picked) - 1].action, edition, phrases)
        elif message.startswith("/"):
            name, _, rest = message.removeprefix("/").partition(" ")
            reply = reception.commanded(name.casefold(), rest.strip(), edition, phrases)
        else:
            reply = reception.asked(message, self._desk, phrases)
        return self._numbered(reply or Reply(phrases.unknown_command))

    def _numbered(self, reply: Reply) -> Reply:
        """Remember what can be picked from now on; a reply without choices leaves the last."""
        self._choices = buttons(reply) or self._choices
        return reply


def _show(reply: Reply) -> None:
    click.echo(shown(reply, columns=width(), styled=is_styled(), numbered=True) + "\n")


def _typed(prompt: str) -> Iterator[str]:
    """Yield what a person types, until an empty line, /quit, Ctrl-C or Ctrl-D."""
    with suppress(ImportError):  # not on Windows
        import readline  # noqa: F401  # input() then has a history, and keys to edit with
    while True:
        try:
            line = input(prompt).strip()
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        if not line or line in _ENDS:
            return
        yield line
