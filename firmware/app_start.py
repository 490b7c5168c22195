"""What the App reads at its start. The readers need not stay, and neither does this (see
`_start_is_over` in firmware.app)."""

from firmware import settings
from firmware.core.protection import starts
from firmware.drivers import wiring
from firmware.forget import forget
from firmware.remembered import FORMAT_1_PATH


def read_settings(twin, store):
    """The settings.Settings, whatever is stored."""
    from firmware import settings_file

    loaded = settings_file.load(settings.Settings(), twin.read(), store.read(FORMAT_1_PATH))
    forget("firmware.settings_file")
    return loaded


def read_link(store):
    """As link_file.load()."""
    from firmware import link_file

    loaded = link_file.load(store, wiring.chip_id())
    forget("firmware.link_file", "firmware.link_reader")
    return loaded


# After what was remembered is taken over: what this start dies of is told by the next.
def no_link(config, footing):
    """Why a server is to be done without, in words; "" if all that it takes is loaded.

    Raises MemoryError: the next start does without it then.
    """
    if starts.without_link(footing.starts):
        return "the starts before this one did not last"
    if footing.wlan is None and config.wifi_ssid:
        return footing.no_radio or "link.json has changed"
    try:
        from firmware import app_link

        app_link.load(config)
    except MemoryError:
        footing.leave_link_out()
        raise
    except Exception as error:
        return described(error)
    return ""


def described(error):
    """An exception in words."""
    return "{}: {}".format(type(error).__name__, error)
