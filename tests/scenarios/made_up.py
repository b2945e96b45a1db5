"""Files that editors might send by mistake, or somebody in their name to do harm."""

import codecs
import io
import stat
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.content.harbour import ARTICLE, CASES, STORY

CANARY = "quagmirish"
"""A word that stands in all that is made up here, and in no log."""

MIB = 1024 * 1024

TEXTS = {
    "article.txt": f"{ARTICLE}\nNobody was {CANARY}.\n",
    "story.yaml": STORY.replace("Were the boats", f"Was it {CANARY}?\n      - Were the boats"),
    "cases.yaml": CASES.replace("ships burned", f"{CANARY} boats were lost"),
}

_BITS = [
    *("\0", "\x07", "\x85", "\u2028", "\u200b", "\u202e", "\ufeff", "\ud800", "\r", "\t", "\r\n"),
    *("&a ", "*a", "!!python/object:os.system ", "!t ", "<<: *a", "<<: {a: 1}", "? ", "%YAML 9\n"),
    *("---\n", "...\n", "|", ">", '"', "'", "#", " #", "[", "]", "{", "}", ": ", "- ", "@", "`"),
    *("no", "12:30", "2026-02-30", "1e999", "0x1f", "~", "null", ".nan", "9" * 400, "[[]]", "{}"),
    *("../../etc/passwd", "a.b", "a" * 41, "é", "е", "\u0301" * 50, "👩\u200d👩", "中文", "\\x00"),
    *("entries:\n", "kind: fact\n", "    id: x\n", "draft: true\n", "withdrawn: so\n", "text: "),
]
_VALUES = [
    *("[]", "{}", "[a, [b]]", "{a: {b: c}}", "~", "no", "12:30", "2026-01-01", "-1", "1e999"),
    *("''", "' '", "- a", "| ", "&a x", "*a", "!!int 3", "'\\'", '"\\x07"', '"\\U0010ffff"'),
    *("../x", "a/b", "A.b", "x" * 41, "x" * 5000, "“so”", "not not not", "[...]", "… … …", "30"),
    *("2099-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00", "true", "https://x.example/\u202ex"),
]
_UNITS = [
    *(
        "'",
        '"',
        "”",
        "“a ",
        "1",
        "1 000 ",
        "1,",
        "-",
        "A. B. ",
        "not ",
        "a中я ",
        "\u0301",
        ".",
        ". ",
    ),
    *(
        "... ",
        "[...] ",
        "  ",
        ", ",
        "(",
        "a\n",
        "a\n\n",
        '"a," said Stone.\n\n',
        "thirty-",
        "May ",
    ),
    *("It is so. ", "👩\u200d", "🇩🇪", "said ", "AB ", "the mayor of ", "12:30:", "$1 ", "% "),
]
_SIZES = st.sampled_from([10, 300, 5_000, 60_000])


@dataclass(frozen=True, slots=True)
class Sent:
    """What an editor sends.

    Attributes:
        name: What the file is called.
        data: Its bytes.
        caption: What is written below it.
    """

    name: str
    data: bytes
    caption: str = ""

    def __repr__(self) -> str:
        """Return all of it, but for the middle of what is long."""
        short = self.data if len(self.data) < 3000 else self.data[:1500] + b" ... "
        return f"Sent({self.name!r}, {len(self.data)} bytes: {short!r}, {self.caption!r})"


def _lines_changed(draw: st.DrawFn, text: str) -> str:
    """Delete, double, swap, indent, or merge lines, or give one another value."""
    lines = text.split("\n")
    at, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    match draw(
        st.sampled_from(["delete", "double", "swap", "indent", "outdent", "value", "many"])
    ):
        case "delete":
            del lines[at : at + draw(st.integers(1, 4))]
        case "double":
            lines[at:at] = lines[at : at + draw(st.integers(1, 4))]
        case "swap":
            lines[at], lines[other] = lines[other], lines[at]
        case "indent":
            lines[at] = draw(st.sampled_from([" ", "  ", "\t", "- ", "# "])) + lines[at]
        case "outdent":
            lines[at] = lines[at].removeprefix(" ").removeprefix(" ")
        case "value":
            key, colon, _ = lines[at].partition(": ")
            lines[at] = f"{key}{colon or ': '}{draw(st.sampled_from(_VALUES))}"
        case "many":
            lines[at:at] = [lines[at]] * draw(st.sampled_from([100, 3_000]))
    return "\n".join(lines)


def _bit_put_in(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text)))
    end = start + draw(st.sampled_from([0, 0, 1, 3, 40]))
    bit = draw(st.one_of(st.sampled_from(_BITS), st.text(max_size=8)))
    return text[:start] + bit + text[end:]


def _run_put_in(draw: st.DrawFn, text: str) -> str:
    """Put a long run of one thing at the end of a line."""
    unit = draw(st.sampled_from(_UNITS))
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    run = unit * (draw(_SIZES) // len(unit.encode()))
    lines[at] += f" '{run.replace(chr(39), chr(39) * 2)}'" if draw(st.booleans()) else run
    return "\n".join(lines)


def _monster(draw: st.DrawFn, text: str) -> str:
    """Add what is deep, or has very many parts."""
    size = draw(_SIZES)
    added: Callable[[int], str] = draw(st.sampled_from(_MONSTERS))
    return f"{text.rstrip()}\n{added(size)}\n"


def _laughs(_: int) -> str:
    levels = (
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]"
        for a, b in zip("abcdefgh", "bcdefghi", strict=False)
    )
    return "\n".join(["a: &a [lol]", *levels])


_MONSTERS: list[Callable[[int], str]] = [
    _laughs,
    lambda n: "a: " + "[" * min(n, 10_000),
    lambda n: "a: " + "{" * min(n, 10_000),
    lambda n: "a: " + "[" * min(n, 10_000) + "]" * min(n, 10_000),
    lambda n: "- " * (n // 2),
    lambda n: "? " * (n // 2),
    lambda n: "a: " * (n // 3),
    lambda n: "\n".join(" " * depth + "a:" for depth in range(int(n**0.5))),
    lambda n: "      - a\u200bb\n" * (n // 13),
    lambda n: "a: 1\n" * (n // 5),
    lambda n: "  - []\n" * (n // 7),
    lambda n: "a: [" + "x," * (n // 2) + "]",
    lambda n: "a: &a " + "9" * n,
    lambda n: "".join(f"      - What of pier {i}?\n" for i in range(n // 200)),
    lambda n: "".join(
        f"  - id: no-{i}\n    kind: fact\n    text: It is so.\n    cite: Not {i}\n"
        f"    questions: [What of {i}?]\n"
        for i in range(n // 100)
    ),
]


@st.composite
def mutated(draw: st.DrawFn, name: str) -> bytes:
    """Return one of a story's files after slips, cut, saved in some encoding."""
    text = TEXTS[name]
    steps = [_lines_changed, _lines_changed, _bit_put_in, _bit_put_in, _run_put_in, _monster]
    for _ in range(draw(st.integers(0, 3))):
        text = draw(st.sampled_from(steps))(draw, text)
    match draw(st.integers(0, 15)):
        case 0:
            data = codecs.BOM_UTF8 + text.encode("utf-8", "surrogatepass")
        case 1:
            data = text.encode("utf-16", "surrogatepass")
        case 2:
            data = text.encode("utf-16-be", "surrogatepass")
        case 3:
            data = text.encode("latin-1", "replace")
        case 4:
            data = text.replace("\n", "\r\n").encode("utf-8", "surrogatepass")
        case 5:
            data = text.replace("\n", "\r\n", 7).encode("utf-8", "surrogatepass")
        case 6:
            data = text.encode("utf-8", "surrogatepass")[: draw(st.integers(0, len(text)))]
        case _:
            data = text.encode("utf-8", "surrogatepass")
    return data


def zipped(
    members: dict[str, bytes], *, kind: int = zipfile.ZIP_DEFLATED, mode: int = 0o100644
) -> bytes:
    """Return a zip of some files, each with the same mode of Unix."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", kind) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr, info.compress_type = 3, mode << 16, kind
            archive.writestr(info, data)
    return packed.getvalue()


def _bomb(megabytes: int) -> bytes:
    return zipped({"harbour/story.yaml": b"a" * (megabytes * MIB)})


def _lying(data: bytes, size: int) -> bytes:
    """Declare another size for what unpacks to much more."""
    for signature, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = data.find(signature) + at
        data = data[:start] + struct.pack("<I", size) + data[start + 4 :]
    return data


def _overlapping(count: int) -> bytes:
    """Let many members of the directory point to the same bytes."""
    data = zipped({"harbour/story.yaml": b"a" * MIB})
    start, end = data.find(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    member = data[start:end]
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, count * len(member), start, 0)
    return data[:start] + member * count + tail


def _folder() -> dict[str, bytes]:
    return {f"harbour/{name}": text.encode() for name, text in TEXTS.items()}


def _renamed(name: str) -> bytes:
    return zipped({**_folder(), name: TEXTS["story.yaml"].encode()})


def _many(count: int) -> bytes:
    return zipped(_folder() | {f"harbour/picture-{i}": b"" for i in range(count)})


_PATHS = [
    *("../story.yaml", "../../etc/story.yaml", "/etc/story.yaml", "C:\\harbour\\story.yaml"),
    *("harbour/../../story.yaml", "harbour//story.yaml", "./harbour/story.yaml", "CON/story.yaml"),
    *("harbour\\story.yaml", "HARBOUR/story.yaml", "harbour/Story.YAML", "harbour/story.yml"),
    *("a/b/c/d/story.yaml", "harbour/story.yaml/story.yaml", "x" * 300 + "/story.yaml"),
    *("har\nbour/story.yaml", "har\u202ebour/story.yaml", "пожар/story.yaml", "a\0b/story.yaml"),
    *("__MACOSX/harbour/story.yaml", ".git/story.yaml", "harbour/.story.yaml", "no-1/story.yaml"),
]
_MODES = [stat.S_IFLNK | 0o777, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK]


@st.composite
def _good_zip(draw: st.DrawFn) -> bytes:
    """Return a zip of a folder with mutated files, under an old name or a new one."""
    folder = draw(st.sampled_from(["harbour/", "harbour/", "", "a-second-fire/", "x/harbour/"]))
    names = draw(st.sets(st.sampled_from(sorted(TEXTS)), min_size=1))
    files = {n: draw(mutated(n)) if draw(st.booleans()) else TEXTS[n].encode() for n in names}
    return zipped({f"{folder}{name}": data for name, data in sorted(files.items())})


@st.composite
def _damaged_zip(draw: st.DrawFn) -> bytes:
    """Return a zip that is cut, or of which some bits are others."""
    data = bytearray(zipped(_folder(), kind=draw(st.sampled_from([0, 8]))))
    for at in draw(st.lists(st.integers(0, len(data) - 1), max_size=3)):
        data[at] ^= 1 << draw(st.integers(0, 7))
    return bytes(data[: draw(st.sampled_from([len(data), len(data), len(data) // 2, 30]))])


def _locked() -> bytes:
    data = bytearray(zipped(_folder()))
    for signature, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.find(signature) + at] |= 1
    return bytes(data)


_ZIPS = st.one_of(
    _good_zip(),
    _good_zip(),
    _good_zip(),
    _damaged_zip(),
    _damaged_zip(),
    st.sampled_from(_PATHS).map(_renamed),
    st.sampled_from(_MODES).map(lambda mode: zipped(_folder(), mode=mode)),
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]).map(
        lambda kind: zipped(_folder(), kind=kind)
    ),
    st.sampled_from([2, 64, 256]).map(_bomb),
    st.sampled_from([0, 1, 100, 2**32 - 1]).map(lambda size: _lying(_bomb(64), size)),
    st.sampled_from([2, 100, 1_900, 60_000]).map(_overlapping),
    st.sampled_from([10, 1_990, 5_000, 50_000]).map(_many),
    st.builds(_locked),
    st.builds(lambda: zipped({"harbour.zip": zipped(_folder())})),
    st.builds(lambda: zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})),
    st.builds(lambda: zipped({})),
)

_MAGIC = [
    *(
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
        b"\x1f\x8b\x08\0",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\x07",
    ),
    *(b"\xff\xd8\xff\xe0", b"GIF89a", b"<!DOCTYPE html><p>", b"{\\rtf1", b"\xd0\xcf\x11\xe0"),
    *(
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x7fELF",
        b"\xfe\xff",
        b"\xff\xfe\0\0",
        b"SQLite format 3\0",
    ),
    *(
        b'{"story": {}}',
        b"#!/bin/sh\n",
        b"From: Eve\n\n",
        b"\n\n\n",
        b"\xef\xbb\xbf",
        b"-",
        b"\xff",
    ),
]
_OTHER_BYTES = st.one_of(
    st.builds(bytes.__add__, st.sampled_from(_MAGIC), st.binary(max_size=200)),
    st.binary(max_size=300),
    st.sampled_from([b"", b"a", b"\0", b"\0" * 100_000, b"a" * MIB, b"a" * (MIB + 1)]),
    st.sampled_from(
        [b"x" * (8 * MIB), b"x" * (8 * MIB + 1), b"a\n" * (MIB // 2), b"- " * 500_000]
    ),
)

_ODD = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_NAMES = st.one_of(
    st.sampled_from(sorted(TEXTS)),
    st.sampled_from(sorted(TEXTS)),
    st.sampled_from(
        ["Story.YAML", "story (1).yaml", "harbour-story.yaml", "story.yml", "article.txt.txt"]
    ),
    st.sampled_from(
        [
            *("harbour.zip", "Archive.zip", "../../story.yaml", "C:\\story.yaml", "story.yaml\n"),
            *("\u202elmay.yrots", "s" * 4000 + "story.yaml", "", ".", "a/b", f"{CANARY}.yaml"),
        ]
    ),
    _ODD,
    st.builds(str.__add__, _ODD, st.sampled_from(["story.yaml", ".txt", "-article.txt", ".zip"])),
)
_CAPTIONS = st.one_of(
    st.just(""),
    st.just(""),
    st.sampled_from(
        ["harbour", "HARBOUR", "a-second-fire", "harbour: It was 31 boats.", f"all {CANARY}"]
    ),
    st.sampled_from(
        ["\u202eharbour\u202c", "a\n" * 500, "x" * 1024, "🙏" * 512, "<b>&amp;", "/help"]
    ),
    _ODD.map(lambda odd: f"about {odd}"),  # what Telegram takes for empty cannot be sent
)


@st.composite
def sent(draw: st.DrawFn) -> Sent:
    """Return a file that an editor sends."""
    caption = draw(_CAPTIONS).strip()  # as Telegram does
    match draw(st.sampled_from(["text", "text", "text", "text", "zip", "zip", "other"])):
        case "text":
            name = draw(st.sampled_from(sorted(TEXTS)))
            data = draw(mutated(name))
            if draw(st.integers(0, 7)) == 0:
                name = draw(_NAMES)
        case "zip":
            name, data = draw(st.one_of(st.just("harbour.zip"), _NAMES)), draw(_ZIPS)
        case _:
            name, data = draw(_NAMES), draw(_OTHER_BYTES)
    return Sent(name, data, caption)
