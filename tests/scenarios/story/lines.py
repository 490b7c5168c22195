"""Lines of stories for tests: a header, and a promise that holds."""

HEADER = """\
title: A test
complaint: nobody/nothing #1
should: Hold.
start: 2026-11-23 12:00:00
charger: wire 32 A, boot wait 0 s
"""
CHARGES = """\
promise It charges.
plug in, 20 kWh missing
expect charging at 32 A within 60 s
"""
