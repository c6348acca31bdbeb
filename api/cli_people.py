"""The commands `staff`, `device` and `audit`: people and tablets of a service, kept from the shell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from api.cli_on_record import (
    DATABASE,
    KEYS,
    DatabaseNamed,
    KeysNamed,
    kept_here,
    kept_with_keys,
    put_on_record,
    shown,
)
from api.cli_words import refuse
from api.people.devices import add_device, list_devices, revoke_device
from api.people.looking import LookUp, list_looks, list_seen_by, list_who_saw
from api.people.passwords import Passwords
from api.people.roles import STAFF_ROLES, Role
from api.people.staff import Grant, add_staff, close_account, list_staff, set_grants
from dispatch.domain.request import RiderId
from gtfs.service import read_service

LONGEST_NAME = 100
LAST_DAYS = timedelta(days=7)
MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]

staff_app = typer.Typer(name="staff", no_args_is_help=True, help="Accounts of staff.")
device_app = typer.Typer(name="device", no_args_is_help=True, help="Tablets in vehicles.")
audit_app = typer.Typer(name="audit", no_args_is_help=True, help="Who saw and did what.")

GrantsNamed = Annotated[
    list[str], typer.Option("--grant", metavar="ROLE@AREA", help="A role in an area, `*` for every area.")
]


@staff_app.command("add")
def staff_add(
    account: Annotated[str, typer.Argument(help="What the person signs in with.")],
    name: Annotated[str, typer.Option("--name", help="The person's name.")],
    grant: GrantsNamed,
    database: DatabaseNamed = DATABASE,
    keys: KeysNamed = KEYS,
) -> None:
    """Add an account in one person's name; asks for the password, prints the second factor once."""
    with kept_with_keys(database, keys) as (kept, vault):
        grants = _grants(grant)
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        hashed = Passwords().hash(account, password)
        with kept.write() as connection:
            now = datetime.now(UTC)
            factor = add_staff(connection, vault, account, name, hashed, grants, now)
            put_on_record(connection, now, "add-staff", f"staff {account}", ", ".join(grant))
    typer.echo(f"{account}: added. For the authenticator, shown only now:\n{factor.uri}")
    typer.echo("For paper, each good once if the authenticator is lost:")
    for code in factor.recovery_codes:
        typer.echo(code)


@staff_app.command("list")
def staff_list(database: DatabaseNamed = DATABASE) -> None:
    """List every account with what it may do, closed ones too."""
    with kept_here(database) as kept, kept.read() as connection:
        for member in list_staff(connection):
            closed = "" if member.closed_at is None else f"  closed {shown(member.closed_at)}"
            grants = " ".join(f"{each.role}@{each.area}" for each in member.grants)
            typer.echo(f"{member.account}  {member.name}  {grants}{closed}")


@staff_app.command("grant")
def staff_grant(
    account: Annotated[str, typer.Argument(help="The account.")],
    grant: GrantsNamed,
    database: DatabaseNamed = DATABASE,
) -> None:
    """Say anew what an account may do, in place of all it may do now."""
    with kept_here(database) as kept, kept.write() as connection:
        if account not in {member.account for member in list_staff(connection)}:
            refuse(f"account: there is no {account}; see `noriai staff list`")
        set_grants(connection, account, _grants(grant))
        put_on_record(connection, datetime.now(UTC), "grant-staff", f"staff {account}", ", ".join(grant))
    typer.echo(f"{account}: {' '.join(grant)}")


@staff_app.command("close")
def staff_close(
    account: Annotated[str, typer.Argument(help="The account.")], database: DatabaseNamed = DATABASE
) -> None:
    """Close an account: it is signed out at once, and what it did keeps its name."""
    with kept_here(database) as kept, kept.write() as connection:
        now = datetime.now(UTC)
        close_account(connection, account, now)
        put_on_record(connection, now, "close-staff", f"staff {account}")
    typer.echo(f"{account}: closed")


@device_app.command("add")
def device_add(
    service: Annotated[Path, typer.Argument(metavar="SERVICE", help="The service folder of the area.")],
    vehicle_id: Annotated[str, typer.Argument(metavar="VEHICLE", help="A vehicle of its fleet.")],
    name: Annotated[str, typer.Option("--name", help="What the tablet is called.")] = "tablet",
    database: DatabaseNamed = DATABASE,
    keys: KeysNamed = KEYS,
) -> None:
    """Make ready for a tablet and print the code to type on it, good for half an hour."""
    if not name.strip() or len(name) > LONGEST_NAME:
        refuse(f"--name: 1 to {LONGEST_NAME} characters expected")
    with kept_with_keys(database, keys) as (kept, vault):
        found = read_service(service)
        vehicles = {vehicle.vehicle_id: vehicle for vehicle in found.vehicles}
        vehicle = next((each for each in vehicles if each == vehicle_id), None)
        if vehicle is None:
            refuse(f"{vehicle_id}: no vehicle of {service}; {', '.join(vehicles)} expected")
        with kept.write() as connection:
            now, area = datetime.now(UTC), found.folder.resolve().name
            made = add_device(connection, vault, area, vehicle, name, now)
            put_on_record(connection, now, "add-device", f"device {made.device_id}", vehicle)
    typer.echo(f"{made.device_id}: type this code on the tablet until {shown(made.expires_at)}")
    typer.echo(made.code)


@device_app.command("list")
def device_list(
    area: Annotated[str, typer.Argument(help="The area, which is the name of its service folder.")],
    database: DatabaseNamed = DATABASE,
) -> None:
    """List the tablets of an area, revoked ones too."""
    with kept_here(database) as kept, kept.read() as connection:
        for device in list_devices(connection, area):
            revoked = "" if device.revoked_at is None else f"  revoked {shown(device.revoked_at)}"
            typer.echo(f"{device.device_id}  {device.vehicle_id}  {device.name}{revoked}")


@device_app.command("revoke")
def device_revoke(
    device_id: Annotated[str, typer.Argument(help="The tablet, as `noriai device list` names it.")],
    database: DatabaseNamed = DATABASE,
) -> None:
    """Revoke a lost tablet: it gets nothing from this moment on."""
    with kept_here(database) as kept, kept.write() as connection:
        now = datetime.now(UTC)
        revoke_device(connection, device_id, now)
        put_on_record(connection, now, "revoke-device", f"device {device_id}")
    typer.echo(f"{device_id}: revoked")


@audit_app.command("who-saw")
def who_saw(
    rider: Annotated[str | None, typer.Option("--rider", help="Who saw this rider.")] = None,
    account: Annotated[str | None, typer.Option("--account", help="Whom this account saw.")] = None,
    between: Annotated[
        tuple[datetime, datetime] | None,
        typer.Option("--between", formats=MOMENTS, help="From and until, in this machine's time."),
    ] = None,
    database: DatabaseNamed = DATABASE,
) -> None:
    """List who saw whom, when, how and what for; by default in the last seven days."""
    now = datetime.now(UTC)
    if between is not None and not all(1990 <= each.year <= 2100 for each in between):
        refuse("--between: moments of the years 1990 to 2100 expected")
    begin, end = (now - LAST_DAYS, now) if between is None else (each.astimezone(UTC) for each in between)
    if begin > end:
        refuse("--between: the earlier moment first, then the later")
    with kept_here(database) as kept:
        with kept.read() as connection:
            looks = _looks(connection, rider, account, begin, end)
        with kept.write() as connection:
            of_whom = f"rider {rider}" if rider else account or "all"
            put_on_record(connection, now, "read-look-ups", f"look-ups of {of_whom}")
    for look in looks:
        typer.echo(
            f"{shown(look.at)}  {look.account}  {look.role}  {look.how}  {look.rider_id}  {look.purpose}"
        )
    typer.echo(f"{len(looks)} looks between {shown(begin)} and {shown(end)}", err=True)


def _looks(
    connection: Connection, rider: str | None, account: str | None, begin: datetime, end: datetime
) -> list[LookUp]:
    if rider is None and account is None:
        return list_looks(connection, begin, end)
    if rider is None:
        return list_seen_by(connection, account or "", begin, end)
    seen = list_who_saw(connection, RiderId(rider), begin, end)
    return [look for look in seen if account in (None, look.account)]


def _grants(written: list[str]) -> list[Grant]:
    grants = []
    for each in written:
        role, _, area = each.partition("@")
        if role not in STAFF_ROLES or not area:
            refuse(f"--grant {each}: ROLE@AREA expected, with a role of {', '.join(sorted(STAFF_ROLES))}")
        grants.append(Grant(Role(role), area))
    return grants
