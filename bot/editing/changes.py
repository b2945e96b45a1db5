"""What is different between two contents, for an editor to read before it goes on air."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice, takewhile
from typing import Literal, get_args

from rapidfuzz import fuzz

from bot.content.model import ELLIPSIS, Citation, Content, Entry, Story
from bot.text import HAN

# The most important first: what readers are no longer told or told anew, told differently, and
# then what decides which questions find it.
What = Literal[
    "story_removed",
    "story_drafted",
    "story_added",
    "story_on_air",
    "entry_removed",
    "entry_withdrawn",
    "entry_drafted",
    "entry_reinstated",
    "entry_added",
    "entry_on_air",
    "entry_text",
    "entry_speaker",
    "entry_withdrawal",
    "entry_cited",
    "summary",
    "summary_cited",
    "story_value",
    "paragraph_removed",
    "paragraph",
    "paragraph_added",
    "speaker_removed",
    "speaker",
    "speaker_added",
    "entry_first_question",
    "entry_value",
    "entry_questions_removed",
    "entry_questions_added",
    "entry_order",
    "speaker_names_removed",
    "speaker_names_added",
    "synonyms_removed",
    "synonyms_added",
    "cases_removed",
    "case",
    "cases_added",
]
_RANKS = {what: rank for rank, what in enumerate(get_args(What))}

_SAID: dict[What, str] = {
    "story_removed": "the story is removed, with {size}",
    "story_drafted": "the story is a draft again, which readers do not get",
    "story_added": "the story is new, with {size}",
    "story_on_air": "the story is no longer a draft",
    "entry_removed": "{name} is removed: {before}",
    "entry_withdrawn": "{name} is withdrawn; readers are told: {after}",
    "entry_drafted": "{name} is a draft again, which readers do not get: {before}",
    "entry_reinstated": "{name} is no longer withdrawn: {after}",
    "entry_added": "{name} is new: {after}",
    "entry_on_air": "{name} is no longer a draft: {after}",
    "entry_text": "{name}: {difference}",
    "entry_speaker": "{name} is said by {after}, no longer by {before}",
    "entry_withdrawal": "{name} stays withdrawn; readers are told: {difference}",
    "entry_cited": "{name} rests on: {difference}",
    "summary": "{name} summary: {difference}",
    "summary_cited": "{name} summary rests on: {difference}",
    "story_value": "{name}: {difference}",
    "paragraph_removed": "article, paragraph {name} is removed: {before}",
    "paragraph": "article, paragraph {name}: {difference}",
    "paragraph_added": "article, paragraph {name} is new: {after}",
    "speaker_removed": "speaker {name} is removed: {before}",
    "speaker": "speaker {name}: {difference}",
    "speaker_added": "speaker {name} is new: {after}",
    "entry_first_question": "{name}, on its button: {difference}",
    "entry_value": "{name}: {difference}",
    "entry_questions_removed": "{name} is no longer asked as {before}",
    "entry_questions_added": "{name} is also asked as {after}",
    "entry_order": "the entries stand in another order",
    "speaker_names_removed": "speaker {name} is no longer called {before}",
    "speaker_names_added": "speaker {name} is also called {after}",
    "synonyms_removed": "no longer synonyms: {before}",
    "synonyms_added": "synonyms: {after}",
    "cases_removed": "cases removed: {before}",
    "case": "case “{name}” expects {after}, no longer {before}",
    "cases_added": "new cases: {after}",
}

_STORY_APART = frozenset(
    "id article speakers synonyms summary_short summary_long entries cases is_draft".split()
)
_ENTRY_APART = frozenset(
    "id text questions citations speaker withdrawn mark question_marks is_draft".split()
)
_WORD = re.compile(rf"[{HAN}]|[^\W{HAN}]+(?:['’.,:-][^\W{HAN}]+)*|\s+|.", re.DOTALL)
_MOST_STEPS = 1_000_000
"""Parts of one text times parts of the other, above which no likeness is looked for."""
_LEAST_ALIKE = 65
"""From 0 to 100: paragraphs less alike than this are not the same one, changed."""
_MOST_LINE = 400
_MOST_TEXT = 200
_MOST_LISTED = 3
_AROUND = 40
"""Characters that are shown on either side of a difference."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        what: Which kind of difference.
        story: The id of the story that it is in.
        name: Which part of the story: the id of an entry or a speaker, the number of a paragraph
            (the new one, unless it is removed), a case's question, the name of a value; empty
            where there is only one.
        before: What was there; empty when nothing was.
        after: What is there now; empty when nothing is.
        is_draft: Whether it is in a draft, so that readers do not get it yet.
    """

    what: What
    story: str
    name: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    is_draft: bool = False

    def __str__(self) -> str:
        """Return the difference in a line of plain text, of at most 410 characters."""
        said = _SAID[self.what].format(
            name=_short(self.name, _AROUND),
            before=_listed(self.before),
            after=_listed(self.after),
            difference=_compared(self.before, self.after),
            size=_counted(len(self.before) + len(self.after), "entry", "entries"),
        )
        return _short(said, _MOST_LINE) + (" (draft)" if self.is_draft else "")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of two texts: the same in both, or what one has in the place of what the other has.

    The befores of all pieces make the one text, and the afters the other.
    """

    before: str
    after: str

    @property
    def is_same(self) -> bool:
        """Whether both texts have this."""
        return self.before == self.after


def changes(before: Content, after: Content) -> tuple[Change, ...]:
    """Return all that is different, the most important first and drafts last.

    Only comments, layout and the order of anything but entries are left out.
    """
    old, new = ({story.id: story for story in content.stories} for content in (before, after))
    found: list[Change] = []
    for story in sorted(old.keys() | new.keys()):
        match old.get(story), new.get(story):
            case Story() as was, Story() as now:
                found += _in_story(was, now)
            case Story() as was, None:
                texts = tuple(entry.text for entry in was.entries)
                found.append(Change("story_removed", story, "", texts, (), was.is_draft))
            case None, Story() as now:
                texts = tuple(entry.text for entry in now.entries)
                found.append(Change("story_added", story, "", (), texts, now.is_draft))
    return tuple(sorted(found, key=lambda change: (change.is_draft, _RANKS[change.what])))


def lines(found: Sequence[Change], most: int = 4096) -> str:
    """Return the differences as plain text, a line each, as many as there is room for.

    Args:
        found: The differences, in the order in which they are told.
        most: UTF-16 units, at least 500; Telegram takes 4096 in a message.
    """
    if not found:
        return "Nothing is different but comments, layout or order."
    is_one = len({change.story for change in found}) == 1
    told = [f"• {change}" if is_one else f"• {change.story}: {change}" for change in found]
    whole = "\n".join(told)
    if _units(whole) <= most:
        return whole
    kept: list[str] = []
    room = most - _units(f"\n… and {len(told)} more")
    for line in told:
        room -= _units(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, f"… and {len(told) - len(kept)} more"])


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Return two texts compared word by word.

    >>> [(piece.before, piece.after) for piece in difference("30 boats sank.", "35 boats sank.")]
    [('30', '35'), (' boats sank.', ' boats sank.')]
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[Piece] = []
    for i, j, m, n in _steps(old, new):
        piece = Piece("".join(old[i:j]), "".join(new[m:n]))
        # A space alone that is the same would only cut what reads as one.
        if len(pieces) > 1 and not piece.is_same and not pieces[-1].before.strip():
            space, last = pieces.pop(), pieces.pop()
            piece = Piece(
                last.before + space.before + piece.before, last.after + space.after + piece.after
            )
        pieces.append(piece)
    return tuple(pieces)


def diff(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """Return what is different between files as a unified diff, as `git apply` takes it.

    Args:
        before, after: Bytes of files, by `story/file`.
    """
    return "".join(
        f"{line}\n"
        for name in sorted(before.keys() | after.keys())
        for line in difflib.unified_diff(
            _rows(before.get(name, b"")),
            _rows(after.get(name, b"")),
            f"a/{name}" if name in before else "/dev/null",
            f"b/{name}" if name in after else "/dev/null",
            lineterm="",
        )
    )


def _in_story(was: Story, now: Story) -> Iterator[Change]:
    if was.is_draft != now.is_draft:
        yield Change("story_drafted" if now.is_draft else "story_on_air", was.id)
    for change in _in_parts(was, now):
        yield replace(change, is_draft=change.is_draft or now.is_draft)


def _in_parts(was: Story, now: Story) -> Iterator[Change]:
    story = was.id
    yield from _in_entries(was, now)
    for name, old, new in (
        ("short", was.summary_short, now.summary_short),
        ("long", was.summary_long, now.summary_long),
    ):
        told, tells = (" ".join(sentence.text for sentence in one) for one in (old, new))
        rested, rests = (_cited(c for s in one for c in s.citations) for one in (old, new))
        if told != tells:
            yield Change("summary", story, name, (told,), (tells,))
        elif rested != rests:
            yield Change("summary_cited", story, name, (rested,), (rests,))
    for name, before, after in _values(was, now, _STORY_APART):
        yield Change("story_value", story, name, before, after)
    yield from _in_article(was, now)
    yield from _in_speakers(was, now)
    groups = ([" = ".join(group) for group in one.synonyms] for one in (was, now))
    yield from _gone_and_come("synonyms_removed", "synonyms_added", story, "", *groups)
    cases, expected = (
        {case.question: " or ".join(case.expect) for case in one.cases} for one in (was, now)
    )
    yield from _gone_and_come("cases_removed", "cases_added", story, "", cases, expected)
    for question, expects in expected.items():
        if cases.get(question, expects) != expects:
            yield Change("case", story, question, (cases[question],), (expects,))


def _in_entries(was: Story, now: Story) -> Iterator[Change]:
    story = was.id
    old, new = ({entry.id: entry for entry in one.entries} for one in (was, now))
    is_same_article = was.article.text == now.article.text
    for name, entry in old.items():
        if name not in new:
            is_draft = was.is_draft or entry.is_draft
            yield Change("entry_removed", story, name, (entry.text,), (), is_draft)
    for name, entry in new.items():
        if name not in old:
            yield Change("entry_added", story, name, (), (entry.text,), entry.is_draft)
            continue
        for change in _in_entry(old[name], entry, story, is_same_article=is_same_article):
            is_draft = entry.is_draft and change.what != "entry_drafted"
            yield replace(change, is_draft=is_draft)
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield Change("entry_order", story)


def _in_entry(was: Entry, now: Entry, story: str, *, is_same_article: bool) -> Iterator[Change]:
    def change(what: What, before: Iterable[str] = (), after: Iterable[str] = ()) -> Change:
        return Change(what, story, was.id, tuple(before), tuple(after))

    match was.withdrawn, now.withdrawn:
        case None, str() as tells:
            yield change("entry_withdrawn", (), [tells])
        case str() as told, None:
            yield change("entry_reinstated", [told], [now.text])
        case str() as told, str() as tells if told != tells:
            yield change("entry_withdrawal", [told], [tells])
    if was.is_draft and not now.is_draft:
        yield change("entry_on_air", (), [now.text])
    elif now.is_draft and not was.is_draft:
        yield change("entry_drafted", [was.text])
    if was.text != now.text:
        yield change("entry_text", [was.text], [now.text])
    if (was.speaker and was.speaker.id) != (now.speaker and now.speaker.id):
        said, says = ([entry.speaker.name] if entry.speaker else [] for entry in (was, now))
        yield change("entry_speaker", said, says)
    rested, rests = _cited(was.citations), _cited(now.citations)
    # In another article everything stands elsewhere; what a quote cites is what it says.
    is_moved = is_same_article and was.citations != now.citations
    if (rested != rests or is_moved) and not (now.kind == "quote" and was.text != now.text):
        yield change("entry_cited", [rested], [rests])
    if was.questions[0] != now.questions[0]:
        yield change("entry_first_question", was.questions[:1], now.questions[:1])
    gone = [question for question in was.questions[1:] if question not in now.questions]
    if gone:
        yield change("entry_questions_removed", gone)
    come = [question for question in now.questions[1:] if question not in was.questions]
    if come:
        yield change("entry_questions_added", (), come)
    for value, before, after in _values(was, now, _ENTRY_APART):
        yield Change("entry_value", story, f"{was.id}, {value}", before, after)


def _in_article(was: Story, now: Story) -> Iterator[Change]:
    old, new = (
        [" ".join(one.article[span].split()) for span in one.article.paragraphs]
        for one in (was, now)
    )
    for i, j, m, n in _steps(old, new):
        for pair in _paired(old[i:j], new[m:n]):
            match pair:
                case int(k), None:
                    yield Change("paragraph_removed", was.id, str(i + k + 1), (old[i + k],))
                case None, int(k):
                    yield Change("paragraph_added", was.id, str(m + k + 1), (), (new[m + k],))
                case int(k), int(o):
                    texts = (old[i + k],), (new[m + o],)
                    yield Change("paragraph", was.id, str(m + o + 1), *texts)


def _in_speakers(was: Story, now: Story) -> Iterator[Change]:
    old, new = ({speaker.id: speaker for speaker in one.speakers} for one in (was, now))
    for name in dict.fromkeys([*old, *new]):
        before, after = (
            (", ".join(filter(None, [one[name].name, one[name].role])),) if name in one else ()
            for one in (old, new)
        )
        if not before or not after:
            what: What = "speaker_added" if after else "speaker_removed"
            yield Change(what, was.id, name, before, after)
            continue
        if before != after:
            yield Change("speaker", was.id, name, before, after)
        names = old[name].also, new[name].also
        yield from _gone_and_come(
            "speaker_names_removed", "speaker_names_added", was.id, name, *names
        )


def _gone_and_come(
    removed: What, added: What, story: str, name: str, was: Iterable[str], now: Iterable[str]
) -> Iterator[Change]:
    old, new = dict.fromkeys(was), dict.fromkeys(now)
    gone, come = (
        tuple(n for n in one if n not in other) for one, other in ((old, new), (new, old))
    )
    if gone:
        yield Change(removed, story, name, gone)
    if come:
        yield Change(added, story, name, (), come)


def _values(
    was: Story | Entry, now: Story | Entry, apart: frozenset[str]
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield what is different of all that has no line of its own, with its name."""
    for field in fields(was):
        old, new = getattr(was, field.name), getattr(now, field.name)
        if field.name not in apart and old != new:
            yield field.name.replace("_", " "), _texts(old), _texts(new)


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return (", ".join(map(str, value)),) if value else ()
    return () if value is None else (str(value),)


def _cited(citations: Iterable[Citation]) -> str:
    return ELLIPSIS.join(citation.exact for citation in citations)


def _paired(
    was: Sequence[str], now: Sequence[str]
) -> Iterator[tuple[int, None] | tuple[None, int] | tuple[int, int]]:
    """Yield which paragraphs became which, in order; None for what came or went."""
    if was == now:
        return
    begin = 0
    for i, paragraph in enumerate(was):
        # Not far on, and by what they begin with, since both may be of any length.
        alike = [
            fuzz.ratio(paragraph[:2000], other[:2000]) for other in islice(now, begin, begin + 9)
        ]
        if max(alike, default=0) < _LEAST_ALIKE:
            yield i, None
            continue
        j = begin + alike.index(max(alike))
        yield from ((None, skipped) for skipped in range(begin, j))
        yield i, j
        begin = j + 1
    yield from ((None, rest) for rest in range(begin, len(now)))


def _steps(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield which stretch of one became which of the other, same and different ones in order."""
    begin = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False)))
    most = min(len(was), len(now)) - begin
    ends = zip(reversed(was), reversed(now), strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], islice(ends, most)))
    i, j, m, n = begin, len(was) - same, begin, len(now) - same
    if begin:
        yield 0, begin, 0, begin
    if (j - i) * (n - m) <= _MOST_STEPS:
        matcher = difflib.SequenceMatcher(None, was[i:j], now[m:n], autojunk=False)
        for _, a, b, c, d in matcher.get_opcodes():
            yield i + a, i + b, m + c, m + d
    else:
        yield i, j, m, n
    if same:
        yield j, len(was), n, len(now)


def _compared(before: Sequence[str], after: Sequence[str]) -> str:
    """Return two texts in one, with what is different in brackets; both, if little is the same."""
    was, now = " ".join(before), " ".join(after)
    if not now:
        return f"none, was “{_short(was)}”"
    if not was:
        return f"“{_short(now)}”, was none"
    if was == now:
        return f"“{_short(now)}”, at another place"
    pieces = difference(was, now)
    if sum(len(piece.before) for piece in pieces if piece.is_same) < len(was) / 3:
        same = len(pieces[0].before) if pieces[0].is_same else 0
        lead = "… " if same > _AROUND else ""
        begin = same if lead else 0
        return f"“{lead}{_short(now[begin:])}”, was “{lead}{_short(was[begin:])}”"
    first, last = pieces[0], pieces[-1]
    return f"“{''.join(_marked(p, is_first=p is first, is_last=p is last) for p in pieces)}”"


def _marked(piece: Piece, *, is_first: bool, is_last: bool) -> str:
    """Return a piece in brackets if it is different, else without what is far from any that is.

    >>> _marked(Piece(" not", ""), is_first=False, is_last=False)
    ' [− not]'
    """
    if piece.is_same:
        text = piece.before
        if len(text) <= 2 * _AROUND:
            return text
        begin, end = text[:_AROUND], text[-_AROUND:]
        begin = "" if is_first else f"{begin.rpartition(' ')[0] or begin} "
        end = "" if is_last else f" {end.partition(' ')[2] or end}"
        return f"{begin}…{end}"
    text = piece.before or piece.after
    lead, trail = (" " if side.isspace() else "" for side in (text[:1], text[-1:]))
    if not piece.after:
        return f"{lead}[− {_short(text)}]{trail}"
    if not piece.before:
        return f"{lead}[+ {_short(text)}]{trail}"
    return f"[{_short(piece.before)} → {_short(piece.after)}]"


def _listed(texts: Sequence[str]) -> str:
    most = _MOST_TEXT if len(texts) == 1 else _MOST_TEXT // 2
    more = len(texts) - _MOST_LISTED
    shown = ", ".join(f"“{_short(text, most)}”" for text in texts[:_MOST_LISTED])
    return f"{shown} and {more} more" if more > 0 else shown or "nobody"


def _short(text: str, most: int = _MOST_TEXT) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _rows(data: bytes) -> list[str]:
    """Return the lines of a file; git's remark follows the last one when nothing ends it."""
    *rows, last = data.decode("utf-8", "backslashreplace").split("\n")
    return [*rows, f"{last}\n\\ No newline at end of file"] if last else rows
