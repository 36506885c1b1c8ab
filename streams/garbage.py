"""How often Python looks for cycles: seldom, in processes that hold much state."""

import gc

_YOUNG, _MIDDLE, _OLD = 50_000, 50, 100


def collect_seldom() -> None:
    """Leave what is loaded by now alone, and look at the rest less often: state is large and has no cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
