"""What of the network fits beside the program."""

import pytest

from firmware.core import fit

STOCK_BYTES = 166_592
PLAIN_BYTES = 169_400
TLS_BYTES = 207_400
PSRAM_BYTES = 4_100_000


@pytest.mark.parametrize(
    "heap_bytes, frozen, fits",
    [
        (STOCK_BYTES, False, fit.NOTHING),
        (PLAIN_BYTES - 1, False, fit.NOTHING),
        (PLAIN_BYTES, False, fit.PLAIN),
        (TLS_BYTES - 1, False, fit.PLAIN),
        (TLS_BYTES, False, fit.TLS),
        (STOCK_BYTES, True, fit.TLS),
        (PSRAM_BYTES, False, fit.TLS),
    ],
)
def test_what_fits(heap_bytes, frozen, fits):
    assert fit.fits(heap_bytes, frozen) == fits


def test_what_to_do_for_tls_is_told():
    said = fit.sentence(PLAIN_BYTES, False)
    assert said.startswith(
        "MQTT without TLS fits into 169400 bytes of memory, TLS does not; freeze"
    )


def test_where_all_fits_nothing_is_to_be_done():
    assert fit.sentence(STOCK_BYTES, True) == "MQTT fits into 166592 bytes of memory, TLS too"


@pytest.mark.parametrize("heap_bytes, frozen", [(STOCK_BYTES, True), (PSRAM_BYTES, False)])
@pytest.mark.parametrize("tls", [True, False])
def test_a_broker_within_reach_meets_no_objection(heap_bytes, frozen, tls):
    assert fit.objection(heap_bytes, frozen, tls) == ""


def test_a_broker_out_of_reach_does():
    assert fit.objection(PLAIN_BYTES, False, False) == ""
    assert "TLS does not" in fit.objection(PLAIN_BYTES, False, True)
    assert "program and Wi-Fi do not fit" in fit.objection(STOCK_BYTES, False, False)
