"""Kernels compiled before any source changed are forgotten; newer ones stay."""

import os
from pathlib import Path

from simulations.kernel_files import forget_old_kernels


def test_a_change_in_one_source_forgets_what_was_compiled_from_all(tmp_path: Path) -> None:
    compiled = tmp_path / "kernel" / "__pycache__"
    compiled.mkdir(parents=True)
    source, old, new = tmp_path / "roads.py", compiled / "schedule.nbi", compiled / "schedule.1.nbc"
    for file, modified_s in ((old, 100), (source, 200), (new, 300)):
        file.write_text("")
        os.utime(file, (modified_s, modified_s))
    forget_old_kernels(tmp_path)
    assert not old.exists()
    assert new.exists()
