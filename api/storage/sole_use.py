"""One process at a time writes to a file: an operating system's lock on a side file, held for life."""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path

from api.storage.database_error import DatabaseError

FAR = {
    *("9p", "afs", "beegfs", "ceph", "cifs", "davfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4"),
    *("smb2", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs"),
}
"""File systems that answer for another machine: their locks and flushes are not to be relied on."""
FAR_IN_USER_SPACE = ("fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.rclone", "fuse.vmhgfs")
MOUNTS = Path("/proc/self/mountinfo")


class SoleUse:
    """The right to write to a file, until it is let go or the process ends."""

    def __init__(self, file: Path) -> None:
        """Take it; raises DatabaseError where another process has it, or the file is on another machine."""
        refuse_far_file(file, MOUNTS.read_text("utf-8") if MOUNTS.exists() else "")
        side = file.with_name(f"{file.name}.writer")
        self._held = os.open(side, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            holder = os.read(self._held, 200).decode(errors="replace").strip()
            os.close(self._held)
            raise DatabaseError(
                f"{file}: another process writes to it ({holder or 'unknown'}); stop that one first"
            ) from taken
        os.ftruncate(self._held, 0)
        os.write(self._held, f"process {os.getpid()} on {socket.gethostname()}\n".encode())

    def release(self) -> None:
        """Let it go."""
        os.close(self._held)


def refuse_far_file(file: Path, mounts: str) -> None:
    """Raise DatabaseError where the list of mounts (Linux, `mountinfo`) says that a file is on a network."""
    kind = _kind_of_file_system(file.absolute().resolve(), mounts)
    if kind in FAR or kind.startswith(FAR_IN_USER_SPACE):
        raise DatabaseError(
            f"{file}: on a network file system ({kind}), where a commit may be lost; "
            "put the file on a disk of this machine, or use PostgreSQL"
        )


def _kind_of_file_system(file: Path, mounts: str) -> str:
    """The type of the mount that holds a file: the one with the longest path, the latest of equals."""
    longest, kind = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        # proc(5): the fifth field is the mount point, with \\040 for a space; the type follows the dash
        point = before.split()[4].replace("\\040", " ")
        if file.is_relative_to(point) and len(point) >= longest:
            longest, kind = len(point), after.split()[0]
    return kind
