"""Every tolerance of the control pilot at its end, for whoever tests against them."""

# IEC 61851-1 Annex A with every tolerance at its end: source volts and ohms, diode, car's ohms.
CORNERS = [
    {"plus_mv": 12_600, "minus_mv": -12_600, "source_ohm": 970, "diode_mv": 850, "percent": 103},
    {"plus_mv": 12_000, "minus_mv": -12_000, "source_ohm": 1_000, "diode_mv": 700, "percent": 100},
    {"plus_mv": 11_400, "minus_mv": -11_400, "source_ohm": 1_030, "diode_mv": 550, "percent": 97},
]


def set_corner(world, corner):
    world.set_pilot(
        plus_mv=corner["plus_mv"], minus_mv=corner["minus_mv"], source_ohm=corner["source_ohm"]
    )
    percent = corner["percent"]
    world.set_car(
        auto=False,
        diode_mv=corner["diode_mv"],
        b_ohm=2_740 * percent // 100,
        c_ohm=1_300 * percent // 100,
        d_ohm=270 * percent // 100,
    )
