"""What Telegram refuses: every shape and limit that a bot can get wrong, as pure functions.

Each function returns what Telegram would keep, or raises `Refusal`. Where Telegram repairs in
silence (overlapping entities are split, the 101st is dropped, buttons past the eighth of a row
are hidden), this server refuses with a description that starts with "strict:", because in a
test a silent repair hides a mistake of the bot.
"""

import re
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]

STYLES = {"bold", "italic", "underline", "strikethrough", "spoiler"}
QUOTES = {"blockquote", "expandable_blockquote"}
CODES = {"code", "pre"}
OTHERS = {
    *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"),
    *("text_link", "text_mention", "custom_emoji", "date_time"),
}
ENTITY_TYPES = STYLES | QUOTES | CODES | OTHERS

ACTIONS = {
    *("url", "callback_data", "web_app", "login_url", "copy_text", "callback_game", "pay"),
    *("switch_inline_query", "switch_inline_query_current_chat"),
    "switch_inline_query_chosen_chat",
}

UPDATE_KINDS = {
    *("message", "edited_message", "channel_post", "edited_channel_post", "guest_message"),
    *("business_connection", "business_message", "edited_business_message"),
    *("deleted_business_messages", "message_reaction", "message_reaction_count"),
    *("inline_query", "chosen_inline_result", "callback_query", "shipping_query"),
    *("pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member"),
    *("chat_member", "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot"),
}
WEBHOOK_PORTS = {None, 443, 80, 88, 8443}

# What TDLib does to every text before anything else: control characters become spaces; line and
# bidirectional controls and three combining marks go, and so does the carriage return.
SPACED = {chr(code) for code in range(32)} - {"\n", "\r"}
REMOVED = {"\r", *map(chr, range(0x2028, 0x202F)), "\u033f", "\u0333", "\u030a"}
INVISIBLE = re.compile(
    "[ \n\u00a0\u1680\u180e\u2000-\u200f\u202f\u205f\u2800\u3000\ufeff\ufffc"
    "\U000e0000-\U000e007f]*"
)


class Refusal(Exception):
    """A call that Telegram answers with `ok: false`."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        """Keep the HTTP status, the description and Telegram's `parameters` (`retry_after`)."""
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad(description: str) -> Refusal:
    """Return the refusal of a wrong call: 400 Bad Request."""
    return Refusal(400, f"Bad Request: {description}")


def units(text: str) -> int:
    """Return the length of the text in UTF-16 code units, as Telegram counts.

    >>> units("a"), units("😀")
    (1, 2)
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def covered(text: str, entity: Json) -> str:
    """Return the part of the text under the entity.

    >>> covered("😀 hear, hear", {"offset": 3, "length": 4})
    'hear'
    """
    start = 2 * entity["offset"]
    return text.encode("utf-16-le")[start : start + 2 * entity["length"]].decode("utf-16-le")


def formatted(text: Any, entities: Any = None, limit: int = 4096) -> tuple[str, list[Json]]:
    """Return the text and entities that Telegram would keep: cleaned, trimmed and in order.

    >>> formatted(" a b ", [{"type": "bold", "offset": 3, "length": 2}])
    ('a b', [{'type': 'bold', 'offset': 2, 'length': 1}])
    """
    if not isinstance(text, str) or not text:
        raise bad("message text is empty")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise bad("strings must be encoded in UTF-8")
    if len(entities or []) > 100:
        raise bad("strict: more than 100 entities; Telegram drops the rest")

    clean, moved = _cleaned(text)
    placed = [_placed(entity, moved) for entity in entities or []]
    placed.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    _check_nesting(placed)

    # The end is trimmed through entities, the start only up to the first of them.
    clean = clean.rstrip(" \n")
    end = units(clean)
    placed = [entity for entity in placed if entity["offset"] < end]
    for entity in placed:
        entity["length"] = min(entity["length"], end - entity["offset"])
    first = min((entity["offset"] for entity in placed), default=end)
    cut = min(len(clean) - len(clean.lstrip(" \n")), first)
    for entity in placed:
        entity["offset"] -= cut
    clean = clean[cut:]

    if INVISIBLE.fullmatch(clean):
        raise bad("text must be non-empty")
    if units(clean) > limit:
        raise bad("message is too long")
    return clean, placed


def _cleaned(text: str) -> tuple[str, dict[int, int]]:
    """Return the cleaned text, and where each UTF-16 offset between two characters went."""
    kept: list[str] = []
    moved = {0: 0}
    old = new = 0
    for character in text:
        old += units(character)
        if character not in REMOVED:
            kept.append(" " if character in SPACED else character)
            new += units(character)
        moved[old] = new
    return "".join(kept), moved


def _placed(entity: Any, moved: dict[int, int]) -> Json:
    """Return a copy of the entity at its place in the cleaned text."""
    if not isinstance(entity, dict) or entity.get("type") not in ENTITY_TYPES:
        raise bad(f"can't parse MessageEntity: unsupported type in {entity!r}")
    start, length = entity.get("offset"), entity.get("length")
    if not isinstance(start, int) or start < 0:
        raise bad(f"receive an entity with incorrect offset {start}")
    if not isinstance(length, int) or length < 0:
        raise bad(f"receive an entity with incorrect length {length}")
    if length == 0:
        raise bad(f"strict: the entity at UTF-16 offset {start} is empty; Telegram drops it")
    if start >= max(moved):
        raise bad(f"entity begins after the end of the text at UTF-16 offset {start}")
    if start + length > max(moved):
        raise bad(f"entity beginning at UTF-16 offset {start} ends after the end of the text")
    if start not in moved:
        raise bad(f"entity begins in a middle of a UTF-16 symbol at UTF-16 offset {start}")
    if start + length not in moved:
        raise bad(f"entity beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol")
    if entity["type"] == "text_link":
        check_url(entity.get("url"), "entity URL")
    begin = moved[start]
    return {**entity, "offset": begin, "length": moved[start + length] - begin}


def _check_nesting(entities: list[Json]) -> None:
    """Refuse entities that overlap in part, or nest as the Bot API says they cannot."""
    around: list[Json] = []
    for entity in entities:
        while around and around[-1]["offset"] + around[-1]["length"] <= entity["offset"]:
            around.pop()
        for outer in around:
            name = f"{entity['type']} at UTF-16 offset {entity['offset']}"
            if entity["offset"] + entity["length"] > outer["offset"] + outer["length"]:
                raise bad(f"strict: {name} overlaps a part of {outer['type']}")
            if not _may_contain(outer["type"], entity["type"]):
                raise bad(f"strict: {name} cannot be inside {outer['type']}")
        around.append(entity)


def _may_contain(outer: str, inner: str) -> bool:
    """Return whether the Bot API's page on entities allows the one inside the other."""
    if outer in CODES or outer == inner or (outer in QUOTES and inner in QUOTES):
        return False
    if outer in QUOTES:
        return True
    return inner not in CODES and (outer in STYLES or inner in STYLES)


def check_url(url: Any, what: str) -> None:
    """Refuse a link that is not http, https or tg, or has no host."""
    if not isinstance(url, str) or not re.fullmatch(r"\w+://[^\s/?#]+\S*", url):
        raise bad(f"{what} '{url}' is invalid: Wrong HTTP URL")
    if url.partition(":")[0].lower() not in ("http", "https", "tg"):
        raise bad(f"{what} '{url}' is invalid: Unsupported URL protocol")


def inline_keyboard(markup: Any) -> Json | None:
    """Return the inline keyboard, or None when it has no buttons."""
    if markup is None:
        return None
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("strict: reply_markup has to be an inline keyboard, a list of rows of buttons")
    if any(len(row) > 8 for row in rows):
        raise bad("strict: more than 8 buttons in a row; clients hide the rest")
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100:
        raise bad("strict: more than 100 buttons")
    for button in buttons:
        _check_button(button)
    return {"inline_keyboard": rows} if buttons else None


def _check_button(button: Any) -> None:
    """Refuse a button without a label, or without exactly one well-formed action."""
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    if INVISIBLE.fullmatch(button["text"]):
        raise bad("strict: the label of an inline keyboard button is empty")
    if button.get("style", "primary") not in ("primary", "success", "danger"):
        raise bad("BUTTON_STYLE_INVALID")
    actions = {key: value for key, value in button.items() if key in ACTIONS and value != ""}
    if not actions:
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad(f"strict: a button has exactly one action, not {' and '.join(actions)}")
    action, value = actions.popitem()
    if action == "callback_data" and not 1 <= len(str(value).encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if action == "url":
        check_url(value, "inline keyboard button URL")
    if action == "copy_text":
        copied = value.get("text") if isinstance(value, dict) else None
        if not isinstance(copied, str) or not 1 <= units(copied) <= 256:
            raise bad("BUTTON_COPY_TEXT_INVALID")


def commands(given: Any) -> list[Json]:
    """Return the list of bot commands, each with its name and description only."""
    if len(given) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in given:
        if not re.fullmatch("[a-z0-9_]{1,32}", str(command.get("command"))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= units(command.get("description") or "") <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return [{key: command[key] for key in ("command", "description")} for command in given]


def language(code: Any) -> str:
    """Return the language of a menu or description: two letters, or none for everybody."""
    if not re.fullmatch("([a-z]{2})?", code or ""):
        raise bad("language code invalid")
    return code or ""


def update_kinds(given: Any) -> list[str]:
    """Return allowed_updates; Telegram leaves out in silence what it does not know."""
    if not isinstance(given, list):
        raise bad("can't parse allowed updates: expected an Array of String")
    if unknown := set(given) - UPDATE_KINDS:
        raise bad(f"strict: no such kinds of updates: {', '.join(sorted(unknown))}")
    return given


def webhook(parameters: Json) -> Json:
    """Return the webhook that setWebhook sets; without an address there is none."""
    url = parameters.get("url") or ""
    if not url:
        return {"url": ""}
    secret = parameters.get("secret_token") or ""
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch("[A-Za-z0-9_-]*", secret):
        raise bad("secret token contains unallowed characters")
    connections = parameters.get("max_connections", 40)
    if connections not in range(1, 101):
        raise bad("strict: max_connections is not in 1-100; Telegram takes the nearest that is")
    address = urlsplit(url)
    if address.scheme != "https":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if not address.hostname:
        raise bad("invalid webhook URL specified")
    if address.port not in WEBHOOK_PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    return {"url": url, "secret_token": secret, "max_connections": connections}


def inline_answer(parameters: Json) -> Json:
    """Return the answer to an inline query, every text in it as Telegram would keep it."""
    results = parameters["results"]
    if len(results) > 50:
        raise bad("RESULTS_TOO_MUCH")
    kept = [inline_result(result) for result in results]
    if len({result["id"] for result in kept}) < len(kept):
        raise bad("RESULT_ID_DUPLICATE")
    if len(str(parameters.get("next_offset") or "").encode()) > 64:
        raise bad("NEXT_OFFSET_INVALID")
    button = parameters.get("button")
    if button is not None:
        start = str(button.get("start_parameter") or "")
        if not button.get("text") or not re.fullmatch("[A-Za-z0-9_-]{1,64}", start):
            raise bad("START_PARAM_INVALID")
    return {**parameters, "results": kept}


def inline_result(result: Json) -> Json:
    """Return an article as Telegram would keep it."""
    if not 1 <= len(str(result.get("id") or "").encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    if result.get("type") != "article":
        raise bad("strict: this server knows inline results of type article only")
    if INVISIBLE.fullmatch(result.get("title") or ""):
        raise bad("strict: an inline article needs a title")
    inline_keyboard(result.get("reply_markup"))
    content = dict(result.get("input_message_content") or {})
    refuse_parse_mode(content)
    link_preview(content.get("link_preview_options"))
    text, entities = formatted(content.get("message_text"), content.get("entities"))
    return {**result, "input_message_content": {**content, "text": text, "entities": entities}}


def link_preview(options: Any) -> Json | None:
    """Return the options of a link preview, each of its own type."""
    if options is None:
        return None
    if not isinstance(options, dict):
        raise bad("can't parse link preview options JSON object")
    flags = ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text")
    for name, value in options.items():
        if name not in (*flags, "url"):
            raise bad(f"strict: link_preview_options has no {name!r}")
        if not isinstance(value, str if name == "url" else bool):
            raise bad(f'can\'t parse link preview options: Field "{name}" has the wrong type')
    if "url" in options:
        check_url(options["url"], "link preview URL")
    return options


def refuse_parse_mode(parameters: Json) -> None:
    """Refuse `parse_mode`: formatting stands beside the text, and quotes are never escaped."""
    if parameters.get("parse_mode"):
        raise bad("strict: this server takes entities, not parse_mode")
