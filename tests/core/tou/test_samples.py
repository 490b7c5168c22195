"""Schedules at random with the answers of the slow oracle, written down: quick enough for each
mutant. That they are the oracle's is shown in test_tou_against_oracle."""

import json

from firmware.core.tou import parse

SAMPLES = "tests/vectors/schedules.json"


def test_random_schedules_answer_as_the_oracle_did():
    with open(SAMPLES) as file:
        samples = json.load(file)
    for message, asked in samples:
        plan = parse(message)
        for epoch, expected in asked:
            found = plan.at(epoch)
            assert (found and list(found)) == expected, (message, epoch)


def test_asked_in_any_order_the_answers_are_the_same():
    with open(SAMPLES) as file:
        samples = json.load(file)
    for message, asked in samples:
        plan = parse(message)
        for epoch, expected in asked + asked[::-1]:
            found = plan.at(epoch)
            assert (found and list(found)) == expected, (message, epoch)
