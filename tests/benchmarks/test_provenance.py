"""A figure says where it comes from, and names no address and no path."""

from benchmarks.provenance import provenance


def test_a_figure_names_commit_machine_python_and_packages() -> None:
    found = provenance(("numpy",))
    assert found.commit
    assert found.machine.split("-core ")[0].isdigit()
    assert "numpy" in dict(found.packages)
    assert "/" not in found.markdown()
