"""The Bot API server of the tests: it refuses what Telegram refuses, and drives a real bot."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    MessageEntity,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from tests.botapi import BotApi, Button, Person, Profile, Span, Tap
from tests.botapi.client import Post, client

GROUP = -1_001_000_000_000  # the id of the first group, in a server without people


@pytest_asyncio.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest_asyncio.fixture
async def post(server: BotApi) -> AsyncIterator[Post]:
    """Return a plain client of a server with one group."""
    server.group("Newsroom")
    async with client(server) as post:
        yield post


def keyboard(*buttons: Any) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def entity(kind: str, offset: Any, length: Any, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


DATA = {"text": "More", "callback_data": "q1:17:2"}
LONGEST = keyboard({"text": "More", "callback_data": "я" * 32})
FULL = {"inline_keyboard": [[DATA] * 8] * 12 + [[DATA] * 4]}
MENU = {"command": "start", "description": "Say hello"}
HOOK = {"url": "https://example.org/hook"}


def article(
    id_: str = "1", text: str = "It burned.", preview: Any = None, **more: Any
) -> dict[str, Any]:
    content = {"message_text": text, "link_preview_options": preview}
    return {"type": "article", "id": id_, "title": "Fire", "input_message_content": content} | more


# — strictness: a call that breaks the rule, and the same call just inside it —

SENDING = [
    pytest.param({"text": "a" * 4097}, "message is too long", id="4097 letters"),
    pytest.param({"text": "😀" * 2049}, "message is too long", id="2049 emoji"),
    pytest.param({"text": ""}, "message text is empty", id="empty"),
    pytest.param({"text": None}, "message text is empty", id="no text"),
    pytest.param({"text": " \n\u200b"}, "text must be non-empty", id="invisible"),
    pytest.param({"text": "a\ud83d"}, "strings must be encoded in UTF-8", id="half an emoji"),
    pytest.param({"parse_mode": "HTML"}, "strict: this server takes entities", id="parse_mode"),
    pytest.param({"chat_id": 5}, "chat not found", id="unknown chat"),
    pytest.param({"chat_id": "@news"}, "chat not found", id="unknown channel"),
    pytest.param({"chat_id": None}, "chat_id is empty", id="no chat"),
    pytest.param({"reply_parameters": "9"}, "strict: a parameter has the wrong", id="no object"),
    pytest.param(
        {"reply_parameters": {"message_id": 9}}, "message to be replied not found", id="no target"
    ),
    *(
        pytest.param({"link_preview_options": options}, description, id=id_)
        for id_, options, description in [
            ("preview in words", "off", "can't parse link preview options"),
            ("preview misspelt", {"disabled": True}, "strict: link_preview_options has no 'dis"),
            ("preview not a flag", {"is_disabled": "yes"}, "can't parse link preview options: F"),
            ("preview of a file", {"url": "ftp://a.b"}, "link preview URL 'ftp://a.b' is invalid"),
        ]
    ),
    *(
        pytest.param({"text": "😀 hear, hear", "entities": entities}, description, id=id_)
        for id_, entities, description in [
            ("no such type", [entity("loud", 0, 2)], "can't parse MessageEntity"),
            ("inside an emoji", [entity("bold", 1, 2)], "entity begins in a middle"),
            ("half an emoji bold", [entity("bold", 0, 1)], "entity beginning at UTF-16 offset 0"),
            ("before the text", [entity("bold", -1, 2)], "receive an entity with incorrect"),
            ("offset in words", [entity("bold", "0", 2)], "receive an entity with incorrect"),
            ("negative length", [entity("bold", 0, -2)], "receive an entity with incorrect"),
            ("nothing", [entity("bold", 0, 0)], "strict: the entity at UTF-16 offset 0 is"),
            ("after the text", [entity("bold", 13, 1)], "entity begins after the end of the text"),
            (
                "past the end",
                [entity("bold", 3, 11)],
                "entity beginning at UTF-16 offset 3 ends after",
            ),
            ("101", [entity("bold", 0, 2)] * 101, "strict: more than 100 entities"),
            (
                "overlap in part",
                [entity("bold", 0, 7), entity("italic", 3, 10)],
                "strict: italic at UTF-16 offset 3 overlaps a part of bold",
            ),
            (
                "blockquote in blockquote",
                [entity("blockquote", 0, 13), entity("expandable_blockquote", 3, 4)],
                "strict: expandable_blockquote at UTF-16 offset 3 cannot be inside blockquote",
            ),
            (
                "bold in bold",
                [entity("bold", 0, 13), entity("bold", 3, 4)],
                "strict: bold at UTF-16 offset 3 cannot be inside bold",
            ),
            (
                "mention in link",
                [entity("text_link", 0, 13, url="https://a.b"), entity("mention", 3, 4)],
                "strict: mention at UTF-16 offset 3 cannot be inside text_link",
            ),
            (
                "bold in code",
                [entity("code", 0, 13), entity("bold", 3, 4)],
                "strict: bold at UTF-16 offset 3 cannot be inside code",
            ),
            (
                "code in bold",
                [entity("code", 3, 4), entity("bold", 0, 13)],
                "strict: code at UTF-16 offset 3 cannot be inside bold",
            ),
            (
                "link to a file",
                [entity("text_link", 0, 2, url="ftp://example.org")],
                "entity URL 'ftp://example.org' is invalid: Unsupported URL protocol",
            ),
        ]
    ),
    *(
        pytest.param({"reply_markup": markup}, description, id=id_)
        for id_, markup, description in [
            ("65 bytes of data", keyboard(DATA | {"callback_data": "я" * 33}), "BUTTON_DATA_"),
            ("no data", keyboard(DATA | {"callback_data": ""}), "can't parse inline keyboard"),
            ("no action", keyboard({"text": "More"}), "can't parse inline keyboard button: Text"),
            ("two actions", keyboard(DATA | {"url": "https://a.b"}), "strict: a button has"),
            ("no label", keyboard(DATA | {"text": ""}), "strict: the label"),
            ("number as label", keyboard(DATA | {"text": 1}), "can't parse inline keyboard"),
            ("button, not row", {"inline_keyboard": [DATA]}, "strict: reply_markup has to be"),
            ("not inline", {"keyboard": [[DATA]]}, "strict: reply_markup has to be"),
            ("nine in a row", keyboard(*[DATA] * 9), "strict: more than 8"),
            (
                "101 buttons",
                {"inline_keyboard": [[DATA] * 8] * 12 + [[DATA] * 5]},
                "strict: more than 100 buttons",
            ),
            ("colour", keyboard(DATA | {"style": "green"}), "BUTTON_STYLE_INVALID"),
            (
                "script",
                keyboard({"text": "x", "url": "javascript:x"}),
                "inline keyboard button URL 'javascript:x' is invalid: Wrong HTTP URL",
            ),
            (
                "257 to copy",
                keyboard({"text": "Copy", "copy_text": {"text": "a" * 257}}),
                "BUTTON_COPY_TEXT_INVALID",
            ),
        ]
    ),
]


@pytest.mark.parametrize(("wrong", "description"), SENDING)
async def test_given_a_wrong_message_when_sent_then_it_is_refused_in_telegrams_words(
    post: Post, wrong: dict[str, Any], description: str
) -> None:
    parameters = {"chat_id": GROUP, "text": "Hello"} | wrong

    status, body = await post("sendMessage", **parameters)

    assert (status, body["ok"], body["error_code"]) == (400, False, 400)
    assert body["description"].startswith(f"Bad Request: {description}")


@pytest.mark.parametrize(
    "right",
    [
        pytest.param({"text": "a" * 4096}, id="4096 letters"),
        pytest.param({"text": "😀" * 2048}, id="2048 emoji"),
        pytest.param({"text": "a" * 4096 + "\n"}, id="4096 letters after trimming"),
        pytest.param({"reply_markup": LONGEST}, id="64 bytes of data"),
        pytest.param({"reply_markup": FULL}, id="100 buttons"),
        pytest.param({"reply_markup": {"inline_keyboard": []}}, id="no buttons"),
        pytest.param({"reply_markup": keyboard(DATA | {"style": "danger"})}, id="style"),
        pytest.param(
            {"reply_markup": keyboard({"text": "Copy", "copy_text": {"text": "a" * 256}})},
            id="256 to copy",
        ),
        pytest.param(
            {"reply_markup": keyboard({"text": "Us", "url": "tg://user?id=1"})}, id="tg link"
        ),
        pytest.param(
            {"reply_parameters": {"message_id": 9, "allow_sending_without_reply": True}},
            id="no target, allowed",
        ),
        pytest.param({"entities": [entity("bold", 0, 5)]}, id="bold"),
        *(
            pytest.param({"entities": [entity(kind, 0, 5)]}, id=kind)
            for kind in ("underline", "strikethrough", "expandable_blockquote")
        ),
        pytest.param({"link_preview_options": {"is_disabled": True}}, id="no preview"),
        pytest.param(
            {"link_preview_options": {"url": "https://a.b", "prefer_small_media": True}},
            id="small preview",
        ),
        pytest.param(
            {
                "text": "😀 hear, hear",
                "entities": [
                    entity("blockquote", 0, 13),
                    entity("bold", 0, 2),
                    entity("text_link", 3, 5, url="https://example.org"),
                    entity("italic", 3, 4),
                    entity("code", 9, 4),
                ],
            },
            id="nested well",
        ),
        pytest.param(
            {"text": "ab" * 50, "entities": [entity("bold", 2 * i, 1) for i in range(50)]},
            id="50 entities",
        ),
    ],
)
async def test_given_a_message_just_inside_the_limits_when_sent_then_it_is_accepted(
    post: Post, right: dict[str, Any]
) -> None:
    parameters = {"chat_id": GROUP, "text": "Hello"} | right

    status, body = await post("sendMessage", **parameters)

    assert (status, body["ok"]) == (200, True)


@pytest.mark.parametrize(
    ("text", "bold", "kept", "kept_bold"),
    [
        pytest.param(" \n abc \n", (3, 2), "abc", [(0, 2)], id="trimmed at both ends"),
        pytest.param("  abc  ", (1, 4), " abc", [(0, 4)], id="not before the first entity"),
        pytest.param("abc  ", (2, 3), "abc", [(2, 1)], id="entity cut at the end"),
        pytest.param("abc  ", (4, 1), "abc", [], id="entity in nothing but space"),
        pytest.param("a\tb\x07c", (2, 1), "a b c", [(2, 1)], id="control characters to spaces"),
        pytest.param("a\r\nb\u2028c", (3, 3), "a\nbc", [(2, 2)], id="removed characters"),
        pytest.param("\u00a0«😀»\u00a0", (1, 4), "\u00a0«😀»\u00a0", [(1, 4)], id="kept as it is"),
    ],
)
async def test_given_a_text_when_sent_then_it_is_cleaned_and_trimmed_and_entities_follow(
    post: Post, text: str, bold: tuple[int, int], kept: str, kept_bold: list[tuple[int, int]]
) -> None:
    _, body = await post("sendMessage", chat_id=GROUP, text=text, entities=[entity("bold", *bold)])

    assert body["result"]["text"] == kept
    assert body["result"].get("entities", []) == [entity("bold", *place) for place in kept_bold]


CALLS = [
    ("setMyCommands", {"commands": [MENU | {"command": "Start"}]}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [MENU | {"command": "a" * 33}]}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [MENU | {"description": ""}]}, "BOT_COMMAND_DESCRIPTION"),
    ("setMyCommands", {"commands": [MENU | {"description": "a" * 257}]}, "BOT_COMMAND_DESC"),
    ("setMyCommands", {"commands": [MENU] * 101}, "BOT_COMMANDS_TOO_MUCH"),
    ("setMyCommands", {"commands": [MENU], "language_code": "en-US"}, "language code invalid"),
    ("setMyCommands", {"commands": "start"}, "strict: a parameter has the wrong shape"),
    ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
    ("setMyName", {"name": "a" * 65}, "strict: name is longer than 64"),
    ("setMyDescription", {"description": "a" * 513}, "strict: description is longer"),
    ("setMyShortDescription", {"short_description": "a" * 121}, "strict: short_description"),
    ("setWebhook", {"url": "http://example.org"}, "bad webhook: An HTTPS URL must be provided"),
    ("setWebhook", {"url": "https://"}, "invalid webhook URL specified"),
    ("setWebhook", {"url": "https://a.b:8080"}, "bad webhook: Webhook can be set up only on"),
    ("setWebhook", HOOK | {"secret_token": "a:b"}, "secret token contains unallowed characters"),
    ("setWebhook", HOOK | {"secret_token": "a" * 257}, "secret token is too long"),
    ("setWebhook", HOOK | {"max_connections": 0}, "strict: max_connections is not in 1-100"),
    ("setWebhook", HOOK | {"max_connections": 101}, "strict: max_connections is not in 1-100"),
    ("setWebhook", HOOK | {"allowed_updates": ["guest"]}, "strict: no such kinds of updates: gu"),
    ("getUpdates", {"allowed_updates": "message"}, "can't parse allowed updates"),
    ("sendChatAction", {"chat_id": GROUP, "action": "dancing"}, "wrong parameter action"),
    ("sendDocument", {"chat_id": GROUP, "document": "x"}, "there is no document in the request"),
    ("getChat", {"chat_id": 5}, "chat not found"),
    ("getFile", {"file_id": "x"}, "invalid file_id"),
    ("editMessageText", {"chat_id": GROUP, "message_id": 9, "text": "x"}, "message to edit not"),
    ("editMessageReplyMarkup", {"chat_id": GROUP, "message_id": 9}, "message to edit not found"),
    ("deleteMessage", {"chat_id": GROUP, "message_id": 9}, "message to delete not found"),
    ("answerCallbackQuery", {"callback_query_id": "9"}, "query is too old"),
    ("answerCallbackQuery", {"text": "a" * 201}, "MESSAGE_TOO_LONG"),
    ("answerInlineQuery", {"results": []}, "query is too old"),
    ("answerInlineQuery", {}, "strict: a parameter has the wrong shape"),
    ("answerInlineQuery", {"results": [article(str(i)) for i in range(51)]}, "RESULTS_TOO_MUCH"),
    ("answerInlineQuery", {"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
    ("answerInlineQuery", {"results": [article("я" * 33)]}, "RESULT_ID_INVALID"),
    ("answerInlineQuery", {"results": [article("")]}, "RESULT_ID_INVALID"),
    ("answerInlineQuery", {"results": [article(text="")]}, "message text is empty"),
    ("answerInlineQuery", {"results": [article(preview={"on": 1})]}, "strict: link_preview_opt"),
    ("answerInlineQuery", {"results": [article(title="")]}, "strict: an inline article needs"),
    ("answerInlineQuery", {"results": [article(type="photo")]}, "strict: this server knows"),
    ("answerInlineQuery", {"results": [], "next_offset": "a" * 65}, "NEXT_OFFSET_INVALID"),
    (
        "answerInlineQuery",
        {"results": [], "button": {"text": "Ask", "start_parameter": "who is"}},
        "START_PARAM_INVALID",
    ),
]


@pytest.mark.parametrize(("method", "parameters", "description"), CALLS)
async def test_given_a_wrong_call_when_made_then_it_is_refused_in_telegrams_words(
    server: BotApi, post: Post, method: str, parameters: dict[str, Any], description: str
) -> None:
    status, body = await post(method, **parameters)

    assert (status, body["ok"], body["error_code"]) == (400, False, 400)
    assert body["description"].startswith(f"Bad Request: {description}")
    assert [call.method for call in server.refused] == [method]


async def test_given_lists_and_texts_at_their_limits_when_set_then_they_are_kept_per_language(
    post: Post,
) -> None:
    menu = [{"command": "a" * 32, "description": "d" * 256}] * 100
    scope = {"type": "all_private_chats"}

    await post("setMyCommands", commands=menu, scope=scope, language_code="ru")
    await post("setMyDescription", description="d" * 512, language_code="ru")
    await post("setMyShortDescription", short_description="d" * 120)

    _, russian = await post("getMyCommands", scope=scope, language_code="ru")
    _, everybody = await post("getMyCommands", scope=scope)
    _, description = await post("getMyDescription", language_code="ru")
    _, short = await post("getMyShortDescription")
    _, name = await post("getMyName")
    assert (russian["result"], everybody["result"]) == (menu, [])
    assert description["result"] == {"description": "d" * 512}
    assert short["result"] == {"short_description": "d" * 120}
    assert name["result"] == {"name": "Story"}

    await post("deleteMyCommands", scope=scope, language_code="ru")
    assert (await post("getMyCommands", scope=scope, language_code="ru"))[1]["result"] == []


async def test_given_a_list_for_one_language_only_then_a_person_of_another_has_no_menu(
    server: BotApi, post: Post
) -> None:
    ann, boris = server.person("Ann", language_code="en-GB"), server.person("Борис")
    private = {"type": "all_private_chats"}

    await post("setMyCommands", commands=[MENU], scope=private, language_code="en")
    menus = ann.menu(), boris.menu()
    await post("setMyCommands", commands=[MENU | {"command": "help"}])

    assert menus == (["start"], [])
    assert (ann.menu(), boris.menu()) == (["start"], ["help"])


async def test_given_profiles_per_language_then_a_person_sees_theirs_or_the_one_for_all(
    server: BotApi, post: Post
) -> None:
    ann, boris = server.person("Ann", language_code="en-GB"), server.person("Борис")

    unset = ann.sees_profile()
    await post("setMyDescription", description="Ask me.")
    await post("setMyDescription", description="Ask me in English.", language_code="en")
    await post("setMyShortDescription", short_description="Answers")
    await post("setMyName", name="Storybot", language_code="en")
    hers, his = ann.sees_profile(), boris.sees_profile()
    await post("setMyDescription", description="", language_code="en")

    assert unset == Profile("Story", "", "")
    assert hers == Profile("Storybot", "Ask me in English.", "Answers")
    assert his == Profile("Story", "Ask me.", "Answers")
    assert ann.sees_profile().description == "Ask me."


async def test_given_a_sent_message_when_edited_then_only_a_real_change_is_accepted(
    server: BotApi, post: Post
) -> None:
    ann = server.person("Ann")
    hers = ann.writes("hello", chat=server.telegram.chats[GROUP])
    _, sent = await post("sendMessage", chat_id=GROUP, text="one", reply_markup=keyboard(DATA))
    place = {"chat_id": GROUP, "message_id": sent["result"]["message_id"]}

    _, same = await post("editMessageText", **place, text=" one ", reply_markup=keyboard(DATA))
    _, without = await post("editMessageText", **place, text="one")
    _, again = await post("editMessageReplyMarkup", **place)
    _, buttons = await post("editMessageReplyMarkup", **place, reply_markup=keyboard(DATA))
    _, gone = await post("editMessageReplyMarkup", **place)
    _, foreign = await post("editMessageText", **place | {"message_id": hers.id}, text="mine")
    _, deletion = await post("deleteMessage", **place | {"message_id": hers.id})

    refusal = (
        "Bad Request: message is not modified: specified new message content and reply markup are "
        "exactly the same as a current content and reply markup of the message"
    )
    assert (same["description"], again["description"]) == (refusal, refusal)
    assert "reply_markup" not in without["result"]
    assert buttons["result"]["reply_markup"] == keyboard(DATA)
    assert gone["result"] == without["result"]
    assert foreign["description"] == "Bad Request: message can't be edited"
    assert deletion["description"] == "Bad Request: message can't be deleted"
    assert (await post("deleteMessage", **place))[1] == {"ok": True, "result": True}
    assert ann.reads(server.telegram.chats[GROUP]) == []


async def test_given_a_reply_with_a_quote_then_the_quote_has_to_be_word_for_word(
    server: BotApi, post: Post
) -> None:
    ann = server.person("Ann")
    hers = ann.writes("😀 who is  sergeev" + 1025 * "?")
    reply = {"chat_id": ann.chat.id, "text": "A fireman."}

    _, right = await post(
        "sendMessage", **reply, reply_parameters={"message_id": hers.id, "quote": "is  sergeev"}
    )
    _, wrong = await post(
        "sendMessage", **reply, reply_parameters={"message_id": hers.id, "quote": "is sergeev"}
    )

    _, long = await post(
        "sendMessage", **reply, reply_parameters={"message_id": hers.id, "quote": 1025 * "?"}
    )
    _, marked_up = await post(
        "sendMessage",
        **reply,
        reply_parameters={"message_id": hers.id, "quote": "is", "quote_parse_mode": "HTML"},
    )
    _, second = await post("sendMessage", **reply, reply_parameters={"message_id": 2})

    assert right["result"]["quote"]["position"] == 7
    assert ann.reads()[0].reply_to == hers.id
    assert wrong["description"] == "Bad Request: QUOTE_TEXT_INVALID"
    assert long["description"] == "Bad Request: QUOTE_TEXT_INVALID"
    assert marked_up["description"].startswith("Bad Request: strict: a quote is taken as it")
    assert not {"quote", "reply_to_message"} & second["result"]["reply_to_message"].keys()


async def test_given_a_person_who_never_wrote_or_who_blocked_then_the_bot_cannot_write(
    server: BotApi, post: Post
) -> None:
    ann = server.person("Ann")

    before = await post("sendMessage", chat_id=ann.chat.id, text="hello")
    ann.writes("hi")
    after = await post("sendMessage", chat_id=ann.chat.id, text="hello")
    ann.blocks()
    blocked = await post("sendMessage", chat_id=ann.chat.id, text="hello")
    ann.unblocks()
    again = await post("sendMessage", chat_id=ann.chat.id, text="hello")

    assert [before[0], after[0], blocked[0], again[0]] == [400, 200, 403, 200]
    assert before[1]["description"] == "Bad Request: chat not found"
    assert blocked[1]["description"] == "Forbidden: bot was blocked by the user"
    kinds = [[*update][1] for update in server.telegram.updates]
    assert kinds == ["message", "my_chat_member", "my_chat_member"]


# — tokens, bodies, unknown methods —


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot4242424242:" + "x" * 35 + "/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/file/bot4242424242:" + "x" * 35 + "/documents/file-1", 401, "Unauthorized"),
        ("/file/bot{token}/documents/file-1", 404, "Not Found"),
        ("/nowhere", 404, "Not Found"),
    ],
)
async def test_given_a_wrong_token_or_path_then_it_is_denied_and_not_logged(
    server: BotApi, path: str, status: int, description: str
) -> None:
    url = server.url + path.format(token=server.token)

    async with aiohttp.ClientSession() as session, session.get(url) as response:
        body = await response.json()

    assert (response.status, body["error_code"], body["description"]) == (
        status,
        status,
        description,
    )
    assert server.calls == []


@pytest.mark.parametrize("body", ["json", "form", "multipart", "address"])
async def test_given_any_kind_of_body_when_sent_then_it_is_read_alike(
    server: BotApi, body: str
) -> None:
    chat, markup = server.group("Newsroom"), keyboard(DATA)
    encoded = {"chat_id": str(chat.id), "text": "12", "reply_markup": json.dumps(markup)}
    bodies: dict[str, dict[str, Any]] = {
        "json": {"json": {"chat_id": chat.id, "text": "12", "reply_markup": markup}},
        "form": {"data": encoded},
        "multipart": {"data": aiohttp.FormData(encoded, default_to_multipart=True)},
        "address": {"params": encoded},
    }

    async with aiohttp.ClientSession() as session:
        url = f"{server.base_url}{server.token}/SENDMESSAGE"
        async with session.post(url, **bodies[body]) as response:
            await response.read()

    assert response.status == 200
    [call] = server.calls_of("sendMessage")
    assert call.parameters == {"chat_id": chat.id, "text": "12", "reply_markup": markup}
    assert server.token not in str(server.calls)


@pytest.mark.parametrize("wrong", [b"{", b"[1]"])
async def test_given_a_body_that_is_no_json_object_then_it_is_refused(
    server: BotApi, wrong: bytes
) -> None:
    async with aiohttp.ClientSession() as session:
        url, headers = (
            f"{server.base_url}{server.token}/getMe",
            {"Content-Type": "application/json"},
        )
        async with session.post(url, data=wrong, headers=headers) as response:
            body = await response.json()

    assert (response.status, body["ok"]) == (400, False)


@pytest.mark.parametrize("attached", [False, True])
async def test_given_a_file_in_a_multipart_body_when_sent_then_a_person_sees_a_document(
    server: BotApi, attached: bool
) -> None:
    chat, ann = server.group("Newsroom"), server.person("Ann")
    markup = json.dumps(keyboard(DATA))
    form = aiohttp.FormData({"chat_id": str(chat.id), "reply_markup": markup})
    form.add_field("part" if attached else "document", b"abc", filename="story.yaml")
    if attached:
        form.add_field("document", "attach://part")

    async with aiohttp.ClientSession() as session:
        url = f"{server.base_url}{server.token}"
        async with session.post(f"{url}/sendDocument", data=form) as response:
            sent = await response.json()
        edit = {"chat_id": chat.id, "message_id": sent["result"]["message_id"], "text": "x"}
        async with session.post(f"{url}/editMessageText", json=edit) as response:
            refused = await response.json()

        form = aiohttp.FormData({"chat_id": str(chat.id), "caption": "a" * 1025})
        form.add_field("document", b"abc", filename="story.yaml")
        async with session.post(f"{url}/sendDocument", data=form) as response:
            too_long = await response.json()

    [message] = ann.reads(chat)
    assert too_long["description"] == "Bad Request: message is too long"
    assert (message.document, message.text, message.labels) == ("story.yaml", "", ("More",))
    assert refused["description"] == "Bad Request: there is no text in the message to edit"


async def test_given_a_chat_action_when_sent_then_it_is_accepted(post: Post) -> None:
    assert await post("sendChatAction", chat_id=GROUP, action="typing") == (
        200,
        {"ok": True, "result": True},
    )


async def test_given_an_unknown_method_then_it_is_answered_true_and_counted(
    server: BotApi, post: Post
) -> None:
    _, body = await post("sendDice", chat_id=GROUP)

    assert body == {"ok": True, "result": True}
    assert server.unknown == {"sendDice": 1}
    assert server.count("sendDice") == 1


# — updates —


async def test_given_updates_then_limit_offset_and_negative_offset_choose_among_them(
    server: BotApi, post: Post
) -> None:
    ann = server.person("Ann")
    for text in ("one", "two", "three", "four"):
        ann.writes(text)

    async def texts(**parameters: Any) -> list[str]:
        _, body = await post("getUpdates", **parameters)
        return [update["message"]["text"] for update in body["result"]]

    first = server.telegram.updates[0]["update_id"]
    assert await texts(limit=2) == ["one", "two"]
    assert await texts() == ["one", "two", "three", "four"]
    assert await texts(offset=first + 1) == ["two", "three", "four"]
    assert await texts(offset=-2) == ["three", "four"]
    assert await texts() == ["three", "four"]
    assert await texts(offset=first + 4) == []


async def test_given_allowed_updates_then_they_stick_and_an_empty_list_means_the_usual(
    server: BotApi, post: Post
) -> None:
    ann = server.person("Ann")

    async def kinds(**parameters: Any) -> list[str]:
        await post("getUpdates", offset=-1, **parameters)
        await post("getUpdates", offset=1_000_000_000)
        ann.writes("hello")
        ann.blocks()
        server.telegram.deliver("message_reaction", {})
        return [[*update][1] for update in server.telegram.updates]

    assert await kinds() == ["message", "my_chat_member"]
    assert await kinds(allowed_updates=["message", "message_reaction"]) == [
        "message",
        "message_reaction",
    ]
    assert await kinds() == ["message", "message_reaction"]
    assert await kinds(allowed_updates=[]) == ["message", "my_chat_member"]


async def test_given_a_long_poll_when_something_comes_then_it_ends_at_once(
    server: BotApi, post: Post
) -> None:
    poll = asyncio.ensure_future(post("getUpdates", timeout=50))
    await server.called("getUpdates")

    started = time.monotonic()
    server.person("Ann").writes("hello")
    _, body = await poll

    assert [update["message"]["text"] for update in body["result"]] == ["hello"]
    assert time.monotonic() - started < 2


async def test_given_an_open_poll_when_another_comes_then_the_older_ends_with_a_conflict(
    server: BotApi, post: Post
) -> None:
    started = time.monotonic()
    older = asyncio.ensure_future(post("getUpdates", timeout=50))
    await server.called("getUpdates")

    newer = await post("getUpdates", timeout=0)

    assert newer == (200, {"ok": True, "result": []})
    assert await older == (
        409,
        {
            "ok": False,
            "error_code": 409,
            "description": "Conflict: terminated by other getUpdates request; "
            "make sure that only one bot instance is running",
        },
    )
    assert time.monotonic() - started < 2


async def test_given_an_update_when_its_message_is_edited_later_then_it_still_has_the_old_text(
    server: BotApi,
) -> None:
    ann = server.person("Ann")
    hers = ann.writes("one", age_s=3600)

    editing = asyncio.ensure_future(ann.edits(hers, "two"))
    await asyncio.sleep(0)
    editing.cancel()

    old, new = [[*update.values()][1] for update in server.telegram.updates]
    assert (old["text"], new["text"]) == ("one", "two")
    assert time.time() - 3602 < old["date"] < time.time() - 3599


async def test_given_a_webhook_then_polling_is_a_conflict_until_it_is_deleted(
    server: BotApi, post: Post
) -> None:
    server.person("Ann").writes("hello")
    await post("setWebhook", url="https://example.org/hook", allowed_updates=["message"])

    status, body = await post("getUpdates")
    _, info = await post("getWebhookInfo")
    await post("deleteWebhook", drop_pending_updates=True)
    after = await post("getUpdates")

    assert status == 409
    assert body["description"].startswith("Conflict: can't use getUpdates method while webhook")
    assert info["result"] == {
        "url": "https://example.org/hook",
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "max_connections": 40,
        "allowed_updates": ["message"],
    }
    assert after == (200, {"ok": True, "result": []})


async def test_given_an_open_poll_and_a_late_answer_when_stopped_then_it_stops_at_once() -> None:
    async with BotApi() as server, aiohttp.ClientSession() as session:
        server.fail("getMe", late_s=60)
        url = f"{server.base_url}{server.token}"
        poll = asyncio.ensure_future(session.get(f"{url}/getUpdates?timeout=50"))
        late = asyncio.ensure_future(session.get(f"{url}/getMe"))
        await server.called("getUpdates")
        await server.called("getMe")

        started = time.monotonic()
        await server.stop()

        assert time.monotonic() - started < 2
        await asyncio.gather(poll, late, return_exceptions=True)


# — what people do —


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start", [entity("bot_command", 0, 6)]),
        ("😀 /quote@story_bot now", [entity("bot_command", 3, 16)]),
        ("@story_bot who?", [entity("mention", 0, 10)]),
        ("@story_bot /help", [entity("mention", 0, 10), entity("bot_command", 11, 5)]),
        ("see https://a.b/start, ok", [entity("url", 4, 17)]),
        ("and/or a@b.org", None),
    ],
)
async def test_given_a_text_when_a_person_writes_it_then_it_carries_telegrams_entities(
    server: BotApi, text: str, entities: Any
) -> None:
    server.person("Ann").writes(text)

    assert server.telegram.updates[0]["message"].get("entities") == entities


async def test_given_a_query_when_answered_twice_then_the_second_time_is_refused(
    server: BotApi, post: Post
) -> None:
    ann = server.person("Ann")
    ann.writes("hello")
    await post("sendMessage", chat_id=ann.chat.id, text="hi", reply_markup=keyboard(DATA))
    tap = asyncio.ensure_future(ann.taps(ann.reads()[0], "More"))
    await asyncio.sleep(0)
    id_ = server.telegram.updates[-1]["callback_query"]["id"]

    first = await post("answerCallbackQuery", callback_query_id=id_, text="Soon")
    second = await post("answerCallbackQuery", callback_query_id=id_)

    assert [first[0], second[0]] == [200, 400]
    assert second[1]["description"] == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )
    assert (await tap).toast == "Soon"


async def test_given_a_silent_bot_when_a_person_waits_then_the_failure_says_what_came_instead(
    server: BotApi, post: Post
) -> None:
    server.patience_s = 0.4
    ann, boris = server.person("Ann"), server.person("Boris")
    boris.writes("hi")

    waiting = asyncio.ensure_future(ann.says("who is sergeev"))
    await asyncio.sleep(0)
    await post("sendMessage", chat_id=boris.chat.id, text="A fireman.")
    with pytest.raises(AssertionError) as failure:
        await waiting

    assert "Ann waited 0.4 s for an answer to 'who is sergeev'" in str(failure.value)
    assert "not confirmed: 2" in str(failure.value)
    assert "A fireman." in str(failure.value)


async def test_given_a_talkative_bot_when_a_person_listens_then_each_message_comes_once(
    server: BotApi, post: Post
) -> None:
    server.patience_s = 0.1
    group, ann = server.telegram.chats[GROUP], server.person("Ann")
    for text in ("one", "two"):
        await post("sendMessage", chat_id=GROUP, text=text)

    with pytest.raises(AssertionError, match="the bot was not silent"):
        await ann.hears_nothing(group)
    heard = [(await ann.hears(group)).text for _ in range(2)]

    assert heard == ["one", "two"]
    await ann.hears_nothing(group, within_s=0.05)
    with pytest.raises(AssertionError, match=r"waited 0\.1 s for another message"):
        await ann.hears(group)


async def test_given_unread_messages_when_a_person_acts_then_only_what_comes_next_counts(
    server: BotApi, post: Post
) -> None:
    group, ann = server.telegram.chats[GROUP], server.person("Ann")
    for text in ("one", "two"):
        await post("sendMessage", chat_id=GROUP, text=text, reply_markup=keyboard(DATA))
    first, second = ann.reads(group)

    saying = asyncio.ensure_future(ann.says("hello", chat=group))
    await asyncio.sleep(0)
    await post("sendMessage", chat_id=GROUP, text="three")
    tapping = asyncio.ensure_future(ann.taps(first, "More"))
    await asyncio.sleep(0)
    await post("answerCallbackQuery", callback_query_id="1")
    await post("editMessageText", chat_id=GROUP, message_id=second.id, text="not hers")
    await post("sendMessage", chat_id=GROUP, text="four")
    editing = asyncio.ensure_future(ann.edits(ann.said[0], "hello again"))
    await asyncio.sleep(0)
    await post("sendMessage", chat_id=GROUP, text="five")

    assert [(await saying).text, (await tapping).message.text] == ["three", "four"]
    assert (await editing).text == "five"
    await ann.hears_nothing(group, within_s=0.05)


async def test_given_a_tap_when_another_message_changes_then_the_tapped_one_is_returned(
    server: BotApi, post: Post
) -> None:
    group, ann = server.telegram.chats[GROUP], server.person("Ann")
    for text in ("one", "two"):
        await post("sendMessage", chat_id=GROUP, text=text, reply_markup=keyboard(DATA))
    first, second = ann.reads(group)

    tapping = asyncio.ensure_future(ann.taps(first, "More"))
    await asyncio.sleep(0)
    await post("editMessageText", chat_id=GROUP, message_id=second.id, text="not hers")
    await post("editMessageText", chat_id=GROUP, message_id=first.id, text="hers")
    await post("answerCallbackQuery", callback_query_id="1")

    assert (await tapping).message.text == "hers"


async def test_given_a_tap_when_the_bot_deletes_the_message_or_does_nothing_then_it_is_told(
    server: BotApi, post: Post
) -> None:
    server.patience_s = 0.4
    group, ann = server.telegram.chats[GROUP], server.person("Ann")
    await post("sendMessage", chat_id=GROUP, text="one", reply_markup=keyboard(DATA))
    [message] = ann.reads(group)

    async def tap(*calls: str) -> Tap:
        tap = asyncio.ensure_future(ann.taps(message, "More"))
        await asyncio.sleep(0)
        id_ = server.telegram.updates[-1]["callback_query"]["id"]
        for method in calls:
            await post(method, callback_query_id=id_, chat_id=GROUP, message_id=message.id)
        return await tap

    with pytest.raises(AssertionError, match="for an answer to the tap on 'More'"):
        await tap()
    with pytest.raises(AssertionError, match="for something to come of the tap on 'More'"):
        await tap("answerCallbackQuery")
    server.patience_s = 10
    assert await tap("answerCallbackQuery", "deleteMessage") == Tap(message)
    with pytest.raises(AssertionError, match="message 1 is deleted"):
        ann.sees(message)


async def test_given_a_label_that_is_not_there_when_tapped_then_the_failure_lists_the_labels(
    server: BotApi, post: Post
) -> None:
    ann, link = server.person("Ann"), {"text": "Source", "url": "https://example.org"}
    markup = keyboard(DATA, link)
    await post("sendMessage", chat_id=GROUP, text="one", reply_markup=markup)
    [message] = ann.reads(server.telegram.chats[GROUP])

    with pytest.raises(AssertionError, match=r"0 buttons say 'Less'; there are \('More', 'Sou"):
        await ann.taps(message, "Less")
    with pytest.raises(AssertionError, match="the button 'Source' is not for the bot"):
        await ann.taps(message, "Source")
    assert message.button("Source").url == "https://example.org"


async def test_given_a_file_over_20_mb_then_the_bot_cannot_download_it(
    server: BotApi, post: Post
) -> None:
    ann = server.person("Ann")
    sending = asyncio.ensure_future(ann.sends_document("story.yaml", bytes(20_000_001)))
    await asyncio.sleep(0)
    document = server.telegram.updates[0]["message"]["document"]

    _, body = await post("getFile", file_id=document["file_id"])

    assert (document["file_name"], document["file_size"]) == ("story.yaml", 20_000_001)
    assert body["description"] == "Bad Request: file is too big"
    sending.cancel()


# — faults —


@pytest.mark.parametrize(
    ("fault", "status", "sent"),
    [
        pytest.param({"status": 429, "retry_after": 3}, 429, 0, id="429"),
        pytest.param({"status": 403}, 403, 0, id="403"),
        pytest.param({"status": 502}, 502, 0, id="502 before"),
        pytest.param({"status": 502, "after": True}, 502, 1, id="502 after"),
        pytest.param({"status": 200}, 200, 0, id="200 with a web page"),
        pytest.param({"cut": True}, 0, 0, id="cut before"),
        pytest.param({"cut": True, "after": True}, 0, 1, id="cut after"),
    ],
)
async def test_given_a_fault_then_the_call_goes_wrong_before_or_after_its_effect(
    server: BotApi, fault: dict[str, Any], status: int, sent: int
) -> None:
    chat = server.group("Newsroom")
    rule = server.fail("sendMessage", **fault)

    async with aiohttp.ClientSession() as session:
        url = f"{server.base_url}{server.token}/sendMessage"
        try:
            async with session.post(url, json={"chat_id": chat.id, "text": "x"}) as response:
                page, got = await response.text(), response.status
        except aiohttp.ClientConnectionError:
            page, got = "", 0

    assert (got, len(chat.messages), rule.struck) == (status, sent, 1)
    assert page.startswith("<html>") == (status in (200, 502))
    assert server.refused == []
    if status == 429:
        assert json.loads(page)["parameters"] == {"retry_after": 3}


async def test_given_a_fault_on_each_third_call_twice_then_just_those_go_wrong(
    server: BotApi, post: Post
) -> None:
    server.fail(status=400, description="Bad Request: can't parse entities", every=3, times=2)

    statuses = [(await post("getMe"))[0] for _ in range(10)]

    assert statuses == [200, 200, 400, 200, 200, 400, 200, 200, 200, 200]


async def test_given_a_fault_for_one_chat_then_the_others_are_spared(
    server: BotApi, post: Post
) -> None:
    other = server.group("Friends")
    fault = server.fail("sendMessage", chats=[other], status=429, every=2, times=None)

    statuses = [
        (await post("sendMessage", chat_id=chat_id, text="x"))[0]
        for chat_id in (GROUP, other.id, GROUP, other.id, GROUP)
    ]

    assert statuses == [200, 200, 200, 429, 200]
    assert fault.struck == 1


async def test_given_a_late_answer_then_the_effect_is_there_before_it(
    server: BotApi, post: Post
) -> None:
    server.fail("sendMessage", late_s=0.4)

    started = time.monotonic()
    sending = asyncio.ensure_future(post("sendMessage", chat_id=GROUP, text="x"))
    await server.telegram.wait_for(lambda: server.telegram.chats[GROUP].messages, 1)
    effect = time.monotonic() - started
    status, _ = await sending

    assert status == 200
    assert effect < 0.4 <= time.monotonic() - started


async def test_given_inline_results_then_each_shows_its_text_marked_and_with_its_buttons(
    server: BotApi, post: Post
) -> None:
    ann = server.person("Ann")
    content = {"message_text": "😀 It burned.", "entities": [entity("blockquote", 3, 10)]}
    markup = keyboard(
        {"text": "Story", "url": "https://a.b"}, {"text": "Copy", "copy_text": {"text": "It"}}
    )
    results = [article(input_message_content=content, reply_markup=markup), article("2", "No.")]

    typing = asyncio.ensure_future(ann.types_inline("what"))
    await asyncio.sleep(0)
    await post("answerInlineQuery", inline_query_id="1", results=results, is_personal=True)
    answer = await typing

    first, second = (result.message for result in answer.results)
    assert (first.text, first.spans) == ("😀 It burned.", (Span("blockquote", "It burned."),))
    assert first.buttons == ((Button("Story", url="https://a.b"), Button("Copy", copies="It")),)
    assert (second.text, second.spans, second.buttons) == ("No.", (), ())
    assert (answer.personal, answer.cache_s) == (True, 300)


# — a real bot —


class Echo:
    """A bot that says everything back in a blockquote, with a button that counts."""

    async def text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        assert message
        said = f"😀 {message.text or 'no text'}"
        quote = MessageEntity(MessageEntity.BLOCKQUOTE, 3, len(said) - 2)
        buttons = InlineKeyboardMarkup.from_button(InlineKeyboardButton("More", callback_data="1"))
        try:
            await message.reply_text(said, entities=[quote], reply_markup=buttons)
        except TelegramError:
            await message.reply_text("again")

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        await update.message.reply_text(f"hello {context.args}")

    async def tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query
        if query.data == "1":
            await query.answer()
            await query.edit_message_text("More of it")
        else:
            await query.answer("Outdated", show_alert=True)

    async def inline(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.inline_query
        assert query
        content = InputTextMessageContent(query.query)
        button = InlineQueryResultsButton("Ask me", start_parameter="inline")
        results = [InlineQueryResultArticle("1", "Echo", content)]
        await query.answer(results, cache_time=5, button=button)

    async def document(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        assert update.message.document
        file = await update.message.document.get_file()
        data = bytes(await file.download_as_bytearray())
        await update.message.reply_document(data[::-1], filename="back.txt", caption="Back")


@asynccontextmanager
async def polling(server: BotApi) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    """Run the bot against the server, as in production."""
    echo = Echo()
    builder = ApplicationBuilder().token(server.token)
    builder = builder.base_url(server.base_url).base_file_url(server.base_file_url)
    application = builder.build()
    new = filters.UpdateType.MESSAGE
    application.add_handler(CommandHandler("start", echo.start, new))
    application.add_handler(MessageHandler(filters.Document.ALL & new, echo.document))
    application.add_handler(MessageHandler(filters.ALL, echo.text))
    application.add_handler(CallbackQueryHandler(echo.tap))
    application.add_handler(InlineQueryHandler(echo.inline))
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling()
        yield application
        await application.updater.stop()
        await application.stop()


@pytest_asyncio.fixture
async def ann(server: BotApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Person]:
    """Return a person with the real bot running; at the end nothing was refused or unknown."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # else the library warns at each 429
    async with polling(server):
        yield server.person("Ann", language_code="en")
    assert server.refused == []
    assert not server.unknown


async def test_given_a_real_bot_when_a_person_writes_taps_and_edits_then_it_answers(
    server: BotApi, ann: Person
) -> None:
    reply = await ann.says("who is sergeev")
    tap = await ann.taps(reply, "More")
    stale = await ann.taps(tap.message, Button("Old", data="2"))
    edited = await ann.edits(ann.said[0], "who was it")
    command = await ann.says("/start now")

    assert reply.text == "😀 who is sergeev"
    assert reply.covered("blockquote") == ("who is sergeev",)
    assert (reply.labels, reply.reply_to, reply.edited) == (("More",), None, False)
    assert (tap.message.id, tap.message.text, tap.message.edited) == (reply.id, "More of it", True)
    assert (tap.message.buttons, tap.toast) == ((), "")
    assert (stale.toast, stale.alert, stale.message) == ("Outdated", True, tap.message)
    assert edited.text == "😀 who was it"
    assert command.text == "hello ['now']"
    assert ann.reads() == [tap.message, edited, command]


async def test_given_a_real_bot_in_a_group_then_each_person_gets_the_reply_to_their_own(
    server: BotApi, ann: Person
) -> None:
    group, boris = server.group("Newsroom"), server.person("Борис", language_code="ru")

    hers, his = await asyncio.gather(
        ann.says("one", chat=group), boris.says("two", chat=group, reply_to=None)
    )

    assert (hers.text, hers.reply_to) == ("😀 one", ann.said[0].id)
    assert (his.text, his.reply_to) == ("😀 two", boris.said[0].id)


async def test_given_a_real_bot_when_a_person_types_an_inline_query_then_results_come(
    server: BotApi, ann: Person
) -> None:
    answer = await ann.types_inline("what burned")
    posted = ann.posts_inline(answer.results[0], server.group("Friends"))

    assert [(result.id, result.title) for result in answer.results] == [("1", "Echo")]
    assert answer.results[0].message.text == posted.text == "what burned"
    assert (answer.cache_s, answer.personal, answer.next_offset) == (5, False, "")
    assert (answer.button, answer.start_parameter) == ("Ask me", "inline")


async def test_given_a_real_bot_when_a_person_sends_files_then_they_go_both_ways(
    server: BotApi, ann: Person
) -> None:
    back = await ann.sends_document("story.txt", b"abc", caption="Here")
    others = [await ann.sends(kind) for kind in ("photo", "sticker", "voice")]

    assert (back.document, back.text) == ("back.txt", "Back")
    assert [upload.data for upload in server.telegram.files.values()][:2] == [b"abc", b"cba"]
    assert {other.text for other in others} == {"😀 no text"}


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"status": 429, "retry_after": 1}, id="429"),
        pytest.param({"status": 502}, id="502"),
        pytest.param({"status": 200}, id="200 with a web page"),
        pytest.param({"cut": True}, id="cut"),
    ],
)
async def test_given_a_fault_when_a_real_bot_answers_then_it_meets_the_errors_of_its_library(
    server: BotApi, ann: Person, fault: dict[str, Any]
) -> None:
    rule = server.fail(method="sendMessage", **fault)

    reply = await ann.says("hello")

    assert (reply.text, rule.struck) == ("again", 1)


async def test_given_the_library_when_it_sets_the_menu_and_looks_around_then_it_understands(
    server: BotApi,
) -> None:
    ann = server.person("Ann", language_code="en")
    ann.writes("hello")

    async with Bot(server.token, server.base_url) as bot:
        await bot.set_my_commands([BotCommand("start", "Say hello")])
        await bot.set_my_description("Answers questions", language_code="ru")
        chat = await bot.get_chat(ann.chat.id)
        webhook = await bot.get_webhook_info()
        description = await bot.get_my_description("ru")

    assert ann.menu() == ["start"]
    assert (chat.first_name, webhook.url) == ("Ann", "")
    assert description.description == "Answers questions"
