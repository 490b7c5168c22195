"""Reading and changing `data/link.json`."""

import json

from firmware import link_reader

LINK_PATH = "data/link.json"
_BAD_PATH = "data/link.bad.json"
_SET_ASIDE = "the old file cannot be read and is kept as data/link.bad.json: only this is in force"


def load(store, default_id):
    """`(LinkConfig, trouble)`: one without a broker where the file is missing or wrong.

    `trouble`: None, or what is wrong, in words. The charger runs without a link and charges.
    """
    text = _text(store)
    if text is None:
        return link_reader.parse("{}", default_id), "no data/link.json: running without a link"
    try:
        return link_reader.parse(text, default_id), None
    # Whatever is wrong with a file, the charger charges.
    except Exception as error:
        return link_reader.parse("{}", default_id), "data/link.json: " + str(error)


def change(store, path, value, default_id):
    """Set one field, such as `broker.host`. -> None, or the trouble left elsewhere in the file, or
    that it could not be read and is kept aside.

    Raises ConfigError where this change is wrong, and then writes nothing; OSError when the flash
    refuses. A file with two mistakes can be mended one by one.
    """
    return change_many(store, {path: value}, default_id)


def change_many(store, changes, default_id):
    """As `change`, all of them with one write: path -> value. Nothing is written for no change."""
    document, readable = _document(store)
    before = _trouble(document, default_id)
    was = json.dumps(document)
    for path, value in changes.items():
        _set(document, path, value)
    trouble = _trouble(document, default_id)
    if trouble is not None and str(trouble) != str(before):
        raise trouble
    text = json.dumps(document)
    if text != was:
        if not readable:
            store.set_aside(LINK_PATH, _BAD_PATH)
        store.write(LINK_PATH, text)
        if not readable:
            return _SET_ASIDE
    return None if trouble is None else str(trouble)


def check(path, value):
    """Raises ConfigError, with what would be right, unless `value` will do for this field."""
    document = {}
    _set(document, path, value)
    trouble = _trouble(document, "x")
    if trouble is not None:
        raise trouble


def _set(document, path, value):
    section, _, name = path.rpartition(".")
    place = document.get(section) if section else document
    if type(place) is not dict:
        place = document[section] = {}
    place[name] = value


def _trouble(document, default_id):
    try:
        link_reader.parse(json.dumps(document), default_id)
    except link_reader.ConfigError as error:
        return error
    return None


# Windows' editors begin theirs with a byte order mark.
def _text(store):
    text = store.read(LINK_PATH)
    return None if text is None else text.lstrip("\ufeff")


# What cannot be read is replaced, and kept aside: the person at the console is about to mend it.
def _document(store):
    """(what is to be changed, it is all that there was)."""
    text = _text(store)
    try:
        document = json.loads("{}" if text is None else text)
    except ValueError:
        document = None
    return (document, True) if type(document) is dict else ({}, False)
