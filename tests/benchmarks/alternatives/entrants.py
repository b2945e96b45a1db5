"""Who takes part: all contenders by name, ours last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec

from bot.matching import Matcher, Record
from bot.matching.semantic import Encoder, load_encoder
from tests.benchmarks.alternatives.contender import Contender, Found
from tests.benchmarks.alternatives.rankers import (
    Bm25s,
    Fts5,
    RankBm25,
    Tantivy,
    TokenSetRatio,
    WRatio,
)
from tests.benchmarks.alternatives.vectors import Classifier, Embedding, Tfidf

MODEL = "sentence-transformers/all-MiniLM-L6-v2"


class Ours(Contender):
    """`bot.matching`, as it is, or with an embedding model."""

    def __init__(self, records: Sequence[Record], model: str | None = None) -> None:
        self._matcher = Matcher(records, encoder=_encoder(model) if model else None)

    def ask(self, question: str) -> Found:
        match = self._matcher.match(question)
        ranked = [*match.candidates, *match.vetoed]
        first = max(ranked, key=lambda candidate: candidate.similarity, default=None)
        answer = match.candidates[0].id if match.candidates else None
        return Found(first.id if first else None, answer, (match.score,))


@cache
def _encoder(model: str) -> Encoder:
    return load_encoder(model, place="--model")  # once, for many small collections


@dataclass(frozen=True, slots=True)
class Entrant:
    """A contender by name.

    Attributes:
        name: As the tables have it.
        build: Builds it from records.
        modules: What it imports that the project does not need.
        learns: Whether it needs phrasings to learn from.
    """

    name: str
    build: Callable[[Sequence[Record]], Contender]
    modules: tuple[str, ...] = ()
    learns: bool = False

    @property
    def missing(self) -> str:
        """The package that is not installed; empty when all are."""
        packages = (module.partition(".")[0] for module in self.modules)
        return next((package for package in packages if find_spec(package) is None), "")


def entrants(model: str = MODEL) -> list[Entrant]:
    """Return all of them, ours last; `model` is a name or folder of an embedding model."""
    tfidf = "sklearn.feature_extraction.text"
    linear = (tfidf, "sklearn.pipeline", "sklearn.svm", "sklearn.linear_model")
    return [
        Entrant("rapidfuzz WRatio", WRatio),
        Entrant("rapidfuzz token_set_ratio", TokenSetRatio),
        Entrant("rank_bm25", RankBm25, ("rank_bm25",)),
        Entrant("bm25s", Bm25s, ("bm25s",)),
        Entrant("TF-IDF words", partial(Tfidf, features="words"), (tfidf,)),
        Entrant("TF-IDF characters", partial(Tfidf, features="characters"), (tfidf,)),
        Entrant("FTS5 words", partial(Fts5, tokenizer="porter unicode61")),
        Entrant("FTS5 trigram", partial(Fts5, tokenizer="trigram")),
        Entrant("tantivy", partial(Tantivy, fuzzy=False), ("tantivy",)),
        Entrant("tantivy fuzzy", partial(Tantivy, fuzzy=True), ("tantivy",)),
        Entrant("linear SVM", partial(Classifier, kind="SVM"), linear, learns=True),
        Entrant("logistic regression", partial(Classifier, kind="LR"), linear, learns=True),
        Entrant("embedding model", partial(Embedding, model=model), ("sentence_transformers",)),
        Entrant("ours", Ours),
        Entrant("ours with the model", partial(Ours, model=model), ("sentence_transformers",)),
    ]


def chosen(names: str | None, model: str = MODEL) -> list[Entrant]:
    """Return the contenders of these names, with commas, or all; say which are not installed."""
    known = {entrant.name: entrant for entrant in entrants(model)}
    unknown = {*names.split(",")} - {*known} if names else None
    if unknown:
        raise SystemExit(f"no contender is called {', '.join(unknown)}: {', '.join(known)}")
    found = [known[name] for name in names.split(",")] if names else [*known.values()]
    for entrant in found:
        if entrant.missing:
            print(f"{entrant.name} is left out: {entrant.missing} is not installed\n")
    return [entrant for entrant in found if not entrant.missing]
