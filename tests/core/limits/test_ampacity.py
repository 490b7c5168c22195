"""Named limits: the smallest wins, whatever the others say (I2)."""

from firmware.core.ampacity import ORDER, binding, least_ma, offered

_SOME_MA = (48_000, 40_000, 32_000, 24_000, 20_000, 16_000, 12_000, 6_000)


def _subsets():
    """Every subset of the limits, with amounts that go down, up and are equal."""
    for chosen in range(1 << len(ORDER)):
        names = [name for bit, name in enumerate(ORDER) if chosen >> bit & 1]
        for amounts in (_SOME_MA, tuple(reversed(_SOME_MA)), (16_000,) * len(ORDER)):
            yield {name: amounts[ORDER.index(name)] for name in names}


def test_i2_in_every_subset_the_offer_is_the_smallest_and_above_none():
    for limits in _subsets():
        ma, name = offered(limits)
        if limits:
            assert ma == min(limits.values()), limits
            assert limits[name] == ma, limits
            assert all(limits[earlier] > ma for earlier in _before(name, limits)), limits


def _before(name, limits):
    return [earlier for earlier in ORDER[: ORDER.index(name)] if earlier in limits]


def test_no_limit_at_all_offers_nothing():
    assert offered({}) == (0, "none")
    assert offered({name: None for name in ORDER}) == (0, "none")


def test_a_limit_that_is_not_set_does_not_bind():
    assert offered({"wire": 32_000, "live": None}) == (32_000, "wire")


def test_i2_each_limit_alone_below_six_amps_withdraws_the_offer():
    for name in ORDER:
        limits = {other: 48_000 for other in ORDER}
        for ma, let_through in ((0, 0), (5_999, 0), (6_000, 6_000), (6_001, 6_001)):
            limits[name] = ma
            assert offered(limits) == (let_through, name), (name, ma)


def test_i2_each_limit_is_followed_to_the_milliamp():
    for name in ORDER:
        limits = {other: 32_000 for other in ORDER}
        for ma in (31_999, 32_001, 1_000_000):
            limits[name] = ma
            assert offered(limits)[0] == min(ma, 32_000), (name, ma)


def _limits(some):
    limits = {name: None for name in ORDER}
    limits.update(some)
    return limits


def test_ties_go_to_the_earlier():
    for index in range(len(ORDER) - 1):
        limits = _limits({ORDER[index + 1]: 16_000, ORDER[index]: 16_000})
        assert binding(limits) == ORDER[index]


def test_only_the_names_asked_for_count():
    limits = _limits({"wire": 32_000, "live": 16_000, "schedule": 10_000})
    assert binding(limits, ("board", "wire")) == "wire"
    assert binding(limits, ("board",)) == "none"


def test_the_least_amount_is_no_more_than_that_of_any_limit_named():
    limits = {"wire": 32_000, "group": None, "live": 5_999}
    assert least_ma(limits, ("wire", "group"), 48_000) == 32_000
    assert least_ma(limits, ("wire", "live"), 48_000) == 5_999
    assert least_ma(limits, ("wire", "group"), 16_000) == 16_000
    assert least_ma(limits, ("group",), 48_000) == 48_000


def test_an_unknown_limit_has_no_say():
    assert offered({"wire": 32_000, "rumour": 80_000}) == (32_000, "wire")
