"""Repeatable randomness: the same seed gives the same run on every interpreter."""

_MASK = (1 << 32) - 1


class Chance:
    """Marsaglia's 32-bit xorshift (13, 17, 5). `state` is all there is to save."""

    def __init__(self, seed):
        self.state = (seed * 2_654_435_761 + 0x9E3779B9) & _MASK or 1

    def draw(self):
        x = self.state
        x ^= (x << 13) & _MASK
        x ^= x >> 17
        x ^= (x << 5) & _MASK
        self.state = x
        return x

    def between(self, low, high):
        """A whole number from `low` to `high`, both included."""
        return low + (self.draw() >> 4) % (high - low + 1)

    # Six uniform numbers added up have a standard deviation of sqrt(6/12) of their range and
    # are within 0.3 % of the normal curve up to 2.5 sigma: enough for noise clipped at 3 sigma.
    def normal(self, sigma, clip):
        """Gaussian whole number with standard deviation `sigma`, held within `clip` of 0."""
        total = -3 * 65_535
        for _ in range(3):
            x = self.draw()
            total += (x & 0xFFFF) + (x >> 16)
        value = total * sigma * 1_414 // (65_535 * 1_000)
        return max(-clip, min(clip, value))
