"""Which texts the build puts into a file on the flash."""

import pytest

from tests.tools.pack.packing import Project

APP, CLOUD = "firmware/app.py", "firmware/services/link/cloud.py"
TOLD = "a sentence that somebody reads"
RUN = "from firmware.services import cloud\n\ndef run():\n    print(cloud.told())\n"


@pytest.fixture
def project(tmp_path):
    """project(text, path): a program whose `path`, a service, is `text`."""

    def made(text, path=CLOUD):
        module = path.removesuffix(".py").replace("/", ".")
        run = RUN.replace("firmware.services", module.rsplit(".", 1)[0])
        return Project(tmp_path, {APP: run.replace("cloud", module.rsplit(".", 1)[1]), path: text})

    return made


def is_on_flash(project, text=TOLD):
    """In the file, and nowhere in the program."""
    held = any(text in source for source in project.texts.values())
    kept = text.encode() in b"".join(project.packed.beside.values())
    assert held != kept
    return kept


def test_what_a_service_says_is_read_from_the_flash(project):
    made = project(f"def told():\n    return '{TOLD}'\n")
    assert made.says() == TOLD + "\n"
    assert is_on_flash(made)


def test_so_is_what_a_name_stands_for(project):
    made = project(f"WORDS = '{TOLD}'\n\ndef told():\n    return WORDS + WORDS\n")
    assert made.says() == 2 * TOLD + "\n"
    assert is_on_flash(made)


@pytest.mark.parametrize(
    "path", ["firmware/services/control.py", "firmware/core/pilot/plateaus.py"]
)
def test_what_a_control_step_may_say_stays(project, path):
    made = project(f"def told():\n    return '{TOLD}'\n", path)
    assert made.says() == TOLD + "\n"
    assert not is_on_flash(made)


def test_what_is_raised_is_read_from_the_flash_wherever_it_is(project):
    text = f"""\
        def told():
            try:
                raise ValueError('{TOLD}')
            except ValueError as error:
                return str(error)
        """
    made = project(text, "firmware/core/plan/orders.py")
    assert made.says() == TOLD + "\n"
    assert is_on_flash(made)


def test_values_are_filled_in_behind_it(project):
    made = project(f"def told(n=5):\n    return f'{TOLD} {{n}} times, {{n + 1}}'\n")
    assert made.says() == TOLD + " 5 times, 6\n"
    assert is_on_flash(made, TOLD + " {} times, {}")


def test_a_text_that_percent_fills_stays(project):
    made = project(f"def told():\n    return '{TOLD} %d times' % 5\n")
    assert made.says() == TOLD + " 5 times\n"
    assert not is_on_flash(made)


def test_a_table_that_is_only_looked_up_is_one_of_places(project):
    text = f"""\
        WORDS = {{1: '{TOLD}', 2: 'short'}}

        def told():
            return WORDS[1], WORDS.get(2, 'no'), WORDS.get(3, 'no'), 2 in WORDS, 3 in WORDS
        """
    made = project(text)
    assert made.says() == f"('{TOLD}', 'short', 'no', True, False)\n"
    assert is_on_flash(made)


def test_a_table_that_somebody_goes_through_stays(project):
    made = project(f"WORDS = {{1: '{TOLD}'}}\n\ndef told():\n    return list(WORDS.values())\n")
    assert made.says() == f"['{TOLD}']\n"
    assert not is_on_flash(made)


def test_without_the_file_it_says_so_and_goes_on(project, tmp_path):
    made = project(f"def told():\n    return '{TOLD}: {{}}'.format(5)\n")
    for name in made.packed.beside:
        (tmp_path / "packed" / name).unlink()
    with pytest.raises(AssertionError, match="text cannot be read"):
        made.says()
