"""Home Assistant's own judgement of discovery payloads: its validators, tables and templates.

Runs by itself, for its modules must not meet the charger's: argv[1] is Home Assistant's wheel.
On stdin JSON {"payloads": [text], "told": {topic: [text]}, "set_to": amps}; on stdout, for each
payload, {"complaints": [sentence], "components": {key: {"config", "texts", "command"}}}: `config`
with full names, in `texts` what its templates make of each message of its topic ([value,
attributes or null]), `command` what is published when somebody sets the entity to `set_to`, or
null.

The wheel is 2024.3.3, the last release for Python 3.11. Three things are newer: a payload for a
whole device, `platform` in it, and a sensor's `options`. Their rules below are transcribed from
release 2025.4.4 (mqtt/discovery.py, schemas.py, sensor.py) and are not Home Assistant's own code.
"""

import asyncio
import importlib
import json
import sys
import tempfile

sys.path.insert(0, sys.argv[1])

import voluptuous as vol  # noqa: E402
from homeassistant.components.mqtt import abbreviations, mixins  # noqa: E402
from homeassistant.components.mqtt.models import MqttCommandTemplate, MqttValueTemplate  # noqa: E402
from homeassistant.components.mqtt.util import valid_subscribe_topic  # noqa: E402
from homeassistant.components.number import const as number  # noqa: E402
from homeassistant.components.sensor import const as sensor  # noqa: E402
from homeassistant.core import HomeAssistant  # noqa: E402
from homeassistant.util import dt  # noqa: E402

UNKNOWN = "None"
PASSED_OVER = ""  # mqtt/binary_sensor.py: the state stays as it was
_NEWER_ABBREVIATIONS = {"cmps": "components", "p": "platform"}
_SHARED = ("availability_topic", "state_topic")
_DEVICE = vol.Schema(
    {
        vol.Required("device"): mixins.MQTT_ENTITY_DEVICE_INFO_SCHEMA,
        vol.Required("origin"): mixins.MQTT_ORIGIN_INFO_SCHEMA,
        vol.Required("components"): {
            str: vol.Schema(
                {vol.Required("platform"): str, vol.Required("unique_id"): str},
                extra=vol.ALLOW_EXTRA,
            )
        },
        "availability_topic": valid_subscribe_topic,
        "state_topic": valid_subscribe_topic,
    }
)
_OPTIONS = vol.All([str], vol.Length(min=1), vol.Unique())


def judge(payload, told, value, home):
    """`value`: what every entity that can be set is set to; `home`: an empty HomeAssistant."""
    try:
        device = _expanded(json.loads(payload))
        _DEVICE(device)
    except (ValueError, vol.Invalid) as error:
        return {"complaints": [str(error)], "components": {}}
    complaints, components = [], {}
    for key, config in device["components"].items():
        platform = config.pop("platform")
        shared = {name: device[name] for name in (*_SHARED, "device", "origin")}
        config = {**shared, **config}
        try:
            valid = _validated(platform, config)
            messages = told.get(valid.get("state_topic"), ())
            texts = [_texts(platform, config, valid, message, home) for message in messages]
            command = _command(valid, value, home)
        except (ValueError, vol.Invalid) as error:
            complaints.append(f"{key}: {error}")
            continue
        components[key] = {"config": config, "texts": texts, "command": command}
    return {"complaints": complaints, "components": components}


def _expanded(device):
    device = _long(device, abbreviations.ABBREVIATIONS)
    device["device"] = _long(device["device"], abbreviations.DEVICE_ABBREVIATIONS)
    device["origin"] = _long(device["origin"], abbreviations.ORIGIN_ABBREVIATIONS)
    for key, config in device["components"].items():
        device["components"][key] = _long(config, abbreviations.ABBREVIATIONS)
    return device


def _long(config, names):
    return {names.get(key, _NEWER_ABBREVIATIONS.get(key, key)): config[key] for key in config}


# The schema for discovery drops what it does not know; a mistyped key must not pass for that.
def _validated(platform, config):
    if platform == "button":
        del config["state_topic"]
    module = importlib.import_module(f"homeassistant.components.mqtt.{platform}")
    valid = module.DISCOVERY_SCHEMA(config)
    unknown = set(config) - set(valid)
    if platform == "sensor":
        _check_sensor(config)
        unknown.discard("options")
    if platform == "number":
        _check_unit(config, number.DEVICE_CLASS_UNITS)
    if unknown:
        raise vol.Invalid(f"unknown: {' '.join(sorted(unknown))}")
    return valid


def _check_sensor(config):
    _check_unit(config, sensor.DEVICE_CLASS_UNITS)
    state_class = config.get("state_class")
    if state_class not in (None, *sensor.DEVICE_CLASS_STATE_CLASSES[config["device_class"]]):
        raise vol.Invalid(f"{state_class} is no state class of a {config['device_class']}")
    if ("options" in config) != (config["device_class"] == "enum"):
        raise vol.Invalid("options belong to an enum, and an enum's are wanted here")
    if "options" in config:
        _OPTIONS(config["options"])
        if state_class or "unit_of_measurement" in config:
            raise vol.Invalid("options go with no state class and no unit")


def _check_unit(config, units):
    unit, kind = config.get("unit_of_measurement"), config["device_class"]
    if kind in units and unit not in units[kind]:
        raise vol.Invalid(f"{unit} is no unit of a {kind}")


def _texts(platform, config, valid, state, home):
    text = _rendered(valid["value_template"], state, home)
    if text != UNKNOWN and not _readable(platform, config, text):
        raise ValueError(f"cannot be read: {text!r}")
    if "json_attributes_template" not in valid:
        return [text, None]
    attributes = json.loads(_rendered(valid["json_attributes_template"], state, home))
    if not isinstance(attributes, dict):
        raise ValueError("the attributes are no JSON object")
    return [text, attributes]


def _rendered(template, state, home):
    return MqttValueTemplate(template, hass=home).async_render_with_possible_json_value(state)


# What each platform's entity does with the text that its template made.
def _readable(platform, config, text):
    if platform == "binary_sensor":
        return text in ("ON", "OFF", PASSED_OVER)
    if platform == "switch":
        return text in (config["payload_on"], config["payload_off"])
    if platform == "event":
        return json.loads(text)["event_type"] in config["event_types"]
    if "options" in config:
        return text in config["options"]
    if platform == "number":
        return config["min"] <= float(text) <= config["max"]
    if config["device_class"] == "timestamp":
        return dt.parse_datetime(text) is not None
    return float(text) is not None


def _command(valid, value, home):
    if "command_topic" not in valid:
        return None
    if "payload_press" in valid:
        return valid["payload_press"]
    return str(MqttCommandTemplate(valid.get("command_template"), hass=home).async_render(value))


async def main():
    order = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as nothing:
        home = HomeAssistant(nothing)
        verdicts = [
            judge(payload, order["told"], order["set_to"], home) for payload in order["payloads"]
        ]
    json.dump(verdicts, sys.stdout)


asyncio.run(main())
