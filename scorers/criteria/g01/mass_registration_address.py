"""Criterion 24 of decision 8/7: ten or more organisations are registered at the participant's address."""

from typing import Annotated

from schemas.facts import Address, Company
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Evidence, Hit, Unknown, missing
from scorers.families.registers import RegisterRecords
from scorers.ledgers.participant_facts import COMPANIES
from scorers.parameters.units import Number, means


class Parameters(Params, frozen=True):
    """How many organisations are many."""

    min_orgs: Annotated[Number, means("Organisations at one address from which on it is a hit.")] = 10


class MassRegistrationAddress(RegisterRecords[Parameters]):
    """The participant's registered address was that of many organisations when it declared, and no business centre.

    The address is what the register takes for one, a room where it is known and else the building.
    """

    code = "24"
    group = "01"
    title = "Registered address shared by ten or more organisations"
    inputs = (
        *of("declaration", "participant_id"),
        *of("ref.company", "address_id"),
        *of("ref.address", "organisation_count", "is_business_centre"),
    )
    forms = ("documentary_check", "post_release_control")
    cases = ("declaration",)
    correlation_group = "address"
    fixed = ("min_orgs",)
    texts = """
        .shared =
            { $count ->
                [one] { $count } organisation is
               *[other] { $count } organisations are
            } registered at the address of the participant, which is no business centre.
    """
    reads = (COMPANIES,)
    register = Company
    decisive = ("address_id",)
    complete = True

    def counts(self, record: Company, t: int, params: Parameters) -> bool:
        """Every entry: what matters is its address."""
        return True

    def evidence(self, record: Company, event: str) -> Evidence:
        """The entry, with the address."""
        return Evidence("ref.company", record.key, record.valid_from, event, {"address_id": record.address_id})

    def verdict(self, case: Case, found: tuple[Evidence, ...], params: Parameters) -> Hit | Unknown | None:
        """What the register of addresses says of it as of the registration."""
        address = case.tables.at(Address, str(found[0].values["address_id"]), case.t)
        count = address.organisation_count if address is not None else None
        centre = address.is_business_centre if address is not None else None
        if centre or (count is not None and count < params.min_orgs):
            return None
        if address is None or count is None:
            return missing("ref.address.organisation_count")
        if centre is None:
            return missing("ref.address.is_business_centre")
        shared = Evidence("ref.address", address.key, address.valid_from, values={"organisation_count": count})
        return Hit("shared", (*found, shared), arguments=filled(count=count))
