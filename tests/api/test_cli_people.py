"""`noriai staff`, `device`, `telephone` and `audit` as a town's technician meets them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from typer.testing import CliRunner, Result

from api.people.audit import list_entries
from api.people.devices import enrol
from api.people.keys import make_key_file, new_keys, read_key_file
from api.people.looking import Purpose, Viewer, note_booking
from api.people.passwords import Passwords
from api.people.principal import principal_of
from api.people.roles import Permission
from api.people.sealed import Vault
from api.people.staff_sign_in import StaffSignIn
from api.people.tokens import find_session
from api.storage.database import Database, open_database
from dispatch.domain.request import RiderId
from noriai import app
from tests.api.conftest import NAMIOKA
from tests.api.served import a_database

PASSWORD = "りんごと電車と七月の長い雨"
ITO = ("staff", "add", "ito", "--name", "伊藤 美咲", "--grant", "operator@namioka")


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, Path]:
    database, keys = tmp_path / "noriai.db", tmp_path / "noriai.keys"
    a_database(tmp_path).close()
    make_key_file(keys, new_keys())
    return database, keys


def said(kept: tuple[Path, Path], *words: str, typed: str | None = None) -> Result:
    database, keys = kept
    with_keys = words[:2] in (("staff", "add"), ("device", "add"))
    options = ["--database", str(database), *(["--keys", str(keys)] if with_keys else [])]
    return CliRunner().invoke(app, [*words, *options], input=typed)


def opened(kept: tuple[Path, Path]) -> Database:
    return open_database(kept[0])


def test_who_is_added_at_the_shell_signs_in_with_what_was_printed(kept: tuple[Path, Path]) -> None:
    result = said(kept, *ITO, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    uri = next(line for line in result.output.splitlines() if line.startswith("otpauth://"))
    assert len(result.output.splitlines()[-10:]) == 10
    database, vault = opened(kept), Vault(read_key_file(kept[1]))
    now = datetime.now(UTC)
    entrance = StaffSignIn(database, vault, Passwords())
    assert entrance.sign_in("ito", PASSWORD, pyotp.parse_uri(uri).at(now), now) is not None
    with database.read() as connection:
        ((_, entry),) = list_entries(connection)
    assert (entry.action, entry.subject, entry.reason) == ("add-staff", "staff ito", "operator@namioka")
    assert entry.actor.startswith("shell ")
    database.close()


def test_keys_of_another_service_are_refused_before_anything_is_sealed_with_them(
    kept: tuple[Path, Path],
) -> None:
    database, keys = kept
    said(kept, *ITO, typed=f"{PASSWORD}\n{PASSWORD}\n")
    others = keys.with_name("other.keys")
    make_key_file(others, new_keys())
    named = ["--database", str(database), "--keys", str(others)]
    tables = str(keys.with_name("tables"))
    for words in (
        ["init"],
        ["serve", str(NAMIOKA)],
        ["device", "add", str(NAMIOKA), "1号車"],
        ["export", tables],
    ):
        result = CliRunner().invoke(app, [*words, *named])
        assert (result.exit_code, "other.keys: not the keys of" in result.stderr) == (2, True), words
    others.unlink()
    result = CliRunner().invoke(app, ["init", *named])
    assert (result.exit_code, others.exists()) == (2, False), "no new keys for what old ones have sealed"
    assert CliRunner().invoke(app, ["init", *named[:-1], str(keys)]).exit_code == 0


def test_accounts_are_listed_granted_anew_and_closed(kept: tuple[Path, Path]) -> None:
    said(kept, *ITO, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert said(kept, "staff", "list").output == "ito  伊藤 美咲  operator@namioka\n"
    granted = said(kept, "staff", "grant", "ito", "--grant", "planner@*", "--grant", "dispatcher@namioka")
    assert granted.exit_code == 0
    assert said(kept, "staff", "list").output == "ito  伊藤 美咲  dispatcher@namioka planner@*\n"
    assert said(kept, "staff", "close", "ito").output == "ito: closed\n"
    assert "closed 20" in said(kept, "staff", "list").output


def test_a_tablet_is_enrolled_with_the_printed_code_and_revoked(kept: tuple[Path, Path]) -> None:
    result = said(kept, "device", "add", str(NAMIOKA), "1号車", "--name", "前席")
    first, code = result.output.splitlines()
    device_id = first.split(":")[0]
    database = opened(kept)
    with database.write() as connection:
        assert enrol(connection, Vault(read_key_file(kept[1])), code, datetime.now(UTC)) is not None
    database.close()
    assert said(kept, "device", "list", "namioka").output == f"{device_id}  1号車  前席\n"
    assert said(kept, "device", "revoke", device_id).exit_code == 0
    assert "revoked 20" in said(kept, "device", "list", "namioka").output


def test_a_telephone_system_is_let_in_with_the_printed_token_and_shut_out(kept: tuple[Path, Path]) -> None:
    tokens = [said(kept, "telephone", "add", str(NAMIOKA)).output.splitlines()[-1] for _ in range(2)]
    database = opened(kept)

    def may_announce(token: str) -> bool:
        now = datetime.now(UTC)
        with database.read() as connection:
            who = principal_of(connection, find_session(connection, token, now), now)
        return who.may(Permission.ANNOUNCE_CALLER, "namioka")

    assert [may_announce(token) for token in tokens] == [True, True], "one takes over from the other"
    assert said(kept, "telephone", "revoke", "namioka").exit_code == 0
    assert [may_announce(token) for token in tokens] == [False, False]
    with database.read() as connection:
        written = [(entry.action, entry.subject) for _, entry in list_entries(connection)]
    subject = "telephone namioka"
    assert written == [("add-telephone", subject)] * 2 + [("revoke-telephone", subject)]
    database.close()


def test_who_saw_a_rider_is_listed_and_the_question_is_on_record(kept: tuple[Path, Path]) -> None:
    database, now = opened(kept), datetime.now(UTC)
    viewer = Viewer("staff ito", "operator", Purpose.BOOKING, "192.0.2.1")
    with database.write() as connection:
        note_booking(connection, RiderId("r1"), viewer, now - timedelta(minutes=5))
        note_booking(connection, RiderId("r2"), viewer, now - timedelta(days=30))
    result = said(kept, "audit", "who-saw", "--rider", "r1")
    (line,) = result.stdout.splitlines()
    assert line.split()[1:] == ["staff", "ito", "operator", "booked", "r1", "booking"]
    assert said(kept, "audit", "who-saw", "--rider", "r2").stdout == ""
    ago = now.astimezone() - timedelta(days=31)
    begin, end = (f"{each:%Y-%m-%d}" for each in (ago, now.astimezone()))
    old = said(kept, "audit", "who-saw", "--account", "staff ito", "--between", begin, end)
    assert [each.split()[5] for each in old.stdout.splitlines()] == ["r2"]
    with database.read() as connection:
        subjects = [entry.subject for _, entry in list_entries(connection)]
    assert subjects == ["look-ups of rider r1", "look-ups of rider r2", "look-ups of staff ito"]
    database.close()


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        (ITO, "short\nshort\n", "password: 12 to 128 characters expected"),
        (("staff", "add", "Ito", *ITO[3:]), f"{PASSWORD}\n{PASSWORD}\n", "account: 2 to 40 of a-z"),
        ((*ITO[:5], "--grant", "driver@namioka"), "", "--grant driver@namioka: ROLE@AREA expected"),
        ((*ITO[:5], "--grant", "operator"), "", "--grant operator: ROLE@AREA expected"),
        (("staff", "close", "nobody"), "", "account: there is no nobody"),
        (("staff", "grant", "nobody", "--grant", "planner@*"), "", "account: there is no nobody"),
        (("device", "add", str(NAMIOKA), "9号車"), "", "9号車: no vehicle of"),
        (("device", "add", "nowhere", "1号車"), "", "nowhere: no such service folder"),
        (("device", "revoke", "d0"), "", "there is no such tablet"),
        (("telephone", "add", "nowhere"), "", "nowhere: no such service folder"),
        (("telephone", "revoke", "namioka"), "", "no telephone system announces callers of namioka"),
        (("audit", "who-saw", "--between", "2026-12-02", "2026-12-01"), "", "the earlier moment first"),
    ],
)
def test_wrong_input_is_one_line_and_changes_nothing(
    kept: tuple[Path, Path], words: tuple[str, ...], typed: str, told: str
) -> None:
    result = said(kept, *words, typed=typed)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output
    database = opened(kept)
    with database.read() as connection:
        assert list(list_entries(connection)) == []
    database.close()


def test_a_database_that_is_not_ready_says_what_to_run(tmp_path: Path) -> None:
    named = str(tmp_path / "empty.db")
    result = CliRunner().invoke(app, ["staff", "list", "--database", named])
    assert (result.exit_code, "run `noriai init" in result.stderr) == (2, True)
