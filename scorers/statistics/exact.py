"""Exact one-sided tests (S15)."""

from math import comb, exp, fsum, lgamma, log, log1p


def binomial_tail(k: int, n: int, p: float) -> float:
    """P(X >= k) for X ~ Binomial(n, p), 0..1. Raises ValueError when p or k is out of range."""
    if not 0 <= p <= 1 or n < 0 or k > n:
        raise ValueError("needs 0 <= p <= 1 and k <= n")
    if k <= 0:
        return 1.0
    if p in (0.0, 1.0):
        return p
    log_p, log_q = log(p), log1p(-p)
    terms = (
        exp(lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + i * log_p + (n - i) * log_q) for i in range(k, n + 1)
    )
    return min(1.0, fsum(terms))


def fisher_greater(a: int, b: int, c: int, d: int) -> float:
    """One-sided Fisher exact test of the table ((a, b), (c, d)): P of an upper-left cell of a or more, 0..1."""
    row, column, total = a + b, a + c, a + b + c + d
    ways = comb(total, column)
    if not ways:
        return 1.0
    return sum(comb(row, i) * comb(total - row, column - i) for i in range(a, min(row, column) + 1)) / ways
