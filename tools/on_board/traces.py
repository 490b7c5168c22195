"""Prints the paths of the black box's traces."""

import os

FOLDER = "data/traces"
try:
    names = os.listdir(FOLDER)
except OSError:
    names = []
for name in sorted(names):
    if name.endswith(".csv"):
        print(FOLDER + "/" + name)
