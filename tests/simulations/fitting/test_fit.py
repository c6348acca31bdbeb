"""What is learnt from recorded days: the demand they were drawn from, roads as driven, boarding as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.fit_recovery import NAMIOKA, Recovered, recover, simulated_days, true_demand
from dispatch.domain.events import VisitBegun, VisitDone
from dispatch.domain.route import VisitKind
from gtfs.service_changes import parse_changes
from gtfs.service_snow import SnowLevel
from simulations.fitting.boarding import fit_boarding, list_visits
from simulations.fitting.fit import NothingToLearn, fit_model
from simulations.fitting.fitted_model import FittedModel, read_fitted, write_fitted
from simulations.fitting.from_days import fit_days
from simulations.fitting.held_out import HeldOut
from simulations.fitting.homes import homes_by_stop
from simulations.fitting.journeys import observe
from simulations.fitting.sure_figures import list_ends
from simulations.recorded.read_day import read_day
from simulations.recorded.recorded_day import RecordedDay
from simulations.variants.ground import roads_of, scenario_of, service_of

DAYS = 20


@pytest.fixture(scope="module")
def recorded() -> list[RecordedDay]:
    return list(simulated_days(seed=7, days=DAYS))


@pytest.fixture(scope="module")
def recovered(recorded: list[RecordedDay]) -> Recovered:
    return recover(recorded, true_demand(300))


@pytest.fixture(scope="module")
def fitted(recorded: list[RecordedDay]) -> tuple[FittedModel, HeldOut | None]:
    return fit_days(recorded, NAMIOKA.folder)


def test_most_intervals_hold_what_the_days_were_drawn_from(recovered: Recovered) -> None:
    """The short form of benchmarks.fit_recovery: of so few cells, chance alone may take some."""
    assert recovered.half_hours.share >= 0.7
    assert 0.8 <= recovered.origins.share <= 0.98


def test_travel_factors_are_recovered_within_five_per_cent(recovered: Recovered) -> None:
    assert set(recovered.factors) == {SnowLevel.NORMAL, SnowLevel.SNOW, SnowLevel.HEAVY_SNOW}
    assert all(abs(ratio - 1) < 0.05 for ratio in recovered.factors.values()), recovered.factors


def test_a_model_draws_as_many_riders_as_were_recorded(
    fitted: tuple[FittedModel, HeldOut | None], recorded: list[RecordedDay], tmp_path: Path
) -> None:
    write_fitted(fitted[0], tmp_path / "model.toml")
    variant = NAMIOKA.changed(parse_changes([f"demand.model={tmp_path / 'model.toml'}"]))
    drawn = [len(scenario_of(variant, date(2026, 12, 2), seed).arrivals) for seed in range(30)]
    assert sum(drawn) / len(drawn) == pytest.approx(fitted[0].fitted.needs / DAYS, rel=0.1)
    grown = variant.changed(parse_changes(["demand.growth=2"]))
    more = [len(scenario_of(grown, date(2026, 12, 2), seed).arrivals) for seed in range(10)]
    assert sum(more) / len(more) == pytest.approx(2 * fitted[0].fitted.needs / DAYS, rel=0.15)
    assert scenario_of(variant, date(2026, 12, 2), 1).travel.version != roads_of(NAMIOKA.folder).times.version


def test_the_same_seed_draws_the_same_day(fitted: tuple[FittedModel, HeldOut | None], tmp_path: Path) -> None:
    write_fitted(fitted[0], tmp_path / "model.toml")
    variant = NAMIOKA.changed(parse_changes([f"demand.model={tmp_path / 'model.toml'}"]))
    one, two = (scenario_of(variant, date(2026, 12, 2), 1).arrivals for _ in range(2))
    assert one == two


def test_a_model_is_read_as_it_was_written(
    fitted: tuple[FittedModel, HeldOut | None], tmp_path: Path
) -> None:
    write_fitted(fitted[0], tmp_path / "one.toml")
    again = read_fitted(tmp_path / "one.toml")
    write_fitted(again, tmp_path / "two.toml")
    assert (tmp_path / "one.toml").read_bytes() == (tmp_path / "two.toml").read_bytes()
    assert again.fitted == fitted[0].fitted
    assert again.demand.return_share == pytest.approx(fitted[0].demand.return_share, abs=1e-5)


def test_unseen_days_are_foretold_and_the_trust_is_said(
    fitted: tuple[FittedModel, HeldOut | None],
) -> None:
    checked = fitted[1]
    assert checked is not None
    assert (checked.days, checked.learnt_from) == (4, 16)
    assert checked.off < 0.2
    assert checked.drives is not None
    assert checked.drives.off < checked.drives.off_before, "snow days are no longer a surprise"
    assert sum(mean.many for mean in checked.drives.means) == checked.drives.many
    assert "4日" in checked.sentence.ja


def test_every_figure_says_how_sure_it_is(fitted: tuple[FittedModel, HeldOut | None]) -> None:
    demand, sure = fitted[0].demand, fitted[0].intervals
    assert sure is not None
    for value, (low, high) in zip(sure.mean_day, sure.half_hours, strict=True):
        assert low < value < high
    for shares, pairs in ((demand.origins, sure.origins), (demand.destinations, sure.destinations)):
        assert shares.keys() == pairs.keys()
        assert all(
            pairs[place][0] <= share <= pairs[place][1] for place, share in shares.items() if share > 1e-3
        )
    for name, (low, high) in sure.shares.items():
        assert low <= getattr(demand, name) <= high
    for level, (low, high) in sure.driving.items():
        assert low < fitted[0].travel.snow[level] < high
    of_home = [place for place in demand.origins if place.startswith("home_")]
    assert sum(demand.origins[place] for place in of_home) == pytest.approx(1, abs=0.02), (
        "all set out at home"
    )
    assert sure.origin_kinds["home"][0] > 0.98, "of many homes together much more is known than of each"
    assert sum(sure.origins[place][0] for place in of_home) < 0.7


def test_homes_are_told_together_by_the_stop_nearby(fitted: tuple[FittedModel, HeldOut | None]) -> None:
    model, service = fitted[0], service_of(NAMIOKA.folder, NAMIOKA.changes)
    by_stop = homes_by_stop(service)
    assert all(len(homes) >= 5 for homes in by_stop.values())
    assert model.intervals is not None
    origins, destinations = list_ends(model, service, most=15)
    assert len(origins) == len(destinations) == 16, "fifteen, and all others"
    for ends in (origins, destinations):
        assert sum(end.value for end in ends) == pytest.approx(1, abs=0.02)
        assert [end.value for end in ends[:-1]] == sorted((end.value for end in ends[:-1]), reverse=True)
        for end in ends[:-1]:
            assert end.low is not None
            assert end.high is not None
            assert end.low < end.value < end.high
    assert all("付近の自宅" in end.name.ja for end in origins[:-1])
    assert not any("home_" in end.name.ja or "見本の家" in end.name.ja for end in (*origins, *destinations))


def test_what_was_never_recorded_is_not_sure_and_more_days_make_surer(
    fitted: tuple[FittedModel, HeldOut | None], recorded: list[RecordedDay]
) -> None:
    sure, few = fitted[0].intervals, fit_days(recorded[:6], NAMIOKA.folder)[0].intervals
    assert sure is not None
    assert few is not None
    low, high = sure.demand_snow["halt"]
    assert high / low > 4, "no day of a halt was recorded"
    (snow_low, snow_high), (wednesday_low, wednesday_high) = sure.demand_snow["snow"], sure.weekdays[2]
    assert wednesday_high / wednesday_low < snow_high / snow_low < high / low
    widths = [sum(high - low for low, high in each.half_hours) / sum(each.mean_day) for each in (sure, few)]
    assert widths[0] < widths[1]


def test_how_riders_behave_is_recovered(fitted: tuple[FittedModel, HeldOut | None]) -> None:
    """The days were drawn with 5 % cancelling, 3 % staying away and 10 % coming 2 to 12 minutes late."""
    demand, sure = fitted[0].demand, fitted[0].intervals
    assert sure is not None
    for name, true in (("cancel_share", 0.05), ("no_show_share", 0.03), ("late_share", 0.1)):
        assert sure.shares[name][0] - 0.01 <= true <= sure.shares[name][1] + 0.01, name
    assert 2 <= demand.late_min[0] <= demand.late_min[-1] <= 12
    assert 5 < sum(demand.late_min) / len(demand.late_min) < 9
    assert fitted[0].travel.visit_spread_s == pytest.approx(0, abs=1), "simulated visits last as planned"


def test_repeated_attempts_count_once(recorded: list[RecordedDay]) -> None:
    places = roads_of(NAMIOKA.folder).network.places
    for day in recorded:
        read = read_day(day, places)
        needs = {asked_by.need for asked_by in read.asked.values()}
        assert len(list(observe(read).asked)) == len(needs) <= len(read.facts.attempts)


def test_boarding_that_takes_longer_than_the_rules_is_noticed(recorded: list[RecordedDay]) -> None:
    """Everybody takes 30 s longer to board than the rules plan."""
    service, places = service_of(NAMIOKA.folder, NAMIOKA.changes), roads_of(NAMIOKA.folder).network.places
    slow = [
        replace(event, service_s=event.service_s - 30)
        if isinstance(event, VisitBegun) and event.kind is VisitKind.BOARD
        else event
        for event in recorded[0].events
    ]
    rules = replace(service.rules, board_s=service.rules.board_s - 30, wheelchair_s=240)
    visits = list_visits([read_day(replace(recorded[0], events=tuple(slow)), places)])
    found = fit_boarding(visits, rules)
    assert found.visits == sum(isinstance(e, VisitDone) and e.ride_id is not None for e in slow)
    assert found.board_s["anybody"] == pytest.approx(30, abs=6), "drawn a little to the rules"
    assert found.alight_s["anybody"] == pytest.approx(0, abs=3)
    low, high = found.board_interval["anybody"]
    assert low < found.board_s["anybody"] < high


def test_days_without_a_request_teach_nothing(recorded: list[RecordedDay]) -> None:
    service, built = service_of(NAMIOKA.folder, NAMIOKA.changes), roads_of(NAMIOKA.folder)
    empty = read_day(replace(recorded[0], events=recorded[0].events[:1]), built.network.places)
    with pytest.raises(NothingToLearn, match="hold no request"):
        fit_model([empty], service, built.network, built.times)
