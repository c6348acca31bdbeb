"""What is learnt with comes with the extra `laboratory`: whoever fits something asks here first."""

from __future__ import annotations


class LearningMissing(ValueError):
    """A library is not installed; the message says how to get it."""

    def __init__(self, library: str = "scikit-learn") -> None:
        super().__init__(f"{library} is not installed; run: pip install 'noriai[laboratory]'")


def require_learning() -> None:
    """Raise LearningMissing where scikit-learn is not installed."""
    try:
        import sklearn
    except ImportError as problem:
        raise LearningMissing from problem
    del sklearn
