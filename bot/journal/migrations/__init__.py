"""The steps that bring any database to the tables of today, each a module beside this one.

They are run when the journal opens a database; no one has to call Alembic. To change a table,
copy the newest module, give it the next number, and name the one before as its `down_revision`;
`tests/journal/test_migrations.py` says what the tables and the steps do not agree on.
"""

from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection

VERSION_TABLE = "journal_version"
"""Where the number of the last step is kept; not Alembic's name, which others may use."""


def to_head(connection: Connection) -> bool:
    """Take the steps that the database has not seen, in the transaction that is under way.

    Returns:
        Whether the database is one that this program knows; if not, nothing was done: a newer
        version has been there before.
    """
    context, scripts = _open(connection)
    steps = _missing(context, scripts)
    if steps is None:
        return False
    with Operations.context(context):
        for step in reversed(steps):
            step.module.upgrade()
            context.stamp(scripts, step.revision)
    return True


def is_at_head(connection: Connection) -> bool | None:
    """Return whether the database has seen all steps; None when it has seen newer ones."""
    steps = _missing(*_open(connection))
    return None if steps is None else not steps


def _open(connection: Connection) -> tuple[MigrationContext, ScriptDirectory]:
    here = str(Path(__file__).parent)
    scripts = ScriptDirectory(here, version_locations=[here])
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}), scripts


def _missing(context: MigrationContext, scripts: ScriptDirectory) -> list[Script] | None:
    """Return the steps that were not taken, the last first; None when newer ones were."""
    current = context.get_current_revision()
    if current not in (None, *(step.revision for step in scripts.walk_revisions())):
        return None
    return [*scripts.iterate_revisions("head", current or "base")]
