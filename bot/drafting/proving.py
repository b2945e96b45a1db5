"""A sketch → the files of a story that passes every check, by leaving out what fails."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import evaluation
from bot.content import load
from bot.content.model import Content, Story
from bot.content.problem import Problem
from bot.desk import Edition
from bot.drafting.reading import Unreadable
from bot.drafting.sketch import Item, Sketch
from bot.drafting.writing import Files, Place, written

_MOST_ROUNDS = 40
_NEEDED = ("publisher", "language")


@dataclass(frozen=True, slots=True)
class Proved:
    """A draft that passes every check.

    Attributes:
        sketch: What is left of the sketch.
        files: As they are to be written.
        story: As they were loaded.
    """

    sketch: Sketch
    files: Files
    story: Story


def proved(sketch: Sketch, name: str, beside: Content, *, schemas: bool = False) -> Proved:
    """Return the draft without what a check refuses.

    Args:
        sketch: The draft.
        name: Of its folder.
        beside: The other stories of the content folder; questions that would be asked back
            because of them are left out, too.
        schemas: Whether the content folder has the JSON Schemas.

    Raises:
        Unreadable: Nothing is left.
    """
    draft = _until_it_holds(_until_it_loads(sketch, name, schemas), name, schemas)
    if not beside.stories:
        return draft
    stories = sorted((*beside.stories, draft.story), key=lambda story: story.id)
    edition = Edition(Content(tuple(stories), ""))
    items = (_clear(item, edition) for item in draft.sketch.items)
    smaller = replace(draft.sketch, items=tuple(item for item in items if item.questions))
    if not smaller.items:
        return draft
    return _until_it_holds(_until_it_loads(smaller, name, schemas), name, schemas)


def _clear(item: Item, edition: Edition) -> Item:
    """Return an entry with the questions that find it among all stories; a quote keeps one."""

    def finds_it(question: str) -> bool:
        match = edition.match(question)
        return match.outcome == "answer" and match.candidates[0].id == item.id

    kept = tuple(filter(finds_it, item.questions))
    return replace(item, questions=kept or item.questions[: item.kind == "quote"])


def _until_it_loads(sketch: Sketch, name: str, schemas: bool) -> Proved:
    for _ in range(_MOST_ROUNDS):
        if not (sketch.short and sketch.long and sketch.items):
            break
        files = written(sketch, schemas=schemas)
        content, problems = _loaded(files, name)
        if not problems:
            return Proved(sketch, files, content.stories[0])
        smaller = _without(sketch, files, problems)
        if smaller == sketch:
            break
        sketch = smaller
    raise Unreadable(
        "no draft can be made of this article: it has no sentence that stands in it once only and "
        "that a question can be asked for."
    )


def _until_it_holds(draft: Proved, name: str, schemas: bool) -> Proved:
    for _ in range(_MOST_ROUNDS):
        problems = evaluation.problems(Edition(Content((draft.story,), "")))
        smaller = _without(draft.sketch, draft.files, problems)
        if smaller == draft.sketch:
            break
        draft = _until_it_loads(smaller, name, schemas)
    if problems:
        raise Unreadable(f"no draft can be made of this article: {problems[0].message}.")
    return draft


def _loaded(files: Files, name: str) -> tuple[Content, list[Problem]]:
    with TemporaryDirectory(prefix="storybot-") as directory:
        folder = Path(directory) / name
        folder.mkdir()
        for file, text in files.texts.items():
            (folder / file).write_bytes(text.encode())
        return load(Path(directory))


def _without(sketch: Sketch, files: Files, problems: list[Problem]) -> Sketch:
    """Return the sketch without the parts that the problems are about."""
    places = {
        place
        for problem in problems
        if (file := Path(problem.mark.path).name) in files.places
        and (place := files.at(file, problem.mark.line))
    }
    gone = _gone(places)
    items = tuple(
        replace(
            item,
            questions=tuple(
                q for n, q in enumerate(item.questions) if not gone("question", item.id, n)
            ),
        )
        for item in sketch.items
        if not gone("entry", item.id, 0) and not gone("speaker", item.speaker or "", 0)
    )
    items = tuple(item for item in items if item.questions)
    speaking = {item.speaker for item in items}
    told = {item.at for item in items}
    lost = (i.at for i in sketch.items if i.kind == "quote" and i.at and i.at not in told)
    return replace(
        sketch,
        header={
            key: value
            for key, value in sketch.header.items()
            if key in _NEEDED or not gone("header", key, 0)
        },
        speakers=tuple(
            replace(p, role="") if gone("speaker", p.id, 1) else p
            for p in sketch.speakers
            if p.id in speaking
        ),
        short=tuple(s for n, s in enumerate(sketch.short) if not gone("short", "", n)),
        long=tuple(s for n, s in enumerate(sketch.long) if not gone("long", "", n)),
        items=items,
        unclear=tuple(sorted({*sketch.unclear, *lost})),
        cases=tuple(c for n, c in enumerate(sketch.cases) if not gone("case", "", n)),
    )


def _gone(places: set[Place]) -> Callable[[str, str, int], bool]:
    return lambda part, key, n: (part, key, n) in places
