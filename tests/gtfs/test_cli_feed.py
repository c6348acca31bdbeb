"""`feed check` and `feed describe` as their users meet them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gtfs import gtfs_kit_view as kit
from gtfs.cli_feed import app
from tests.gtfs.feeds import A_SMALL_FEED, a_feed_zip

BROKEN_STOPS = A_SMALL_FEED["stops"].replace("40.71600,140.58900", "140.58900,40.71600")


def test_a_sound_feed_is_usable(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(a_feed_zip(tmp_path))])
    assert result.exit_code == 0
    assert result.stdout.strip() == "feed.zip: usable (0 errors, 0 warnings, 0 notes)"


def test_findings_are_grouped_with_their_count_and_first_rows(tmp_path: Path) -> None:
    calls = A_SMALL_FEED["stop_times"].replace(",2_01,", ",999,")
    result = CliRunner().invoke(app, ["check", str(a_feed_zip(tmp_path, stop_times=calls))])
    assert result.exit_code == 1
    assert "cannot be used (2 errors, 0 warnings, 1 notes)" in result.stdout
    (row,) = [line for line in result.stdout.splitlines() if "dangling_reference" in line]
    assert [cell.strip() for cell in row.split("│")[2:6]] == ["stop_times.txt", "stop_id", "2", "3, 6"]


def test_json_names_every_row(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["check", str(a_feed_zip(tmp_path, stops=BROKEN_STOPS)), "--format", "json"]
    )
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["usable"]) == (1, False)
    assert answer["counts"] == {"error": 1, "warning": 0, "note": 0}
    assert answer["findings"] == [
        {
            "grade": "error",
            "code": "swapped_position",
            "file": "stops.txt",
            "row": 3,
            "field": "stop_lat",
            "message": "stop 2_01 at 140.58900, 40.71600: latitude and longitude look swapped; exchange them",
        }
    ]


def test_markup_in_a_feed_is_shown_as_it_is(tmp_path: Path) -> None:
    calls = A_SMALL_FEED["stop_times"].replace("T1,8:02:00,8:02:00,2_01", "T1,8:02:00,8:02:00,[bold]{x}")
    result = CliRunner().invoke(app, ["check", str(a_feed_zip(tmp_path, stop_times=calls))])
    assert "[bold]{x}" in result.stdout


@pytest.mark.parametrize(
    ("profile", "code"), [("v3", "old_translations"), ("v4", "old_translations"), ("auto", None)]
)
def test_the_edition_is_a_choice(tmp_path: Path, profile: str, code: str | None) -> None:
    names = ["浪岡駅前", "浪岡庁舎前", "浪岡病院前"]
    old = "trans_id,lang,translation\n" + "".join(f"{name},ja-Hrkt,よみ\n" for name in names)
    path = a_feed_zip(tmp_path, translations=old)
    result = CliRunner().invoke(app, ["check", str(path), "--format", "json", "--profile", profile])
    assert [finding["code"] for finding in json.loads(result.stdout)["findings"]] == ([code] if code else [])


def test_version_4_wants_every_location_type(tmp_path: Path) -> None:
    stops = A_SMALL_FEED["stops"].replace("140.58900,0", "140.58900,")
    path = a_feed_zip(tmp_path, stops=stops)
    for profile, codes in (("v3", []), ("v4", ["blank_value"])):
        result = CliRunner().invoke(app, ["check", str(path), "--format", "json", "--profile", profile])
        assert [finding["code"] for finding in json.loads(result.stdout)["findings"]] == codes


def test_describe_counts_what_runs_when(tmp_path: Path) -> None:
    pytest.importorskip("gtfs_kit", reason="needs the extra analysis")
    result = CliRunner().invoke(app, ["describe", str(a_feed_zip(tmp_path))])
    assert result.exit_code == 0
    assert "1 lines, 2 trips, 3 stops, 2 shapes" in result.stdout
    (row,) = [line for line in result.stdout.splitlines() if "平日" in line]
    cells = [cell.strip() for cell in row.split("│")[1:-1]]
    assert cells == ["261", "2019-04-01 Mon", "2020-03-31 Tue", "1", "2", "3", "08:00:00", "09:05:00", "平日"]


def test_describe_sends_a_broken_feed_to_check(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["describe", str(a_feed_zip(tmp_path, stops=BROKEN_STOPS))])
    assert result.exit_code == 1
    assert "errors: 1, the first in stops.txt" in result.stderr


def test_describe_without_the_extra_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit, "find_spec", lambda name: None)
    result = CliRunner().invoke(app, ["describe", str(a_feed_zip(tmp_path))])
    assert result.exit_code == 2
    assert '-m pip install -c constraints.txt -e ".[analysis]"' in result.stderr
