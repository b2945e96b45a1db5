"""What the bot remembers of each chat, for minutes and in memory only."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from telegram import Message

MOST_CHATS = 10_000
"""Chats that are remembered; the one that was silent longest is forgotten first."""

REFERS_S = 300.0
"""How long a follow-up may refer to an answer, in seconds."""

Place = tuple[int, int]
"""A chat and a topic of it; 0 where there are no topics."""


@dataclass(slots=True)
class Remembered:
    """The last question of a place and its answer.

    Attributes:
        question_id: The reader's message; 0 before there was one.
        text_hash: A hash of what it said, to tell whether it was changed.
        answer_id: The bot's message.
        entry_id: What was told; empty when no entry was.
        told_at: When, by a clock that counts seconds.
        story_id: The story that was chosen; empty for all.
        album: The last album that was declined.
    """

    question_id: int = 0
    text_hash: int = 0
    answer_id: int = 0
    entry_id: str = ""
    told_at: float = 0.0
    story_id: str = ""
    album: str = ""


class Chats:
    """What is remembered of places; nothing of it is stored."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._places: OrderedDict[Place, Remembered] = OrderedDict()

    def at(self, place: Place) -> Remembered:
        """Return what is remembered of a place, to be changed by who asks."""
        remembered = self._places.setdefault(place, Remembered())
        self._places.move_to_end(place)
        if len(self._places) > MOST_CHATS:
            self._places.popitem(last=False)
        return remembered

    def told(self, place: Place, entry_id: str) -> None:
        """Remember which entry was told last."""
        remembered = self.at(place)
        remembered.entry_id, remembered.told_at = entry_id, self._now_s()

    def entry_before(self, place: Place) -> str:
        """Return the id of the entry that a follow-up may refer to; empty when there is none."""
        remembered = self.at(place)
        is_fresh = self._now_s() - remembered.told_at <= REFERS_S
        return remembered.entry_id if is_fresh else ""

    def forget(self, chat_id: int) -> None:
        """Forget a chat with all its topics."""
        for place in [place for place in self._places if place[0] == chat_id]:
            del self._places[place]


def place_of(message: Message) -> Place:
    """Return the place that a message stands in."""
    thread = message.message_thread_id if message.is_topic_message else None
    return message.chat.id, thread or 0
