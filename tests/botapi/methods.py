"""What Telegram keeps and does: chats, updates, and the methods of the Bot API by their names."""

import asyncio
import copy
import itertools
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.botapi import rules
from tests.botapi.rules import Json, Refusal, bad

T = TypeVar("T")

# These kinds come only to a bot that names them in allowed_updates.
ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
CONTENT = ("text", "entities", "reply_markup", "link_preview_options")
CHAT_ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note"),
    "upload_video_note",
}
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
NO_GIFTS = dict.fromkeys([*GIFTS, "gifts_from_channels"], False)
DOWNLOAD_LIMIT = 20_000_000  # bytes
STALE = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


@dataclass(frozen=True)
class Upload:
    """A file in a multipart body, or one that a person sent."""

    name: str
    data: bytes


@dataclass(eq=False)
class Chat:
    """A private chat or a group, with all its messages as the Bot API would send them."""

    raw: Json
    known: bool = True  # to the bot; a bot cannot write to a person who never wrote to it
    shut: str | None = None  # why the bot may not write, as Telegram says it
    messages: dict[int, Json] = field(default_factory=dict)
    touched: Counter[int] = field(default_factory=Counter)  # sent and edited, by message id
    topics: dict[int, bool] = field(default_factory=dict)  # open or closed, by thread
    discussion: "Chat | None" = None  # the group in which a channel's posts are discussed
    successor: "Chat | None" = None  # the supergroup that a group was upgraded to
    inline_ids: dict[int, str] = field(default_factory=dict)  # of what the bot posted as a guest
    last_id: int = 0

    @property
    def id(self) -> int:
        """Return the chat's id: a person's own in private, negative for a group."""
        return int(self.raw["id"])

    def post(self, sender: Json, content: Json) -> Json:
        """Add a message with the next id of this chat and return it."""
        self.last_id += 1
        message = {
            "message_id": self.last_id,
            "date": int(time.time()),
            "chat": self.raw,
            "from": sender,
            **content,
        }
        if self.raw["type"] == "channel":
            message |= {"sender_chat": self.raw}
            del message["from"]
        self.messages[self.last_id] = message
        self.touched[self.last_id] += 1
        return message


class Telegram:
    """Telegram's side. Every public method in camel case is a method of the Bot API."""

    def __init__(self, bot_id: int) -> None:
        """Set up a bot without chats, commands or updates."""
        self.bot: Json = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "Story",
            "username": "story_bot",
        }
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, Upload] = {}
        self.queries: dict[tuple[str, str], Json | None] = {}  # None until it is answered
        self.guest_chats: dict[Any, Chat] = {}  # without the bot: by title, or by the two people
        self._summons: dict[str, tuple[Chat, Json]] = {}  # by guest query
        self.commands: dict[tuple[Any, ...], list[Json]] = {}  # by scope and language
        self.profile: dict[tuple[str, str], str] = {}  # by field and language
        self.updates: list[Json] = []  # not confirmed yet
        self.allowed: list[str] = []  # empty: everything but ON_REQUEST
        self.webhook: Json = {"url": ""}
        self.webhook_error: Json = {}  # the last one, as getWebhookInfo tells it
        self._doubled = 0  # each n-th update comes twice; 0: none
        self._comes_again: set[int] = set()  # ids that will be delivered once more
        self._again: list[Json] = []  # confirmed, and due once more in getUpdates
        self._update_ids = itertools.count(700_000_001)
        self._query_ids = itertools.count(1)
        self._poll = 0
        self._changed = asyncio.Event()

    # — waiting —

    def change(self) -> None:
        """Wake everybody who waits for something to happen."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self) -> None:
        """Wait until something happens."""
        await self._changed.wait()

    async def wait_for(self, ready: Callable[[], T], timeout_s: float) -> T:
        """Return what `ready` gives as soon as it is true, or whatever it is when time is up."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while not (value := ready()) and loop.time() < deadline:
            try:
                async with asyncio.timeout_at(deadline):
                    await self._changed.wait()
            except TimeoutError:
                return ready()
        return value

    # — updates —

    def deliver(self, kind: str, payload: Json) -> None:
        """Queue an update as it is now, unless the bot does not want this kind."""
        if kind in self.allowed or (not self.allowed and kind not in ON_REQUEST):
            self.poison({kind: copy.deepcopy(payload)})

        # A message that a test made by hand may be in a topic: then there is one.
        chat = self.chats.get(payload.get("chat", {}).get("id"))
        if chat and payload.get("is_topic_message"):
            chat.topics.setdefault(payload["message_thread_id"], True)

    def poison(self, update: Json) -> int:
        """Queue any update at all, also one that no bot can read, and return its id."""
        id_ = next(self._update_ids)
        self.updates.append({"update_id": id_, **update})
        if self._doubled and id_ % self._doubled == 0:
            self._comes_again.add(id_)
        self.change()
        return id_

    def repeat(self, *, every: int = 1) -> None:
        """Let one in `every` updates from now on come twice, although the first was confirmed."""
        self._doubled = every

    def confirm(self, *updates: Json) -> None:
        """Forget updates that the bot has, unless they come again."""
        for update in updates:
            again = update["update_id"] in self._comes_again
            self._comes_again.discard(update["update_id"])
            if update in self.updates and not (again and self.webhook["url"]):
                self.updates.remove(update)
                self._again += [update] if again else []
        self.change()

    def ask(self, kind: str, payload: Json) -> tuple[str, str]:
        """Deliver a callback or inline query and return its key in `queries`."""
        key = (kind, str(next(self._query_ids)))
        self.queries[key] = None
        self.deliver(kind, {"id": key[1], **payload})
        return key

    def summon(self, chat: Chat, summons: Json) -> tuple[str, str]:
        """Deliver a message to the bot as a guest, and return its key in `queries`."""
        id_ = str(next(self._query_ids))
        self.queries["guest_message", id_] = None
        self._summons[id_] = chat, summons
        self.deliver("guest_message", {**summons, "guest_query_id": id_})
        return "guest_message", id_

    async def getUpdates(self, p: Json) -> list[Json]:
        self._allow(p)
        if self.webhook["url"]:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        offset = p.get("offset") or 0
        if offset < 0:
            self.updates = self.updates[offset:]
        self.confirm(*(update for update in self.updates if update["update_id"] < offset))
        self._poll += 1
        mine = self._poll
        self.change()
        await self.wait_for(
            lambda: self.updates or self._again or self._poll != mine or self.webhook["url"],
            min(p.get("timeout") or 0, 50),
        )
        if self._poll != mine or self.webhook["url"]:
            by = "setWebhook" if self.webhook["url"] else "other getUpdates"
            advice = (
                "" if by == "setWebhook" else "; make sure that only one bot instance is running"
            )
            raise Refusal(409, f"Conflict: terminated by {by} request{advice}")
        limit = p.get("limit")
        answer = (self._again + self.updates)[: limit if limit in range(1, 101) else 100]
        self._again = [update for update in self._again if update not in answer]
        return answer

    def setWebhook(self, p: Json) -> bool:
        webhook = rules.webhook(p)
        self._allow(p)
        if webhook != self.webhook:  # "Webhook is already set": what is under way goes on
            self.webhook, self.webhook_error = webhook, {}
        if p.get("drop_pending_updates"):
            self.updates, self._again = [], []
            self.webhook = dict(self.webhook)
        self.change()
        return True

    def deleteWebhook(self, p: Json) -> bool:
        return self.setWebhook({"drop_pending_updates": p.get("drop_pending_updates")})

    def getWebhookInfo(self, p: Json) -> Json:
        return {
            "url": self.webhook["url"],
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
            **self.webhook_error,
            **(
                {"max_connections": self.webhook["max_connections"]} if self.webhook["url"] else {}
            ),
            **({"allowed_updates": self.allowed} if self.allowed else {}),
        }

    def webhook_failed(self, error: str) -> None:
        """Remember why an update could not be delivered."""
        self.webhook_error = {"last_error_date": int(time.time()), "last_error_message": error}

    def _allow(self, p: Json) -> None:
        """Remember allowed_updates for good; left out, it stays as it was."""
        if p.get("allowed_updates") is not None:
            self.allowed = rules.update_kinds(p["allowed_updates"])

    # — messages —

    def sendMessage(self, p: Json) -> Json:
        chat = self._writable(p)
        content = self._text(p)
        return self._post(chat, p, content)

    def sendDocument(self, p: Json) -> Json:
        return self._send_file(p, "document", self.keep)

    def sendPhoto(self, p: Json) -> Json:
        size = {"width": 90, "height": 60}
        return self._send_file(p, "photo", lambda upload: [self.keep(upload) | size])

    def _send_file(self, p: Json, kind: str, kept: Callable[[Upload], Any]) -> Json:
        chat = self._writable(p)
        upload = p.get(kind)
        if not isinstance(upload, Upload):
            raise bad(f"there is no {kind} in the request")
        rules.refuse_parse_mode(p)
        content: Json = {kind: kept(upload)}
        if p.get("caption"):
            text, entities = rules.formatted(p["caption"], p.get("caption_entities"), 1024)
            content |= {"caption": text, "caption_entities": entities}
        if markup := rules.inline_keyboard(p.get("reply_markup")):
            content["reply_markup"] = markup
        return self._post(chat, p, content)

    def editMessageText(self, p: Json) -> Json:
        chat, message = self._editable(p)
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        self._replace(chat, message, self._text(p))
        message["edit_date"] = int(time.time())
        return message

    def editMessageReplyMarkup(self, p: Json) -> Json:
        chat, message = self._editable(p)
        content = {key: message[key] for key in CONTENT if key in message}
        content.pop("reply_markup", None)
        if markup := rules.inline_keyboard(p.get("reply_markup")):
            content["reply_markup"] = markup
        self._replace(chat, message, content)
        return message

    def deleteMessage(self, p: Json) -> bool:
        chat = self._writable(p)
        message = chat.messages.get(p.get("message_id", 0))
        if message is None:
            raise bad("message to delete not found")
        if message.get("from") != self.bot and chat.raw["type"] != "private":
            raise bad("message can't be deleted")
        del chat.messages[message["message_id"]]
        self.change()
        return True

    def sendChatAction(self, p: Json) -> bool:
        self._thread(self._writable(p), p.get("message_thread_id"))
        if p.get("action") not in CHAT_ACTIONS:
            raise bad("wrong parameter action in request")
        return True

    def getChat(self, p: Json) -> Json:
        always = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": NO_GIFTS}
        return self._chat(p).raw | always

    def _text(self, p: Json) -> Json:
        """Return the content of a text message: what an edit replaces as a whole."""
        rules.refuse_parse_mode(p)
        text, entities = rules.formatted(p.get("text"), p.get("entities"))
        given = {
            "text": text,
            "entities": entities,
            "reply_markup": rules.inline_keyboard(p.get("reply_markup")),
            "link_preview_options": rules.link_preview(p.get("link_preview_options")),
        }
        return {key: value for key, value in given.items() if value}

    def _post(self, chat: Chat, p: Json, content: Json) -> Json:
        place = self.place(chat, p.get("message_thread_id"), p.get("reply_parameters"))
        message = chat.post(self.bot, content | place)
        self.change()
        return message

    def place(self, chat: Chat, thread: int | None, reply: Json | None) -> Json:
        """Return the fields that put a message below another one, or into a thread.

        Below another one it is in the same topic; where there are no topics, and in the General
        one, replies have a thread too, which is no topic: the first message that was answered.
        """
        fields = self.reply(chat, reply)
        target = fields.get("reply_to_message")
        if thread is None and target and chat.raw["type"] == "supergroup":
            thread = target.get("message_thread_id", target["message_id"])
            if not target.get("is_topic_message"):
                return {**fields, "message_thread_id": thread}
        fields |= self._thread(chat, thread)
        if fields.get("is_topic_message") and not target and thread in chat.messages:
            return self.reply(chat, {"message_id": thread}) | fields  # Telegram's odd way
        return fields

    def _thread(self, chat: Chat, thread: int | None) -> Json:
        """Return the fields of a message in a topic, or among the comments on a post."""
        if thread is None:
            return {}
        if chat.messages.get(thread, {}).get("is_automatic_forward"):
            return {"message_thread_id": thread}
        if thread not in chat.topics:
            raise bad("message thread not found")
        if not chat.topics[thread]:
            raise bad("TOPIC_CLOSED")
        return {"message_thread_id": thread, "is_topic_message": True}

    def reply(self, chat: Chat, reply: Json | None) -> Json:
        """Return the fields that make a message a reply; the quote must be word for word."""
        if not reply:
            return {}
        target = chat.messages.get(reply.get("message_id", 0))
        if target is None:
            if reply.get("allow_sending_without_reply"):
                return {}
            raise bad("message to be replied not found")
        target = {key: target[key] for key in target if key not in ("reply_to_message", "quote")}
        if reply.get("quote_parse_mode"):
            raise bad("strict: a quote is taken as it stands, without quote_parse_mode")
        quote = reply.get("quote")
        if not quote:
            return {"reply_to_message": target}
        said = target.get("text") or target.get("caption") or ""
        if quote not in said or rules.units(quote) > 1024:
            raise bad("QUOTE_TEXT_INVALID")
        position = rules.units(said[: said.index(quote)])
        return {
            "reply_to_message": target,
            "quote": {"text": quote, "position": position, "is_manual": True},
        }

    def _editable(self, p: Json) -> tuple[Chat, Json]:
        chat = self._writable(p)
        message = chat.messages.get(p.get("message_id", 0))
        if message is None:
            raise bad("message to edit not found")
        if message.get("from") != self.bot:
            raise bad("message can't be edited")
        return chat, message

    def _replace(self, chat: Chat, message: Json, content: Json) -> None:
        chat.touched[message["message_id"]] += 1  # also when unchanged: the bot has reacted
        self.change()
        if content == {key: message[key] for key in CONTENT if key in message}:
            raise bad(NOT_MODIFIED)
        for key in CONTENT:
            message.pop(key, None)
        message.update(content)

    def _chat(self, p: Json) -> Chat:
        chat = self.chats.get(p["chat_id"]) if p.get("chat_id") else None
        if chat is None or not chat.known:
            raise bad("chat not found" if p.get("chat_id") else "chat_id is empty")
        return chat

    def _writable(self, p: Json) -> Chat:
        chat = self._chat(p)
        if chat.successor:
            description = "group chat was upgraded to a supergroup chat"
            raise Refusal(400, f"Bad Request: {description}", migrate_to_chat_id=chat.successor.id)
        if chat.shut:
            raise Refusal(403, f"Forbidden: {chat.shut}")
        return chat

    # — files —

    def keep(self, upload: Upload) -> Json:
        """Keep a file and return it as a `Document`."""
        number = len(self.files) + 1
        self.files[f"file-{number}"] = upload
        return {**self._file(number), "file_name": upload.name}

    def _file(self, number: int) -> Json:
        upload = self.files[f"file-{number}"]
        return {
            "file_id": f"file-{number}",
            "file_unique_id": f"unique-{number}",
            "file_size": len(upload.data),
        }

    def getFile(self, p: Json) -> Json:
        upload = self.files.get(p.get("file_id", ""))
        if upload is None:
            raise bad("invalid file_id")
        if len(upload.data) > DOWNLOAD_LIMIT:
            raise bad("file is too big")
        number = int(p["file_id"].removeprefix("file-"))
        return {**self._file(number), "file_path": f"documents/{p['file_id']}"}

    # — queries —

    def answerCallbackQuery(self, p: Json) -> bool:
        if rules.units(p.get("text") or "") > 200:
            raise bad("MESSAGE_TOO_LONG")
        return self._answer("callback_query", p.get("callback_query_id"), p)

    def answerInlineQuery(self, p: Json) -> bool:
        return self._answer("inline_query", p.get("inline_query_id"), rules.inline_answer(p))

    def answerGuestQuery(self, p: Json) -> Json:
        result = rules.inline_result(p["result"])
        id_ = str(p.get("guest_query_id"))
        self._answer("guest_message", id_, result)
        chat, summons = self._summons[id_]
        said = result["input_message_content"]
        content = {key: said[key] for key in CONTENT if said.get(key)}
        if markup := rules.inline_keyboard(result.get("reply_markup")):
            content["reply_markup"] = markup
        caller = {"guest_bot_caller_user": summons["from"]}
        reply = self.reply(chat, {"message_id": summons["message_id"]})
        message = chat.post(self.bot, content | caller | reply)
        chat.inline_ids[message["message_id"]] = f"inline-{id_}"
        self.queries["guest_message", id_] = message
        self.change()
        return {"inline_message_id": f"inline-{id_}"}

    def _answer(self, kind: str, id_: Any, answer: Json) -> bool:
        if self.queries.get((kind, str(id_)), answer) is not None:  # unknown, or answered
            raise bad(STALE)
        self.queries[kind, str(id_)] = answer
        self.change()
        return True

    # — the bot's menu and profile —

    def getMe(self, p: Json) -> Json:
        return {
            **self.bot,
            "can_join_groups": True,
            "can_read_all_group_messages": True,  # so it is tested with everything people write
            "supports_inline_queries": True,
            "supports_guest_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def setMyCommands(self, p: Json) -> bool:
        self.commands[self._menu(p)] = rules.commands(p.get("commands"))
        return True

    def getMyCommands(self, p: Json) -> list[Json]:
        return self.commands.get(self._menu(p), [])

    def deleteMyCommands(self, p: Json) -> bool:
        self.commands.pop(self._menu(p), None)
        return True

    def _menu(self, p: Json) -> tuple[Any, ...]:
        """Return the key of a command list: scope type, chat, user, language."""
        scope = p.get("scope") or {"type": "default"}
        if "chat_id" in scope:
            self._chat(scope)
        where = (scope.get("chat_id"), scope.get("user_id"))
        return (scope["type"], *where, rules.language(p.get("language_code")))

    def setMyName(self, p: Json) -> bool:
        return self._set_profile("name", 64, p)

    def getMyName(self, p: Json) -> Json:
        return {"name": self._get_profile("name", p)["name"] or self.bot["first_name"]}

    def setMyDescription(self, p: Json) -> bool:
        return self._set_profile("description", 512, p)

    def getMyDescription(self, p: Json) -> Json:
        return self._get_profile("description", p)

    def setMyShortDescription(self, p: Json) -> bool:
        return self._set_profile("short_description", 120, p)

    def getMyShortDescription(self, p: Json) -> Json:
        return self._get_profile("short_description", p)

    def _set_profile(self, name: str, limit: int, p: Json) -> bool:
        if rules.units(p.get(name) or "") > limit:
            raise bad(f"strict: {name} is longer than {limit}")
        self.profile[name, rules.language(p.get("language_code"))] = p.get(name) or ""
        return True

    def _get_profile(self, name: str, p: Json) -> Json:
        return {name: self.profile.get((name, rules.language(p.get("language_code"))), "")}
