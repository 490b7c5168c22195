"""Runs the vectors of behaviour.json: as a script on MicroPython, from test_vectors on CPython.

    MICROPYPATH=.:lib:.frozen micropython tests/vectors/run_vectors.py

prints a line for each failing vector and a count; the exit status is 1 if any failed.
"""

import json
import sys

from firmware.core import ampacity, j1772, policy, tou

VECTORS = "tests/vectors/behaviour.json"


def load(path):
    with open(path) as file:
        return json.load(file)


def _policy(vector):
    return list(policy.decide(**vector["given"])), vector["expect"]


def _limits(vector):
    return list(ampacity.offered(vector["limits"])), vector["expect"]


def _duty(vector):
    return j1772.offer_duty(vector["ma"]), vector["duty"]


def _schedule(vector):
    answer = tou.parse(vector["schedule"]).at(vector["at"])
    if answer is not None:
        is_open, amps, next_change = answer
        answer = {"open": is_open, "amps": amps, "next_change": next_change}
    return answer, vector["expect"]


def _schedule_refused(vector):
    try:
        tou.parse(vector["schedule"])
    except tou.ScheduleError as error:
        return error.field, vector["field"]
    return "accepted", vector["field"]


KINDS = {
    "policy": _policy,
    "limits": _limits,
    "duty": _duty,
    "schedule": _schedule,
    "schedule_refused": _schedule_refused,
}


def mismatch(kind, vector):
    """What is wrong with the answer to one vector, or None."""
    got, wanted = KINDS[kind](vector)
    if got == wanted:
        return None
    return f"{kind}: got {got}, expected {wanted}: {json.dumps(vector)}"


def main():
    vectors = load(VECTORS)
    count = failed = 0
    for kind in KINDS:
        for vector in vectors[kind]:
            problem = mismatch(kind, vector)
            count += 1
            if problem is not None:
                failed += 1
                print(problem)
    print(f"{count} vectors, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
