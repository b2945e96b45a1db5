"""An editor sends files of stories: read, checked, and shown with what they change."""

import functools
from collections import OrderedDict
from dataclasses import dataclass, field

from telegram import Document, Message, Update
from telegram.ext import ContextTypes

from bot.editing.parcel import MOST_BYTES, Parcel, Refused, merged, opened
from bot.handlers.editors import Editors
from bot.handlers.progress import Progress
from bot.handlers.proposals import Proposals, Wish
from bot.journal import Files

_MOST_ALBUMS = 10
_MOST_NOTE = 200  # characters
_MOST_NAMES = 5


@dataclass(slots=True)
class _Album:
    """Files that were sent at once, which come one by one.

    Attributes:
        progress: The message about all of them.
        files: Those that have come and are of use.
        useless: What was said of the others.
        caption: What was written below one of them.
        proposal: The id of what was made of those.
    """

    progress: Progress
    files: Files = field(default_factory=dict)
    useless: tuple[str, ...] = ()
    caption: str = ""
    proposal: str | None = None


class Uploads:
    """Makes proposals of what editors send."""

    def __init__(self, editors: Editors, proposals: Proposals) -> None:
        self._editors = editors
        self._proposals = proposals
        self._albums: OrderedDict[str, _Album] = OrderedDict()

    async def receive(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what is wrong with a file, or what it changes."""
        message = update.message
        if message is None or message.document is None or message.from_user is None:
            return
        album = self._album_of(message)
        album.caption = message.caption or album.caption
        name = message.document.file_name or ""
        on_air = self._editors.publisher.on_air.content
        stories = {key.partition("/")[0] for key in on_air.files}
        try:
            data = await album.progress.during("Reading …", _fetched(message.document))
            parcel = opened(name, data, stories, album.caption)
        except Refused as refusal:
            album.useless = (*album.useless, str(refusal))
            if not album.files:
                await album.progress.say("\n".join(album.useless))
                return
        else:
            album.files = {**album.files, **parcel.files}
            if parcel.left_out:
                album.useless = (*album.useless, _left_out(parcel.left_out))
        self._proposals.supersede(album.proposal)
        wish = Wish(
            editor=message.from_user.id,
            files=functools.partial(merged, parcel=Parcel(album.files)),
            how="sent",
            note=(album.caption or ", ".join(album.files))[:_MOST_NOTE],
            what=" and ".join(album.files) if len(album.files) <= 3 else "what you sent",
        )
        album.proposal = await self._proposals.show(
            album.progress, wish, "".join(f"{said}\n\n" for said in album.useless)
        )

    def _album_of(self, message: Message) -> _Album:
        """Return what came before a file at once with it; nothing for a file by itself."""
        begun = _Album(Progress(message))
        if message.media_group_id is None:
            return begun
        album = self._albums.setdefault(message.media_group_id, begun)
        if len(self._albums) > _MOST_ALBUMS:
            self._albums.popitem(last=False)
        return album


async def _fetched(document: Document) -> bytes:
    """Return the bytes of a file. Its address is never shown: the token is in it.

    Raises:
        Refused: It is too large.
    """
    size = document.file_size
    if size is None or size > MOST_BYTES:
        raise Refused(
            f"This file has {size or 0:,} bytes, and {MOST_BYTES:,} are the most that is taken. "
            "Send fewer stories at once, without pictures."
        )
    return bytes(await (await document.get_file()).download_as_bytearray())


def _left_out(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"Not used, since no story has such files: {', '.join(names[:_MOST_NAMES])}{more}."
