"""A machine of riders, drivers and operators that does anything, in any order, to a real service."""
