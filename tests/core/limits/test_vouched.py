"""What the installer vouched for, on flash, through a release that knows nothing of it (D1)."""

import json

from firmware.settings import Settings
from firmware.settings_file import load


def _stored():
    settings = Settings()
    settings.change({"wire_ma": 20_000, "vouched_ma": 40_000})
    return json.loads(settings.to_json())


def test_d1_what_was_vouched_for_comes_back_beside_its_wire():
    settings = load(Settings(), json.dumps(_stored()))
    assert (settings.wire_ma, settings.vouched_ma) == (20_000, 40_000)


# The other release keeps what it does not know, and has the installer set the wire.
def test_d1_what_was_vouched_for_beside_another_wire_is_vouched_for_no_longer():
    settings = load(Settings(), json.dumps(dict(_stored(), wire_ma=16_000)))
    assert (settings.wire_ma, settings.vouched_ma) == (16_000, None)
    assert settings.trouble is None and settings.foreign == {}
