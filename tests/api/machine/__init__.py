"""A machine of riders, drivers, operators and dispatchers that does anything, in any order, to a real service."""
