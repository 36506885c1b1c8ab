"""All schemes that are planted, in the order in which they begin."""

from collections.abc import Callable

from streams.generate import schemes_papers as papers
from streams.generate import schemes_people as people
from streams.generate import schemes_series as series
from streams.generate import schemes_trips as trips
from streams.generate.steps import Life
from streams.generate.world import World

SCHEMES: tuple[Callable[[World, int], Life], ...] = (
    series.office_shift,
    series.off_day_declaring,
    series.value_drop,
    trips.carrier_non_delivery,
    trips.driver_non_delivery,
    trips.consignee_non_delivery,
    trips.notice_in_error,
    trips.stolen_carnet,
    people.convicted,
    papers.withdrawn_under_control,
    papers.frequent_withdrawals,
    people.customs_debtor,
    people.tax_debtor,
    papers.inconsistent_documents,
    trips.heavier_than_declared,
    papers.wrong_office,
    papers.moved_destination,
    trips.consignee_changed,
    people.reported,
    trips.broken_seal,
    trips.damaged_trailer,
    people.refuses_documents,
    papers.electronic_centre,
    papers.technical_duplicate,
    trips.carnet_stolen_later,
    trips.domestic_marks,
    papers.missing_stamp,
    trips.hardly_loaded,
    papers.odd_papers,
    series.crowded_warehouse,
    series.same_officer,
)
