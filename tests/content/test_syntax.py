"""What an editor is told about YAML that is not right, and where."""

import re
from pathlib import Path

import pytest
import yaml

from bot.content import nodes
from tests.content.harbour import STORY, changed, loaded

COLON = "a colon and a space inside unquoted text start a new key"
GOES_ON = "the text goes on after the mark that ends it"
NOT_CLOSED = "the quotation mark that opens this text is never closed"
QUOTE_IT = "put the text in quotation marks"


@pytest.mark.parametrize(
    ("lines", "place", "check", "message"),
    [
        pytest.param("text: The plan: 30 boats", "24:19", "yaml-syntax", COLON, id="colon"),
        pytest.param("questions:\n  - Who said: yes?", "27:9", "wrong-shape",
                     "an item of `questions` should be text, not keys with values",
                     id="colon in a list"),
        pytest.param("text: Voted #1 by readers", "24:11", "text-cut-by-hash",
                     "everything after # was dropped: 'Voted' was kept, '#1 by readers' was not",
                     id="hash"),
        pytest.param("questions:\n  - Who won? # later", "27:9", "text-cut-by-hash",
                     "'Who won?' was kept, '# later' was not", id="hash in a list"),
        pytest.param("cite: About 30 boats\n  were lost # now", "25:11", "text-cut-by-hash",
                     "'About 30 boats were lost' was kept", id="hash on the second line"),
        pytest.param("topics: [a, b #c\n  ]", "28:17", "text-cut-by-hash", "'b' was kept",
                     id="hash after a short word"),
        pytest.param('text: "About 30', "24:11", "yaml-syntax", NOT_CLOSED, id="open quote"),
        pytest.param("text: 'About 30", "24:11", "yaml-syntax", NOT_CLOSED, id="open apostrophe"),
        pytest.param("text: 'They don't'", "24:21", "yaml-syntax", GOES_ON, id="apostrophe"),
        pytest.param('text: "About" 30', "24:19", "yaml-syntax", GOES_ON, id="after a quotation"),
        pytest.param("text: [About] 30", "24:19", "yaml-syntax", GOES_ON, id="after a bracket"),
        pytest.param("topics: [a, b", "28:13", "yaml-syntax", "the bracket [ is not closed",
                     id="open bracket"),
        pytest.param("cite: {exact: a", "25:11", "yaml-syntax", "the bracket { is not closed",
                     id="open brace"),
        pytest.param("text: @stone", "24:11", "yaml-syntax", "cannot begin with this", id="at"),
        pytest.param("text: *30*", "24:11", "yaml-syntax", "means something else", id="star"),
        pytest.param("text: &so", "24:11", "yaml-extra", "`&so` for an anchor", id="anchor"),
        pytest.param("topics: [&x a, *x]", "28:20", "yaml-extra", "`*x` for an alias", id="alias"),
        pytest.param("text: !!str no", "24:11", "yaml-extra", "`!!str` for a tag", id="tag"),
        pytest.param("<<: {a: b}", "34:5", "yaml-extra", "`<<` for a merge key", id="merge key"),
        pytest.param("text: | About", "24:13", "yaml-syntax", "starts on the next line", id="bar"),
        pytest.param("text: - About", "24:11", "yaml-syntax", "start a list", id="dash"),
        pytest.param("text: ? About", "24:11", "yaml-syntax", "a question mark", id="question"),
        pytest.param("text: , so", "24:11", "yaml-syntax", "a value is missing", id="comma"),
        pytest.param('text: "C:\\dir"', "24:15", "yaml-syntax", "a backslash", id="backslash"),
        pytest.param("questions:\n\t- How?", "27:5", "yaml-syntax", "a tab stands", id="tab"),
        pytest.param("questions:\n  - How?\n - Why?", "28:6", "yaml-syntax",
                     "starts after 5 spaces, and the one above it after 6", id="dash moved left"),
        pytest.param("text: About\n30 boats", "28:5", "yaml-syntax", "neither `key: value` nor",
                     id="second line not indented"),
        pytest.param("text: a\ntext: b", "25:5", "duplicate-key",
                     "`text` already stands at line 24", id="same key twice"),
        pytest.param("text:", "24:10", "value-empty", "nothing is written for `text`", id="empty"),
        pytest.param("text: ~", "24:11", "value-empty", "`~` means nothing", id="tilde"),
        pytest.param("headline: null", "34:15", "value-empty", "`null` means nothing", id="null"),
        pytest.param('text: " "', "24:11", "value-empty", "nothing is written", id="only spaces"),
        pytest.param("questions:\n  - How?\n  -", "28:8", "value-empty", "for `questions`",
                     id="empty item"),
        pytest.param("text: About\u202830", "24:16", "control-character",
                     "U+2028 (LINE SEPARATOR)", id="U+2028"),
        pytest.param("text: About\x8530", "24:16", "control-character", "U+0085 (NEXT LINE)",
                     id="U+0085"),
        pytest.param("text: About\x0030", "24:16", "control-character", "U+0000 (NUL)", id="NUL"),
        pytest.param('text: "a \\0"', "24:11", "control-character", "U+0000", id="NUL as a code"),
        pytest.param("questions:\n  - How \u202emany?", "27:13", "invisible-character", "U+202E",
                     id="right to left"),
        pytest.param('text: "a \\u200b"', "24:11", "invisible-character", "U+200B",
                     id="zero width as a code"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_place(
    lines: str, place: str, check: str, message: str, tmp_path: Path
) -> None:
    _, problems = loaded(tmp_path, story=changed(lines))

    told = [p for p in problems if f"{p.mark.line}:{p.mark.column}" == place and p.check == check]
    assert [message in problem.message for problem in told] == [True], list(map(str, problems))
    assert told[0].fix


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("kind: fact   # fact | quote | not_reported", id="after a short value"),
        pytest.param('text: "About 30 boats were lost."   # approved', id="after quoted text"),
        pytest.param("questions:   # add more\n  - How many boats?", id="after a key"),
        pytest.param("# the number\ntext: About 30 boats were lost.", id="on its own line"),
        pytest.param("topics: [boats]  # more to come", id="after a list"),
        pytest.param("topics: ['dock #1', \"dock #2\"]", id="inside quotation marks"),
        pytest.param("text: |\n  About 30 boats were lost.", id="block of text"),
        pytest.param("questions:\n  - Is it C#?", id="a hash inside a word"),
        pytest.param("questions:\n  - 'क्\u200dष boats?'", id="a joiner that a script needs"),
    ],
)
def test_a_comment_or_a_quotation_is_no_slip(lines: str, tmp_path: Path) -> None:
    story = changed(lines) if not lines.startswith("#") else STORY.replace(
        "    text: About 30", "    # the number\n    text: About 30")  # fmt: skip

    assert loaded(tmp_path, story=story)[1] == []


@pytest.mark.parametrize(
    ("story", "place", "check"),
    [
        pytest.param("", "1:1", "file-empty", id="empty"),
        pytest.param("# to do\n", "1:1", "file-empty", id="only comments"),
        pytest.param("- story\n", "1:1", "wrong-shape", id="a list"),
        pytest.param("story\n", "1:1", "wrong-shape", id="a word"),
        pytest.param(STORY + "---\na: b\n", "39:1", "yaml-several-documents", id="two documents"),
        pytest.param("[" * 100_000, "1:21", "yaml-too-deep", id="deep brackets"),
        pytest.param("- " * 100_000, "1:41", "yaml-too-deep", id="deep dashes"),
        pytest.param("{a: " * 100_000, "1:81", "yaml-too-deep", id="deep braces"),
        pytest.param("? [a]\n: b\n", "1:3", "wrong-shape", id="a list as a key"),
        pytest.param(STORY.encode("utf-16"), "1:1", "not-utf-8", id="UTF-16"),
        pytest.param(STORY.replace("fire", "café").encode("latin-1"), "13:9", "not-utf-8",
                     id="Latin-1"),
        pytest.param(STORY.replace("\n", "\r"), "1:7", "control-character", id="old Mac"),
        pytest.param(STORY.replace("story:\n", "story:\n\tx: y\n", 1), "2:1", "yaml-syntax",
                     id="tab"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_story_is_told_in_one_problem(
    story: str | bytes, place: str, check: str, tmp_path: Path
) -> None:
    content, [problem] = loaded(tmp_path, story=story)

    assert content.stories == ()
    assert (f"{problem.mark.line}:{problem.mark.column}", problem.check) == (place, check)


def test_no_message_is_left_in_the_parsers_words(tmp_path: Path) -> None:
    slips = [
        ": ",
        "- ",
        "? ",
        "'",
        '"',
        "[",
        "{",
        "]",
        "}",
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
    ]

    for slip in slips:
        for text in (f"text: {slip}x", f"text: x {slip} y", f"{slip}text: x", f"text: {slip}"):
            _, problems = loaded(tmp_path, story=STORY.replace("text: The story does", text, 1))
            told = " ".join(str(problem) for problem in problems)
            assert not re.search(r"Input should|this is not YAML|expected <|<scalar>", told), told


@pytest.mark.parametrize("loader", [yaml.BaseLoader, yaml.CBaseLoader])
def test_both_parsers_give_the_same_tree(loader: type, monkeypatch: pytest.MonkeyPatch) -> None:
    text = STORY.replace("Stone", "Štône 😀").replace("fire,", "«огонь 😀»,")
    expected = nodes.read(text, "story.yaml")

    monkeypatch.setattr(nodes, "_FAST", loader)

    assert nodes.read(text, "story.yaml") == expected


@pytest.mark.parametrize(
    ("line", "check"), [("also: so\n", "duplicate-key"), ("        - so\n", "text-runs-on")]
)
def test_of_the_same_slip_everywhere_the_first_thousand_are_told(
    line: str, check: str, tmp_path: Path
) -> None:
    _, problems = loaded(tmp_path, story=STORY + line * 50_000)

    assert len([p for p in problems if p.check == check]) == nodes.MOST_PROBLEMS


@pytest.mark.parametrize(
    ("lines", "place", "said"),
    [
        pytest.param(
            f"text: {'so ' * 2_000}", "24:11", "this text has 5,999 characters", id="text"
        ),
        pytest.param(
            f"topics: [{'a, ' * 6_000}a]",
            "28:13",
            "this list, or group of keys, has 6,001 items",
            id="list",
        ),
    ],
)
def test_what_no_check_could_read_in_time_is_told_at_once(
    lines: str, place: str, said: str, tmp_path: Path
) -> None:
    _, problems = loaded(tmp_path, story=changed(lines))

    [problem] = problems
    assert f":{place}: " in str(problem)
    assert problem.check == "part-too-large"
    assert said in problem.message
    assert problem.message.endswith(", and 5,000 are the most")
