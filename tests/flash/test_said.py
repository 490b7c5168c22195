"""What it costs the chip to read a sentence that the build has put on its flash."""

from tests.flash.interpreter import told
from tools.build import fresh

# What may hold up the control step beside its own work.
LATE_US = 10_000
READ_US = 86 + 130  # of 32 bytes by the chip, and littlefs' own work on them (emulated ESP32)


def test_to_read_a_sentence_makes_no_control_step_late():
    reads = told("said.py", str(fresh()))
    assert 0 < reads["most"] * READ_US < LATE_US < reads["found"] * READ_US
