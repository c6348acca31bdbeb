"""A rider is taken out of every table there is, by themselves or by staff they ask; a table that is added
later and tells of riders is found here by itself."""

from __future__ import annotations

from sqlalchemy import select

from api.forgetting import forget_again
from api.people.erasure import list_erased
from api.storage.every_table import every_table
from tests.api.routes.booked import ask, book, wish
from tests.api.routes.test_history import carry
from tests.api.served import DAY, Served, at

LEADS_NOWHERE = {"erased_rider", "look_up", "ride_fare", "rider_pass"}
"""That somebody was erased, who looked at whom, and the books of fares keep the bare id."""


def tables_with(served: Served, rider_id: str) -> set[str]:
    with served.site.database.read() as connection:
        return {
            table.name
            for table in every_table().tables.values()
            if "rider_id" in table.columns
            and connection.execute(select(table.c.rider_id).where(table.c.rider_id == rider_id)).first()
        }


def a_rider_with_a_past(served: Served) -> str:
    """Somebody who has ridden, has given up too late, was opened by staff, and holds coupons."""
    rider_id = served.rider("p1")
    carry(served, book(served))
    late = book(served, wish={"kind": "depart_after", "at": at(served.town, 10).isoformat()})
    served.clock.set(at(served.town, 9, 50))
    served.post(f"/rides/{DAY}/{late['ride_id']}/cancellation")
    served.get(f"/riders/{rider_id}/card?purpose=call")
    served.post(f"/riders/{rider_id}/passes", {"product_id": "coupons", "first_date": "2026-12-01"})
    return rider_id


def test_nothing_tells_of_a_rider_whom_staff_erased(served: Served) -> None:
    rider_id = a_rider_with_a_past(served)
    assert {"ride", "notice", "no_show", "rider", "rider_key"} <= tables_with(served, rider_id)
    data = served.get(f"/riders/{rider_id}/data")
    assert data.json()["directory"]["profile"]["name"] == "p1"
    assert [each["purpose"] for each in data.json()["directory"]["seen_by"]][-1] == "disclosure"
    whole = ("rides", "fares", "passes", "no_shows", "notices")
    assert all(data.json()[part] for part in whole), "what is kept of them is told to them"
    for _ in range(2):
        assert served.client.delete(
            f"{served.area}/riders/{rider_id}", headers=served.signed() | {"Idempotency-Key": "erase p1"}
        ).is_success
    assert tables_with(served, rider_id) <= LEADS_NOWHERE
    assert served.get(f"/riders/{rider_id}/data").status_code == 404


def test_whoever_still_rides_is_not_erased(served: Served) -> None:
    book(served)
    answer = served.delete(f"/riders/{served.rider('p1')}")
    assert (answer.status_code, answer.json()["code"]) == (409, "not-now")
    assert "rider" in tables_with(served, served.rider("p1"))
    assert served.delete("/riders/nobody").status_code == 404
    assert served.delete(f"/riders/{served.rider('p1')}", served.as_rider("p1")).status_code == 403


def test_who_comes_back_with_a_backup_is_forgotten_again(served: Served) -> None:
    rider_id = a_rider_with_a_past(served)
    ask(served, wish=wish(served, 15))
    with served.site.database.write() as connection:
        forgotten = forget_again(connection, [served._riders["p1"]], served.clock.now())
        assert forgotten == list_erased(connection) == [rider_id]
    assert tables_with(served, rider_id) <= LEADS_NOWHERE
