"""The question sets: the public ones of a folder, and our own first story."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content import load
from bot.desk import record
from bot.matching import Record
from tests.benchmarks import strangers


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was typed, and the ids of the records that answer it, if any does."""

    text: str
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class Collection:
    """Records, and questions that are asked of them alone."""

    records: tuple[Record, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Collections of one kind, measured together."""

    name: str
    collections: tuple[Collection, ...]

    @property
    def has_phrasings(self) -> bool:
        """Whether every record has a phrasing for a classifier to learn from."""
        return all(r.phrasings for c in self.collections for r in c.records)


def public_sets(folder: Path) -> Iterator[QuestionSet]:
    """Yield the sets of the `NAME.json.gz` files of a folder."""
    for path in sorted(folder.glob("*.json.gz")):
        found = json.loads(gzip.decompress(path.read_bytes()))
        collections = [_collection(each, found["lang"]) for each in found["collections"]]
        yield QuestionSet(path.name.partition(".")[0], tuple(collections))


def first_story() -> QuestionSet:
    """Return our own content, and the strangers' questions that it was developed with.

    An entry answers when it cites a paragraph that does.
    """
    content, problems = load(Path("content"))
    assert not problems, problems[0]
    told = [(story, entry) for story in content.stories for entry in story.entries]
    lines = (strangers.QUESTIONS / "development.jsonl").read_text().splitlines()
    questions = []
    for asked in (strangers.Asked(**json.loads(line)) for line in lines):
        gold = {
            entry.id
            for _, entry in told
            if {citation.paragraph for citation in entry.citations} & {*asked.paragraphs}
        }
        questions.append(Question(asked.q, frozenset(gold)))
    records = tuple(record(story, entry) for story, entry in told)
    return QuestionSet("our story", (Collection(records, tuple(questions)),))


def _collection(found: dict[str, Any], language: str) -> Collection:
    return Collection(
        tuple(
            Record(e["id"], e["text"], tuple(e["questions"]), language) for e in found["entries"]
        ),
        tuple(Question(q["q"], frozenset(q["gold"])) for q in found["queries"]),
    )
