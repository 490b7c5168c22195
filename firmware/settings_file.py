"""Reading what is remembered; needed at boot only.

What is missing, broken or out of bounds costs what it held and nothing else: the charger then
falls back to 6 A, says so, and charges.
"""

import json

from firmware.core.j1772 import OFFER_MIN_MA
from firmware.core.protection.faults import WELDED
from firmware.core.refusal import Refusal
from firmware.remembered import VOUCHED_BESIDE, names
from firmware.settings import check, is_short_key

# In the place of stored ones that cannot be right.
_FAILS_LOW = {
    "group": {"id": "unknown", "ma": OFFER_MIN_MA, "members": 1, "key": ""},
    "latched": WELDED,
}
_LOST = "settings unreadable, now at their defaults: set wire and group anew, then: faults clear"
_SHORT_KEY = "the load group's key can be guessed: set a longer one on each, then: faults clear"


def load(settings, text, format_1_text=None):
    """Into `settings`, a remembered.Remembered that was just made: those in `text` (None: never
    stored), else those that an older release has left. -> settings

    Never raises: see their `trouble`.
    """
    if text is None:
        settings.unsaved = format_1_text is not None
        text = format_1_text
    if text is not None:
        _take_all(settings, text)
    return settings


def _take_all(settings, text):
    try:
        fields = json.loads(text.lstrip("\ufeff"))  # an editor's byte order mark
    # Whatever is wrong with a file, the charger charges.
    except Exception:
        fields = None
    if type(fields) is not dict:
        settings.lost = settings.unsaved = True
        fields = {}
    for name in names():
        _take(settings, name, fields)
        fields.pop(name, None)
    # A release that knows of no vouching may have had another wire set by an installer.
    beside_ma = fields.pop(VOUCHED_BESIDE, None)
    if settings.wire_ma is None or beside_ma != settings.wire_ma:
        settings.vouched_ma = None
    fields.pop("format", None)
    settings.foreign = fields
    if settings.lost:
        settings.trouble = _LOST
    if is_short_key(settings.group):
        settings.warning = _SHORT_KEY  # it works on: who has updated must not lose the group


# A field that is out of bounds is left at its default: the others are still good. Where the
# default would lift a limit or forget a weld, it fails low instead.
def _take(settings, name, fields):
    if name not in fields:
        return
    try:
        check(name, fields[name])
        setattr(settings, name, fields[name])
    except Refusal as error:
        settings.trouble = f"stored {name} is not valid ({error})"
        if name in _FAILS_LOW:
            setattr(settings, name, _FAILS_LOW[name])
