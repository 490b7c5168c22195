"""Write the MicroPython image itself onto a board, with esptool.

It was never run on a chip: only its refusals and the command it builds are tested.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from tools.cable.board import in_sentences
from tools.cable.serial_port import BoardError, Silence, require_rest
from tools.device import ROOT

_ESPTOOL = ROOT / ".venv" / "esptool" / "bin" / "python"

# An ESP32 image: ESP-IDF's esp_image_header_t, esp_partition_info_t; the ROM reads it from 0x1000.
_OFFSET = 0x1000
_IMAGE_MAGIC = 0xE9
_CHIP_ID_AT = 12
_ESP32_CHIP_ID = 0
_TABLE_AT = 0x8000 - _OFFSET
_TABLE_MAGIC = b"\xaa\x50"
_BAUD = 460_800


def require_image(path: Path) -> None:
    """Raises BoardError unless it is a whole ESP32 image, with bootloader and partitions."""
    wanted = "Take an ESP32_GENERIC-*.bin (no -ota, no .app-bin) from micropython.org/download."
    try:
        image = path.read_bytes()
    except OSError as error:
        raise BoardError(f"{path} cannot be read ({error.strerror}). {wanted}") from None
    if len(image) <= _TABLE_AT or image[0] != _IMAGE_MAGIC:
        raise BoardError(f"{path} is not an ESP32 image. {wanted}")
    chip_id = int.from_bytes(image[_CHIP_ID_AT : _CHIP_ID_AT + 2], "little")
    if chip_id != _ESP32_CHIP_ID:
        raise BoardError(f"{path} is for another chip of the family (number {chip_id}). {wanted}")
    if image[_TABLE_AT : _TABLE_AT + 2] != _TABLE_MAGIC:
        raise BoardError(f"{path} is a program without bootloader and partitions. {wanted}")


def esptool() -> list[str]:
    """How to call the one that `make vm` installs; raises BoardError where it did not."""
    if not _ESPTOOL.exists():
        raise BoardError("esptool is not installed: `make vm` does that, pinned; use it.")
    return [str(_ESPTOOL), "-m", "esptool"]


def command(port: str, image: Path) -> list[str]:
    speed = ["--port", port, "--baud", str(_BAUD)]
    return ["--chip", "esp32", *speed, "write-flash", hex(_OFFSET), str(image)]


# esptool resets the chip: a charge would be cut off under load. An empty chip answers nothing.
def _require_no_charge(port: str) -> None:
    try:
        require_rest(port)
    except Silence:
        print("Nothing answers: taken for a chip without MicroPython.")


def write(port: str, image: str) -> None:
    """Raises BoardError."""
    if not image:
        raise BoardError("Say which image: BIN=ESP32_GENERIC-....bin (micropython.org/download).")
    require_image(Path(image))
    tool = esptool()
    _require_no_charge(port)
    if subprocess.run([*tool, *command(port, Path(image))]).returncode != 0:
        raise BoardError(
            "esptool did not finish: see its words above. If it could not connect, hold the"
            " board's BOOT button while this starts, or press BOOT and then EN."
        )
    print("MicroPython is on it; files on it stay if its partitions are as before.")
    print(f"Now: make flash PORT={port}")


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make vm", description=__doc__)
    parser.add_argument("port", nargs="?", default="")
    parser.add_argument("image", nargs="?", default="")
    given = parser.parse_args(words)
    return in_sentences(lambda: write(given.port, given.image))


if __name__ == "__main__":
    sys.exit(main())
