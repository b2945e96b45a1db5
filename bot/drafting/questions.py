"""Phrasings that a reader might use, by templates; only what is grammatical in any case."""

import re
from collections.abc import Iterator, Sequence

from bot.content.schema import MAX_CANONICAL
from bot.drafting.english import clause
from bot.drafting.languages import language
from bot.drafting.people import Person

MOST = 6
"""Phrasings that an entry is given."""

_RU_WHEN = re.compile(
    r"(?i)\s?(?:\bво?\s(?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)\b"
    r"|\b\d{1,2}\s(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября"
    r"|декабря)(?:\s\d{4}\sгода)?|\bв\s\d{4}\sгоду|\bвчера\b|\bсегодня\b)"
)
_RU_BOUND = re.compile(r"(?i)(?:^|\s)(?:до|со?|по|к|от|после|на|за|перед|около|и)$")
_RU_COUNT = re.compile(
    r"(?i)\b(?:(?:пять|шесть|семь|восемь|девять|десять|\w+надцать|двадцать|тридцать|сорок"
    r"|пятьдесят|сто)|\d*(?:[05-9]|1[1-4]))\s(?!лет\b|процент|минут|час|январ|феврал|март|апрел"
    r"|ма[йя]\b|июн|июл|август|сентябр|октябр|ноябр|декабр|год)([а-яё]{3,})"
)
_ZH_WHEN = re.compile(
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?(?:[早晚]上?|上午|下午|凌晨)?|\d{4}年|(?:本|上|下)?(?:周|星期)"
    r"[一二三四五六日天]|昨天|今天|明天|去年|今年|明年"
)
_ZH_COUNT = re.compile(
    r"(?<!第)(?:约|近|大约)?(?:\d[\d,.]*|[一两二三四五六七八九十百千万]+)(?:多)?(?=[艘只名个人位件座辆栋间幅本条张次家所])"
)

# What no phrasing is to end with, when it is cut.
_HANGING = frozenset(
    "the a an of to in on at by for with from as and or but that which who had has have was were "
    "is are will would his her its their my your our в на с к по о от до за из и что".split()
)


def of_quote(person: Person, phrases: Sequence[str], words: str, code: str) -> Iterator[str]:
    """Yield questions that ask for what somebody said.

    Args:
        person: Who said it.
        phrases: What it is about, the most telling first.
        words: What was said.
        code: The language, BCP 47 without a region.
    """
    first = phrases[0] if phrases else ""
    second = phrases[1] if len(phrases) > 1 else ""
    name, surname = person.name, person.surname
    if code == "en":
        about = _told_of(first, words)
        if about:
            yield f"What did {name} say about {about}?"
        else:
            yield f"Who said: {_opening(words, 8)}"
        if first:
            yield f"what does {surname} say about {first}"
            yield f"{surname} on {first}"
        if _told_of(second, words):
            yield f"What are {_owner(surname)} words about {_told_of(second, words)}?"
        if second:
            yield f"quote about {second}"
        yield f"Who said: {_opening(words, 8)}"
    elif code == "ru":
        for phrase in filter(None, (first, second)):
            yield f"Что говорит {name} на тему «{phrase}»?"
            yield f"{surname}: {phrase}"
        if first:
            yield f"цитата: {first}"
        yield f"Кто сказал: {_opening(words, 7)}"
    elif code == "zh":
        for phrase in filter(None, (first, second)):
            yield f"关于{phrase}，{name}怎么说？"
            yield f"{name} {phrase}"
        yield f"谁说的：{_opening(words, 18)}"
    else:
        for phrase in filter(None, (first, second)):
            yield f"{name}: {phrase}?"
            yield f"{surname} {phrase}"
        yield f"{name}: {_opening(words, 8)}?"


def of_fact(
    sentence: str, phrases: Sequence[str], code: str, names: frozenset[str]
) -> Iterator[str]:
    """Yield questions that a sentence answers.

    Args:
        sentence: As the article has it.
        phrases: What it is about, the most telling first.
        code: The language, BCP 47 without a region.
        names: Words that keep their capital letter.
    """
    first = phrases[0] if phrases else ""
    if code == "en":
        found = clause(sentence, names)
        yield from [] if found is None else found.questions()
        about = _told_of(first, sentence)
        if about:
            yield f"What does the story say about {about}?"
        elif found is None:
            yield f"Does the story say: {_opening(sentence, 9)}"
        if first:
            yield f"tell me about {first}"
        for phrase in phrases[1:2]:
            yield f"anything about {phrase}"
        yield f"Does the story say: {_opening(sentence, 9)}"
    elif code == "ru":
        yield from _russian(sentence, names)
        for phrase in phrases[:2]:
            yield f"Что известно на тему «{phrase}»?"
        yield f"Говорится ли в статье: {_opening(sentence, 8)}"
    elif code == "zh":
        yield from _chinese(sentence)
        for phrase in phrases[:2]:
            yield f"关于{phrase}，文章说了什么？"
        yield f"文章是否说：{_opening(sentence, 20)}"
    else:
        for phrase in phrases[:2]:
            yield f"{phrase}?"
        yield f"{_opening(sentence, 9)}?"


def of_role(person: Person, code: str) -> Iterator[str]:
    """Yield questions that ask who somebody is."""
    if code == "ru":
        yield f"Кто это — {person.name}?"
        yield f"{person.surname}: должность"
        yield f"кто {person.surname}"
    elif code == "zh":
        yield f"{person.name}是谁？"
        yield f"{person.name}是做什么的"
    elif code == "en":
        yield f"Who is {person.name}?"
        yield f"tell me who {person.surname} is"
        yield f"who is {person.surname}"
    else:
        yield f"{person.name}?"


_OF_DATELINE = {
    "en": ("When was the story published?", "where is the story from", "dateline"),
    "ru": ("Когда опубликована статья?", "откуда эта новость", "дата публикации"),
    "zh": ("这篇报道是什么时候发的？", "报道来自哪里", "发稿日期"),
}
_OUT_OF_SCOPE = {
    "en": ("who won the cup final", "will it rain tomorrow", "how do I boil an egg"),
    "ru": ("кто выиграл кубок", "будет ли завтра дождь", "как сварить яйцо"),
    "zh": ("谁赢了决赛", "明天会下雨吗", "怎么煮鸡蛋"),
}
_COST = {
    "en": ("The story gives no costs.", "How much does it cost?", "what is the price of it all"),
    "ru": ("В статье не сказано, сколько это стоит.", "Сколько это стоит?", "какая цена"),
    "zh": ("文章没有提到费用。", "花了多少钱？", "费用是多少"),
}
_AUTHOR = {
    "en": ("The story does not name its author.", "Who wrote this story?", "name of the reporter"),
    "ru": ("В статье не указан её автор.", "Кто автор статьи?", "имя журналиста"),
    "zh": ("文章没有写明作者。", "这篇文章是谁写的？", "作者叫什么名字"),
}
# Where another story has an entry for the same: {} is the story's name.
_OF_ONE_STORY = {
    ("dateline", "en"): ("When was the {} story published?", "where is the {} story from"),
    ("dateline", "ru"): ("Когда опубликована статья «{}»?", "откуда новость «{}»"),
    ("dateline", "zh"): ("《{}》是什么时候发的？", "《{}》这篇报道来自哪里"),
    ("costs", "en"): ("Does the {} story give a price?", "costs in the {} story"),
    ("costs", "ru"): ("Есть ли цена в статье «{}»?", "«{}»: сколько стоит"),
    ("costs", "zh"): ("《{}》提到费用了吗？", "《{}》里花了多少钱"),
    ("author", "en"): ("Who wrote the {} story?", "author of the {} story"),
    ("author", "ru"): ("Кто автор статьи «{}»?", "имя автора «{}»"),
    ("author", "zh"): ("《{}》是谁写的？", "《{}》的作者叫什么名字"),
}
_DETERMINERS = "the|an?|my|our|your|his|her|its|their|this|that"
_NO_ARTICLE = re.compile(  # several things; or none that is counted, as its ending tells
    r"(?:[^s]s|people|men|women|children|[ts]ion|ment|ness|ity|ism|[ae]nce|ogy|ship|ing|acy)$"
)
_MONEY = re.compile(r"[$€£¥₽]|\b(?:dollars?|euros?|pounds?|рубл\w*|доллар\w*|евро)\b|[元]")
_AGE = re.compile(r"\b\d{1,3}[- ]year|, \d{2},|\baged\b|\bлет\b|岁")
_SIGNED = re.compile(r"(?i)\bby [A-Z]\w+ [A-Z]\w+\b|记者|автор")


def of_dateline(code: str) -> tuple[str, ...]:
    """Return questions that a dateline answers."""
    return _OF_DATELINE.get(code, ())


def of_one_story(id_: str, name: str, code: str) -> tuple[str, ...]:
    """Return questions that an entry answers of which each story may have one.

    Args:
        id_: Of the entry: dateline, costs or author; for others there are no such questions.
        name: What the story is called.
        code: The language, BCP 47 without a region.
    """
    return tuple(question.format(name) for question in _OF_ONE_STORY.get((id_, code), ()))


def out_of_scope(code: str) -> tuple[str, ...]:
    """Return questions that hardly any story answers."""
    return _OUT_OF_SCOPE.get(code, ())


def not_reported(
    article: str, people: Sequence[Person], code: str, *, is_signed: bool
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield what readers ask and the article does not have: an id, a text and questions."""
    if people and not _AGE.search(article):
        person = people[0]
        name, surname = person.name, person.surname
        said = {
            "en": (f"The story gives no age for {name}.", f"How old is {name}?",
                   f"{_owner(surname)} age"),
            "ru": (f"Возраст в статье не указан: {name}.", f"{name}: сколько лет?",
                   f"возраст: {surname}"),
            "zh": (f"文章没有提到{name}的年龄。", f"{name}多大年纪？", f"{name}几岁"),
        }.get(code)  # fmt: skip
        if said:
            yield f"{person.id}-age", said[0], said[1:]
    if code in _COST and not _MONEY.search(article):
        yield "costs", _COST[code][0], _COST[code][1:]
    if code in _AUTHOR and not is_signed and not _SIGNED.search(article[:300]):
        yield "author", _AUTHOR[code][0], _AUTHOR[code][1:]


def is_short(question: str, *, is_first: bool) -> bool:
    """Return whether a question fits where it will stand: the first one is on a button."""
    return len(question) <= (MAX_CANONICAL if is_first else 150)


def _russian(sentence: str, names: frozenset[str]) -> Iterator[str]:
    embedded = re.search(rf"{language('ru').saying.pattern},\sчто\s", sentence)
    sentence = sentence[embedded.end() :] if embedded else sentence
    said = re.split(r"[,;:—–(«\"]", sentence)[0].strip().rstrip(".!?…")
    if not 4 <= len(said.split()) <= 14 or re.search(
        rf"(?i)\bне\b|{language('ru').saying.pattern}", said
    ):
        return
    begins = said.split()[0]
    if begins not in names:
        said = begins[0].lower() + said[1:]
    counted = _RU_COUNT.search(said)
    if counted:
        rest = " ".join((said[: counted.start()] + said[counted.end() :]).split())
        yield f"Сколько {counted[1]} {rest}?"
    when = _RU_WHEN.search(said)
    if when and not _RU_BOUND.search(said[: when.start()]):
        rest = " ".join((said[: when.start()] + said[when.end() :]).split())
        yield f"Когда {rest}?"
    yield f"Правда ли, что {said}?"


def _chinese(sentence: str) -> Iterator[str]:
    for part in re.split("[，。；：！？“”]", sentence):
        if not 6 <= len(part) <= 30 or re.search(f"(?:{language('zh').saying.pattern})$", part):
            continue
        counted, when = _ZH_COUNT.search(part), _ZH_WHEN.search(part)
        if counted:
            yield f"{part[: counted.start()]}多少{part[counted.end() :]}？"
        if when and part[when.end() :]:
            yield f"{part[: when.start()]}什么时候{part[when.end() :]}？"
        yield f"{part}，是真的吗？"


def _opening(text: str, most: int) -> str:
    """Return the first words of a text, or of one without spaces the first characters."""
    words = re.sub(r"[\"“”«»„「」『』]", "", text).split()
    if len(words) == 1:
        return words[0][:most].rstrip("，。,.")
    opening = words[:most]
    while len(words) > most and len(opening) > 2 and opening[-1].casefold() in _HANGING:
        opening.pop()
    return " ".join(opening).rstrip(" ,.;:—–-?!…")


def _owner(name: str) -> str:
    return name + ("'" if name.endswith("s") else "'s")


def _told_of(phrase: str, text: str) -> str:
    """Return a phrase as it can follow "about"; empty when it may lack its article.

    It has "the" when the text speaks of one thing, known or not, and nothing before it when it is
    a name, several things, or what cannot be counted.

    >>> _told_of("boat", "His boat sank."), _told_of("boats", "Boats sank."), _told_of("hand", "")
    ('the boat', 'boats', '')
    """
    if not phrase:
        return ""
    before = r"the\s" if phrase[0].isupper() else rf"(?:{_DETERMINERS})\s(?:[\w-]+\s)?"
    if re.search(rf"(?i)\b{before}{re.escape(phrase)}\b", text):
        return f"the {phrase}"
    return phrase if phrase[0].isupper() or _NO_ARTICLE.search(phrase) else ""
