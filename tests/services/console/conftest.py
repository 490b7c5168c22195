import time

import pytest


# No world stands behind these consoles, so none in which time could pass.
@pytest.fixture(autouse=True)
def _no_time_passes(monkeypatch):
    monkeypatch.setattr(time, "sleep_us", lambda us: None)
