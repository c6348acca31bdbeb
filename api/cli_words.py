"""What is wrong with a command's input is said in a line, and the command leaves with exit code 2."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from sqlalchemy.exc import SQLAlchemyError

from api.gateways_file import GatewaysFileError
from api.people.devices import NoSuchDevice
from api.people.keys import KeyFileError
from api.people.passwords import WeakPassword
from api.people.staff import WrongAccount
from api.storage.database import Database, open_database, open_kept
from api.storage.database_error import DatabaseError
from api.storage.journal import DamagedJournal
from gtfs.service import ServiceError

WRONG_INPUT = 2
_SAY_IT_ALL = (
    *(DatabaseError, DamagedJournal, GatewaysFileError, KeyFileError, ServiceError),
    *(NoSuchDevice, WeakPassword, WrongAccount),
)
"""Refusals whose message says what is wrong, where, and what to do."""


@contextmanager
def in_words() -> Iterator[None]:
    """Say what is wrong in a line, and leave; whatever is a fault of ours is raised as it is."""
    try:
        yield
    except _SAY_IT_ALL as refusal:
        refuse(str(refusal))
    except SQLAlchemyError as fault:
        cause = str(getattr(fault, "orig", fault)).strip().splitlines()
        refuse(f"the database does not do as it is asked: {cause[0] if cause else type(fault).__name__}")
    except UnicodeDecodeError as fault:
        refuse(f"a file that is read is no text in UTF-8 ({fault.reason} at byte {fault.start})")
    except OSError as problem:
        refuse(f"{problem.filename}: cannot be used ({problem.strerror})")


@contextmanager
def opened(address: str, *, new: bool = False) -> Iterator[Database]:
    """The database of a command, let go of at the end; it must be there, unless it may be new."""
    database = open_database(address) if new else open_kept(address)
    try:
        yield database
    finally:
        database.close()


def refuse(message: str) -> NoReturn:
    """Say a line, and leave."""
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_INPUT)


def require_free(host: str, port: int) -> None:
    """Leave before anything is begun where nobody can listen on an address."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as problem:
        refuse(f"--host {host} --port {port}: cannot listen there ({problem.strerror}); name others")
