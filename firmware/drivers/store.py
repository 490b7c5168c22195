"""Small text files under `data/`, each replaced as a whole.

A file is written beside the old one and renamed over it: littlefs makes the rename atomic, so a
power cut leaves the old one or the new one.
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

    def write(self, path, text):
        """Raises OSError when the flash refuses; the old file is then still whole."""
        self._make_room(path)
        with open(path + _FRESH, "w") as file:
            file.write(text)
        os.rename(path + _FRESH, path)

    def _make_room(self, path):
        folder = path.rsplit("/", 1)[0]
        try:
            os.mkdir(folder)
        except OSError:
            pass  # it is there already; if not, opening the file says so
