"""The troubles of the network, one by one: no control step is late, and the link comes back."""

import pytest

from bench.opening import stall_ms
from bench.opening.doors import APART
from bench.site.networks import networks

BACK_WITHIN_S = 120  # our longest wait between two attempts, and the attempt


@pytest.fixture(scope="module")
def quiet_ms():
    with stall_ms.troubled("none", stall_ms.OURS) as here:
        return stall_ms.late_ms(here)


def comes_back(here):
    """The server hears of the charger again, once the trouble is over."""
    stall_ms.lift(here.site)
    here.site.server.state = {}
    here.until(lambda _: here.site.server.state, BACK_WITHIN_S, "a word to the server")


@pytest.mark.parametrize("name", [name for name in stall_ms.TROUBLES if name != "none"])
def test_i6_no_control_step_is_late_for_a_trouble_and_the_link_comes_back(name, quiet_ms):
    with stall_ms.troubled(name, stall_ms.OURS) as here:
        figures = {
            "none": {stall_ms.OURS: quiet_ms},
            name: {stall_ms.OURS: stall_ms.late_ms(here)},
        }
        assert stall_ms.breaches(figures) == []
        comes_back(here)


@pytest.mark.parametrize(
    ("name", "at_least_ms"), [("dead_dns", 14_000), ("half_open", stall_ms.CAP_MS)]
)
def test_the_same_trouble_stalls_a_program_that_uses_umqtt_plainly(name, at_least_ms):
    with stall_ms.troubled(name, stall_ms.STOCK) as here:
        assert stall_ms.late_ms(here) >= at_least_ms


def test_whatever_troubles_a_control_step_may_befall_an_opening_too():
    assert set(stall_ms.TROUBLES) - {"none", *APART} <= set(networks())


def test_20_ms_beyond_the_quiet_run_are_allowed_and_in_a_handshake_one_step_of_it():
    def row(ours):
        return {stall_ms.OURS: ours}

    assert (
        stall_ms.breaches({"none": row(15.0), "x": row(35.0), "tls_handshake": row(435.0)}) == []
    )
    for name, ms in (("x", 35.001), ("tls_handshake", 435.001)):
        assert len(stall_ms.breaches({"none": row(15.0), name: row(ms)})) == 1


def test_a_stall_without_end_is_shown_as_such():
    row = {stall_ms.OURS: 14.96, stall_ms.STOCK: stall_ms.CAP_MS}
    assert list(stall_ms.table({"x": row}))[1].split() == ["x", "15.0", ">=", "60,000"]
