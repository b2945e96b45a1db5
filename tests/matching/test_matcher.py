"""What the engine answers, what it asks back, and what it leaves alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching import Match, Matcher, Record

RECORDS = (
    Record(
        "cause",
        "A failed cable started the harbour fire on 12 May 2021, investigators say.",
        (
            "What caused the fire?",
            "fire cause",
            "how did the harbour fire start",
            "what set the harbour alight",
        ),
    ),
    Record(
        "rebuild",
        "We will rebuild the harbour by early spring. Mary Lund, mayor of Aster",
        (
            "When will the harbour be rebuilt?",
            "rebuilding date",
            "what did the mayor say about rebuilding",
            "when does the reconstruction end",
        ),
    ),
    Record(
        "mayor",
        "Mary Lund is mayor of Aster.",
        ("Who is the mayor?", "who is Mary Lund", "mayor name", "head of the town"),
    ),
    Record(
        "school",
        "The council will not close the school.",
        ("Will the council not close the school?", "does the school stay open", "school closure"),
    ),
    Record(
        "damage",
        "The story does not say what the damage costs.",
        ("How much does the damage cost?", "cost of the damage in euros", "damage price"),
        answers=False,
    ),
)
SYNONYMS = (("mayor", "burgomaster"), ("harbour", "port"), ("cause", "reason", "trigger"))


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(RECORDS, SYNONYMS)


def answered(match: Match) -> str | None:
    """The id of the record that a match answers with."""
    return match.candidates[0].id if match.outcome == "answer" else None


@pytest.mark.parametrize(
    ("question", "record_id"),
    [
        pytest.param("What caused the fire?", "cause", id="a phrasing"),
        pytest.param("WHAT CAUSED THE FIRE", "cause", id="capitals and no mark"),
        pytest.param("what casued the fire", "cause", id="swapped letters"),
        pytest.param("what cused the fire", "cause", id="a letter too few"),
        pytest.param("what caused the harbbour fire", "cause", id="a letter doubled"),
        pytest.param("what caused the harbiur fire", "cause", id="a neighbouring key"),
        pytest.param("who is the burgomaster", "mayor", id="a synonym"),
        pytest.param("who is the burgomastre", "mayor", id="a synonym with a slip"),
        pytest.param("hey bot, what caused the fire please", "cause", id="filler"),
        pytest.param("how much did the damage cost", "damage", id="another tense"),
    ],
)
def test_a_question_in_the_readers_own_words_finds_its_record(
    matcher: Matcher, question: str, record_id: str
) -> None:
    match = matcher.match(question)

    assert answered(match) == record_id


@pytest.mark.parametrize(
    ("question", "record_id", "veto"),
    [
        pytest.param("What caused the fire of 2019?", "cause", "number 2019", id="year"),
        pytest.param("what did not cause the fire", "cause", "negation", id="negation"),
        pytest.param("who didn't cause the fire", "cause", "negation", id="contracted negation"),
        pytest.param("who is Mary Lund in France", "mayor", "name france", id="country"),
        pytest.param("who is mayor Peter Holm", "mayor", "name peter, holm", id="person"),
        pytest.param("how old is the mayor", "mayor", "asks for age", id="age"),
        pytest.param("how many fires were caused", "cause", None, id="the text has a number"),
        pytest.param(
            "how much does it cost to rebuild", "rebuild", "asks for amount", id="amount"
        ),
        pytest.param("why will the harbour be rebuilt", "rebuild", "asks for reason", id="reason"),
    ],
)
def test_a_guard_withholds_a_record_that_differs_in_what_no_score_can_tell(
    matcher: Matcher, question: str, record_id: str, veto: str | None
) -> None:
    match = matcher.match(question)

    vetoes = {candidate.id: candidate.veto for candidate in (*match.candidates, *match.vetoed)}
    assert vetoes[record_id] == veto
    assert (answered(match) == record_id) is (veto is None and match.outcome == "answer")


def test_what_a_not_reported_record_lacks_is_no_reason_to_withhold_it(matcher: Matcher) -> None:
    match = matcher.match("how much does the damage cost in 2024")

    assert answered(match) == "damage"


def test_a_phrasing_that_denies_speaks_for_a_question_that_denies(matcher: Matcher) -> None:
    match = matcher.match("will the council not close our school")

    assert answered(match) == "school"
    assert match.candidates[0].phrasing == "Will the council not close the school?"


def test_two_records_that_fit_alike_are_suggested_and_neither_is_guessed() -> None:
    twins = [
        Record("north", "The north gate opens at nine.", ("When does the north gate open?",)),
        Record("south", "The south gate opens at ten.", ("When does the south gate open?",)),
    ]

    match = Matcher(twins).match("when does the gate open")

    assert match.outcome == "suggest"
    assert {candidate.id for candidate in match.candidates} == {"north", "south"}


@pytest.mark.parametrize(
    "question",
    ["what is the weather today", "who won the cup final", "the", "?", "", "🙂🙂", "qwrtp zxcvb"],
)
def test_a_question_about_something_else_is_not_answered(matcher: Matcher, question: str) -> None:
    match = matcher.match(question)

    assert match.outcome == "abstain"


def test_the_trace_says_how_each_word_was_found(matcher: Matcher) -> None:
    match = matcher.match("waht trigger for the harbour fires xyzzy")

    best = next(c for c in match.candidates if c.id == "cause")
    found = {word.word: (word.how, word.form) for word in best.words}
    assert best.phrasing == "What caused the fire?"
    assert found["trigger"] == ("synonym", "caused")
    assert found["fires"] == ("stem", "fire")
    assert found["waht"] == ("typo", "what")
    assert found["xyzzy"] == ("none", "")
    assert found["harbour"] == ("exact", "harbour")


def test_the_order_of_the_records_changes_nothing(matcher: Matcher) -> None:
    turned = Matcher(RECORDS[::-1], SYNONYMS)

    for question in ("when will the port be rebuilt", "who caused it", "mayor fire"):
        assert turned.match(question) == matcher.match(question)


@given(st.text(max_size=200))
def test_no_text_whatever_makes_it_raise(question: str) -> None:
    match = MATCHER.match(question)

    assert 0 <= match.score <= 100
    assert match.outcome in ("answer", "suggest", "abstain")


MATCHER = Matcher(RECORDS, SYNONYMS)


def test_without_records_nothing_is_answered() -> None:
    match = Matcher(()).match("what caused the fire")

    assert (match.outcome, match.candidates) == ("abstain", ())
