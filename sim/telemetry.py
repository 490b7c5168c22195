"""What an observer with instruments everywhere sees of the world."""

from sim.car.onboard_charger import UJ_PER_WH


def report(world):
    """One look at everything; the changes and stalls since the last one go with it."""
    changes, world.changes = world.changes, []
    stalls, world.clock.stalls = world.clock.stalls, []
    blinks, world.blinks = world.blinks, []
    car, power, pilot = world.car, world.power, world.pilot
    return {
        "t_us": world.clock.now_us,
        "wall_s": world.wall_s,
        "plugged": car.plugged,
        "s2": car.s2,
        "pilot_high_mv": pilot.high_mv,
        "pilot_low_mv": pilot.low_mv,
        "duty": world.duty,
        "offer_ma": car.offer_ma,
        "drawn_ma": car.charger.drawn_ma,
        "coil": int(power.coil),
        "contactor": int(power.closed),
        "closings": power.closings,
        "openings": power.openings,
        "openings_under_load": power.openings_under_load,
        "step_gap_us": power.take_longest_gap_us(),
        "battery_wh": _wh(car.charger.battery_uj),
        "full_wh": _wh(car.charger.full_uj),
        "meter_wh": world.meter.energy_wh,
        "temperature_c": world.thermistor.celsius,
        "faults": sorted(world.faults),
        "boots": world.registers.boots,
        "led": world.led,
        "flash_erases": world.flash.erases if world.flash else 0,
        "flash_programs": world.flash.programs if world.flash else 0,
        "flash_reads": world.flash.reads if world.flash else 0,
        "changes": changes,
        "blinks": blinks,
        "stalls": stalls,
        "changes_lost": world.changes_lost,
    }


def _wh(uj):
    return uj * 10 // UJ_PER_WH / 10
