"""Every story of stories/ holds; one that does not is told as such; no story: what is right."""

import re
from types import SimpleNamespace

import pytest

from sim.host.process import ROOT
from sim.host.story import telling
from sim.host.story.deeds import DEED_TABLE
from sim.host.story.recording import Recording
from sim.host.story.scenario import StoryError, read
from sim.host.story.sights import NEVER_TABLE, SIGHT_TABLE
from sim.host.story.words import FAULTS, Table, Unreadable
from sim.verbs import FAULTS as FAULTS_OF_THE_WORLD
from tests.scenarios.story.lines import CHARGES, HEADER

STORIES = sorted((ROOT / "stories").glob("*.story"))
PAGE = (ROOT / "docs/stories.md").read_text()
AN_ISSUE = re.compile(r"[\w.-]+/[\w.-]+ #\d+")

UNCHARGED = """\
promise A car is there.
plug in
"""


# --- the files that ship ---


@pytest.mark.parametrize(
    "path", [path for path in STORIES if path != telling.FIRST], ids=lambda path: path.stem
)
def test_a_story_holds(path, tmp_path, capsys):
    status = telling.tell(path, tmp_path)
    assert status == 0, capsys.readouterr().out


def test_at_least_eight_others_ship_with_the_outage():
    assert len(STORIES) >= 9


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_names_its_complaint_and_the_page_lists_it(path):
    assert AN_ISSUE.search(read(path).header["complaint"])
    assert f"`{path.stem}`" in PAGE


# --- a story that does not hold ---


def test_what_does_not_come_breaks_the_promise_and_the_next_one_is_told(told):
    status, said = told(
        "promise A car comes by itself.\nexpect charging within 3 s\n"
        "promise Nobody is there.\nexpect contactor open and pilot A\n"
    )
    assert status == 1
    assert "BROKEN: line 7: expect charging within 3 s: not within 3 s: charging; it is A" in said
    assert "HELD: contactor open and pilot A" in said
    assert "1 of 2 promises held." in said


def test_what_ends_too_early_breaks_the_promise(told):
    status, said = told(CHARGES + "server limit 0 A\nfor 20 s it stays charging\n")
    assert status == 1
    assert re.search(
        r"BROKEN: line 10: for 20 s it stays charging: after \d\.\d s no longer", said
    )


@pytest.mark.parametrize(
    "deeds, never, seen",
    [
        ("unplug\nwait 2 s\n", "contactor opens", "the contactor opened at 12:00:"),
        ("wait 1 s\n", "offers more than 31 A", "offered 32.0 A"),
        ("wait 9 s\n", "draws more than 20 A", "drew 3"),
        ("broken: leak\nwait 1 s\n", "contactor opens under load", "1 openings"),
    ],
)
def test_what_must_never_happen_is_seen(told, deeds, never, seen):
    started = CHARGES + "wait 9 s\n"
    status, said = told(started + f"never {never}\n" + deeds)
    assert status == 1 and f"{seen}" in said.split("BROKEN: ")[1]


def test_it_must_not_happen_in_any_promise_when_it_stands_before_the_first(told):
    status, said = told("never contactor closes\n" + CHARGES + "promise All is well.\nwait 1 s\n")
    assert status == 1 and said.count("BROKEN") == 1 and "the contactor closed at" in said


def test_what_the_console_refuses_breaks_the_promise(told):
    status, said = told("promise More than the board can carry.\ninstaller sets wire 60 A\n")
    assert status == 1 and "BROKEN: line 7: installer sets wire 60 A: wire 60: 6 to 48 A" in said


def test_a_wait_that_ends_between_two_microseconds_ends(told):
    status, _ = told("promise Time passes.\nwait 0.0000015 s\n")
    assert status == 0


def test_a_time_of_day_that_has_passed_is_not_waited_for_until_tomorrow(told):
    status, said = told("promise At noon.\nwait 2 s\nat 12:00 plug in\n")
    assert status == 1 and "it is 12:00:0" in said


# --- a file that is no story ---


@pytest.mark.parametrize(
    "line, right",
    [
        ("plug inn", "right would be: plug in"),
        ("plug in, 40 miles missing", "plug in, 40 kWh missing"),
        ("expect chargin within 30 s", "cannot read 'chargin'; right would be: charging"),
        ("expect charging and moon", "cannot read 'moon'"),
        ("expect waiting until 25:00", "25:00 is no time of day; right would be 00:00"),
        ("after 10 server down", "right would be"),
        ("after 10 s server dwn", "server down"),
        ("at 18:00 broken: diode gone", "broken: ground lost"),
        ("never contactor open under load", "contactor opens under load"),
        ('server sends config {"offline_amps": }', "that is no JSON"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_what_would_be_right(written, line, right):
    path = written(UNCHARGED + line + "\n")
    with pytest.raises(StoryError) as error:
        read(path)
    assert f"{path}:8: " in str(error.value) and right in str(error.value)


@pytest.mark.parametrize(
    "header, right",
    [
        ("title: A test\n", "complaint, should, start; right would be title: ..., complaint"),
        (HEADER + "colour: red\n", "colour; right would be title"),
        (HEADER.replace("2026-11-23 12:00:00", "noon"), "right would be 2026-11-23 06:57:30"),
        (HEADER.replace("wire 32 A", "wires 32 A"), "right would be: wire 16 A"),
    ],
)
def test_a_header_that_cannot_be_read_is_named_with_what_would_be_right(written, header, right):
    path = written(UNCHARGED, header)
    with pytest.raises(StoryError) as error:
        read(path)
    assert str(path) in str(error.value) and right in str(error.value)


def test_a_story_without_a_promise_or_with_a_step_before_it_is_none(written):
    with pytest.raises(StoryError, match="promises nothing"):
        read(written("never contactor closes\n"))
    with pytest.raises(StoryError, match=r":6: .*promise"):
        read(written("plug in\n" + UNCHARGED))


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path, capsys):
    assert telling.tell(tmp_path / "none.story", tmp_path) == 2
    assert capsys.readouterr().out.endswith("right would be a file of stories/\n")


def test_a_file_that_is_no_text_is_told_in_one_line(tmp_path, capsys):
    path = tmp_path / "picture.story"
    path.write_bytes(b"\x89PNG\r\n\xff")
    assert telling.tell(path, tmp_path) == 2
    assert capsys.readouterr().out.endswith("right would be a file of stories/\n")


def test_indented_lines_go_on_and_comments_are_passed_over(written):
    scenario = read(written("promise It\n  goes on.\n# said aside\nserver\n  limit 6 A\n"))
    assert scenario.promises[0].text == "It goes on."
    assert [step.phrase.text for step in scenario.promises[0].steps] == ["server limit 6 A"]


# --- the words ---


def test_words_are_read_into_values_of_one_unit():
    taken = []
    table = Table({"{amps} {span} {energy} {clock} {fault}": lambda *values: taken.extend(values)})
    table.read("6.5 A 250 ms 40 kWh 18:05 ground lost")()
    assert taken == [6.5, 0.25, 40_000, 18 * 3600 + 300, "ground_lost"]
    with pytest.raises(Unreadable):
        table.read("6.55 A 250 ms 40 kWh 18:05 ground lost")


def test_the_faults_are_those_of_the_simulated_world():
    assert sorted(FAULTS) == sorted(FAULTS_OF_THE_WORLD)


@pytest.mark.parametrize("table", [DEED_TABLE, SIGHT_TABLE, NEVER_TABLE])
def test_the_page_shows_every_word(table):
    assert [row for row in table.examples if row not in PAGE] == []


@pytest.mark.parametrize("table", [DEED_TABLE, SIGHT_TABLE, NEVER_TABLE])
def test_every_example_can_be_read(table):
    for row in table.examples:
        assert table.read(row).text == row


def looked_back_at(*moves):
    """A story of which only its recording of the contactor is looked at."""
    kept = Recording()
    for t_s, closed in moves:
        kept.note(t_s * 1_000_000, "contactor", closed)
    return SimpleNamespace(recording=kept, began_us=0, notes=[])


def test_a_contactor_that_chatters_has_not_rested():
    rested = SIGHT_TABLE.read("contactor rested 5 s or more before each closing")
    assert rested(looked_back_at((0, 0), (9, 1), (20, 0), (25, 1), (27, 0)))
    assert not rested(looked_back_at((0, 0), (9, 1), (20, 0), (24, 1), (27, 0)))
