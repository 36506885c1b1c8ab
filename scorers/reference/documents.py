"""Documents of a case as criteria speak of them: their id as a subject, and which ones are transport documents."""

from collections.abc import Iterable

from schemas.events.goods import Document
from schemas.normalise import normal_id

TRANSPORT = ("transport", "cmr")
"""Types of transport documents; a `cmr` is one (ruling 22)."""


def document_id(kind: str, number: str | None) -> str:
    """Id of a document as a subject: its type and its normalised number (ruling 6)."""
    return f"{kind}|{normal_id(number or '')}"


def transport_documents(documents: Iterable[Document] | None) -> list[Document]:
    """The transport documents; one number, or one wording without a number, counts once."""
    found: dict[tuple[object, ...], Document] = {}
    for document in documents or ():
        if document.type in TRANSPORT:
            key = (normal_id(document.number),) if document.number else (document.date, document.gross_kg, len(found))
            found.setdefault(key, document)
    return list(found.values())


def is_numbered(document: Document, named: str) -> bool:
    """Whether somebody who names a document, by its number or by type and number, means this one."""
    number = normal_id(document.number or "")
    return bool(number) and normal_id(named) in (number, normal_id(f"{document.type}{number}"))
