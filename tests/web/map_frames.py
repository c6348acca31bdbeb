"""How smoothly the map moves 30 vehicles among 500 stops: `python -m tests.web.map_frames`.

Frames a second depend on how busy the machine is; the processor time of a frame does so less. The page's
part of it is ours; the drawing is done by the processor only where there is no graphics card.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from api.desk.town import town_of
from gtfs.service import read_service
from tests.api.served import a_database, at, serving
from tests.examples.namioka_demo import NAMIOKA
from tests.web.browsing import DESK, FLAGS, find_chromium, visiting
from tests.web.riding import opened

VEHICLES, STOPS, SECONDS = 30, 500, 8
KINDS = {"renderer": "the page, its map and its worker", "GPU": "drawing, by software"}
MOVING = """([vehicles, stops, seconds]) => new Promise(done => {
  const map = document.querySelector('.town-map').drawnMap
  const {lng, lat} = map.getCenter()
  const point = (id, kind, x, y) => ({type: 'Feature', properties: {id, kind, label: id, name: id},
    geometry: {type: 'Point', coordinates: [lng + x, lat + y]}})
  const grid = Array.from({length: stops}, (_, n) =>
    point(`s${n}`, 'stop', (n % 25 - 12) / 250, (Math.floor(n / 25) - 10) / 250))
  const town = map.getStyle().sources.town.data
  map.getSource('town').setData({...town, features: [...town.features, ...grid]})
  const began = performance.now()
  let frames = 0
  map.on('render', () => { frames++ })
  const move = () => {
    const passed = (performance.now() - began) / 1000
    if (passed > seconds) return done(frames / passed)
    const features = Array.from({length: vehicles}, (_, n) =>
      point(`v${n}`, 'vehicle', 0.04 * Math.cos(passed / 5 + n), 0.03 * Math.sin(passed / 5 + n)))
    map.getSource('vehicles').setData({type: 'FeatureCollection', features})
    requestAnimationFrame(move)
  }
  move()
})"""


def main() -> None:
    town = town_of(read_service(NAMIOKA))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), chromium_sandbox=False, args=FLAGS
        )
        database = a_database(Path(folder))
        with serving(town, database, at(town, 7)) as served, visiting(browser, served, DESK) as visit:
            page = opened(visit, favourite=False)
            page.get_by_role("button", name="ほかの場所へ行く").click()
            page.get_by_role("button", name="地図で選ぶ").click()
            page.locator(".town-map[data-ready]").wait_for()
            processes = browser.new_browser_cdp_session()

            def busy_s() -> dict[str, float]:
                told = processes.send("SystemInfo.getProcessInfo")["processInfo"]
                return {kind: sum(each["cpuTime"] for each in told if each["type"] == kind) for kind in KINDS}

            before = busy_s()
            per_s = page.evaluate(MOVING, [VEHICLES, STOPS, SECONDS])
            spent = {kind: after_s - before[kind] for kind, after_s in busy_s().items()}
            print(
                f"{VEHICLES} vehicles, {STOPS} stops: {per_s:.1f} frames/s on this machine as busy as it is"
            )
            for kind, what in KINDS.items():
                print(f"{what}: {1_000 * spent[kind] / (per_s * SECONDS):.1f} ms of processor a frame")
        database.close()
        browser.close()


if __name__ == "__main__":
    main()
