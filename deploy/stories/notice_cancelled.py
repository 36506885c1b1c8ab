"""A notice of non-delivery is cancelled, and the alert that rests on it is taken back: criterion 1."""

from deploy.stories.papers import Rig, Trader, transit
from deploy.stories.story import Act, Expected, Story, at, event
from schemas.events import NonDelivery, NonDeliveryCancelled

RIG = Rig("CR-117902", "N09120887KZ", "KZ 904 TKA 13", "KZ 38 CDB 13")
FURNITURE = Trader(
    "110540008826", "Otrar Group LLP", "9403609000", "wooden furniture", "CN", "SUP-CN-64", "Foshan Home"
)
CUTLERY = Trader("130240019345", "Samal Trade LLP", "8215990000", "table cutlery", "CN", "SUP-CN-29", "Jieyang Co")

HELD_UP = transit(
    "TR-19-2210",
    "2019-11-25 07:50",
    RIG,
    FURNITURE,
    departure_office_id="KZ20300",
    destination_office_id="KZ20410",
    deadline_at=at("2019-11-28 20:00"),
)
NOTICE = NonDelivery(
    notice_id="ND-19-131",
    transit_id=HELD_UP.transit_id,
    raised_at=at("2019-12-02 09:00"),
    carrier_id=RIG.carrier_id,
    office_id="KZ20410",
)
NEXT = event(
    transit(
        "TR-19-2265",
        "2019-12-05 13:15",
        RIG._replace(driver_id="N11530214KZ", tractor="KZ 417 UBA 13", trailer="KZ 55 CDB 13"),
        CUTLERY,
        departure_office_id="KZ20300",
        destination_office_id="KZ20420",
        deadline_at=at("2019-12-09 20:00"),
    )
)
CANCELLED = NonDeliveryCancelled(
    notice_id=NOTICE.notice_id, cancelled_at=at("2019-12-05 15:40"), reason_code="delivered_late"
)

STORY = Story(
    "A notice is cancelled, and its alert is taken back",
    (
        Act(
            "A truck is held up by snow and reported missing; its carrier's next load raises an alert.",
            (event(HELD_UP), event(NOTICE), NEXT),
            (Expected("1", NEXT),),
        ),
        Act(
            "The truck arrives after all: the office cancels its notice.",
            (event(CANCELLED, version=2),),
            (Expected("1", NEXT, "withdrawn"),),
        ),
    ),
)
