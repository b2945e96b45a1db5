"""A new article for a story: what stands, what moved, what broke, and what is decided about it."""

from datetime import UTC, datetime

import pytest

from bot.editing.corrections import Anchor, Correction, corrected
from bot.editing.story_file import NotEdited
from tests.content.harbour import ARTICLE, STORY, changed

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def correction_of(article: str | bytes, story: str = STORY) -> Correction:
    """Return what a new article of the harbour story comes to."""
    files = {"harbour/article.txt": ARTICLE.encode(), "harbour/story.yaml": story.encode()}
    return corrected(files, "harbour", article.encode() if isinstance(article, str) else article)


def names(anchors: tuple[Anchor, ...]) -> list[str]:
    return [anchor.where for anchor in anchors]


def test_given_the_same_words_then_all_stands() -> None:
    correction = correction_of(ARTICLE.replace("\n\n", "\r\n\r\n"))

    assert names(correction.kept) == [
        "boats-lost",
        "rebuilding",
        "summary.short.1",
        "summary.long.1",
    ]
    assert correction.changes == ()
    assert correction.problems == ()


def test_words_that_stand_in_another_paragraph_are_found_there() -> None:
    correction = correction_of(ARTICLE.replace("The cause is", "It rained.\n\nThe cause is"))

    [moved] = correction.moved
    assert (moved.where, moved.was, moved.now) == ("summary.long.1", 3, 4)
    assert [str(change) for change in correction.changes] == [
        "article, paragraph 3 is new: “It rained.”"
    ]
    assert correction.problems == ()
    cited = correction.content.stories[0].summary_long[0].citations[0]
    assert (cited.exact, cited.paragraph) == ("The cause is not known", 4)


def test_words_that_broke_are_named_with_their_place_and_what_is_there_now() -> None:
    correction = correction_of(ARTICLE.replace("early spring", "late autumn"))

    [broken] = correction.broken
    assert str(broken.mark) == "content/harbour/story.yaml:31:12"
    assert broken.words == "We will rebuild the harbour by early spring"
    assert broken.proposal == "We will rebuild the harbour by late autumn"
    assert (broken.was, broken.now) == (2, None)
    assert [problem.check for problem in correction.problems] == ["quote-not-verbatim"]
    assert correction.others == ()


def test_for_words_that_are_gone_nothing_is_proposed() -> None:
    gone = ARTICLE.replace("We will rebuild the harbour by early spring", "Nobody knows")

    [broken] = correction_of(gone).broken

    assert broken.proposal is None


def test_words_that_run_over_the_end_of_a_paragraph_now_are_not_proposed() -> None:
    apart = ARTICLE.replace("lost in a fire at", "lost\n\nin a fire at")

    correction = correction_of(apart)

    assert names(correction.broken) == ["boats-lost", "summary.short.1"]
    assert [anchor.proposal for anchor in correction.broken] == [None, None]


@pytest.mark.parametrize(
    "word",
    ["har\u00adbor", "har\u200bbor", "har\x07bor"],
    ids=["soft hyphen", "no width", "control"],
)
def test_words_that_cannot_be_written_into_the_story_are_not_proposed(word: str) -> None:
    correction = correction_of(ARTICLE.replace("the harbour by", f"the {word} by"))

    [broken] = correction.broken
    assert broken.proposal is None
    assert correction.taking() == correction


def test_all_new_words_are_taken_at_once_or_those_of_a_place() -> None:
    correction = correction_of(ARTICLE.replace("30 boats", "31 boats").replace("early", "late"))
    assert names(correction.broken) == ["boats-lost", "rebuilding", "summary.short.1"]

    assert names(correction.taking(["rebuilding"]).broken) == ["boats-lost", "summary.short.1"]
    assert names(correction.taking().broken) == []


def test_a_proposal_of_a_quote_with_words_left_out_leaves_them_out_too() -> None:
    story = changed("exact: rebuild the harbour by early spring [...] It may cost $35 million")

    [broken] = correction_of(ARTICLE.replace("by early", "in early"), story).broken

    assert broken.proposal == "rebuild the harbour in early spring [...] It may cost $35 million"


def test_an_accepted_proposal_stands_and_nothing_else_in_the_file_changes() -> None:
    correction = correction_of(ARTICLE.replace("early spring", "late autumn"))

    mended = correction.accepting(correction.broken[0])

    assert (mended.broken, mended.problems) == ((), ())
    assert "rebuilding" in names(mended.kept)
    assert "rebuilding" not in names(mended.reworded)  # it was just decided
    assert mended.accepted == ()  # a quote has no sentence beside its words
    assert mended.files["harbour/story.yaml"].decode() == STORY.replace(
        "early spring", "late autumn"
    )


def test_a_sentence_that_is_the_words_themselves_becomes_the_new_ones_too() -> None:
    words = "About 30 boats were lost in a fire at the harbour on Sunday"
    plain = "About 30 boats were lost in a fire"
    story = changed(f"text: {words}\ncite: >-\n  {words}").replace(
        f"text: {plain}.\n      cite: {plain}",
        f"text: >-\n        {words}\n      cite: {{exact: {words}}}",
    )
    correction = correction_of(ARTICLE.replace("30 boats", "214 boats"), story)

    mended = correction
    while mended.broken:
        mended = mended.accepting(mended.broken[0])

    assert mended.problems == ()
    [told] = mended.content.stories
    assert [told.entries[0].text, told.summary_short[0].text] == 2 * [words.replace("30", "214")]
    assert mended.accepted == ()  # there is no sentence beside the words


def test_what_is_not_like_the_old_words_cannot_be_accepted() -> None:
    gone = ARTICLE.replace("We will rebuild the harbour by early spring", "Nobody knows")
    correction = correction_of(gone)

    with pytest.raises(NotEdited, match="nothing like the words of rebuilding"):
        correction.accepting(correction.broken[0])


def test_a_withdrawn_entry_need_not_stand_any_more_and_readers_get_the_reason() -> None:
    gone = ARTICLE.replace("We will rebuild the harbour by early spring", "Nobody knows")

    mended = correction_of(gone).withdrawing("rebuilding", "The mayor took that back.")

    assert (mended.broken, mended.problems) == ((), ())
    [_, quote, _] = mended.content.on_air(NOW).stories[0].entries
    assert (quote.withdrawn, quote.citations, quote.text) == ("The mayor took that back.", (), "")


def test_a_speaker_who_is_gone_may_stay_for_a_withdrawn_entry() -> None:
    gone = ARTICLE.replace("Ada Stone, the mayor of Port Hale", "an official").replace(
        '"We will rebuild the harbour by early spring," Stone said. "It may cost $35 million."',
        "Nobody knows how it goes on.",
    )
    correction = correction_of(gone)

    mended = correction.withdrawing("rebuilding", "The mayor took that back.")

    assert {problem.check for problem in correction.others} == {
        "speaker-name-not-in-article",
        "speaker-role-not-in-article",
    }
    assert mended.problems == ()


def test_words_that_stand_twice_now_need_what_stands_around_them() -> None:
    twice = ARTICLE.replace("The cause is", "The cause is not known yet, said Stone. The cause is")

    correction = correction_of(twice)

    [ambiguous] = correction.ambiguous
    assert (ambiguous.where, ambiguous.proposal) == ("summary.long.1", None)
    assert ambiguous.fix == (
        'add `suffix: "yet,"` for paragraph 3, or `prefix: "Stone."` for paragraph 3'
    )
    assert (correction.broken, correction.others) == ((), ())


def test_words_that_another_prefix_stands_before_are_not_gone() -> None:
    story = changed(
        "summary:\n  short: [{text: It burned., cite: a fire at the harbour}]\n"
        "  long: [{text: The harbour., cite: {exact: the harbour, suffix: by early}}]\n"
    )

    correction = correction_of(ARTICLE.replace("by early", "in early"), story)

    assert names(correction.ambiguous) == ["summary.long.1"]
    assert names(correction.broken) == ["rebuilding"]


def test_words_in_a_sentence_that_now_says_something_else_are_to_be_read_again() -> None:
    story = changed("cite: lost in a fire\ntext: Boats were lost in a fire.")

    correction = correction_of(ARTICLE.replace("were lost in a", "were not lost in a"), story)

    assert names(correction.reworded) == ["boats-lost"]
    assert "boats-lost" in names(correction.kept)
    assert names(correction.broken) == ["summary.short.1"]


def test_what_checks_find_besides_is_named_apart() -> None:
    correction = correction_of(ARTICLE.replace("30 boats", "35 boats"))
    mended = correction
    while mended.broken:
        mended = mended.accepting(mended.broken[0])

    assert names(correction.broken) == ["boats-lost", "summary.short.1"]
    assert (correction.others, correction.accepted) == ((), ())
    assert [anchor.sentence for anchor in mended.accepted] == [
        "About 30 boats were lost in the fire.",
        "About 30 boats were lost in a fire.",
    ]
    assert [problem.check for problem in mended.others] == 2 * ["number-not-cited"]


def test_the_problems_of_another_story_are_named_too() -> None:
    other = changed("exact: Not a word of it").replace("id: ", "id: pier-")
    files = {
        "harbour/article.txt": ARTICLE.encode(),
        "harbour/story.yaml": STORY.encode(),
        "pier/article.txt": ARTICLE.encode(),
        "pier/story.yaml": other.encode(),
    }

    correction = corrected(files, "harbour", ARTICLE.encode())

    assert [(p.mark.path, p.check) for p in correction.others] == [
        ("content/pier/story.yaml", "quote-not-verbatim")
    ]
    assert correction.broken == ()


def test_places_are_those_of_the_file_as_it_still_is() -> None:
    gone = ARTICLE.replace("We will rebuild the harbour by early spring", "Nobody knows")
    correction = correction_of(gone.replace("The cause is not known", "The cause is a cable"))

    mended = correction.withdrawing("boats-lost", "Wrong.")  # adds a line above the quote

    assert [str(anchor.mark) for anchor in mended.broken] == [
        "content/harbour/story.yaml:31:12",
        "content/harbour/story.yaml:20:13",
    ]
    assert {problem.mark.line for problem in mended.problems} == {20, 31}


def test_a_note_is_added_for_readers_and_updated_is_brought_up_to_date() -> None:
    dated = changed("story:\n  publisher: Example\n  language: en\n  updated: 2021-05-03\n")
    correction = correction_of(ARTICLE.replace("$35", "$36"), dated)

    noted = correction.dated("2021-05-04").noting("2021-05-04", "It costs $36 million, not $35.")

    [story] = noted.content.stories
    assert noted.problems == ()
    assert story.updated == "2021-05-04"
    assert [str(c) for c in story.corrections] == ["2021-05-04: It costs $36 million, not $35."]


def test_a_story_without_updated_does_not_get_it() -> None:
    correction = correction_of(ARTICLE)

    assert correction.dated("2021-05-04") is correction


@pytest.mark.parametrize(
    ("article", "check"),
    [
        pytest.param(b"", "article-empty", id="nothing"),
        pytest.param(b"caf\xe9", "not-utf-8", id="no text"),
        pytest.param(b"\xef\xbb\xbf" + ARTICLE.encode(), "byte-order-mark", id="from Notepad"),
        pytest.param(b"x" * (1024 * 1024 + 1), "file-too-large", id="too much"),
    ],
)
def test_an_article_that_cannot_be_read_is_a_problem(article: bytes, check: str) -> None:
    correction = correction_of(article)

    assert check in [problem.check for problem in correction.others]


def test_an_article_of_something_else_breaks_everything_and_raises_nothing() -> None:
    correction = correction_of("The regatta is off.\n\nNobody will sail.")

    assert names(correction.kept) == []
    assert len(correction.broken) == 4
    assert all(anchor.proposal is None for anchor in correction.broken)


def test_a_story_that_is_not_there_is_said() -> None:
    with pytest.raises(LookupError):
        corrected({"harbour/story.yaml": b""}, "pier", b"")
