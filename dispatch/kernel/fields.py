"""What the kernels know of a visit: the fields of a plan's block, in the order they lie in memory."""

# What is given.
PLACE = 0
SERVICE_S = 1
OPEN_S = 2
CLOSE_S = 3
LOAD = 4
"""Packed load after the visit (see packed_load)."""
PARTNER = 5
"""Position of the ride's other end in this row; NOBODY where there is none."""
MAX_RIDE_S = 6
RIDE = 7
"""Number of the ride in its plan; NOBODY where there is none."""
KIND = 8

GIVEN_FIELDS = 9

# What follows from the given ones.
EARLIEST_S = 9
"""Least fixed point: the earliest schedule of all visits together."""
LATEST_S = 10
"""Greatest fixed point: the latest schedule of all visits together."""
FORWARD_S = 11
"""Earliest by driving and opening times alone; holds whatever comes after the visit."""
BACKWARD_S = 12
"""Latest by driving and closing times alone; holds whatever comes before the visit."""
DRIVE_S = 13
"""Seconds to the next visit, leaving as early as the earliest schedule does."""
FASTEST_S = 14
"""Seconds to the next visit at the best time of the day."""

FIELDS = 15

# Kinds of visit.
ANCHOR = 0
BOARD = 1
ALIGHT = 2
BREAK = 3
END = 4

NOBODY = -1
ANY_TIME_S = -(1 << 29)
"""Opening time of a visit that may begin at any time."""
NO_LIMIT_S = 1 << 29
"""Closing time or longest ride where there is none; three of them still fit 32 bits."""
