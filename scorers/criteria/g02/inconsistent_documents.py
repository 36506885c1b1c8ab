"""Criterion 44 of decision 8/7: documents are incomplete, contradict each other or look unreliable."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from math import fsum
from typing import Annotated, Any

from schemas.events.declaration import Declaration, DeclarationAmended
from schemas.events.goods import Document
from schemas.outcomes import Sentence
from scorers.contract.arguments import filled, sentence, sentences, terms
from scorers.contract.case import Case
from scorers.contract.criterion import Ask, Criterion, Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.parameters.units import Codes, Number, Share, means
from scorers.reference.documents import TRANSPORT, document_id, transport_documents
from scorers.reference.working_days import zone_of
from scorers.times.local_time import local_date

ROUNDING = 1e-9
"""A difference of exactly the tolerance is within it, also after the rounding of floats."""
MANDATORY = {
    "invoice_total": "invoice_total",
    "invoice_currency": "invoice_currency",
    "gross_kg_total": "gross_kg_total",
    "packages_total": "packages_total",
    "documents[]": "documents",
    "items[]": "items",
    "items[].invoice_value": "item_invoice_value",
    "items[].gross_kg": "item_gross_kg",
    "items[].net_kg": "item_net_kg",
    "items[].packages": "item_packages",
    "documents[].number": "document_number",
    "documents[].date": "document_date",
}
"""What every declaration states, each with the template of its name."""
DOCUMENT_TYPES = ("invoice", "transport", "packing_list", "export_declaration", "certificate", "agreement", "insurance")
"""Types of documents that have a name; others are named as published."""


class Parameters(Params, frozen=True):
    """How far papers may differ, and which must be there."""

    amount_tol: Annotated[Share, means("By how much of the declared total amounts may differ.")] = 0.005
    date_slack_days: Annotated[
        int,
        means(
            "By how much an invoice may be later than the transport document.", unit="calendar days", ge=0, le=36_525
        ),
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
        *of("declaration", "invoice_total", "invoice_currency", "gross_kg_total", "packages_total", "registered_at"),
        "declaration.office_id",
        *of("declaration.items[]", "invoice_value", "gross_kg", "net_kg", "packages"),
        *of("declaration.documents[]", "type", "number", "date", "amount", "currency", "gross_kg", "packages"),
        "ref.office.tz",
    )
    forms = ("documentary_check",)
    cases = ("declaration",)
    texts = """
        .failed =
            { $count ->
                [one] One check
               *[other] { $count } checks
            } of the documents failed: { $faults }.
        .absent = absent: { $what }
        .item_values =
            items are worth { NUMBER($found, minimumFractionDigits: 2, maximumFractionDigits: 2) }, the invoice total is
            { NUMBER($declared, minimumFractionDigits: 2, maximumFractionDigits: 2) }
        .other_currency = the invoice is in { $found }, declared is { $declared }
        .other_amount =
            the invoice is for { NUMBER($found, minimumFractionDigits: 2, maximumFractionDigits: 2) }, declared is
            { NUMBER($declared, minimumFractionDigits: 2, maximumFractionDigits: 2) }
        .other_amounts =
            { $invoices } invoices are for { NUMBER($found, minimumFractionDigits: 2, maximumFractionDigits: 2) },
            declared is { NUMBER($declared, minimumFractionDigits: 2, maximumFractionDigits: 2) }
        .item_weight =
            item { $item } weighs { NUMBER($net, maximumFractionDigits: 3) } kg net and
            { NUMBER($gross, maximumFractionDigits: 3) } kg gross
        .items_weight =
            items weigh { NUMBER($found, maximumFractionDigits: 3) } kg gross, the total is
            { NUMBER($declared, maximumFractionDigits: 3) } kg
        .transport_weight =
            transport documents state { NUMBER($found, maximumFractionDigits: 3) } kg gross, declared are
            { NUMBER($declared, maximumFractionDigits: 3) } kg
        .transport_packages =
            transport documents state { $found ->
                [one] one package
               *[other] { $found } packages
            }, declared are { $declared }
        .transport_dated = the transport document is dated { $dated }, after the registration on { $registered }
        .invoice_dated = the invoice is dated { $dated }, the transport document { $transport }
        .invoice_total = invoice total
        .invoice_currency = currency of the invoice
        .gross_kg_total = gross weight in total
        .packages_total = packages in total
        .documents = documents
        .items = items
        .item_invoice_value = price of an item
        .item_gross_kg = gross weight of an item
        .item_net_kg = net weight of an item
        .item_packages = packages of an item
        .document_number = number of a document
        .document_date = date of a document
        .document_invoice = invoice
        .document_transport = transport document
        .document_packing_list = packing list
        .document_export_declaration = export declaration
        .document_certificate = certificate
        .document_agreement = agreement
        .document_insurance = insurance document
    """

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Run every check on the effective snapshot; the subject is the declaration, which the documents support."""
        failed = dict(self._failed(case, params))
        if len(failed) < params.min_failed:
            if uncarried := [path for path in MANDATORY if not case.carries(path)]:
                yield document_id("declaration", case.id), missing(*(f"declaration.{path}" for path in uncarried))
            return
        said = case.snapshots[-1]
        yield (
            document_id("declaration", case.id),
            Hit(
                "failed",
                tuple(
                    Evidence("declaration", case.id, said.at, said.name, {"check": name}, {"fault": sentences([fault])})
                    for name, fault in failed.items()
                ),
                arguments=filled(count=len(failed), faults=sentences(failed.values())),
            ),
        )

    def cured(self, case: Case) -> Iterator[Evidence]:
        """The amendment after which the checks no longer fail."""
        said = case.current
        if said is not None and isinstance(said.data, DeclarationAmended):
            yield Evidence("cured_by_amendment", case.id, said.at, said.name, {"initiator": said.data.initiator})

    def _failed(self, case: Case, params: Parameters) -> Iterator[tuple[str, Sentence]]:
        data: Declaration = case.content
        registered = local_date(case.t, zone_of(case, data.office_id, case.t))
        checks = {
            "C1": _incomplete(case, params.mandatory_documents),
            "C2": _item_values(data, params.amount_tol),
            "C3": _single_invoice(data, params.amount_tol),
            "C4": _weights(data, params.weight_tol),
            "C5": _transport(data, params.weight_tol),
            "C6": _dates(data, registered, timedelta(days=params.date_slack_days)),
            "C7": _several_invoices(data, params.amount_tol),
        }
        yield from ((name, fault) for name, fault in checks.items() if fault)


def _differs(value: float, total: float, tolerance: float) -> bool:
    return abs(value - total) > tolerance * abs(total) + ROUNDING * max(1.0, abs(total))


def _incomplete(case: Case, mandatory: Iterable[str]) -> Sentence | None:
    """What the publisher carries, and the declaration leaves out all the same (ruling 36)."""
    data: Declaration = case.content
    parts = {"items": data.items or (), "documents": data.documents or ()}
    missing = ["items"] if data.items == () else []
    for path, name in MANDATORY.items():
        place, _, field = path.partition("[].")
        of: Iterable[Any] = parts[place] if field else (data,)
        if any(getattr(one, field or place.removesuffix("[]")) is None for one in of) and case.carries(path):
            missing.append(name)
    types = {document.type for document in data.documents or ()}
    if types.intersection(TRANSPORT):
        types.add("transport")
    absent = [kind for kind in mandatory if kind not in types and case.carries("documents[]")]
    missing += [f"document_{kind}" if kind in DOCUMENT_TYPES else kind for kind in absent]
    return sentence("absent", what=terms(missing)) if missing else None


def _item_values(data: Declaration, tolerance: float) -> Sentence | None:
    values = [item.invoice_value for item in data.items or ()]
    if data.invoice_total is None or not values or None in values:
        return None
    total = fsum(value for value in values if value is not None)
    return _unlike("item_values", total, data.invoice_total, tolerance)


def _unlike(template: str, found: float, declared: float, tolerance: float) -> Sentence | None:
    """What is said of two figures that differ by more than the tolerance."""
    return sentence(template, found=found, declared=declared) if _differs(found, declared, tolerance) else None


def _invoices(data: Declaration) -> list[Document]:
    return [document for document in data.documents or () if document.type == "invoice"]


def _single_invoice(data: Declaration, tolerance: float) -> Sentence | None:
    invoices = _invoices(data)
    if len(invoices) != 1:
        return None
    amount, currency = invoices[0].amount, invoices[0].currency
    if currency is not None and data.invoice_currency is not None and currency != data.invoice_currency:
        return sentence("other_currency", found=currency, declared=data.invoice_currency)
    if amount is not None and data.invoice_total is not None:
        return _unlike("other_amount", amount, data.invoice_total, tolerance)
    return None


def _several_invoices(data: Declaration, tolerance: float) -> Sentence | None:
    invoices = _invoices(data)
    amounts = [invoice.amount for invoice in invoices if invoice.amount is not None]
    if len(invoices) < 2 or len(amounts) < len(invoices) or data.invoice_total is None:
        return None
    if any(invoice.currency not in (None, data.invoice_currency) for invoice in invoices):
        return None
    total = fsum(amounts)
    if not _differs(total, data.invoice_total, tolerance):
        return None
    return sentence("other_amounts", invoices=len(invoices), found=total, declared=data.invoice_total)


def _weights(data: Declaration, tolerance: float) -> Sentence | None:
    for item in data.items or ():
        if item.net_kg is not None and item.gross_kg is not None and item.net_kg > item.gross_kg:
            return sentence("item_weight", item=str(item.item_no), net=item.net_kg, gross=item.gross_kg)
    weights = [item.gross_kg for item in data.items or ()]
    if data.gross_kg_total is None or not weights or None in weights:
        return None
    total = fsum(weight for weight in weights if weight is not None)
    return _unlike("items_weight", total, data.gross_kg_total, tolerance)


def _transport(data: Declaration, tolerance: float) -> Sentence | None:
    papers = transport_documents(data.documents)
    weights = [paper.gross_kg for paper in papers if paper.gross_kg is not None]
    packages = [paper.packages for paper in papers if paper.packages is not None]
    if papers and len(weights) == len(papers) and data.gross_kg_total is not None:
        unlike = _unlike("transport_weight", fsum(weights), data.gross_kg_total, tolerance)
        if unlike is not None:
            return unlike
    declared = data.packages_total
    if papers and len(packages) == len(papers) and declared is not None and declared != sum(packages):
        return sentence("transport_packages", found=sum(packages), declared=declared)
    return None


def _dates(data: Declaration, registered: date, slack: timedelta) -> Sentence | None:
    transports = [paper.date for paper in transport_documents(data.documents) if paper.date is not None]
    invoices = [invoice.date for invoice in _invoices(data) if invoice.date is not None]
    if transports and max(transports) > registered:
        return sentence("transport_dated", dated=max(transports), registered=registered)
    if transports and invoices and max(invoices) > max(transports) + slack:
        return sentence("invoice_dated", dated=max(invoices), transport=max(transports))
    return None
