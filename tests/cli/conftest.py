"""A story on disk, and a command line in an empty directory with nothing set."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import storybot
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
ARTICLE = """\
BRIDGETON, March 3 (Example Wire) -- A fire destroyed 12 boats in the harbour of Bridgeton on \
Sunday, the fire service said.

"A cable failed in the boathouse," said Maria Lind, chief of the fire service. "Nobody was hurt."

The town will rebuild the pier by autumn, Mayor Tom Okoro told reporters.
"""
STORY = """\
story:
  dateline: BRIDGETON, March 3 (Example Wire)
  publisher: Example Wire
  language: en
  headline: Fire in the harbour
speakers:
  lind:
    name: Maria Lind
    role: chief of the fire service
synonyms:
  - [boat, vessel, yacht]
summary:
  short:
    - text: A fire destroyed 12 boats in the harbour of Bridgeton on Sunday.
      cite: A fire destroyed 12 boats in the harbour of Bridgeton on Sunday
  long:
    - text: A fire destroyed 12 boats in the harbour of Bridgeton on Sunday.
      cite: A fire destroyed 12 boats in the harbour of Bridgeton on Sunday
    - text: The town will rebuild the pier by autumn, Mayor Tom Okoro told reporters.
      cite: The town will rebuild the pier by autumn, Mayor Tom Okoro told reporters
entries:
  - id: boats-lost
    kind: fact
    text: A fire destroyed 12 boats in the harbour of Bridgeton.
    cite: A fire destroyed 12 boats in the harbour of Bridgeton on Sunday
    questions:
      - How many boats were destroyed?
      - what did the fire destroy
    topics: [fire]
  - id: cause
    kind: quote
    speaker: lind
    exact: A cable failed in the boathouse
    questions:
      - What caused the fire?
      - why did the fire start
    topics: [fire]
  - id: nobody-hurt
    kind: quote
    speaker: lind
    exact: Nobody was hurt.
    questions:
      - Was anybody hurt?
      - were there any injuries
    topics: [people]
  - id: owners
    kind: not_reported
    text: The story does not name the owners of the boats.
    questions:
      - Who owned the boats?
      - whose boats were they
    topics: [people]
  - id: day
    kind: fact
    text: The fire was on Sunday, the fire service said.
    cite: on Sunday, the fire service said
    questions:
      - Which day of the week was it?
    topics: [fire]
    withdrawn: The day is being checked.
"""
CASES = """\
cases:
  - {q: what made the fire start, expect: cause}
  - {q: who won the cup final, expect: out_of_scope}
"""

Cli = Callable[..., Result]

PROMPT = b"you> "
PATIENCE_S = 30.0
"""How long a program in a terminal may say nothing before it is stopped."""


@pytest.fixture(autouse=True)
def _nothing_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go to an empty directory, without settings and without a terminal that has a width."""
    monkeypatch.chdir(tmp_path)
    for name in (*Settings.model_fields, "columns", "no_color"):
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a content folder, `content` in the working directory, with one good story."""
    folder = tmp_path / "content" / "harbour-fire"
    folder.mkdir(parents=True)
    for name, text in (("article.txt", ARTICLE), ("story.yaml", STORY), ("cases.yaml", CASES)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder.parent


@pytest.fixture
def bad_content(content: Path) -> Path:
    """Return a content folder with one problem: a quote that the article does not have."""
    story = content / "harbour-fire" / "story.yaml"
    altered = STORY.replace("exact: A cable failed in", "exact: A cable had failed in")
    story.write_text(altered, encoding="utf-8")
    return content


@pytest.fixture
def cli() -> Cli:
    """Return a way to call the command line in this process; standard input is no terminal."""

    def call(*arguments: str, lines: str | bytes = b"") -> Result:
        return CliRunner().invoke(
            storybot, arguments, input=lines, prog_name="storybot", catch_exceptions=False
        )

    return call


def process(*arguments: str) -> "subprocess.Popen[bytes]":
    """Start `python -m bot` in the working directory, its streams being pipes."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def on_a_terminal(*arguments: str, typed: bytes = b"") -> tuple[str, int]:
    """Return what a terminal, 40 columns wide, shows of `python -m bot`, and the exit code.

    Args:
        arguments: After `python -m bot`.
        typed: What a person types: a line, or a control character, at each prompt.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))

    def sit_down() -> None:
        os.login_tty(theirs)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background jobs ignore Ctrl-C

    running = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm"},
        close_fds=False,
        preexec_fn=sit_down,
    )
    os.close(theirs)
    lines = typed.splitlines(keepends=True)
    last, shown, silent_s = b"", b"", 0.0
    while silent_s < PATIENCE_S:
        if not select.select([ours], [], [], 0.5)[0]:
            silent_s += 0.5
            if shown.endswith(PROMPT):
                os.write(ours, last)  # Python misses a Ctrl-C that is faster than a person
            continue
        silent_s = 0.0
        try:
            shown += os.read(ours, 4096)
        except OSError:  # so Linux says that the other side has gone
            break
        if shown.endswith(PROMPT) and lines:
            last = lines.pop(0)
            os.write(ours, last)
    else:
        running.kill()
    os.close(ours)
    return shown.decode().replace("\r\n", "\n"), running.wait()
