"""What the control pilot says: plateau voltages -> the vehicle's state.

The pilot is sampled in bursts that know nothing of the PWM's phase. A burst tells the high
plateau (its trimmed mean, or the second highest of few reads), and of the reads on the low plateau
how many there were and how many were deep enough for a sound diode. From bursts to a confirmed
state:

1. A burst with hardly a read on the high plateau says nothing. While the PWM runs it takes half a
   second of nothing but -12 V to be state F, as for a low plateau that is lost; an ADC that reads
   nothing at all is F at once.
2. The high plateau is held against the borders of the state we are in: hysteresis is a row per
   state, so a voltage on a border changes the state once, not for ever.
3. A burst that disagrees with the confirmed state asks for a second one at once; only two that
   agree change it. One bad burst changes nothing.
4. Bursts that neither agree with the confirmed state nor with each other, or recognise nothing,
   say nothing for 100 ms; then the state is None: unknown.
5. The low plateau is judged over a window of five reads on it: one burst up to 80 % duty, 48 A;
   above 85 %, where it lasts 40 us, up to ten bursts. Half of them deep prove a diode, hardly one
   disproves it.
"""

from micropython import const

from firmware.core.ticks import elapsed_ms

# Five periods of what the ESP32 makes of 1 kHz (1001.6 us) in so many reads, at even distances:
# 156.5 us. No multiple of five, so no two of them meet the same part of the period.
BURST_US = const(5_008)
BURST_READS = const(32)

# Fewest reads that make a high plateau: at 10 % duty it lasts 100 us and gets three or four.
_HIGH_MIN_READS = const(3)

# What lies between two reads in the period. One that came later may have missed a plateau.
LATEST_US = const(31)

# At 96 % duty every fifth read of the low plateau is on an edge and shallow. At 48 A a burst has
# six reads on it, five where the edges are slow.
_LOW_WINDOW_READS = const(5)
_LOW_MIN_READS = const(3)
_DEEP_SOUND_SHARE = const(2)  # half of them
_DEEP_MISSING_SHARE = const(4)  # a quarter, or less: those are noise and spikes

# A read above this belongs to the high plateau. State E lies within 0 +- 0.93 V (80 ohm short,
# IEC 61851-1 A.4.9), a car without diode in D at -2.4 V.
SPLIT_MV = const(-1_600)

# A low plateau at or below this has a diode before it: with one it is -11.4 V at worst; state B
# without one reaches -9.4 V (12.6 V, 2.82 kohm, 970 ohm). ADC noise is clipped below 0.6 V.
DEEP_MV = const(-10_400)

# Highest and lowest level a pilot can have: 12.6 V (Table A.1) and a volt of measurement (A.4);
# below also the noise of a single read.
_CEILING_MV = const(13_600)
FLOOR_MV = const(-14_000)

# What lies below proves nothing: a spike, or an ADC that returns 0 for a reading it did not make
# (MicroPython 1.26 to 1.28). With more than a few the others are not to be trusted either.
_ODD_MAX_READS = const(4)

# From the first doubtful burst, which comes up to one 20 ms step after the last good one: nothing
# recognised for 100 ms is unknown.
_DOUBT_MAX_MS = const(80)
_LOW_WINDOW_BURSTS = const(10)

# Between two bursts further apart a car may have opened S2 and closed it again: a toggle is 200 ms
# at least (ISO 15118-3).
_UNSEEN_MS = const(180)

# The published windows (worst corners): A from 11.4, B 8.37-9.59, C 5.47-6.53, D 2.59-3.28 V.
# Lowest voltage of A, B, C and D, by the state we are in: the middle of each gap, moved 0.3 V
# (0.25 V at the bottom) away from the present state, which is about 5 % as in A.4.11. At the
# bottom the gap begins at what a short of 120 ohm shows at most.
_BORDERS_MV = {
    None: (10_500, 7_450, 4_350, 2_200),
    "A": (10_200, 7_450, 4_350, 2_200),
    "B": (10_800, 7_150, 4_350, 2_200),
    "C": (10_500, 7_750, 4_050, 2_200),
    "D": (10_500, 7_450, 4_650, 1_950),
    "E": (10_500, 7_450, 4_350, 2_450),
    "F": (10_500, 7_450, 4_350, 2_200),
}

# Bursts of nothing but -12 V while the PWM runs, 20 ms apart: half a second. Others count half as
# much, backwards.
_ONLY_LOW_HALVES = const(50)

# Verdicts on the low plateau.
LOW_UNKNOWN = const(0)
LOW_SOUND = const(1)
LOW_NO_DIODE = const(2)
LOW_LOST = const(3)


# For people who look at the pilot.
def borders(present):
    """Lowest millivolts of A, B, C and D while the state is `present` (a letter, or None)."""
    return _BORDERS_MV[present]


class Burst:
    """One burst of reads: filled by the driver, judged by `Pilot`. Millivolts at the connector.

    `low_mv` is for people: a mean that includes edges. `odd_reads`: so many of the low ones were
    below what any pilot can have; `rises`: so often the line went up; `span_us`: so long the burst
    took; `slack_us`: the least that was left after a read until the next was due, below 0 where
    one came late; `spread`: none so late that a part of the period was not seen; `off_mv`: the
    unit's own error, which was taken off. `failed`: the ADC refused a read; the other fields then
    mean nothing.
    """

    def __init__(self):
        self.high_mv = 0
        self.high_reads = 0
        self.low_mv = 0
        self.low_reads = 0
        self.deep_reads = 0
        self.odd_reads = 0
        self.rises = 0
        self.span_us = 0
        self.slack_us = 0
        self.spread = True
        self.off_mv = 0
        self.failed = False


# Allocates nothing: runs for every burst. A twelfth word of its frame would come from the heap.
def recognise(burst, present):
    """The state letter of one burst, held against the borders of `present`; None if unknown."""
    if burst.failed:
        return None
    if burst.high_reads < _HIGH_MIN_READS:
        return "F" if _is_only_low(burst) else None
    mv = burst.high_mv
    if mv + burst.off_mv > _CEILING_MV or burst.odd_reads > _ODD_MAX_READS:
        return None
    a_mv, b_mv, c_mv, d_mv = _BORDERS_MV[present]
    if mv >= b_mv:
        return "A" if mv >= a_mv else "B"
    if mv >= c_mv:
        return "C"
    return "D" if mv >= d_mv else "E"


def _is_only_low(burst):
    return burst.spread and burst.deep_reads + burst.odd_reads >= _LOW_MIN_READS


class Pilot:
    """The confirmed state of the vehicle. `vehicle`: A B C D E F, or None while unknown;
    `high_mv`: of the last burst that agreed with it."""

    # Nobody is there until two bursts say so: a plug that moves during the first burst after a
    # boot must not pass for a broken pilot.
    def __init__(self, now_ms):
        self.vehicle = "A"
        self.low = LOW_UNKNOWN
        self.high_mv = 0
        self._candidate = "A"
        self._since_ms = now_ms
        self._taken_ms = now_ms
        self._doubting = False
        self._doubted_ms = now_ms
        self._only_low = 0
        self._low_candidate = LOW_UNKNOWN
        self._low_reads = 0
        self._deep_reads = 0
        self._low_bursts = 0

    # A generator that has lost its -12 V pulls the mean of a C down to that of a D.
    def take(self, burst, oscillating, now_ms):
        """Judge a burst; True when a second one is wanted at once.

        `oscillating`: the PWM was running, so there must be a low plateau.
        """
        if elapsed_ms(now_ms, self._taken_ms) > _UNSEEN_MS:
            self._since_ms = now_ms
        self._taken_ms = now_ms
        low_doubted = self._judge_low(burst, oscillating)
        letter = recognise(burst, self.vehicle)
        if letter == "D" and oscillating and not burst.low_reads:
            letter = None
        if letter != "F":
            if self._only_low:
                self._only_low -= 1
        elif oscillating and burst.deep_reads and self._only_low < _ONLY_LOW_HALVES:
            self._only_low += 2
            self._since_ms = now_ms
            return low_doubted
        if letter == self.vehicle:
            self.high_mv = burst.high_mv
            self._candidate = letter
            self._doubting = False
            return low_doubted
        return self._disagree(burst, letter, now_ms) or low_doubted

    def unbroken_ms(self, now_ms):
        """How long the pilot has been seen, and every single burst agreed with the state."""
        return elapsed_ms(now_ms, self._since_ms)

    # Doubt is timed from its first burst: a stall of the loop before it says nothing of the pilot.
    def _disagree(self, burst, letter, now_ms):
        self._since_ms = now_ms
        if letter is not None:
            if letter == self._candidate:
                self.vehicle = letter
                self.high_mv = burst.high_mv
                self._doubting = False
                return False
            self._candidate = letter
        if not self._doubting:
            self._doubting = True
            self._doubted_ms = now_ms
        elif elapsed_ms(now_ms, self._doubted_ms) >= _DOUBT_MAX_MS:
            self.vehicle = self._candidate = None
            self._doubting = False
        return True

    # A window that closes gives a verdict and starts anew; a pilot at rest has no low plateau.
    def _judge_low(self, burst, oscillating):
        if not oscillating:
            self.low = self._low_candidate = LOW_UNKNOWN
            self._low_reads = self._deep_reads = self._low_bursts = 0
            return False
        if burst.failed or burst.odd_reads > _ODD_MAX_READS:
            return False
        self._low_reads += burst.low_reads
        self._deep_reads += burst.deep_reads
        self._low_bursts += 1
        if self._low_reads < _LOW_WINDOW_READS and self._low_bursts < _LOW_WINDOW_BURSTS:
            return False
        return self._conclude_low()

    # A sound diode is believed at once, a missing one or a lost plateau when seen twice. What is
    # between the two proves nothing: look again.
    def _conclude_low(self):
        verdict = self._low_verdict()
        self._low_reads = self._deep_reads = self._low_bursts = 0
        if verdict == LOW_SOUND or verdict == self._low_candidate:
            self.low = verdict
        self._low_candidate = verdict
        return self.low != verdict

    def _low_verdict(self):
        if self._low_reads < _LOW_MIN_READS:
            return LOW_LOST
        if self._deep_reads * _DEEP_SOUND_SHARE >= self._low_reads:
            return LOW_SOUND
        missing = self._deep_reads * _DEEP_MISSING_SHARE <= self._low_reads
        return LOW_NO_DIODE if missing else self.low
