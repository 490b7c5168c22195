"""The story of `make run`, promise by promise: each builds on what the ones before left behind."""

import pytest

from sim.host.broker import EmbeddedBroker
from sim.host.narrator import Story
from sim.host.site import Site
from sim.host.story import PROMISES, START_S


@pytest.fixture(scope="module")
def tell_up_to(net, tmp_path_factory):
    """Call it with a promise: tells the story that far and returns what was seen of it."""
    broker = EmbeddedBroker(net)
    site = Site(tmp_path_factory.mktemp("story"), broker, "story-1")
    site.charger.do("set_wall", unix_s=START_S)
    story = Story(site, say=lambda line: None)
    seen = {}

    def told(promise):
        for earlier in PROMISES[: PROMISES.index(promise) + 1]:
            if earlier not in seen:
                seen[earlier] = earlier(story)
        return seen[promise]

    yield told
    site.close()
    broker.stop()


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_the_promise_holds(tell_up_to, promise):
    assert tell_up_to(promise)
