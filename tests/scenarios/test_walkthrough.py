"""The README's way from a raw article to a better story is walked, word for word."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import app
from bot.cli import storybot
from bot.desk import Desk
from bot.journal import Journal
from bot.publishing.checking import Checker, judge
from bot.publishing.publisher import Publisher
from tests.botapi import BotApi, Message, Person
from tests.drafting.test_articles import ARTICLES

README = Path("README.md").read_text(encoding="utf-8")
QUESTION = "did anyone see him read it"
ENTRY, PUBLISH, TELL_ME = "What did Agnes Cole say about the glasses?", "✅ Publish", "🔔 Tell me"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a content folder with what `new` drafts, put on air as it is."""
    folder = tmp_path / "content"
    arguments = ["new", str(ARTICLES / "court.txt"), "--out", str(folder / "my-story")]
    result = CliRunner().invoke(storybot, arguments)
    assert result.exit_code == 0, result.output
    story = folder / "my-story" / "story.yaml"
    story.write_text(re.sub(r"^ *draft: true\n", "", story.read_text(), flags=re.MULTILINE))
    return folder


def shown(to: str, message: Message, tapped: str = "") -> str:
    """Return a message of the bot as the README shows it."""
    today = f"{datetime.now(UTC):%-d %B %Y}"
    lines = [f"bot to {to}>", *message.text.replace(today, "…").splitlines()]
    taps = [f"[{label}]" for label in message.labels if tapped and label.startswith(tapped)]
    return "\n".join([*filter(None, lines), *taps])


async def done(person: Person, message: Message, label: str) -> Message:
    """Return a message once it has a button."""
    await person.telegram.wait_for(lambda: label in person.sees(message).labels, 60)
    return person.sees(message)


async def test_from_an_unanswered_question_to_an_answer_by_two_taps(
    server: BotApi, folder: Path, journal: Journal
) -> None:
    judged = judge(folder)
    assert judged.edition is not None, judged.problems
    desk = Desk(judged.edition)
    ann, ed = (server.person(name, language_code="en") for name in ("Ann", "Ed"))
    turns = []
    with Checker(folder) as checker:
        bot = app.build(
            server.token,
            desk,
            journal,
            Publisher(desk, journal, checker, judged.content),
            base_url=server.base_url,
            base_file_url=server.base_file_url,
            kept_days=30,
            editors=frozenset({ed.user["id"]}),
        )
        async with app.polling(bot):
            answer = await ann.says(QUESTION)
            turns += [f"Ann> {QUESTION}", shown("Ann", answer, TELL_ME)]
            await ann.taps(answer, next(la for la in answer.labels if la.startswith(TELL_ME)))
            card = await ed.says("/unanswered")
            turns += ["Ed> /unanswered", shown("Ed", card, ENTRY)]
            lesson = await done(ed, (await ed.taps(card, ENTRY)).message, PUBLISH)
            turns.append(shown("Ed", lesson, PUBLISH))
            published = await done(ed, (await ed.taps(lesson, PUBLISH)).message, "↩ Undo")
            turns.append(shown("Ed", published, "↩ Undo"))
            turns.append(shown("Ann", await ann.hears()))

    assert "\n\n".join(turns) in README, "\n\n".join(turns)
