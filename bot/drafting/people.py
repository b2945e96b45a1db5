"""Who speaks in an article, in which role, and which quotation is whose.

A quotation has a speaker only when that is certain: a name beside a verb of saying, or a pronoun
that can mean only one of the people named before it. For English the archive's own rules decide
(`bot.content.voices`), so that a draft and its checks cannot disagree.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.content.article import Article, Span
from bot.content.schema import MAX_QUOTE, Speaker
from bot.content.voices import Voices
from bot.drafting.languages import Language
from bot.matching.stopwords import STOP_WORDS

_MASK = "\x01"
_UPPER = "A-ZÀ-ÖØ-ÞĀŁŚŞŠŽЁА-ЯІЇЄҐ"
_WORD = rf"[{_UPPER}][^\W\d_]*(?:[’'-][^\W\d_]+)*"
_PARTICLE = r"(?:de|del|della|di|da|dos|van|von|der|den|al|bin|la|le)"
_NAME = re.compile(
    rf"(?<![\w’'-])(?:{_WORD}|[{_UPPER}]\.)(?:\s(?:(?:{_PARTICLE}\s)*{_WORD}|[{_UPPER}]\.)){{1,4}}"
)
_ROLES = {
    "en": r"(?:mayor|president|minister|secretary|director|chief|head|chair|captain|professor"
    r"|judge|justice|prosecutor|lawyer|solicitor|barrister|attorney"
    r"|(?!(?:hu|ro|ger)man)\w{3,}(?:man|woman|person)|curator|conservator|keeper|master|officer|constable|inspector"
    r"|sergeant|superintendent|teacher|doctor|surgeon|nurse|engineer|artist|author|writer|poet"
    r"|editor|reporter|farmer|fisher|owner|founder|manager|executive|researcher"
    r"|coach|player|resident|neighbou?r|witness|defendant|student|driver|pilot|mother|father|son"
    r"|daughter|wife|husband|brother|sister|widow|widower|granddaughter|grandson|senator|governor"
    r"|councillor|ambassador|general|colonel|commander|bishop|priest|leader|member|fellow"
    r"|lecturer|dean|rector|academician|expert|consultant|advis[eo]r|representative|official"
    r"|guide|restorer|carpenter|baker|collector|clerk|magistrate|coroner|technician"
    r"|colleague|deputy|assistant|apprentice|partner|friend|nephew|niece|cousin|uncle|aunt"
    r"|historian|veterinarian|librarian|guardian|musician|physician|politician|librettist"
    r"|\w+ologist|\w+ographer|\w{3,}ist|\w+maker|\w+worker|\w+keeper)s?",
    "ru": r"(?:президент|мэр|глава|директор|начальни\w+|министр|профессор|доктор|судья|прокурор"
    r"|адвокат|представитель\w*|пресс-секретарь|историк|хранитель\w*|куратор|реставратор"
    r"|учитель\w*|врач|инженер|капитан|рыбак|хозяин|хозяйка|владел\w+|жительница|житель"
    r"|свидетель\w*|академик|учёный|ученый|губернатор|депутат|председатель|заведующ\w+"
    r"|руководитель\w*|секретарь|командир|тренер|эксперт|аналитик|художни\w+|писатель\w*"
    r"|сотрудни\w+|библиотекарь|археолог|биолог|физик|химик|эколог|комендант|смотритель\w*)",
    "de": r"(?:\w*(?:meister|leiter|direktor|chef|minister|sprecher|anwalt|richter|lehrer|arzt"
    r"|professor|präsident|kurator)(?:in)?|\w*anwältin|\w*ärztin)",
    "fr": r"(?:maire|président|présidente|directeur|directrice|ministre|avocat|avocate|juge"
    r"|professeur|professeure|médecin|conservateur|conservatrice|porte-parole|chef)",
    "es": r"(?:alcalde|alcaldesa|presidente|presidenta|director|directora|ministro|ministra"
    r"|abogado|abogada|juez|jueza|profesor|profesora|médico|médica|portavoz|jefe|jefa)",
}
_TITLES = frozenset("mr mrs ms miss mx dr prof sir dame lady lord herr frau".split())
_TITLED = re.compile(r"(?<=\s)(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Lady|Lord)\.?\s$")
_CALENDAR = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.?|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)$"
)
# Of roles only: "Lindqvist" and "Baker" are names.
_NO_TITLES = re.compile(r"\w+ist$|\w+maker$|\w+worker$|\w+keeper$|baker|carpenter|guide|fellow")
_PATRONYMIC = re.compile(r"\w+(?:вич|вна|чна|инична)$")
_MAN = re.compile(r"(?i)\b(?:mr|sir|lord|herr|\w+man|father|son|husband|brother|widower)\b")
_WOMAN = re.compile(
    r"(?i)\b(?:mrs|ms|miss|dame|lady|frau|\w+woman|mother|daughter|wife|sister|widow"
    r"|хозяйка|жительница|\w+ница)\b"
)
_HAN_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱"
    "严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚"
)
_HAN_NAME = re.compile(
    rf"(?P<role>[\u4e00-\u9fff“”《》]{{0,24}}?[长员授师任人席官家士理工记裁监手者民总])?"
    rf"(?P<name>[\u4e00-\u9fff]{{1,6}}(?:·[\u4e00-\u9fff]{{1,6}})+|[{_HAN_SURNAMES}]"
    r"[\u4e00-\u9fff]{1,2}?)"
    r"(?=(?:在[^，。：]{1,20}?|向[^，。：]{1,12}?|对[^，。：]{1,12}?|也|还|则|随后|今天|当天|昨天"
    r"|周[一二三四五六日]|当庭)?(?:表示|指出|介绍|解释|补充|回忆|告诉|强调|认为|透露|坦言|回答|写道|说"
    r"|称|道[：:，,]))"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the article names.

    Attributes:
        id: Small letters, digits and hyphens.
        name, role: As the article has them; the role is empty when it has none beside the name.
        surname: By which the article and its readers call this person.
    """

    id: str
    name: str
    role: str
    surname: str

    @property
    def speaker(self) -> Speaker:
        """The person as `story.yaml` has it."""
        also = [self.surname] if self.surname != self.name else []
        return Speaker(name=self.name, role=self.role, also=also)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks that somebody says.

    Attributes:
        span: Where they are, without the marks and a comma before the last of them.
        speaker: The id of a person; None when it is not certain whose they are.
    """

    span: Span
    speaker: str | None


@dataclass(frozen=True)
class Cast:
    """The people of an article, and what they say."""

    article: Article
    language: Language
    _genders: dict[str, str] = field(default_factory=dict)

    @cached_property
    def people(self) -> dict[str, Person]:
        """Those whom the article names, by id, in its order."""
        found = self._han() if self.language.code == "zh" else self._named()
        called = [(name, role, re.split(r"[\s·]", name)[-1]) for name, role in found]
        surnames = [surname for _, _, surname in called]
        people: dict[str, Person] = {}
        for name, role, surname in called:
            own = surname if surnames.count(surname) == 1 else name
            key = slugged(own) or slugged(name) or f"speaker-{len(people) + 1}"
            key = key if key not in people else f"{key}-{len(people) + 1}"
            people[key] = Person(key, name, role, own)
        return people

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        """What is said between quotation marks, in the order of the article."""
        return tuple(
            Quotation(part, speaker)
            for span in self.article.quotations
            if self._is_said(span)
            for piece, speaker in self._said(span)
            for part in self._parts(piece)
        )

    def speaker_of(self, span: Span) -> str | None:
        """Return who says what stands at `span`, quoted or not; None when it is not certain."""
        return self._english(span) if self.language.code == "en" else self._beside(span)

    def named_in(self, span: Span) -> set[str]:
        """Return the ids of the people whom a stretch names outside quotation marks."""
        return {key for _, key in self._mentions(span)}

    def referent(self, offset: int, pronoun: re.Match[str] | None) -> str | None:
        """Return whom a pronoun at `offset` means; None when it can mean several people."""
        number = self.article.paragraph_at(offset)
        paragraphs = self.article.paragraphs[:number]
        before = Span(paragraphs[-1].start, max(paragraphs[-1].start, offset))
        known = self.named_in(before)
        if self._names_strangers(before):
            return None
        if len(known) == 1 and (self._verbs(before) or self._opens(before, pronoun)):
            return known.pop()  # who was speaking, or spoken of, goes on
        for paragraph in reversed(paragraphs[:-1]):
            known |= self.named_in(paragraph)
            if known:
                break
            is_other = self._verbs(paragraph) and not self.language.pronoun.search(
                self.told, paragraph.start, paragraph.end
            )
            if is_other and len(self.people) > 1:  # "the scientist said": who of them is it?
                return None
        gender = "" if pronoun is None else "m" if pronoun[1] else "f"
        fitting = {k for k in known if not gender or self._gender(k) in ("", gender)}
        return fitting.pop() if len(fitting) == 1 else None

    def _opens(self, before: Span, pronoun: re.Match[str] | None) -> bool:
        """Return whether a stretch begins with a name that the pronoun after it can mean.

        "Walter Imrie, the ferryman, rowed for 31 years. He …": Imrie is a man.
        """
        first = self._mentions(before)[:1]
        if pronoun is None or not first or first[0][0].start != before.start:
            return False
        return self._gender(first[0][1]) == ("m" if pronoun[1] else "f")

    @cached_property
    def told(self) -> str:
        """The article with what is quoted masked, offset for offset."""
        told = list(self.article.text)
        for quotation in self.article.quotations:
            told[quotation.start : quotation.end] = _MASK * (quotation.end - quotation.start)
        return "".join(told)

    # — who there is —

    def _named(self) -> Iterator[tuple[str, str]]:
        """Yield the full names that are people's, each once, with their roles."""
        found: dict[str, str] = {}
        for match in _NAME.finditer(self.told):
            start, name = self._without_titles(match)
            if not name:
                continue
            role = self._role_after(match.end()) or self._role_before(start)
            if role or self._speaks(start, match.end()):
                found[name] = found.get(name, "") or role
        if self.language.code == "en":
            found |= dict.fromkeys(self._by_surname_only(found), "")
        if self.language.code == "ru":
            found = {self._nominative(name): role for name, role in found.items()}
        yield from (
            (name, role if role and self.article.locate(role) else "")
            for name, role in found.items()
            if any(self.article.locate(name + end) for end in ("", "'s", "'"))
        )

    def _nominative(self, name: str) -> str:
        """Return "Окафор" for "Томаса Окафора" when the article calls him so, too."""
        surname = name.split()[-1]
        shorter = surname[:-1]
        is_genitive = surname.endswith("а") and self.article.locate(shorter)
        return shorter if is_genitive and not self.article.locate(name[:-1]) else name

    def _without_titles(self, match: re.Match[str]) -> tuple[int, str]:
        """Return where a name begins, and the name, without titles and a sentence's first word."""
        words = list(re.finditer(r"\S+", match[0]))
        role = re.compile(_ROLES.get(self.language.code, "(?!)") + "$", re.IGNORECASE)
        stop = STOP_WORDS.get(self.language.code, frozenset())
        for i, word in reversed(list(enumerate(words))):
            bare = word[0].strip(".").casefold()
            is_role = i < len(words) - 1 and role.match(bare) and not _NO_TITLES.match(bare)
            is_title = bare in _TITLES or is_role or _CALENDAR.match(word[0])
            if is_title or (i == 0 and bare in stop):
                words = words[i + 1 :]
                break
        if self.language.code == "ru" and len(words) > 2:
            words = words[-3 if _PATRONYMIC.match(words[-2][0]) else -2 :]
        if len(words) < 2:
            return match.start(), ""
        start = match.start() + words[0].start()
        name = self.told[start : match.end()]
        return start, re.sub(r"['’]s?$", "", " ".join(name.split()))

    def _role_after(self, end: int) -> str:
        """Return "mayor of Port Hale" or "the town's mayor" from what follows a name."""
        match = re.match(
            r"(?:['’]s?)?,(?:\s\d{1,3},)?\s(?:(?:the|an?|la|le|el|der|die)\s(?!\w+['’]s\s))?"
            rf"([^,.;:()—–{_MASK}]{{3,90}}?)(?=[,.;:{_MASK}]|\s[—–-]\s|$|\s(?:who|said|told)\b)",
            self.told[end : end + 200],
        )
        roles = _ROLES.get(self.language.code, "(?!)")
        if match is None or not re.search(rf"(?<!\w){roles}(?!\w)", match[1], re.IGNORECASE):
            return ""
        is_clause = self.language.saying.search(match[1]) or re.match(r"(?:and|but)\b", match[1])
        return "" if is_clause else match[1].strip()

    def _role_before(self, start: int) -> str:
        """Return "fire chief" from what stands before a name."""
        code, roles = self.language.code, _ROLES.get(self.language.code, "(?!)")
        left = self.told[max(0, start - 120) : start].rpartition("\n")[2].rpartition(_MASK)[2]
        if code == "ru":
            found = list(re.finditer(rf"(?<!\w){roles}(?:\s[\w«»\"№-]+){{0,7}}\s?$", left, re.I))
            return (
                found[0][0].strip()
                if found and not self.language.saying.search(found[0][0])
                else ""
            )
        left = _TITLED.sub("", left)
        aside = re.search(
            r"\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er)\s((?:(?!and\b|who\b)[a-z][\w’'-]*,?\s){1,5})$",
            left,
        )
        if aside and aside[1].endswith(", ") and "," not in aside[1][:-2]:
            return re.sub(r"^.*['’]s?\s", "", aside[1].rstrip(", "))
        words = left.split()
        if not left.endswith((" ", "\n")) or not words:
            return ""
        titled = re.fullmatch(roles, words[-1], re.IGNORECASE)
        if titled is None:
            return ""
        role = [words.pop()]
        stop = STOP_WORDS.get(code, frozenset())
        while words and len(role) < 4:
            bare = words[-1].casefold()
            if not re.fullmatch(r"[\w’'-]+", bare) or bare in stop or words[-1][0].isdigit():
                break
            if self.language.saying.fullmatch(bare) or words[-1].endswith("ed"):
                break
            role.insert(0, words.pop())
        return " ".join(role)

    def _speaks(self, start: int, end: int) -> bool:
        """Return whether a verb of saying stands right before or after a name."""
        left = self.told[max(0, start - 60) : start]
        right = self.told[end : end + 120]
        verbs = self.language.saying.pattern
        return bool(
            re.search(rf"{verbs}\s(?:[\w-]+\s){{0,3}}$", left, re.IGNORECASE)
            or re.match(
                rf"(?:,\swho\s[^,]{{3,80}},)?\s(?:(?:has|had|also|later|then)\s)*{verbs}",
                right,
                re.IGNORECASE,
            )
        )

    def _by_surname_only(self, full: Mapping[str, str]) -> Iterator[str]:
        """Yield the names that speak and are no part of a full name: "Stone", "Kofi"."""
        voices = Voices(self.article, {}, "en")
        known = {word for name in full for word in name.split()}
        for span in self.article.quotations:
            name = voices.of_quotation(span).name
            if re.fullmatch(_WORD, name) and name not in known and not _CALENDAR.match(name):
                known.add(name)
                yield name

    def _han(self) -> Iterator[tuple[str, str]]:
        found: dict[str, str] = {}
        for match in _HAN_NAME.finditer(self.told):
            role = re.sub(
                r"^.*?(?:，|。|：|、|的时候|据|随后|当天|昨天|今天)", "", match["role"] or ""
            )
            found[match["name"]] = found.get(match["name"], "") or role.strip("“”《》")
        yield from ((name, role if self.article.locate(role) else "") for name, role in
                    found.items())  # fmt: skip

    # — who says it —

    def _names_strangers(self, span: Span) -> bool:
        """Return whether a stretch may speak of people who are not known: by name, or by role."""
        known = {word for person in self.people.values() for word in person.name.split()}
        told = self.told[span.start : span.end]
        for person in self.people.values():
            told = told.replace(person.role, "") if person.role else told
        roles = _ROLES.get(self.language.code, "(?!)")
        if re.search(rf"(?i)\b(?:the|an?|his|her|their)\s(?:[\w-]+\s)?{roles}(?!\w)", told):
            return True
        names = (m[0].split() for m in _NAME.finditer(self.told, span.start, span.end))
        return any(not known & {re.sub(r"['’]s?$", "", w) for w in name} for name in names)

    def _is_said(self, span: Span) -> bool:
        words = self.article[span].split()
        if self.language.code in ("zh", "ja"):
            return len(self.article[span]) >= 4
        is_closed = re.search(r"[.!?…,]$", self.article[span]) is not None
        long = [w for w in words if len(w) > 3]
        is_title = not is_closed and bool(long) and all(w[0].isupper() for w in long)
        has_verb = re.search(r"\b(?:is|was|are|were|am|has|had)\b", self.article[span])
        return len(words) >= 2 and (not is_title or has_verb is not None)

    def _is_torn(self, span: Span) -> bool:
        """Return whether a stretch has one end only of a quotation within it.

        Nested straight marks tear `"She said: 'They cried "help" and we came'"` in two.
        """
        words = self.article[span].rstrip(",.!? ")
        opened = re.search(r"(?:^|\s)['‘](?=\w)", words)
        if opened is None:  # "the boys' boat" is whole, and so is "of the boys'"
            return re.search(r"[^\Ws]['’]$", words) is not None
        return re.search(r"['’](?!\w)", words[opened.end() :]) is None

    def _said(self, span: Span) -> Iterator[tuple[Span, str | None]]:
        """Yield a quotation with its speaker, cut where «so, — said Ivanov, — it» names one."""
        inset = self._inset.search(self.article.text, span.start, span.end)
        if inset is None:
            yield span, None if self._is_torn(span) else self.speaker_of(span)
            return
        named = {self._keys[m[0]] for m in self._pattern.finditer(inset[1])}
        speaker = named.pop() if len(named) == 1 else None
        yield Span(span.start, inset.start()), speaker
        yield Span(inset.end(), span.end), speaker

    @cached_property
    def _inset(self) -> re.Pattern[str]:
        verbs = self.language.saying.pattern if self.language.code == "ru" else "(?!)"
        return re.compile(
            rf"(?<=[,.!?…])\s[—–-]\s({verbs}\s[^—–«»]{{2,60}}?)[.,]\s[—–-]\s", re.IGNORECASE
        )

    def _parts(self, span: Span) -> Iterator[Span]:
        """Yield a quotation, or when it is too long its sentences."""
        pieces = [span]
        if span.end - span.start > MAX_QUOTE:
            met = [s for s in self.article.sentences if s.meets(span)]
            pieces = [Span(max(s.start, span.start), min(s.end, span.end)) for s in met]
        for piece in pieces:
            words = self.article[piece]
            end = piece.start + len(words.rstrip(" \n\t,，、;；"))
            start = piece.end - len(words.lstrip())
            if start < end <= start + MAX_QUOTE:
                yield Span(start, end)

    def _english(self, span: Span) -> str | None:
        speaker = self._voices.of_quotation(span).speaker
        if speaker is None:
            return None
        around = Span(self._touched(span)[0].start, self._touched(span)[-1].end)
        if self.named_in(around) == {speaker}:
            return speaker
        sentence = self.told[around.start : around.end]
        pronoun = self.language.pronoun.search(sentence)
        named = self.named_in(around)
        if named:  # several: the archive's rules know which of them is the verb's subject
            return speaker if speaker in named else None
        paragraph = self._paragraph(span)
        if pronoun is None and self.named_in(paragraph) == {speaker}:
            return speaker if self._goes_on(sentence) else None
        pronoun = self.language.pronoun.search(self.told, around.start, paragraph.end) or (
            self.language.pronoun.search(self.told, paragraph.start, around.start)
        )
        at = pronoun.start() if pronoun else span.start
        return speaker if self.referent(at, pronoun) == speaker else None

    def _goes_on(self, told: str) -> bool:
        """Return whether a sentence with nobody's name leaves who says it to those around it.

        "The mayor added:" does, and so does a sentence that is nothing but a quotation; "someone
        has written:" and "the sign says:" do not.
        """
        verb = self.language.saying.pattern
        who = rf"\bthe\s(?:[\w’'-]+\s){{0,3}}?{_ROLES['en']}\b"
        with_role = re.search(rf"(?i){who}\s(?:\w+\s)?{verb}|{verb}\s{who}", told)
        return with_role is not None or not re.search(r"\w", told)

    def _beside(self, span: Span) -> str | None:
        """Return who is named beside the verb of saying that is nearest to a quotation."""
        touched = self._touched(span)
        around = Span(touched[0].start, touched[-1].end)
        verbs = self._verbs(around)
        if not verbs:
            return self._alone(span)
        verb = min(verbs, key=lambda v: max(v.start - span.end, span.start - v.end))
        mentions = self._mentions(around)
        if mentions:
            near = min(mentions, key=lambda m: max(m[0].start - verb.end, verb.start - m[0].end))
            return near[1]
        pronoun = self.language.pronoun.search(self.told, around.start, around.end)
        return self.referent(around.start, pronoun) if pronoun else None

    def _alone(self, span: Span) -> str | None:
        """Return the only speaker of a paragraph, whose words go on in another quotation."""
        paragraph = self._paragraph(span)
        named = self.named_in(paragraph)
        return named.pop() if len(named) == 1 and self._verbs(paragraph) else None

    def _verbs(self, span: Span) -> list[Span]:
        found = self.language.saying.finditer(self.told, span.start, span.end)
        return [Span(m.start(), m.end()) for m in found]

    def _touched(self, span: Span) -> list[Span]:
        """Return the sentences around a stretch; `"Why?" she said.` counts as one."""
        wider = Span(span.start - 1, span.end + 1)
        found = [s for s in self.article.sentences if s.meets(wider)]
        after = next((s for s in self.article.sentences if s.start >= span.end + 1), None)
        is_asked = self.article.text[span.end - 1 : span.end] in ("?", "!", "…", "？", "！", "。")
        if after and is_asked and self._paragraph(span).holds(after):
            found.append(after)
        return found or [span]

    def _paragraph(self, span: Span) -> Span:
        return self.article.paragraphs[self.article.paragraph_at(span.start) - 1]

    def _mentions(self, span: Span) -> list[tuple[Span, str]]:
        found = self._pattern.finditer(self.told, span.start, span.end)
        return [(Span(m.start(), m.end()), self._keys[m[0]]) for m in found]

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {form: p.id for p in self.people.values() for form in (p.name, p.surname)}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        before = "" if self.language.code in ("zh", "ja") else r"(?<!\w)"
        after = r"(?!\w)" if self.language.code in ("en", "fr", "es") else ""  # others inflect
        forms = sorted(map(re.escape, self._keys), key=len, reverse=True)
        return re.compile(f"{before}(?:{'|'.join(forms) or '(?!)'}){after}")

    @cached_property
    def _voices(self) -> Voices:
        return Voices(self.article, {k: p.speaker for k, p in self.people.items()}, "en")

    def _gender(self, key: str) -> str:
        """Return "m" or "f" when the article tells, else ""."""
        if key not in self._genders:
            self._genders[key] = self._told_gender(self.people[key])
        return self._genders[key]

    def _told_gender(self, person: Person) -> str:
        if self.language.code == "ru" and re.search(r"(?:вна|[ое]ва|ина|ая)$", person.name):
            return "f"
        titles = "|".join(
            m[0] for m in re.finditer(rf"[\w.]+\s{re.escape(person.surname)}", self.told)
        )
        for text in (titles, person.role):
            if _WOMAN.search(text):
                return "f"
            if _MAN.search(text):
                return "m"
        # "Ada Stone said that she": in a sentence that names nobody else.
        seen = set()
        for sentence in self.article.sentences:
            if self.named_in(sentence) != {person.id}:
                continue
            first = self._mentions(sentence)[0][0]
            pronoun = self.language.pronoun.search(self.told, first.end, sentence.end)
            if pronoun:
                seen.add("m" if pronoun[1] else "f")
        return seen.pop() if len(seen) == 1 else ""


_CYRILLIC = dict(
    pair.split("=")
    for pair in (
        "а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u "
        "ф=f х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya і=i ї=yi є=ye ґ=g"
    ).split()
)


def slugged(text: str, most: int = 40) -> str:
    """Return a text as an id: Latin and Cyrillic letters; "" when it has none of them.

    >>> slugged("Ковалёва"), slugged("the old Harbour"), slugged("病毒")
    ('kovaleva', 'the-old-harbour', '')
    """
    plain = "".join(_CYRILLIC.get(c, c) for c in text.casefold())
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    while len(slug) > most and "-" in slug:
        slug = slug.rpartition("-")[0]
    return slug[:most].strip("-")
