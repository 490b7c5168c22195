"""Makes the folders that are not there yet. Before it stands: FOLDERS, each after its parent."""

import os

for path in FOLDERS:  # type: ignore[name-defined]  # noqa: F821
    try:
        os.stat(path)
    except OSError:
        os.mkdir(path)
