"""`new`: a draft of a story from a raw article."""

import os
import re
import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import click

from bot.cli.edition import amount, content_option, program, told_when_it_takes_long
from bot.content import load
from bot.content.files import MAX_BYTES, shown
from bot.content.model import Content

if TYPE_CHECKING:
    from bot.drafting import Proved, Raw


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The story's new folder; its name is the story's id.  [default: in the content folder, "
    "named after FILE or the headline]",
)
@click.option(
    "--lang",
    "code",
    metavar="CODE",
    help="The article's language, such as en, ru, zh or pt-BR.  [default: looked at]",
)
@content_option
def new(file: str, out: Path | None, code: str | None, directory: Path) -> None:
    """Draft a story from a raw article: quotes with speakers, facts, questions, a summary.

    FILE is plain text or Markdown, in UTF-8, or a web page (with the extra `html`); - is standard
    input. What is quoted and cited is word for word the article's. Everything is marked
    `draft: true`: the terminal answers from it, `check` passes on it, and readers in Telegram get
    nothing of it until an editor removes that mark.

    \b
    Example:
      python -m bot new article.txt --out content/my-story
      python -m bot new page.html
      python -m bot new - --lang ru < article.md

    \b
    Exit codes:
      0  drafted
      1  no draft could be made, or there is such a folder
      2  wrong usage
    """
    if code is not None and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", code):
        raise click.BadParameter(
            f"{code!r} is not the code of a language, such as en, ru or pt-BR.",
            param_hint="--lang",
        )
    data = _bytes(file)

    from bot import drafting  # here, because the other commands start faster without

    try:
        with told_when_it_takes_long(f"Reading {file}, and drafting …"):
            raw = drafting.read(data, file)
            out = _folder(out, directory, file, raw)
            beside = load(out.parent)[0] if out.parent.is_dir() else Content((), "")
            schemas = (out.parent / "story.schema.json").is_file()
            draft = drafting.draft(
                raw, out.name, code or drafting.guessed(raw.text), beside, schemas=schemas
            )
            _write(draft, out)
    except drafting.Unreadable as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(
            f"{shown(out or directory)} cannot be made: {error.strerror}."
        ) from error
    _report(draft, out, beside)


def _bytes(file: str) -> bytes:
    """Return the bytes of the article, a few more than are read of one at most."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(file).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error


def _folder(out: Path | None, directory: Path, file: str, raw: "Raw") -> Path:
    """Return the folder to make.

    Raises:
        click.ClickException: It cannot be the folder of a story, or is there.
    """
    from bot.drafting.people import slugged

    if out is None:
        stem = "" if file == "-" else slugged(Path(file).stem)
        named = "" if stem in ("article", "story", "index", "text") else stem
        words = " ".join(raw.known.get("headline", "").split()[:6])
        out = directory / (named or slugged(words) or stem or "my-story")
    out = Path(os.path.abspath(out))
    if not re.fullmatch(r"[a-z0-9-]{1,40}", out.name):
        guess = slugged(out.name) or "my-story"
        raise click.ClickException(
            f"{out.name!r} cannot be the id of a story: small letters a–z, digits and hyphens, at "
            f"most 40. For example: --out {shown(out.parent / guess)}"
        )
    if os.path.lexists(out):
        raise click.ClickException(
            f"{shown(out)} is there already, and nothing is overwritten. Name another folder with "
            "--out, or move that one away."
        )
    return out


def _write(draft: "Proved", out: Path) -> None:
    """Write the folder whole or not at all."""
    out.parent.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))  # hidden: no story yet
    try:
        made.chmod(0o777 & ~_umask())
        for name, text in draft.files.texts.items():
            (made / name).write_bytes(text.encode())
        made.rename(out)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _umask() -> int:
    """Return the mask of this process, which can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _report(draft: "Proved", out: Path, beside: Content) -> None:
    kinds = [entry.kind for entry in draft.story.entries]
    asked = sum(len(entry.questions) for entry in draft.story.entries)
    speakers = amount(len(draft.story.speakers), "speaker")
    click.echo(
        f"{shown(out)} is a draft, and passes every check: "
        f"{amount(kinds.count('quote'), 'quote')} of {speakers}, "
        f"{amount(kinds.count('fact'), 'fact')}, {kinds.count('not_reported')} not reported, "
        f"{amount(asked, 'phrasing')}"
    )
    unclear = len(draft.sketch.unclear)
    if unclear:
        click.echo(
            f"{amount(unclear, 'quotation')} without a certain speaker: see the end of story.yaml"
        )
    others = {story.language for story in beside.stories} - {draft.story.language}
    if others:
        click.echo(
            f"The other stories there are in another language ({', '.join(sorted(others))}), and "
            "all stories of a content folder have to be in one: move this one",
            err=True,
        )
    content = shown(out.parent)
    click.echo(f'Try it:    {program()} ask --content {content} "…"')
    click.echo(f"Finish it: {shown(out / 'story.yaml')} says how")
