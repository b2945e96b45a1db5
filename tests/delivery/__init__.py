"""The bot as production builds it, in this process or in one of its own."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.botapi import BotApi

ROOT = Path(__file__).parents[2]


def settings_for(server: BotApi) -> dict[str, str]:
    """Return the settings of a bot with the story that comes with it, and wait long for it.

    It asks every phrasing before it answers anybody, which takes a busy machine a while.
    """
    server.patience_s = 120
    return {
        "TELEGRAM_TOKEN": server.token,
        "TELEGRAM_BASE_URL": server.base_url,
        "TELEGRAM_BASE_FILE_URL": server.base_file_url,
        "CONTENT_DIR": str(ROOT / "content"),
        "LOG_LEVEL": "DEBUG",
    }


class Process:
    """`python -m bot run` against a Bot API server, in a folder of its own."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONHASHSEED"},
            "PYTHONPATH": str(ROOT),
            **settings,
        }

    async def __aenter__(self) -> "Process":
        """Start."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=self._folder,
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Kill what is left."""
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def ends(self, number: signal.Signals | None = None) -> tuple[int | None, str, float]:
        """Send a signal; return the exit code, all output, and how long it took in seconds."""
        started = time.monotonic()
        if number is not None:
            self._process.send_signal(number)
        output, _ = await asyncio.wait_for(self._process.communicate(), 60)
        return self._process.returncode, output.decode(), time.monotonic() - started
