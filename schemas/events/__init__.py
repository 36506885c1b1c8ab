"""Every event that Kordon reads, one module for each life cycle, and `EVENT_TYPES`, which names them all."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas import facts as _facts
from schemas.events.bank import BankCopy
from schemas.events.conclusion import OfficerConclusion
from schemas.events.control import ControlAssigned, ControlledItem, ControlResult
from schemas.events.crossing import Crossing
from schemas.events.declaration import (
    Declaration,
    DeclarationAmended,
    DeclarationRefused,
    DeclarationReleased,
    DeclarationWithdrawn,
)
from schemas.events.finding import Finding, FindingCancelled
from schemas.events.goods import Component, DeclaredItem, Deduction, Document, Permit, TransitItem
from schemas.events.non_delivery import NonDelivery, NonDeliveryCancelled
from schemas.events.payment import Payment
from schemas.events.request import RequestClosed, RequestIssued
from schemas.events.transit import Seal, SealFound, Transit, TransitAmended, TransitArrived, TransitCompleted
from schemas.events.warehouse import WarehouseMovement
from schemas.registry import EventType, Group, Lifecycle, registered

EVENT_TYPES: Mapping[str, EventType] = MappingProxyType(dict(registered()))
"""Event types by their CloudEvents `type`, facts included, sorted by name."""

FACT_TYPES: Mapping[str, type[_facts.Fact]] = _facts.FACT_TYPES
"""Structs of the reference facts by `fact_type`, such as `ref.debt`."""

__all__ = [
    "EVENT_TYPES",
    "FACT_TYPES",
    "BankCopy",
    "Component",
    "ControlAssigned",
    "ControlResult",
    "ControlledItem",
    "Crossing",
    "Declaration",
    "DeclarationAmended",
    "DeclarationRefused",
    "DeclarationReleased",
    "DeclarationWithdrawn",
    "DeclaredItem",
    "Deduction",
    "Document",
    "EventType",
    "Finding",
    "FindingCancelled",
    "Group",
    "Lifecycle",
    "NonDelivery",
    "NonDeliveryCancelled",
    "OfficerConclusion",
    "Payment",
    "Permit",
    "RequestClosed",
    "RequestIssued",
    "Seal",
    "SealFound",
    "Transit",
    "TransitAmended",
    "TransitArrived",
    "TransitCompleted",
    "TransitItem",
    "WarehouseMovement",
]
