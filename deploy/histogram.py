"""Quantiles of a Prometheus histogram, as its page of metrics tells them."""

import re
from math import isfinite


def quantile(exposition: str, name: str, share: float) -> float | None:
    """Upper bound of the histogram bucket that holds the quantile; None while nothing was observed."""
    found = re.findall(rf'^{name}_bucket{{le="([^"]+)"}} (\S+)$', exposition, re.MULTILINE)
    buckets = [(float(bound), float(count)) for bound, count in found]
    if not buckets or not buckets[-1][1]:
        return None
    wanted = share * buckets[-1][1]
    return next(bound for bound, count in buckets if count >= wanted)


def at_most(seconds: float | None) -> str:
    """A quantile in words, as the histogram knows it."""
    if seconds is None:
        return "unknown, as no alert was published"
    return f"at most {seconds:g} s" if isfinite(seconds) else "over a minute: more events than are scored in time"
