"""Fixed tables of the generated world: offices, goods, countries and currencies. Nothing here is real."""

from typing import NamedTuple

MEMBER_STATE = "KZ"
BASE_CURRENCY = "KZT"


class OfficeRow(NamedTuple):
    """A customs office."""

    office_id: str
    parent_id: str
    region: str
    border: bool = False
    electronic: bool = False


class GoodsRow(NamedTuple):
    """A tariff line with a usual price and what a cubic metre of it weighs."""

    code: str
    name: str
    duty: float
    tax: float
    usd_per_kg: float
    kg_per_m3: float
    package: str
    supp_unit: str | None = None
    kg_per_unit: float = 1.0
    condition: str = "ambient"


OFFICES = (
    OfficeRow("KZ10100", "KZ10000", "10", border=True),
    OfficeRow("KZ10200", "KZ10000", "10", border=True),
    OfficeRow("KZ20300", "KZ20000", "20", border=True),
    OfficeRow("KZ10310", "KZ10000", "10"),
    OfficeRow("KZ10320", "KZ10000", "10"),
    OfficeRow("KZ20410", "KZ20000", "20"),
    OfficeRow("KZ20420", "KZ20000", "20"),
    OfficeRow("KZ30510", "KZ30000", "30"),
    OfficeRow("KZ30520", "KZ30000", "30"),
    OfficeRow("KZ40610", "KZ40000", "40"),
    OfficeRow("KZ90900", "KZ90000", "90", electronic=True),
)
BORDER = tuple(o.office_id for o in OFFICES if o.border)
INLAND = tuple(o.office_id for o in OFFICES if not o.border and not o.electronic)
ELECTRONIC = tuple(o.office_id for o in OFFICES if o.electronic)
FOREIGN = ("RU77100", "UZ02600")
"""Offices of other states where transits through the country end."""

GOODS = (
    GoodsRow("8418108001", "refrigerators", 10.0, 12.0, 5.2, 150, "CT", "796", 62.0),
    GoodsRow("8516500000", "microwave ovens", 8.0, 12.0, 6.4, 190, "CT", "796", 13.0),
    GoodsRow("6403990000", "leather footwear", 10.0, 12.0, 18.5, 170, "CT", "715", 1.1),
    GoodsRow("6110209100", "cotton pullovers", 10.0, 12.0, 12.3, 210, "CT", "796", 0.4),
    GoodsRow("3924100000", "plastic tableware", 6.5, 12.0, 3.1, 140, "CT"),
    GoodsRow("8708299009", "parts of vehicle bodies", 5.0, 12.0, 7.7, 180, "PX"),
    GoodsRow("9403609000", "wooden furniture", 9.0, 12.0, 3.6, 130, "CT"),
    GoodsRow("4011100003", "tyres for cars", 10.0, 12.0, 3.9, 200, "PX", "796", 9.0),
    GoodsRow("0805102200", "fresh oranges", 5.0, 12.0, 0.9, 270, "BX", None, 1.0, "chilled"),
    GoodsRow("8471300000", "portable computers", 0.0, 12.0, 62.0, 160, "CT", "796", 2.1),
    GoodsRow("3004900002", "packed medicaments", 0.0, 12.0, 41.0, 190, "CT"),
    GoodsRow("8413708100", "water pumps", 5.0, 12.0, 6.9, 250, "PX", "796", 38.0),
    GoodsRow("2203000100", "malt beer in bottles", 15.0, 12.0, 1.4, 280, "BX", "831", 1.0),
    GoodsRow("7318158900", "steel bolts", 8.0, 12.0, 2.2, 280, "PX"),
)
ZERO_DUTY = tuple(i for i, row in enumerate(GOODS) if row.duty == 0)

COUNTRIES = (
    ("CN", "none", 46),
    ("TR", "developing", 14),
    ("DE", "none", 11),
    ("PL", "none", 6),
    ("IT", "none", 6),
    ("KR", "none", 6),
    ("UZ", "cis", 5),
    ("IN", "developing", 4),
    ("BD", "least_developed", 2),
)
"""Country of the supplier, group of its preference, share in percent."""
OTHER_COUNTRIES = (
    ("AE", True, True),
    ("VG", True, False),
    ("HK", False, True),
    ("KZ", False, False),
    ("RU", False, False),
)
"""Countries of few consignments: country, offshore, staging."""

USD_RATES = {"USD": 1.0, "EUR": 1.09, "CNY": 0.139, "RUB": 0.0108, "KZT": 1 / 505.0}
"""USD for one unit at the start of the stream."""
CURRENCY_OF = {"CN": "CNY", "DE": "EUR", "IT": "EUR", "PL": "EUR"}
"""Currency in which suppliers of a country are paid; USD elsewhere."""

SOURCES = {
    "company-register": ("company", "person_roles", "address", "related_party"),
    "tax-authority": ("tax_filing", "tax_office_change"),
    "treasury": ("debt",),
    "courts": ("case",),
    "permit-register": ("permit", "permit_refusal", "manufacturer_authorisation"),
    "tariff-service": ("goods",),
    "risk-unit": ("cover_pair", "country", "capacity", "criterion", "route"),
    "valuation-unit": ("price",),
    "ip-register": ("trade_mark",),
    "statistics": ("mirror_stat",),
    "vehicle-register": ("vehicle",),
    "carnet-association": ("carnet",),
    "office-register": ("office", "warehouse", "calendar"),
    "national-bank": ("fx_rate", "bank", "contract"),
    "authority-register": ("authority_doc", "broker", "category_ground"),
}
"""Fact types by the register that publishes them."""
SOURCE_OF = {f"ref.{fact}": source for source, facts in SOURCES.items() for fact in facts}
