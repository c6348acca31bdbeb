"""Writes the demo's feed/ and places.csv from facts.csv, streets.csv and lines.toml.

Run by hand after one of these has changed: `python examples/namioka/make_feed.py [--out DIR]`.
"""

import argparse
import csv
import tomllib
from pathlib import Path

from doors import list_doors
from feed_tables import Table, make_tables
from streets import draw_streets, read_driven_streets, read_facts
from timetable import list_patterns

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Write the feed and the doors into the folder asked for, by default beside this script."""
    parser = argparse.ArgumentParser(description="見本の路線から feed/ と places.csv を作ります。")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for feed/ and places.csv")
    out: Path = parser.parse_args().out
    lines = tomllib.loads((HERE / "lines.toml").read_text(encoding="utf-8"))
    facts = read_facts(HERE / "facts.csv")
    streets = draw_streets(lines["streets"], read_driven_streets(HERE / "streets.csv"), facts)
    patterns = list_patterns(lines, streets, facts)
    tables = make_tables(lines, patterns, facts)
    (out / "feed").mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        _write(out / "feed" / f"{name}.txt", table)
    doors = tomllib.loads((HERE / "doors.toml").read_text(encoding="utf-8"))
    _write(out / "places.csv", list_doors(doors, facts))


def _write(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, fieldnames=list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


if __name__ == "__main__":
    main()
