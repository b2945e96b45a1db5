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
from bot.content.model import Entry
from bot.desk import Desk
from bot.phrases import Phrases, phrases_for
from bot.reception import Turn
from bot.replies import Action, Button, ChooseLanguage, Copy, Link, Reply, ShowStory

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
    click.echo(conversation.phrases.small_talk["farewell"].says)


class Conversation:
    """What one person and the bot say.

    It remembers the last numbered list, the last answer, and what the person chose.
    """

    def __init__(self, desk: Desk, phrases: Phrases) -> None:
        self._desk = desk
        self._choices: tuple[Button, ...] = ()
        self._told: Entry | None = None
        self._story = ""
        self.phrases = phrases

    def intro(self) -> Reply:
        """Return how to begin, with a few questions to pick from."""
        start = replies.start(self._desk.edition, self.phrases)
        return self._numbered(Reply(self.phrases.chat_intro, buttons=start.buttons))

    def reply(self, typed: str) -> Reply:
        """Return what is said to a question, a command, or the number of a choice."""
        message = typed.strip()
        picked = message.rstrip(".)")
        turn: Turn | None
        if picked.isdecimal() and 0 < int(picked) <= len(self._choices):
            turn = self._picked(self._choices[int(picked) - 1].action)
        elif command := reception.command_in(message, self.phrases):
            turn = reception.commanded(*command, self._desk, self.phrases, self._story)
        else:
            turn = reception.asked(message, self._desk, self.phrases, self._told, self._story)
        if turn is None:
            return Reply(self.phrases.unknown_command)
        self._told = turn.told
        return self._numbered(turn.reply)

    def _picked(self, action: Action | Link | Copy) -> Turn | None:
        match action:
            case ChooseLanguage(code):
                self.phrases = phrases_for(code)
                return Turn(Reply(self.phrases.language_chosen))
            case Link() | Copy():
                return None
            case ShowStory(story_id):
                self._story = story_id
        return reception.acted(action, self._desk, self.phrases)

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
