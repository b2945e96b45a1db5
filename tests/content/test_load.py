"""From a folder of stories to content that is proved, and to every problem at once."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content import load
from bot.content.model import ELLIPSIS, Case, Correction, Mark, Speaker
from tests.content.harbour import ARTICLE, CASES, STORY, changed, loaded, write


def test_a_good_story_is_loaded_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    content, problems = loaded(Path("content"), cases=CASES)

    assert problems == []
    [story] = content.stories
    assert (story.id, story.publisher, story.language) == ("harbour", "Example", "en")
    assert story.dateline == "PORT HALE, May 3 (Example)"
    assert story.headline is None
    assert story.article.text == ARTICLE
    assert story.speakers[0] == Speaker("stone", "Ada Stone", "the mayor of Port Hale", ())
    assert story.synonyms == (("fire", "blaze"),)
    assert [s.text for s in story.summary_short] == ["About 30 boats were lost in a fire."]
    assert [s.text for s in story.summary_long] == ["The cause of the fire is not known."]
    assert story.cases == (
        Case("how many ships burned", ("boats-lost",), Mark("content/harbour/cases.yaml", 2, 5)),
    )
    fact, quote, gap = story.entries
    assert fact.text == "About 30 boats were lost in the fire."
    assert [(c.paragraph, c.exact) for c in fact.citations] == [
        (1, "About 30 boats were lost in a fire")
    ]
    assert fact.speaker is None
    assert (quote.text, quote.speaker) == (
        "We will rebuild the harbour by early spring",
        story.speakers[0],
    )
    assert (gap.kind, gap.citations) == ("not_reported", ())
    assert gap.questions == ("Were the boats insured?",)
    assert gap.mark == Mark("content/harbour/story.yaml", 34, 5)
    assert gap.question_marks == (Mark("content/harbour/story.yaml", 38, 9),)


def test_what_readers_get_is_the_article_and_not_the_yaml(tmp_path: Path) -> None:
    article = ARTICLE.replace('"Nobody was hurt," he', "“Nobody  –\nwe think – was hurt…” he")
    story = changed("speaker: reed\nexact: 'Nobody - we think - was hurt...'")

    content, problems = loaded(tmp_path, article=article, story=story)

    assert problems == []
    assert content.stories[0].entries[1].text == "Nobody  –\nwe think – was hurt…"


@pytest.mark.parametrize("left_out", ["[...]", "[…]"])
def test_a_quote_may_leave_words_out(left_out: str, tmp_path: Path) -> None:
    story = changed(f"exact: rebuild the harbour {left_out} It may cost $35 million.")

    content, problems = loaded(tmp_path, story=story)

    assert problems == []
    quote = content.stories[0].entries[1]
    assert quote.text == "rebuild the harbour" + ELLIPSIS + "It may cost $35 million."
    assert [c.exact for c in quote.citations] == [
        "rebuild the harbour",
        "It may cost $35 million.",
    ]


@pytest.mark.parametrize("dots", ["...", "…"])
def test_dots_without_brackets_are_the_articles_own_or_wrong(dots: str, tmp_path: Path) -> None:
    story = changed(f"exact: rebuild the harbour {dots} It may cost $35 million.")

    [problem] = loaded(tmp_path, story=story)[1]

    assert problem.check == "quote-not-verbatim"


@pytest.mark.parametrize(
    ("cut", "says"),
    [
        pytest.param("It [...] cost $35 million", "leaves out “may”", id="hedge"),
        pytest.param("We will surely [...] blow up the pier", "leaves out “not”", id="denial"),
        pytest.param("early spring [...] blow up the pier", "paragraphs 2 and 3", id="far apart"),
    ],
)
def test_a_quote_must_not_leave_out_what_turns_its_sense(
    cut: str, says: str, tmp_path: Path
) -> None:
    article = ARTICLE.replace(
        "The cause", '"We will surely not blow up the pier," Stone said.\n\nThe cause'
    )

    problems = loaded(tmp_path, article=article, story=changed(f"exact: {cut}"))[1]

    assert [p.check for p in problems] == ["quote-cut"]
    assert says in problems[0].message


def test_three_dots_that_the_article_has_are_part_of_the_quote(tmp_path: Path) -> None:
    article = ARTICLE.replace("Nobody was hurt", "Nobody ... was hurt")

    content, problems = loaded(
        tmp_path, article=article, story=changed("speaker: reed\nexact: Nobody … was hurt")
    )

    assert problems == []
    assert content.stories[0].entries[1].text == "Nobody ... was hurt"


def test_parts_of_a_quote_must_be_the_same_speakers(tmp_path: Path) -> None:
    story = changed("exact: We will rebuild the harbour [...] Nobody was hurt")

    said = {problem.check: problem.message for problem in loaded(tmp_path, story=story)[1]}

    assert said.keys() == {"quote-cut", "quote-not-attributed"}
    assert "to Tom Reed, not to Ada Stone" in said["quote-not-attributed"]


def test_values_stay_what_was_typed(tmp_path: Path) -> None:
    questions = ["no", "12:30", "1.0", "2021-11-17", "0x1F", "on"]

    content, problems = loaded(
        tmp_path, story=changed("questions:\n" + "\n".join(f"  - {q}" for q in questions))
    )

    assert problems == []
    assert content.stories[0].entries[0].questions == tuple(questions)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing_in_yaml(tmp_path: Path) -> None:
    plain, _ = loaded(tmp_path / "plain")

    windows = b"\xef\xbb\xbf" + STORY.replace("\n", "\r\n").encode()
    content, problems = loaded(tmp_path / "windows", story=windows)

    assert problems == []
    assert [e.text for e in content.stories[0].entries] == [
        e.text for e in plain.stories[0].entries
    ]
    assert [e.mark.line for e in content.stories[0].entries] == [22, 28, 34]


def test_every_problem_is_told_at_once_in_the_order_of_the_files(tmp_path: Path) -> None:
    write(tmp_path, story=changed("text: About 13 boats were lost.\nkind: fact").replace(
        "id: insurance", "id: In Surance").replace("by early spring", "by spring"),
        cases="cases: [{q: how many, expect: boat-lost}]")  # fmt: skip
    write(tmp_path, name="pier", story="story: [", cases="")
    write(tmp_path, name="quay", article="\ufeffThe quay.", story="")

    _, problems = load(tmp_path)

    assert [
        (p.mark.path.removeprefix(f"{tmp_path}/"), p.mark.line, p.check) for p in problems
    ] == [
        ("harbour/cases.yaml", 1, "case-unknown-entry"),
        ("harbour/story.yaml", 24, "number-not-cited"),
        ("harbour/story.yaml", 31, "quote-not-verbatim"),
        ("harbour/story.yaml", 34, "id-malformed"),
        ("pier/cases.yaml", 1, "file-empty"),
        ("pier/story.yaml", 1, "yaml-syntax"),
        ("quay/article.txt", 1, "byte-order-mark"),
        ("quay/story.yaml", 1, "file-empty"),
    ]


def test_what_cannot_be_read_or_proved_is_left_out_and_the_rest_stays(tmp_path: Path) -> None:
    write(tmp_path, story=changed("exact: We will not rebuild"))
    write(tmp_path, name="pier", story="story: [")

    content, _ = load(tmp_path)

    assert [story.id for story in content.stories] == ["harbour"]
    assert [entry.id for entry in content.stories[0].entries] == ["boats-lost", "insurance"]


def test_a_fact_with_one_of_two_citations_unproved_is_left_out(tmp_path: Path) -> None:
    story = changed("cite: [About 30 boats were lost in a fire, some ships]")

    content, problems = loaded(tmp_path, story=story)

    assert [problem.check for problem in problems] == ["cite-not-verbatim"]
    assert "boats-lost" not in [entry.id for entry in content.stories[0].entries]


def test_about_a_text_that_yaml_has_cut_nothing_else_is_said(tmp_path: Path) -> None:
    _, problems = loaded(tmp_path, story=changed("text: Voted #1 in 13 towns"))

    assert [problem.check for problem in problems] == ["text-cut-by-hash"]


def test_an_id_is_unique_among_all_stories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    write(tmp_path, name="pier", story=STORY.replace("boats-lost", "b").replace("rebuilding", "r"))

    [problem] = load(tmp_path)[1]

    assert str(problem.mark) == "pier/story.yaml:34:9"
    assert problem.message == (
        "the id 'insurance' already belongs to the entry at harbour/story.yaml:34:9"
    )


def test_an_id_in_a_draft_and_on_air_is_a_problem_of_the_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    draft = STORY.replace("story:\n", "story:\n  draft: true\n")
    write(
        tmp_path, name="court", story=draft.replace("boats-lost", "b").replace("rebuilding", "r")
    )
    write(tmp_path)

    [problem] = load(tmp_path)[1]

    assert str(problem.mark) == "court/story.yaml:35:9"
    assert problem.message.endswith("already belongs to the entry at harbour/story.yaml:34:9")


def test_hidden_folders_and_plain_files_beside_the_stories_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "story.schema.json").write_text("{}")
    for name in (
        "notes.txt",
        "article-original.txt",
        "story.md",
        ".story.yaml.swp",
        "cases.yaml~",
    ):
        (tmp_path / "harbour" / name).write_text("ask Ada")

    content, problems = load(tmp_path)

    assert problems == []
    assert len(content.stories) == 1


def test_paths_are_relative_to_where_the_editor_is_and_absolute_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    below = load(Path("content"))[1]
    beside = load(Path("../content"))[1]

    assert [p.mark.path for p in below] == ["content"]
    assert [p.mark.path for p in beside] == [f"{tmp_path.as_posix()}/content"]


def test_the_digest_is_that_of_names_and_bytes(tmp_path: Path) -> None:
    same, again = (loaded(tmp_path / d, cases=CASES)[0].digest for d in ("one", "two"))
    other_bytes = loaded(tmp_path / "three", cases=CASES.replace("how", "HOW"))[0].digest
    other_name = load(write(tmp_path / "four", cases=CASES, name="pier"))[0].digest
    no_cases = loaded(tmp_path / "five")[0].digest

    assert same == again
    assert len({same, other_bytes, other_name, no_cases}) == 4
    assert len(same) == 64


@pytest.mark.parametrize(
    "name", ["Article.txt", "artcle.txt", "story.yml", "case.yaml", "old.yaml"]
)
def test_a_file_that_an_editor_may_think_is_read_is_a_problem(name: str, tmp_path: Path) -> None:
    (write(tmp_path) / "harbour" / name).write_text("ask Ada")

    assert [problem.check for problem in load(tmp_path)[1]] == ["file-misnamed"]


@pytest.mark.parametrize(
    ("kind", "check", "message"),
    [
        ("folder", "file-unreadable", "this cannot be read: it is a folder"),
        ("pipe", "file-unreadable", "this cannot be read: it is not a plain file"),
        ("loop", "file-unreadable", "this cannot be read: it points to itself"),
        ("nowhere", "file-unreadable", "this cannot be read: it points to nothing"),
        ("missing", "file-missing", "this file is missing"),
        ("huge", "file-too-large",
         "this file has 52,428,800 bytes, and 1,048,576 are the most that is read"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_file_is_a_problem(
    kind: str, check: str, message: str, tmp_path: Path
) -> None:
    path = write(tmp_path) / "harbour" / "story.yaml"
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "nowhere":
        path.symlink_to(tmp_path / "nothing")
    elif kind == "huge":
        with path.open("wb") as file:
            file.truncate(50 * 1024 * 1024)

    content, problems = load(tmp_path)

    assert content.stories == ()
    assert [(p.check, p.message) for p in problems] == [(check, message)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_problem(tmp_path: Path) -> None:
    (write(tmp_path) / "harbour" / "article.txt").chmod(0)

    [problem] = load(tmp_path)[1]

    assert problem.message == "this cannot be read: reading it is not allowed"


def test_a_plain_file_in_the_place_of_the_content_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "content").write_text("")

    [problem] = load(tmp_path / "content")[1]

    assert problem.check == "content-missing"


def test_a_link_to_a_folder_is_a_story_and_a_broken_one_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere")
    content = tmp_path / "content"
    content.mkdir()
    (content / "linked").symlink_to(tmp_path / "elsewhere" / "harbour")
    (content / "broken").symlink_to(tmp_path / "nothing")

    found, problems = load(content)

    assert [story.id for story in found.stories] == ["linked"]
    assert [problem.check for problem in problems] == ["file-unreadable"]


def test_a_name_that_is_not_utf_8_is_a_problem_that_can_be_printed(tmp_path: Path) -> None:
    content = write(tmp_path / "content")
    os.rename(content / "harbour", os.fsencode(content) + b"/caf\xe9")

    [problem] = load(content)[1]

    assert problem.check == "folder-name"
    assert str(problem).encode().decode().startswith(f"{content.as_posix()}/caf\\xe9:1:1: ")


def test_sixty_entries_with_ten_questions_each_are_loaded_in_a_blink(tmp_path: Path) -> None:
    entries = "".join(
        f"  - id: boats-{i}\n    kind: fact\n    text: About 30 boats were lost in the fire.\n"
        f"    cite: About 30 boats were lost in a fire\n    questions:\n"
        + "".join(f"      - How many boats were lost, question {i} of {n}?\n" for n in range(10))
        for i in range(60)
    )
    write(tmp_path, story=STORY + entries)

    began = time.process_time()
    content, problems = load(tmp_path)
    took_s = time.process_time() - began

    assert problems == []
    assert len(content.stories[0].entries) == 63
    assert took_s < 0.5  # 0.07 when measured; the rest is for slow and busy machines


def test_the_stories_of_this_house_have_no_problems() -> None:
    content, problems = load(Path(__file__).parents[2] / "content")

    assert list(map(str, problems)) == []
    assert [story.id for story in content.stories] == ["russia-china-science"]


def test_given_a_storys_own_folder_then_the_folder_above_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "content")

    [problem] = load(Path("content/harbour"))[1]

    assert problem.fix == "if this is the story, name the folder above it: content"


def test_a_draft_is_loaded_and_is_not_on_air(tmp_path: Path) -> None:
    content, problems = loaded(tmp_path, story=changed("draft: true\nid: boats-lost"), cases=CASES)

    assert problems == []
    assert [entry.is_draft for entry in content.stories[0].entries] == [True, False, False]
    assert content.drafts == 1
    [on_air] = content.on_air(datetime.now(UTC)).stories
    assert [entry.id for entry in on_air.entries] == ["rebuilding", "insurance"]
    assert on_air.cases == ()  # the draft is what it expects


def test_of_a_draft_story_nothing_is_on_air(tmp_path: Path) -> None:
    header = "story: {publisher: Example, language: en, draft: true}"

    content, problems = loaded(tmp_path, story=changed(header))

    assert problems == []
    assert content.drafts == 3
    assert content.on_air(datetime.now(UTC)).stories == ()


def test_a_draft_is_true_or_false(tmp_path: Path) -> None:
    [problem] = loaded(tmp_path, story=changed("draft: yes\nid: boats-lost"))[1]

    assert "`draft` should be true or false" in problem.message
    assert problem.fix == "for example: draft: true"


def test_the_files_of_content_are_read_again_without_their_folder(tmp_path: Path) -> None:
    content, _ = loaded(tmp_path / "there", cases=CASES)

    again, problems = load(tmp_path / "not-there", content.files)

    assert problems == []
    assert sorted(content.files) == [
        "harbour/article.txt",
        "harbour/cases.yaml",
        "harbour/story.yaml",
    ]
    assert again.digest == content.digest
    assert [entry.text for entry in again.stories[0].entries] == [
        entry.text for entry in content.stories[0].entries
    ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param({}, "content-empty", id="none"),
        pytest.param({"harbour/article.txt": b"A"}, "file-missing", id="one missing"),
        pytest.param({"Bad Name/story.yaml": b""}, "folder-name", id="no name of a story"),
        pytest.param({"a/article.txt": b"x" * (1024 * 1024 + 1)}, "file-too-large", id="large"),
        pytest.param({"a/story.yaml": b"\xff\xfe"}, "not-utf-8", id="not text"),
    ],
)
def test_files_that_stand_nowhere_have_problems_like_all_others(
    files: dict[str, bytes], said: str, tmp_path: Path
) -> None:
    _, problems = load(tmp_path, files)

    assert said in [problem.check for problem in problems]


def test_corrections_are_loaded_with_the_newest_last(tmp_path: Path) -> None:
    story = changed(
        "story:\n  publisher: Example\n  language: en\n  corrections:\n"
        "    - {date: 2021-05-04, note: There were 30 boats.}\n"
        "    - date: 2021-05-05\n      note: |\n        The mayor is\n        Ada Stone.\n"
    )

    content, problems = loaded(tmp_path, story=story)

    assert problems == []
    assert content.stories[0].corrections == (
        Correction("2021-05-04", "There were 30 boats."),
        Correction("2021-05-05", "The mayor is Ada Stone."),
    )


@pytest.mark.parametrize(
    ("correction", "check", "says"),
    [
        ("{date: 2021-05-04}", "key-missing", "`note` is missing"),
        ("{date: 2021-05-04, note: ''}", "value-empty", "nothing is written for `note`"),
        ("{date: 2021-05-04, note: a, by: b}", "key-unknown", "`by` is not a key"),
        ("{date: 20210504, note: a}", "correction-date", "'20210504' is not the date of a day"),
        ("{date: 2021-05-04T06:00Z, note: a}", "correction-date", "is not the date of a day"),
        ("{date: 2021-02-30, note: a}", "correction-date", "is not the date of a day"),
    ],
)
def test_a_correction_that_is_none_is_a_problem_of_its_line(
    correction: str, check: str, says: str, tmp_path: Path
) -> None:
    header = "story:\n  publisher: Example\n  language: en\n  corrections:\n"
    story = changed(f"{header}    - {{date: 2021-05-03, note: First.}}\n    - {correction}\n")

    content, [problem] = loaded(tmp_path, story=story)

    assert (problem.check, problem.mark.line) == (check, 6)
    assert says in problem.message
    assert content.stories[0].corrections[0].note == "First."


def test_given_a_key_that_no_correction_has_then_those_it_has_are_named(tmp_path: Path) -> None:
    header = "story:\n  publisher: Example\n  language: en\n  corrections:\n"
    story = changed(f"{header}    - {{date: 2021-05-04, note: a, by: b}}\n")

    _, [problem] = loaded(tmp_path, story=story)

    assert problem.fix.startswith("known here: date, note")
