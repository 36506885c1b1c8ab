"""Facts about participants, persons and what they may do."""

from typing import Annotated, Literal

from schemas.facts.fact import Fact, reference
from schemas.fields import (
    Count,
    Date,
    GoodsCode,
    Id,
    Identifier,
    Many,
    Money,
    Name,
    Payload,
    RecordMillis,
    SignedMoney,
    Year,
    doc,
)


@reference("participant_id")
class Company(Fact, frozen=True, kw_only=True, tag="ref.company"):
    """A participant in the tax or company register. Key: participant_id."""

    name: Annotated[Name | None, doc("registered name")] = None
    tax_id: Annotated[Identifier | None, doc("tax number")] = None
    legal_form: Annotated[Id | None, doc("company, sole_trader, diplomatic ...")] = None
    registered_at: Annotated[RecordMillis | None, doc("registration, ms UTC")] = None
    registered_address: Annotated[Name | None, doc("registered address")] = None
    address_id: Annotated[Identifier | None, doc("key of ref.address")] = None
    registration_region: Annotated[Id | None, doc("code of the region")] = None
    requisites_changed_at: Annotated[RecordMillis | None, doc("last change of name, address or account, ms UTC")] = None
    bank_accounts: Annotated[Many[Identifier] | None, doc("accounts known to the register")] = None
    status: Annotated[Id | None, doc("active, liquidated ...")] = None
    authorised_capital: Annotated[Money | None, doc("base currency")] = None
    statutory_min_capital: Annotated[Money | None, doc("minimum the law sets for the legal form, base currency")] = None
    tax_regime: Annotated[Id | None, doc("general, simplified ...")] = None
    head_id: Annotated[Identifier | None, doc("person who heads the company")] = None
    chief_accountant_id: Annotated[Identifier | None, doc("person who keeps the books")] = None
    founder_ids: Annotated[Many[Identifier] | None, doc("persons who founded it")] = None
    contact_hashes: Annotated[Many[Id] | None, doc("hashes of telephone numbers and addresses")] = None
    exec_body_at_address: Annotated[bool | None, doc("the management was found at the registered address")] = None
    exec_body_checked_at: Annotated[RecordMillis | None, doc("when that was looked at, ms UTC")] = None
    has_customs_staff: Annotated[bool | None, doc("employs customs specialists")] = None
    has_broker_contract: Annotated[bool | None, doc("has a contract with a customs representative")] = None
    office_owned: Annotated[bool | None, doc("owns its office")] = None
    office_lease_registered: Annotated[bool | None, doc("the office lease is registered")] = None
    office_lease_months: Annotated[Count | None, doc("term of the office lease, months")] = None
    storage_used: Annotated[bool | None, doc("uses storage premises")] = None
    storage_owned: Annotated[bool | None, doc("owns its storage premises")] = None
    storage_lease_registered: Annotated[bool | None, doc("the storage lease is registered")] = None
    mandatory_audit: Annotated[bool | None, doc("the law demands an audit")] = None
    audit_year: Annotated[Year | None, doc("financial year of the last audit")] = None
    audit_done: Annotated[bool | None, doc("the audit took place")] = None
    audit_opinion: Annotated[
        Literal["unmodified", "qualified", "adverse", "disclaimer"] | None, doc("the auditor's opinion")
    ] = None
    first_trade_date: Annotated[Date | None, doc("date of the first foreign-trade operation")] = None


@reference("participant_id", "period")
class TaxFiling(Fact, frozen=True, kw_only=True, tag="ref.tax_filing"):
    """A tax return. Key: participant_id|period."""

    participant_id: Annotated[Identifier, doc("taxpayer")]
    period: Annotated[Id, doc("period, such as 2025 or 2025-Q1")]
    period_end: Annotated[Date | None, doc("last day of the period")] = None
    filed: Annotated[bool | None, doc("the return was filed")] = None
    nil_report: Annotated[bool | None, doc("the return reports no activity")] = None
    profit: Annotated[SignedMoney | None, doc("base currency; negative: a loss")] = None


@reference("participant_id", "changed_at")
class TaxOfficeChange(Fact, frozen=True, kw_only=True, tag="ref.tax_office_change"):
    """A participant moved to another tax office. Key: participant_id|changed_at."""

    participant_id: Annotated[Identifier, doc("taxpayer")]
    changed_at: Annotated[RecordMillis, doc("ms UTC")]
    from_office: Annotated[Identifier | None, doc("tax office before")] = None
    to_office: Annotated[Identifier | None, doc("tax office after")] = None
    reason: Annotated[Literal["relocation", "office_reform", "other"] | None, doc("why")] = None


@reference("debt_id")
class Debt(Fact, frozen=True, kw_only=True, tag="ref.debt"):
    """A debt to the budget. Key: debt_id."""

    participant_id: Annotated[Identifier, doc("debtor")]
    kind: Annotated[Literal["customs_duty", "customs_interest", "customs_fine", "tax"], doc("what is owed")]
    amount: Annotated[Money | None, doc("outstanding, base currency")] = None
    due_date: Annotated[Date | None, doc("last day of payment")] = None
    settled_at: Annotated[RecordMillis | None, doc("paid, ms UTC; null: still owed")] = None
    deferred_until: Annotated[RecordMillis | None, doc("ms UTC; null: not deferred")] = None
    suspended: Annotated[bool | None, doc("collection is suspended")] = None


@reference("case_id")
class Case(Fact, frozen=True, kw_only=True, tag="ref.case"):
    """A court case or an administrative one. Key: case_id."""

    person_id: Annotated[Identifier, doc("person or participant concerned")]
    kind: Annotated[Literal["administrative", "criminal"] | None, doc("kind of the case")] = None
    customs_related: Annotated[bool | None, doc("concerns customs law")] = None
    opened_at: Annotated[RecordMillis | None, doc("ms UTC")] = None
    office_id: Annotated[Identifier | None, doc("office concerned; null: all offices")] = None
    decision_date: Annotated[Date | None, doc("date of the decision")] = None
    in_force_at: Annotated[RecordMillis | None, doc("when the decision took force, ms UTC")] = None
    status: Annotated[Literal["opened", "in_force", "annulled", "terminated"] | None, doc("state of the case")] = None


@reference("permit_no")
class PermitFact(Fact, frozen=True, kw_only=True, tag="ref.permit"):
    """A licence or certificate. Key: number of the permit."""

    holder_id: Annotated[Identifier | None, doc("participant it was given to")] = None
    type: Annotated[Id | None, doc("code of the kind of permit")] = None
    holder_bound: Annotated[bool | None, doc("only its holder may use it")] = None
    goods_codes: Annotated[Many[GoodsCode] | None, doc("prefixes of goods codes covered")] = None
    status: Annotated[Literal["valid", "suspended", "revoked", "forged"] | None, doc("state of the permit")] = None


@reference("refusal_id")
class PermitRefusal(Fact, frozen=True, kw_only=True, tag="ref.permit_refusal"):
    """A permit was refused. Key: refusal_id."""

    participant_id: Annotated[Identifier, doc("applicant")]
    goods_codes: Annotated[Many[GoodsCode] | None, doc("prefixes of goods codes concerned")] = None
    refused_at: Annotated[RecordMillis | None, doc("ms UTC")] = None
    status: Annotated[Literal["in_force", "overturned"] | None, doc("state of the refusal")] = None


class PersonRole(Payload, frozen=True, kw_only=True):
    """One role of a person in one organisation."""

    participant_id: Annotated[Identifier, doc("organisation")]
    role: Annotated[Literal["founder", "head", "chief_accountant"], doc("role of the person")]
    valid_from: Annotated[RecordMillis | None, doc("ms UTC; null: since ever")] = None
    valid_to: Annotated[RecordMillis | None, doc("ms UTC, excluded; null: open")] = None


@reference("person_id")
class PersonRoles(Fact, frozen=True, kw_only=True, tag="ref.person_roles"):
    """All roles of a person. Key: person_id."""

    roles: Annotated[Many[PersonRole], doc("empty: no role in any organisation")]


@reference("address_id")
class Address(Fact, frozen=True, kw_only=True, tag="ref.address"):
    """An address of the company register. Key: address_id."""

    organisation_count: Annotated[Count | None, doc("organisations registered at the address")] = None
    is_business_centre: Annotated[bool | None, doc("a business centre")] = None


@reference("participant_id", "ground")
class CategoryGround(Fact, frozen=True, kw_only=True, tag="ref.category_ground"):
    """A ground for the low category. Key: participant_id|ground."""

    participant_id: Annotated[Identifier, doc("participant")]
    ground: Annotated[Literal["diplomatic", "aeo", "large_taxpayer", "producer", "investor"], doc("ground")]
    basis_ref: Annotated[Name | None, doc("list entry, certificate or contract it rests on")] = None


@reference("participant_id", "counterparty_id")
class RelatedParty(Fact, frozen=True, kw_only=True, tag="ref.related_party"):
    """Two parties are related. Key: participant_id|counterparty_id."""

    participant_id: Annotated[Identifier, doc("participant")]
    counterparty_id: Annotated[Identifier, doc("its related party")]
    relation: Annotated[Name | None, doc("how they are related")] = None


@reference("contract_no", "participant_id")
class Contract(Fact, frozen=True, kw_only=True, tag="ref.contract"):
    """A contract in the currency-control register. Key: contract_no|participant_id."""

    contract_no: Annotated[Identifier, doc("number of the contract")]
    participant_id: Annotated[Identifier, doc("participant")]
    counterparty_id: Annotated[Identifier | None, doc("other party")] = None
    kind: Annotated[Id | None, doc("sale, service, licence ...")] = None
    amount_usd: Annotated[Money | None, doc("USD; null: open-ended")] = None
    linked_contract_nos: Annotated[Many[Identifier] | None, doc("contracts that belong to it")] = None


@reference("number")
class AuthorityDoc(Fact, frozen=True, kw_only=True, tag="ref.authority_doc"):
    """A power of attorney. Key: its number."""

    principal_id: Annotated[Identifier | None, doc("who gives the power")] = None
    agent_id: Annotated[Identifier | None, doc("who receives it")] = None
    status: Annotated[Literal["valid", "revoked", "forged"] | None, doc("state of the document")] = None


@reference("representative_id")
class Broker(Fact, frozen=True, kw_only=True, tag="ref.broker"):
    """An entry of the register of customs representatives. Key: representative_id."""


@reference("participant_id", "manufacturer_id")
class ManufacturerAuthorisation(Fact, frozen=True, kw_only=True, tag="ref.manufacturer_authorisation"):
    """A manufacturer authorised a participant. Key: participant_id|manufacturer_id."""

    participant_id: Annotated[Identifier, doc("participant authorised")]
    manufacturer_id: Annotated[Identifier, doc("manufacturer")]
    goods_codes: Annotated[Many[GoodsCode] | None, doc("prefixes of goods codes covered")] = None
