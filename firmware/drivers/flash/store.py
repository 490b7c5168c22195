"""Small text files under `data/`, each replaced as a whole.

littlefs commits a file when it is closed, and a rename in one piece: a power cut leaves the old
file or the new one.
"""

import os
from errno import ENOENT

_FRESH = ".new"


class Store:
    """Paths are relative to the directory the charger was started in."""

    def read(self, path):
        """The text; None: there is no such file; "": there is one, but it cannot be read."""
        try:
            with open(path) as file:
                return file.read()
        except UnicodeError:
            return ""
        except OSError as error:
            return None if error.errno == ENOENT else ""

    # A new name is committed before its contents, and Ctrl-C closes what is half written: neither
    # may happen to the file itself.
    def write(self, path, text):
        """Raises OSError when the flash refuses; the old file is then still whole."""
        self._make_room(path)
        self.overwrite(path + _FRESH, text)
        os.rename(path + _FRESH, path)

    def overwrite(self, path, text):
        """In place, with fewer flash operations, a file that has a twin. Raises OSError."""
        with open(path, "w") as file:
            file.write(text)

    def set_aside(self, path, aside):
        """Give a file another name; what had it goes. Raises OSError."""
        os.rename(path, aside)

    def remove(self, path):
        """Raises OSError, but not where there is no such file."""
        try:
            os.remove(path)
        except OSError as error:
            if error.errno != ENOENT:
                raise

    def _make_room(self, path):
        folder = path.rsplit("/", 1)[0]
        try:
            os.mkdir(folder)
        except OSError:
            pass  # it is there already; if not, opening the file says so
