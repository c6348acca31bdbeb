"""What recorded days tell of a town: who will ask, and how long driving and boarding take."""
