"""The story of `make run`, promise by promise: each builds on what the ones before left behind."""

import pytest

from sim.host.story import telling
from sim.host.story.scenario import read

OUTAGE = read(telling.FIRST)


@pytest.fixture(scope="module")
def tell_up_to(net, tmp_path_factory):
    """Call it with a promise: tells the story that far and returns what was seen of it."""
    place = tmp_path_factory.mktemp("story")
    seen = {}

    with telling.begun(OUTAGE, place, net, say=lambda line: None) as outage:

        def told(promise):
            for earlier in OUTAGE.promises[: OUTAGE.promises.index(promise) + 1]:
                if earlier.text not in seen:
                    seen[earlier.text] = telling.keep(OUTAGE, earlier, outage)
            return seen[promise.text]

        yield told


@pytest.mark.parametrize("promise", OUTAGE.promises, ids=lambda promise: promise.text)
def test_the_promise_holds(tell_up_to, promise):
    assert tell_up_to(promise)


def test_it_is_the_outage_and_makes_eight_promises():
    assert telling.FIRST.name == "outage.story" and len(OUTAGE.promises) == 8
