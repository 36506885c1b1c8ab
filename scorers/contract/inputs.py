"""The inputs of a criterion, as they are named wherever one is missing: entity, or fact, and field."""


def of(entity: str, *fields: str) -> tuple[str, ...]:
    """Fields of one entity or of its parts: `of("declaration.items[]", "net_kg")` is `declaration.items[].net_kg`."""
    return tuple(f"{entity}.{field}" for field in fields)
