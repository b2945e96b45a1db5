"""What comes of a question at the desk, and what is on air."""

import pytest

from bot.desk import Abstention, Answer, Desk, Edition, Suggestion, also_telling
from tests.conftest import edition_of, entry


def test_given_a_question_with_a_typo_then_its_entry_answers(desk: Desk) -> None:
    outcome = desk.answer("what casued the fire")

    assert isinstance(outcome, Answer)
    assert outcome.entry.id == "cause"


def test_given_a_question_that_two_entries_fit_then_both_are_suggested() -> None:
    north = entry("north", "fact", ["When does the north gate open?"], "Nobody was hurt", text="a")
    south = entry(
        "south",
        "fact",
        ["When does the south gate open?"],
        "We were there within six minutes",
        text="b",
    )

    outcome = Desk(edition_of(north, south)).answer("when does the gate open")

    assert isinstance(outcome, Suggestion)
    assert outcome.reason == "ambiguous"
    assert {entry.id for entry in outcome.entries} == {"north", "south"}


@pytest.mark.parametrize(
    ("question", "reason", "entry_id"),
    [
        pytest.param("how old is mayor okafor", "not_reported", "age", id="not reported"),
        pytest.param("was anyone hurt", "withdrawn", "hurt", id="withdrawn"),
        pytest.param("who won the cup final", "out_of_scope", None, id="another matter"),
        pytest.param("thanks!!", "smalltalk", None, id="small talk"),
        pytest.param("🙂", "smalltalk", None, id="emoji"),
        pytest.param("?", "smalltalk", None, id="a lone question mark"),
        pytest.param("https://example.org/x", "smalltalk", None, id="a link"),
        pytest.param("", "smalltalk", None, id="nothing"),
    ],
)
def test_given_no_answer_then_the_reason_is_told_apart(
    desk: Desk, question: str, reason: str, entry_id: str | None
) -> None:
    outcome = desk.answer(question)

    assert isinstance(outcome, Abstention)
    assert outcome.reason == reason
    assert (outcome.entry.id if outcome.entry else None) == entry_id
    assert outcome.suggestions != ()


def test_what_is_suggested_instead_can_be_answered(desk: Desk) -> None:
    for question in ("how old is the mayor", "was anybody hurt", "who won the cup", "hello"):
        outcome = desk.answer(question)

        assert isinstance(outcome, Abstention)
        for suggested in outcome.suggestions:
            again = desk.answer(suggested.questions[0])
            assert isinstance(again, Answer)
            assert again.entry == suggested


def test_given_a_new_edition_then_it_answers_and_the_old_one_is_as_it_was(
    edition: Edition,
) -> None:
    desk = Desk(edition)
    sold = entry(
        "sold", "fact", ["Was the quay sold?"], "Nobody was hurt", text="It was not sold."
    )

    desk.publish(edition_of(sold))

    assert isinstance(desk.answer("was the quay sold"), Answer)
    assert desk.edition is not edition
    assert edition.entry("sold") is None


def test_an_openers_topic_comes_once_and_nothing_withdrawn_opens(edition: Edition) -> None:
    openers = edition.openers

    assert [entry.id for entry in openers] == ["cause", "rebuild"]


def test_given_what_is_not_reported_then_the_nearest_that_answers_is_offered_first() -> None:
    hurt = entry("hurt", "fact", ["Was anybody hurt?"], "Nobody was hurt", text="a")
    gate = entry("gate", "fact", ["Is there a north gate?"], "Nobody was hurt", text="b")
    opening = entry("opening", "not_reported", ["When does the north gate open?"], text="c")

    outcome = Desk(edition_of(hurt, opening, gate)).answer("when does the north gate open")

    assert isinstance(outcome, Abstention)
    assert [entry.id for entry in outcome.suggestions] == ["gate", "hurt"]


def test_whoever_tolerates_less_is_told_less_and_the_edition_stays_as_it_was(
    edition: Edition,
) -> None:
    assert isinstance(Desk(edition).answer("when did the firefighters come"), Answer)

    strict = edition.tolerating(0.001)

    assert strict.matcher.threshold > edition.matcher.threshold
    assert isinstance(Desk(strict).answer("when did the firefighters come"), Suggestion)
    assert strict.digest == edition.digest


def test_what_else_still_tells_the_words_of_an_entry_is_named(edition: Edition) -> None:
    fire = entry("fire", "fact", ["What burned?"], "nine fishing boats on Sunday night", text="a")
    sunday = entry("sunday", "fact", ["Which day?"], "on Sunday night", text="b", withdrawn="no")
    after = edition_of(*edition.entries, fire, sunday).withdrawing("boats", "denied")

    assert also_telling(after, after.entries[1]) == ("fire",)
    assert also_telling(after, after.entries[0]) == ()
