"""Every edition that was published: its files, when, by whom and how."""

import asyncio
import zlib
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Select, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.journal.records import Files, How, Published
from bot.journal.tables import editions, files

_HEADS = [editions.c[name] for name in Published.__slots__]
_NEWEST = select(*_HEADS).order_by(editions.c.number.desc())
_ON_AIR = _NEWEST.where(editions.c.how != "set_aside")


async def add(
    connection: AsyncConnection,
    digest: str,
    contents: Files,
    *,
    at: datetime,
    editor: int | None,
    how: How,
    note: str,
) -> int:
    """Keep an edition unless it is on air already; return its number.

    What is to be set aside is not kept again either when that was the last thing done.
    """
    if connection.dialect.name == "postgresql":  # SQLite has one that writes anyway
        await connection.execute(text("LOCK TABLE editions IN SHARE ROW EXCLUSIVE MODE"))
    newest = (await connection.execute(_NEWEST.limit(1))).first()
    on_air = (await connection.execute(_ON_AIR.limit(1))).first()
    for last in (on_air, newest if how == "set_aside" else None):
        if last is not None and last.digest == digest:
            return int(last.number)
    hashes = await asyncio.to_thread(_hashes, contents)
    known = select(files.c.sha256).where(files.c.sha256.in_(hashes.values()))
    missing = set(hashes.values()) - {*(await connection.execute(known)).scalars()}
    packed = await asyncio.to_thread(
        lambda: {
            hash_: zlib.compress(contents[name])
            for name, hash_ in hashes.items()
            if hash_ in missing
        }
    )
    if packed:
        rows = [{"sha256": hash_, "content": content} for hash_, content in packed.items()]
        await connection.execute(insert(files), rows)
    number = newest.number + 1 if newest is not None else 1
    await connection.execute(
        insert(editions),
        {
            "number": number,
            "digest": digest,
            "at": at,
            "editor": editor,
            "how": how,
            "note": note,
            "files": hashes,
        },
    )
    return number


async def heads(connection: AsyncConnection, most: int, before: int | None) -> list[Published]:
    """Return editions without their files, the newest first, of those before a number."""
    found = _NEWEST.limit(most)
    if before is not None:
        found = found.where(editions.c.number < before)
    return [Published(*row) for row in await connection.execute(found)]


async def with_files(
    connection: AsyncConnection, number: int | None
) -> tuple[Published, Files] | None:
    """Return the edition of that number, or the one on air for None; None if there is none."""
    which: Select[tuple[object, ...]] = (
        _ON_AIR.limit(1) if number is None else _NEWEST.where(editions.c.number == number)
    )
    row = (await connection.execute(which.add_columns(editions.c.files))).first()
    if row is None:
        return None
    *head, hashes = row
    found = select(files.c.sha256, files.c.content).where(files.c.sha256.in_({*hashes.values()}))
    packed = {hash_: content for hash_, content in await connection.execute(found)}
    return Published(*head), await asyncio.to_thread(_unpacked, hashes, packed)


def _hashes(contents: Files) -> dict[str, str]:
    return {name: sha256(content).hexdigest() for name, content in contents.items()}


def _unpacked(hashes: Mapping[str, str], packed: Mapping[str, bytes]) -> Files:
    return {name: zlib.decompress(packed[hash_]) for name, hash_ in hashes.items()}
