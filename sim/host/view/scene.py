"""What the screen shows at one moment: plain values, made by the stage, drawn by the terminal."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any


@dataclass(frozen=True)
class Scene:
    """`world`: a report of sim.telemetry; `said`: the charger's `state` document.

    `offers_ma`: of every charger on stage, by its name; `tou`: what the server has published.
    """

    name: str
    world: SimpleNamespace
    mains: bool
    server: bool
    speed: int
    reached: float
    said: dict[str, Any] = field(default_factory=dict)
    why: str = ""
    tou: str = ""
    offers_ma: dict[str, int] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    console: tuple[str, ...] = ()
