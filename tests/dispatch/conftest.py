"""Tests of the core run on kernels compiled from the sources as they are now."""

from simulations.kernel_files import forget_old_kernels

forget_old_kernels()
