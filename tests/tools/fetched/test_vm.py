"""What `make vm` refuses, and the command it builds. No chip has ever seen it."""

import pytest

from tools.cable.serial_port import BoardError, Silence
from tools.fetched import vm

TABLE_AT = 0x7000


def image_of(first=0xE9, chip_id=0, table=b"\xaa\x50", size=TABLE_AT + 4096):
    image = bytearray(size)
    image[0], image[12] = first, chip_id
    image[TABLE_AT : TABLE_AT + 2] = table
    return bytes(image)


@pytest.fixture
def image(tmp_path):
    """Returns image(**differences): the path of a MicroPython image with these."""

    def write(**differences):
        path = tmp_path / "image.bin"
        path.write_bytes(image_of(**differences))
        return path

    return write


def test_an_esp32_image_will_do(image):
    vm.require_image(image())


@pytest.mark.parametrize(
    "differences, sentence",
    (
        ({"first": 0x7F}, "is not an ESP32 image"),
        ({"chip_id": 9}, "for another chip of the family .number 9"),
        ({"table": b"\0\0"}, "without bootloader and partitions"),
    ),
)
def test_another_file_is_refused(image, differences, sentence):
    with pytest.raises(BoardError, match=sentence):
        vm.require_image(image(**differences))


@pytest.mark.parametrize("content", (b"", b"\xe9", image_of()[:TABLE_AT]))
def test_a_file_too_short_is_refused(tmp_path, content):
    (tmp_path / "short.bin").write_bytes(content)
    with pytest.raises(BoardError, match="is not an ESP32 image"):
        vm.require_image(tmp_path / "short.bin")


def test_the_command_writes_at_the_esp32_s_offset(image):
    assert vm.command("/dev/ttyUSB0", image()) == [
        *("--chip", "esp32", "--port", "/dev/ttyUSB0", "--baud", "460800"),
        *("write-flash", "0x1000", str(image())),
    ]


@pytest.fixture
def tool(monkeypatch):
    """An esptool that only notes how it was called; `tool.status` is its exit status."""

    class Tool:
        calls: list = []
        status = 0

        def run(self, command):
            self.calls.append(command)
            return self

        @property
        def returncode(self):
            return self.status

    noted = Tool()
    noted.calls = []
    monkeypatch.setattr(vm.subprocess, "run", noted.run)
    monkeypatch.setattr(vm, "esptool", lambda: ["esptool"])
    return noted


def meeting(monkeypatch, trouble):
    def require_rest(_port):
        if trouble is not None:
            raise trouble

    monkeypatch.setattr(vm, "require_rest", require_rest)


@pytest.mark.parametrize("trouble", (None, Silence("nobody")))
def test_a_board_at_rest_or_empty_is_written(image, tool, monkeypatch, trouble):
    meeting(monkeypatch, trouble)
    assert vm.main(["p", str(image())]) == 0
    assert tool.calls == [["esptool", *vm.command("p", image())]]


def test_a_charging_board_is_not_written(image, tool, monkeypatch, capsys):
    meeting(monkeypatch, BoardError("It is charging."))
    assert vm.main(["p", str(image())]) == 1
    assert capsys.readouterr().err == "It is charging.\n"
    assert tool.calls == []


def test_a_failure_of_esptool_says_what_to_hold(image, tool, monkeypatch, capsys):
    meeting(monkeypatch, None)
    tool.status = 2
    assert vm.main(["p", str(image())]) == 1
    assert "BOOT button" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words, sentence",
    (
        (["p", ""], "Say which image: BIN="),
        (["p", "nowhere.bin"], "nowhere.bin cannot be read"),
    ),
)
def test_no_image_is_a_sentence(words, sentence, capsys):
    assert vm.main(words) == 1
    assert sentence in capsys.readouterr().err


def test_no_port_is_a_sentence(image, tool, capsys):
    assert vm.main(["", str(image())]) == 1
    assert "Say which port" in capsys.readouterr().err


def test_no_esptool_is_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(vm, "_ESPTOOL", tmp_path / "none")
    with pytest.raises(BoardError, match="`make vm` does that"):
        vm.esptool()


def test_an_installed_esptool_is_called_by_its_own_python(monkeypatch, tmp_path):
    monkeypatch.setattr(vm, "_ESPTOOL", tmp_path)
    assert vm.esptool() == [str(tmp_path), "-m", "esptool"]
