"""A declaration is withdrawn under control and declared again elsewhere: criterion 8."""

from deploy.stories.papers import Trader, declaration
from deploy.stories.story import Act, Expected, Story, at, event
from schemas.events import ControlAssigned, DeclarationWithdrawn

IMPORTER = Trader(
    "150640022918", "Zhetisu Import LLP", "8516500000", "microwave ovens", "CN", "SUP-CN-52", "Ruian Electric"
)

CHECKED = declaration("10310/020919/0041207", "2019-09-02 09:20", "KZ10310", IMPORTER)
CONTROL = ControlAssigned(
    control_id="CT-19-5512",
    assigned_at=at("2019-09-02 10:05"),
    form="inspection",
    declaration_id=CHECKED.declaration_id,
    office_id="KZ10310",
)
WITHDRAWN = DeclarationWithdrawn(
    declaration_id=CHECKED.declaration_id, withdrawn_at=at("2019-09-02 10:50"), reason_code="declarant_request"
)
DECLARED_AGAIN = event(
    declaration("30510/040919/0018893", "2019-09-04 08:40", "KZ30510", IMPORTER, documents=CHECKED.documents)
)

STORY = Story(
    "A declaration is withdrawn under control and declared again elsewhere",
    (
        Act(
            "An inspection is ordered, and within the hour the declarant withdraws. Two days later the same goods are"
            " declared at another office.",
            (event(CHECKED), event(CONTROL), event(WITHDRAWN, version=2), DECLARED_AGAIN),
            (Expected("8", DECLARED_AGAIN), Expected("35", DECLARED_AGAIN)),
        ),
    ),
)
