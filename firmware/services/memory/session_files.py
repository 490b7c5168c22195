"""The plug-ins that ended, on flash: a line each with its CRC, in small files, oldest first.

littlefs copies the last block of a file that is appended to, so a file is kept below one block;
its name is the first `seq` in it. A line that is torn or foreign is passed over. Plug-ins in which
nothing was charged have files of their own, and keep no other from being kept.
"""

import json
import os
from binascii import crc32
from errno import EEXIST, ENOENT

from micropython import const

from firmware.core.record.session_record import LENGTH, SEQ

FOLDER = "data/sessions"

# Fewer than 16 lines of about 100 bytes never fill a block of 4 KiB. 13 full files are 208
# sessions, of the 200 that are promised. Of either kind.
LINES_PER_FILE = const(16)
FILES_MAX = 14
_EMPTY = "e"  # ends the names of files of plug-ins in which nothing was charged
_KINDS = ("", _EMPTY)

# Assumed: what settings and ledger need, twice each, and for littlefs to move its metadata. On a
# flash that others have filled no session is stored before a setting cannot be.
_BLOCKS_FOR_OTHERS = const(8)
_FOLDERS_BLOCKS = const(2)
_FOLDER_KIND = const(0x4000)  # of what os.ilistdir gives

_ENOSPC = const(28)  # MicroPython's errno does not name it

_CRC_CHARS = const(8)


def newest_seq():
    """Of all that are kept; 0: there are none."""
    newest = last(1)
    return newest[0][SEQ] if newest else 0


def last(count):
    """The newest records, newest first."""
    found = []
    for kind in _KINDS:
        found += _last_of(kind, count)
    found.sort()
    found.reverse()
    return found[:count]


def _last_of(kind, count):
    found = []
    for name in _names(kind)[-2 - count // LINES_PER_FILE :]:
        for record in _records(name):
            found.append(record)
            if len(found) > count:
                found.pop(0)
    return found


def oldest_after(seq):
    """The oldest record with a higher `seq`, or None. Holds two lines at a time."""
    oldest = None
    for kind in _KINDS:
        record = _oldest_of(kind, seq)
        if record is not None and (oldest is None or record[SEQ] < oldest[SEQ]):
            oldest = record
    return oldest


def _oldest_of(kind, seq):
    names = _names(kind)
    for index, name in enumerate(names):
        if index + 1 < len(names) and _first_seq(names[index + 1]) <= seq + 1:
            continue
        for record in _records(name):
            if record[SEQ] > seq:
                return record
    return None


def append(record, acked, charged):
    """Raises OSError; nothing is appended then. `charged`: not one of the empty ones. -> how many
    files with records beyond `acked` had to go to make room."""
    kind = "" if charged else _EMPTY
    names = _names(kind)
    if not names or _line_count(names[-1]) >= LINES_PER_FILE:
        names.append(str(record[SEQ]) + kind)
        _make_folder()
    lost = _make_room(names, _names(_EMPTY) if charged else [], acked)
    with open(_path(names[-1]), "ab") as file:
        file.write(line_of(record))
    return lost


# The line feed comes first: what was torn before it does not spoil this line.
def line_of(record):
    """`record`, a list, as a line of a file that is appended to."""
    body = json.dumps(record).encode()
    return b"\n%08x " % crc32(body) + body


# For want of room on the flash only what is acknowledged goes, and `empty` ones before a charge.
def _make_room(names, empty, acked):
    lost = 0
    while len(names) > FILES_MAX or _is_full():
        going = names
        if len(names) <= FILES_MAX and (len(names) == 1 or _newest_in(names[0]) > acked):
            going = empty
        if not going:
            raise OSError(_ENOSPC)
        name = going.pop(0)
        lost += _newest_in(name) > acked
        os.remove(_path(name))
    return lost


def _newest_in(name):
    newest = 0
    for record in _records(name):
        newest = record[SEQ]
    return newest


# Looking through all folders takes long, so it is done where it matters only.
def _is_full():
    blocks, free = os.statvfs(FOLDER)[2:4]
    if _BLOCKS_FOR_OTHERS <= free <= blocks:
        return False
    return free_blocks() < _BLOCKS_FOR_OTHERS


# MicroPython 1.29 counts the two blocks of each folder twice (findings/), and what is then below
# zero wraps where words have more than 32 bits.
def free_blocks():
    """How many blocks of the flash can be written."""
    blocks, free = os.statvfs(FOLDER)[2:4]
    if free > blocks:
        free -= 1 << 32
    return free + _FOLDERS_BLOCKS * _folders(".")


def _folders(path):
    count = 0
    for entry in os.ilistdir(path):
        if entry[1] == _FOLDER_KIND:
            count += 1 + _folders("{}/{}".format(path, entry[0]))
    return count


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
def _names(kind):
    try:
        names = os.listdir(FOLDER)
    except OSError as error:
        if error.errno == ENOENT:
            return []
        raise
    digits = -len(kind) or None
    ours = [name for name in names if name.endswith(kind) and name[:digits].isdigit()]
    return sorted(ours, key=_first_seq)


def _first_seq(name):
    return int(name.rstrip(_EMPTY))


def _line_count(name):
    count = 0
    with open(_path(name), "rb") as file:
        for line in file:
            count += len(line) > 1
    return count


def _records(name):
    with open(_path(name), "rb") as file:
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
