"""Days of a service as it could be: what is changed, on which date, and the figures that come of it."""
