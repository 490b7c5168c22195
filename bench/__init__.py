"""The performance table: how fast the contactor opens, whatever the software is doing."""
