"""Which records may be meant, in an archive of any size."""

import random

import pytest
from rapidfuzz.distance import OSA

from bot.matching import Record, index, scorers
from bot.matching.index import KEPT, Index
from bot.matching.vocabulary import Forms

WORDS = [f"{a}{b}" for a in "bcdfgklmnprst" for b in ("ana", "eno", "iru", "ola", "uti", "ayo")]


def archive(size: int) -> list[Record]:
    """Records of eight words each, all with "harbour" in them."""
    chance = random.Random(size)
    return [
        Record(str(n), f"harbour {' '.join(chance.sample(WORDS, 8))} number{n}", ())
        for n in range(size)
    ]


def ranked_by_hand(index: Index, question: str, most: int) -> list[float]:
    """What the best records hold of the question, by looking at every one."""
    hits = index.vocabulary.look_up(question)
    held = []
    for row in range(len(index.records)):
        concepts = index.taken(row).text.concepts
        held.append(sum(h.weight * h.strength for h in hits if h.term.concept in concepts))
    return sorted(held, reverse=True)[:most]


@pytest.mark.parametrize("size", [100, 3_000])
def test_gathered_are_those_that_hold_most_of_the_question(size: int) -> None:
    index = Index(archive(size))
    question = f"the harbour {WORDS[3]} {WORDS[40]} number{size // 2}"
    hits = index.vocabulary.look_up(question)

    rows = index.gather(hits, 10)

    def held(row: int) -> float:
        concepts = index.taken(row).text.concepts
        return sum(h.weight * h.strength for h in hits if h.term.concept in concepts)

    assert rows[0] == size // 2
    assert [held(row) for row in rows] == pytest.approx(ranked_by_hand(index, question, 10))


def test_a_slip_finds_what_was_meant() -> None:
    index = Index([*archive(100), Record("quay", "The lighthouse keeper sold the quay.", ())])

    rows = index.gather(index.vocabulary.look_up("lighthuose kepeer"), 5)

    assert rows[0] == 100


@pytest.mark.parametrize("question", ["", "?!", "xyzzy qwrtz", "the of and"])
def test_what_no_record_holds_gathers_none(question: str) -> None:
    index = Index(archive(100))

    assert index.gather(index.vocabulary.look_up(question), 5) == []


def test_few_records_are_all_compared() -> None:
    index = Index(archive(5))

    assert index.gather(index.vocabulary.look_up("xyzzy"), 5) == list(range(5))


def test_ngrams_find_what_no_whole_word_does() -> None:
    index = Index([*archive(40), Record("old", "the lighthousekeepers", ())])
    hits = index.vocabulary.look_up("lighthouse")

    rows = index.gather(hits, 1, index.ngram_shares({" lig": 2.0, "hous": 1.0, "zzzz": 1.0}))

    assert index.gather(hits, 1) == []
    assert rows == [40]


def test_records_that_are_not_kept_are_taken_apart_again_and_alike() -> None:
    small, large = Index(archive(12)), Index([*archive(12), *archive(KEPT)])

    assert large.taken(3) == small.taken(3)


def test_who_waits_is_told_how_many_are_read() -> None:
    told: list[int] = []

    Index([Record(str(n), "harbour", ()) for n in range(20_500)], progress=told.append)

    assert told == [10_000, 20_000]


def test_lists_that_are_sorted_in_parts_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    records = archive(100)
    whole = Index(records)

    monkeypatch.setattr(index, "_SORTED", 7)
    parts = Index(records)

    for question in ("harbour", WORDS[3], f"{WORDS[40]} number50 number99"):
        hits = whole.vocabulary.look_up(question)
        assert parts.gather(hits, 10) == whole.gather(hits, 10)


def test_a_common_word_ranks_what_rare_ones_found() -> None:
    archived = [Record(str(n), f"harbour number{n}", ()) for n in range(2_000)]
    archived += [Record("old", "lighthouse keeper", ()), Record("new", "lighthouse harbour", ())]
    found = Index(archived)

    rows = found.gather(found.vocabulary.look_up("lighthouse harbour"), 2)

    assert [archived[row].id for row in rows] == ["new", "old"]


@pytest.mark.parametrize("question", ["harbour bananas", "病毒学 harbour", ""])
def test_what_texts_hold_of_ngrams_is_the_same_for_all_and_for_one(question: str) -> None:
    found = Index([*archive(40), Record("zh", "病毒 学 harbour", (), "zh")])
    weights = found.vocabulary.gram_weights(found.vocabulary.passage(question).ngrams)

    held = found.ngram_shares(weights)

    assert held is not None
    held *= sum(weights.values())
    one_by_one = [scorers.ngrams_held(weights, found.taken(row).text.padded) for row in range(41)]
    assert list(held) == pytest.approx(one_by_one)
    assert one_by_one == [
        sum(w for gram, w in weights.items() if gram in found.taken(row).text.ngrams)
        for row in range(41)
    ]


@pytest.mark.parametrize("slips", [1, 2])
def test_no_word_within_so_many_slips_is_overlooked(slips: int) -> None:
    chance = random.Random(slips)
    words = {"".join(chance.choices("abcé", k=5)) for _ in range(300)}
    asked = ["".join(chance.choices("abcé", k=chance.randint(4, 6))) for _ in range(30)]
    forms = Forms(sorted(words))

    for word in asked:
        near = {form for form in words if OSA.distance(word, form) <= slips}
        assert near <= {*forms.alike(word, slips)}
