"""The review queue's cards, what an editor finds, and the checks of a new entry."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.desk import Edition
from bot.editing.review import Card, clustered, located, proposed_id, search
from tests.conftest import ARTICLE, LINDQVIST, OKAFOR, STORY

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question without an answer, as the journal has it."""

    question: str
    count: int = 1
    first_at: datetime = NOON
    last_at: datetime = NOON
    waiting: int = 0
    rated_down: int = 0


def hours(number: int) -> timedelta:
    return timedelta(hours=number)


# — cards —


def test_a_card_holds_what_readers_asked_in_many_words(edition: Edition) -> None:
    queue = [
        Asked("cost of the crane", 1, NOON, NOON + hours(9), waiting=1),
        Asked("what did the crane cost", 5, NOON + hours(1), NOON + hours(2), rated_down=2),
        Asked("how much did the crane cost?", 2, NOON - hours(3), NOON, waiting=2),
    ]

    [card] = clustered(queue, edition)

    assert card.questions == (
        "what did the crane cost",
        "how much did the crane cost?",
        "cost of the crane",
    )
    assert (card.count, card.waiting, card.rated_down) == (8, 3, 2)
    assert (card.first_at, card.last_at) == (NOON - hours(3), NOON + hours(9))


def test_cards_come_by_who_waits_then_how_often_then_how_lately(edition: Edition) -> None:
    queue = [
        Asked("is there a picture", 2),
        Asked("who owns the ferry", 2, last_at=NOON + hours(1)),
        Asked("what do tourists say", 9),
        Asked("did the lighthouse burn", 1, waiting=1),
    ]

    cards = clustered(queue, edition)

    assert [card.questions[0] for card in cards] == [
        "did the lighthouse burn",
        "what do tourists say",
        "who owns the ferry",
        "is there a picture",
    ]
    assert clustered(queue, edition, most=2) == cards[:2]


def test_a_card_offers_the_nearest_entries_also_those_a_guard_withholds(edition: Edition) -> None:
    [card] = clustered([Asked("how old is mayor Okafor's brother")], edition)

    assert card.best[0].entry.id == "age"
    assert len(card.best) <= 5
    similarities = [near.similarity for near in card.best]
    assert similarities == sorted(similarities, reverse=True)


def test_a_card_looks_for_entries_by_several_of_its_wordings(edition: Edition) -> None:
    queue = [Asked("quay date?", 3), Asked("quay: council meeting date", 2)]

    [card] = clustered(queue, edition)

    assert "council" in [near.entry.id for near in card.best]


def test_a_card_keeps_its_short_id_while_its_first_question_stays(edition: Edition) -> None:
    [before] = clustered([Asked("what did the crane cost", 2)], edition)

    [after, other] = clustered(
        [Asked("what did the crane cost", 3), Asked("crane cost"), Asked("is there a picture")],
        edition,
    )

    assert after.id == before.id != other.id
    assert len(after.id.encode()) <= 10


def test_the_queue_is_the_same_in_any_order(edition: Edition) -> None:
    things = ("crane", "ferry", "lighthouse", "picture", "school", "bridge")
    queue = [
        Asked(f"{begin} {thing}", 1 + n % 3, last_at=NOON + hours(n))
        for n, begin in enumerate(("what of the", "who owns the", "when opens the", "is there a"))
        for thing in things
    ]

    cards = clustered(queue, edition)
    again = clustered(random.Random(3).sample(queue, len(queue)), edition)

    assert cards == again
    assert sum(card.count for card in cards) == sum(one.count for one in queue)


def test_an_empty_queue_has_no_cards(edition: Edition) -> None:
    assert clustered([], edition) == ()


def test_given_a_question_in_two_records_then_its_card_shows_it_once(edition: Edition) -> None:
    [card] = clustered([Asked("who owns the ferry"), Asked("who owns the ferry", 2)], edition)

    assert card.questions == ("who owns the ferry",)
    assert card.count == 3


# — searching —


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        pytest.param("council", "council", id="an id"),
        pytest.param("COUNCIL", "council", id="in capitals"),
        pytest.param("the number of boats that were lost", "boats", id="a question"),
        pytest.param("electric cable", "cause", id="words of a quote"),
        pytest.param("elctric cabel", "cause", id="with slips"),
        pytest.param("plank", "rebuild", id="one word"),
        pytest.param("rebui", "rebuild", id="the beginning of an id"),
        pytest.param("insurers", "boats", id="a word of the text"),
        pytest.param("victims", "hurt", id="withdrawn"),
        pytest.param("Okafor age", "age", id="not reported"),
        pytest.param("how many boats were not destroyed in 1999", "boats", id="what guards veto"),
    ],
)
def test_an_entry_is_found_by_what_an_editor_types(
    edition: Edition, typed: str, first: str
) -> None:
    found = search(typed, edition, 3)

    assert found[0].id == first
    assert len(found) <= 3


@pytest.mark.parametrize("typed", ["", "  ", "?!", "🙂", "qwxyzzy"])
def test_given_nothing_to_look_for_then_nothing_is_found(edition: Edition, typed: str) -> None:
    assert search(typed, edition) == ()


# — a new entry —


def test_words_of_the_article_are_found_with_who_says_them() -> None:
    found = located('"We were there within six minutes."', STORY)

    assert found.span is not None
    assert ARTICLE[found.span] == "We were there within six minutes."
    assert found.speaker == LINDQVIST
    assert found.offers == ()


def test_words_outside_quotation_marks_have_no_speaker() -> None:
    found = located("The town council will meet on Thursday", STORY)

    assert found.span is not None
    assert found.speaker is None


def test_given_altered_words_then_those_of_the_article_are_offered_and_their_sentence() -> None:
    found = located("Saltby will surely rebuild its old harbour plank by plank", STORY)

    assert found.span is None
    assert [ARTICLE[span] for span in found.offers[:1]] == [
        "Saltby will rebuild its harbour, plank by plank"
    ]
    assert all(ARTICLE.locate(ARTICLE[span]) == [span] for span in found.offers)
    assert found.speaker is None


def test_given_a_question_then_the_sentences_that_say_so_are_offered() -> None:
    found = located("who pays for the boats?", STORY)

    assert found.span is None
    assert "Okafor said that insurers may pay for most of the boats." in [
        ARTICLE[span] for span in found.offers
    ]
    assert len(found.offers) <= 3


def test_given_words_that_stand_twice_then_whole_sentences_tell_them_apart() -> None:
    found = located("the boats", STORY)
    twice = located("harbour", STORY)

    assert found.span is not None
    assert twice.span is None
    assert len(twice.offers) == 2
    assert all("harbour" in ARTICLE[span] for span in twice.offers)


def test_given_words_over_two_paragraphs_then_their_sentences_are_offered() -> None:
    found = located('We were there within six minutes." Nobody was hurt.', STORY)

    assert found.span is None
    assert "Nobody was hurt." in [ARTICLE[span] for span in found.offers]


@pytest.mark.parametrize("typed", ["", "?", "zzz qqq xxx"])
def test_given_nothing_of_the_article_then_nothing_is_offered(typed: str) -> None:
    found = located(typed, STORY)

    assert found == type(found)(None, (), None)


def test_a_speaker_is_proposed_by_a_reference_back() -> None:
    found = located("Saltby will rebuild its harbour", STORY)

    assert found.speaker == OKAFOR


@pytest.mark.parametrize(
    ("question", "id_"),
    [
        pytest.param("What did the crane cost?", "crane-cost", id="telling words"),
        pytest.param("Who is he?", "who-is-he", id="none tells"),
        pytest.param("Where is the café?", "cafe", id="accents"),
        pytest.param("age?", "age-2", id="taken"),
        pytest.param("ambiguous", "ambiguous-2", id="a word with a meaning of its own"),
        pytest.param("Сколько стоил кран?", "entry", id="other letters"),
        pytest.param("?", "entry", id="no words"),
    ],
)
def test_an_id_is_proposed_by_the_question(edition: Edition, question: str, id_: str) -> None:
    assert proposed_id(question, edition, "en") == id_


def test_a_proposed_id_is_never_too_long(edition: Edition) -> None:
    long = proposed_id("lighthouse " * 20 + "paints?", edition, "en")

    assert long == "lighthouse-lighthouse-lighthouse"
    assert proposed_id("z" * 80, edition, "en") == "z" * 37


def test_cards_are_plain_data(edition: Edition) -> None:
    [card] = clustered([Asked("who owns the ferry")], edition)

    assert isinstance(card, Card)
    assert hash(card) == hash(clustered([Asked("who owns the ferry")], edition)[0])
