"""How a dialogue at the console asks: again and again, until the answer will do."""

from firmware.core.refusal import Refusal
from firmware.services.console.shared_key import NONE_WORDS


def ask(question, present, read, shown=True, as_typed=False):
    """A generator -> what `read(text)` makes of the answer; None: an empty line keeps `present`.

    `present` is shown in brackets (of a secret: "set"); with None an answer is needed. `read`
    raises ValueError with what would be right, never with what was typed. `as_typed`: blanks
    around the answer belong to it, as they do to one that is not shown.
    """
    prompt = question + ": " if present is None else "{} [{}]: ".format(question, present)
    while True:
        text = yield prompt, shown
        if shown and not (as_typed and text.strip()):
            text = text.strip()
        if not text and present is not None:
            return None
        try:
            return read(text)
        except ValueError as error:
            yield "  {}\n".format(error)


def whole(field, lowest, highest):
    """A reader of a whole number."""

    def read(text):
        if not text.isdigit() or len(text) > 6 or not lowest <= int(text) <= highest:
            raise Refusal(field, "a whole number from {} to {}".format(lowest, highest))
        return int(text)

    return read


def yes_or_no(text):
    if text not in ("yes", "no"):
        raise Refusal("", "yes or no")
    return text == "yes"


def text_or_none(text):
    """What was typed; "" for - and none."""
    return "" if text in NONE_WORDS else text


def whether(secret):
    """All that is ever shown of one."""
    return "set" if secret else "none"
