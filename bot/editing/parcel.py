"""What an editor sends, a file or a zip, as files of stories; or in plain words why it is none.

Nothing in it is trusted: neither its name, nor the names and sizes that a zip declares. Nothing is
written to disk, and of the names only ids of stories and three names of files are left.
"""

import codecs
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from bot.content.files import ARTICLE, CASES, CONTROL, INVISIBLE, MAX_BYTES, STORY
from bot.content.manual import guess
from bot.content.model import Files

"""The bytes of files, by `story/file`, as in `Content.files`."""

MOST_BYTES = 8 * 1024 * 1024
"""Of a parcel as it is sent, so that a larger one need not be fetched; some hundred stories."""
MOST_MEMBERS = 2000
"""Of a zip, with all that is of no use."""
MOST_UNPACKED = 32 * 1024 * 1024
"""Bytes of all files of a zip together."""

_FILES = (ARTICLE, STORY, CASES)
_ID = re.compile(r"[a-z0-9-]{1,40}")
_MOST_NAME = 255
_MOST_SHOWN = 60
_MOST_STORIES_SHOWN = 20
_MOST_REFUSALS = 5
# What phones and computers add to the name of a copy: "story (1).yaml", "story - Copy.yaml".
_COPY = re.compile(r"(?: ?\(\d{1,3}\)|[ _-]{1,3}copy(?: \d{1,3})?)+$")
_OF_STORY = re.compile(r"(.+?)[-._ ]+(article\.txt|story\.yaml|cases\.yaml)")

_ZIP = (b"PK\3\4", b"PK\5\6", b"PK\7\b")
_MEMBER = b"PK\1\2"
_LOCAL_HEADER = 30  # bytes, and more with the name
_LOCKED = 0x1
_IS_UTF_8 = 0x800
_ARCHIVES = {
    b"\x1f\x8b": "a gzip file",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
}
_DOCUMENTS = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a document in Rich Text Format",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
}
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
# All that `zipfile` and what it calls raise for bytes that are no zip, or half of one.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    ValueError,  # also UnicodeDecodeError
)

_SEND = f"Send {STORY}, {CASES} or {ARTICLE} as plain text, or a zip of the story’s folder."


class Refused(Exception):
    """A parcel that cannot be used; the message tells the editor what is wrong, where, and what
    to send instead. It is at most some 2,000 characters long, plain text, a line a reason."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What was sent, for the content folder.

    Attributes:
        files: By `story/file`, in order; each has at most `MAX_BYTES` and is not empty, and each
            story that is new has its article and its `story.yaml`.
        left_out: The names in a zip that are of no use, as they can be shown.
    """

    files: Files
    left_out: tuple[str, ...] = ()

    @property
    def stories(self) -> tuple[str, ...]:
        """The ids of the stories that it is for, in order."""
        return tuple(dict.fromkeys(name.partition("/")[0] for name in self.files))


def opened(name: str, data: bytes, stories: Collection[str], caption: str | None = None) -> Parcel:
    """Return what an editor sent.

    Whether it is a zip is told by its bytes. A single file is for the story that the caption
    names, else for the one that its name begins with (`fire-story.yaml`), else for the only story.
    In a zip each story has its folder. Where the files lie in no folder, they are for the story
    that the caption names, else for the one that the zip is called after, which may be a new
    one, else for the only story.

    Args:
        name: What the file is called, as it came.
        data: Its bytes.
        stories: The ids of the stories that there are.
        caption: What the editor wrote with it.

    Raises:
        Refused: It is of no use.

    >>> opened("fire-story (1).yaml", b"story: ...", ["fire", "flood"]).files
    {'fire/story.yaml': b'story: ...'}
    """
    name = name.replace("\\", "/").rpartition("/")[2]
    if len(data) > MOST_BYTES:
        raise Refused(
            f"{_shown(name)} has {len(data):,} bytes, and {MOST_BYTES:,} are the most that is "
            "taken. Send fewer stories at once, without pictures."
        )
    if data.startswith(_ZIP):
        return _of_zip(name, data, stories, caption)
    _check(_shown(name), data)
    story, file = _as_named(name)
    if file not in _FILES:
        raise Refused(_misnamed(_shown(name), file))
    story = _captioned(caption, stories) or story or _only(stories, file)
    return Parcel(_whole({f"{story}/{file}": data}, stories))


def packed(files: Files) -> bytes:
    """Return a zip of files, the same for the same files; `opened` gives them back."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name)  # of 1980, the first year that a zip knows
            member.create_system = 3  # Unix, whatever this runs on
            member.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(member, files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def merged(before: Files, parcel: Parcel) -> Files:
    """Return the files of a content folder once those of a parcel have taken their places."""
    return dict(sorted({**before, **parcel.files}.items()))


@dataclass(frozen=True, slots=True)
class _Member:
    """A file of a story in a zip.

    Attributes:
        info: What the zip says of it.
        path: Its name there, with `/` between the folders.
        folders: The folders that it lies in.
        file: Which of the three it is.
    """

    info: zipfile.ZipInfo
    path: str
    folders: tuple[str, ...]
    file: str


def _of_zip(name: str, data: bytes, stories: Collection[str], caption: str | None) -> Parcel:
    # Counted before it is read, since it may declare any number, and reading them takes long.
    if data.count(_MEMBER) > MOST_MEMBERS:
        raise Refused(
            f"{_shown(name)} has more than {MOST_MEMBERS:,} files in it. Zip only the folders of "
            "the stories."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members, left_out = _sorted_out(archive, name)
            files = {
                f"{story}/{member.file}": member
                for story, member in _placed(members, name, stories, caption)
            }
            return Parcel(_whole(_read(archive, files), stories), left_out)
    except _DAMAGED as error:
        raise Refused(
            f"{_shown(name)} cannot be opened: it is damaged, or has not come whole. Zip the "
            "folder again, with what your phone or computer has for it, and send that."
        ) from error


def _sorted_out(archive: zipfile.ZipFile, name: str) -> tuple[list[_Member], tuple[str, ...]]:
    """Return the files of stories in a zip, and the names of what else is there."""
    members, left_out, refusals = [], set(), []
    for info in archive.infolist():
        path = _path(info)
        *folders, last = (part for part in path.split("/") if part != ".")
        if not last:  # a folder
            continue
        file = _plain(last)
        if "__MACOSX" in folders:
            left_out.add("__MACOSX/")
        elif re.search(r"(?:^|/)\.[^./]", path):  # hidden
            left_out.add(_cut(path))
        elif file in _FILES:
            members.append(_Member(info, path, tuple(folders), file))
        elif _is_nearly(file):
            refusals.append(_misnamed(_shown(path), file))
        else:
            left_out.add(_cut(path))
    refusals += [refusal for member in members if (refusal := _refusal(member))]
    _refuse(refusals)
    if not members:
        _refuse([_without_files(name, archive.namelist(), sorted(left_out))])
    _check_apart(archive)
    return members, tuple(sorted(left_out))


def _placed(
    members: list[_Member], name: str, stories: Collection[str], caption: str | None
) -> Iterator[tuple[str, _Member]]:
    """Yield the files of a zip with the stories that they are for, each file once."""
    depths: dict[tuple[str, ...] | None, _Member] = {}
    for member in members:
        depths.setdefault(member.folders[:-1] if member.folders else None, member)
    if len(depths) > 1:
        first, second, *_ = depths.values()
        raise Refused(
            f"In {_shown(name)} the stories do not lie side by side: there are "
            f"{_shown(first.path)} and {_shown(second.path)}. Put the folder of each story, with "
            f"{ARTICLE}, {STORY} and {CASES} right in it, beside the others, and zip them again."
        )
    if None in depths:
        story = _for_root(members, name, stories, caption)
        named = [(story, member) for member in members]
    else:
        named = [(_id(member.folders[-1]), member) for member in members]
        wrong = dict.fromkeys(m.folders[-1] for story, m in named if not story)
        _refuse([_misnamed_folder(folder) for folder in wrong])
    seen: dict[tuple[str, str], _Member] = {}
    twice = []
    for story, member in named:
        other = seen.setdefault((story, member.file), member)
        if other is not member:
            twice.append(
                f"{story}/{member.file} is in {_shown(name)} twice: as {_shown(other.path)} and "
                f"as {_shown(member.path)}. Remove the one that you do not mean, and zip the "
                "folder again."
            )
    _refuse(twice)
    yield from sorted(named, key=lambda placed: (placed[0], placed[1].file))


def _for_root(
    members: list[_Member], name: str, stories: Collection[str], caption: str | None
) -> str:
    """Return the story that files in no folder are for."""
    chosen = _captioned(caption, stories)
    if chosen:
        return chosen
    stem = re.sub(r"\.zip$", "", name, flags=re.IGNORECASE)
    called = _id(stem)
    is_whole = {ARTICLE, STORY} <= {member.file for member in members}
    # "Archive.zip" is what computers call a zip, so only small letters make a new story.
    if called in stories or (called and is_whole and stem == stem.lower()):
        return called
    return _only(stories, f"what is in {_shown(name)}")


def _read(archive: zipfile.ZipFile, members: Mapping[str, _Member]) -> dict[str, bytes]:
    """Return the bytes of the files in a zip, by the names that they get."""
    files: dict[str, bytes] = {}
    refusals = []
    unpacked = 0
    for name, member in members.items():
        place = _shown(member.path)
        try:
            # No more than is needed to see that there is too much, whatever the zip declares.
            with archive.open(member.info) as file:
                data = file.read(MAX_BYTES + 1)
            _check(place, data)
            if len(data) != member.info.file_size:  # not every Python says so
                raise zipfile.BadZipFile
        except Refused as refused:
            refusals.append(str(refused))
            continue
        except _DAMAGED:
            refusals.append(
                f"{place} is damaged in the zip. Zip the folder again and send the new zip."
            )
            continue
        unpacked += len(data)
        if unpacked > MOST_UNPACKED:
            raise Refused(
                f"The files in the zip have more than {MOST_UNPACKED:,} bytes together. Send "
                "fewer stories at once."
            )
        files[name] = data
    _refuse(refusals)
    return files


def _refusal(member: _Member) -> str | None:
    """Return why a file in a zip cannot be taken from it, None when it seems that it can."""
    info, place = member.info, _shown(member.path)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if {"", ".."} & set(member.folders) or re.search(r"[\0-\x1f:]", member.path):
        return (
            f"{place} names a place outside the zip. Zip the story’s folder itself, with what "
            "your phone or computer has for it."
        )
    if kind not in (0, stat.S_IFREG):
        return (
            f"{place} is a link or something else that is no file. Put the file itself in its "
            "place, and zip the folder again."
        )
    if info.flag_bits & _LOCKED:
        return f"{place} is locked with a password. Zip the folder again without one."
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return (
            f"{place} is packed in a way that few programs can read (method "
            f"{info.compress_type}). Zip the folder again, with what your phone or computer has "
            "for it."
        )
    if info.file_size > MAX_BYTES:
        return _too_large(place, info.file_size)
    return None


def _check_apart(archive: zipfile.ZipFile) -> None:
    """Raise when two members of a zip share bytes, as only those do that are made to do harm."""
    members = sorted(archive.infolist(), key=lambda info: info.header_offset)
    for info, following in pairwise(members):
        if info.header_offset + _LOCAL_HEADER + info.compress_size > following.header_offset:
            raise zipfile.BadZipFile


def _check(place: str, data: bytes) -> None:
    """Raise when a file is not a text with something in it; which text, the checks will say."""
    if not data.strip():
        raise Refused(f"{place} is empty. Save it again with its text, and send that.")
    if len(data) > MAX_BYTES:
        raise Refused(_too_large(place, len(data)))
    begins = data[:1000].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for kinds, more in (
        (_ARCHIVES, "and only a zip is opened. Zip the story’s folder and send the zip."),
        (_DOCUMENTS, f"and only text can be used. {_SEND}"),
    ):
        for start, kind in kinds.items():
            if data.startswith(start) or begins.startswith(start):
                raise Refused(f"{place} is {kind}, {more}")
    # UTF-16 is full of NULs too, and the checks say better what is wrong with it.
    if b"\0" in data and not data.startswith(_WIDE):
        raise Refused(f"{place} is not a text. {_SEND}")


def _whole(files: dict[str, bytes], stories: Collection[str]) -> dict[str, bytes]:
    """Return the files, if every story is there already or has what a new one needs."""
    refusals = []
    for story in dict.fromkeys(name.partition("/")[0] for name in files):
        missing = [file for file in (ARTICLE, STORY) if f"{story}/{file}" not in files]
        if story not in stories and missing:
            meant = guess(story, stories, lead=" Did you mean")
            refusals.append(
                f"There is no story “{story}”.{meant} {_there_are(stories)} Use one of these "
                f"names; or, if the story is new, send a zip of a folder “{story}” with {ARTICLE} "
                f"and {STORY} in it."
                if stories
                else f"A new story needs {ARTICLE} and {STORY}, and this is without "
                f"{' and '.join(missing)}. Send a zip of a folder “{story}” with both in it."
            )
    _refuse(refusals)
    return files


def _as_named(name: str) -> tuple[str | None, str]:
    """Return the story that the name of a file begins with, and which of the three it is.

    The second is the name in small letters when it is none of the three.

    >>> _as_named("Fire-Story (1).yaml"), _as_named("notes.md")
    (('fire', 'story.yaml'), (None, 'notes.md'))
    """
    plain = _plain(name)
    found = _OF_STORY.fullmatch(plain)
    return (found[1], found[2]) if found and _ID.fullmatch(found[1]) else (None, plain)


def _plain(name: str) -> str:
    """Return a file's name in small letters, without what is added to it unasked.

    >>> _plain("Story - Copy.YAML"), _plain("article.txt.txt")
    ('story.yaml', 'article.txt')
    """
    plain = name[:_MOST_NAME].strip().lower()
    if plain.endswith((".yaml.txt", ".txt.txt")):  # Notepad's, since the ending does not show
        plain = plain.removesuffix(".txt")
    stem, dot, ending = plain.rpartition(".")
    return f"{_COPY.sub('', stem)}{dot}{ending}"


def _id(name: str) -> str:
    """Return the id of a story that a folder or a zip is called after; empty when it is none."""
    for called in (name, _COPY.sub("", name[:_MOST_NAME].strip().lower())):
        if _ID.fullmatch(called):
            return called
    return ""


def _is_nearly(name: str) -> bool:
    """Return whether an editor may think that a file of this name is read."""
    return name.endswith((".yaml", ".yml")) or any(fuzz.ratio(name, f) > 85 for f in _FILES)


def _captioned(caption: str | None, stories: Collection[str]) -> str | None:
    """Return the story that a caption names, or a single word of it that may be a new one."""
    said = (caption or "").strip().lower()
    named = sorted(set(re.findall(r"[a-z0-9-]+", said)) & set(stories))
    if len(named) > 1:
        raise Refused(
            f"The caption names more than one story ({_listed(named)}). Send it again and write "
            "only the one that it is for."
        )
    return named[0] if named else said if _ID.fullmatch(said) else None


def _only(stories: Collection[str], what: str) -> str:
    """Return the only story that there is."""
    if not stories:
        raise Refused(
            f"There is no story yet that {what} could be for. Send a zip of a folder called after "
            f"the story, for example harbour-fire, with {ARTICLE} and {STORY} in it."
        )
    if len(stories) > 1:
        raise Refused(
            f"It is not clear which story {what} is for. {_there_are(stories)} Send it again with "
            f"the story’s name as the caption, for example: {min(stories)}"
        )
    [story] = stories
    return story


def _path(info: zipfile.ZipInfo) -> str:
    """Return the name of a member, with `/` between the folders, whoever packed it."""
    name = info.orig_filename  # all of it; `filename` ends at a NUL
    if not info.flag_bits & _IS_UTF_8:
        with suppress(UnicodeError):  # many programs write UTF-8 and do not say so
            name = name.encode("cp437").decode()
    return name.replace("\\", "/")


def _refuse(refusals: list[str]) -> None:
    """Raise all that is wrong at once, if anything is."""
    if refusals:
        more = len(refusals) - _MOST_REFUSALS
        tail = [f"… and {more} more like these"] if more > 0 else []
        raise Refused("\n".join([*refusals[:_MOST_REFUSALS], *tail]))


def _misnamed(place: str, plain: str) -> str:
    meant = guess(plain, _FILES, lead=" Did you mean")
    return (
        f"{place} is none of the files of a story, which are {ARTICLE}, {STORY} and {CASES}. "
        f"Give it the name of the one that it is, and send it again.{meant}"
    )


def _misnamed_folder(folder: str) -> str:
    made = re.sub(r"[^a-z0-9]+", "-", folder.lower())[:40].strip("-") or "harbour-fire"
    return (
        f"The folder {_shown(folder)} cannot be a story: its name may have only small letters "
        f"a–z, digits and hyphens, at most 40. Rename it, for example to {made}, and zip it again."
    )


def _too_large(place: str, size: int) -> str:
    return (
        f"{place} has {size:,} bytes, and {MAX_BYTES:,} are the most that is read. Keep only the "
        "text of the story, without pictures or formatting."
    )


def _without_files(name: str, names: Iterable[str], left_out: list[str]) -> str:
    if {"[Content_Types].xml", "mimetype"} & set(names):
        return f"{_shown(name)} is an office document, and only text can be used. {_SEND}"
    there = f"It has: {_listed(left_out, 5)}. " if left_out else "It is empty. "
    return (
        f"{_shown(name)} has none of the files of a story in it, which are {ARTICLE}, {STORY} "
        f"and {CASES}. {there}Zip the story’s folder and send that."
    )


def _there_are(stories: Collection[str]) -> str:
    return f"The stories are: {_listed(sorted(stories))}."


def _listed(names: list[str], most: int = _MOST_STORIES_SHOWN) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _shown(name: str) -> str:
    """Return a name as it can be shown, in quotation marks; "the file" when it has none."""
    shown = _cut(name)
    return f"“{shown}”" if shown else "The file"


def _cut(name: str) -> str:
    """Return a name of one line, without characters that do not show, and not too long.

    The end is kept, since it says what a file is.
    """
    bare = " ".join(INVISIBLE.sub("", CONTROL.sub("", name[-4 * _MOST_SHOWN :])).split())
    return bare if len(bare) <= _MOST_SHOWN else f"…{bare[-_MOST_SHOWN:]}"
