"""Whatever is sent or saved: a clear answer, and what is on air stays on air.

`STORYBOT_MADE_UP=2000` makes up so many files. `--hypothesis-show-statistics` counts the answers.
"""

import asyncio
import logging
import os
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from bot.content import load
from bot.content.files import CONTROL
from bot.content.manual import names
from bot.content.writing import held
from bot.delivery import intake
from bot.phrases import ENGLISH
from bot.publishing import watching
from bot.publishing.checking import judge
from tests.botapi import BotApi, Message
from tests.content.harbour import STORY, write
from tests.publishing.test_watching import Watched, watched
from tests.scenarios.made_up import CANARY, TEXTS, Sent, mutated, sent
from tests.scenarios.newsroom import Newsroom, checker, newsroom, until

__all__ = ["checker", "newsroom", "watched"]

MADE_UP = int(os.environ.get("STORYBOT_MADE_UP", "25"))
MOST_OPEN = 200  # files and connections, however many files were sent
MOST_CHARACTERS = 3_500  # of one problem, so that it fits into a message


def runs(examples: int) -> settings:
    """Return how a test is run with so many examples, which share all that is set up."""
    return settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=[*HealthCheck]
    )


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch, server: BotApi) -> None:
    """Let an editor send more in a minute than people can, and wait longer than they would."""
    monkeypatch.setattr(intake, "PER_MINUTE", 1_000_000)
    server.patience_s = 180.0


@runs(MADE_UP)
@pytest.mark.usefixtures("unhurried")
@given(made_up=sent(), is_published=st.booleans())
async def test_whatever_an_editor_sends_is_answered_and_what_is_on_air_stays(
    newsroom: Newsroom,
    server: BotApi,
    caplog: pytest.LogCaptureFixture,
    made_up: Sent,
    is_published: bool,
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    on_air, before = newsroom.publisher.on_air, held(newsroom.folder)

    shown = await newsroom.eve.sends_document(made_up.name, made_up.data, caption=made_up.caption)

    event(kind_of(shown))
    if has_more(shown):
        assert (await newsroom.eve.hears()).document == "problems.txt"
    assert newsroom.publisher.on_air is on_air
    assert held(newsroom.folder) == before
    await asks(newsroom, server, "How many boats were lost?")
    if is_published and "Publish" in shown.labels:
        await publishes_and_undoes(newsroom, server, shown)
    assert held(newsroom.folder) == before
    assert [r for r in caplog.records if r.levelno >= logging.ERROR or r.exc_info] == []
    assert CANARY not in caplog.text
    assert len(os.listdir("/proc/self/fd")) < MOST_OPEN
    server.telegram.files.clear()
    caplog.clear()


STRANGE: dict[str, Callable[[Path], object]] = {
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
}


@runs(MADE_UP)
@given(
    files=st.fixed_dictionaries({name: st.none() | mutated(name) for name in TEXTS}),
    strange=st.tuples(st.sampled_from(sorted(TEXTS)), st.sampled_from([*[""] * 9, *STRANGE])),
)
def test_whatever_the_folder_holds_it_is_an_edition_or_problems_to_be_found(
    files: dict[str, bytes | None], strange: tuple[str, str]
) -> None:
    with TemporaryDirectory() as directory:
        folder = Path(directory) / "harbour"
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(TEXTS[name].encode() if data is None else data)
        if strange[1]:
            (folder / strange[0]).unlink()
            STRANGE[strange[1]](folder / strange[0])
        judged = judge(Path(directory))

    event(judged.problems[0].check if judged.problems else "an edition")
    assert (judged.edition is None) == bool(judged.problems)
    assert {problem.check for problem in judged.problems} <= set(names())
    for problem in judged.problems:
        assert CONTROL.search(str(problem)) is None
        assert len(str(problem)) < MOST_CHARACTERS
        assert problem.fix


@pytest.fixture
def attentive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the folder be looked after without the patience that people's programs need."""
    monkeypatch.setattr(watching, "QUIET_S", 0.02)
    monkeypatch.setattr(watching, "SETTLE_S", 0.02)
    monkeypatch.setattr(watching, "LOOK_EACH_S", 0.2)


@runs(max(2, MADE_UP // 10))
@pytest.mark.usefixtures("attentive")
@given(name=st.sampled_from(sorted(TEXTS)), data=st.data())
async def test_whatever_is_saved_the_folder_is_looked_after_and_the_next_good_save_is_on_air(
    watched: Watched, caplog: pytest.LogCaptureFixture, name: str, data: st.DataObject
) -> None:
    publisher, file = watched.publisher, watched.folder / "harbour" / name
    file.write_bytes(data.draw(mutated(name)))
    await asyncio.sleep(0.1)
    on_air = publisher.on_air
    if on_air.content.files.get(f"harbour/{name}") == file.read_bytes():
        assert load(watched.folder)[1] == []

    write(watched.folder, story=f"{STORY}# saved after edition {on_air.number}\n")
    (watched.folder / "harbour" / "cases.yaml").unlink(missing_ok=True)
    good = held(watched.folder)
    await until(lambda: publisher.on_air.content.files == good, 60)

    assert [r for r in caplog.records if r.levelno >= logging.ERROR or r.exc_info] == []
    caplog.clear()


def has_more(shown: Message) -> bool:
    """Return whether a message says of more problems than it shows, so that a file follows."""
    counted = re.match(r"(\d+) problems in ", shown.text)
    return counted is not None and len(PROBLEM.findall(shown.text)) < int(counted[1])


async def asks(newsroom: Newsroom, server: BotApi, question: str) -> None:
    """Have a new reader ask, and see that the story answers."""
    answer = await server.person("Ann", language_code="en").says(question)

    assert answer.covered("blockquote") or answer.text != ENGLISH.failed


async def publishes_and_undoes(newsroom: Newsroom, server: BotApi, shown: Message) -> None:
    """Publish what is shown, see what is on air, and undo it."""
    taps, before = newsroom.eve.taps, newsroom.publisher.on_air

    done = (await taps(shown, "Publish")).message

    assert " is on air: " in done.text
    content, problems = load(newsroom.folder)
    assert problems == []
    assert content.files == newsroom.publisher.on_air.content.files
    entry = newsroom.publisher.on_air.edition.entries[0]
    await asks(newsroom, server, entry.questions[0])
    undone = (await taps(done, "Undo")).message
    assert " is undone. " in undone.text
    assert newsroom.publisher.on_air.content.files == before.content.files


def kind_of(shown: Message) -> str:
    """Return what sort of an answer to an upload this is.

    Raises:
        AssertionError: It is none that tells an editor what is wrong, or what changes.
    """
    assert "went wrong" not in shown.text
    match shown.labels:
        case ("Publish", "Discard"):
            assert "This is what changes:" in shown.text
            return "a proposal"
        case ("Take the new words",):
            assert "The new article of " in shown.text
            return "a correction"
    if "problem" in shown.text and (checks := PROBLEM.findall(shown.text)):
        assert re.search(r"\S*/content(?:/[a-z0-9-]+/[a-z]+\.\w+(?::\d+:\d+)?)?: ", shown.text)
        return f"problems: {checks[0]}"
    kinds = [kind for said, kind in SAID if re.search(said, shown.text)]
    assert kinds, f"not clear: {shown.text}"
    return kinds[0]


PROBLEM = re.compile(r" \[([a-z0-9-]+)\]\n  fix: ")
NAME = r"(?:“[^”\n]+”|[Tt]he file)"
SAID = [
    (r"^(?:Not used, .*\n\n)?What is in .* is on air already: nothing to do\.$", "on air already"),
    (rf"^{NAME} is empty\. Save it again", "refused: empty"),
    (rf"^{NAME} is not a text\. Send ", "refused: no text"),
    (rf"^{NAME} is an? .*, and only (?:text can be used|a zip is opened)\.", "refused: a kind"),
    (rf"^{NAME} is none of the files of a story, which are ", "refused: its name"),
    (rf"^(?:{NAME}|This file) has [0-9,]+ bytes, and [0-9,]+ are the most", "refused: too large"),
    (rf"^{NAME} cannot be opened: it is damaged", "refused: a damaged zip"),
    (rf"^{NAME} is damaged in the zip\. Zip", "refused: damaged in a zip"),
    (rf"^{NAME} has more than 2,000 files in it\.", "refused: too many members"),
    (rf"^{NAME} has none of the files of a story in it", "refused: a zip without files"),
    (rf"^{NAME} names a place outside the zip\.", "refused: out of the zip"),
    (rf"^{NAME} is a link or something else", "refused: a link"),
    (rf"^{NAME} is locked with a password\.", "refused: locked"),
    (rf"^{NAME} is packed in a way", "refused: a rare compression"),
    (rf"^In {NAME} the stories do not lie side by side: ", "refused: folders"),
    (r"^The folder “[^”\n]+” cannot be a story: ", "refused: a folder's name"),
    (rf"^harbour/[a-z.]+ is in {NAME} twice: ", "refused: twice"),
    (r"^There is no story “[^”\n]+”\..* The stories are: harbour\. ", "refused: no such story"),
    (r"^This cannot be written into the story: .* Send story\.yaml", "refused: a correction"),
    (
        r"^The new article of harbour: (?s:.*)\n\nNothing is published yet\. ",
        "broken, with no way",
    ),
]
