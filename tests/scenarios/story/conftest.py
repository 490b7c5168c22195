"""Stories of a few lines, told by a test."""

import pytest

from sim.host.story import telling
from tests.scenarios.story.lines import HEADER


@pytest.fixture
def written(tmp_path):
    """Call it with the lines of a story; returns its path."""

    def write(lines, header=HEADER):
        path = tmp_path / "test.story"
        path.write_text(header + lines)
        return path

    return write


@pytest.fixture
def told(written, tmp_path, capsys):
    """Call it with the lines of a story: (exit status, what was printed)."""

    def tell(lines, **options):
        place = tmp_path / "charger"
        place.mkdir()
        return telling.tell(written(lines), place, **options), capsys.readouterr().out

    return tell
