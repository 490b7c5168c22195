"""One text kept twice: neither a power cut nor one rotten copy loses it.

littlefs commits a file when it is closed, so each copy is the old one or the new one by itself;
that the other copy is never touched before is for what littlefs cannot mend. Each is
`<crc32> <seq>`, a line feed, and the text; the CRC covers all that follows it.
"""

from binascii import crc32
from errno import EIO

from micropython import const

_CRC_CHARS = const(8)

# In the place of a copy's sequence number, which counts from 1.
_DAMAGED = const(0)
_ABSENT = const(-1)


class Twin:
    """`store`: drivers.flash.store.Store. `read()` comes first: it finds out where the newest
    is."""

    def __init__(self, store, path):
        self._store = store
        self._paths = (path + ".a", path + ".b")
        self._seqs = [_ABSENT, _ABSENT]

    @property
    def damaged(self):
        """A copy is not valid, or may have been left half written."""
        return _DAMAGED in self._seqs

    @property
    def mirrored(self):
        """Both copies are there, and the same."""
        return self._seqs[0] == self._seqs[1] > _DAMAGED

    @property
    def _newest(self):
        return 1 if self._seqs[1] >= self._seqs[0] else 0

    def read(self):
        """The newest valid text; None: never written; "": there are copies, and none is valid."""
        newest = (_ABSENT, None)
        for index, path in enumerate(self._paths):
            copy = _checked(self._store.read(path))
            self._seqs[index] = copy[0]
            if copy[0] > newest[0]:
                newest = copy
        return newest[1]

    def write(self, text):
        """Over the copy that is not the newest. Raises OSError; the newest is then as it was."""
        seq = max(self._seqs[self._newest], _DAMAGED) + 1
        body = "{}\n{}".format(seq, text)
        self._put(1 - self._newest, seq, "{:08x} {}".format(crc32(body.encode()), body))

    def mirror(self):
        """Make the older copy equal to the newest: True if it had to. Raises OSError."""
        newest = self._newest
        seq = self._seqs[newest]
        if self.mirrored or seq <= _DAMAGED:
            return False
        content = self._store.read(self._paths[newest])
        if _checked(content)[0] != seq:
            self._seqs[newest] = _DAMAGED
            raise OSError(EIO)
        self._put(1 - newest, seq, content)
        return True

    # Until it is overwritten nobody knows what is there.
    def _put(self, index, seq, content):
        if self._seqs[index] == _ABSENT:
            self._store.write(self._paths[index], content)
        else:
            self._seqs[index] = _DAMAGED
            self._store.overwrite(self._paths[index], content)
        self._seqs[index] = seq


# `(seq, text)`; a copy that is not valid is (_DAMAGED, ""), none at all (_ABSENT, None).
def _checked(content):
    if content is None:
        return _ABSENT, None
    body = content[_CRC_CHARS + 1 :]
    try:
        seq, text = body.split("\n", 1)
        if content[: _CRC_CHARS + 1] == "{:08x} ".format(crc32(body.encode())) and int(seq) > 0:
            return int(seq), text
    except ValueError:
        pass
    return _DAMAGED, ""
