"""Criterion 12 of decision 8/7: the participant does not hand over technical documentation."""

from scorers.families.requests import RequestsFailed, UnansweredRequests


class RefusesTechnicalDocuments(UnansweredRequests[RequestsFailed]):
    """A request for technical documentation was refused, or met with silence past its deadline and the grace.

    The declaration that the request belongs to is hit at once; later ones when enough requests failed in the window.
    """

    code = "12"
    group = "01"
    title = "Participant declines to hand over technical documentation"
    texts = """
        .this_declaration =
            { $count ->
                [one] A request for technical documentation on this declaration was
               *[other] { $count } requests for technical documentation on this declaration were
            } refused or not answered in time.
        .in_window =
            { $count ->
                [one] A request for technical documentation in { $days } days was
               *[other] { $count } requests for technical documentation in { $days } days were
            } refused or not answered in time.
    """
    documents = "technical_documentation"
