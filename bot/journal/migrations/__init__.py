"""The steps that bring any database to the tables of today, each a module beside this one.

They are run when the journal opens a database; no one has to call Alembic. To change a table,
copy the newest module, give it the next number, and name the one before as its `down_revision`;
`tests/journal/test_migrations.py` says what the tables and the steps do not agree on.
"""

from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

VERSION_TABLE = "journal_version"
"""Where the number of the last step is kept; not Alembic's name, which others may use."""


def to_head(connection: Connection) -> bool:
    """Take the steps that the database has not seen, in the transaction that is under way.

    Returns:
        Whether the database is one that this program knows; if not, nothing was done: a newer
        version has been there before.
    """
    here = str(Path(__file__).parent)
    scripts = ScriptDirectory(here, version_locations=[here])
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    current = context.get_current_revision()
    if current not in (None, *(step.revision for step in scripts.walk_revisions())):
        return False
    steps = [*scripts.iterate_revisions("head", current or "base")]
    with Operations.context(context):
        for step in reversed(steps):
            step.module.upgrade()
            context.stamp(scripts, step.revision)
    return True
