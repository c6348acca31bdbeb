"""The command `fit`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from gtfs.service_changes import NO_CHANGES
from simulations.fitting.fitted_model import write_fitted
from simulations.fitting.from_days import fit_days
from simulations.fitting.page import write_page
from simulations.learning import require_learning
from simulations.recorded.options import AreaNamed, FirstDate, LastDate, ServiceNamed, option_date
from simulations.recorded.recorded_day import RecordedDays
from simulations.recorded.sources import Wanted, read_days
from simulations.terminal import refuse, terminal
from simulations.variants.ground import service_of


def command(read_database: RecordedDays) -> typer.Typer:
    """The command, with what reads the days of a service's database."""
    app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)

    @app.command()
    def fit(
        sources: Annotated[
            list[str],
            typer.Argument(
                metavar="JOURNAL|DATABASE...",
                help="Days that `simulate` wrote, folders of days, a SQLite file or postgresql+psycopg://...",
            ),
        ],
        service: ServiceNamed,
        out: Annotated[Path, typer.Option("--out", help="The model to write, its page beside it.")] = Path(
            "model.toml"
        ),
        area: AreaNamed = None,
        first: FirstDate = None,
        last: LastDate = None,
    ) -> None:
        """Learn from recorded days who will ask and how long driving and boarding take.

        Exit code 0: written, 2: the input cannot be used.
        """
        console = terminal()
        try:
            require_learning()
            wanted = Wanted(area, option_date("--from", first), option_date("--to", last))
            folder = service.resolve()
            days = read_days(sources, folder, wanted, read_database)
            model, checked = fit_days(days, folder)
            out.parent.mkdir(parents=True, exist_ok=True)
            write_fitted(model, out)
            write_page(model, checked, service_of(folder, NO_CHANGES), out.with_suffix(".html"))
        except ValueError as refusal:
            refuse(str(refusal))
        except OSError as problem:
            why = problem.strerror or problem
            refuse(f"{out}: cannot be written ({why}); give another file with --out")
        told = model.fitted
        console.print(f"{told.days} days, {told.needs} needs: {escape(str(out))}", highlight=False)
        console.print(
            "too few days to check the model" if checked is None else " / ".join(checked.sentence),
            highlight=False,
        )

    return app
