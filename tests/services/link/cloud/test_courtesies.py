"""A broker that ends the connection over what it does not allow: that costs one connection."""

_DISCOVERY = b"homeassistant/device/"


def _until(peer, wanted):
    while wanted not in peer.packet()[1]:
        pass


def test_field_6_a_broker_that_ends_the_connection_over_discovery_does_it_once(broker, connect):
    device = connect(trial_ms=1_500)
    peer = broker.accept_and_subscribe()
    _until(peer, _DISCOVERY)
    peer.reset()
    sentence = "the broker ends the connection over Home Assistant's discovery: left out for now"
    assert device.expect_about("journal")[0] == "broker_connected"
    code, told = device.expect_about("journal")
    assert code == "left_out" and told.startswith(sentence)
    peer = broker.accept_and_subscribe()
    _until(peer, b"homeassistant/status")
    peer.publish(b"set/limit", b"16")
    assert peer.expect_reply()["ok"]


def test_field_6_a_loss_that_repeats_itself_is_told_once(broker, connect):
    device = connect()
    for _ in range(4):
        peer = broker.accept_and_subscribe()
        peer.expect_publish(b"availability")
        peer.reset()
    broker.accept_and_subscribe().publish(b"set/stop", b"")
    told = []
    while "stopped" not in (event := device.event()):
        told += [event["journal"]] if "journal" in event else []
    once = [entry for entry in told if entry[0] != "left_out"]
    assert once[:2] == [
        ["broker_connected", "127.0.0.1"],
        ["broker_lost", "the broker reset the connection"],
    ]
    assert len(once) == 3 and "another client" in once[2][1]


def test_field_6_a_broker_that_ends_the_connection_over_a_session_does_it_twice(broker, connect):
    device = connect(sessions=[7])
    for _ in range(2):
        peer = broker.accept_and_subscribe()
        peer.expect_publish(b"session")
        peer.reset()
    peer = broker.accept_and_subscribe()
    _until(peer, _DISCOVERY)
    peer.publish(b"set/stop", b"")
    told = []
    while "stopped" not in (event := device.event()):
        told += [event["journal"][1]] if "journal" in event else []
    assert any("over the sessions: left out" in words for words in told)
