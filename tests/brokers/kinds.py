"""The brokers that package clients can install, each started on a free port of this machine."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from sim.host.process import ROOT
from sim.host.site.broker import HOST, free_port
from tests.system.mosquitto import executable

_RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
_AEDES = Path(__file__).parent / "aedes"
_AEDES_BUILT = ROOT / "build" / "brokers" / "aedes"
_AMQTT = """listeners:
  default:
    type: tcp
    bind: {host}:{port}
plugins:
  amqtt.plugins.authentication.AnonymousAuthPlugin:
    allow_anonymous: true
"""
_RABBITMQ_CONF = """listeners.tcp = none
mqtt.listeners.tcp.default = {host}:{port}
mqtt.allow_anonymous = true
"""


class NotInstalled(Exception):
    """The text says how to get it."""


class Kind:
    """`command(place, port)`: what starts it in that folder; `environment`: beside this one's."""

    name = version = ""
    starts_within_s = 20

    def environment(self, _place: Path) -> dict[str, str]:
        return {}

    def command(self, place: Path, port: int) -> list[str]:
        raise NotImplementedError


class Mosquitto(Kind):
    name = "mosquitto"

    def command(self, place: Path, port: int) -> list[str]:
        told = subprocess.run([executable(), "-h"], capture_output=True, text=True).stdout
        self.version = _version(told)
        conf = place / "mosquitto.conf"
        conf.write_text(f"listener {port} {HOST}\nallow_anonymous true\n")
        return [executable(), "-c", str(conf)]


class Amqtt(Kind):
    name = "amqtt"

    def command(self, place: Path, port: int) -> list[str]:
        from amqtt import __version__

        self.version = __version__
        conf = place / "amqtt.yaml"
        conf.write_text(_AMQTT.format(host=HOST, port=port))
        return [str(Path(sys.executable).parent / "amqtt"), "-c", str(conf)]


class Aedes(Kind):
    name = "aedes"

    def command(self, _place: Path, port: int) -> list[str]:
        if not shutil.which("npm"):
            raise NotInstalled("aedes: install nodejs and npm first")
        if not (_AEDES_BUILT / "node_modules").exists():
            shutil.copytree(_AEDES, _AEDES_BUILT, dirs_exist_ok=True)
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=_AEDES_BUILT, check=True)
        self.version = _version((_AEDES / "package.json").read_text())
        return ["node", str(_AEDES_BUILT / "broker.mjs"), str(port)]


class RabbitMq(Kind):
    name = "RabbitMQ"
    starts_within_s = 120

    def command(self, place: Path, port: int) -> list[str]:
        if not _RABBITMQ.exists():
            raise NotInstalled("RabbitMQ: apt-get install rabbitmq-server")
        (place / "rabbitmq.conf").write_text(_RABBITMQ_CONF.format(host=HOST, port=port))
        (place / "enabled_plugins").write_text("[rabbitmq_mqtt].")
        told = subprocess.run(["dpkg", "-s", "rabbitmq-server"], capture_output=True, text=True)
        self.version = _version(told.stdout.split("Version:")[1])
        # Its port mapper would outlive it as a daemon.
        return ["sh", "-c", f"epmd -port $ERL_EPMD_PORT & exec {_RABBITMQ}"]

    def environment(self, place: Path) -> dict[str, str]:
        at = {"HOME": place, "RABBITMQ_CONFIG_FILE": place / "rabbitmq"}
        at |= {"RABBITMQ_ENABLED_PLUGINS_FILE": place / "enabled_plugins"}
        at |= {"RABBITMQ_MNESIA_BASE": place / "mnesia", "RABBITMQ_LOG_BASE": place / "log"}
        told = {name: str(path) for name, path in at.items()}
        told |= {"RABBITMQ_NODENAME": "pilotlight@localhost", "ERL_EPMD_ADDRESS": HOST}
        return told | {"ERL_EPMD_PORT": str(free_port()), "RABBITMQ_DIST_PORT": str(free_port())}


KINDS = (Mosquitto, Amqtt, Aedes, RabbitMq)


class Running:
    """One of a kind, from `with` to its end; it and all it started are killed."""

    def __init__(self, kind: Kind, place: Path) -> None:
        self.port = free_port()
        self._process = subprocess.Popen(
            kind.command(place, self.port),
            cwd=place,
            env=os.environ | kind.environment(place),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _version(text: str) -> str:
    found = re.search(r"\d+\.\d+\.\d+", text)
    return found[0] if found else "?"
