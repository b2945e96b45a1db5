"""Small follow-ups, read with the entry in mind that a reader was told last.

"What else did he say?", "who is that?", "why?", "how old is he?": each asks for something only
together with what was said before. They are read in English, Russian and Chinese, whatever the
language of the interface. Nothing is guessed: a lone "why?" is answered only where the desk, asked
in full, is sure of an entry beside the last one, and otherwise readers choose.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.content.model import Entry, Speaker, Story
from bot.desk import MAX_QUESTION_CHARACTERS, Answer, Desk, Edition, Outcome, Suggestion
from bot.matching.stopwords import STOP_WORDS
from bot.phrases.wording import messages
from bot.text import HAN, is_han, words

_OFFERED = 3
_BESIDE = 1  # paragraphs from one citation to another that is beside it


@lru_cache(maxsize=16_384)
def _plain(text: str) -> str:
    """Return the normalised words of a text with a space before and after each."""
    return f" {' '.join(words(text))} "


@dataclass(frozen=True, slots=True)
class _Bare:
    """A question word that is all of a question.

    Attributes:
        word: It, as a whole question begins with it.
        asks: What else does; where no spaces are written, it may stand anywhere.
        messages: Whole messages that are no more than this.
    """

    word: str
    asks: tuple[str, ...]
    messages: frozenset[str]

    def begins(self, phrasing: str) -> bool:
        """Return whether a phrasing asks with this question word."""
        plain, asks = _plain(phrasing), [_plain(ask) for ask in (self.word, *self.asks)]
        if is_han(self.word):
            return any(ask in plain for ask in asks)
        return plain.startswith(tuple(asks))


@dataclass(frozen=True, slots=True)
class _Wording:
    """How readers follow up in one language; messages are in normalised words.

    Attributes:
        more: Asks for another quotation of the same speaker.
        who: Asks who that is.
        who_is: The same in full; `{name}` is filled in.
        bare: Question words, each with what it is for.
        around: Words before or after that change nothing.
        begins: Question words that a whole question begins with.
        pronouns: What stands for a speaker, and what is put there; `{name}` is filled in.
        script: A letter of the script that names are written in.
    """

    more: frozenset[str]
    who: frozenset[str]
    who_is: str
    bare: tuple[_Bare, ...]
    around: frozenset[str]
    begins: frozenset[str]
    pronouns: Mapping[re.Pattern[str], str]
    script: re.Pattern[str]


_ENGLISH = _Wording(
    more=messages(
        "what else|what else did he say|what else did she say|what else did they say|"
        "what else has he said|what else has she said|what else does he say|"
        "what else does she say|what else was said|what else is there|anything else|"
        "anything else he said|did he say anything else|did she say anything else|"
        "is there more|is there anything else|more|tell me more|say more|more quotes|another|"
        "another one|another quote|one more|one more quote|next|next one|next quote|go on|"
        "continue|more from him|more from her|more by him|more by her|what more"
    ),
    who=messages(
        "who|who is he|who is she|who he is|who she is|who's he|who's she|who is that|who's that|"
        "who is this|who's this|who was that|who was it|who is it|who said that|who said it|"
        "who said this|who said so|who says that|who says so|who says|says who|who is speaking|"
        "whose words|whose words are these|whose words are those|by whom|said by whom|"
        "who is the speaker|who is this guy|who is that guy|who is this man|who is this woman"
    ),
    who_is="who is {name}",
    bare=(
        _Bare(
            "why",
            ("how come",),
            messages(
                "why|why is that|why is this|why is it|why so|why that|why this|why was that|"
                "how come|what for|for what reason|why does he say that|why did he say that|"
                "why does she say that|why did she say that"
            ),
        ),
        _Bare(
            "when",
            ("what day", "what date", "what year"),
            messages(
                "when|when is that|when is this|when is it|when was that|when was this|"
                "when was it|when will that be|when will it be|when exactly|since when|"
                "when did he say that|when did she say that"
            ),
        ),
        _Bare(
            "where",
            ("in which city", "what place"),
            messages(
                "where|where is that|where is this|where is it|where was that|where was this|"
                "where was it|where exactly|where did he say that|where did she say that"
            ),
        ),
        _Bare(
            "how much",
            ("how many",),
            messages(
                "how much|how much is that|how much is it|how much was that|how much was it|"
                "how much does it cost|how much does that cost|how much exactly|how many|"
                "how many exactly"
            ),
        ),
    ),
    around=frozenset("and but so ok okay well then please pls hm hmm oh um also yes".split()),
    begins=frozenset("what who when where why how which".split()),
    pronouns={
        re.compile(r"\b(?:he|she|him)\b", re.IGNORECASE): "{name}",
        re.compile(r"\b(?:his|her|hers)\b", re.IGNORECASE): "{name}'s",
    },
    script=re.compile(r"[a-z]", re.IGNORECASE),
)
_RUSSIAN = _Wording(
    more=messages(
        "ещё|что ещё|что-нибудь ещё|ещё что-нибудь|что ещё он сказал|что ещё она сказала|"
        "что он ещё сказал|что она ещё сказала|что ещё он говорил|что он ещё говорил|"
        "что ещё он говорит|что ещё сказал|что ещё было сказано|расскажи ещё|скажи ещё|"
        "ещё цитата|ещё цитату|ещё одну|ещё одна цитата|ещё одну цитату|другая цитата|"
        "другую цитату|следующая цитата|дальше|далее|продолжай|больше|подробнее|это всё"
    ),
    who=messages(
        "кто|он кто|кто он|она кто|кто она|кто он такой|кто она такая|кто такой|кто такая|"
        "кто это|это кто|кто это сказал|кто это говорит|кто так сказал|кто так говорит|"
        "кто сказал|кто говорит|чьи слова|чьи это слова|это чьи слова|это кто сказал"
    ),
    who_is="кто такой {name}",
    bare=(
        _Bare(
            "почему",
            ("зачем", "отчего"),
            messages(
                "почему|отчего|зачем|почему так|почему это|почему же|с чего бы|с чего бы это|"
                "по какой причине|почему он так сказал|почему он так говорит"
            ),
        ),
        _Bare(
            "когда",
            (),
            messages(
                "когда|когда это|когда это было|когда это будет|когда именно|с каких пор|"
                "когда он это сказал"
            ),
        ),
        _Bare(
            "где",
            ("куда",),
            messages("где|где это|где это было|где это будет|где именно|где он это сказал"),
        ),
        _Bare(
            "сколько",
            (),
            messages("сколько|сколько это|сколько это стоит|сколько стоит|сколько именно"),
        ),
    ),
    around=frozenset("а и но ну так ок да же ладно пожалуйста тогда хорошо".split()),
    begins=frozenset("что кто когда где почему как какой какая какие сколько".split()),
    pronouns={
        re.compile(
            r"\b(?:он|она|его|её|ее|ему|ей|него|неё|нее|нему|ней|н[её]м)\b", re.IGNORECASE
        ): "{name}",
    },
    script=re.compile(r"[а-я]", re.IGNORECASE),
)
_CHINESE = _Wording(
    more=messages(
        "还有|还有呢|还有吗|还有什么|还有别的吗|还说了什么|还说什么了|他还说了什么|她还说了什么|"
        "他还说什么了|她还说什么了|他还说过什么|她还说过什么|再来一个|再来一条|再来一句|下一个|"
        "下一条|下一句|另一句|更多|继续|接着说|然后呢"
    ),
    who=messages(
        "谁|谁啊|谁呀|他是谁|她是谁|这是谁|那是谁|谁说的|是谁说的|这是谁说的|这话是谁说的|"
        "这是谁的话|谁这么说"
    ),
    who_is="{name}是谁",
    bare=(
        _Bare(
            "为什么",
            ("为何", "为啥"),
            messages("为什么|为什么呢|为何|为啥|怎么会|这是为什么|他为什么这么说"),
        ),
        _Bare(
            "什么时候",
            ("何时", "哪一年", "哪年"),
            messages("什么时候|什么时候呢|何时|几时|那是什么时候|是什么时候|哪一年|哪年"),
        ),
        _Bare(
            "在哪里",
            ("哪里", "哪儿", "何处", "在哪"),
            messages("在哪|在哪里|在哪儿|哪里|哪儿|那是在哪里|是在哪里|那是哪里"),
        ),
        _Bare("多少", ("几",), messages("多少|多少钱|有多少|要多少|是多少|要多少钱")),
    ),
    around=frozenset("那请问呢啊呀吧嗯"),
    begins=frozenset(),
    pronouns={re.compile("(?<![其])[他她](?![们人国乡])"): "{name}"},
    script=re.compile(f"[{HAN}]"),
)
_WORDINGS = {"en": _ENGLISH, "ru": _RUSSIAN, "zh": _CHINESE}


def answer(question: str, last: Entry, edition: Edition) -> Outcome | None:
    """Return what a reader is told who follows up on an entry.

    Args:
        question: As the reader typed it.
        last: What this reader was told shortly before; it may be of an older edition.
        edition: The edition on air.

    Returns:
        None when the question stands by itself, or the follow-up leads nowhere: then the desk
        answers it as any other. Every outcome has the question as it was typed.
    """
    entry = edition.entry(last.id)
    if entry is None or len(question) > MAX_QUESTION_CHARACTERS:
        return None
    outcome = _read(question, entry, edition)
    return None if outcome is None or _is_phrasing(question, edition) else outcome


def _read(question: str, last: Entry, edition: Edition) -> Outcome | None:
    said = words(question)
    story = edition.story_of(last)
    speaker = _about(last, story)
    for wording in _WORDINGS.values():
        forms = {" ".join(said), " ".join(_without(said, wording.around))}
        if not forms.isdisjoint(wording.more):
            return _another(question, last, speaker, edition) if speaker else None
        story_wording = _WORDINGS.get(story.language.partition("-")[0], wording)
        if not forms.isdisjoint(wording.who) and speaker:
            who = _asked(question, _filled(story_wording.who_is, speaker, story_wording), edition)
            # A quotation is told with its speaker's name and role.
            is_said = last.kind == "quote" and not isinstance(who, Answer)
            return edition.told(question, last) if is_said else who
        for bare, in_full in zip(wording.bare, story_wording.bare, strict=True):
            if not forms.isdisjoint(bare.messages):
                return _completed(question, in_full, story_wording.begins, last, edition)
    return _named(question, speaker, edition) if speaker else None


def _is_phrasing(question: str, edition: Edition) -> bool:
    """Return whether an editor has written this question under an entry."""
    said = _plain(question)
    return any(_plain(phrasing) == said for e in edition.entries for phrasing in e.questions)


def _without(said: list[str], around: frozenset[str]) -> list[str]:
    """Return words without those before and after that change nothing."""
    first, last = 0, len(said)
    while first < last and said[first] in around:
        first += 1
    while last > first and said[last - 1] in around:
        last -= 1
    return said[first:last]


def _about(entry: Entry, story: Story) -> Speaker | None:
    """Return who said what an entry tells, or the only speaker whom it names."""
    if entry.speaker:
        return entry.speaker
    text = f"{entry.text} {entry.questions[0]}"
    named = [speaker for speaker in story.speakers if _is_named(speaker, text)]
    return named[0] if len(named) == 1 else None


def _is_named(speaker: Speaker, text: str) -> bool:
    return any(_plain(name) in _plain(text) for name in (speaker.name, *speaker.also))


def _asked(question: str, in_full: str, edition: Edition) -> Outcome:
    """Return what the desk says to a question in full, as the outcome of that which was typed."""
    outcome = Desk(edition).answer(in_full[:MAX_QUESTION_CHARACTERS])
    return replace(outcome, question=question)


def _filled(pattern: str, speaker: Speaker, wording: _Wording) -> str:
    """Return a text with a speaker's name put in, in its own script if there is such a name."""
    names = (speaker.name, *speaker.also)
    name = next((name for name in names if wording.script.search(name)), speaker.name)
    return pattern.replace("{name}", name)


def _another(question: str, last: Entry, speaker: Speaker, edition: Edition) -> Outcome | None:
    """Return the speaker's next quotation after the last entry, from the beginning at the end."""
    entries = edition.story_of(last).entries
    at = entries.index(last)
    for entry in (*entries[at + 1 :], *entries[:at]):
        if entry.kind == "quote" and entry.speaker == speaker and entry.withdrawn is None:
            return edition.told(question, entry)
    return None


def _completed(
    question: str, bare: _Bare, begins: frozenset[str], last: Entry, edition: Edition
) -> Outcome | None:
    """Return the answer of an entry beside the last one, or which of those could be meant.

    Args:
        question: No more than a question word.
        bare: It, in the language of the story if that is known.
        begins: Words that the last entry's own question may begin with, which it replaces.
        last, edition: As for `answer`.
    """
    beside = [
        entry
        for entry in edition.entries
        if _is_beside(entry, last, edition)
        and entry.withdrawn is None
        and any(bare.begins(phrasing) for phrasing in entry.questions)
    ]
    first, *rest = last.questions[0].split()
    canonical = rest if first.casefold() in begins else [first, *rest]
    topics = (" ".join(canonical), last.text)
    outcomes = [_asked(question, f"{bare.word} {topic}", edition) for topic in topics]
    # One wording alone finds by chance what shares a word with it: with both, 6 of the 304 lone
    # question words about the first story are answered, all of them fairly; with either, 12, of
    # which 5 are beside the point.
    first_of_each = [_foremost(outcome) for outcome in outcomes]
    for outcome in outcomes:
        if isinstance(outcome, Answer) and first_of_each == [outcome.entry] * 2:
            if outcome.entry in beside:
                return outcome
            break
    matches = [outcome.match for outcome in outcomes if outcome.match]
    if not beside or not matches:
        return None
    likeness = {
        candidate.id: candidate.similarity
        for match in reversed(matches)
        for candidate in (*match.candidates, *match.vetoed)
    }
    beside.sort(key=lambda entry: -likeness.get(entry.id, 0))
    return Suggestion(question, tuple(beside[:_OFFERED]), matches[0])


def _foremost(outcome: Outcome) -> Entry | None:
    """Return the entry that an outcome tells, or suggests before all others."""
    if isinstance(outcome, Suggestion):
        return outcome.entries[0]
    return outcome.entry


def _is_beside(entry: Entry, last: Entry, edition: Edition) -> bool:
    """Return whether an entry is another than the last one, and about the same."""
    if entry == last or edition.story_of(entry) is not edition.story_of(last):
        return False
    return (
        bool({*entry.topics} & {*last.topics})
        or (entry.speaker is not None and entry.speaker == last.speaker)
        or any(
            abs(one.paragraph - other.paragraph) <= _BESIDE
            for one in entry.citations
            for other in last.citations
        )
    )


def _named(question: str, speaker: Speaker, edition: Edition) -> Outcome | None:
    """Return what the desk says with the speaker's name in the place of a pronoun.

    Returns:
        None when nothing is asked but for pronouns and question words, when somebody is named
        already, and when the desk knows the question as it is: of nobody else, or of another
        and not of this speaker.
    """
    in_full = _with_name(question, speaker)
    speakers = [speaker for story in edition.content.stories for speaker in story.speakers]
    if in_full is None or any(_is_named(speaker, question) for speaker in speakers):
        return None
    as_it_is = Desk(edition).answer(question)
    entries = as_it_is.entries if isinstance(as_it_is, Suggestion) else [as_it_is.entry]
    about = {_about(entry, edition.story_of(entry)) for entry in entries if entry}
    if about and about <= {speaker, None}:
        return None
    outcome = _asked(question, in_full, edition)
    is_better = isinstance(outcome, Answer) or not isinstance(as_it_is, Answer)
    return outcome if is_better else None


def _with_name(question: str, speaker: Speaker) -> str | None:
    """Return a question with a name for its pronouns; None when that makes no question."""
    for language, wording in _WORDINGS.items():
        in_full = question
        for pronoun, pattern in wording.pronouns.items():
            name = _filled(pattern, speaker, wording).replace("\\", "")  # no pattern of `sub`
            in_full = pronoun.sub(name, in_full)
        if in_full != question:
            content = {*words(question)} - STOP_WORDS[language] - wording.begins
            return in_full if content else None
    return None
