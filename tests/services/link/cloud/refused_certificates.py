"""The certificates of tests/services/pki that no charger may take, and the words for why."""

REFUSED = (
    ("wrong_host", "does not match"),
    ("expired", "expired"),
    ("stranger", "not correctly signed by the trusted CA"),
    ("self_signed", "not correctly signed by the trusted CA"),
)
