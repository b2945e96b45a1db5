"""From a folder of stories to content that is proved, and to every problem an editor must mend."""

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.content import checks, files, model, nodes, schema, shape, writing
from bot.content.article import Article, Span
from bot.content.draft import Claim, Draft, bare, one_line
from bot.content.files import ARTICLE, CASES, STORY, shown
from bot.content.problem import Problem
from bot.content.syntax import part_too_large
from bot.content.times import moment

MOST_CHARACTERS = 5_000
"""Of a text in YAML."""
MOST_ITEMS = 5_000
"""Of a list or a group of keys."""

_SPOILING = ("text-cut-by-hash", "yaml-extra")


def load(
    directory: Path, instead: Mapping[str, bytes] | None = None
) -> tuple[model.Content, list[Problem]]:
    """Return the stories of a content folder, and every problem in it.

    Never raises for bad content. What has a problem may be missing from the stories, so content
    with problems is for looking at, not for publishing.

    Args:
        directory: The folder that holds one folder for each story.
        instead: Files to read in the place of all that the folder holds, by `story/file`, as
            in `Content.files`; problems name them as if they stood in the folder.

    Returns:
        The stories by name, and the problems by file and line.
    """
    if instead is None:
        with contextlib.suppress(OSError, ValueError):  # what is in the way, is told below
            writing.finish(directory)
    folders, problems = files.folders(directory, instead)
    drafts = []
    read: dict[str, bytes] = {}
    for folder in folders:
        reading = _Reading(folder, instead)
        draft = reading.draft()
        for name, data in reading.read.items():
            read[f"{folder.name}/{name}"] = data
        problems += reading.problems
        if draft:
            drafts.append(draft)
    problems += checks.problems(drafts)
    # What YAML has cut or changed is not what the editor wrote, so nothing more is said about it.
    spoilt = {p.mark for p in problems if p.check in _SPOILING}
    problems = [p for p in problems if p.mark not in spoilt or p.check in _SPOILING]
    stories = tuple(_story(draft) for draft in drafts)
    problems = sorted(set(problems), key=lambda p: (p.mark, p.check, p.message))
    return model.Content(stories, digest_of(read), read), problems


def digest_of(read: Mapping[str, bytes]) -> str:
    """Return the digest of the content of files, by `story/file`: 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for name in sorted(read):
        digest.update(os.fsencode(f"{name}\0{len(read[name])}\0"))
        digest.update(read[name])
    return digest.hexdigest()


def drafted(directory: Path, story: str, instead: Mapping[str, bytes]) -> Draft | None:
    """Return a story as its editors wrote it; None when there is not enough of it to read.

    Args:
        directory: The folder of all stories.
        story: The id of the story.
        instead: Files to read in the place of those in the folder, as for `load`.
    """
    return _Reading(directory / story, instead).draft()


@dataclass
class _Reading:
    """One story's folder while it is read."""

    folder: Path
    instead: Mapping[str, bytes] | None
    problems: list[Problem] = field(default_factory=list)
    read: dict[str, bytes] = field(default_factory=dict)

    def draft(self) -> Draft | None:
        """Return what the editors wrote; None when there is not enough of it."""
        article = self._text(ARTICLE, is_exact=True)
        path = self.folder / ARTICLE
        if article is not None and not bare(article):
            self.problems.append(files.article_empty(path))
            article = None
        story = self._tree(STORY)
        cases = self._tree(CASES, is_optional=True)
        if self.instead is None:
            self.problems += files.misnamed(self.folder)
        whole = story
        if story:
            file, story, problems = shape.validate(schema.StoryFile, story)
            self.problems += problems
        cases_file = None
        if cases:
            cases_file, cases, problems = shape.validate(schema.CasesFile, cases)
            self.problems += problems
        if article is None or story is None or whole is None:
            return None
        return Draft(self.folder.name, Article(article), file, story, whole, cases_file, cases)

    def _text(self, name: str, *, is_exact: bool, is_optional: bool = False) -> str | None:
        path = self.folder / name
        data, problems = files.read(path, self.instead, is_optional=is_optional)
        self.problems += problems
        if data is None:
            return None
        self.read[name] = data
        text, problems = files.decoded(data, path, is_exact=is_exact)
        self.problems += problems
        return None if problems and not is_exact else text

    def _tree(self, name: str, *, is_optional: bool = False) -> nodes.Mapping | None:
        text = self._text(name, is_exact=False, is_optional=is_optional)
        if text is None:
            return None
        tree, problems = nodes.read(text, shown(self.folder / name))
        self.problems += problems
        if tree is None:
            return None
        if too_large := [*_too_large(tree)]:
            self.problems += too_large
            return None
        self.problems += _hidden(tree, text)
        return tree


def _too_large(node: nodes.Node) -> Iterator[Problem]:
    """Yield a problem for each part that is too large for the checks: they read every word."""
    inside: list[nodes.Node] = []
    match node:
        case nodes.Text():
            size, most = len(node.value or ""), MOST_CHARACTERS
        case nodes.List():
            size, most, inside = len(node.items), MOST_ITEMS, [*node.items]
        case nodes.Mapping():
            size, most = len(node.values), MOST_ITEMS
            inside = [*map(nodes.Text, node.keys, node.keys.values()), *node.values.values()]
    if size > most:
        yield part_too_large(node.mark, size, most, is_text=isinstance(node, nodes.Text))
        return
    for part in inside:
        yield from _too_large(part)


def _hidden(tree: nodes.Node, text: str) -> Iterator[Problem]:
    """Yield a problem for each text with a character that nobody sees."""
    lines = files.Lines(text)
    for node in nodes.texts(tree):
        for pattern, problem in (
            (files.INVISIBLE, files.invisible_character),
            (files.CONTROL, files.control_character),
        ):
            found = pattern.search(node.value or "")
            if found:
                start = lines.offset_of(node.mark)
                at = text.find(found[0], start, start + 2 * len(node.value or "") + 200)
                # Not there when it was written as a code, such as "\u200b".
                place = node.mark if at < 0 else lines.place_of(at, node.mark.path)
                yield problem(place, found[0])


def _story(draft: Draft) -> model.Story:
    header = draft.file.story
    speakers = {
        key: model.Speaker(key, one_line(s.name), one_line(s.role), tuple(map(one_line, s.also)))
        for key, s in draft.file.speakers.items()
    }
    return model.Story(
        id=draft.id,
        article=draft.article,
        dateline=header.dateline,
        publisher=header.publisher,
        language=header.language,
        headline=header.headline,
        byline=header.byline,
        published=header.published,
        updated=header.updated,
        canonical_url=header.canonical_url,
        speakers=tuple(speakers.values()),
        synonyms=tuple(tuple(map(one_line, group)) for group in draft.file.synonyms),
        summary_short=tuple(_sentences(draft, draft.short)),
        summary_long=tuple(_sentences(draft, draft.long)),
        entries=tuple(_entries(draft, speakers)),
        cases=tuple(_cases(draft)),
        is_draft=header.draft == "true",
        corrections=tuple(model.Correction(c.date, one_line(c.note)) for c in header.corrections),
        **_times(header),
    )


def _sentences(draft: Draft, claims: tuple[Claim, ...]) -> Iterator[model.Sentence]:
    for claim in claims:
        if claim.spans:
            yield model.Sentence(claim.text, _citations(draft, claim.spans))


def _entries(draft: Draft, speakers: dict[str, model.Speaker]) -> Iterator[model.Entry]:
    """Yield the entries whose words are proved."""
    quoted = {i: passage.spans for i, _, passage in draft.quotes}
    for i, entry in draft.entries:
        spans: tuple[Span, ...] | None = ()
        if isinstance(entry, schema.Fact):
            spans = draft.facts[i].spans
        elif isinstance(entry, schema.Quote):
            spans = quoted[i]
        speaker_id = None if isinstance(entry, schema.NotReported) else entry.speaker
        if spans is None and entry.withdrawn:
            spans = ()
        if spans is None or (speaker_id and speaker_id not in speakers):
            continue
        text = one_line(entry.text) if not isinstance(entry, schema.Quote) else ""
        yield model.Entry(
            id=entry.id,
            kind=entry.kind,
            text=text or model.ELLIPSIS.join(draft.article[span] for span in spans),
            questions=tuple(map(one_line, entry.questions)),
            topics=tuple(map(one_line, entry.topics)),
            citations=_citations(draft, spans),
            speaker=speakers[speaker_id] if speaker_id else None,
            withdrawn=one_line(entry.withdrawn) if entry.withdrawn else None,
            mark=draft.mark("entries", i),
            question_marks=tuple(
                draft.mark("entries", i, "questions", n) for n in range(len(entry.questions))
            ),
            is_draft=entry.draft == "true",
            **_times(entry),
        )


def _times(written: schema.Header | schema.Entry) -> dict[str, datetime | None]:
    return {
        "publish_at": moment(written.publish_at),
        "expires_at": moment(written.expires_at),
        "embargo": moment(written.embargo),
    }


def _citations(draft: Draft, spans: tuple[Span, ...]) -> tuple[model.Citation, ...]:
    article = draft.article
    return tuple(
        model.Citation(article[s], s.start, s.end, article.paragraph_at(s.start)) for s in spans
    )


def _cases(draft: Draft) -> Iterator[model.Case]:
    for i, case in enumerate(draft.cases.cases if draft.cases else []):
        expect = (case.expect,) if isinstance(case.expect, str) else tuple(case.expect)
        yield model.Case(one_line(case.q), expect, draft.case_mark("cases", i))
