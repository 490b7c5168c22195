"""How much of the chip's memory the charger needs: `make chip-heap`, `chip-fit`, `chip-day`.

All on the 32-bit interpreter, in virtual time, in the form that goes on the board, beside the
charger as it was at a commit named here (`bench.chip.builds`), both on the present simulator.
"""
