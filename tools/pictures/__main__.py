"""`python -m tools.pictures FILE -o OUT`: a picture of a recording or of a black box's trace."""

import argparse
import sys
from pathlib import Path

from tools.pictures import black_box, recording
from tools.pictures.page import page
from tools.pictures.picture import BadFile, Picture
from tools.pictures.svg import svg


def read(path: Path) -> Picture:
    """The picture of either kind of file; raises BadFile, OSError, UnicodeDecodeError."""
    return black_box.read(path) if black_box.is_black_box(path) else recording.read(path)


def write(source: Path, target: Path) -> None:
    """Draws `source` as a page, or as SVG if the target's name ends so. Raises as read() does."""
    draw = svg if target.suffix == ".svg" else page
    target.write_text(draw(read(source)), encoding="utf-8")


def main(words: list[str] | None = None) -> int:
    """0: drawn; 2: the file cannot be read or written, and what would be right."""
    parser = argparse.ArgumentParser(prog="python -m tools.pictures", description=__doc__)
    parser.add_argument("file", type=Path, help="a recording (JSON lines) or a trace (CSV)")
    parser.add_argument("-o", "--out", type=Path, required=True, help="OUT.html or OUT.svg")
    asked = parser.parse_args(words)
    try:
        write(asked.file, asked.out)
    except (BadFile, OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
