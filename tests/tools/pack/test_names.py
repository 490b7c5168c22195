"""New names: what gets one, what keeps its own, and that nothing is taken for another."""

from tests.tools.pack.packing import Project

APP = "firmware/app.py"


def test_names_that_only_the_program_uses_are_given_new_ones(tmp_path):
    project = Project(
        tmp_path,
        {
            APP: """\
                class Charger:
                    def __init__(self, wired_ma):
                        self._wired_ma = wired_ma

                    def offered_ma(self):
                        return _half(self._wired_ma)

                def _half(current_ma):
                    return current_ma // 2

                def run():
                    print(Charger(32).offered_ma())
                """
        },
    )
    assert project.says() == "16\n"
    assert not project.names_in(APP) & {"Charger", "_wired_ma", "offered_ma", "_half"}


def test_a_name_that_is_also_a_text_keeps_it(tmp_path):
    project = Project(
        tmp_path,
        {
            APP: """\
                class Settings:
                    def __init__(self):
                        for name in ('wire_ma',):
                            setattr(self, name, 6)

                def run():
                    print(Settings().wire_ma)
                """
        },
    )
    assert project.says() == "6\n"
    assert "wire_ma" in project.names_in(APP)


def test_what_the_interpreter_calls_so_keeps_its_name(tmp_path):
    project = Project(
        tmp_path,
        {
            APP: """\
                import json


                class Wire:
                    def __init__(self):
                        self.sent = []

                    def write(self, text):
                        self.sent.append(text)

                def run():
                    wire = Wire()
                    json.dump([1], wire) if False else None
                    wire.write(json.dumps({'a': 1}))
                    print(wire.sent)
                """
        },
    )
    assert project.says() == "['{\"a\": 1}']\n"
    assert {"write", "append", "dumps"} <= project.names_in(APP)


def test_arguments_given_by_name_are_given_by_the_same_name(tmp_path):
    project = Project(
        tmp_path,
        {
            APP: """\
                def offer(limit_ma, *, planned=False):
                    return limit_ma, planned

                def run():
                    print(offer(6, planned=True), offer(limit_ma=7))
                """
        },
    )
    assert project.says() == "(6, True) (7, False)\n"


def test_functions_in_functions_see_the_names_of_the_outer_one(tmp_path):
    project = Project(
        tmp_path,
        {
            APP: """\
                def run(start=3):
                    seen = []
                    total = 0

                    def take(step, twice):
                        nonlocal total
                        total += step * start
                        seen.append((lambda more: more + twice)(step))

                    for step in range(3):
                        take(step, 10)
                    print(total, seen, [step + start for step in seen])
                """
        },
    )
    assert project.says() == "9 [10, 11, 12] [13, 14, 15]\n"


PART = """
class Part{n}:
    def __init__(self):
        self._first{n} = {n}
        self._second{n} = {n} + 1

    def told(self):
        return self._first{n}, self._second{n}
"""


def test_classes_share_the_names_of_what_is_private_to_each(tmp_path):
    classes = "".join(PART.format(n=n) for n in range(3))
    run = "\ndef run():\n    print([part().told() for part in (Part0, Part1, Part2)])\n"
    project = Project(tmp_path, {APP: classes + run})
    assert project.says() == "[(0, 1), (1, 2), (2, 3)]\n"
    renamed = project.packed.names["renamed"]
    assert len({renamed[f"f:firmware.app:Part{n}:_first{n}"] for n in range(3)}) == 1


def test_a_base_and_what_derives_from_it_do_not_share_by_chance(tmp_path):
    project = Project(
        tmp_path,
        {
            APP: """\
                class Base:
                    def __init__(self):
                        self._a = 1

                    def first(self):
                        return self._a

                class Derived(Base):
                    def __init__(self):
                        super().__init__()
                        self._b = 2

                    def second(self):
                        return self._b

                def run():
                    part = Derived()
                    print(part.first(), part.second())
                """
        },
    )
    assert project.says() == "1 2\n"


def test_properties_decorators_and_defaults_of_a_class_are_found(tmp_path):
    project = Project(
        tmp_path,
        {
            APP: """\
                _START = [7]


                def _made():
                    return 5


                class Part:
                    ORDER = _made()
                    NEXT = ORDER + 1
                    make = staticmethod(_made)

                    @property
                    def level(self):
                        return self.ORDER + self.NEXT

                    def rise(self, by=_START):
                        return self.level + by[0] + self.make()

                def run():
                    print(Part().rise(), Part.ORDER)
                """
        },
    )
    assert project.says() == "23 5\n"


def test_exceptions_keep_the_names_that_people_read(tmp_path):
    project = Project(
        tmp_path,
        {
            APP: """\
                class OfferRefused(ValueError):
                    pass

                def run():
                    try:
                        raise OfferRefused('too much')
                    except OfferRefused as error:
                        print(type(error).__name__, error, error.args)
                """
        },
    )
    assert project.says() == "OfferRefused too much ('too much',)\n"


def test_async_and_generators_run_as_before(tmp_path):
    project = Project(
        tmp_path,
        {
            APP: """\
                import asyncio


                class Loop:
                    async def turn(self, count):
                        for number in _numbers(count):
                            await asyncio.sleep_ms(0)
                            print(number)

                def _numbers(count):
                    sent = yield from range(count)
                    yield sent

                def run():
                    asyncio.run(Loop().turn(2))
                """
        },
    )
    assert project.says() == "0\n1\nNone\n"


def test_the_list_says_what_stayed_and_why(tmp_path):
    project = Project(
        tmp_path,
        {
            APP: """\
                class Limit(Exception):
                    pass


                class Part:
                    def __init__(self):
                        self.level = 1

                    def append(self, deep):
                        return deep

                def run():
                    part = Part()
                    print(part.level, part.append(deep=2), Limit)
                    print(getattr(part, 'level'))
                """
        },
    )
    kept = project.packed.names["kept"]
    assert "level" in kept["equal to a text"]
    assert "append" in kept["the interpreter's, or nobody's here"]
    assert kept["named in calls"] == ["deep"]
    assert kept["exceptions, and asked for by cable"] == ["Limit"]
