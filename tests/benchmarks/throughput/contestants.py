"""Who takes part, and how each is started."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from tests.benchmarks.throughput.echo import TOKEN

_WHOLE = ("-m", "bot", "run")
_WHOLE_WITH_UVLOOP = (
    "-c",
    "import uvloop; uvloop.install(); from bot.__main__ import main; main()",
    "run",
)
# Telegram takes https only; the server knows the port behind it.
_WEBHOOK = {"WEBHOOK_URL": "https://bot.example/hook", "WEBHOOK_SECRET": "benchmark"}


@dataclass(frozen=True, slots=True)
class Contestant:
    """A bot.

    Attributes:
        name: As the table has it.
        does: Whether it says what it was told, or answers from the story.
        arguments: Of Python.
        environment: Beside what `environment_of` says.
        module: What it imports that the project does not need.
    """

    name: str
    does: Literal["echo", "answer"]
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    module: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether its library is not installed."""
        return bool(self.module) and find_spec(self.module) is None

    def command(self, server: str) -> list[str]:
        """Return how to start it; `server` is where the Bot API is."""
        own = [server] if self.does == "echo" else []
        return [sys.executable, *self.arguments, *own]

    def environment_of(
        self, server: str, journal: Path, content: Path, webhook_port: int
    ) -> dict[str, str]:
        """Return the settings, which only the whole bot reads."""
        settings = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_BASE_URL": f"{server}/bot",
            "DATABASE_URL": f"sqlite:///{journal}",
            "CONTENT_DIR": str(content),
            "WEBHOOK_URL": "",
            "WEBHOOK_SECRET": "",
            "WEBHOOK_PORT": str(webhook_port),
        }
        return {**settings, **self.environment}


def _echo(name: str, which: str, module: str = "") -> Contestant:
    arguments = ("-m", "tests.benchmarks.throughput.echo", which)
    return Contestant(name, "echo", arguments, module=module)


NULL = _echo("null: sockets only", "null")
PTB = _echo("PTB echo, its defaults", "ptb")
PTB_LIKE_OURS = _echo("PTB echo, our transport, 32 at a time", "ptb_like_ours")
AIOGRAM = _echo("aiogram echo, its defaults", "aiogram", "aiogram")
POLLING = Contestant("the whole bot, polling", "answer", _WHOLE)
WEBHOOK = Contestant("the whole bot, webhook", "answer", _WHOLE, MappingProxyType(_WEBHOOK))
UVLOOP = Contestant(
    "the whole bot, polling, uvloop", "answer", _WHOLE_WITH_UVLOOP, module="uvloop"
)

CONTESTANTS = (NULL, PTB, PTB_LIKE_OURS, AIOGRAM, POLLING, WEBHOOK, UVLOOP)
