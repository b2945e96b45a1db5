"""Whatever an editor sends comes to files of stories, or to words that say what to do."""

import io
import shutil
import stat
import struct
import subprocess
import tracemalloc
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.files import CONTROL, INVISIBLE, MAX_BYTES
from bot.editing.parcel import (
    MOST_BYTES,
    MOST_MEMBERS,
    MOST_UNPACKED,
    Parcel,
    Refused,
    merged,
    opened,
    packed,
)
from tests.content.harbour import ARTICLE, CASES, STORY

RUN = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
HARBOUR = {
    "harbour/article.txt": ARTICLE.encode(),
    "harbour/cases.yaml": CASES.encode(),
    "harbour/story.yaml": STORY.encode(),
}
Members = Mapping[Any, bytes | str]  # by name, or by all that a zip says of a member
BELL = {"bell/article.txt": b"A bell rang.\n", "bell/story.yaml": b"story:\n"}


def zipped(members: Members, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return data.getvalue()


def without_folder(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name.partition("/")[2]: data for name, data in files.items()}


def inside(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {folder + name: data for name, data in files.items()}


def refusal(
    name: str, data: bytes, stories: tuple[str, ...] = ("harbour",), caption: str | None = None
) -> str:
    with pytest.raises(Refused) as refused:
        opened(name, data, stories, caption)
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "caption", "stories", "place"),
    [
        ("story.yaml", None, ["harbour"], "harbour/story.yaml"),
        ("cases.yaml", "", ["harbour"], "harbour/cases.yaml"),
        ("article.txt", "two slips mended", ["harbour"], "harbour/article.txt"),
        ("story (1).yaml", None, ["harbour"], "harbour/story.yaml"),
        ("story(12).yaml", None, ["harbour"], "harbour/story.yaml"),
        ("story - Copy.yaml", None, ["harbour"], "harbour/story.yaml"),
        ("story copy 2.yaml", None, ["harbour"], "harbour/story.yaml"),
        ("Story.YAML", None, ["harbour"], "harbour/story.yaml"),
        ("story.yaml.txt", None, ["harbour"], "harbour/story.yaml"),
        ("article.txt.txt", None, ["harbour"], "harbour/article.txt"),
        ("../../etc/story.yaml", None, ["harbour"], "harbour/story.yaml"),
        ("C:\\Users\\me\\story.yaml", None, ["harbour"], "harbour/story.yaml"),
        ("story.yaml", "bell", ["bell", "harbour"], "bell/story.yaml"),
        ("story.yaml", "For the Bell, please", ["bell", "harbour"], "bell/story.yaml"),
        ("bell-story.yaml", None, ["bell", "harbour"], "bell/story.yaml"),
        ("bell.story.yaml", None, ["bell", "harbour"], "bell/story.yaml"),
        ("Bell_story (3).yaml", None, ["bell", "harbour"], "bell/story.yaml"),
        ("bell-2-story.yaml", None, ["bell", "bell-2"], "bell-2/story.yaml"),
        ("old-story.yaml", "bell-2", ["bell", "bell-2"], "bell-2/story.yaml"),
    ],
)
def test_a_single_file_finds_its_story(
    name: str, caption: str | None, stories: list[str], place: str
) -> None:
    assert opened(name, b"text", stories, caption) == Parcel({place: b"text"})


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("harbour.zip", HARBOUR),
        ("anything at all.zip", HARBOUR),
        ("content.zip", inside("content/", HARBOUR)),
        ("site-main.zip", inside("site-main/content/", HARBOUR)),
        ("harbour.zip", without_folder(HARBOUR)),
        ("harbour (2).zip", without_folder(HARBOUR)),
        ("Archive.zip", without_folder(HARBOUR)),
        ("x.zip", inside("./", HARBOUR)),
        ("x.zip", {name.replace("/", "\\"): data for name, data in HARBOUR.items()}),
        ("x.zip", {name.replace("harbour", "harbour (1)"): d for name, d in HARBOUR.items()}),
        ("x.zip", {"harbour/": "", **HARBOUR}),
        ("not called a zip", HARBOUR),
    ],
)
def test_a_zip_is_the_same_story_however_it_was_made(name: str, members: Members) -> None:
    assert opened(name, zipped(members), ["harbour"]) == Parcel(HARBOUR)
    assert opened(name, zipped(members, zipfile.ZIP_STORED), ["harbour"]).files == HARBOUR


def test_a_zip_made_by_another_program_is_opened(tmp_path: Path) -> None:
    program = shutil.which("zip")
    if program is None:
        pytest.skip("there is no zip on this machine")
    (tmp_path / "harbour").mkdir()
    for name, data in HARBOUR.items():
        (tmp_path / name).write_bytes(data)

    run = subprocess.run([program, "-r", "-", "harbour"], cwd=tmp_path, capture_output=True)

    assert opened("harbour.zip", run.stdout, []).files == HARBOUR


def test_what_is_of_no_use_in_a_zip_is_left_out_and_named() -> None:
    members = {
        **HARBOUR,
        "harbour/.DS_Store": b"\0",
        "__MACOSX/harbour/._story.yaml": b"\0",
        "__MACOSX/harbour/._article.txt": b"\0",
        "harbour/README": b"Look here",
        "harbour/фото.jpg": b"\xff\xd8\xff",
        "harbour/old.zip": zipped(BELL),
        ".git/story.yaml": b"no",
    }

    parcel = opened("harbour.zip", zipped(members), [])

    assert parcel.files == HARBOUR
    assert parcel.left_out == (
        ".git/story.yaml",
        "__MACOSX/",
        "harbour/.DS_Store",
        "harbour/README",
        "harbour/old.zip",
        "harbour/фото.jpg",
    )


def test_a_name_in_utf_8_that_is_not_marked_as_such_is_shown_right() -> None:
    data = zipped({**HARBOUR, "harbour/фото.jpg": b"x"})
    start = data.index("harbour/фото.jpg".encode(), data.index(b"PK\1\2"))
    flags = start - 46 + 8
    data = data[:flags] + b"\0\0" + data[flags + 2 :]

    assert opened("x.zip", data, ["harbour"]).left_out == ("harbour/фото.jpg",)


def test_several_stories_come_in_one_zip_new_ones_with_their_article() -> None:
    part = {"harbour/cases.yaml": CASES.encode()}

    parcel = opened("today.zip", zipped({**part, **BELL}), ["harbour"])

    assert parcel == Parcel({**BELL, **part})
    assert parcel.stories == ("bell", "harbour")


def test_files_in_no_folder_are_for_the_story_of_the_caption_before_that_of_the_name() -> None:
    data = zipped(without_folder(BELL))

    assert opened("harbour.zip", data, ["harbour"], "bell").stories == ("bell",)
    assert opened("harbour.zip", data, ["harbour"], "new version").stories == ("harbour",)
    assert opened("bell.zip", data, ["harbour"]).stories == ("bell",)


def test_a_part_of_a_story_in_no_folder_is_never_a_new_story() -> None:
    data = zipped({"story.yaml": STORY})

    assert opened("archive.zip", data, ["harbour"]).stories == ("harbour",)
    assert refusal("archive.zip", data, ("bell", "harbour")) == (
        "It is not clear which story what is in “archive.zip” is for. The stories are: bell, "
        "harbour. Send it again with the story’s name as the caption, for example: bell"
    )


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("fire.pdf", b"%PDF-1.7\n...", "a PDF"),
        ("story.yaml", b"%PDF-1.7\n...", "a PDF"),
        ("photo.png", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("fire.7z", b"7z\xbc\xaf\x27\x1c\0\4", "a 7-Zip archive, and only a zip is opened"),
        ("fire.tar.gz", b"\x1f\x8b\x08", "a gzip file, and only a zip is opened"),
        ("article.doc", b"\xd0\xcf\x11\xe0\xa1", "an old Word or Excel document"),
        ("article.rtf", b"{\\rtf1\\ansi", "a document in Rich Text Format"),
        ("story.yaml", b"\xef\xbb\xbf\n<!DOCTYPE HTML><p>", "a web page"),
        ("article.txt", b"<html lang=en>", "a web page"),
        (
            "article.docx",
            zipped({"[Content_Types].xml": "", "word/document.xml": ""}),
            "an office",
        ),
        ("article.odt", zipped({"mimetype": "", "content.xml": ""}), "an office document"),
        ("story.yaml", b"text\0text", "not a text"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(name: str, data: bytes, kind: str) -> None:
    said = refusal(name, data)

    assert said.startswith(f"“{name}” is {kind}")
    assert "Send story.yaml" in said or "Zip the story’s folder" in said


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "story.yml",
            b"story:",
            "“story.yml” is none of the files of a story, which are article.txt, story.yaml and "
            "cases.yaml. Give it the name of the one that it is, and send it again. Did you mean "
            "story.yaml?",
        ),
        (
            "notes.md",
            b"# Fire",
            "“notes.md” is none of the files of a story, which are article.txt, story.yaml and "
            "cases.yaml. Give it the name of the one that it is, and send it again.",
        ),
        (
            "story.yaml",
            b" \n",
            "“story.yaml” is empty. Save it again with its text, and send that.",
        ),
        ("", b"", "The file is empty. Save it again with its text, and send that."),
        (
            "article.txt",
            b"a" * (MAX_BYTES + 1),
            "“article.txt” has 1,048,577 bytes, and 1,048,576 are the most that is read. Keep "
            "only the text of the story, without pictures or formatting.",
        ),
        (
            "fire.zip",
            b"PK\3\4" + bytes(MOST_BYTES),
            "“fire.zip” has 8,388,612 bytes, and 8,388,608 are the most that is taken. Send fewer "
            "stories at once, without pictures.",
        ),
        (
            "harbor-story.yaml",
            b"story:",
            "There is no story “harbor”. Did you mean harbour? The stories are: harbour. Use one "
            "of these names; or, if the story is new, send a zip of a folder “harbor” with "
            "article.txt and story.yaml in it.",
        ),
        (
            "fire.zip",
            zipped({}),
            "“fire.zip” has none of the files of a story in it, which are article.txt, story.yaml "
            "and cases.yaml. It is empty. Zip the story’s folder and send that.",
        ),
        (
            "fire.zip",
            zipped({"a/photo.jpg": "", "a/fire.zip": ""}),
            "“fire.zip” has none of the files of a story in it, which are article.txt, story.yaml "
            "and cases.yaml. It has: a/fire.zip, a/photo.jpg. Zip the story’s folder and send "
            "that.",
        ),
        (
            "fire.zip",
            zipped(HARBOUR)[:-30],
            "“fire.zip” cannot be opened: it is damaged, or has not come whole. Zip the folder "
            "again, with what your phone or computer has for it, and send that.",
        ),
        (
            "x.zip",
            zipped({**HARBOUR, "harbour/cases.yml": CASES}),
            "“harbour/cases.yml” is none of the files of a story, which are article.txt, "
            "story.yaml and cases.yaml. Give it the name of the one that it is, and send it "
            "again. Did you mean cases.yaml?",
        ),
        (
            "x.zip",
            zipped(inside("Big ", BELL)),
            "The folder “Big bell” cannot be a story: its name may have only small letters a–z, "
            "digits and hyphens, at most 40. Rename it, for example to big-bell, and zip it "
            "again.",
        ),
        (
            "x.zip",
            zipped({"story.yaml": STORY, **BELL}),
            "In “x.zip” the stories do not lie side by side: there are “story.yaml” and "
            "“bell/article.txt”. Put the folder of each story, with article.txt, story.yaml and "
            "cases.yaml right in it, beside the others, and zip them again.",
        ),
        (
            "x.zip",
            zipped({"harbour/story.yaml": STORY, "harbour/Story (1).yaml": STORY}),
            "harbour/story.yaml is in “x.zip” twice: as “harbour/story.yaml” and as "
            "“harbour/Story (1).yaml”. Remove the one that you do not mean, and zip the folder "
            "again.",
        ),
        (
            "x.zip",
            zipped({"harbour/story.yaml": b"a" * (MAX_BYTES + 1), "harbour/cases.yaml": ""}),
            "“harbour/story.yaml” has 1,048,577 bytes, and 1,048,576 are the most that is read. "
            "Keep only the text of the story, without pictures or formatting.",
        ),
        (
            "x.zip",
            zipped({"harbour/story.yaml": "\0", "harbour/cases.yaml": ""}),
            "“harbour/cases.yaml” is empty. Save it again with its text, and send that.\n"
            "“harbour/story.yaml” is not a text. Send story.yaml, cases.yaml or article.txt as "
            "plain text, or a zip of the story’s folder.",
        ),
        (
            "x.zip",
            zipped({"harbour/story.yaml": STORY}, zipfile.ZIP_BZIP2),
            "“harbour/story.yaml” is packed in a way that few programs can read (method 12). Zip "
            "the folder again, with what your phone or computer has for it.",
        ),
    ],
)
def test_a_refusal_names_the_place_the_reason_and_the_way_out(
    name: str, data: bytes, said: str
) -> None:
    assert refusal(name, data) == said


def test_without_a_story_a_single_file_is_refused_with_what_a_first_story_needs() -> None:
    assert refusal("story.yaml", b"story:", ()) == (
        "There is no story yet that story.yaml could be for. Send a zip of a folder called after "
        "the story, for example harbour-fire, with article.txt and story.yaml in it."
    )
    assert refusal("x.zip", zipped({"bell/story.yaml": "story:"}), ()) == (
        "A new story needs article.txt and story.yaml, and this is without article.txt. Send a "
        "zip of a folder “bell” with both in it."
    )


def test_among_several_stories_one_has_to_be_named_and_only_one() -> None:
    stories = tuple(f"story-{n:02}" for n in range(30))

    unnamed = refusal("cases.yaml", b"cases:", stories)
    both = refusal("cases.yaml", b"cases:", stories, "story-01 and story-02")

    assert unnamed.startswith("It is not clear which story cases.yaml is for. The stories are: ")
    assert unnamed.endswith(
        "story-18, story-19 and 10 more. Send it again with the story’s name as the caption, for "
        "example: story-00"
    )
    assert both == (
        "The caption names more than one story (story-01, story-02). Send it again and write only "
        "the one that it is for."
    )


@pytest.mark.parametrize(
    "path",
    [
        "../harbour/story.yaml",
        "/harbour/story.yaml",
        "harbour//story.yaml",
        "\\\\server\\harbour\\story.yaml",
        "C:\\harbour\\story.yaml",
        "C:story.yaml/story.yaml",
        "har\0bour/story.yaml",
        "har\nbour/story.yaml",
    ],
)
def test_a_name_that_leads_out_of_the_zip_is_refused(path: str) -> None:
    member = zipfile.ZipInfo("x" * len(path))
    data = zipped({member: STORY}).replace(("x" * len(path)).encode(), path.encode())

    assert "names a place outside the zip" in refusal("x.zip", data)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFDIR, stat.S_IFCHR])
def test_a_link_in_the_place_of_a_file_is_refused(kind: int) -> None:
    member = zipfile.ZipInfo("harbour/story.yaml")
    member.external_attr = (kind | 0o777) << 16

    assert refusal("x.zip", zipped({member: "/etc/passwd"})) == (
        "“harbour/story.yaml” is a link or something else that is no file. Put the file itself in "
        "its place, and zip the folder again."
    )


def test_a_locked_zip_is_refused() -> None:
    data = bytearray(zipped({"harbour/story.yaml": STORY}))
    data[data.index(b"PK\1\2") + 8] |= 1

    assert refusal("x.zip", bytes(data)) == (
        "“harbour/story.yaml” is locked with a password. Zip the folder again without one."
    )


def test_a_damaged_member_is_named() -> None:
    data = zipped({"harbour/cases.yaml": CASES, "harbour/story.yaml": STORY}, zipfile.ZIP_STORED)

    assert refusal("x.zip", data.replace(b"boats-lost", b"coats-lost")) == (
        "“harbour/cases.yaml” is damaged in the zip. Zip the folder again and send the new zip.\n"
        "“harbour/story.yaml” is damaged in the zip. Zip the folder again and send the new zip."
    )


def test_many_refusals_are_cut_short() -> None:
    said = refusal("x.zip", zipped({f"story-{n}/cases.yml": "" for n in range(50)}))

    assert said.count("\n") == 5
    assert said.endswith("\n… and 45 more like these")


def test_characters_that_turn_the_direction_of_writing_are_not_shown() -> None:
    assert refusal("\u202egpj.\nstory.exe", b"x").startswith("“gpj. story.exe” is none")
    assert refusal("n" * 5000 + ".exe", b"x").startswith(f"“…{'n' * 56}.exe” is none")


# ---- Zips that are made to do harm --------------------------------------------------------------


def local(name: bytes, packed: bytes, size: int, crc: int) -> bytes:
    fields = (b"PK\3\4", 20, 0, 8, 0, 33, crc, len(packed), size, len(name), 0)
    return struct.pack("<4s5H3I2H", *fields) + name + packed


def central(
    name: bytes, packed: int, size: int, crc: int, offset: int, extra: bytes = b""
) -> bytes:
    sizes = (crc, packed, size, len(name), len(extra))
    fields = (b"PK\1\2", 20, 20, 0, 8, 0, 33, *sizes, 0, 0, 0, 0, offset)
    return struct.pack("<4s6H3I5H2I", *fields) + name + extra


def whole(locals_: bytes, directory: bytes, count: int) -> bytes:
    fields = (b"PK\5\6", 0, 0, count, count, len(directory), len(locals_), 0)
    return locals_ + directory + struct.pack("<4s4H2IH", *fields)


def bomb(blocks: int) -> bytes:
    """Return deflated zeros, 1 GiB for some thousand blocks, without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    begin = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return begin + again * blocks + packer.flush()


@pytest.mark.parametrize("size", [100, MAX_BYTES, 0xFFFF_FFFE, 0])
def test_a_zip_bomb_is_never_unpacked_whatever_size_it_declares(size: int) -> None:
    name, inner = b"harbour/article.txt", bomb(4000)
    data = whole(local(name, inner, size, 0), central(name, len(inner), size, 0, 0), 1)
    assert len(data) < MOST_BYTES

    tracemalloc.start()
    said = refusal("bomb.zip", data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert said.startswith("“harbour/article.txt” ")
    assert most < 30 * MAX_BYTES


@pytest.mark.parametrize(
    ("at", "offset", "lie"),
    [
        pytest.param(b"PK\1\2", 6, b"\xff", id="the version of the format"),
        pytest.param(b"PK\1\2", 20, b"\0\0\x0f\0\0\0\x0f\0", id="sizes"),
        pytest.param(b"PK\3\4", 0, b"PK\3\5", id="what a member begins with"),
        pytest.param(b"PK\3\4", 48, b"\xff\xff", id="what is packed"),
        pytest.param(b"PK\5\6", 16, b"\xff\xff", id="where the directory is"),
        pytest.param(b"PK\5\6", 12, b"\xff\xff", id="how long the directory is"),
    ],
)
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_that_lies_is_called_damaged(
    at: bytes, offset: int, lie: bytes, compression: int
) -> None:
    data = bytearray(zipped({"harbour/story.yaml": STORY}, compression))
    start = data.rindex(at) + offset
    data[start : start + len(lie)] = lie

    assert "damaged" in refusal("x.zip", b"PK\3\4" + data[4:] if offset else b"PK\3\4" + data)


def test_a_name_that_is_not_the_utf_8_that_it_is_marked_as_is_called_damaged() -> None:
    data = zipped({**HARBOUR, "é": "x"}).replace("é".encode(), b"\xff\xff")

    assert "damaged" in refusal("x.zip", data)


def test_a_member_that_begins_beyond_all_bounds_is_called_damaged() -> None:
    extra = struct.pack("<2HQ", 1, 8, 2**64 - 1)
    directory = central(b"harbour/story.yaml", 9, 9, 0, 0xFFFF_FFFF, extra)

    assert "damaged" in refusal("x.zip", whole(b"PK\3\4", directory, 1))


def test_members_that_share_their_bytes_are_refused() -> None:
    inner = zlib.compress(b"a" * 10_000, 9)[2:-4]
    name, crc = b"story-00/article.txt", zlib.crc32(b"a" * 10_000)
    directory = b"".join(
        central(b"story-%02d/article.txt" % n, len(inner), 10_000, crc, 0) for n in range(50)
    )

    said = refusal("quoted.zip", whole(local(name, inner, 10_000, crc), directory, 50))

    assert said.startswith("“quoted.zip” cannot be opened")


def test_a_hundred_thousand_members_are_not_even_looked_at() -> None:
    names = [b"%x" % n for n in range(100_000)]
    directory = b"".join(central(name, 0, 0, 0, 0) for name in names)
    data = whole(b"PK\3\4", directory, 0xFFFF)
    assert len(data) < MOST_BYTES

    assert refusal("many.zip", data) == (
        f"“many.zip” has more than {MOST_MEMBERS:,} files in it. Zip only the folders of the "
        "stories."
    )


def test_many_large_files_are_too_much_together() -> None:
    count = MOST_UNPACKED // MAX_BYTES + 1
    data = zipped({f"story-{n}/article.txt": b"a" * MAX_BYTES for n in range(count)})

    assert refusal("large.zip", data, tuple(f"story-{n}" for n in range(count))) == (
        "The files in the zip have more than 33,554,432 bytes together. Send fewer stories at "
        "once."
    )


# ---- Any bytes, any names -----------------------------------------------------------------------


def judged(name: str, data: bytes, stories: list[str], caption: str | None) -> None:
    """See that nothing bad can come of what was sent."""
    try:
        parcel = opened(name, data, stories, caption)
    except Refused as refused:
        said = str(refused)
    else:
        check(parcel, stories)
        return
    assert 20 < len(said) < 3000
    assert not CONTROL.search(said)
    assert not INVISIBLE.search(said)


def check(parcel: Parcel, stories: list[str]) -> None:
    assert parcel.files
    for place, text in parcel.files.items():
        story, _, file = place.partition("/")
        assert story in stories or {f"{story}/article.txt", f"{story}/story.yaml"} <= {
            *parcel.files
        }
        assert set(story) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert 0 < len(story) <= 40
        assert file in ("article.txt", "story.yaml", "cases.yaml")
        assert 0 < len(text) <= MAX_BYTES
    assert sum(map(len, parcel.files.values())) <= MOST_UNPACKED


ODD = st.one_of(
    st.sampled_from(
        "/ \\ .. . : C: \0 \n __MACOSX é ﬁ \u202e ( (1) - copy .zip .yaml .yml".split(" ")
    ),
    st.sampled_from(["story", "story.yaml", "cases.yaml", "article.txt", "harbour", "bell", "/"]),
    st.text(max_size=4),
)
NAMES = st.lists(ODD, max_size=6).map("".join)
CAPTIONS = st.none() | NAMES
SOUND = zipped({**HARBOUR, **BELL, "harbour/README": b"x", "__MACOSX/._x": b"y"})


@RUN
@given(name=NAMES, data=st.binary(max_size=40) | st.just(b"story:"), caption=CAPTIONS)
def test_any_name_comes_to_a_file_of_a_story_or_to_a_refusal(
    name: str, data: bytes, caption: str | None
) -> None:
    judged(name, data, ["bell", "harbour"], caption)


@RUN
@given(
    name=NAMES,
    members=st.dictionaries(
        NAMES.map(lambda name: name.replace("\0", "")).filter(bool), st.binary(max_size=9)
    ),
    caption=CAPTIONS,
)
def test_any_names_in_a_zip_come_to_files_of_stories_or_to_a_refusal(
    name: str, members: dict[str, bytes], caption: str | None
) -> None:
    judged(name, zipped(members), ["harbour"], caption)


@RUN
@given(
    flips=st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=6),
    cut=st.integers(0, len(SOUND)) | st.just(len(SOUND)),
    put=st.binary(max_size=8),
)
def test_a_zip_with_any_damage_comes_to_files_or_to_a_refusal(
    flips: list[tuple[int, int]], cut: int, put: bytes
) -> None:
    data = bytearray(SOUND)
    for place, value in flips:
        data[place] = value

    judged("x.zip", bytes(data[:cut] + put), ["harbour"], None)


FIELDS = st.one_of(
    st.sampled_from([0, 1, 20, 0x7F, 0xFF, 0x7FFF_FFFF, 0xFFFF_FFFF]), st.integers(0, 2**32 - 1)
)


@RUN
@given(
    at=st.sampled_from([b"PK\1\2", b"PK\3\4", b"PK\5\6"]),
    offset=st.integers(4, 42),
    value=FIELDS,
    size=st.sampled_from([1, 2, 4]),
    which=st.integers(0, 6),
)
def test_a_zip_with_any_lie_in_a_header_comes_to_files_or_to_a_refusal(
    at: bytes, offset: int, value: int, size: int, which: int
) -> None:
    data, place = bytearray(SOUND), -1
    for _ in range(which + 1):
        place = SOUND.find(at, place + 1) if SOUND.find(at, place + 1) >= 0 else place
    data[place + offset : place + offset + size] = value.to_bytes(4, "little")[:size]

    judged("x.zip", bytes(data), ["harbour"], None)


@RUN
@given(
    stories=st.lists(st.from_regex(r"\A[a-z0-9-]{1,40}\Z"), min_size=1, max_size=4, unique=True),
    text=st.text().map(lambda text: f"Text: {text}".replace("\0", "").encode()),
)
def test_what_is_packed_is_opened_again(stories: list[str], text: bytes) -> None:
    files = {
        f"{s}/{file}": text for s in sorted(stories) for file in ("article.txt", "story.yaml")
    }

    data = packed(files)

    assert opened("export.zip", data, []) == Parcel(files)
    assert packed(dict(reversed(files.items()))) == data


def test_a_parcel_takes_the_place_of_files_and_leaves_the_others() -> None:
    before = {**BELL, **HARBOUR}

    after = merged(before, Parcel({"bell/story.yaml": b"new", "wire/article.txt": b"W"}))

    assert after == {**before, "bell/story.yaml": b"new", "wire/article.txt": b"W"}
    assert list(after) == sorted(after)
    assert before["bell/story.yaml"] == b"story:\n"
