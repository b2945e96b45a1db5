"""The files of a content folder: which there are, and their bytes as text."""

import codecs
import errno
import os
import re
import stat
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from pathlib import Path

from rapidfuzz import fuzz

from bot.content.manual import guess, page
from bot.content.model import Mark
from bot.content.problem import Problem

MAX_BYTES = 1024 * 1024
ARTICLE, STORY, CASES = "article.txt", "story.yaml", "cases.yaml"

# PyYAML would stop at the first kind without a line number, and counts the last two kinds, and
# U+0085, as line breaks, so that every later line number would be wrong.
CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|\r(?!\n)")
# Not the joiners U+200C and U+200D: some scripts cannot be written without them.
INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0001\U000e0020-\U000e007f]"
)
_CONTROL_NAMES = {"\0": "NUL", "\r": "a carriage return alone", "\x85": "NEXT LINE"}
_BYTE_ORDER_MARKS = [
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
]


def shown(path: Path) -> str:
    """Return a path as an editor can click it: from the current directory, with `/`."""
    absolute = Path(os.path.abspath(path))
    here = Path.cwd()
    path = absolute.relative_to(here) if absolute.is_relative_to(here) else absolute
    # A name need not be UTF-8, and a problem must be one that can be printed.
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def folders(
    directory: Path, instead: Mapping[str, bytes] | None = None
) -> tuple[list[Path], list[Problem]]:
    """Return the folders of the stories, by name, and what is wrong with the directory.

    Hidden folders and plain files beside the stories are left alone. When there are files to
    read `instead`, by `story/file`, the folders are theirs.
    """
    if instead is not None:
        named = sorted({name.partition("/")[0] for name in instead})
        return _stories(directory, [directory / name for name in named], [])
    try:
        found = sorted(p for p in directory.iterdir() if not p.name.startswith("."))
    except OSError as error:
        return [], [content_missing(directory, error)]
    stories, problems = [], []
    for path in found:
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except OSError as error:
            problems.append(file_unreadable(path, _reason(error)))
        else:
            stories += [path] if is_folder else []
    return _stories(directory, stories, problems)


def _stories(
    directory: Path, stories: list[Path], problems: list[Problem]
) -> tuple[list[Path], list[Problem]]:
    problems += [folder_name(p) for p in stories if not re.fullmatch(r"[a-z0-9-]{1,40}", p.name)]
    if not stories:
        problems.append(content_empty(directory))
    return stories, problems


def read(
    path: Path, instead: Mapping[str, bytes] | None = None, *, is_optional: bool = False
) -> tuple[bytes | None, list[Problem]]:
    """Return the bytes of a file, None when they cannot be had, and why.

    Args:
        path: Where it is.
        instead: Files to read in the place of those there, by `story/file`.
        is_optional: Whether it need not be there.
    """
    if instead is not None:
        data = instead.get(f"{path.parent.name}/{path.name}")
        if data is None:
            return None, [] if is_optional else [file_missing(path)]
        return (data, []) if len(data) <= MAX_BYTES else (None, [file_too_large(path, len(data))])
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            what = "a folder" if stat.S_ISDIR(found.st_mode) else "not a plain file"
            return None, [file_unreadable(path, f"it is {what}")]
        if found.st_size > MAX_BYTES:
            return None, [file_too_large(path, found.st_size)]
        with path.open("rb") as file:
            return file.read(MAX_BYTES), []
    except OSError as error:
        if error.errno == errno.ENOENT and not path.is_symlink():
            return None, [] if is_optional else [file_missing(path)]
        return None, [file_unreadable(path, _reason(error))]


def decoded(data: bytes, path: Path, *, is_exact: bool) -> tuple[str | None, list[Problem]]:
    """Return the text of a file, None when it is not UTF-8, and what must not stand in it.

    Args:
        data: The bytes of the file.
        path: Where it is.
        is_exact: Whether every character counts, as in an article. Otherwise a byte order mark
            is dropped, since it is no part of the text.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return None, [not_utf_8(Mark(shown(path)), f"it is saved as {name}")]
    problems = []
    if data.startswith(codecs.BOM_UTF8):
        if is_exact:
            problems.append(byte_order_mark(Mark(shown(path))))
        data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        place = Lines(before).place_of(len(before), shown(path))
        said = f"byte {error.start} (hexadecimal {data[error.start]:02X}) begins no character"
        return None, [*problems, not_utf_8(place, said)]
    lines = Lines(text)
    problems += [
        control_character(lines.place_of(match.start(), shown(path)), match[0], count)
        for match, count in _first_of_each(CONTROL, text)
    ]
    if is_exact:
        problems += [
            invisible_character(lines.place_of(match.start(), shown(path)), match[0], count)
            for match, count in _first_of_each(INVISIBLE, text)
        ]
    return text, problems


class Lines:
    """A text's lines, as editors' programs count them.

    >>> lines = Lines("one\\r\\ntwo\\nthree")
    >>> str(lines.place_of(10, "a.txt")), lines.offset_of(Mark("a.txt", 3, 2))
    ('a.txt:3:2', 10)
    """

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\r\n|\r|\n", text))]

    def place_of(self, offset: int, path: str) -> Mark:
        """Return the place of a character."""
        number = bisect_right(self._starts, offset)
        return Mark(path, number, offset - self._starts[number - 1] + 1)

    def offset_of(self, mark: Mark) -> int:
        """Return the offset of a place, the other way round."""
        return self._starts[mark.line - 1] + mark.column - 1


def misnamed(folder: Path) -> Iterator[Problem]:
    """Yield a problem for every file that an editor may think is read."""
    known = [ARTICLE, STORY, CASES]
    try:
        names = sorted(p.name for p in folder.iterdir())
    except OSError as error:
        yield file_unreadable(folder, _reason(error))
        return
    for name in names:
        if name.startswith(".") or name.endswith("~") or name in known:
            continue
        is_near = any(fuzz.ratio(name.casefold(), right) > 85 for right in known)
        if is_near or name.casefold().endswith((".yaml", ".yml")):
            yield file_misnamed(folder / name, guess(name, known, lead=" Did you mean"))


def _first_of_each(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield the first place of each character found, and how often it is there."""
    seen: dict[str, tuple[re.Match[str], int]] = {}
    for match in pattern.finditer(text):
        first, count = seen.get(match[0], (match, 0))
        seen[match[0]] = first, count + 1
    yield from seen.values()


def _reason(error: OSError) -> str:
    reasons = {
        errno.ENOENT: "it points to nothing",
        errno.ELOOP: "it points to itself",
        errno.EACCES: "reading it is not allowed",
    }
    return reasons.get(error.errno or 0, str(error.strerror))


def _named(c: str) -> str:
    name = _CONTROL_NAMES.get(c) or unicodedata.name(c, "")
    return f"U+{ord(c):04X}" + (f" ({name})" if name else "")


def _times(count: int) -> str:
    return "" if count == 1 else f", and {count - 1} more times further on"


@page
def content_missing(directory: Path, error: OSError) -> Problem:
    """The content folder is there and can be read.

    Why: without it there is nothing to answer with.

    Wrong:
        contents/harbour/article.txt
        contents/harbour/story.yaml

    Right:
        content/harbour/article.txt
        content/harbour/story.yaml
    """
    is_there = not isinstance(error, FileNotFoundError)
    said = f"this content folder cannot be read: {_reason(error)}"
    return Problem(
        Mark(shown(directory)),
        "content-missing",
        said if is_there else "there is no such content folder",
        "name the folder that holds one folder for each story",
    )


@page
def content_empty(directory: Path) -> Problem:
    """There is at least one story.

    Why: a bot without a story has no answers.

    Wrong:
        content/story.yaml

    Right:
        content/harbour/article.txt
        content/harbour/story.yaml
    """
    fix = f"make a folder for the story, with {ARTICLE} and {STORY} in it"
    if (directory / STORY).exists():
        fix = f"if this is the story, name the folder above it: {shown(directory / '..')}"
    return Problem(
        Mark(shown(directory)), "content-empty", "there is no story in this folder", fix
    )


@page
def folder_name(folder: Path) -> Problem:
    """The folder's name is the story's id: small letters, digits and hyphens, at most 40.

    Why: it goes into links and buttons, where nothing else is safe.

    Wrong:
        content/Harbour fire/article.txt
        content/Harbour fire/story.yaml

    Right:
        content/harbour-fire/article.txt
        content/harbour-fire/story.yaml
    """
    made = re.sub(r"[^a-z0-9]+", "-", folder.name.casefold()).strip("-")
    return Problem(
        Mark(shown(folder)),
        "folder-name",
        "the name of this folder cannot be the id of a story: "
        "only small letters a–z, digits and hyphens, at most 40",
        f"rename it, for example: {made[:40].strip('-') or 'harbour-fire'}",
    )


@page
def file_missing(path: Path) -> Problem:
    """Every story has an article.txt and a story.yaml.

    Why: answers are slices of the one, as the other says.

    Wrong:
        content/harbour/story.yaml

    Right:
        content/harbour/article.txt
        content/harbour/story.yaml
    """
    fixes = {
        ARTICLE: "save the story as it was published, as plain text",
        STORY: "write it; the story.yaml of another story is a good one to begin with",
    }
    return Problem(
        Mark(shown(path)), "file-missing", "this file is missing", fixes.get(path.name, "")
    )


@page
def file_unreadable(path: Path, reason: str) -> Problem:
    """Every file is a plain file that can be read.

    Why: what cannot be read cannot be checked.

    Wrong:
        content/harbour/article.txt -> nowhere
        content/harbour/story.yaml

    Right:
        content/harbour/article.txt
        content/harbour/story.yaml
    """
    return Problem(
        Mark(shown(path)),
        "file-unreadable",
        f"this cannot be read: {reason}",
        "put a plain text file here, or remove it",
    )


@page
def file_misnamed(path: Path, meant: str) -> Problem:
    """Files have exactly the names article.txt, story.yaml and cases.yaml.

    Why: a file with another name would be left out without a word.

    Wrong:
        content/harbour/article.txt
        content/harbour/story.yaml
        content/harbour/case.yaml

    Right:
        content/harbour/article.txt
        content/harbour/story.yaml
        content/harbour/cases.yaml
    """
    return Problem(
        Mark(shown(path)),
        "file-misnamed",
        f"this file is not read: a story has {ARTICLE}, {STORY} and {CASES}",
        f"rename it, or move it away.{meant}",
    )


@page
def file_too_large(path: Path, size: int) -> Problem:
    """No file is larger than 1 MiB.

    Why: a story is a few thousand words; a huge file is a mistake, and would stop the bot.

    Wrong:
        content/harbour/article.txt (50 MB)
        content/harbour/story.yaml

    Right:
        content/harbour/article.txt
        content/harbour/story.yaml
    """
    return Problem(
        Mark(shown(path)),
        "file-too-large",
        f"this file has {size:,} bytes, and {MAX_BYTES:,} are the most that is read",
        "keep only the text of the story, without pictures or formatting",
    )


@page
def article_empty(path: Path) -> Problem:
    """The article has words.

    Why: answers are slices of it.

    Wrong:
        # article.txt

    Right:
        # article.txt
        The fire was out by noon.
    """
    return Problem(
        Mark(shown(path)),
        "article-empty",
        "the article has no words",
        "save the story here as it was published",
    )


@page
def not_utf_8(mark: Mark, reason: str) -> Problem:
    """Files are saved as UTF-8.

    Why: in any other encoding the same bytes mean other letters, and names come out wrong.

    Wrong:  text: About 30 boats were lost at the caf<byte E9>.
    Right:  text: About 30 boats were lost.
    """
    return Problem(
        mark,
        "not-utf-8",
        f"this file is not UTF-8: {reason}",
        "open it in your editor and save it with the encoding UTF-8",
    )


@page
def byte_order_mark(mark: Mark) -> Problem:
    """The article begins with its first letter, not with an invisible byte order mark.

    Why: the text is taken exactly as it is, and Windows puts the mark there unasked.

    Wrong:
        # article.txt
        <U+FEFF>

    Right:
        # article.txt
        The fire was out by noon.
    """
    return Problem(
        mark,
        "byte-order-mark",
        "an invisible byte order mark (U+FEFF) stands before the first letter",
        "save the file as “UTF-8”, not as “UTF-8 with BOM”",
    )


@page
def control_character(mark: Mark, c: str, count: int = 1) -> Problem:
    """No control characters, and no line breaks but the ordinary one.

    Why: they do not show, they break messages, and some make every later line number wrong.

    Wrong:  text: About 30 boats<U+0007> were lost.
    Right:  text: About 30 boats were lost.
    """
    return Problem(
        mark,
        "control-character",
        f"the control character {_named(c)} stands here{_times(count)}",
        "delete it; it mostly comes with text pasted from elsewhere",
    )


@page
def invisible_character(mark: Mark, c: str, count: int = 1) -> Problem:
    """No characters without a width, and none that turn the direction of writing.

    Why: nobody sees them, yet a question with one in it is another question, and a sentence can
    read differently from what is stored.

    Wrong:  text: About 30 boats were<U+200B> lost.
    Right:  text: About 30 boats were lost.
    """
    return Problem(
        mark,
        "invisible-character",
        f"the invisible character {_named(c)} stands here{_times(count)}",
        "delete it; it mostly comes with text pasted from a web page",
    )
