"""Sentences as vectors that lie near each other when they mean the same: optional, and slow.

A model knows wordings that nobody wrote down. It is never imported unless it is asked for: it
takes seconds to load and half a gigabyte of memory.
"""

import logging
import os
import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Protocol

import numpy as np

Vectors = np.ndarray[Any, np.dtype[np.float32]]

_NAME = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?", re.ASCII)  # as Hugging Face has them
_PROBE = ("fire", "harbour", "пожар", "火")  # each of one word, so that only the word differs


class EncoderError(Exception):
    """A model cannot be used; the text says where it was asked for, why not, and what to do."""


class Encoder(Protocol):
    """Turns texts into vectors; the same text gets the same vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a row a text, shape (texts, d), so that the dot product of two is their cosine.

        Each row is of length 1, or all zeros when the model finds nothing in the text. It never
        raises.
        """


class Meanings:
    """What all phrasings and texts of some records mean, to be compared with a question.

    Args:
        encoder: The model.
        passages: The phrasings of each record, and then its text.

    Attributes:
        vectors: Of all passages, one record after the other, shape (passages, d).
    """

    def __init__(self, encoder: Encoder, passages: Sequence[Sequence[str]]) -> None:
        self._encoder = encoder
        self._starts = np.cumsum([0, *map(len, passages)])[:-1]
        self.vectors = encoder.encode([text for some in passages for text in some])

    def vector(self, question: str) -> Vectors:
        """Return what a question means, shape (d,)."""
        vector: Vectors = self._encoder.encode([question])[0]
        return vector

    def nearest(self, vector: Vectors, without: tuple[int, int] | None = None) -> Vectors:
        """Return the cosine of a question and the nearest passage of each record.

        Args:
            vector: What the question means.
            without: The record and the number of a phrasing that does not count.

        Returns:
            In [0, 1], shape (records,): what is further away than any angle is as far.
        """
        cosines = self.vectors @ vector
        if without is not None:
            cosines[self._starts[without[0]] + without[1]] = 0.0
        nearest: Vectors = np.maximum.reduceat(cosines, self._starts)
        return nearest.clip(0.0, 1.0)


class SentenceEncoder:
    """A model of the library sentence-transformers; made by `load_encoder`.

    Args:
        model: A `SentenceTransformer`.
        size: The length of its vectors.
    """

    def __init__(self, model: Any, size: int) -> None:
        self._model = model
        self._size = size

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a row a text, as `Encoder` says. A model cuts long texts, as a rule after 256
        pieces of words."""
        if not texts:
            return np.zeros((0, self._size), dtype=np.float32)
        # Half a pair of surrogates is no text to the library.
        whole = [text.encode(errors="replace").decode() for text in texts]
        return unit_rows(self._model.encode(whole, show_progress_bar=False))


def load_encoder(model: str, *, place: str) -> Encoder:
    """Return the model, ready on the processor; from a folder, nothing is ever fetched.

    Args:
        model: A folder with a model of sentence-transformers, or a name at Hugging Face, from
            where it is fetched unless it was before.
        place: Where `model` was asked for, such as a setting: named when it cannot be used.

    Raises:
        EncoderError: The library is not installed, or the model is not there, cannot be loaded
            or does not give one vector a text.
    """
    folder = os.path.expanduser(model)
    is_local = os.path.isdir(folder)
    if not is_local and not _NAME.fullmatch(model):
        raise EncoderError(
            f"{place} is {model!r}, and there is no such folder. "
            f"Set {place} to the folder of a sentence-transformers model, "
            "or leave it empty to do without."
        )
    if is_local:
        os.environ["HF_HUB_OFFLINE"] = "1"  # read once, when the library is imported
    try:
        library = _library()
    except (ImportError, OSError) as error:  # OSError: a part in C does not fit this machine
        raise EncoderError(
            f"{place} is {model!r}, which needs the extra 'semantic', and that is not installed "
            f"({_first_line(error)}). Install it with: python -m pip install sentence-transformers"
            f"; or leave {place} empty to do without."
        ) from error
    try:
        loaded = library.SentenceTransformer(folder, device="cpu")
        rows = np.asarray(loaded.encode(list(_PROBE), show_progress_bar=False))
    except Exception as error:  # whatever the library and what it stands on raise
        remedy = (
            "See that the folder holds all files of a sentence-transformers model"
            if is_local
            else "There is no folder of that name here; see that Hugging Face has it as a "
            "sentence-transformers model and that this machine reaches huggingface.co, or set "
            f"{place} to a model's folder"
        )
        raise EncoderError(
            f"{place} is {model!r}, which cannot be loaded ({_first_line(error)}). {remedy}; "
            f"or leave {place} empty to do without."
        ) from error
    if wrong := flaw(rows, len(_PROBE)):
        raise EncoderError(
            f"{place} is {model!r}, which {wrong}. See that all its files are there, or choose "
            "a sentence-transformers model for the similarity of sentences, such as "
            f"all-MiniLM-L6-v2; or leave {place} empty to do without."
        )
    return SentenceEncoder(loaded, rows.shape[1])


def flaw(rows: np.ndarray[Any, np.dtype[Any]], texts: int) -> str | None:
    """Return what is wrong with the vectors of different words; None when nothing is.

    Args:
        rows: What a model gave.
        texts: How many different words it was given.

    >>> flaw(np.zeros((2, 7, 384)), 2)
    'gives vectors of shape (2, 7, 384) for 2 texts, and not one row of numbers for each'
    >>> flaw(np.array([[0.0, np.nan], [1.0, 0.0]]), 2)
    'gives vectors that are zeros or no numbers'
    >>> flaw(np.array([[0.0, 1.0], [0.0, 1.0]]), 2)
    'gives all words the same vector, as when files of its tokenizer are missing'
    >>> flaw(np.array([[0.0, 1.0], [1.0, 0.0]]), 2)
    """
    if rows.ndim != 2 or rows.shape[0] != texts or rows.shape[1] == 0:
        return (
            f"gives vectors of shape {rows.shape} for {texts} texts, and not one row of numbers "
            "for each"
        )
    if not np.isfinite(rows).all() or not rows.any():
        return "gives vectors that are zeros or no numbers"
    units = unit_rows(rows)
    if np.allclose(units, units[0], atol=1e-4):
        return "gives all words the same vector, as when files of its tokenizer are missing"
    return None


def unit_rows(rows: np.ndarray[Any, np.dtype[Any]]) -> Vectors:
    """Return each row scaled to length 1; one of zeros, or with what is no number, as zeros.

    >>> unit_rows(np.array([[3.0, 4.0], [0.0, 0.0], [np.nan, 1.0]]))
    array([[0.6, 0.8],
           [0. , 0. ],
           [0. , 0. ]], dtype=float32)
    """
    rows = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    usable = np.isfinite(lengths) & (lengths > 0)
    units: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=usable)
    return units


def _library() -> Any:
    """Return the library sentence-transformers, told to be quiet and to compute alike anywhere."""
    library = import_module("sentence_transformers")
    import_module("transformers").utils.logging.disable_progress_bar()
    import_module("huggingface_hub").utils.disable_progress_bars()
    for name in (library.__name__, "transformers", "huggingface_hub", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # Sums in another order end in other digits. For one question, threads are no faster either.
    import_module("torch").set_num_threads(1)
    return library


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "").rstrip(".") or type(error).__name__
