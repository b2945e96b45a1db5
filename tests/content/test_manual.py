"""The editor's manual: every page says what and why, and its examples do what it says."""

import ast
import re
from pathlib import Path

import pytest

import bot.content
from bot import evaluation
from bot.content import explain, load
from bot.content.manual import names
from bot.content.problem import Problem
from bot.desk import Edition
from bot.publishing import checking
from tests.content.harbour import ARTICLE, CASES, STORY, changed, write

TAKES_MINUTES = "check-unfinished"


@pytest.mark.parametrize("name", names())
def test_a_page_says_what_and_why_and_shows_wrong_and_right(name: str) -> None:
    page = explain(name)

    assert re.match(r".+\.$", page.partition("\n\n")[0], re.DOTALL)
    assert re.search(r"^Why: .+?\.$", page, re.MULTILINE | re.DOTALL)
    assert _example(page, "Wrong") != _example(page, "Right")


@pytest.mark.parametrize("name", [n for n in names() if n != TAKES_MINUTES])
def test_what_a_page_calls_wrong_is_found_and_what_it_calls_right_is_not(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    wrong = _problems(name, _example(explain(name), "Wrong"), tmp_path / "wrong")
    right = _problems(name, _example(explain(name), "Right"), tmp_path / "right")

    assert name in {problem.check for problem in wrong}
    assert right == []


def test_given_a_misspelt_name_then_the_manual_says_which_there_are() -> None:
    with pytest.raises(LookupError) as raised:
        explain("qoute-not-verbatim")

    assert str(raised.value).startswith(
        "no check is called 'qoute-not-verbatim'; did you mean quote-not-verbatim? There are: "
    )


def test_every_problem_that_the_code_can_make_has_a_page() -> None:
    made = set()
    room = Path(bot.content.__file__).parent
    rooms = (room, room.parent / "evaluation", room.parent / "publishing")
    for path in (path for room in rooms for path in room.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
                check = node.args[1]
                assert isinstance(check, ast.Constant), f"{path.name}:{node.lineno}"
                made.add(check.value)

    assert made == set(names())


def _example(page: str, heading: str) -> str:
    """Return what stands after "Wrong:" or "Right:", on the same line or indented below it."""
    found = re.search(
        rf"^{heading}:(?:  (?P<one>.+)|\n(?P<many>(?:    .*\n|\n)+))", page + "\n", re.M
    )
    assert found, f"no {heading}: in the page"
    return found["one"] or "\n".join(line[4:] for line in found["many"].rstrip().split("\n"))


def _problems(name: str, example: str, directory: Path) -> list[Problem]:
    """Return the problems of the harbour story with an example put into it."""
    content = _written(example, directory)
    found, problems = load(content)
    # What only an edition can show is looked for in content that has no other problem.
    if hasattr(checking, name.replace("-", "_")):
        return [p for p in checking.judge(content).problems if p.check == name]
    rooms = (evaluation.cases, evaluation.mutations, evaluation.phrasings)
    is_of_edition = any(hasattr(room, name.replace("-", "_")) for room in rooms)
    return problems or (evaluation.findings(Edition(found)) if is_of_edition else [])


def _written(example: str, directory: Path) -> Path:
    """Write the harbour story with an example put into it; return the content folder."""
    content = directory / "content"
    if re.match(r"contents?/", example):
        for line in example.split("\n"):
            _make(directory, line)
        return content
    head, _, rest = example.partition("\n")
    if head == "# article.txt":
        article = f"{rest}\n\n{ARTICLE}" if rest else ""
        write(content, article=_typed(article))
    elif head == "# cases.yaml":
        write(content, cases=_typed(rest))
    else:
        write(content, story=_typed(changed(example)), cases=CASES)
    return content


def _make(directory: Path, line: str) -> None:
    """Make one file of a listing such as `content/harbour/article.txt (50 MB)`."""
    shape = re.fullmatch(r"(?P<path>.+?)(?: -> (?P<target>.+)| \((?P<megabytes>\d+) MB\))?", line)
    assert shape
    path = directory / shape["path"]
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = {"article": ARTICLE, "story": STORY, "case": CASES, "cases": CASES}
    if shape["target"]:
        path.symlink_to(shape["target"])
    elif shape["megabytes"]:
        with path.open("wb") as file:
            file.truncate(int(shape["megabytes"]) * 1024 * 1024)
    else:
        path.write_text(texts[path.stem])


def _typed(text: str) -> bytes:
    """Return the bytes of a text in which <U+0007>, <byte E9> and so on stand for the thing."""
    text = re.sub(r"<U\+([0-9A-F]+)>", lambda m: chr(int(m[1], 16)), text)
    text = re.sub(r"<and (\d+) more characters>", lambda m: "x" * int(m[1]), text)
    pieces = re.split(r"<byte ([0-9A-F]{2})>", text)
    return b"".join(
        bytes.fromhex(piece) if i % 2 else piece.encode() for i, piece in enumerate(pieces)
    )
