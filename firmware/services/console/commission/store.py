"""Commissioning, last part: everything is stored, and the record of it made."""

import json

from firmware import link_file
from firmware.services.console.commission import rails, record
from firmware.services.console.commission.questions import whether
from firmware.services.console.commission.tests import all_passed
from firmware.version import VERSION


# What limits the current comes first, and is in force even where the flash refuses.
def store(parts, draft, results):
    """`results`: as commission.tests gives them. -> what the console is to say."""
    plan = parts.charger.plan
    fields = {"wire_ma": draft.wire_ma, "vouched_ma": None}
    fields["group"] = draft.group
    if results["pilot"]["ok"] and parts.charger.ruler.usable:
        fields.update(rails.settings_of(results["pilot"]["high_mv"], results["pilot"]["low_mv"]))
    changed = plan.settings.change(fields)
    if draft.pin != plan.settings.pin:
        changed = _change_pin(parts, draft.pin)
    plan.bind_settings()
    parts.decide()
    saved = parts.keep(False, "wire group pin") if changed else not plan.settings.unsaved
    if not saved:
        return {"ok": False, "error": "the flash refused: in force now, and stored later; see log"}
    try:
        trouble = link_file.change_many(parts.store, draft.link, parts.chip_id())
        made = _made(parts, draft, results)
        record.write(parts, made)
    except OSError as error:
        return {"ok": False, "error": "the flash refused: {}; run commission again".format(error)}
    parts.journal.note("commissioned", "record " + made["crc"])
    return {
        "ok": True,
        "record": record.PATH,
        "crc": made["crc"],
        "passed": made["passed"],
        "note": trouble or ("in force after: reboot" if draft.link else "all in force"),
    }


def _change_pin(parts, new_pin):
    from firmware.services.console import pin

    return pin.change(parts, new_pin)


def _made(parts, draft, results):
    return record.sealed(
        {
            "format": 1,
            "installer": draft.installer,
            "licence": draft.licence or "",
            "when": parts.clock.epoch(),
            "date": draft.date,
            "uptime_s": parts.clock.uptime_s(),
            "firmware": VERSION,
            "chip": parts.chip_id(),
            "circuit": {"breaker_a": draft.breaker_a, "awg": draft.awg or None},
            "settings": _settings_told(draft),
            "link": _link_told(parts),
            "tests": results,
            "passed": all_passed(results),
        }
    )


def _settings_told(draft):
    group = draft.group
    return {
        "wire_ma": draft.wire_ma,
        "pin": whether(draft.pin),
        "group": None if group is None else dict(group, key=whether(group["key"])),
    }


def _link_told(parts):
    from firmware import link_reader

    config, _ = link_file.load(parts.store, parts.chip_id())
    return json.loads(link_reader.to_json(config))
