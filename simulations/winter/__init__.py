"""The same day in summer and in winter, side by side."""
