"""What was learnt, as a page: pictures, how sure each figure is, the held-out check, how far to trust it."""

from __future__ import annotations

from pathlib import Path

from gtfs.service import Service
from simulations.fitting.fitted_model import FittedModel
from simulations.fitting.held_out import HeldOut
from simulations.fitting.held_out_times import trust_in_drives, trust_in_visits
from simulations.fitting.pictures import LEVELS, draw_model, draw_unseen
from simulations.fitting.sure_figures import list_ends, list_halves, list_homes
from simulations.report.paper import page
from simulations.report.texts import Text

SHARES = {
    "return_share": Text("帰りも申し込む", "ask for the way home too"),
    "ride_now_share": Text("今すぐ", "ride now"),
    "phone_share": Text("電話", "by telephone"),
    "wheelchair_share": Text("車いすの人がいる", "with a wheelchair"),
    "walker_share": Text("歩行器の人がいる", "with a walker"),
    "cancel_share": Text("取消", "cancelled"),
    "no_show_share": Text("無断キャンセル(取り消さなかった人のうち)", "no-shows, of those who do not cancel"),
    "late_share": Text("お迎えに遅れて来る", "come late to the pickup"),
}
WHOM = {
    "anybody": Text("だれでも", "anybody"),
    "extra_rider": Text("2人目から1人ごとに", "each further rider"),
    "walker": Text("歩行器1台ごとに", "each walker"),
    "wheelchair": Text("車いす1台ごとに", "each wheelchair"),
}
MOST_ENDS = 15


def write_page(model: FittedModel, checked: HeldOut | None, service: Service, file: Path) -> None:
    """Write the page; it asks nothing of any network, and names nobody's home."""
    origins, destinations = list_ends(model, service, MOST_ENDS)
    html = page(
        Path(__file__).with_name("fitted.html"),
        model=model,
        checked=checked,
        trust_in_drives=None
        if checked is None or checked.drives is None
        else trust_in_drives(checked.drives),
        trust_in_visits=None
        if checked is None or checked.visits is None
        else trust_in_visits(checked.visits),
        pictures=draw_model(model, origins, destinations),
        unseen=[] if checked is None else draw_unseen(checked),
        halves=list_halves(model),
        ends=(origins, destinations),
        homes=list_homes(model, service),
        shares=SHARES,
        whom=WHOM,
        levels=LEVELS,
    )
    file.write_text(html, encoding="utf-8")
