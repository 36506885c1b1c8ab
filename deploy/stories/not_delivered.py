"""A load is not delivered, and the carrier's next load is stopped: criterion 1."""

from deploy.stories.papers import Rig, Trader, transit
from deploy.stories.story import Act, Expected, Story, at, event
from schemas.events import NonDelivery

FIRST = Rig("CR-204417", "N08812345KZ", "KZ 318 KLA 05", "KZ 70 AEB 05")
NEXT = FIRST._replace(driver_id="N10277461KZ", tractor="KZ 552 MRA 05", trailer="KZ 21 BTD 05")
SHOES = Trader("120840003371", "Turan Market LLP", "6403990000", "leather footwear", "CN", "SUP-CN-81", "Hualong Co")
TOOLS = Trader("090340017752", "Alatau Service LLP", "8467210000", "power drills", "CN", "SUP-CN-36", "Jinhe Ltd")

LOST = transit(
    "TR-19-1041",
    "2019-08-05 08:10",
    FIRST,
    SHOES,
    departure_office_id="KZ10100",
    destination_office_id="KZ10310",
    deadline_at=at("2019-08-08 20:00"),
)
NOTICE = NonDelivery(
    notice_id="ND-19-77",
    transit_id=LOST.transit_id,
    raised_at=at("2019-08-12 09:30"),
    carrier_id=LOST.carrier_id,
    office_id="KZ10310",
)
BACK_AGAIN = event(
    transit(
        "TR-19-1187",
        "2019-08-19 11:45",
        NEXT,
        TOOLS,
        departure_office_id="KZ10200",
        destination_office_id="KZ30510",
        deadline_at=at("2019-08-23 20:00"),
    )
)

STORY = Story(
    "A load is not delivered, and the carrier's next load is stopped",
    (
        Act(
            "Footwear in transit never arrives. A week later its carrier is back at another post, with another driver,"
            " truck and consignee.",
            (event(LOST), event(NOTICE), BACK_AGAIN),
            (Expected("1", BACK_AGAIN),),
        ),
    ),
)
