"""What comes in: a few updates at a time, in order for each chat, and chats beside each other."""

import asyncio
import logging
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self

logger = logging.getLogger(__name__)

Json = dict[str, Any]
Why = Literal["too many waiting", "too fast"]

MOST_OPEN = 32
"""Updates that wait or are being handled, of all chats: as many can be lost to a power cut."""

MOST_OF_A_CHAT = 20
"""The same of one chat, so that there is always room for others."""

STALE_S = 3600.0
"""A message that is older has waited too long to be answered, in seconds."""

PER_MINUTE = 60
"""What one reader may send in a minute, at once or spread."""

INLINE_PER_MINUTE = 240
"""The same for inline queries: an app sends one whenever somebody pauses in typing."""

REMINDED_S = 10.0
"""How long a chat that was told of a refusal is not told again, in seconds."""

_CANCEL_S = 0.5


class Seen(Protocol):
    """Remembers which updates were handled, so that one that comes twice is answered once.

    It never waits and never raises: whatever happens to it, readers are answered.
    """

    def has_seen(self, update_id: int) -> bool:
        """Return whether an update was handled."""
        ...

    def saw(self, update_id: int) -> None:
        """Remember that an update was handled."""
        ...


class Intake:
    """Has updates handled: those of one chat in order, those of several beside each other.

    Args:
        handle: Called with each update; of what it raises only the name is logged.
        refuse: Called with an update that is one too many, once per chat and `REMINDED_S`.
        seen: Remembers what was handled.

    Attributes:
        counts: How many updates were "handled", "failed", "refused", "stale" or "repeated".
    """

    def __init__(
        self,
        handle: Callable[[Json], Awaitable[None]],
        refuse: Callable[[Json, Why], Awaitable[None]],
        seen: Seen,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._handle = handle
        self._refuse = refuse
        self._seen = seen
        self._slots = asyncio.Semaphore(MOST_OPEN)
        self._free = MOST_OPEN
        self._is_closed = False
        self._queues: dict[Hashable, deque[_Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._told: OrderedDict[Hashable, float] = OrderedDict()
        self._messages = _Allowance(PER_MINUTE)
        self._inline_queries = _Allowance(INLINE_PER_MINUTE)

    async def room(self) -> int:
        """Wait until there is room; return for how many updates, 1 to `MOST_OPEN`."""
        async with self._slots:
            return self._free

    async def take(self, raw: Json) -> bool:
        """Take an update as soon as there is room; it is handled later.

        Returns:
            Whether it need not come again; False when the bot is stopping.
        """
        await self._slots.acquire()
        job = None if self._is_closed else self._job(raw)
        if job is None:
            self._slots.release()
            return not self._is_closed
        self._free -= 1
        if job.chat in self._queues:
            self._queues[job.chat].append(job)
            return True
        self._queues[job.chat] = queue = deque([job])
        task = asyncio.create_task(self._work(queue))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def finish(self, within_s: float) -> list[int]:
        """Wait until all is handled; then, or when time is up, take no more.

        Returns:
            The ids of the updates that were not handled, lowest first.
        """
        now = asyncio.get_running_loop().time
        deadline = now() + within_s
        while self._tasks and now() < deadline:
            await asyncio.wait(self._tasks, timeout=deadline - now())
        self._is_closed = True
        left = sorted(job.raw["update_id"] for queue in self._queues.values() for job in queue)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_CANCEL_S)
        counted = ", ".join(f"{how} {number}" for how, number in self.counts.items())
        logger.info("updates: %s", counted or "none")
        return left

    def _job(self, raw: Json) -> "_Job | None":
        """Return what there is to do for an update, if anything."""
        origin = _Origin.of(raw)
        if origin.sent is not None and time.time() - origin.sent > STALE_S:
            self.counts["stale"] += 1
            logger.info("update %d skipped: too old", raw["update_id"])
            return None
        why = self._too_much(origin)
        if why is None:
            return _Job(raw, origin.chat)
        self.counts["refused"] += 1
        if self._is_told(origin.chat):
            return None
        logger.info("update %d refused: %s", raw["update_id"], why)
        return _Job(raw, ("refusals", origin.chat), why)

    def _too_much(self, origin: "_Origin") -> Why | None:
        if origin.sender is None:
            return None
        allowance = self._inline_queries if origin.is_inline else self._messages
        if not allowance.takes(origin.sender):
            return "too fast"
        waiting = len(self._queues.get(origin.chat, ()))
        return "too many waiting" if waiting >= MOST_OF_A_CHAT else None

    def _is_told(self, chat: Hashable) -> bool:
        """Return whether a chat was told of a refusal lately; now it is."""
        now = asyncio.get_running_loop().time()
        while self._told and now - next(iter(self._told.values())) > REMINDED_S:
            self._told.popitem(last=False)
        is_told = chat in self._told
        self._told.setdefault(chat, now)
        return is_told

    async def _work(self, queue: "deque[_Job]") -> None:
        """Do the jobs of one chat; one that is cancelled stays in the queue."""
        while queue:
            job = queue[0]
            await (self._answer(job.raw) if job.why is None else self._decline(job.raw, job.why))
            queue.popleft()
            self._free += 1
            self._slots.release()
        del self._queues[job.chat]

    async def _answer(self, raw: Json) -> None:
        update_id = raw["update_id"]
        if self._seen.has_seen(update_id):
            self.counts["repeated"] += 1
            return
        try:
            await self._handle(raw)
            self.counts["handled"] += 1
        except Exception as error:
            # A kind of update that the library cannot read; those after it are waiting.
            self.counts["failed"] += 1
            logger.warning("update %d skipped: %s", update_id, type(error).__name__)
        self._seen.saw(update_id)

    async def _decline(self, raw: Json, why: Why) -> None:
        try:
            await self._refuse(raw, why)
        except Exception as error:  # others are being answered meanwhile
            logger.warning("update %d: not told, %s", raw["update_id"], type(error).__name__)


@dataclass(frozen=True, slots=True)
class _Job:
    """An update to handle, or to refuse."""

    raw: Json
    chat: Hashable
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where an update is from. Nothing is sure about it: the library has not read it yet.

    Attributes:
        chat: Updates with the same one are handled in order.
        sender: Whose allowance it takes; None when it takes nobody's.
        is_inline: Whether it is an inline query.
        sent: When, in seconds since 1970; None when it cannot be too old.
    """

    chat: Hashable
    sender: int | None = None
    is_inline: bool = False
    sent: int | None = None

    @classmethod
    def of(cls, raw: Json) -> Self:
        for kind in ("message", "edited_message", "guest_message"):
            if kind in raw:
                # Who writes in a group's or channel's name shares one account with all others.
                sender = _number(raw, kind, "sender_chat", "id") or _number(
                    raw, kind, "from", "id"
                )
                sent = _number(raw, kind, "edit_date") or _number(raw, kind, "date")
                # To a guest, the chat of two others has the id of one of them.
                line = "guest" if kind == "guest_message" else "chat"
                return cls((line, _number(raw, kind, "chat", "id")), sender, sent=sent)
        if "callback_query" in raw:
            sender = _number(raw, "callback_query", "from", "id")
            chat = _number(raw, "callback_query", "message", "chat", "id")
            return cls(("chat", chat) if chat else ("taps", sender), sender)
        if "inline_query" in raw:
            sender = _number(raw, "inline_query", "from", "id")
            return cls(("inline", sender), sender, is_inline=True)
        return cls(("chat", _number(raw, "my_chat_member", "chat", "id")))


def _number(raw: object, *path: str) -> int | None:
    for name in path:
        raw = raw.get(name) if isinstance(raw, dict) else None
    return raw if isinstance(raw, int) else None


class _Allowance:
    """A token bucket for each reader: full at first, and full again after a minute."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._left: OrderedDict[int, tuple[float, float]] = OrderedDict()  # tokens, and when

    def takes(self, sender: int) -> bool:
        """Return whether there was a token left for this."""
        now = asyncio.get_running_loop().time()
        while self._left and now - next(iter(self._left.values()))[1] > 60:  # these are full
            self._left.popitem(last=False)
        left, since = self._left.pop(sender, (self._per_minute, now))
        left = min(self._per_minute, left + (now - since) * self._per_minute / 60)
        takes = left >= 1
        self._left[sender] = (left - takes, now)
        return takes
