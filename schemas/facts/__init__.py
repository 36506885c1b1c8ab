"""Reference facts: what registers say, one struct for each `ref.*`, and `FACT_TYPES`, which names them all."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.facts.fact import Fact, FactDeleted, declared
from schemas.facts.goods import Capacity, CountryFact, CoverPair, ExciseThreshold, Goods, MirrorStat, Price, TradeMark
from schemas.facts.parties import (
    Address,
    AuthorityDoc,
    Broker,
    Case,
    CategoryGround,
    Company,
    Contract,
    Debt,
    ManufacturerAuthorisation,
    PermitFact,
    PermitRefusal,
    PersonRole,
    PersonRoles,
    RelatedParty,
    TaxFiling,
    TaxOfficeChange,
)
from schemas.facts.places import (
    Bank,
    Calendar,
    Carnet,
    CriterionFact,
    FxRate,
    Office,
    Route,
    SourceHeartbeat,
    Vehicle,
    Warehouse,
)

FACT_TYPES: Mapping[str, type[Fact]] = MappingProxyType(dict(declared()))
"""Structs by `fact_type`, such as `ref.debt`, sorted by name."""

__all__ = [
    "FACT_TYPES",
    "Address",
    "AuthorityDoc",
    "Bank",
    "Broker",
    "Calendar",
    "Capacity",
    "Carnet",
    "Case",
    "CategoryGround",
    "Company",
    "Contract",
    "CountryFact",
    "CoverPair",
    "CriterionFact",
    "Debt",
    "ExciseThreshold",
    "Fact",
    "FactDeleted",
    "FxRate",
    "Goods",
    "ManufacturerAuthorisation",
    "MirrorStat",
    "Office",
    "PermitFact",
    "PermitRefusal",
    "PersonRole",
    "PersonRoles",
    "Price",
    "RelatedParty",
    "Route",
    "SourceHeartbeat",
    "TaxFiling",
    "TaxOfficeChange",
    "TradeMark",
    "Vehicle",
    "Warehouse",
]
