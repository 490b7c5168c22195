"""The PC's side of the virtual charger: its process, its broker, its owner's server, its story."""
