"""How the kernels are compiled: remembered on disk, and free to run beside other threads."""

from __future__ import annotations

from typing import Any

from numba import njit

_UNCOUNTED: dict[str, Any] = {"_nrt": False}  # the compiler's own name; its published types leave it out

kernel_jit = njit(cache=True, nogil=True)

borrowing_jit = njit(cache=True, nogil=True, **_UNCOUNTED)
"""For a kernel that makes no array: whoever calls it owns them all, so no reference to one need be counted.

Counting would take longer than searching a row. A kernel that does make an array fails to compile.
"""

inlined_jit = njit(cache=True, nogil=True, forceinline=True, **_UNCOUNTED)
"""For a borrowing kernel so short and so often called that handing over its arguments would be dear."""
