"""The people who drive the bot: they write, tap and edit, and see what a client would show."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar

from tests.botapi import rules
from tests.botapi.methods import Chat, Upload
from tests.botapi.rules import Json, covered, units

if TYPE_CHECKING:
    from tests.botapi.server import BotApi

T = TypeVar("T")

GRACE_S = 0.2  # a toast was shown; how long the message may still change
# What Telegram's clients mark in a text that a person wrote.
MARKED = {
    "bot_command": re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/@])"),
    "mention": re.compile(r"(?<![\w/@])@[A-Za-z]\w{3,31}(?!\w)"),
    "url": re.compile(r"\bhttps?://[^\s<>]+[^\s<>.,;:!?)]"),
}


# In whose name Telegram says what no person's name stands under.
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
GROUP_BOT = {"id": 1087968824, "is_bot": True, "first_name": "Group"} | {
    "username": "GroupAnonymousBot"
}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel"} | {
    "username": "Channel_Bot"
}

MEDIA: dict[str, Json] = {
    "photo": {"width": 90, "height": 60},
    "sticker": {"type": "regular", "width": 512, "height": 512}
    | {"is_animated": False, "is_video": False},
    "voice": {"duration": 2},
}


@dataclass(frozen=True)
class Span:
    """An entity, by the text it covers."""

    type: str
    text: str
    url: str | None = None


@dataclass(frozen=True)
class Button:
    """A button under a message."""

    label: str
    data: str | None = None
    url: str | None = None
    copies: str | None = None


@dataclass(frozen=True)
class Message:
    """A message as somebody sees it; `text` is the caption of a document."""

    chat_id: int
    id: int
    text: str
    spans: tuple[Span, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    reply_to: int | None = None
    edited: bool = False
    document: str | None = None  # its file name
    thread: int | None = None  # of a topic, of comments on a post, or of replies
    in_topic: bool = False  # the thread is a topic, and not the General one

    @classmethod
    def of(cls, raw: Json) -> Self:
        """Return what is seen of a message of the Bot API."""
        text = raw.get("text") or raw.get("caption") or ""
        entities = raw.get("entities") or raw.get("caption_entities") or []
        rows = (raw.get("reply_markup") or {}).get("inline_keyboard", [])
        target = raw.get("reply_to_message", {})
        return cls(
            chat_id=raw["chat"]["id"],
            id=raw["message_id"],
            text=text,
            spans=tuple(Span(e["type"], covered(text, e), e.get("url")) for e in entities),
            buttons=tuple(tuple(_button(button) for button in row) for row in rows),
            # In a topic Telegram makes every message a reply to the topic's first.
            reply_to=None if "forum_topic_created" in target else target.get("message_id"),
            edited="edit_date" in raw,
            document=raw.get("document", {}).get("file_name"),
            thread=raw.get("message_thread_id"),
            in_topic=raw.get("is_topic_message", False),
        )

    def covered(self, *types: str) -> tuple[str, ...]:
        """Return the texts under the entities of these types, in order."""
        return tuple(span.text for span in self.spans if span.type in types)

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels of all buttons, row by row."""
        return tuple(button.label for row in self.buttons for button in row)

    def button(self, label: str) -> Button:
        """Return the button with this label.

        Raises:
            AssertionError: There is none, or more than one.
        """
        found = [button for row in self.buttons for button in row if button.label == label]
        assert len(found) == 1, f"{len(found)} buttons say {label!r}; there are {self.labels}"
        return found[0]


def _button(raw: Json) -> Button:
    copies = raw.get("copy_text", {}).get("text")
    return Button(raw["text"], raw.get("callback_data"), raw.get("url"), copies)


@dataclass(frozen=True)
class Tap:
    """What came of a tap: the message that changed, or a new one, and the toast."""

    message: Message
    toast: str = ""
    alert: bool = False  # the toast has to be closed by hand


@dataclass(frozen=True)
class InlineResult:
    """One line of an inline answer; `message` is what choosing it would post."""

    id: str
    title: str
    description: str
    message: Message


@dataclass(frozen=True)
class InlineAnswer:
    """What opens above the text field while somebody types an inline query."""

    results: tuple[InlineResult, ...]
    button: str | None  # the label of the button on top
    start_parameter: str | None  # what the button sends with /start
    next_offset: str
    cache_s: int
    personal: bool


@dataclass(frozen=True)
class Profile:
    """What the bot's profile says to somebody."""

    name: str
    description: str  # in the empty chat
    short_description: str


class Person:
    """Somebody with a Telegram client. Made by `BotApi.person`."""

    def __init__(self, server: "BotApi", user: Json, chat: Chat) -> None:
        """Keep the person's account and their private chat with the bot."""
        self.server = server
        self.telegram = server.telegram
        self.user = user
        self.chat = chat
        self.said: list[Message] = []
        self._heard: set[tuple[int, int]] = set()

    # — writing —

    def writes(
        self,
        text: str,
        *,
        chat: Chat | None = None,
        reply_to: Message | None = None,
        topic: int | None = None,
        as_chat: Chat | None = None,
        age_s: float = 0,
    ) -> Message:
        """Send a message without waiting for anything, and return it.

        Args:
            text: The text.
            chat: Where; in the private chat with the bot if left out.
            reply_to: The message that is answered: the new one is in its topic too.
            topic: A topic of the chat, from `opens_topic`.
            as_chat: In whose name: the group itself for an administrator without a name, or a
                channel.
            age_s: How long ago it was sent, for the bot.
        """
        content = {**_marked(text), "date": int(time.time() - age_s), **_disguise(chat, as_chat)}
        return self._posts(content, chat, reply_to, topic)

    async def says(
        self,
        text: str,
        *,
        chat: Chat | None = None,
        reply_to: Message | None = None,
        topic: int | None = None,
        as_chat: Chat | None = None,
    ) -> Message:
        """Send a message and return the bot's next one there that is not for somebody else.

        Raises:
            AssertionError: Nothing came; says what the bot did instead.
        """
        content = _marked(text) | _disguise(chat, as_chat)
        return await self._answered(content, chat, reply_to, topic)

    async def forwards(
        self, text: str, *, of: "Person | Chat | str", chat: Chat | None = None
    ) -> Message:
        """Forward a message that somebody else wrote, and return the bot's answer.

        Args:
            text: What it says.
            of: A person, a channel or a group, or just the name of somebody who hides.
            chat: Where it is forwarded to; to the bot if left out.
        """
        return await self._answered(_marked(text) | {"forward_origin": _origin(of)}, chat)

    def opens_topic(self, name: str, chat: Chat) -> int:
        """Open a topic in a forum and return its thread."""
        thread = chat.last_id + 1
        chat.topics[thread] = True
        created = {"name": name, "icon_color": 7322096}
        self._posts(_in_topic(thread) | {"forum_topic_created": created}, chat)
        return thread

    def closes_topic(self, topic: int, chat: Chat) -> None:
        """Close a topic, so that nobody can write there."""
        chat.topics[topic] = False
        self._posts(_in_topic(topic) | {"forum_topic_closed": {}}, chat)

    def publishes(self, text: str, channel: Chat) -> Message:
        """Post in a channel, and return the post, or its copy where it is discussed.

        The bot gets the post if it is in the channel, and the copy if it is in that group. To
        reply to the copy is to comment on the post.
        """
        post = channel.post(self.user, _marked(text))
        if channel.known:
            self.telegram.deliver("channel_post", post)
        if not (group := channel.discussion):
            return Message.of(post)
        copied = {
            "forward_origin": _origin(channel, post["message_id"]),
            "sender_chat": channel.raw,
            "is_automatic_forward": True,
        }
        raw = group.post(TELEGRAM, _marked(text) | copied)
        self.telegram.deliver("message", raw)
        return Message.of(raw)

    async def hears(self, chat: Chat | None = None) -> Message:
        """Return the bot's next message after the last one this person got."""
        return await self._next(chat or self.chat)

    async def hears_nothing(self, chat: Chat | None = None, *, within_s: float = 0.3) -> None:
        """Fail if there is a message of the bot that this person did not get, or one comes."""
        chat = chat or self.chat
        unheard = await self.telegram.wait_for(lambda: self._unheard(chat), within_s)
        assert not unheard, f"the bot was not silent: {unheard}"

    async def edits(self, message: Message, text: str) -> Message:
        """Edit an own message and return what the bot then edited or wrote."""
        chat = self.telegram.chats[message.chat_id]
        before = self._touches(chat)
        self.rewrites(message, text)
        changed = await self._until(
            lambda: _difference(before, self._touches(chat)), f"an answer to the edit {text!r}"
        )
        self._heard.add((chat.id, changed[-1]))
        return self._sees(chat, changed[-1])

    def rewrites(self, message: Message, text: str) -> Message:
        """Edit an own message without waiting for anything, and return it.

        The bot is told of it also when the text is the same, as it is when only something that
        it cannot see has changed.
        """
        raw = self.telegram.chats[message.chat_id].messages[message.id]
        for key in ("text", "entities"):
            raw.pop(key, None)
        raw.update(_marked(text), edit_date=int(time.time()))
        self.telegram.deliver("edited_message", raw)
        return Message.of(raw)

    async def sends_document(
        self, name: str, data: bytes, *, caption: str = "", chat: Chat | None = None
    ) -> Message:
        """Send a file and return the bot's answer."""
        document = self.telegram.keep(Upload(name, data))
        return await self._answered({"document": document, **_caption(caption)}, chat)

    async def sends_documents(self, *files: tuple[str, bytes], caption: str = "") -> Message:
        """Send files at once, the caption below the last; return the bot's first answer."""
        *first, last = (
            {"document": self.telegram.keep(Upload(name, data)), "media_group_id": "1"}
            for name, data in files
        )
        for content in first:
            self._posts(content)
        return await self._answered(last | _caption(caption))

    async def sends(self, kind: str, *, caption: str = "", chat: Chat | None = None) -> Message:
        """Send a "photo", "sticker" or "voice" and return the bot's answer."""
        media = self.telegram.keep(Upload(kind, b"bytes")) | MEDIA[kind]
        content = {kind: [media] if kind == "photo" else media}
        return await self._answered(content | _caption(caption), chat)

    # — where the bot is a guest —

    async def summons(
        self,
        text: str,
        *,
        chat_title: str = "Friends",
        private_with: "Person | None" = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Name the bot in a chat that it is not in, and return the message that appears there.

        Args:
            text: Gets the bot's @name in front when it does not have it, except in a reply to
                what the bot said there.
            chat_title: The group; the same title is the same group.
            private_with: Instead of a group, the private chat of two people. Its id is that of
                the other person, so it looks like their chat with the bot.
            reply_to: A message of that chat.

        Raises:
            AssertionError: Nothing appeared; says what the bot did instead.
        """
        key = self._summons(text, chat_title, private_with, reply_to)
        what = f"an answer of the guest to {text!r}"
        return Message.of(await self._until(lambda: self.telegram.queries[key], what))

    async def summons_in_vain(
        self,
        text: str,
        *,
        chat_title: str = "Friends",
        private_with: "Person | None" = None,
        reply_to: Message | None = None,
        within_s: float = 0.3,
    ) -> None:
        """Do as `summons` does, and fail if the bot answers."""
        key = self._summons(text, chat_title, private_with, reply_to)
        answer = await self.telegram.wait_for(lambda: self.telegram.queries[key], within_s)
        assert answer is None, f"the guest was not silent: {Message.of(answer or {})}"

    def _summons(
        self,
        text: str,
        chat_title: str,
        private_with: "Person | None",
        reply_to: Message | None,
    ) -> tuple[str, str]:
        chat = self._elsewhere(chat_title, private_with)
        name = f"@{self.telegram.bot['username']}"
        answers_bot = reply_to and chat.messages[reply_to.id]["from"] == self.telegram.bot
        if name.lower() not in text.lower() and not answers_bot:
            text = f"{name} {text}"
        reply = self.telegram.reply(chat, {"message_id": reply_to.id} if reply_to else None)
        raw = chat.post(self.user, _marked(text) | reply)
        self.said.append(Message.of(raw))
        return self.telegram.summon(chat, raw)

    def _elsewhere(self, title: str, private_with: "Person | None") -> Chat:
        """Return the chat that the bot is not in, a new one the first time."""
        known = self.telegram.guest_chats
        if private_with is None:
            if title not in known:
                known[title] = self.server.group(title)
                known[title].known = False
            return known[title]
        pair = frozenset({self.chat.id, private_with.chat.id})
        if pair not in known:
            known[pair] = Chat(private_with.chat.raw)
        return known[pair]

    # — looking —

    def reads(self, chat: Chat | None = None) -> list[Message]:
        """Return the bot's messages as they stand in the chat now, oldest first."""
        chat = chat or self.chat
        return [self._sees(chat, id_) for id_ in self._touches(chat)]

    def sees(self, message: Message) -> Message:
        """Return the message as it is now."""
        return self._sees(self.telegram.chats[message.chat_id], message.id)

    def menu(self) -> list[str]:
        """Return the commands that the private chat offers, in the person's language.

        The narrowest scope that has a list wins, in the language before without one.
        """
        scopes = [("chat", self.chat.id), ("all_private_chats", None), ("default", None)]
        for key in [(*scope, None, code) for scope in scopes for code in self._languages]:
            if commands := self.telegram.commands.get(key):
                return [command["command"] for command in commands]
        return []

    def sees_profile(self) -> Profile:
        """Return the bot's profile in the person's language, each part without one by itself."""

        def part(field: str) -> str:
            said = (self.telegram.profile.get((field, code)) for code in self._languages)
            return next(filter(None, said), "")

        name = part("name") or self.telegram.bot["first_name"]
        return Profile(name, part("description"), part("short_description"))

    @property
    def _languages(self) -> tuple[str, str]:
        """Return the person's language and the empty one, which everybody else gets."""
        return str(self.user.get("language_code", ""))[:2], ""

    # — tapping, inline queries, leaving —

    async def taps(self, message: Message, button: str | Button) -> Tap:
        """Tap a button, by its label as it is now, and return what came of it.

        Waits until the query is answered and something changed: the message, or a new one. A
        toast is enough when nothing else changes within `GRACE_S`. A `Button` of one's own makes
        a tap with any data, as a modified client would.

        Raises:
            AssertionError: No such button, no answer, or neither a change nor a toast.
        """
        if isinstance(button, str):
            button = self.sees(message).button(button)
        assert button.data, f"the button {button.label!r} is not for the bot: {button}"
        chat = self.telegram.chats[message.chat_id]
        before = self._touches(chat)
        inline_id = chat.inline_ids.get(message.id)
        key = self.telegram.ask(
            "callback_query",
            {
                "from": self.user,
                **(
                    {"inline_message_id": inline_id}
                    if inline_id
                    else {"message": chat.messages[message.id]}
                ),
                "chat_instance": str(chat.id),
                "data": button.data,
            },
        )

        def changed() -> list[int]:
            # In a group other people's messages may change meanwhile; new ones are seen by all.
            ids = _difference(before, self._touches(chat))
            return [id_ for id_ in ids if id_ not in before or id_ == message.id]

        what = f"the tap on {button.label!r}"
        answer = await self._until(lambda: self.telegram.queries[key], f"an answer to {what}")
        toast, alert = answer.get("text") or "", bool(answer.get("show_alert"))
        if toast:
            await self.telegram.wait_for(changed, GRACE_S)
        else:
            await self._until(changed, f"something to come of {what}")
        newest = max(changed(), default=message.id)
        if newest not in chat.messages:  # the bot deleted what was tapped
            return Tap(message, toast, alert)
        self._heard.add((chat.id, newest))
        return Tap(self._sees(chat, newest), toast, alert)

    async def types_inline(self, query: str, *, offset: str = "") -> InlineAnswer:
        """Type an inline query in some other chat and return what the bot offers."""
        payload = {"from": self.user, "query": query, "offset": offset, "chat_type": "group"}
        key = self.telegram.ask("inline_query", payload)
        answer = await self._until(
            lambda: self.telegram.queries[key], f"results for the inline query {query!r}"
        )
        button = answer.get("button") or {}
        return InlineAnswer(
            results=tuple(_inline_result(result) for result in answer["results"]),
            button=button.get("text"),
            start_parameter=button.get("start_parameter"),
            next_offset=answer.get("next_offset") or "",
            cache_s=int(answer.get("cache_time", 300)),
            personal=bool(answer.get("is_personal")),
        )

    def posts_inline(self, result: InlineResult, chat: Chat) -> Message:
        """Choose an inline result in a chat of the bot, and return the message that it becomes."""
        content = {"text": result.message.text, "via_bot": self.telegram.bot}
        return self._posts(content, chat)

    def blocks(self, chat: Chat | None = None) -> None:
        """Block the bot, or remove it from a group."""
        chat = chat or self.chat
        private = chat.raw["type"] == "private"
        how = "blocked by the user" if private else "kicked from the supergroup chat"
        self._admits(chat, f"bot was {how}")

    def unblocks(self, chat: Chat | None = None) -> None:
        """Let the bot in again."""
        self._admits(chat or self.chat, None)

    # — how —

    def _admits(self, chat: Chat, shut: str | None) -> None:
        chat.shut = shut
        out = {"user": self.telegram.bot, "status": "kicked", "until_date": 0}
        in_ = {"user": self.telegram.bot, "status": "member"}
        old, new = (in_, out) if shut else (out, in_)
        change = {"old_chat_member": old, "new_chat_member": new, "date": int(time.time())}
        self.telegram.deliver("my_chat_member", {"chat": chat.raw, "from": self.user, **change})

    def _posts(
        self,
        content: Json,
        chat: Chat | None = None,
        reply_to: Message | None = None,
        topic: int | None = None,
    ) -> Message:
        chat = chat or self.chat
        chat.known = True
        reply = {"message_id": reply_to.id} if reply_to else None
        raw = chat.post(self.user, self.telegram.place(chat, topic, reply) | content)
        self.telegram.deliver("message", raw)
        self.said.append(Message.of(raw))
        return self.said[-1]

    async def _answered(
        self,
        content: Json,
        chat: Chat | None = None,
        reply_to: Message | None = None,
        topic: int | None = None,
    ) -> Message:
        """Send, forget what came before, and wait for what comes next."""
        chat = chat or self.chat
        self._heard.update((chat.id, id_) for id_ in self._touches(chat))
        return await self._next(chat, self._posts(content, chat, reply_to, topic))

    async def _next(self, chat: Chat, mine: Message | None = None) -> Message:
        what = f"an answer to {mine.text!r}" if mine else "another message"
        message = (await self._until(lambda: self._unheard(chat, mine), what))[0]
        self._heard.add((chat.id, message.id))
        return message

    def _unheard(self, chat: Chat, mine: Message | None = None) -> list[Message]:
        return [
            message
            for message in self.reads(chat)
            if (chat.id, message.id) not in self._heard
            and (mine is None or message.reply_to in (None, mine.id))
        ]

    async def _until(self, ready: Callable[[], T | None], what: str) -> T:
        """Return the first true value of `ready`; fail with what the bot did meanwhile."""
        since = len(self.server.calls)
        value = await self.telegram.wait_for(ready, self.server.patience_s)
        if value:
            return value
        calls = [
            f"\n  {call}" for call in self.server.calls[since:] if call.method != "getUpdates"
        ]
        raise AssertionError(
            f"{self.user['first_name']} waited {self.server.patience_s} s for {what} in vain. "
            f"Updates the bot has not confirmed: {len(self.telegram.updates)}. "
            f"Meanwhile it called: {''.join(calls) or 'nothing'}"
        )

    def _touches(self, chat: Chat) -> dict[int, int]:
        """Return how often each message of the bot was sent or edited."""
        return {
            id_: chat.touched[id_]
            for id_, raw in chat.messages.items()
            if raw.get("from") == self.telegram.bot
        }

    def _sees(self, chat: Chat, id_: int) -> Message:
        assert id_ in chat.messages, f"message {id_} is deleted; there are {list(chat.messages)}"
        return Message.of(chat.messages[id_])


def _difference(before: dict[int, int], now: dict[int, int]) -> list[int]:
    """Return the ids that are new, edited or deleted, oldest first."""
    return sorted(id_ for id_ in {*before, *now} if before.get(id_) != now.get(id_))


def _marked(text: str) -> Json:
    """Return the text as a client sends it, with the entities that Telegram finds."""
    text, _ = rules.formatted(text)
    found = [(type_, match) for type_, it in MARKED.items() for match in it.finditer(text)]
    found.sort(key=lambda pair: pair[1].start())
    entities = [
        {"type": type_, "offset": units(text[: match.start()]), "length": units(match[0])}
        for type_, match in found
    ]
    return {"text": text, "entities": entities} if entities else {"text": text}


def _in_topic(thread: int) -> Json:
    return {"message_thread_id": thread, "is_topic_message": True}


def _disguise(chat: Chat | None, as_chat: Chat | None) -> Json:
    """Return the fields of a message in the name of a group or channel."""
    if as_chat is None:
        return {}
    return {"from": GROUP_BOT if as_chat is chat else CHANNEL_BOT, "sender_chat": as_chat.raw}


def _origin(of: "Person | Chat | str", message_id: int = 1) -> Json:
    """Return who wrote what is forwarded."""
    origin: Json = {"date": int(time.time()) - 60}
    if isinstance(of, str):
        return origin | {"type": "hidden_user", "sender_user_name": of}
    if isinstance(of, Person):
        return origin | {"type": "user", "sender_user": of.user}
    if of.raw["type"] == "channel":
        return origin | {"type": "channel", "chat": of.raw, "message_id": message_id}
    return origin | {"type": "chat", "sender_chat": of.raw}


def _caption(text: str) -> Json:
    return {"caption": rules.formatted(text, limit=1024)[0]} if text else {}


def _inline_result(raw: Json) -> InlineResult:
    content = raw["input_message_content"]
    seen = {**content, "chat": {"id": 0}, "message_id": 0, "reply_markup": raw.get("reply_markup")}
    return InlineResult(raw["id"], raw["title"], raw.get("description", ""), Message.of(seen))
