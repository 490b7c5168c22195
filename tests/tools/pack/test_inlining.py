"""Which functions the build writes into the place where they are called, and whether all that they
did is still done."""

import ast
from textwrap import dedent, indent

import pytest

from tests.tools.pack.packing import Project
from tools.pack.less.frame import fits, words

APP = "firmware/app.py"

# What a method does with `given`, and what the only one that calls it does.
BODIES = (
    "self.steps.append(given)",
    "return given + 1",
    """\
    given += 1
    return given
    """,
    """\
    if given == 2:
        return "two"
    self.steps.append(given)
    return given
    """,
    """\
    if given < 2:
        if given:
            return "one"
        return "none"
    else:
        one = given * 2
    self.steps.append(one)
    return one
    """,
    """\
    try:
        return 6 // given
    except ZeroDivisionError as one:
        return str(one)
    """,
    """\
    for one in range(given):
        if one == 1:
            return "found"
    return "missed"
    """,
)
CALLS = (
    """\
    self._told(one)
    return one
    """,
    "return self._told(one)",
    """\
    one = self._told(one)
    return one
    """,
    """\
    if not self._told(one):
        return "no"
    return one
    """,
    """\
    try:
        told = self._told(one + 1)
    finally:
        self.steps.append("finally")
    return told
    """,
    "return one, self._told(one)",
)
IN_PLACE_BODIES, IN_PLACE_CALLS = 5, 4


@pytest.fixture
def project(tmp_path):
    return lambda text: Project(tmp_path, {APP: text})


def part(name, body, call):
    """A class of which run() calls _told()."""
    told, run = (indent(dedent(text), 8 * " ") for text in (body, call))
    steps = "    def __init__(self):\n        self.steps = []\n"
    methods = f"    def run(self, one):\n{run}\n    def _told(self, given):\n{told}"
    return f"class {name}:\n{steps}\n{methods}\n"


def program(parts):
    """Makes one of each of these classes, and prints what they do."""
    shown = "        print([part.run(one) for one in range(4)], part.steps)\n"
    made = f"def run():\n    for part in ({', '.join(name + '()' for name in parts)},):\n{shown}"
    return "\n".join([*parts.values(), made])


def functions(project):
    nodes = ast.walk(ast.parse(project.texts[APP]))
    return [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_whatever_is_written_elsewhere_does_what_it_did(project):
    pairs = [(body, call) for body in range(len(BODIES)) for call in range(len(CALLS))]
    parts = {f"P{b}{c}": part(f"P{b}{c}", BODIES[b], CALLS[c]) for b, c in pairs}
    made = project(program(parts))
    assert "Traceback" not in made.says()
    inlined = {name.split(":")[2] for name in made.packed.names["inlined"]}
    simple = {f"P{b}{c}" for b, c in pairs if b < IN_PLACE_BODIES and c < IN_PLACE_CALLS}
    assert simple <= inlined < parts.keys()


def test_what_is_awaited_is_in_its_place(project):
    made = project("""\
        import asyncio

        async def _told(n):
            await asyncio.sleep_ms(0)
            return n + 1

        async def _main():
            n = await _told(1)
            print(n)

        def run():
            asyncio.run(_main())
        """)
    assert made.says() == "2\n"
    assert len(functions(made)) == 2


def test_an_expression_is_in_its_place_wherever_that_is(project):
    made = project("""\
        class Part:
            n = 3

            def run(self):
                return [self.n and (self._odd(n) or n) for n in range(4)]

            def _odd(self, n):
                return self.n & n & 1

        def run():
            print(Part().run())
        """)
    assert made.says() == "[0, 1, 2, 1]\n"
    assert made.packed.names["inlined"] == ["f:firmware.app:Part:_odd"]


def test_what_is_named_in_the_call_is_taken_by_its_name(project):
    made = project("""\
        def _told(a, *, b, c):
            d = a - b
            return d * c

        def run():
            n = _told(7, c=2, b=3)
            print(n)
        """)
    assert made.says() == "8\n"
    assert len(functions(made)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "def _told():\n    return 1\n\ndef run():\n    told = _told\n    print(told())\n",
        "def _told(n=1):\n    return n\n\ndef run():\n    print(_told())\n",
        "def _told(*n):\n    return n\n\ndef run():\n    print(_told(1))\n",
        "def _told():\n    yield 1\n\ndef run():\n    print(list(_told()))\n",
        "def _told(n):\n    return lambda: n\n\ndef run():\n    n = _told(1)\n    print(n())\n",
        "def _told(n):\n    return n and _told(n - 1)\n\ndef run():\n    print(_told(1))\n",
    ],
)
def test_what_is_not_simple_stays(project, text):
    made = project(text)
    assert "Traceback" not in made.says()
    assert made.packed.names["inlined"] == []


# A control step takes nothing from the heap, and more than eleven words of a frame would be there.
def test_a_frame_that_lies_on_the_stack_stays_there(project):
    many = "".join(f"n{number} = given + {number}\n" for number in range(6))
    call = many.replace("given", "one") + "return self._told(n5)\n"
    made = project(program({"Part": part("Part", many + "return n0 + n5\n", call)}))
    assert "Traceback" not in made.says()
    assert made.packed.names["inlined"] == []
    assert all(map(fits, functions(made)))


def test_loops_and_tries_take_more_words():
    plain, loop, both = (
        ast.parse(f"def f(a):\n    {text}").body[0]
        for text in (
            "b = a",
            "for b in a: pass",
            "for b in a:\n        try:\n            pass\n        finally:\n            pass",
        )
    )
    assert words(plain) < words(loop) < words(both)
