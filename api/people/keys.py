"""The keys of a service: what seals personal data, and what marks numbers that must be found again."""

from __future__ import annotations

import os
import secrets
import tomllib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TokenBytes = Callable[[int], bytes]
"""A source of secrets: so many bytes that nobody can guess."""
KEY_BYTES = 32


class KeyFileError(ValueError):
    """The file of keys cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The master keys, newest first, and the key of the marks, which never changes."""

    master: tuple[bytes, ...]
    lookup: bytes

    def __post_init__(self) -> None:
        """Refuse keys of the wrong length."""
        if not self.master or any(len(key) != KEY_BYTES for key in (*self.master, self.lookup)):
            raise KeyFileError(
                f"keys of {KEY_BYTES} bytes each expected: at least one master key and a lookup key"
            )

    def rotated(self, token_bytes: TokenBytes = secrets.token_bytes) -> Keys:
        """With a new master key before the others; the last one can go once all is sealed anew."""
        return Keys((token_bytes(KEY_BYTES), *self.master), self.lookup)

    def __repr__(self) -> str:
        """Keys are not shown."""
        return f"Keys({len(self.master)} master keys)"


def new_keys(token_bytes: TokenBytes = secrets.token_bytes) -> Keys:
    """Keys for a new service."""
    return Keys((token_bytes(KEY_BYTES),), token_bytes(KEY_BYTES))


def keys_from_text(master: list[str], lookup: str) -> Keys:
    """Keys as settings or a file spell them, in URL-safe base64; raises KeyFileError."""
    try:
        return Keys(tuple(urlsafe_b64decode(key) for key in master), urlsafe_b64decode(lookup))
    except (NotBase64, ValueError, TypeError) as problem:
        raise KeyFileError(
            "keys: URL-safe base64 of 32 bytes expected, as `noriai init` makes them"
        ) from problem


def require_room(path: Path) -> None:
    """Raise KeyFileError where no file of keys can be made, before anything else is."""
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise KeyFileError(f"{path}: its folder is not there, or not to be written to; name another file")


def make_key_file(path: Path, keys: Keys) -> None:
    """Write keys to a new file that its owner alone can read; raises KeyFileError where one is there."""
    try:
        _write(path, keys)
    except FileExistsError as there:
        raise KeyFileError(f"{path}: there already; without it nothing sealed can be read again") from there


def replace_key_file(path: Path, keys: Keys) -> None:
    """Put other keys in the file's place, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    _write(fresh, keys)
    os.replace(fresh, path)


def read_key_file(path: Path) -> Keys:
    """The keys of a service; raises KeyFileError where they are missing, spoilt or open to others."""
    if not path.is_file():
        raise KeyFileError(f"{path}: no such file; `noriai init` makes it, a restored service needs its own")
    if path.stat().st_mode & 0o077:
        raise KeyFileError(f"{path}: others may read it; run `chmod 600 {path}`")
    try:
        kept = tomllib.loads(path.read_text(encoding="utf-8"))
        return keys_from_text(list(kept["master"]), kept["lookup"])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as problem:
        raise KeyFileError(f"{path}: `master = [...]` and `lookup = ...` expected") from problem


def _write(path: Path, keys: Keys) -> None:
    master = ", ".join(f'"{_text(key)}"' for key in keys.master)
    text = (
        "# The keys of this service. Whoever has them and the database can read every rider's data;\n"
        "# without them nobody can. Keep a copy apart from the backups. The first master key seals.\n"
        f'master = [{master}]\nlookup = "{_text(keys.lookup)}"\n'
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _text(key: bytes) -> str:
    return urlsafe_b64encode(key).decode()
