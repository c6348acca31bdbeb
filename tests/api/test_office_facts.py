"""A pack made of a service's database: recorded days, what was paid, who was checked and registered."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select
from typer.testing import CliRunner

from api.driving.roll_calls import Tablet, hand_in_record
from api.payments.tables import PAYMENT, RIDER_PASS
from api.people.devices import add_device
from api.people.keys import make_key_file, new_keys, read_key_file
from api.people.principal import Principal
from api.people.sealed import Vault
from api.people.tables import AUDIT, RIDER
from api.storage.database import Database, open_database, open_kept
from api.storage.journal import chain
from api.storage.tables import JOURNAL
from api.wire.shifts import ShiftBegunIn
from dispatch.domain.events import VisitBegun
from dispatch.domain.fleet import VehicleId
from dispatch.domain.route import VisitKind
from dispatch.engine.event_codec import event_to_json
from noriai import app
from simulations.recorded.recorded_day import RecordedDay
from tests.api.conftest import NAMIOKA
from tests.api.served import a_database
from tests.api.storage.private_postgres import PrivatePostgres
from tests.simulations.council.recompute import recompute
from tests.simulations.council.test_every_figure import agree, with_hidden_squares
from tests.simulations.council.written_pack import read_page
from tests.simulations.recorded.days import a_recorded_day, namioka

FORM, TOLD = Path("内部") / "点呼記録簿" / "2026-12-02.html", "橋の上は凍結に注意"
AREA, DAYS = "namioka", (date(2026, 12, 2), date(2026, 12, 3))
IN_JAPAN = timezone(timedelta(hours=9))
PASSES = (  # in UTC the second was sold on a day of the period, and the first was not
    (3000, datetime(2026, 12, 2, 8, 30, tzinfo=IN_JAPAN)),
    (50_000, datetime(2026, 12, 4, 8, 30, tzinfo=IN_JAPAN)),
    (70_000, datetime(2026, 12, 1, 23, 59, tzinfo=IN_JAPAN)),
)
BEGUN = {
    "client_id": "check-0001",
    "at": "2026-12-02T07:40:00+09:00",
    "until": "2026-12-02T18:00:00+09:00",
    "check": {
        "driver": "伊藤",
        "checked_by": "加藤",
        "method": "face",
        "detector_used": True,
        "alcohol_mg_per_l": 0,
        "instructions": TOLD,
    },
    "health": {"ill": False, "tired": False, "slept_too_little": False},
    "licence_seen": True,
    "vehicle_inspected": True,
    "fit": True,
    "odometer_km": 12345,
}


def keep_day(connection: Connection, day: RecordedDay) -> None:
    hashed, rows = b"", []
    for version, event in enumerate(day.events, start=1):
        text = json.dumps(event_to_json(event), ensure_ascii=False)
        hashed = chain(hashed, text)
        told = {"epoch": 1, "written_at": "", "actor": "desk", "reason": "", "event": text, "hash": hashed}
        rows.append({"area": AREA, "service_date": day.service_date.isoformat(), "version": version, **told})
    connection.execute(insert(JOURNAL), rows)


def carried_rides(day: RecordedDay) -> list[str]:
    return [
        e.ride_id
        for e in day.events
        if isinstance(e, VisitBegun) and e.kind is VisitKind.ALIGHT and e.ride_id
    ]


def keep_office(database: Database, keys: Path) -> None:
    """Two days, each ride paid with 200 yen, one given back, one check record, six riders, passes sold."""
    vault = Vault(read_key_file(keys))
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    days = [a_recorded_day(namioka(), 1, on) for on in DAYS]  # before: a server waits for no transaction
    with database.write(within_s=None) as connection:
        for on, day in zip(DAYS, days, strict=True):
            keep_day(connection, day)
            for number, ride in enumerate(carried_rides(day)):
                connection.execute(
                    insert(PAYMENT).values(
                        payment_id=f"{on}.{ride}", area=AREA, service_date=on.isoformat(), ride_id=ride,
                        means="cash", state="captured", most_yen=300, captured_yen=200,
                        refunded_yen=200 if number == 0 else 0, pass_ids="[]",
                    )
                )  # fmt: skip
        for number in range(6):
            connection.execute(
                insert(RIDER).values(
                    rider_id=f"r{number}", area=AREA, sealed=b"", registered_at=moment, changed_at=moment,
                    used_at=moment, revision=number,
                )
            )  # fmt: skip
        for number, (price_yen, sold_at) in enumerate(PASSES):
            connection.execute(
                insert(RIDER_PASS).values(
                    pass_id=f"p{number}", area=AREA, rider_id="r1", product_id="monthly", price_yen=price_yen,
                    held="{}", rides=None, sold_by="ito", sold_at_s=int(sold_at.timestamp()),
                )
            )  # fmt: skip
        van = VehicleId("1号車")
        device = add_device(connection, vault, AREA, van, "tablet", moment).device_id
        tablet = Tablet(AREA, van, Principal(f"device {device}", device), "127.0.0.1")
        record = ShiftBegunIn.model_validate(BEGUN)
        hand_in_record(connection, vault, tablet, record, DAYS[0], datetime(2026, 12, 2, tzinfo=UTC))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database and its keys."""
    folder = tmp_path_factory.mktemp("office")
    make_key_file(folder / "noriai.keys", new_keys())
    database = a_database(folder)
    keep_office(database, folder / "noriai.keys")
    database.close()
    return folder


def pack(kept_in: Path | str, out: Path, *words: str) -> str:
    told = ("pack", str(kept_in), "--service", str(NAMIOKA), "--out", str(out), *words)
    done = CliRunner().invoke(app, list(told))
    assert done.exit_code == 0, done.output
    return (out / "報告書.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def whole(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of both days, with the keys."""
    out = tmp_path_factory.mktemp("pack") / "out"
    pack(office / "noriai.db", out, "--keys", str(office / "noriai.keys"))
    return out


def test_revenue_is_what_was_paid_and_riders_are_those_registered(whole: Path) -> None:
    page = read_page(whole / "報告書.html")
    again = recompute(whole / "内部" / "日別表", other_revenue=3000, lived=True) | {"registered": 6}
    again = with_hidden_squares(again, set(page.figures))
    for code, shown in page.figures.items():
        agree(code, *shown, again)
    assert (again["fare_revenue"] or 0) % 200 == 0
    assert page.figures["other_revenue"] == {"3,000"}
    assert page.figures["registered"] == {"6"}
    assert page.figures["days"] == {"2"}


def test_check_records_fill_the_forms_without_names_and_on_record(office: Path, whole: Path) -> None:
    filled = (whole / FORM).read_text(encoding="utf-8")
    assert all(told in filled for told in (TOLD, "07:40", "対面", "無 (0 mg/L)", "12,345 km", "(署名)"))
    assert "伊藤" not in filled
    assert "加藤" not in filled
    database = open_kept(str(office / "noriai.db"))
    with database.read() as connection:
        actions = connection.execute(select(AUDIT.c.action)).scalars().all()
    database.close()
    assert "pack-checks" in actions, "who reads what is sealed is on record"


def test_a_period_is_chosen_by_its_dates_and_without_keys_checks_are_blank(
    office: Path, tmp_path: Path
) -> None:
    page = pack(office / "noriai.db", tmp_path / "out", "--from", "2026-12-02", "--to", "2026-12-02")
    assert "2026年12月2日" in page
    assert [path.name for path in (tmp_path / "out" / "内部" / "日別表").iterdir()] == ["2026-12-02"]
    assert TOLD not in (tmp_path / "out" / FORM).read_text(encoding="utf-8")


def test_days_kept_in_postgresql_give_the_same_pack_and_are_replayed_as_they_were(
    office: Path, postgres: PrivatePostgres, migrated_postgres: str, tmp_path: Path
) -> None:
    made = postgres.new_database(like=migrated_postgres)
    database = open_database(made)
    keep_office(database, office / "noriai.keys")
    database.close()
    address = made.render_as_string(hide_password=False)
    until_then = ("--from", "2026-12-02", "--to", "2026-12-02")
    of_file = pack(office / "noriai.db", tmp_path / "of-file", *until_then)
    assert pack(address, tmp_path / "of-server", *until_then) == of_file
    replay = ("replay", address, "--service", str(NAMIOKA), "--date", "2026-12-02")
    done = CliRunner().invoke(app, [*replay, "--out", str(tmp_path / "day")])
    postgres.drop(made)
    assert done.exit_code == 0, done.output
    assert "1 of them decided again event for event" in done.output


def test_nobody_is_named_in_what_the_council_gets(whole: Path) -> None:
    page = (whole / "報告書.html").read_text("utf-8")
    tables = "".join(path.read_text("utf-8-sig") for path in (whole / "表").iterdir())
    rows = (whole / "内部" / "日別表" / "2026-12-02" / "requests.csv").read_text("utf-8").splitlines()
    names = rows[0].split(",")
    for column in ("request_id", "rider_id", "ride_id"):
        ids = {row.split(",")[names.index(column)] for row in rows[1:]} - {""}
        assert ids
        assert not [one for one in ids if one in page or one in tables]
    assert "home_" not in page + tables
    assert "見本の家" not in page + tables
