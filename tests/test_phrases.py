"""The bot's own words: complete, within Telegram's limits, and small talk told from questions."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from bot.content import load
from bot.phrases import CHINESE, ENGLISH, PHRASES, RUSSIAN, Phrases, small_talk_in
from bot.text import HAN

OTHERS = [phrases for phrases in PHRASES.values() if phrases is not ENGLISH]

# Labels of buttons, and those of them that share a row with another one.
LABELS = (
    "longer shorter next_quote in_context back another_quote copy_quote open_source useful "
    "not_asked tell_me all_stories ask_in_private previous_paragraph next_paragraph"
).split()
HALVES = "in_context another_quote copy_quote open_source useful not_asked longer shorter".split()
TOASTS = "outdated_button thanks_for_rating will_tell cannot_tell language_chosen".split()

every_language = pytest.mark.parametrize("phrases", PHRASES.values(), ids=PHRASES)
every_other_language = pytest.mark.parametrize("phrases", OTHERS, ids=lambda p: p.language)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("hi", "greeting"),
        ("Helloooo!!", "greeting"),
        ("good morning", "greeting"),
        ("hey there bot", "greeting"),
        ("thx", "thanks"),
        ("thank you so much", "thanks"),
        ("Who are you?", "who_are_you"),
        ("what's your name", "who_are_you"),
        ("how are you", "how_are_you"),
        ("bye", "farewell"),
        ("great, nice bot", "praise"),
        ("are you sure?", "doubt"),
        ("is that true", "doubt"),
        ("это правда?", "doubt"),
        ("真的吗", "doubt"),
        ("full text", "way_around"),
        ("who cares", "complaint"),
        ("you are useless", "complaint"),
        ("test", "test"),
        ("👍👍", "emoji"),
        ("?", "signs"),
        ("...", "signs"),
        ("", "signs"),
        ("https://example.org/a?b=c", "link"),
    ],
)
def test_small_talk_is_recognised(message: str, kind: str) -> None:
    assert small_talk_in(message) == kind


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Привет!", "greeting"),
        ("приветтт", "greeting"),
        ("ЗДРАВСТВУЙТЕ", "greeting"),
        ("Ну здравствуй, бот", "greeting"),
        ("Добрый день.", "greeting"),
        ("всем привет", "greeting"),
        ("спс", "thanks"),
        ("Большое спасибо!!!", "thanks"),
        ("понятно, спасибо", "thanks"),
        ("нет, спасибо", "thanks"),
        ("пока", "farewell"),
        ("До свидания", "farewell"),
        ("Спокойной ночи)", "farewell"),
        ("ты кто?", "who_are_you"),
        ("Как тебя зовут?", "who_are_you"),
        ("Что ты умеешь", "who_are_you"),
        ("ты нейросеть?", "who_are_you"),
        ("Как дела?", "how_are_you"),
        ("привет, как дела", "how_are_you"),
        ("есть кто-нибудь?", "how_are_you"),
        ("ок", "praise"),
        ("да", "praise"),
        ("Нет.", "praise"),
        ("Ты молодец!", "praise"),
        ("ахахаха", "praise"),
        ("Всё понятно", "praise"),
        ("тупой бот", "complaint"),
        ("Я спросила не об этом", "complaint"),
        ("не то", "complaint"),
        ("иди нахуй", "complaint"),
        ("Тест", "test"),
        ("проверка связи", "test"),
    ],
)
def test_small_talk_in_russian_is_recognised(message: str, kind: str) -> None:
    assert small_talk_in(message) == kind


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("你好", "greeting"),
        ("您好！", "greeting"),
        ("你好啊", "greeting"),
        ("早上好", "greeting"),
        ("Hi，你好", "greeting"),
        ("谢谢", "thanks"),
        ("谢谢啦～", "thanks"),
        ("好的，谢谢！", "thanks"),
        ("辛苦了", "thanks"),
        ("謝謝", "thanks"),
        ("再见", "farewell"),
        ("拜拜", "farewell"),
        ("晚安。", "farewell"),
        ("你是谁？", "who_are_you"),
        ("你叫什么名字", "who_are_you"),
        ("你是AI吗？", "who_are_you"),
        ("你能做什么", "who_are_you"),
        ("你好吗", "how_are_you"),
        ("在吗？", "how_are_you"),
        ("有人吗", "how_are_you"),
        ("好", "praise"),
        ("好的", "praise"),
        ("嗯嗯", "praise"),
        ("哈哈哈哈哈哈", "praise"),
        ("太厉害了！", "praise"),
        ("明白了", "praise"),
        ("傻逼", "complaint"),
        ("答非所问", "complaint"),
        ("我问的不是这个", "complaint"),
        ("滚", "complaint"),
        ("测试一下", "test"),
        ("。。。", "signs"),
    ],
)
def test_small_talk_in_chinese_is_recognised(message: str, kind: str) -> None:
    assert small_talk_in(message) == kind


QUESTIONS = {
    "en": [
        "who is sergeev",
        "what about virology",
        "who are the scientists",
        "what is your opinion of virology",
        "is https://example.org/a the source",
        "good cooperation",
        "how are russia and china doing",
        "year",
        "2020",
        "nice center for what",
    ],
    "ru": [
        "кто это",
        "кто он",
        "а кто он такой",
        "почему",
        "почему нет?",
        "зачем",
        "когда",
        "где",
        "как",
        "что это",
        "что это значит",
        "точно?",
        "верно ли это",
        "это хорошо?",
        "все хорошо?",
        "пока нет",
        "ещё нет?",
        "что нового",
        "что дальше",
        "и всё?",
        "а Китай",
        "кто такой Сергеев",
        "как зовут президента академии",
        "как дела у России и Китая",
        "кто создал центр",
        "что умеет Китай",
        "расскажи о вирусологии",
        "хороший пример",
        "тесты",
        "спасибо кому",
        "пандемия",
        "как это работает",
    ],
    "zh": [
        "他是谁",
        "是谁",
        "谁",
        "为什么",
        "为什么不",
        "什么",
        "什么时候",
        "哪里",
        "怎么样",
        "这是什么",
        "是什么意思",
        "是吗",
        "对吗",
        "好吗",
        "是不是",
        "还有呢",
        "然后呢",
        "中国呢",
        "他叫什么名字",
        "他会做什么",
        "他好吗",
        "谢尔盖耶夫是谁",
        "你好的定义",
        "好消息",
        "中国好",
        "好不好",
        "谢谢谁",
        "谁感谢中国",
        "合作怎么样",
        "有什么用",
        "测试系统",
        "疫情",
        "创新年",
        "谁错了",
        "不是谁",
        "中国是俄罗斯的榜样吗",
        "怎么工作",
    ],
}
POLITE = [
    "",
    "hello, ",
    "thanks, ",
    "ok ",
    "Привет! ",
    "спасибо, ",
    "да, ",
    "你好，",
    "谢谢，",
    "好的",
]


@pytest.mark.parametrize("question", [q for some in QUESTIONS.values() for q in some])
def test_a_question_is_not_taken_for_small_talk_however_polite(question: str) -> None:
    asked = [polite + question for polite in POLITE]

    assert [message for message in asked if small_talk_in(message)] == []


def test_no_question_about_the_first_story_is_taken_for_small_talk() -> None:
    content, _ = load(Path("content"))
    (story,) = content.stories
    cases = [case.question for case in story.cases if "smalltalk" not in case.expect]
    phrasings = [question for entry in story.entries for question in entry.questions]
    names = [
        name for speaker in story.speakers for name in (speaker.name, speaker.role, *speaker.also)
    ]

    taken = [each for each in (*cases, *phrasings, *names) if small_talk_in(each)]

    assert min(len(cases), len(phrasings), len(names)) > 20
    assert taken == []


@every_language
def test_all_that_counts_as_small_talk_is_found_as_what_it_is(phrases: Phrases) -> None:
    listed = [
        (kind, message)
        for kind, small_talk in phrases.small_talk.items()
        for message in small_talk.wholes | small_talk.cores
    ]

    otherwise = [(kind, message) for kind, message in listed if small_talk_in(message) != kind]

    assert otherwise == []


def test_no_han_character_with_a_meaning_is_small_talk_beside_any_other() -> None:
    free = CHINESE.fillers.union(*(kind.cores for kind in CHINESE.small_talk.values()))

    assert free <= set("哈呵嘻嗯哦噢喔哇")


@every_language
def test_every_language_says_everything(phrases: Phrases) -> None:
    texts = texts_of(phrases)

    assert texts.keys() == texts_of(ENGLISH).keys()
    assert [name for name, text in texts.items() if not text.strip()] == []
    assert list(phrases.commands) == list(ENGLISH.commands)
    assert list(phrases.small_talk) == list(ENGLISH.small_talk)
    assert phrases.languages.keys() == PHRASES.keys()
    assert PHRASES[phrases.language] is phrases
    for name, text in texts.items():
        assert fills(text) == fills(texts_of(ENGLISH)[name]), name


@every_language
def test_every_language_fits_telegram(phrases: Phrases) -> None:
    texts = {name: filled(text) for name, text in texts_of(phrases).items()}

    assert units(phrases.description) <= 512
    assert units(phrases.short_description) <= 120
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", command) for command in phrases.commands)
    assert all(3 <= units(text) <= 256 for text in phrases.commands.values())
    assert too_long(texts, list(texts), units, 4096) == {}
    assert too_long(texts, TOASTS, units, 200) == {}


@every_language
def test_every_label_fits_a_phone(phrases: Phrases) -> None:
    texts = {name: text.format(number=999) for name, text in labels_of(phrases).items()}

    assert too_long(texts, LABELS, columns, 30) == {}
    assert too_long(texts, HALVES, columns, 18) == {}
    assert too_long(dict(phrases.commands), list(phrases.commands), columns, 60) == {}


@every_language
def test_every_language_is_typeset_with_care(phrases: Phrases) -> None:
    texts = texts_of(phrases) | {"chat_prompt": phrases.chat_prompt.rstrip()}

    careless = {
        name: text
        for name, text in texts.items()
        if re.search(r"  |[\"'`]|\.\.\.| \n|\n{3}", text) or text != text.strip()
    }

    assert careless == {}


@every_other_language
def test_nothing_is_left_in_english(phrases: Phrases) -> None:
    english = texts_of(ENGLISH)

    same = {n: t for n, t in texts_of(phrases).items() if t == english[n] and has_words(t)}

    assert same == {}


@pytest.mark.parametrize(
    ("phrases", "script"), [(RUSSIAN, "а-яёА-ЯЁ"), (CHINESE, HAN)], ids=["ru", "zh"]
)
def test_a_language_is_written_in_its_own_script(phrases: Phrases, script: str) -> None:
    texts = {name: own_words(text) for name, text in texts_of(phrases).items()}

    foreign = {n: t for n, t in texts.items() if re.search(rf"[^\W\d_{script}]", t)}

    assert foreign == {}


@pytest.mark.parametrize(
    ("phrases", "foreign"),
    [(RUSSIAN, "“”‘’《》「」–"), (CHINESE, "«»„‘’「」,;!?")],
    ids=["ru", "zh"],
)
def test_a_language_has_its_own_signs(phrases: Phrases, foreign: str) -> None:
    texts = {name: own_words(text) for name, text in texts_of(phrases).items()}

    assert {n: t for n, t in texts.items() if set(t) & set(foreign)} == {}


@every_language
def test_the_privacy_notice_names_the_button_as_it_is_labelled(phrases: Phrases) -> None:
    assert phrases.tell_me in phrases.privacy


def test_the_bot_has_no_gender_in_russian() -> None:
    gendered = r"\b[Яя] (?:не )?\w+(?:ла?|ен|на)\b"

    assert {n: t for n, t in texts_of(RUSSIAN).items() if re.search(gendered, t)} == {}


def test_chinese_readers_are_called_ni_throughout() -> None:
    assert [name for name, text in texts_of(CHINESE).items() if "您" in text] == []


@pytest.mark.parametrize(
    ("phrases", "said"),
    [
        (ENGLISH, "I know this story in English only, so please ask in English."),
        (
            RUSSIAN,
            "Эта статья есть у меня только на английском. Спросите, пожалуйста, на этом языке.",
        ),
        (CHINESE, "这篇报道我只有英文版，请用英文提问。"),
    ],
    ids=PHRASES,
)
def test_a_reader_is_told_in_good_grammar_which_language_a_story_has(
    phrases: Phrases, said: str
) -> None:
    assert phrases.other_language.format(language=phrases.languages["en"]) == said


def texts_of(phrases: Phrases) -> dict[str, str]:
    """Everything that is said to a reader, by where it stands."""
    own = {field.name: getattr(phrases, field.name) for field in fields(phrases)}
    texts = {name: text for name, text in own.items() if isinstance(text, str)}
    del texts["language"]  # a code
    return (
        texts
        | {f"/{name}": text for name, text in phrases.commands.items()}
        | {f"language {code}": text for code, text in phrases.languages.items()}
        | {kind: small_talk.says for kind, small_talk in phrases.small_talk.items()}
    )


def labels_of(phrases: Phrases) -> dict[str, str]:
    return {name: getattr(phrases, name) for name in LABELS}


def fills(text: str) -> set[str]:
    """The names between braces."""
    return set(re.findall(r"\{(\w+)\}", text))


def filled(text: str) -> str:
    """A text with as much between each pair of braces as a reader or an editor may have put."""
    return text.format_map(dict.fromkeys(fills(text), "字" * 1_000) | {"days": "365"})


def own_words(text: str) -> str:
    """A text without braces, commands with their arguments, and the name of Telegram."""
    return re.sub(r"\{\w+\}|/[a-z]+(?: long)?|Telegram", "", text)


def has_words(text: str) -> bool:
    return any(character.isalpha() for character in own_words(text))


def too_long(
    texts: dict[str, str], names: list[str], measure: Callable[[str], int], most: int
) -> dict[str, int]:
    """How long those texts are that are longer than `most`."""
    return {name: measure(texts[name]) for name in names if measure(texts[name]) > most}


def units(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def columns(text: str) -> int:
    """Width on a screen: a Han character or a full-width sign takes two columns."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
