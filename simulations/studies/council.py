"""The papers for the council and the subsidy, of days that were driven."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from simulations.council.kept_days import OfficePeriod, period_on_record
from simulations.council.pack import DAY_TABLES, INTERNAL, REPORT, PackError, make_pack
from simulations.council.workbook import WorkbookMissing
from simulations.studies.ordered import Ordered, Watch
from simulations.studies.replay import days_of
from simulations.town_costs import books_of
from simulations.variants.variant import Variant


def carry_out(order: Ordered, out: Path, watch: Watch) -> Path:
    """Make the pack of the days of an order; its report. Tables that name homes are left out."""
    kept, office = order.office, None
    if kept is not None:
        office = OfficePeriod(kept.paid_yen, {}, kept.registered, kept.pass_sales_yen)
    town = books_of(order.folder)
    with TemporaryDirectory(dir=out.parent) as scratch:
        variant = Variant(order.folder.name, order.folder)
        period = period_on_record(days_of(order), variant, office, Path(scratch))
        try:
            make_pack(period, town, out, lambda _, done, total: watch(0, done, total))
        except WorkbookMissing as missing:
            raise PackError(str(missing)) from missing
    shutil.rmtree(out / INTERNAL / DAY_TABLES)
    return out / f"{REPORT}.html"
