"""Names of the public topics; the names say the version of what travels on them."""

DECLARATIONS = "customs.declarations.v1"
TRANSITS = "customs.transits.v1"
NON_DELIVERIES = "customs.non-deliveries.v1"
FINDINGS = "customs.findings.v1"
CONTROLS = "customs.controls.v1"
MOVEMENTS = "customs.movements.v1"
PAYMENTS = "customs.payments.v1"
REFERENCE_FACTS = "customs.reference-facts.v1"

ALERTS = "risk.alerts.v1"
ASSESSMENTS = "risk.assessments.v1"
DISPOSITIONS = "risk.dispositions.v1"
INTERNAL_SECURITY = "risk.internal-security.v1"
CATEGORY_CHANGES = "risk.category-changes.v1"
DEAD_LETTERS = "customs.dead-letters.v1"
LATE_EVENTS = "customs.late-events.v1"

INBOUND = (
    DECLARATIONS,
    TRANSITS,
    NON_DELIVERIES,
    FINDINGS,
    CONTROLS,
    MOVEMENTS,
    PAYMENTS,
    REFERENCE_FACTS,
)
OUTBOUND = (
    ALERTS,
    ASSESSMENTS,
    DISPOSITIONS,
    INTERNAL_SECURITY,
    CATEGORY_CHANGES,
    DEAD_LETTERS,
    LATE_EVENTS,
)
