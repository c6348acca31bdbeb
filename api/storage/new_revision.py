"""Write the schema's next revision from what the tables say: `python -m api.storage.new_revision "words"`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from api.storage.database import open_database
from api.storage.schema import MIGRATIONS, migration_config

FIRST = "--first"


def new_revision(words: str, *, first: bool = False) -> Path:
    """Compare the tables with where the latest revision leads; `first` begins the history anew.

    Look at what it wrote: a column that was renamed looks like one dropped and one added.
    """
    versions = MIGRATIONS / "versions"
    if first:
        for old in versions.glob("r*.py"):
            old.unlink()
    number = f"{1 + len(list(versions.glob('r*.py'))):04}"
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "before.db")
        with database.write() as connection:
            command.upgrade(migration_config(connection), "head")
            command.revision(migration_config(connection), words, rev_id=number, autogenerate=True)
        database.close()
    written = next(versions.glob(f"r{number}_*.py"))
    lines = written.read_text(encoding="utf-8").splitlines(keepends=True)
    written.write_text("".join(line for line in lines if not line.startswith("    # ###")), encoding="utf-8")
    return written


if __name__ == "__main__":
    named = [word for word in sys.argv[1:] if word != FIRST]
    if len(named) != 1:
        sys.exit(f'usage: python -m api.storage.new_revision [{FIRST}] "what changes"')
    print(f"{new_revision(named[0], first=FIRST in sys.argv)}: look it over, then `make format`")
