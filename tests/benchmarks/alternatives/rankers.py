"""The contenders that rank documents by letters or by words."""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module

from rapidfuzz import fuzz, process, utils

from bot.matching import Record
from tests.benchmarks.alternatives.contender import (
    PIECE,
    STEMMERS,
    Documents,
    stemmer,
    tokens,
    top,
)


class WRatio(Documents):
    """rapidfuzz's own choice of a ratio, over everything."""

    ratio = staticmethod(fuzz.WRatio)

    def index(self, documents: list[str]) -> None:
        self._plain = [self.plain(document) for document in documents]

    def best(self, question: str, most: int) -> Iterator[tuple[int, float]]:
        found = process.extract(
            self.plain(question), self._plain, scorer=self.ratio, processor=None, limit=most
        )
        return ((number, score) for _, score, number in found)

    def plain(self, text: str) -> str:
        return utils.default_process(text)


class TokenSetRatio(WRatio):
    """rapidfuzz's ratio of the words that both have, over everything."""

    ratio = staticmethod(fuzz.token_set_ratio)

    def plain(self, text: str) -> str:
        plain = utils.default_process(text)
        return " ".join(tokens(plain, self.language)) if self.language == "zh" else plain


class Bm25s(Documents):
    """bm25s: BM25 worked out beforehand, in sparse matrices."""

    def index(self, documents: list[str]) -> None:
        bm25s = import_module("bm25s")
        self._tokenize = partial(
            bm25s.tokenize,
            token_pattern=r"\S+" if self.language == "zh" else r"(?u)\b\w+\b",
            stopwords=[],
            stemmer=stemmer(self.language),
            show_progress=False,
        )
        self._index = bm25s.BM25()
        self._index.index(self._tokenize(self._spaced(documents)), show_progress=False)

    def best(self, question: str, most: int) -> Iterator[tuple[int, float]]:
        (asked,) = self._tokenize(self._spaced([question]), return_ids=False)
        if not asked:
            return iter(())
        found, scores = self._index.retrieve([asked], k=most, show_progress=False)
        return ((int(n), float(score)) for n, score in zip(found[0], scores[0], strict=True))

    def _spaced(self, documents: list[str]) -> list[str]:
        if self.language != "zh":
            return documents
        return [" ".join(tokens(document, self.language)) for document in documents]


class RankBm25(Documents):
    """rank_bm25: BM25 Okapi in plain Python."""

    def index(self, documents: list[str]) -> None:
        bags = [tokens(document, self.language) for document in documents]
        self._index = import_module("rank_bm25").BM25Okapi(bags)

    def best(self, question: str, most: int) -> Iterator[tuple[int, float]]:
        scores = self._index.get_scores(tokens(question, self.language))
        return ((int(n), float(scores[n])) for n in top(scores, most))


class Fts5(Documents):
    """SQLite's full-text search, in memory, its BM25: any of the words, or of the trigrams."""

    def __init__(self, records: Sequence[Record], tokenizer: str) -> None:
        self._tokenizer = tokenizer
        super().__init__(records)

    def index(self, documents: list[str]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            f"CREATE VIRTUAL TABLE d USING fts5(text, content='', tokenize='{self._tokenizer}')"
        )
        self._database.executemany(
            "INSERT INTO d (rowid, text) VALUES (?, ?)",
            ((number, self._spaced(document)) for number, document in enumerate(documents)),
        )

    def best(self, question: str, most: int) -> Iterator[tuple[int, float]]:
        text = " ".join(self._spaced(question).casefold().split())
        if self._tokenizer == "trigram":
            terms = {text[i : i + 3] for i in range(len(text) - 2)}
        else:
            terms = {*PIECE.findall(text)}
        any_of = " OR ".join('"' + term.replace('"', '""') + '"' for term in sorted(terms))
        if not any_of:
            return iter(())
        rows = self._database.execute(
            "SELECT rowid, rank FROM d WHERE d MATCH ? ORDER BY rank LIMIT ?", (any_of, most)
        )
        return ((number, -rank) for number, rank in rows)

    def _spaced(self, text: str) -> str:
        """Return `text`; for words of a language that SQLite cannot stem or cut, its tokens."""
        if self._tokenizer == "trigram" or self.language == "en":
            return text
        return " ".join(tokens(text, self.language))


class Tantivy(Documents):
    """tantivy, in memory: any of the words; when `fuzzy`, also of those one slip away."""

    def __init__(self, records: Sequence[Record], *, fuzzy: bool) -> None:
        self._fuzzy = fuzzy
        super().__init__(records)

    def index(self, documents: list[str]) -> None:
        self._tantivy = tantivy = import_module("tantivy")
        language = STEMMERS.get(self.language)
        simple = tantivy.Tokenizer.simple() if language else tantivy.Tokenizer.whitespace()
        builder = tantivy.TextAnalyzerBuilder(simple).filter(tantivy.Filter.lowercase())
        if language:
            builder = builder.filter(tantivy.Filter.stemmer(language))
        self._analyzer = builder.build()
        self._schema = (
            tantivy.SchemaBuilder()
            .add_text_field("text", tokenizer_name="ours", index_option="freq")
            .add_unsigned_field("number", stored=True)
            .build()
        )
        index = tantivy.Index(self._schema)
        index.register_tokenizer("ours", self._analyzer)
        writer = index.writer()
        for number, document in enumerate(documents):
            writer.add_document(tantivy.Document(text=[self._spaced(document)], number=[number]))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def best(self, question: str, most: int) -> Iterator[tuple[int, float]]:
        tantivy, should = self._tantivy, self._tantivy.Occur.Should
        clauses = []
        for term in {*self._analyzer.analyze(self._spaced(question))}:
            clauses.append((should, tantivy.Query.term_query(self._schema, "text", term, "freq")))
            if self._fuzzy and len(term) > 3:
                near = tantivy.Query.fuzzy_term_query(self._schema, "text", term)
                clauses.append((should, near))
        query = tantivy.Query.boolean_query(clauses)
        for score, address in self._searcher.search(query, most, count=False).hits:
            yield self._searcher.doc(address)["number"][0], score

    def _spaced(self, text: str) -> str:
        if self.language in STEMMERS:
            return text
        return " ".join(tokens(text, self.language))
