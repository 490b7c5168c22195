"""The live view in a terminal of 80x24: keys in, screen out, the real process between them."""

import signal

import pytest

from tests.system.live_view.terminal import Terminal


@pytest.fixture
def opened(tmp_path):
    """Call it with rows and columns: a terminal with the live view, just begun."""
    terminals = []

    def open_one(*size):
        terminals.append(Terminal(tmp_path, *size))
        terminals[0].shows("garage-1  1", "q quit")
        return terminals[0]

    yield open_one
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def terminal(opened):
    """The live view at ten times the speed, its car about to charge."""
    terminal = opened()
    terminal.press("x")
    return terminal


def test_keys_move_the_world_and_the_screen_shows_it(terminal):
    terminal.shows(
        "contactor CLOSED", "C2 +6.0/-12.0 V 53.33 %", "┗━━", "link up", "wire     32.0◂"
    )
    terminal.press("t")
    terminal.shows("TOU v1 closed to 12:00", "B1 +9.0/+9.0 V 100.00 %", "contactor open", "░┃█")
    terminal.press("c")
    terminal.shows("contactor CLOSED", "override charge", "driver's override")
    terminal.press("s")
    terminal.shows("server DOWN")
    terminal.press("x")
    terminal.shows("x100", "link down", "contactor CLOSED")
    terminal.press("d")
    terminal.shows("contactor open", "diode_missing", "Not charging: ")
    terminal.press("p")
    terminal.shows("car away", "A +12.0/+12.0 V")
    terminal.press("m")
    terminal.shows("mains OFF", "The mains is off.")
    terminal.press("m")
    terminal.shows("mains on", "the mains is back", "no car")


def test_pause_auto_wire_and_the_cars_own_switch(terminal):
    terminal.shows("contactor CLOSED", "wire     32.0◂")
    terminal.press("-")
    terminal.shows("wire     24.0◂", "offered  24.0", "value: amps 24")
    terminal.press("+")
    terminal.shows("wire     32.0◂", "offered  32.0", "value: amps 32")
    terminal.press("z")
    terminal.shows("contactor open", "offered   0.0", "paused by an override")
    terminal.press("a")
    terminal.shows("contactor CLOSED x2", "S2 closed", "Charging: ")
    terminal.press("e")
    terminal.shows("contactor open", "car opens S2", "S2 open")
    terminal.press("e")
    terminal.shows("contactor CLOSED x3", "S2 closed")


def test_faults_are_switched_on_and_off(terminal):
    terminal.shows("contactor CLOSED")
    terminal.press("w")
    terminal.shows("°C welded", "contactor CLOSED")
    terminal.press("wo")
    terminal.shows("°C cp_short", "contactor open")
    terminal.press("og")
    terminal.shows("°C leak", "contactor open", "Not charging: fault ")
    terminal.press("g")
    terminal.shows_no("°C leak")


def test_heat_is_shown_and_marked_where_it_is_what_binds(terminal):
    terminal.shows("contactor CLOSED", " 25 °C")
    terminal.press("xh")
    terminal.shows(" 75 °C◂", "thermal   0.0◂", "over_temperature")
    terminal.press("h")
    terminal.shows(" 25 °C", "contactor CLOSED x2")


def test_a_sentence_of_three_lines_is_shown_whole(terminal):
    terminal.shows("contactor CLOSED")
    terminal.press("t")
    terminal.shows("Not charging: the schedule is closed", "does not wait)", "wire 32).")
    terminal.shows_no(" ...")


def test_a_thousand_times_as_fast_five_minutes_without_the_server_are_soon_over(terminal):
    terminal.shows("contactor CLOSED")
    terminal.press("sxx")
    terminal.shows("x1000", "server DOWN", "link down", "contactor CLOSED")
    terminal.press("x")
    terminal.shows("UTC  x1  ")


def test_a_large_terminal_gives_the_log_its_room(opened):
    terminal = opened(40, 120)
    terminal.press("x")
    terminal.shows("contactor CLOSED", "told: start unscheduled", "GFCI self-test")
    assert terminal.quit() == 0


def test_what_is_typed_goes_to_the_serial_console(terminal):
    terminal.shows("contactor CLOSED")
    terminal.press("\r")
    terminal.shows("Esc: back")
    terminal.press("wh\x7fire 24")
    terminal.shows("pilotlight> wire 24█")
    terminal.press("\r")
    terminal.shows("ok: True")
    terminal.press("q")
    terminal.shows("pilotlight> q█")
    terminal.press("\x7fwhy\r")
    terminal.shows("pilotlight> why", "set no schedule")
    terminal.press("\x1b")
    terminal.shows("q quit", "wire     24.0◂")


def test_a_second_charger_joins_the_circuit(terminal):
    terminal.shows("contactor CLOSED")
    terminal.press("2x")
    terminal.shows("garage-2  1", "garage-1 20 A, garage-2 20 A", "group    20.0◂")
    terminal.press("1")
    terminal.shows("garage-1  1")
    assert "only-for-us-here" not in terminal.text


@pytest.mark.parametrize("delete", ["\x7f\x7f\x7f", "\x15"], ids=["Backspace", "Ctrl-U"])
def test_a_line_typed_and_deleted_leaves_a_prompt_that_is_asked_at(terminal, delete):
    terminal.shows("contactor CLOSED", "Charging")
    terminal.press("\r")
    terminal.shows("Esc: back")
    terminal.press("why")
    terminal.shows("pilotlight> why█")
    terminal.press(delete)
    terminal.shows("pilotlight> █")
    terminal.press("\x1b")
    terminal.shows("q quit")
    terminal.press("p")
    terminal.shows("car away", "no car")


def left_as_it_was(terminal):
    assert terminal.settings == terminal.before
    assert b"\x1b[?1049l" in terminal.sent, "what stood on the screen before is back"
    assert b"\x1b[?25h" in terminal.sent, "the cursor is back"
    assert "Traceback" not in terminal.text
    assert list(terminal.place.iterdir()) == []


@pytest.mark.parametrize("key", ["q", "\x03"], ids=["q", "Ctrl-C"])
def test_a_key_ends_it_and_leaves_the_terminal_as_it_was(terminal, key):
    assert terminal.quit(key) == 0
    left_as_it_was(terminal)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_leaves_the_terminal_as_it_was(terminal, number):
    terminal.view.send_signal(number)
    assert terminal.ends() == 128 + number
    left_as_it_was(terminal)


def test_service_ends_the_program_and_not_the_view(terminal):
    terminal.shows("contactor CLOSED")
    terminal.press("\rservice\r")
    terminal.shows("The contactor is open")
    terminal.press("\x1b")
    terminal.shows("mains OFF", "the program has ended")
    terminal.press("m")
    terminal.shows("mains on", "link up", "TOU none")
