"""The live view of `make run`: a stage of virtual chargers, and the terminal that shows it."""
