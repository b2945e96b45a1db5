"""An editor sends files of stories: read, checked, and shown with what they change."""

import asyncio
import functools
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass

from telegram import Document, Message, Update
from telegram.ext import ContextTypes

from bot.content.files import ARTICLE
from bot.editing.parcel import MOST_BYTES, Parcel, Refused, merged, opened
from bot.journal import Files
from bot.newsroom.correcting import Correcting, NewArticle, note_in
from bot.newsroom.editors import Editors
from bot.newsroom.progress import Progress
from bot.newsroom.proposals import KEPT_S, Proposals, Wish

_MOST_ALBUMS = 10
_MOST_NOTE = 200  # characters
_MOST_NAMES = 5


@dataclass(slots=True)
class _Album:
    """Files that were sent at once, which come one by one.

    Attributes:
        progress: The message about all of them.
        sent: Those that have come, each with its name and bytes.
        too_large: What was said of those that were not fetched.
        caption: What was written below one of them.
        proposal: The id of what was made of those.
    """

    progress: Progress
    sent: tuple[tuple[str, bytes], ...] = ()
    too_large: tuple[str, ...] = ()
    caption: str = ""
    proposal: str | None = None

    def opened(self, stories: Collection[str]) -> tuple[Files, tuple[str, ...]]:
        """Return the files that are of use, and what there is to say of the others.

        The caption tells which story all of them are for, and it mostly comes with the last.
        """
        files: Files = {}
        said = [*self.too_large]
        for name, data in self.sent:
            try:
                parcel = opened(name, data, stories, self.caption)
            except Refused as refusal:
                said.append(str(refusal))
                continue
            files = {**files, **parcel.files}
            if parcel.left_out:
                said.append(_left_out(parcel.left_out))
        return files, tuple(said)


class Uploads:
    """Makes proposals of what editors send."""

    def __init__(self, editors: Editors, proposals: Proposals, correcting: Correcting) -> None:
        self._editors = editors
        self._proposals = proposals
        self._correcting = correcting
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
            data = await album.progress.during(
                "Reading …", _fetched(message.document, sum(len(data) for _, data in album.sent))
            )
            album.sent = (*album.sent, (name, data))
        except Refused as refusal:
            album.too_large = (*album.too_large, str(refusal))
        files, useless = await asyncio.to_thread(album.opened, stories)
        self._proposals.close(album.proposal)
        if not files:
            await album.progress.say("\n".join(useless))
            return
        match [*files]:
            case [name] if name.endswith(f"/{ARTICLE}"):
                story = name.removesuffix(f"/{ARTICLE}")
                note = note_in(album.caption, story)
                new = NewArticle(message.from_user.id, story, files[name], note)
                album.proposal = await self._correcting.show(album.progress, new)
                return
        wish = Wish(
            editor=message.from_user.id,
            files=functools.partial(merged, parcel=Parcel(files)),
            how="sent",
            note=(album.caption or ", ".join(files))[:_MOST_NOTE],
            what=" and ".join(files) if len(files) <= 3 else "what you sent",
        )
        album.proposal = await self._proposals.show(
            album.progress, wish, "".join(f"{said}\n\n" for said in useless)
        )

    def _album_of(self, message: Message) -> _Album:
        """Return what came before a file at once with it; nothing for a file by itself."""
        begun = _Album(Progress(message))
        if message.media_group_id is None:
            return begun
        id_ = message.media_group_id
        if id_ not in self._albums:
            self._albums[id_] = begun
            asyncio.get_running_loop().call_later(KEPT_S, self._albums.pop, id_, None)
        album = self._albums[id_]
        if len(self._albums) > _MOST_ALBUMS:
            self._albums.popitem(last=False)
        return album


async def _fetched(document: Document, besides: int) -> bytes:
    """Return the bytes of a file. Its address is never shown: the token is in it.

    Args:
        document: The file.
        besides: How many bytes have come at once with it.

    Raises:
        Refused: It is too large.
    """
    size = document.file_size
    if size is None or size + besides > MOST_BYTES:
        raise Refused(
            f"This has {(size or 0) + besides:,} bytes, and {MOST_BYTES:,} are the most that is "
            "taken at once. "
            "Send fewer stories at once, without pictures."
        )
    return bytes(await (await document.get_file()).download_as_bytearray())


def _left_out(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"Not used, since no story has such files: {', '.join(names[:_MOST_NAMES])}{more}."
