"""The weather of a simulated day: what falls where and when, what is closed or ploughed, and who knows."""
