"""The lock file installs the same bytes everywhere, and names no package index."""

import re

from tools.device import ROOT

LOCK = (ROOT / "tools" / "requirements.txt").read_text(encoding="utf-8")
for _name in ("home_assistant.txt", "esptool.txt", "esptool_build.txt"):
    LOCK += (ROOT / "tools" / _name).read_text(encoding="utf-8")
WANTED = (ROOT / "tools" / "requirements.in").read_text(encoding="utf-8")


def requirements(text):
    joined = text.replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not re.match(r"\s*#", line)]


def name_of(requirement):
    return re.split(r"[ =]", requirement)[0]


def test_every_requirement_is_pinned_and_hashed():
    for requirement in requirements(LOCK):
        assert re.match(r"[\w.-]+==\S+ ", requirement), requirement
        assert "--hash=sha256:" in requirement, name_of(requirement)


def test_every_wanted_package_is_locked():
    locked = {name_of(requirement) for requirement in requirements(LOCK)}
    assert {name_of(requirement) for requirement in requirements(WANTED)} <= locked


def test_the_lock_file_names_no_index_and_no_path():
    assert "://" not in LOCK
    assert "index-url" not in LOCK
