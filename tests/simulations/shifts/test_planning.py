"""The smallest fleet and shifts of a small town, tried on its own days."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dispatch.domain.time import HOUR_S, TimeWindow
from gtfs.service import read_service
from gtfs.service_error import ServiceError
from noriai import app
from simulations.shifts.cover import cheapest_cover, count_vehicles, vehicles_of
from simulations.shifts.day_kinds import DayKind, kind_driven_on, kind_of
from simulations.shifts.day_plan import Level, NoPlan
from simulations.shifts.driver_hours import driver_hours
from simulations.shifts.page import write_page
from simulations.shifts.planning import ShiftPlan, parse_level, plan_shifts
from simulations.shifts.shift import STEP_S, PlannedShift, list_shifts
from simulations.shifts.written import fleet_toml, roster_rows, write_fleets
from simulations.variants.variant import Variant, variant_of
from tests.gtfs.service_folders import SETTINGS, a_service_folder

EIGHT = 8 * HOUR_S
DAYS = [(date(2019, 6, 5), 1), (date(2019, 6, 6), 1)]


@pytest.fixture(scope="module")
def variant(tmp_path_factory: pytest.TempPathFactory) -> Variant:
    folder = a_service_folder(tmp_path_factory.mktemp("towns") / "town")
    return variant_of(folder, ["demand.riders_per_day=45"])


@pytest.fixture(scope="module")
def plan(variant: Variant) -> ShiftPlan:
    return plan_shifts(variant, DAYS, Level("success_within_30", 90.0))


def test_a_plan_keeps_its_level_and_one_shift_less_does_not(plan: ShiftPlan) -> None:
    assert plan.trial.level is not None
    assert plan.trial.level >= 90
    (every_day,) = plan.day_plans
    assert every_day.kind is None
    assert {less.without for less in every_day.one_less} == set(plan.shifts)
    assert all(less.level is None or less.level < 90 for less in every_day.one_less)
    assert [few.vehicles for few in every_day.too_few] == list(range(1, plan.vehicles))
    assert all(margin.kept for margin in plan.margins)


@pytest.fixture(scope="module")
def by_kinds(variant: Variant) -> ShiftPlan:
    """Of a Wednesday, a Saturday and a Sunday."""
    few = variant_of(variant.folder, ["demand.riders_per_day=12"])
    days = [(date(2019, 6, day), 1) for day in (5, 8, 9)]
    return plan_shifts(few, days, Level("success_within_30", 80.0))


def test_each_kind_of_day_has_needs_and_shifts_of_its_own(by_kinds: ShiftPlan) -> None:
    assert [each.kind for each in by_kinds.day_plans] == list(DayKind)
    for each in by_kinds.day_plans:
        assert each.days == 1
        assert (each.trial.level or 0) >= 80
        assert len(each.needs) == 20
    assert by_kinds.shifts == sum((each.shifts for each in by_kinds.day_plans), ())
    assert by_kinds.replayed >= 3


def test_every_day_of_the_week_is_driven_by_the_shifts_of_its_kind(by_kinds: ShiftPlan) -> None:
    weekday, saturday, holiday = (len(each.shifts) for each in by_kinds.day_plans)
    driven = [sorted(week[day] for week in by_kinds.roster.weeks if day in week) for day in range(7)]
    assert driven[:5] == [list(range(weekday))] * 5
    assert driven[5] == list(range(weekday, weekday + saturday))
    assert driven[6] == list(range(weekday + saturday, weekday + saturday + holiday))
    assert all(margin.kept for margin in by_kinds.margins)


def test_a_plan_by_kinds_is_written_kind_by_kind(
    by_kinds: ShiftPlan, variant: Variant, tmp_path: Path
) -> None:
    service = read_service(variant.folder)
    write_fleets(by_kinds, service.places, tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "fleet-holiday.toml",
        "fleet-saturday.toml",
        "fleet-weekday.toml",
    ]
    write_page(by_kinds, service, driver_hours(), tmp_path / "shifts.html")
    page = (tmp_path / "shifts.html").read_text(encoding="utf-8")
    assert all(words in page for words in ("日曜・祝日", "Saturdays", "平日にあたる祝日"))
    assert page.count('class="timeline"') == 3


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        (date(2026, 12, 2), DayKind.WEEKDAY),
        (date(2026, 12, 5), DayKind.SATURDAY),
        (date(2026, 12, 6), DayKind.HOLIDAY),
        (date(2026, 11, 3), DayKind.HOLIDAY),  # 文化の日, a Tuesday
        (date(2026, 5, 6), DayKind.HOLIDAY),  # 振替休日
    ],
)
def test_a_holiday_is_driven_as_a_sunday(on: date, kind: DayKind) -> None:
    assert kind_of(on) is kind


def test_a_kind_that_was_not_tried_is_driven_as_the_nearest() -> None:
    assert kind_driven_on(6, [DayKind.WEEKDAY, DayKind.SATURDAY]) is DayKind.SATURDAY
    assert kind_driven_on(5, [DayKind.WEEKDAY, DayKind.HOLIDAY]) is DayKind.HOLIDAY
    assert kind_driven_on(0, [DayKind.SATURDAY, DayKind.HOLIDAY]) is DayKind.SATURDAY


def test_the_fleet_of_a_plan_can_be_pasted_into_service_toml(plan: ShiftPlan, tmp_path: Path) -> None:
    before, _, rest = SETTINGS.partition("[[fleet]]")
    places = read_service(a_service_folder(tmp_path / "town")).places
    pasted = before + fleet_toml(plan.day_plans[0], places) + "\n[demand]" + rest.partition("[demand]")[2]
    read = read_service(a_service_folder(tmp_path / "town", settings=pasted))
    assert read.vehicles == plan.fleet
    assert len(tomllib.loads(fleet_toml(plan.day_plans[0], places))["fleet"]) == len(plan.shifts)


def test_every_shift_of_every_day_is_in_the_roster_once(plan: ShiftPlan) -> None:
    rows = list(roster_rows(plan))
    for day in range(1, 8):
        assert sum(bool(row[day]) for row in rows) == len(plan.shifts)


def test_a_cover_has_as_many_on_the_road_as_needed_by_trying_every_pair() -> None:
    possible = [
        shift for shift in list_shifts(TimeWindow(EIGHT, EIGHT + 6 * HOUR_S), 13 * HOUR_S) if not shift.breaks
    ]
    needs = [1] * 4 + [2] * 4 + [1] * 4
    cover = cheapest_cover(needs, EIGHT, possible, 2)
    assert cover.proven
    assert cover.missing_s == 0

    def covers(shifts: list[PlannedShift]) -> bool:
        return all(
            sum(each.serves_s(EIGHT + n * STEP_S, EIGHT + (n + 1) * STEP_S) for each in shifts)
            >= need * STEP_S
            for n, need in enumerate(needs)
        )

    assert covers(list(cover.shifts))
    least = min(one.paid_s + two.paid_s for one in possible for two in possible if covers([one, two]))
    assert sum(shift.paid_s for shift in cover.shifts) == least


def test_a_vehicle_changes_hands_when_a_shift_ends() -> None:
    early, late = PlannedShift(EIGHT, 2 * EIGHT), PlannedShift(2 * EIGHT, 3 * EIGHT)
    assert vehicles_of([late, early]) == [0, 0]
    assert count_vehicles([early, early, late]) == 2


def test_a_level_out_of_reach_is_said_so(variant: Variant) -> None:
    closed = [
        "demand.riders_per_day=6",
        "service.hours=8:00-9:30",
        "demand.hours=15:00-18:00",
        "fleet.breaks=[]",
    ]
    nobody = variant_of(variant.folder, closed)
    with pytest.raises(NoPlan, match="ask for less"):
        plan_shifts(nobody, DAYS[:1], Level("success_within_30", 100.0))


@pytest.mark.parametrize(
    "text", ["success=0.9", "success_within_30", "success_within_30=95", "passengers=0.5"]
)
def test_a_wrong_level_is_told(text: str) -> None:
    with pytest.raises(ServiceError, match="CODE=SHARE expected"):
        parse_level(text)


def test_the_command_writes_a_plan_a_roster_and_a_page(variant: Variant, tmp_path: Path) -> None:
    told = CliRunner().invoke(
        app,
        [
            *("shifts", str(variant.folder), "--level", "success_within_30=0.8", "--days", "1"),
            *("--change", "demand.riders_per_day=12", "--out", str(tmp_path / "out")),
        ],
    )
    assert told.exit_code == 0, told.output
    page = (tmp_path / "out" / "shifts.html").read_text(encoding="utf-8")
    for words in (
        "見本(実際の運行とは異なります)",
        "運行事業者に確かめてください",
        "示されていないこと",
        "[[fleet]]",
        "Continuous driving",
    ):
        assert words in page
    assert (tmp_path / "out" / "roster.csv").read_text(encoding="utf-8-sig").startswith("運転者 driver,月")
    assert "vehicle_id" in (tmp_path / "out" / "fleet.toml").read_text(encoding="utf-8")
