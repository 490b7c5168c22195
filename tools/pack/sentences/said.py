"""Goes to the board beside the program: reads its sentences, which
tools.pack.sentences.to_flash put into a file there.

To find the file takes the chip two hundred reads of its flash, so that is done at the start; a
sentence takes eight at most, some 2 ms.
"""

_CANNOT = "(its text cannot be read)"


def _found():
    try:
        return open(__file__.rsplit("/", 1)[0] + "/said.txt", "rb")  # noqa: SIM115
    except OSError:
        return None


_file = _found()


def said(at):
    """The sentence at this byte of the file; if flash or memory fails, words that say so."""
    try:
        _file.seek(at)
        return _file.read(_file.read(1)[0]).decode()
    except (AttributeError, OSError, MemoryError, IndexError, UnicodeError):
        return _CANNOT
