"""Whatever a feed's tables hold, the check answers with findings and never falls over."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gtfs.checks import Profile, check_feed
from gtfs.checks.standard_fields import KNOWN_TABLES, REFERENCES
from gtfs.findings import Grade
from tests.gtfs.feeds import A_SMALL_FEED, a_feed, some_files

_SOME_VALUES = st.sampled_from(
    [
        "",
        "NA",
        "1_01",
        "T1",
        "平日",
        "S1",
        "-1",
        "1e400",
        "nan",
        "25:30:00",
        "99:99",
        "20190401",
        "0",
        "1",
        "2",
        "{x}",
    ]
)
_SOME_COLUMNS = sorted(
    {reference.field for reference in REFERENCES}
    | {column for text in A_SMALL_FEED.values() for column in text.split("\n", 1)[0].strip().split(",")}
    | {
        "start_pickup_drop_off_window",
        "end_pickup_drop_off_window",
        "location_id",
        "headway_secs",
        "start_time",
    }
    | {"end_time", "platform_code", "trans_id", "lang", "pickup_type", "{stop_id}", ""}
)


@st.composite
def _any_table(draw: st.DrawFn) -> str:
    """A table of columns GTFS knows, in any combination, with values right and wrong."""
    columns = draw(st.lists(st.sampled_from(_SOME_COLUMNS), max_size=8))
    rows = draw(st.lists(st.lists(_SOME_VALUES, max_size=9), max_size=5))
    return "\n".join([",".join(columns), *(",".join(row) for row in rows)])


_TABLES = st.dictionaries(
    st.sampled_from(sorted(KNOWN_TABLES)),
    st.one_of(st.none(), _any_table(), st.binary(max_size=60)),
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(_TABLES, st.sampled_from(Profile))
def test_any_tables_at_all(tables: dict[str, str | bytes | None], profile: Profile) -> None:
    for finding in check_feed(a_feed(**tables), profile):
        assert finding.grade in Grade
        assert finding.code
        assert finding.file
        assert finding.message
        assert finding.row is None or finding.row >= 1


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(A_SMALL_FEED)), st.data())
def test_one_byte_changed_anywhere(table: str, data: st.DataObject) -> None:
    content = bytearray(some_files()[f"{table}.txt"])
    position = data.draw(st.integers(0, len(content) - 1))
    content[position] = data.draw(st.integers(0, 255))
    check_feed(a_feed(**{table: bytes(content)}))
