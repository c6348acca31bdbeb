"""Studies that a planner orders on the page, each carried out by the room of the laboratory that can."""
