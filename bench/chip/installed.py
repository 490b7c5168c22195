"""The flash of a charger that was installed: its settings, and a broker to reach."""

import json
from typing import Any

from sim.host.site.home import BROKER_NAME


# Settings in their first format, for they need no checksum: the charger takes them over.
def files(charger_id: str, **settings: Any) -> dict[str, str]:
    """Names under data/ and their texts. `settings`: fields of firmware.settings.Settings."""
    link = {"id": charger_id, "wifi": {"ssid": "home"}, "broker": {"host": BROKER_NAME}}
    return {"settings.json": json.dumps(settings), "link.json": json.dumps(link)}
