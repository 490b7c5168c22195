"""docs/performance.md: written from the figures, told apart from what stands there by hand."""

from pathlib import Path

import pytest

from bench.costs import heap
from bench.opening.stall_ms import CAP_MS, TROUBLES
from bench.page import performance
from bench.page.peers import ROWS, SOURCES
from bench.page.table import NOT_MEASURED

_PAGE = Path(__file__).resolve().parents[3] / "docs" / "performance.md"

SPREAD = {"median": 30.06, "p99": 40.0, "max": 1041.5, "trials": 1000}
NOTHING = {"time_to_open_ms": {}}


def opening(name, **more):
    return performance.page({"time_to_open_ms": {name: {**SPREAD, **more}}})


def cells(page, label):
    """The cells of the one row that begins with `label`, without it."""
    (line,) = [line for line in page.splitlines() if line.startswith(f"| {label} |")]
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_only_what_stands_between_the_markers_is_replaced():
    by_hand = f"# Title\n{performance.BEGIN}\nold\n{performance.END}\nafter\n"
    text = performance.written(by_hand, NOTHING)
    assert text.startswith(f"# Title\n{performance.BEGIN}\n")
    assert text.endswith(f"{performance.END}\nafter\n")
    assert "old" not in text
    assert performance.written(text, NOTHING) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        performance.BEGIN,
        performance.END,
        performance.END + performance.BEGIN,
    ],
)
def test_a_page_without_both_markers_in_order_is_not_written(text):
    with pytest.raises(performance.NoMarkers, match="put back"):
        performance.written(text, NOTHING)


def test_the_page_in_docs_has_its_markers():
    assert "## Time to open" in performance.written(_PAGE.read_text(), NOTHING)


def test_every_row_without_a_figure_says_so():
    page = performance.page({})
    for row in ROWS.values():
        assert cells(page, row.label)[0] == NOT_MEASURED
    for trouble in TROUBLES:
        assert cells(page, trouble.replace("_", " "))[0] == NOT_MEASURED
    for label in ("MQTT in an hour idle", "every operation", "all", "charging in a load group"):
        assert cells(page, label)[0] == NOT_MEASURED


def test_every_row_is_as_wide_as_its_table():
    for page in (performance.page({}), performance.page(FOUND)):
        tables = [block.splitlines() for block in page.split("\n\n") if block.startswith("|")]
        assert len(tables) == 7
        for table in tables:
            assert len({line.count("|") for line in table}) == 1


def test_time_to_open_stands_beside_the_standard_and_the_others():
    measured = cells(opening("s2_opens"), "car opens S2")
    assert measured[:5] == ["30.1", "40.0", "1,041.5", "1,000", "33"]
    assert measured[5] == "100 (8.1)"
    assert measured[6].startswith("SmartEVSE 37; esp32-evse 60")


def test_the_source_of_each_of_the_others_is_named():
    page = performance.page(NOTHING)
    for row in ROWS.values():
        assert set(row.others) <= set(SOURCES)
    for source in SOURCES.values():
        assert source in page


def test_a_stall_is_told_with_what_lies_beyond_it():
    page = opening("flash_write", tried=1310, max_beyond_stall=41.25)
    measured = cells(page, ROWS["flash_write"].label)
    assert measured[3:5] == ["1,000 of 1,310", "50 beyond its stall: 41.2"]


def test_a_ground_fault_is_told_with_what_it_takes_when_nothing_stalls():
    page = opening("ground_fault", max_loop_free=0.31)
    assert cells(page, ROWS["ground_fault"].label)[4] == "50; 10 when nothing stalls: 0.3"


def test_a_stall_without_end_is_shown_as_such():
    page = performance.page({"stall_ms": {"half_open": {"ours": 15.0, "stock": CAP_MS}}})
    assert cells(page, "half open") == ["15.0", ">= 60,000"]


FOUND = {
    "time_to_open_ms": {"flash_write": {"per_charging_hour": {"stalls": 5, "stalled_ms": 1250}}},
    "step_alloc_bytes": 0,
    "step_collections": 0,
    "false_openings": {
        "corners": 4,
        "hours_per_corner": 1.0,
        "count": 0,
        "false_faults": 0,
    },
    "boot_ms": {"pilot": {"median": 907.7, "max": 1_100.0}},
    "traffic_per_hour": {
        "idle": {
            "messages_sent": 180,
            "bytes_sent": 36_600,
            "messages_received": 120,
            "bytes_received": 240,
        }
    },
    "flash_ops": {
        "set_wire": {"erases": 2.03, "programs": 8.0, "most_erases": 3, "most_programs": 8}
    },
    "flash_wear": {"years": 10, "erases_per_block": 603, "endurance": 100_000},
    "mpy_bytes": {"firmware": 11_000, "firmware/core": 44_000},
    "chip_heap": {"linked": {"now": 96_300, "before": 154_416, "ratio": 0.624}},
    "speed": {
        "times_real_time": 136.9,
        "median": 120.4,
        "tries": 12,
        "processor": "x86_64",
        "cores": 2,
    },
}


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("1,000 control steps while charging leave allocated", "0 bytes"),
        ("1,000 control steps, every allocation a collection", "0 collections"),
        (
            "noise at the corners of all tolerances",
            "0 false openings, 0 false faults in 1 h at each of 4",
        ),
        ("flash writes, the server busy", "5 stalls in a charging hour, 1.2 s"),
        ("boot to a valid pilot: +12 V stands", "0.91 s, at most 1.10 s"),
        (
            "MQTT in an hour idle",
            "sent 180 packets, 36,600 bytes; received 120, 240 bytes",
        ),
        (
            "virtual time while charging",
            "137 times real time on one core, the best of 12 tries; median 120 (x86_64, 2 cores)",
        ),
    ],
)
def test_each_figure_is_told_with_its_unit(label, told):
    assert cells(performance.page(FOUND), label) == [told]


def test_the_flash_is_told_by_operation_and_in_ten_years():
    page = performance.page(FOUND)
    assert cells(page, "set wire") == ["2.03", "8", "3", "8"]
    assert "In 10 years of assumed use: 603 erases of the most worn block, of 100,000" in page


def test_each_folder_is_told_and_what_the_program_takes_of_the_chips_heap():
    page = performance.page(FOUND)
    assert cells(page, "firmware/core") == ["44,000"]
    assert cells(page, "all") == ["55,000"]
    assert cells(page, "linked") == ["96,300", "154,416", "0.62"]


def test_the_chips_heap_is_read_where_make_chip_heap_has_left_it(tmp_path):
    path = tmp_path / "chip_heap.json"
    assert heap.counted(path) == {}
    path.write_text('{"linked": {"now": 1, "before": 2, "ratio": 0.5}}')
    assert heap.counted(path)["chip_heap"]["linked"]["now"] == 1
