"""How much the control step computes: `make step-cost`."""
