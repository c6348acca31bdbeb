"""What has served its time is deleted, and riders who are not seen for two years are named."""

from __future__ import annotations

from datetime import timedelta

from api.people.looking import Purpose, Viewer, list_looks, open_profile
from api.people.retention import Forgotten, Retention, forget_old, list_unused
from api.people.riders import RiderDirectory
from api.people.sign_in import SignIn
from api.people.tokens import TokenKind, TokenState, find_session, issue, revoke
from api.storage.database import Database
from tests.api.people.people import AREA, NOW, TANAKA

DAY = timedelta(days=1)


def test_codes_go_after_a_day_tokens_after_half_a_year_looks_after_a_year(
    database: Database, directory: RiderDirectory
) -> None:
    viewer = Viewer("ito", "operator", Purpose.CALL, "192.0.2.7")
    with database.write() as connection:
        rider_id = directory.register(connection, AREA, TANAKA, NOW)
        SignIn(directory, lambda message: None).ask(connection, TANAKA.phone, "192.0.2.1", NOW)
        issue(connection, TokenKind.RIDER, rider_id, NOW)
        tablet = issue(connection, TokenKind.DEVICE, "d1", NOW)
        lost = issue(connection, TokenKind.DEVICE, "d2", NOW)
        revoke(connection, lost, NOW)
        open_profile(connection, directory, AREA, rider_id, viewer, NOW)
        moment = timedelta(seconds=1)
        assert forget_old(connection, NOW + DAY - moment) == Forgotten(0, 0, 0)
        assert forget_old(connection, NOW + DAY) == Forgotten(1, 0, 0)
        assert forget_old(connection, NOW + 180 * DAY - moment) == Forgotten(0, 0, 0)
        assert forget_old(connection, NOW + 180 * DAY) == Forgotten(0, 2, 0)
        assert len(list_looks(connection, NOW, NOW)) == 1
        assert forget_old(connection, NOW + 365 * DAY) == Forgotten(0, 0, 1)
        session = find_session(connection, tablet, NOW + 365 * DAY)
    assert session is not None
    assert session.state is TokenState.GOOD


def test_a_town_may_keep_less(database: Database, directory: RiderDirectory) -> None:
    with database.write() as connection:
        SignIn(directory, lambda message: None).ask(connection, TANAKA.phone, "192.0.2.1", NOW)
        assert forget_old(connection, NOW + DAY / 2, Retention(codes=DAY / 2)).codes == 1


def test_riders_who_have_not_booked_for_two_years_are_asked(
    database: Database, directory: RiderDirectory
) -> None:
    with database.write() as connection:
        quiet, busy = (directory.register(connection, AREA, TANAKA, NOW) for _ in range(2))
        directory.note_use(connection, busy, NOW + 400 * DAY)
        assert list_unused(connection, NOW + 730 * DAY - timedelta(seconds=1)) == []
        assert list_unused(connection, NOW + 730 * DAY) == [quiet]
