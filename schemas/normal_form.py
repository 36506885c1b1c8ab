"""A payload with its identifiers in normal form (S12), which the types of its fields say they have.

What is compared or looked up is the normal form, what people are shown may be the payload as it was published.
"""

from collections.abc import Callable, Mapping
from functools import cache
from operator import is_
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from schemas.fields import Payload

_PayloadT = TypeVar("_PayloadT", bound=Payload)
_Form = Callable[[Any], Any]
"""Normal form of a value; the very same object where it is in normal form already."""


def normal_form(data: _PayloadT) -> _PayloadT:
    """The payload, its parts included, with identifiers in normal form; the same object if they are in it."""
    form = _form_of(type(data))
    if form is None:
        return data
    normal: _PayloadT = form(data)
    return normal


@cache
def _form_of(struct: type[msgspec.Struct]) -> _Form | None:
    """Normal form of a struct, worked out once from the types of its fields; None: nothing in it has one."""
    described = inspect.type_info(struct)
    if not isinstance(described, inspect.StructType):
        raise TypeError(f"{struct.__name__} is no struct")
    forms = {field.name: form for field in described.fields if (form := _of_type(field.type)) is not None}
    return _of_fields(forms) if forms else None


def _of_type(described: inspect.Type) -> _Form | None:
    match described:
        case inspect.Metadata(type=inner, extra=extra):
            stated: _Form | None = (extra or {}).get("normal_form")
            return stated or _of_type(inner)
        case inspect.UnionType(types=types):
            found = [form for one in types if (form := _of_type(one)) is not None]
            if len(found) > 1:
                raise TypeError("a field of several types has one normal form at most")
            return found[0] if found else None
        case inspect.VarTupleType(item_type=item):
            form = _of_type(item)
            return None if form is None else _of_items(form)
        case inspect.StructType(cls=struct):
            return _form_of(struct)
        case _:
            return None


def _of_fields(forms: Mapping[str, _Form]) -> _Form:
    fields = tuple(forms.items())

    def form(data: msgspec.Struct) -> msgspec.Struct:
        changed = {}
        for name, of in fields:
            value = getattr(data, name)
            if value is not None and (normal := of(value)) is not value:
                changed[name] = normal
        return msgspec.structs.replace(data, **changed) if changed else data

    return form


def _of_items(of: _Form) -> _Form:
    def form(items: tuple[Any, ...]) -> tuple[Any, ...]:
        normal = tuple(map(of, items))
        return items if all(map(is_, normal, items)) else normal

    return form
