"""What a person is shown, as text with spans and buttons."""

from dataclasses import replace

import pytest

from bot import replies
from bot.content.model import ELLIPSIS, Correction
from bot.content.quotation import judge
from bot.desk import Desk, Edition
from bot.phrases import ENGLISH, PHRASES, Phrases
from bot.replies import Length, Reply, ShowEntry, ShowQuote, ShowSummary
from tests.conftest import ARTICLE, LINDQVIST, STORY, edition_of, entry


def shown(reply: Reply, style: str) -> list[str]:
    """The stretches of a reply that have a style."""
    return [reply.text[span.start : span.end] for span in reply.spans if span.style == style]


def labels(reply: Reply) -> list[str]:
    """What stands on the buttons, row after row."""
    return [button.label for row in reply.buttons for button in row]


def test_a_quote_is_shown_with_its_speaker_role_and_place(edition: Edition) -> None:
    cause = edition.entries[0]

    reply = replies.told(cause, edition, ENGLISH)

    assert reply.text == (
        "The fire began in an electric cable under the quay\n"
        "— Mara Lindqvist, fire chief\n"
        "paragraph 2 · SALTBY, March 3 (Harbour Post)"
    )
    assert shown(reply, "blockquote") == ["The fire began in an electric cable under the quay"]


def test_a_fact_is_shown_apart_from_the_words_it_rests_on(edition: Edition) -> None:
    boats = edition.entries[1]

    reply = replies.told(boats, edition, ENGLISH)

    assert reply.text.startswith("Nine fishing boats were destroyed; insurers may pay for most")
    assert shown(reply, "blockquote") == [
        "A fire in the old harbour destroyed nine fishing boats on Sunday night",
        "insurers may pay for most of the boats",
    ]
    assert reply.text.endswith("paragraphs 1, 4 · SALTBY, March 3 (Harbour Post)")


def test_every_block_quotation_is_made_of_slices_of_the_article(edition: Edition) -> None:
    answers = [entry for entry in edition.entries if entry.kind != "not_reported"]

    for told in answers:
        for block in shown(replies.told(told, edition, ENGLISH), "blockquote"):
            assert all(piece in ARTICLE.text for piece in block.split(ELLIPSIS)), told.id


@pytest.mark.parametrize(
    ("question", "says"),
    [
        pytest.param("how old is the mayor", "The story gives no age", id="not reported"),
        pytest.param("was anybody hurt", "the hospital has called since", id="withdrawn"),
        pytest.param("who won the cup", ENGLISH.out_of_scope, id="out of scope"),
    ],
)
def test_an_honest_no_says_why_and_offers_questions(desk: Desk, question: str, says: str) -> None:
    reply = replies.reply_to(desk.answer(question), desk.edition, ENGLISH)

    assert says in reply.text
    assert ENGLISH.try_these in reply.text
    assert 1 <= len(labels(reply)) <= 4
    assert all(isinstance(row[0].action, ShowEntry) for row in reply.buttons)


def test_quotes_come_one_after_another_and_begin_again(edition: Edition) -> None:
    seen = []
    reply = replies.find_quotes("", edition, ENGLISH)
    for _ in range(4):
        seen.append(shown(reply, "blockquote")[0])
        action = reply.buttons[0][0].action
        assert isinstance(action, ShowQuote)
        quoted = edition.entry(action.entry_id)
        assert quoted is not None
        reply = replies.quote(quoted, action.choice, edition, ENGLISH)

    assert len(set(seen[:3])) == 3
    assert seen[3] == seen[0]


@pytest.mark.parametrize(
    ("asked", "first", "total"),
    [
        pytest.param("the fire", "The fire began", "quote 1 of 2", id="a topic"),
        pytest.param("lindqvist", "The fire began", "quote 1 of 2", id="a speaker"),
        pytest.param("Lindkvist", "The fire began", "quote 1 of 2", id="a slip in the name"),
        pytest.param("mara", "The fire began", "quote 1 of 2", id="a first name"),
        pytest.param("electric cable", "The fire began", "quote 1 of 3", id="words of the quote"),
    ],
)
def test_quotes_are_found_by_topic_speaker_or_words(
    edition: Edition, asked: str, first: str, total: str
) -> None:
    reply = replies.find_quotes(asked, edition, ENGLISH)

    assert reply.text.startswith(first)
    assert reply.text.endswith(total)


def test_given_no_quote_on_a_matter_then_what_there_is_can_be_chosen(edition: Edition) -> None:
    reply = replies.find_quotes("football", edition, ENGLISH)

    assert reply.text == ENGLISH.no_such_quote
    assert labels(reply) == ["the fire", "Mara Lindqvist", "the harbour", "Tomas Okafor"]


def test_given_no_quotes_at_all_then_it_says_so() -> None:
    fact = entry("hurt", "fact", ["Was anybody hurt?"], "Nobody was hurt", text="Nobody was hurt.")

    reply = replies.find_quotes("", edition_of(fact), ENGLISH)

    assert reply == Reply(ENGLISH.no_quotes)


def test_a_summary_names_the_paragraphs_of_each_sentence_and_leads_to_the_other(
    edition: Edition,
) -> None:
    reply = replies.summary(STORY, "short", edition, ENGLISH)

    assert reply.text == (
        "Fire in the old harbour\n\n"
        "• A fire in the old harbour destroyed nine fishing boats [1]\n\n"
        "SALTBY, March 3 (Harbour Post)"
    )
    assert reply.buttons[0][0].action == ShowSummary("harbour-fire", "long")


def down(edition: Edition, *entries: str) -> Edition:
    """Return the edition after `/withdraw` of some entries."""
    for entry_id in entries:
        edition = edition.withdrawing(entry_id, f"{entry_id} was denied")
    return edition


def test_a_summary_leaves_out_what_rests_on_the_words_of_a_withdrawn_entry(
    edition: Edition,
) -> None:
    after = down(edition, "boats")

    reply = replies.summary(after.content.stories[0], "long", after, ENGLISH)

    assert "nine fishing boats" not in reply.text
    assert "• The town council will meet on Thursday to discuss the cost. [4]" in reply.text
    assert "nine fishing boats" not in replies.start(after, ENGLISH).text


@pytest.mark.parametrize("phrases", PHRASES.values(), ids=PHRASES)
def test_a_summary_of_which_all_was_withdrawn_says_so(edition: Edition, phrases: Phrases) -> None:
    after = down(edition, "boats", "council")

    lengths: tuple[Length, ...] = ("short", "long")
    for length in lengths:
        reply = replies.summary(after.content.stories[0], length, after, phrases)

        assert reply.text == (
            f"Fire in the old harbour\n\n{phrases.summary_withdrawn}\n\n"
            "SALTBY, March 3 (Harbour Post)"
        )


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("destroyed nine fishing boats on Sunday night", "verbatim"),
        ("destroyed eight fishing boats on Sunday night", "altered"),
    ],
)
@pytest.mark.parametrize("phrases", PHRASES.values(), ids=PHRASES)
def test_a_verdict_on_words_of_a_withdrawn_entry_says_why_it_was_withdrawn(
    pasted: str, said: str, phrases: Phrases, edition: Edition
) -> None:
    after = down(edition, "boats")
    [story] = after.content.stories

    reply = replies.verdict(judge(pasted, story.article), story, after, phrases)

    assert reply.text.startswith(getattr(phrases, said))
    why = phrases.words_withdrawn.format(reason="boats was denied")
    assert reply.text.split("\n").count(why) == 1


def test_a_verdict_on_other_words_carries_no_reason(edition: Edition) -> None:
    after = down(edition, "boats")
    [story] = after.content.stories

    found = judge("The town council will meet on Thursday", story.article)

    assert "denied" not in replies.verdict(found, story, after, ENGLISH).text


def test_topics_lead_to_the_questions_on_them(edition: Edition) -> None:
    reply = replies.topics(edition, ENGLISH)

    assert labels(reply) == ["the fire", "the boats", "the harbour"]
    action = reply.buttons[0][0].action
    assert isinstance(action, replies.ShowTopic)
    questions = replies.topic(action.key, edition, ENGLISH)
    assert questions is not None
    assert labels(questions) == [
        "What caused the fire?",
        "How many boats were destroyed?",
        "How fast did the fire brigade come?",
        ENGLISH.all_topics,
    ]
    assert replies.topic("00000000", edition, ENGLISH) is None


def test_the_source_is_told_as_far_as_it_is_known(edition: Edition) -> None:
    reply = replies.source(edition, ENGLISH)

    assert "By Ida Holm" in reply.text
    assert shown(reply, "link") == ["https://harbour-post.example/fire"]


def test_a_source_without_an_address_says_so(edition: Edition) -> None:
    bare = replace(STORY, canonical_url=None, headline=None, byline=None, published=None)
    without = Edition(replace(edition.content, stories=(bare,)))

    reply = replies.source(without, ENGLISH)

    assert reply.text == (f"{ENGLISH.source}\n\nSALTBY, March 3 (Harbour Post)\n{ENGLISH.no_url}")


def test_speakers_of_two_stories_with_one_id_are_two_choices(edition: Edition) -> None:
    namesake = replace(LINDQVIST, name="Ole Berg", also=())
    said = entry("said", "quote", ["What else?"], "We were there within six minutes")
    other = replace(STORY, id="other", entries=(replace(said, speaker=namesake),))
    both = Edition(replace(edition.content, stories=(STORY, other)))

    reply = replies.find_quotes("ole berg", both, ENGLISH)

    assert reply.text.startswith("We were there within six minutes\n— Ole Berg")
    assert "Mara Lindqvist" in [choice.label for choice in replies.choices(both).values()]


# — corrections —

CORRECTIONS = (
    Correction("2026-03-04", "The fire chief is Mara Lindqvist and not Maria."),
    Correction("2026-03-05", "Nine boats were lost, and not eight."),
)
NEWEST = "Correction, 2026-03-05: Nine boats were lost, and not eight."


@pytest.fixture(scope="module")
def corrected(edition: Edition) -> Edition:
    """Return the harbour story after two corrections."""
    story = replace(edition.content.stories[0], corrections=CORRECTIONS)
    return Edition(replace(edition.content, stories=(story,)))


def test_an_answer_carries_the_newest_correction_in_a_line_of_its_own(corrected: Edition) -> None:
    reply = replies.told(corrected.entries[0], corrected, ENGLISH)

    assert reply.text.split("\n") == [
        "The fire began in an electric cable under the quay",
        "— Mara Lindqvist, fire chief",
        "paragraph 2 · SALTBY, March 3 (Harbour Post)",
        NEWEST,
    ]
    assert shown(reply, "italic")[-1] == NEWEST


def test_quotes_and_summaries_carry_the_newest_correction_too(corrected: Edition) -> None:
    [story] = corrected.content.stories
    told = [
        replies.find_quotes("", corrected, ENGLISH),
        replies.quote(corrected.entries[0], "00000000", corrected, ENGLISH),
        replies.summary(story, "short", corrected, ENGLISH),
        replies.summary(story, "long", corrected, ENGLISH),
    ]

    assert [reply.text.split("\n")[-1] for reply in told] == 4 * [NEWEST]
    assert told[0].text.split("\n")[-2].endswith("quote 1 of 3")


@pytest.mark.parametrize(
    "pasted",
    [
        pytest.param("A fire in the old harbour destroyed nine fishing boats", id="verbatim"),
        pytest.param("A fire in the old harbour destroyed eight fishing boats", id="altered"),
    ],
)
def test_a_verdict_carries_the_newest_correction_since_the_story_was_another(
    pasted: str, corrected: Edition
) -> None:
    [story] = corrected.content.stories

    reply = replies.verdict(judge(pasted, story.article), story, corrected, ENGLISH)

    assert reply.text.split("\n")[-1] == NEWEST


@pytest.mark.parametrize(
    "question", ["how old is the mayor", "was anybody hurt", "who won the cup", "hello", "ship"]
)
def test_what_tells_nothing_of_the_story_carries_no_correction(
    question: str, corrected: Edition
) -> None:
    outcome = Desk(corrected).answer(question)

    reply = replies.reply_to(outcome, corrected, ENGLISH)

    assert "2026-03-05" not in reply.text


def test_all_corrections_are_listed_and_the_newest_comes_first(corrected: Edition) -> None:
    reply = replies.corrections(corrected, ENGLISH)

    assert reply.text == (
        "What was corrected\n\n"
        "• 2026-03-05: Nine boats were lost, and not eight.\n"
        "• 2026-03-04: The fire chief is Mara Lindqvist and not Maria."
    )


def test_of_several_stories_those_with_corrections_are_listed_by_name(corrected: Edition) -> None:
    [story] = corrected.content.stories
    other = replace(story, id="regatta", headline="The regatta is off", entries=())
    bare = replace(other, id="school", headline="The school is new", corrections=())
    several = Edition(replace(corrected.content, stories=(story, other, bare)))

    reply = replies.corrections(several, ENGLISH)

    assert shown(reply, "bold") == [
        "What was corrected",
        "Fire in the old harbour",
        "The regatta is off",
    ]
    assert reply.text.count("2026-03-05") == 2


def test_given_no_corrections_then_that_is_said(edition: Edition) -> None:
    assert replies.corrections(edition, ENGLISH) == Reply(ENGLISH.no_corrections)


def test_the_source_says_when_it_was_last_corrected(corrected: Edition) -> None:
    reply = replies.source(corrected, ENGLISH)

    assert "2026-03-03\nLast corrected on 2026-03-05: /corrections\nhttps://" in reply.text
