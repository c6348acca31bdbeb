"""What a study is told of the rules in force."""

from datetime import date

from api.desk.town import Town
from api.planning.studying import changes_in_force
from gtfs.service import read_service
from gtfs.service_amendment import amended, read_amendment

SINCE = date(2026, 12, 1)


def test_rules_agreed_later_make_the_folder_the_service_in_force(town: Town) -> None:
    words = "[rules]\npickup_window_min = 17\nwalk_max_m = 300\n[booking]\ncutoff_min = 45\n"
    now = amended(town.service, [read_amendment(words, SINCE, None)], SINCE)
    changes = changes_in_force(town.service, now)
    assert dict(changes.values)["rules.pickup_window_min"] == 17
    assert read_service(town.service.folder, changes).rules == now.rules


def test_where_nothing_was_agreed_nothing_is_changed(town: Town) -> None:
    assert not changes_in_force(town.service, town.service)
