"""Pictures of recordings and traces: what the files carry, and which files are refused."""

import re

import pytest

from firmware.core.record import black_box_rows
from sim.host.story.recording import Recording
from tests.tools.pictures.drawn import (
    HISTORY,
    SVG,
    WALL_S,
    S,
    drawn,
    embedded,
    path_of,
    series_of,
    spans_of,
    story_in,
    trace_in,
    words_in,
    write,
)
from tools.pictures import axis, black_box, recording
from tools.pictures.__main__ import main, read
from tools.pictures.page import chart, page
from tools.pictures.svg import svg

SVG_MAX_BYTES = 150_000


@pytest.fixture
def story(tmp_path):
    return story_in(tmp_path)


@pytest.fixture
def trace(tmp_path):
    return trace_in(tmp_path)


# --- what a page carries -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "times_us", "values"),
    [
        ("pilot_high_mv", [0, 10 * S], [9, 6]),
        ("pilot_low_mv", [0, 10 * S], [9, -12]),
        ("duty", [0, 10 * S], [100, 53.33]),
        ("offer_ma", [0, 10 * S], [0, 32]),
        ("drawn_ma", [0, 12 * S, 40 * S], [0, 31.5, 0]),
        ("wire_ma", [0], [32]),
    ],
)
def test_a_page_carries_every_change_of_a_series_and_each_only_once(story, name, times_us, values):
    series = series_of(embedded(page(story)))[name]
    assert series["values"] == values
    assert [sum(series["steps_us"][: end + 1]) for end in range(len(values))] == times_us


def test_the_contactors_intervals_are_those_of_the_recording(story):
    closed = [["closed", "strong"]] * 2
    spans = spans_of(embedded(page(story)), "contactor")
    assert [span[:2] for span in spans] == [[10 * S, 40 * S], [45 * S, 55 * S]]
    assert [span[2:] for span in spans] == closed


def test_link_schedule_and_mains_are_told_in_words(story):
    carried = embedded(page(story))
    assert [span[2] for span in spans_of(carried, "link")] == ["up", "down"]
    assert spans_of(carried, "schedule_open") == [[20 * S, 60 * S, "open", "strong"]]
    assert [span[2:] for span in spans_of(carried, "mains")] == [
        ["on", "strong"],
        ["off", "alarm"],
    ]


def test_everything_has_its_label(story):
    words = words_in(drawn(page(story)))
    for label in ("Control pilot", "Duty", "Current", "Contactor", "Link to server"):
        assert label in words
    for label in ("high plateau", "low plateau", "offered", "drawn", "wire ampacity"):
        assert label in words
    for label in ("+12 V", "-12 V", "C car asks", "50 %", "30 A", "Schedule window", "Mains"):
        assert label in words
    assert "2026-11-23 06:57:30 UTC, 1 min 0 s" in words


def test_an_event_is_numbered_listed_and_harmless(story):
    html = page(story)
    assert "06:57:35  a car &amp; &lt;its driver&gt;" in html
    assert "<its driver>" not in html
    assert {"1", "2"} <= set(words_in(drawn(html)))


def test_a_page_needs_nothing_from_elsewhere(story):
    html = page(story).replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|src=|href=|url\(|@import|fetch\(|<link", html)
    assert "<!--" not in html


def test_other_watched_things_that_were_ever_so_are_strips(tmp_path):
    history = [*HISTORY, (15 * S, "leak", True), (16 * S, "leak", False), (1, "coil", 0)]
    carried = chart(read(write(tmp_path / "leak.jsonl", history)))
    assert spans_of(carried, "leak") == [[15 * S, 16 * S, "yes", "alarm"]]
    assert "coil" not in [lane["name"] for lane in carried["lanes"]]


def test_a_neighbours_amps_are_lines_beside_the_others(tmp_path):
    beside = [(0, "neighbour_offer_ma", 20_000), (9 * S, "neighbour_drawn_ma", 19_500)]
    story = read(write(tmp_path / "two.jsonl", [*HISTORY, *beside]))
    assert series_of(chart(story))["neighbour_offer_ma"]["values"] == [20]
    assert series_of(chart(story))["neighbour_drawn_ma"]["values"] == [19.5]
    assert {"other offered", "other drawn"} <= set(words_in(drawn(svg(story))))


def test_what_a_story_records_can_be_drawn(tmp_path):
    kept = Recording()
    for t_us, name, value in HISTORY[:-1]:
        kept.note(t_us, name, value)
    kept.save(tmp_path / "kept.jsonl", "A story", 32000, WALL_S)
    carried = chart(read(tmp_path / "kept.jsonl"))
    assert len(spans_of(carried, "contactor")) == 2
    assert carried["wall_us"] == WALL_S * S


# --- SVG alone -----------------------------------------------------------------------------------


def test_an_svg_stands_alone_and_lists_its_events(story):
    root = drawn(svg(story))
    assert int(root.get("width", "0")) > axis.WIDTH
    assert "06:58:00 the server dies" in words_in(root)
    assert root.find(SVG + "style") is not None


def test_an_event_too_long_for_a_line_is_shortened_in_the_svg_and_whole_in_the_page(tmp_path):
    long = "word " * 40 + "end"
    story = read(write(tmp_path / "long.jsonl", [*HISTORY, (S, "event", long)]))
    shown = next(words for words in words_in(drawn(svg(story))) if "word" in words)
    assert len(shown) <= 80 and shown.endswith(" …")
    assert long in page(story)


def test_a_day_of_samples_a_second_stays_small(tmp_path):
    day = [(s * S, "drawn_ma", 31000 + s * 7919 % 400) for s in range(86_400)]
    story = read(write(tmp_path / "day.jsonl", [*HISTORY, *day]))
    assert len(svg(story)) < SVG_MAX_BYTES
    assert len(series_of(chart(story))["drawn_ma"]["values"]) > 86_000


# --- the black box -------------------------------------------------------------------------------


def test_the_header_is_the_firmwares():
    assert black_box.HEADER == black_box_rows.HEADER


def test_a_trace_shows_volts_states_and_marks_up_to_its_end(trace):
    carried = chart(trace)
    assert trace.title == "Black box: ground_lost"
    assert (carried["from_us"], carried["to_us"]) == (-7 * S, 0)
    assert spans_of(carried, "contactor") == [[-2_500_000, -1_000_000, "closed", "strong"]]
    assert spans_of(carried, "coil") == [[-2_480_000, -980_000, "on", "strong"]]
    assert [span[2] for span in spans_of(carried, "ground")] == ["present", "LOST"]
    states = [span[2] for span in spans_of(carried, "state")]
    assert states == ["B1", "B2", "C2", "C2+", "F", "B1", "C1"]
    assert spans_of(carried, "tripped") == [[-2_960_000, -2_940_000, "self-test", "weak"]]
    assert spans_of(carried, "fault")[0] == [-S, 0, "ground_lost", "alarm"]


def test_a_trip_with_a_closed_contactor_or_a_fault_is_an_alarm(tmp_path):
    path = tmp_path / "2.csv"
    rows = ["40,6.0,sound,C2+,1,1,1,0,1,", "20,6.0,sound,C2+,1,1,1,1,1,"]
    rows += ["10,6.0,sound,F,0,0,0,1,1,ground_fault"]
    path.write_text("\n".join(["# ground_fault", black_box.HEADER, *rows]) + "\n")
    assert spans_of(chart(read(path)), "tripped") == [[-20_000, 0, "TRIPPED", "alarm"]]


def test_where_a_trace_knows_no_volts_its_line_has_a_gap(trace):
    assert series_of(chart(trace))["high_v"]["values"].count(None) == 2
    assert path_of(drawn(svg(trace)), "line-high_v").count("M") == 2


def test_a_trace_says_that_it_has_no_waveform(trace):
    assert any("no waveform" in words for words in words_in(drawn(svg(trace))))


# --- the command ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "begins"), [("a.html", "<!doctype html>"), ("a.svg", "<svg ")])
def test_the_targets_name_chooses(tmp_path, name, begins):
    source = write(tmp_path / "story.jsonl", HISTORY)
    assert main([str(source), "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_text().startswith(begins)


START = '{"name": "start", "value": {}}\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ":1: begin with"),
        ('{"name": "start", "value": 1}\n', ":1: begin with"),
        (START, ":1: nothing was recorded"),
        (START + "at 18:00 plug in\n", ":2: write {"),
        (START + '{"t_us": 1.5, "name": "duty", "value": 1}\n', ":2: write {"),
        (START + '{"t_us": 1, "name": "duty", "value": "high"}\n', ":2: write {"),
        (START + '{"t_us": 1, "name": "duty"}\n', ":2: write {"),
        ("[1]\n", ":1: write {"),
        (f"# trip\n{black_box.HEADER}\n", ":3: the trace has no rows"),
        (f"# trip\n{black_box.HEADER}\n1,2\n", ":3: the columns must be"),
        (f"# trip\n{black_box.HEADER}\n1,x,,A,0,0,0,0,1,\n", ":3: the columns must be"),
    ],
)
def test_a_wrong_file_is_told_by_line_and_what_would_be_right(tmp_path, capsys, text, says):
    source = tmp_path / "wrong"
    source.write_text(text)
    assert main([str(source), "-o", str(tmp_path / "a.html")]) == 2
    assert str(source) + says in capsys.readouterr().err
    assert not (tmp_path / "a.html").exists()


def test_a_missing_file_is_told(tmp_path, capsys):
    assert main([str(tmp_path / "none"), "-o", str(tmp_path / "a.html")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_a_recording_without_a_clock_or_a_wire_is_drawn(tmp_path):
    source = tmp_path / "bare.jsonl"
    source.write_text(START + '{"t_us": 5, "name": "contactor", "value": 1}\n')
    bare = recording.read(source)
    assert bare.wall_us is None
    assert [lane.name for lane in bare.lanes] == ["contactor"]
    assert "0 ms" in words_in(drawn(svg(bare)))
