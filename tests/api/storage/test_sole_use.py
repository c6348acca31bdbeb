"""A file has one writing process, and lies on a disk of its machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from api.storage.database import open_database
from api.storage.database_error import DatabaseError
from api.storage.opening import open_for_service
from api.storage.schema import migrate
from api.storage.sole_use import refuse_far_file

OPEN = "import sys; from api.storage.opening import open_for_service; open_for_service(sys.argv[1])"
MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 22 0:41 / /srv/town\\040hall rw - nfs4 server:/export rw
41 40 0:42 / /srv/town\\040hall/local rw - ext4 /dev/vdb rw
42 22 0:43 / /mnt/phone rw - fuse.sshfs user@host: rw
"""


def test_a_second_process_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    file = tmp_path / "noriai.db"
    database = open_database(file)
    migrate(database)
    database.use_alone()
    refused = subprocess.run([sys.executable, "-c", OPEN, file], capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert f"{file}: another process writes to it (process " in refused.stderr.splitlines()[-1]
    database.close()
    subprocess.run([sys.executable, "-c", OPEN, file], check=True)


def test_the_service_opens_nothing_that_is_not_ready(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="noriai init"):
        open_for_service(tmp_path / "noriai.db")
    with open_database(tmp_path / "noriai.db").read():
        pass  # and lets go of what it opened
    database = open_database(tmp_path / "noriai.db")
    migrate(database)
    database.close()
    open_for_service(tmp_path / "noriai.db").close()


@pytest.mark.parametrize("folder", ["/srv/town hall", "/srv/town hall/deep", "/mnt/phone"])
def test_a_file_on_a_network_is_refused(folder: str) -> None:
    with pytest.raises(DatabaseError, match=r"network file system \((nfs4|fuse.sshfs)\)"):
        refuse_far_file(Path(folder) / "noriai.db", MOUNTS)


@pytest.mark.parametrize("folder", ["/", "/srv", "/srv/town hall/local", "/srv/town"])
def test_a_file_on_a_disk_is_not(folder: str) -> None:
    refuse_far_file(Path(folder) / "noriai.db", MOUNTS)
