"""Commissioning, second part: the installer's PIN and the load group.

Each step is a generator that asks and leaves its answers in the draft (commission.dialogue).
"""

from micropython import const

from firmware.core.refusal import Refusal, amps_to_ma, ma_to_amps
from firmware.forget import forget
from firmware.services.console import shared_key
from firmware.services.console.commission.questions import ask, text_or_none, whether, whole
from firmware.settings import Settings

_AMPS_MAX = const(80)
_MEMBERS_MAX = const(64)
_KEY_MIN_CHARS = const(16)
_KEY_MAX_CHARS = const(64)
_NOT_SHOWN = " (not shown)"


# Only its hash goes into the draft.
def pin(parts, draft):
    while True:
        prompt = "Installer PIN, 6 to 16 digits, - for none{} [{}]: ".format(
            _NOT_SHOWN, whether(draft.pin)
        )
        typed = yield prompt, False
        if not typed:
            return
        if not text_or_none(typed):
            draft.pin = None
            return
        again = yield "Once more" + _NOT_SHOWN + ": ", False
        if typed != again:
            yield "  these two differ\n"
            continue
        try:
            draft.pin = _hashed(typed)
            return
        except Refusal as error:
            yield "  {}\n".format(error)


def _hashed(typed):
    from firmware.services.console import new_pin

    try:
        return new_pin.made(typed)
    finally:
        forget("firmware.services.console.pin_hash", "firmware.services.console.new_pin")


# ---- the load group


def group(draft):
    present = draft.group or {}
    name = yield from ask("Load group, - for none", present.get("id", "none"), _group_name)
    if name == "" or (name is None and not present):
        draft.group = None
        return
    if name is not None and name != present.get("id"):
        present = {"id": name}
    former = Settings()
    former.group = draft.group
    while True:
        asked = yield from _membership(present)
        try:
            former.change({"group": asked})
        except Refusal as error:
            yield "  {}\n".format(error)
            continue
        # The same object where nothing changed: another one would count as another group.
        draft.group = draft.group if asked == draft.group else asked
        return


def _membership(present):
    ma = present.get("ma")
    amps = None if ma is None else ma_to_amps(ma)
    asked_ma = yield from ask("Continuous A of its circuit: 80 % of its breaker", amps, _group_ma)
    members = yield from ask(
        "How many chargers share it", present.get("members"), whole("members", 1, _MEMBERS_MAX)
    )
    key = present.get("key", "")
    question = "Its key, at least 16 characters, new or - for none" + _NOT_SHOWN
    word = yield from ask(question, "set" if key else None, _key_word, False)
    if word is not None:
        key = shared_key.group_key(word)
    if word == shared_key.NEW:
        yield "  The other members need this key, which is shown only now:\n  {}\n".format(key)
    return {
        "id": present["id"],
        "ma": asked_ma or ma,
        "members": members or present.get("members"),
        "key": key,
    }


def _group_name(text):
    text = text_or_none(text)
    if text:
        Settings().change({"group": {"id": text, "ma": 80_000, "members": 1, "key": ""}})
    return text


def _group_ma(text):
    if not text.replace(".", "", 1).isdigit():
        raise Refusal("amps", "amps from 6 to {}".format(_AMPS_MAX))
    return amps_to_ma(float(text), "amps", 6)


def _key_word(text):
    if text not in shared_key.NO_SECRETS and not _KEY_MIN_CHARS <= len(text) <= _KEY_MAX_CHARS:
        raise Refusal("key", "16 to 64 characters, new, or - for none")
    return text
