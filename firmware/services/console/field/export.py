"""`export`: the diagnostics bundle as one JSON object, at the console or to a server."""

from firmware.core.refusal import Refusal
from firmware.forget import forget

_SCHEME = "https://"
_CHARGING = "not while charging: unplug the car, or: override pause; then export again"
_NO_CLOCK = (
    "the clock is not set, so no certificate can be checked: wait for the time server, or make the"
    " bundle with: export"
)

# The console ends the line for people. Who asks for the document alone, without pieces, is told.
_PRINTED = {"lines": ("",), "ok": False, "error": "export is JSON as it is: type export alone"}


def run(parts, words):
    """A generator: the bundle's text, or the story of its upload."""
    if not words:
        return _printed(parts)
    if len(words) > 1:
        raise Refusal("url", "one address, such as: export https://example.org/bundles")
    _check_url(words[0])
    if parts.charger.session.closed:
        raise Refusal("export", _CHARGING)
    if parts.clock.epoch() is None:
        raise Refusal("export", _NO_CLOCK)
    return _uploaded(parts, words[0])


# Not repeated in any text: an address may carry a token.
def _check_url(url):
    if not url.startswith(_SCHEME):
        raise Refusal("url", "https:// only: the bundle is private")
    host, _, port = url[len(_SCHEME) :].split("/", 1)[0].partition(":")
    if not host or "@" in host or "@" in port or "?" in host:
        raise Refusal("url", "https://<host>[:port]/<path>, without user and password")
    if port and not port.isdigit():
        raise Refusal("url", "the port is a number, such as https://example.org:8443/bundles")


def _printed(parts):
    from firmware.services.console.field import bundle

    try:
        for piece in bundle.pieces(parts):
            yield piece
            yield None
    finally:
        bundle.drop()
    return dict(_PRINTED)


def _uploaded(parts, url):
    from firmware.services.console.field import upload

    try:
        return (yield from upload.uploaded(parts, url))
    finally:
        forget("firmware.services.console.field.upload")
