"""What an editor is told when a key is missing, unknown or has the wrong kind of value."""

from pathlib import Path

import pytest

from tests.content.harbour import STORY, changed, loaded

EXAMPLE_CITE = "for example: cite: words copied from article.txt"


@pytest.mark.parametrize(
    ("lines", "place", "told"),
    [
        pytest.param("text: [a, b]", "24:11",
                     "`text` should be text, not a list [wrong-shape]\n"
                     "  fix: for example: text: Russia has proposed a new center for virology.",
                     id="list for text"),
        pytest.param("text: {a: b}", "24:11",
                     "`text` should be text, not keys with values [wrong-shape]\n"
                     "  fix: put the text in quotation marks: a colon and a space in it start a "
                     "new key", id="keys for text"),
        pytest.param("questions: How?", "26:16",
                     "`questions` should be a list, not text [wrong-shape]\n"
                     "  fix: for example: questions: [Who said it?, When was it said?]",
                     id="text for a list"),
        pytest.param("cite: [a, [b]]", "25:15",
                     f"an item of `cite` should be text, not a list [wrong-shape]\n"
                     f"  fix: {EXAMPLE_CITE}", id="list in a list"),
        pytest.param("summary: short", "14:10",
                     "`summary` should be keys with values, not text [wrong-shape]\n  fix: for "
                     "example: summary: {short: [{text: …, cite: …}], long: [{text: …, cite: …}]}",
                     id="text for keys"),
        pytest.param("- {kind: not_reported, text: a, questions: [b]}", "39:5",
                     "`id` is missing here [key-missing]\n"
                     "  fix: add it, for example: id: virology-center", id="missing key"),
        pytest.param("- id: a", "39:5",
                     "`kind` is missing here [key-missing]\n"
                     "  fix: add it, for example: kind: fact", id="missing kind"),
        pytest.param("cite: {prefix: a}", "25:11",
                     "`exact` is missing here [key-missing]\n"
                     "  fix: add it, for example: exact: words copied from article.txt",
                     id="missing exact"),
        pytest.param("cite: {exact: a, sufix: b}", "25:22",
                     "`sufix` is not a key that is known here [key-unknown]\n"
                     "  fix: known here: exact, prefix, suffix; did you mean suffix?",
                     id="unknown key"),
        pytest.param("exact: a\ntext: b", "34:5",
                     "`text` is not a key that is known here [key-unknown]\n  fix: a quote has "
                     "`exact`, and its text is taken from the article; remove this key",
                     id="text of a quote"),
        pytest.param("text: a\nexact: b\nkind: fact", "31:5",
                     "`exact` is not a key that is known here [key-unknown]\n  fix: a fact has "
                     "`cite`, which can be {exact: …, prefix: …, suffix: …}",
                     id="exact of a fact"),
        pytest.param("story: {publisher: a, language: en, The plan is: b}", "1:37",
                     "`The plan is` is not a key that is known here [key-unknown]\n  fix: if this "
                     "is text, put it in quotation marks: a colon and a space start a new key",
                     id="text as a key"),
        pytest.param("kind: fact or quote", "23:11",
                     "'fact or quote' is no kind of entry [kind-unknown]\n"
                     "  fix: write fact, quote or not_reported", id="unknown kind"),
        pytest.param("cite: []", "25:11",
                     f"`cite` is empty, and needs 1 or more [list-too-short]\n"
                     f"  fix: {EXAMPLE_CITE}", id="empty list"),
        pytest.param("speakers: {Ada Stone: {name: Ada Stone}}", "5:12",
                     "'Ada Stone' cannot be an id: small letters a–z, digits and single hyphens, "
                     "at most 40 [id-malformed]\n  fix: for example: ada-stone",
                     id="id of a speaker"),
        pytest.param("id: " + "a" * 41, "22:9", "at most 40 [id-malformed]", id="long id"),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_told_in_the_editors_words(
    lines: str, place: str, told: str, tmp_path: Path
) -> None:
    _, problems = loaded(tmp_path, story=changed(lines))

    at_place = [str(p) for p in problems if f"{p.mark.line}:{p.mark.column}" == place]
    assert len(at_place) == 1, list(map(str, problems))
    assert told in at_place[0]


def test_the_sound_part_of_a_file_is_checked_all_the_same(tmp_path: Path) -> None:
    story = STORY.replace("  publisher: Example\n", "").replace("summary:", "sumary:")
    story = story.replace("May 3", "May 4").replace("by early spring", "by spring")

    _, problems = loaded(tmp_path, story=story)

    assert [(p.mark.line, p.check) for p in problems] == [
        (1, "key-missing"),
        (2, "key-missing"),
        (2, "dateline-not-in-article"),
        (13, "key-unknown"),
        (30, "quote-not-verbatim"),
    ]


@pytest.mark.parametrize(
    "header", ["{language: [en]}", "{language: e n}", "{publisher: {}}", "[]"]
)
def test_a_header_that_is_wholly_wrong_is_told_too(header: str, tmp_path: Path) -> None:
    content, problems = loaded(tmp_path, story=changed(f"story: {header}"))

    assert {problem.mark.line for problem in problems} == {1}
    assert len(content.stories[0].entries) == 3


def test_a_broken_entry_is_no_reason_to_doubt_what_points_to_it(tmp_path: Path) -> None:
    story = changed("text: [a]")

    _, problems = loaded(tmp_path, story=story, cases="cases: [{q: why, expect: boats-lost}]")

    assert [problem.check for problem in problems] == ["wrong-shape"]


def test_a_broken_speaker_is_no_reason_to_doubt_who_is_quoted(tmp_path: Path) -> None:
    story = STORY.replace("    name: Ada Stone", "    nam: Ada Stone")

    _, problems = loaded(tmp_path, story=story)

    assert [problem.check for problem in problems] == ["key-missing", "key-unknown"]
