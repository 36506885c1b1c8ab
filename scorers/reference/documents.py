"""Documents of a case as criteria speak of them: their id as a subject, and which ones are transport documents."""

from collections.abc import Iterable

from schemas.events.goods import Document
from schemas.normalise import normal_id

TRANSPORT = ("transport", "cmr")
"""Types of transport documents; a `cmr` is one (ruling 22)."""


def document_id(kind: str, number: str | None) -> str:
    """Id of a document as a subject: its type and its number in normal form (ruling 6)."""
    return f"{kind}|{number or ''}"


def transport_documents(documents: Iterable[Document] | None) -> list[Document]:
    """The transport documents; one number, or one wording without a number, counts once."""
    found: dict[tuple[object, ...], Document] = {}
    for document in documents or ():
        if document.type in TRANSPORT:
            key = (document.number,) if document.number else (document.date, document.gross_kg, len(found))
            found.setdefault(key, document)
    return list(found.values())


def is_numbered(document: Document, named: str) -> bool:
    """Whether somebody who names a document, by its number or by type and number, means this one."""
    number = document.number
    return bool(number) and named in (number, f"{normal_id(document.type)}{number}")
