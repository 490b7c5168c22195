"""What headless Chromium makes of a page and of the SVGs: the same lines, words, and no errors."""

import math
import re
import shutil
import subprocess
from html import unescape

import pytest

from tests.tools.pictures.drawn import S, story_in, trace_in
from tests.tools.pictures.png import colours
from tools.device import ROOT
from tools.pictures.page import page
from tools.pictures.svg import WAVE_NOTE, svg

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--enable-logging=stderr", "--hide-scrollbars", "--window-size=1320,1000"),
)
BROWSER_LIMIT_S = 60

DAY, LIVE_VIEW = ROOT / "docs/day.svg", ROOT / "docs/live-view.svg"
CLOSED_COLOUR = (0xF0, 0xB2, 0x3E)  # picture.css: --contactor


@pytest.fixture
def opened(tmp_path):
    """Call it with an address and what Chromium is to do with it: what it writes."""
    assert CHROMIUM is not None, "no Chromium here: on Debian, apt-get install chromium"

    def open_(address, *flags):
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        command = [CHROMIUM, *FLAGS, profile, *(flags or ("--dump-dom",)), address]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=BROWSER_LIMIT_S)
        assert "CONSOLE" not in ran.stderr
        return ran.stdout

    return open_


@pytest.fixture
def browse(opened, tmp_path):
    """Call it with a page, what follows # in its address, and what to do there: the page then."""

    def browsed(html, address="", script=""):
        file = tmp_path / "page.html"
        file.write_text(html.replace("</html>", f"<script>{{{script}}}</script></html>"))
        return opened(file.as_uri() + address)

    return browsed


@pytest.fixture
def painted(opened, tmp_path):
    """Call it with a file: how many pixels of each colour a browser paints of it, small."""

    def paint(file):
        seen = tmp_path / "seen.png"
        opened(file.as_uri(), f"--screenshot={seen}", "--force-device-scale-factor=0.5")
        return colours(seen)

    return paint


@pytest.fixture
def story(tmp_path):
    return story_in(tmp_path)


@pytest.fixture
def trace(tmp_path):
    return trace_in(tmp_path)


def lane_paths(html):
    return dict(re.findall(r'<path id="(line-\w+|band)"[^>]* d="([^"]*)"', html))


def test_a_browser_draws_the_whole_as_it_was_drawn_here(browse, story):
    before, after = page(story), browse(page(story))
    assert len(lane_paths(after)) == 7
    assert lane_paths(after) == lane_paths(before)
    for group in ("ticks", "markers", "spans-contactor", "spans-link", "spans-mains"):
        assert numbers_in(after, group) == numbers_in(before, group)


def numbers_in(html, group):
    """Places and words of what stands in a group, however its attributes are ordered."""
    found = re.search(rf'<g id="{group}".*?</g>', html, re.DOTALL)
    assert found
    return re.findall(r' (?:d|x|width)="([^"]*)"', found[0]), re.findall(r">([^<]+)<", found[0])


def test_a_browser_shows_a_period_of_the_pwm(browse, story):
    seen = browse(page(story), "#t=15000000&span=2000")
    six_volts_for_533_us = "M0 46.7V46.7H240V158.7H450V46.7H690V158.7H900"
    assert lane_paths(seen)["line-pilot_high_mv"] == six_volts_for_533_us
    assert lane_paths(seen)["line-pilot_low_mv"] == ""
    assert "display: inline" in seen.split(WAVE_NOTE)[0][-200:]
    assert "45.0005 s" in seen


def test_in_a_browser_buttons_keys_and_events_move_the_view(browse, story):
    script = """
      document.querySelector('[data-span="1000000"]').click();
      const told = [location.hash];
      dispatch("0"); told.push(location.hash || "whole");
      document.querySelector("li:nth-child(2) button").click(); told.push(location.hash);
      dispatch("+"); told.push(location.hash);
      dispatch("ArrowRight"); told.push(location.hash);
      document.title = told.join(" ");
      function dispatch(key) {
        document.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
      }"""
    title = re.search("<title>(#.*?)</title>", browse(page(story), "", script))
    assert title
    assert title[1].replace("&amp;", "&").split() == [
        "#t=29500000&span=1000000",
        "whole",
        "#t=25000000&span=10000000",
        "#t=27500000&span=5000000",
        "#t=28500000&span=5000000",
    ]


def test_in_a_browser_the_pointer_reads_zooms_and_moves(browse, story):
    script = """
      const plot = document.querySelector("#plot-pilot .plot").getBoundingClientRect();
      const at = { clientX: plot.left + plot.width / 2, clientY: plot.top + 9, bubbles: true };
      const lane = document.querySelector("#plot-pilot");
      const send = (event) => { lane.dispatchEvent(event); told.push(location.hash); };
      const told = [];
      send(new PointerEvent("pointermove", at));
      told[0] = document.getElementById("readout").textContent;
      send(new WheelEvent("wheel", { ...at, deltaY: -1, cancelable: true }));
      send(new MouseEvent("dblclick", at));
      send(new PointerEvent("pointerdown", at));
      at.clientX -= plot.width / 4;
      send(new PointerEvent("pointermove", { ...at, buttons: 1 }));
      document.title = told.join("|");"""
    title = re.search("<title>(1 min.*?)</title>", browse(page(story), "", script))
    assert title
    read_out, zoomed, closer, pressed, moved = title[1].replace("&amp;", "&").split("|")
    for words in ("06:58:00.0", "high plateau 6 V", "offered 32 A", "contactor closed", "link to"):
        assert words in read_out
    near = pytest.approx
    assert view_of(zoomed) == near(
        (30 * S * (1 - math.exp(-0.3)), 60 * S * math.exp(-0.3)), rel=0.01
    )
    assert view_of(closer) == near((25.56 * S, 8.89 * S), rel=0.01)
    assert pressed == closer
    assert view_of(moved) == near((27.78 * S, 8.89 * S), rel=0.01)


def view_of(address):
    return tuple(float(number) for number in re.findall(r"=(\d+)", address))


def test_a_browser_draws_a_trace(browse, trace):
    seen = browse(page(trace), "#t=-1100000&span=200000")
    assert "-1000 ms" in seen
    assert "ground_lost" in seen


# --- painted, and the SVGs alone ---


@pytest.fixture
def chart_file(story, tmp_path):
    file = tmp_path / "story.svg"
    file.write_text(svg(story), encoding="utf-8")
    return file


def is_a_picture(painted_colours):
    """Many colours, and no more of the commonest than paper beside what is drawn on it."""
    assert len(painted_colours) > 100
    (_, most), *_ = painted_colours.most_common(1)
    assert most < 0.97 * painted_colours.total()


def test_a_browser_paints_a_page(painted, story, tmp_path):
    file = tmp_path / "story.html"
    file.write_text(page(story), encoding="utf-8")
    seen = painted(file)
    is_a_picture(seen)
    assert seen[CLOSED_COLOUR] > 500


def words_in(document):
    assert "parsererror" not in document
    return [
        unescape(text).replace("\xa0", " ") for text in re.findall(r">([^<>]+)</text>", document)
    ]


def test_a_browser_opens_a_chart_alone(opened, painted, chart_file):
    words = words_in(opened(chart_file.as_uri()))
    assert {"Control pilot", "Contactor", "offered", "+12 V"} <= set(words)
    assert "06:58:00 the server dies" in words
    seen = painted(chart_file)
    is_a_picture(seen)
    assert seen[CLOSED_COLOUR] > 500


def test_a_browser_opens_the_day_of_the_readme(opened, painted):
    words = words_in(opened(DAY.as_uri()))
    assert {"A day with an outage", "Schedule window", "wire ampacity"} <= set(words)
    assert any("server down" in text for text in words)
    assert any("HELD" in text for text in words)
    seen = painted(DAY)
    is_a_picture(seen)
    assert seen[CLOSED_COLOUR] > 500


def test_a_browser_opens_the_live_view_of_the_readme(opened, painted):
    words = " ".join(words_in(opened(LIVE_VIEW.as_uri())))
    for shown in ("Pilotlight: make run", "contactor CLOSED", "C2 +6.0/-12.0 V", "Charging: "):
        assert shown in words
    is_a_picture(painted(LIVE_VIEW))
