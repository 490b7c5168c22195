"""docs/led.md says what the table of signals says."""

from pathlib import Path

from firmware.core.pilot import indication

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "led.md"

_COLOURS = {
    0x002800: "green",
    0x000040: "blue",
    0x301800: "amber",
    0x002020: "cyan",
    0x280040: "violet",
    0x202020: "white",
    0x400000: "red",
}


def _rows():
    """(rhythm, colour) of each row with a rhythm, in order."""
    for line in _PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0].startswith(("`#", "`.")):
            yield cells[0].strip("`"), cells[1]


def _drawn(rhythm, slots):
    bits = f"{rhythm:0{slots}b}".replace("1", "#").replace("0", ".")
    return " ".join(bits[start : start + 5] for start in range(0, slots, 5))


# A signal is a pair; the answers to the button, which are no state, are told of in words.
def _is_signal(name, light):
    return type(light) is tuple and len(light) == 2 and name not in ("TAKEN", "REFUSED")


def test_the_page_draws_every_signal_and_no_other():
    lights = [light for name, light in vars(indication).items() if _is_signal(name, light)]
    slots = [
        5 if light in (indication.OFFLINE, indication.LEFT_OUT) else indication.SLOTS
        for light in lights
    ]
    drawn = [
        (_drawn(rhythm, count), _COLOURS[colour])
        for (colour, rhythm), count in zip(lights, slots, strict=True)
    ]
    assert len(drawn) == 12 and list(_rows()) == drawn
