"""The running charger's own bundle: Ctrl-C has ended the program, but its objects are there."""

from firmware import app

app.bundle()
