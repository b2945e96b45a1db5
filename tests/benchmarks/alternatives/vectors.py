"""The contenders that make a vector of a text: the cosine of two, or a classifier of one."""

from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from bot.matching import Record
from tests.benchmarks.alternatives.contender import Contender, Documents, Found, tokens, top


class Tfidf(Documents):
    """scikit-learn's TF-IDF and the cosine, by sparse product."""

    def __init__(self, records: Sequence[Record], features: str) -> None:
        self._features = features
        super().__init__(records)

    def index(self, documents: list[str]) -> None:
        self._vectorizer = _vectorizer(self._features, self.language)
        self._columns = self._vectorizer.fit_transform(documents).T.tocsr()

    def best(self, question: str, most: int) -> Iterator[tuple[int, float]]:
        cosines = self._vectorizer.transform([question]) @ self._columns
        best = top(cosines.data, most)
        return ((int(cosines.indices[i]), float(cosines.data[i])) for i in best)


class Embedding(Documents):
    """A sentence-embedding model and the cosine."""

    def __init__(self, records: Sequence[Record], model: str) -> None:
        self._model = import_module("sentence_transformers").SentenceTransformer(model)
        super().__init__(records)

    def index(self, documents: list[str]) -> None:
        self._vectors = self._encode(documents)

    def best(self, question: str, most: int) -> Iterator[tuple[int, float]]:
        cosines = self._vectors @ self._encode([question])[0]
        return ((int(n), float(cosines[n])) for n in top(cosines, most))

    def _encode(self, texts: list[str]) -> Any:
        return self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)


class Classifier(Contender):
    """A linear classifier on TF-IDF of words, pairs of words and characters."""

    def __init__(self, records: Sequence[Record], kind: str) -> None:
        rows = [(text, n) for n, r in enumerate(records) for text in (*r.phrasings, r.text)]
        union = import_module("sklearn.pipeline").FeatureUnion
        language = records[0].language
        self._features = union(
            [(name, _vectorizer(name, language)) for name in ("words and pairs", "characters")]
        )
        if kind == "SVM":
            self._model = import_module("sklearn.svm").LinearSVC()
        else:
            logistic = import_module("sklearn.linear_model").LogisticRegression
            self._model = logistic(C=30, max_iter=300)
        self._ids = [record.id for record in records]
        self._model.fit(self._features.fit_transform([t for t, _ in rows]), [n for _, n in rows])

    def ask(self, question: str) -> Found:
        features = self._features.transform([question])
        if hasattr(self._model, "predict_proba"):
            scores = self._model.predict_proba(features)[0]
        else:
            scores = self._model.decision_function(features)[0]
        first, second = top(scores, 2)
        id_ = self._ids[first]
        return Found(id_, id_, (float(scores[first]), float(scores[first] - scores[second])))


def _vectorizer(features: str, language: str) -> Any:
    vectorizer = partial(
        import_module("sklearn.feature_extraction.text").TfidfVectorizer,
        sublinear_tf=True,
        dtype=np.float32,
    )
    if features == "characters" and language == "zh":
        return vectorizer(analyzer="char", ngram_range=(1, 2))  # better by 7 points than 2 to 4
    if features == "characters":
        return vectorizer(analyzer="char_wb", ngram_range=(2, 4))
    return vectorizer(
        tokenizer=partial(tokens, language=language),
        token_pattern=None,
        ngram_range=(1, 2) if features == "words and pairs" else (1, 1),
    )
