"""The plug-ins that ended, on flash: a line each with its CRC, in small files, oldest first.

littlefs copies the last block of a file that is appended to, so a file is kept below one block;
its name is the first `seq` in it. A line that is torn or foreign is passed over.
"""

import json
import os
from binascii import crc32
from errno import EEXIST, ENOENT

from micropython import const

from firmware.core.record.session_record import LENGTH, SEQ

FOLDER = "data/sessions"

# Fewer than 16 lines of about 100 bytes never fill a block of 4 KiB. 13 full files are 208
# sessions, of the 200 that are promised.
LINES_PER_FILE = const(16)
FILES_MAX = 14

# Assumed: what settings and ledger need, twice each, and for littlefs to move its metadata. On a
# flash that others have filled no session is stored before a setting cannot be.
_BLOCKS_FOR_OTHERS = const(8)

_ENOSPC = const(28)  # MicroPython's errno does not name it

_CRC_CHARS = const(8)


def newest_seq():
    """Of all that are kept; 0: there are none."""
    newest = last(1)
    return newest[0][SEQ] if newest else 0


def last(count):
    """The newest records, newest first."""
    found = []
    for name in _names()[-2 - count // LINES_PER_FILE :]:
        for record in _records(_path(name)):
            found.append(record)
            if len(found) > count:
                found.pop(0)
    found.reverse()
    return found


def oldest_after(seq):
    """The oldest record with a higher `seq`, or None. Holds one line at a time."""
    names = _names()
    for index, name in enumerate(names):
        if index + 1 < len(names) and names[index + 1] <= seq + 1:
            continue
        for record in _records(_path(name)):
            if record[SEQ] > seq:
                return record
    return None


def append(record, acked):
    """Raises OSError; nothing is appended then. -> how many files with records beyond `acked` had
    to go to make room."""
    names = _names()
    if names and _line_count(_path(names[-1])) < LINES_PER_FILE:
        name = names[-1]
    else:
        name = record[SEQ]
        names.append(name)
        _make_folder()
    lost = _make_room(names, acked)
    with open(_path(name), "ab") as file:
        file.write(line_of(record))
    return lost


# The line feed comes first: what was torn before it does not spoil this line.
def line_of(record):
    """`record`, a list, as a line of a file that is appended to."""
    body = json.dumps(record).encode()
    return b"\n%08x " % crc32(body) + body


# For want of room on the flash only what is acknowledged goes.
def _make_room(names, acked):
    lost = 0
    while len(names) > FILES_MAX or _is_full():
        if len(names) == 1:
            raise OSError(_ENOSPC)
        unknown = _newest_in(_path(names[0])) > acked
        if unknown and len(names) <= FILES_MAX:
            raise OSError(_ENOSPC)
        lost += unknown
        os.remove(_path(names.pop(0)))
    return lost


def _newest_in(path):
    newest = 0
    for record in _records(path):
        newest = record[SEQ]
    return newest


# littlefs counts a block twice now and then: with more used than there are, the difference wraps.
def _is_full():
    blocks, free = os.statvfs(FOLDER)[2:4]
    return free < _BLOCKS_FOR_OTHERS or free > blocks


def _make_folder():
    for folder in (FOLDER.split("/")[0], FOLDER):
        try:
            os.mkdir(folder)
        except OSError as error:
            if error.errno != EEXIST:
                raise


def _path(name):
    return "{}/{}".format(FOLDER, name)


# Whatever else lies there is left alone.
def _names():
    try:
        return sorted(int(name) for name in os.listdir(FOLDER) if name.isdigit())
    except OSError as error:
        if error.errno == ENOENT:
            return []
        raise


def _line_count(path):
    count = 0
    with open(path, "rb") as file:
        for line in file:
            count += len(line) > 1
    return count


def _records(path):
    with open(path, "rb") as file:
        for line in file:
            record = checked(line.strip())
            if record is not None and len(record) >= LENGTH:
                yield record


def checked(line):
    """The record in a line, stripped; None: it is torn or foreign."""
    body = line[_CRC_CHARS + 1 :]
    try:
        if int(line[:_CRC_CHARS], 16) != crc32(body):
            return None
        record = json.loads(body)
    except ValueError:
        return None
    return record if type(record) is list else None
