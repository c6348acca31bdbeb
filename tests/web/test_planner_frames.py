"""How smoothly a large day runs: thirty vehicles over a map of five hundred stops, drawn by software."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from api.desk.town import Town
from api.people.roles import Role
from api.planning.planning import planning_in
from tests.api.planning.laboratories import REAL
from tests.api.served import a_database, at, serving
from tests.web.browsing import DESK, visiting

STOPS, VEHICLES, RIDERS = 500, 30, 500
LEAST_FRAMES_A_SECOND = 30
WATCHED_MS = 5000
COUNT = """watched => new Promise(done => {
  const sheet = document.querySelector('.film-map > canvas')
  const [drawn, begun] = [sheet.timesDrawn, performance.now()]
  setTimeout(() => done([(sheet.timesDrawn - drawn) * 1000 / (performance.now() - begun),
    sheet.drawnScene.vehicles.length]), watched)
})"""


def with_more_stops(route: Route) -> None:
    """The town's map, its stops set out again and again until there are enough."""
    town = route.fetch().json()
    stops = [each for each in town["features"] if each["properties"]["kind"] == "stop"]
    for number in range(STOPS - len(stops)):
        lon, lat = stops[number % len(stops)]["geometry"]["coordinates"]
        shift = 0.0011 * (1 + number // len(stops))
        more = {"type": "Point", "coordinates": [lon + shift, lat + shift]}
        town["features"].append({**stops[number % len(stops)], "geometry": more})
    route.fulfill(body=json.dumps(town), content_type="application/geo+json")


@pytest.mark.long
def test_thirty_vehicles_over_five_hundred_stops_move_smoothly(
    browser: Browser, town: Town, tmp_path: Path
) -> None:
    database = a_database(tmp_path)
    with serving(town, database, at(town, 7), planning=planning_in(tmp_path / "runs", REAL)) as served:
        day = served.get("/planning").json()["usual"] | {"vehicles": VEHICLES, "riders": RIDERS}
        run_id = served.post("/planning/runs", {"name": "large", "day": day}).json()["run_id"]
        while served.get(f"/planning/runs/{run_id}").json()["state"] != "done":
            time.sleep(0.5)
        with visiting(browser, served, DESK) as visit:
            visit.sign_in(served.as_one(Role.PLANNER))
            visit.context.route("**/map.geojson", with_more_stops)
            page = visit.open(f"/planner#/runs/{run_id}")
            page.locator(".film-map .town-map[data-ready]").wait_for(timeout=60_000)
            page.locator(".film").scroll_into_view_if_needed()
            page.get_by_role("button", name="再生").click()
            frames_a_second, vehicles = page.evaluate(COUNT, WATCHED_MS)
    database.close()
    print(f"{frames_a_second:.1f} frames a second, {vehicles} vehicles, {STOPS} stops")
    assert vehicles == VEHICLES
    assert frames_a_second >= LEAST_FRAMES_A_SECOND
