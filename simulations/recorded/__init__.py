"""Real days replayed: what riders and drivers did is kept, what the service decided is decided anew."""
