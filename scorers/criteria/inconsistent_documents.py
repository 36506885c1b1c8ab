"""Criterion 44 of decision 8/7: documents are incomplete, contradict each other or look unreliable."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from math import fsum
from typing import Annotated

from schemas.events.declaration import Declaration, DeclarationAmended
from schemas.events.goods import Document
from scorers.criterion import Ask, Criterion, Params
from scorers.documents import TRANSPORT, document_id, transport_documents
from scorers.local_time import local_date
from scorers.units import Codes, Number, Share, means
from scorers.verdict import Evidence, Hit
from scorers.view import Case
from scorers.working_days import zone_of

ROUNDING = 1e-9
"""A difference of exactly the tolerance is within it, also after the rounding of floats."""
TOTALS = ("invoice_total", "invoice_currency", "gross_kg_total", "packages_total", "documents", "items")
DOCUMENT_FIELDS = ("number", "date")
ITEM_FIELDS = ("invoice_value", "gross_kg", "net_kg", "packages")


class Parameters(Params, frozen=True):
    """How far papers may differ, and which must be there."""

    amount_tol: Annotated[Share, means("By how much of the declared total amounts may differ.")] = 0.005
    date_slack_days: Annotated[
        int,
        means("By how much an invoice may be later than the transport document.", unit="calendar days", ge=0),
    ] = 3
    mandatory_documents: Annotated[
        Codes, means("Types of documents that must be there; any transport document is a `transport`.")
    ] = ("invoice", "transport")
    min_failed: Annotated[Number, means("Failed checks from which on it is a hit.")] = 1
    weight_tol: Annotated[Share, means("By how much of the declared gross weight weights may differ.")] = 0.02


class InconsistentDocuments(Criterion[Parameters, Ask]):
    """Mandatory statements or documents are absent, or amounts, weights, packages or dates contradict one another.

    Checks: C1 mandatory fields and documents, C2 item values against the invoice total, C3 a single invoice against
    the declared amount and currency, C4 net against gross, C5 the transport documents, C6 the order of the dates,
    C7 several invoices against the total. Mandatory is what the declaration must always state; a check whose optional
    inputs are absent is skipped.
    """

    code = "44"
    group = "02"
    title = "Documents are incomplete, contradict each other or look unreliable"
    kind = "event"
    subject = "document"
    inputs = (
        "declaration.invoice_total",
        "declaration.invoice_currency",
        "declaration.gross_kg_total",
        "declaration.packages_total",
        "declaration.items[].invoice_value",
        "declaration.items[].gross_kg",
        "declaration.items[].net_kg",
        "declaration.items[].packages",
        "declaration.documents[].type",
        "declaration.documents[].number",
        "declaration.documents[].date",
        "declaration.documents[].amount",
        "declaration.documents[].currency",
        "declaration.documents[].gross_kg",
        "declaration.documents[].packages",
        "declaration.registered_at",
        "declaration.office_id",
        "ref.office.tz",
    )
    forms = ("documentary_check",)
    cases = ("declaration",)
    parameters = Parameters

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit]]:
        """Run every check on the effective snapshot; the subject is the declaration, which the documents support."""
        failed = dict(self._failed(case, params))
        if len(failed) < params.min_failed:
            return
        said = case.snapshots[-1]
        yield (
            document_id("declaration", case.id),
            Hit(
                f"{len(failed)} check(s) of the documents failed: " + "; ".join(failed.values()) + ".",
                tuple(
                    Evidence("declaration", case.id, said.at, said.name, {"check": name, "fault": fault})
                    for name, fault in failed.items()
                ),
            ),
        )

    def cured(self, case: Case) -> Iterator[Evidence]:
        """The amendment after which the checks no longer fail."""
        said = case.current
        if said is not None and isinstance(said.data, DeclarationAmended):
            yield Evidence("cured_by_amendment", case.id, said.at, said.name, {"initiator": said.data.initiator})

    def _failed(self, case: Case, params: Parameters) -> Iterator[tuple[str, str]]:
        data: Declaration = case.content
        registered = local_date(case.t, zone_of(case, data.office_id, case.t))
        checks = {
            "C1": _incomplete(data, params.mandatory_documents),
            "C2": _item_values(data, params.amount_tol),
            "C3": _single_invoice(data, params.amount_tol),
            "C4": _weights(data, params.weight_tol),
            "C5": _transport(data, params.weight_tol),
            "C6": _dates(data, registered.isoformat(), timedelta(days=params.date_slack_days)),
            "C7": _several_invoices(data, params.amount_tol),
        }
        yield from ((name, fault) for name, fault in checks.items() if fault)


def _differs(value: float, total: float, tolerance: float) -> bool:
    return abs(value - total) > tolerance * abs(total) + ROUNDING * max(1.0, abs(total))


def _incomplete(data: Declaration, mandatory: Iterable[str]) -> str:
    missing = [field for field in TOTALS if getattr(data, field) is None]
    items = data.items or ()
    missing += ["items"] if data.items == () else []
    missing += [f"items[].{field}" for field in ITEM_FIELDS if any(getattr(item, field) is None for item in items)]
    missing += [
        f"documents[].{field}"
        for field in DOCUMENT_FIELDS
        if any(getattr(document, field) is None for document in data.documents or ())
    ]
    types = {document.type for document in data.documents or ()}
    if types.intersection(TRANSPORT):
        types.add("transport")
    missing += [f"document {kind}" for kind in mandatory if kind not in types]
    return f"absent are {', '.join(missing)}" if missing else ""


def _item_values(data: Declaration, tolerance: float) -> str:
    values = [item.invoice_value for item in data.items or ()]
    if data.invoice_total is None or not values or None in values:
        return ""
    total = fsum(value for value in values if value is not None)
    return (
        f"items are worth {total:.2f}, the invoice total is {data.invoice_total:.2f}"
        if _differs(total, data.invoice_total, tolerance)
        else ""
    )


def _invoices(data: Declaration) -> list[Document]:
    return [document for document in data.documents or () if document.type == "invoice"]


def _single_invoice(data: Declaration, tolerance: float) -> str:
    invoices = _invoices(data)
    if len(invoices) != 1:
        return ""
    amount, currency = invoices[0].amount, invoices[0].currency
    if currency is not None and data.invoice_currency is not None and currency != data.invoice_currency:
        return f"the invoice is in {currency}, declared is {data.invoice_currency}"
    if amount is not None and data.invoice_total is not None and _differs(amount, data.invoice_total, tolerance):
        return f"the invoice is for {amount:.2f}, declared is {data.invoice_total:.2f}"
    return ""


def _several_invoices(data: Declaration, tolerance: float) -> str:
    invoices = _invoices(data)
    amounts = [invoice.amount for invoice in invoices if invoice.amount is not None]
    if len(invoices) < 2 or len(amounts) < len(invoices) or data.invoice_total is None:
        return ""
    if any(invoice.currency not in (None, data.invoice_currency) for invoice in invoices):
        return ""
    total = fsum(amounts)
    return (
        f"{len(invoices)} invoices are for {total:.2f}, declared is {data.invoice_total:.2f}"
        if _differs(total, data.invoice_total, tolerance)
        else ""
    )


def _weights(data: Declaration, tolerance: float) -> str:
    for item in data.items or ():
        if item.net_kg is not None and item.gross_kg is not None and item.net_kg > item.gross_kg:
            return f"item {item.item_no} weighs {item.net_kg:g} kg net and {item.gross_kg:g} kg gross"
    weights = [item.gross_kg for item in data.items or ()]
    if data.gross_kg_total is None or not weights or None in weights:
        return ""
    total = fsum(weight for weight in weights if weight is not None)
    return (
        f"items weigh {total:g} kg gross, the total is {data.gross_kg_total:g} kg"
        if _differs(total, data.gross_kg_total, tolerance)
        else ""
    )


def _transport(data: Declaration, tolerance: float) -> str:
    papers = transport_documents(data.documents)
    weights = [paper.gross_kg for paper in papers if paper.gross_kg is not None]
    packages = [paper.packages for paper in papers if paper.packages is not None]
    if papers and len(weights) == len(papers) and data.gross_kg_total is not None:
        total = fsum(weights)
        if _differs(total, data.gross_kg_total, tolerance):
            return f"transport documents state {total:g} kg gross, declared are {data.gross_kg_total:g} kg"
    if papers and len(packages) == len(papers) and data.packages_total not in (None, sum(packages)):
        return f"transport documents state {sum(packages)} packages, declared are {data.packages_total}"
    return ""


def _dates(data: Declaration, registered: str, slack: timedelta) -> str:
    transports = [paper.date for paper in transport_documents(data.documents) if paper.date is not None]
    invoices = [invoice.date for invoice in _invoices(data) if invoice.date is not None]
    if transports and max(transports).isoformat() > registered:
        return f"the transport document is dated {max(transports)}, after the registration on {registered}"
    if transports and invoices and max(invoices) > max(transports) + slack:
        return f"the invoice is dated {max(invoices)}, the transport document {max(transports)}"
    return ""
