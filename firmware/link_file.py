"""Reading and changing `data/link.json`."""

import json

from firmware import link_config

LINK_PATH = "data/link.json"


def load(store, default_id):
    """`(LinkConfig, trouble)`: one without a broker where the file is missing or wrong.

    `trouble`: None, or what is wrong, in words. The charger runs without a link and charges.
    """
    text = store.read(LINK_PATH)
    if text is None:
        return link_config.parse("{}", default_id), "no data/link.json: running without a link"
    try:
        return link_config.parse(text, default_id), None
    except link_config.ConfigError as error:
        return link_config.parse("{}", default_id), "data/link.json: " + str(error)


def change(store, path, value, default_id):
    """Set one field, such as `broker.host`. Raises ConfigError, and then writes nothing; OSError
    when the flash refuses."""
    document = _document(store)
    section, _, name = path.rpartition(".")
    place = document.setdefault(section, {}) if section else document
    place[name] = value
    text = json.dumps(document)
    link_config.parse(text, default_id)
    store.write(LINK_PATH, text)


# What cannot be read is replaced: the person at the console is about to mend it.
def _document(store):
    try:
        document = json.loads(store.read(LINK_PATH) or "{}")
    except ValueError:
        document = {}
    return document if type(document) is dict else {}
