"""Tiles of another server: asked for by nobody before a town allows them and somebody switches them on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, Route, expect

from api.desk.town import Town
from api.pages import GSI
from tests.api.served import a_database, at, serving
from tests.web.browsing import DESK, demand_accessible, keep_picture, visiting
from tests.web.operating import at_desk

SWITCH = "国土地理院の地図を下に敷く"


def test_an_operator_switches_tiles_on_where_the_town_allows_them(
    browser: Browser, town: Town, tmp_path: Path
) -> None:
    allowing = town.with_service(replace(town.service, gsi_tiles=True))
    database = a_database(tmp_path)
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=404, headers={"Access-Control-Allow-Origin": "*"})

    with serving(allowing, database, at(town, 7)) as served, visiting(browser, served, DESK) as visit:
        visit.context.route(f"{GSI}/**", answer)
        page, _ = at_desk(visit, "/operator#/board")
        page.locator(".town-map[data-ready]").wait_for()
        page.wait_for_timeout(300)
        assert asked == []
        with page.expect_request(f"{GSI}/**"):
            page.get_by_label(SWITCH).check()
        expect(page.get_by_role("link", name="国土地理院")).to_be_visible()
        demand_accessible(page, "tiles")
        keep_picture(page, "operator-tiles")
        assert all("/xyz/pale/" in url for url in asked)
        visit.faults = [each for each in visit.faults if GSI not in each]
    database.close()


def test_where_the_town_says_nothing_there_is_no_such_switch(
    browser: Browser, town: Town, tmp_path: Path
) -> None:
    database = a_database(tmp_path)
    with serving(town, database, at(town, 7)) as served, visiting(browser, served, DESK) as visit:
        page, _ = at_desk(visit, "/operator#/board")
        page.locator(".town-map[data-ready]").wait_for()
        expect(page.get_by_label(SWITCH)).to_have_count(0)
    database.close()
