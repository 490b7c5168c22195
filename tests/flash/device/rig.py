"""The part of the charger that remembers, on real littlefs over flash that can lose its power.

Store, twin, settings, plan, charger, commands and recorder are the firmware's own, wired as
`firmware.app` does it; of the board there is only what the recorder asks. MicroPython only.
"""

import json
import os

import vfs

from firmware import remembered, settings_file
from firmware.core.charger import Charger
from firmware.core.journal import Journal
from firmware.core.plan.commands import Commands
from firmware.core.plan.orders import LOCAL
from firmware.core.plan.pin_lock import PinLock
from firmware.core.plan.plan import Plan
from firmware.drivers.flash.store import Store
from firmware.drivers.flash.twin import Twin
from firmware.services.memory import recorder, session_files
from firmware.settings import Settings
from tests.flash.device.nor import BLOCK_BYTES, Nor

_RATING_MA = 48_000
_TEST_MS = (150, 1_000, None)
_NOMINAL_MV = 240_000
_ROOT = "/flash"  # the charger's `/`
_BYSTANDER_PATH = "data/link.json"
_BYSTANDER = '{"id": "garage-1"}'
_FILLER = "filler"
_FILLING = "filler" * (5 * BLOCK_BYTES // len("filler"))


class _NoCollection:
    """The charger collects its heap each second; the PC's is large, and it would take all day."""

    @staticmethod
    def collect():
        pass


# What waits hands its span to whoever lets time pass: nobody, here.
def _sleep_ms(ms):
    yield ms


recorder.gc = _NoCollection
recorder.sleep_ms = _sleep_ms


class _Board:
    """The board as the recorder sees it: no meter answers, and the clock counts its rounds."""

    def __init__(self):
        self.meter = self.thermometer = self.clock = self
        self.now_s = 0

    def ask(self):
        pass

    def answer(self):
        return None

    def read_c(self):
        return 20

    def uptime_s(self):
        return self.now_s

    def epoch(self):
        return None


class Rig:
    """A charger that is off. `boot()` first; then its parts are attributes."""

    def __init__(self, image=None):
        self.nor = Nor(image)
        self._file_system = None
        if image is None:
            vfs.VfsLfs2.mkfs(self.nor)

    def boot(self):
        """The mains is on: mounted and loaded, as `firmware.app` does it. Writes nothing."""
        _unmount()
        vfs.mount(vfs.VfsLfs2(self.nor, mtime=False), _ROOT)
        os.chdir(_ROOT)
        self.board = _Board()
        self.journal = Journal(self.board)
        self.store = Store()
        self.twin = Twin(self.store, remembered.PATH)
        self.settings = settings_file.load(
            Settings(), self.twin.read(), self.store.read(remembered.FORMAT_1_PATH)
        )
        self.plan = Plan(_RATING_MA, _RATING_MA, self.settings, False, self.journal)
        self.charger = Charger(self.plan, _TEST_MS, _NOMINAL_MV, self.journal, 0)
        if self.settings.latched:
            self.charger.faults.strike(self.settings.latched, 0)
        self.recorder = recorder.Recorder(
            self.charger, self.board, self.store, self.twin, self.journal
        )
        pin_lock = PinLock(self.settings, None, self.recorder.keep, self.journal)
        self.commands = Commands(self.plan, self.recorder.keep, self.board, pin_lock)
        return self

    def second(self):
        """One round of the recorder."""
        self.board.now_s += 1
        self.recorder.look()
        self.recorder.look()

    def order(self, name, value):
        """What the installer types at the console; -> saved or not, None: nothing to save."""
        self.commands.execute(name, value, LOCAL)
        return self.commands.saved

    def close_contactor(self):
        self.charger.session.closed = True

    def open_contactor(self):
        self.charger.session.closed = False

    def fill(self, free_blocks):
        """Leave about so many blocks free, taken by files that must outlive everything."""
        self.store.write(_BYSTANDER_PATH, _BYSTANDER)
        number = 0
        while session_files.free_blocks() > free_blocks:
            self.store.write(f"data/{_FILLER}{number}", _FILLING)
            number += 1

    def remembered(self):
        """What a boot finds: every setting, the trouble, and what else lies on the flash."""
        fields = json.loads(self.settings.to_json())
        fields["trouble"] = self.settings.trouble
        fields["bystanders"] = self._bystanders()
        return fields

    def _bystanders(self):
        fillers = [name for name in os.listdir("data") if name.startswith(_FILLER)]
        whole = self.store.read(_BYSTANDER_PATH) in (_BYSTANDER, None)
        for name in fillers:
            whole = whole and _is_whole_filler("data/" + name)
        return len(fillers) if whole else "damaged"


def _is_whole_filler(path):
    content = bytearray(len(_FILLING))
    with open(path, "rb") as file:
        return file.readinto(content) == len(_FILLING) and content == _FILLING.encode()


def _unmount():
    os.chdir("/")
    try:
        vfs.umount(_ROOT)
    except OSError:
        pass  # nothing was mounted
