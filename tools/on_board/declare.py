"""Declares the release beside the present one whole: from here on a start puts it in place."""

import os

os.rename("switch.py.new", "switch.py")
