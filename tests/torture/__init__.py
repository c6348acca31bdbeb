"""Processes killed, paused and cut off under load; what clients were told is held against what is kept."""
