"""What a story records while it is told."""

import json

from sim.host.story import telling
from tests.scenarios.story.lines import CHARGES, HEADER

START_S = 1_795_435_200
BOOT_S = 4


def test_a_recording_tells_what_changed_when(told, tmp_path):
    path = tmp_path / "recorded.jsonl"
    status, _ = told(CHARGES + "after 5 s unplug\nwait 3 s\n", record=path)
    start, *lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert status == 0 and start["name"] == "start"
    assert start["value"]["title"] == "A test" and start["value"]["wire_ma"] == 32_000
    assert 0 <= START_S - start["value"]["wall_s"] < BOOT_S
    assert [line["t_us"] for line in lines] == sorted(line["t_us"] for line in lines)
    values = {}
    for line in lines:
        values.setdefault(line["name"], []).append(line["value"])
    assert values["contactor"] == [0, 1, 0]
    assert max(values["duty"]) == 10_000 and 5333 in values["duty"]
    assert max(values["drawn_ma"]) > 30_000 and values["drawn_ma"][-1] == 0
    assert {"pilot_high_mv", "pilot_low_mv", "offer_ma", "link", "mains"} <= set(values)
    assert "unplug" in values["event"]


def test_a_cut_is_recorded_where_it_begins(told, tmp_path):
    path = tmp_path / "recorded.jsonl"
    told("promise It is dark.\nwait 1 s\nmains away for 20 s\n", record=path)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    marked = [line["t_us"] for line in lines if line["value"] == "mains away for 20 s"]
    dark = [line["t_us"] for line in lines if (line["name"], line["value"]) == ("mains", 0)]
    assert marked == dark


def test_a_neighbours_amps_are_recorded(written, tmp_path):
    shared = HEADER.replace(
        "charger: wire 32 A, boot wait 0 s",
        "charger: wire 32 A, group garage of 40 A for 2\n"
        "neighbour: wire 32 A, group garage of 40 A for 2",
    )
    lines = "promise Both.\nneighbour plug in, 20 kWh missing\nwait 70 s\n"
    path = tmp_path / "recorded.jsonl"
    assert telling.tell(written(lines, shared), tmp_path, path) == 0
    values = {}
    for line in [json.loads(line) for line in path.read_text().splitlines()]:
        values.setdefault(line["name"], []).append(line["value"])
    assert values["neighbour_offer_ma"][0] == 0 and max(values["neighbour_offer_ma"]) > 19_000
    assert max(values["neighbour_drawn_ma"]) > 15_000 and max(values["drawn_ma"]) == 0


def test_a_recording_makes_its_folder(told, tmp_path):
    status, _ = told("promise Time passes.\nwait 1 s\n", record=tmp_path / "build/new/x.jsonl")
    assert status == 0 and (tmp_path / "build/new/x.jsonl").exists()


def test_a_recording_that_cannot_be_written_is_told_in_one_line(told, tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    status, said = told("promise Time passes.\nwait 1 s\n", record=in_the_way / "x.jsonl")
    assert status == 2
    assert said.splitlines()[-1].startswith(f"{in_the_way}/x.jsonl: cannot be written: ")
    assert "1 of 1 promises held." in said


def test_a_recorded_cut_of_the_mains_is_dark(told, tmp_path):
    path = tmp_path / "recorded.jsonl"
    told("promise It is dark.\nmains cut\nwait 1 h\nmains back\n", record=path)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    mains = [(line["t_us"], line["value"]) for line in lines if line["name"] == "mains"]
    assert [value for _, value in mains] == [1, 0, 1]
    assert mains[2][0] - mains[1][0] >= 3_600_000_000
    assert any(line["name"] == "pilot_high_mv" and line["value"] == 0 for line in lines)
