"""What each editor has open in the review queue, in memory only."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from telegram import Message
from telegram.ext.filters import MessageFilter

from bot.editing.review import Card
from bot.newsroom.cards import Rows
from bot.newsroom.forms import Form
from bot.newsroom.proposals import KEPT_S
from bot.newsroom.teaching import Checked

OPEN_S = 1800.0
"""How long the bot waits for what an editor was asked for, in seconds."""


@dataclass(slots=True)
class Sitting:
    """What an editor has open; it is lost in a restart.

    Attributes:
        cards: The queue as it was last seen.
        searching: The card for which an entry is searched.
        form: A new entry in the making.
        pending: What was checked and may be published, by the id on its button.
        ignored: The card that was ignored last.
        touched_s: When the editor last did something, by a clock that counts seconds.
    """

    cards: tuple[Card, ...] = ()
    searching: Card | None = None
    form: Form | None = None
    pending: tuple[str, Checked] | None = None
    ignored: Card | None = None
    touched_s: float = 0.0

    def close(self) -> None:
        """Drop what is half done."""
        self.searching = self.form = self.pending = None

    def keep(self, checked: Checked) -> str:
        """Keep what was checked, as long as proposals are kept; return the id for its button."""
        id_ = secrets.token_hex(4)
        self.pending = id_, checked
        asyncio.get_running_loop().call_later(KEPT_S, self._drop, id_)
        return id_

    def _drop(self, id_: str) -> None:
        if self.pending is not None and self.pending[0] == id_:
            self.pending = None

    def ways_back(self, card: Card) -> Rows:
        """Return the buttons that lead back from what was checked."""
        return self.form.changes() if self.form else [[("‹ Back", f"c:{card.id}")]]


class Sittings:
    """What all editors have open."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._of: dict[int, Sitting] = {}

    def of(self, editor: int) -> Sitting:
        """Return what an editor has open, without what was left half done too long ago."""
        sitting = self._of.setdefault(editor, Sitting())
        if self._is_late(sitting):
            sitting.close()
        sitting.touched_s = self._now_s()
        return sitting

    def is_asking(self, editor: int) -> bool:
        """Return whether what an editor types now answers what the bot has asked for."""
        sitting = self._of.get(editor)
        if sitting is None or self._is_late(sitting):
            return False
        return sitting.searching is not None or bool(sitting.form and sitting.form.step)

    def _is_late(self, sitting: Sitting) -> bool:
        return self._now_s() - sitting.touched_s > OPEN_S


class Asked(MessageFilter):
    """Passes what an editor types when the bot has asked for it."""

    def __init__(self, sittings: Sittings) -> None:
        super().__init__()
        self._sittings = sittings

    def filter(self, message: Message) -> bool:
        """Return whether the bot waits for it."""
        return message.from_user is not None and self._sittings.is_asking(message.from_user.id)
