"""Countries as declarations state them, as ISO 3166-1 alpha-2 codes."""

EU = "EU"
# fmt: off
EU_MEMBERS = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})
# fmt: on
UNSTATED = (None, "00")
"""Origins that say nothing: not stated, and various or unknown."""


def made_elsewhere(origin: str | None, country: str, *, eu_group: bool) -> bool:
    """Whether goods of an origin were not made in a country; `eu_group`: the origin EU stands for each member."""
    if origin in UNSTATED:
        return False
    return origin != country and not (eu_group and origin == EU and country in EU_MEMBERS)
