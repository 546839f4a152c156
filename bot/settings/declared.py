"""The declarations as forms and commands see them, derived from `Values`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from bot.commands import Kind, Option
from bot.commands.check import nearest, shown
from bot.errors import InputError
from bot.settings.kinds import Scope
from bot.settings.values import Values

_KINDS = {
    "string": Kind.TEXT,
    "integer": Kind.WHOLE,
    "number": Kind.NUMBER,
    "boolean": Kind.FLAG,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, ready to be shown as a field.

    `kind`, `choices`, `minimum` and `maximum` are about a single value, as in an `Option`. With
    `many` the setting is a list of at most `most` such values; with `keys` it is a table that has
    one such value for each key, or fewer. An `optional` one may have no value at all (None).
    `scope` is the smallest unit that may have a value of its own; `admin` ones are changed by
    admins only, and `confidential` ones are shown to nobody else. `broken` is what counts where the
    stored value cannot be used; None is what is set more widely. `examples` are values, or entries
    of a list, that are offered while one is typed.
    """

    name: str
    topic: str
    description: str
    kind: Kind
    default: object
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    many: bool = False
    most: int | None = None
    keys: tuple[str, ...] = ()
    optional: bool = False
    scope: Scope = "channel"
    admin: bool = True
    confidential: bool = False
    broken: object = None
    examples: tuple[str, ...] = ()

    @property
    def option(self) -> Option:
        """The option that takes one value of the setting."""
        return Option(
            name=self.name,
            description=self.description,
            kind=self.kind,
            choices=self.choices,
            minimum=self.minimum,
            maximum=self.maximum,
        )


def setting(name: str) -> Setting:
    """The setting of that name; raises `InputError` with the nearest one when there is none."""
    try:
        return _BY_NAME[name.strip().lower()]
    except KeyError:
        hint = nearest(name, _BY_NAME)
        raise InputError(f"There is no setting {shown(name)}.{hint}") from None


def _declared() -> tuple[Setting, ...]:
    schema = Values.model_json_schema()
    shapes = schema["properties"]
    definitions = schema.get("$defs", {})
    return tuple(
        _setting(name, shapes[name], definitions, default=field.default)
        for name, field in Values.model_fields.items()
    )


def _setting(
    name: str, shape: Mapping[str, Any], definitions: Mapping[str, Any], *, default: object
) -> Setting:
    variants = shape.get("anyOf", [shape])
    whole = next(variant for variant in variants if variant.get("type") != "null")
    many = whole.get("type") == "array"
    table = whole.get("type") == "object"
    single = whole["items"] if many else whole["additionalProperties"] if table else whole
    single = definitions[single["$ref"].rpartition("/")[2]] if "$ref" in single else single
    kind = Kind(shape["kind"]) if shape["kind"] else _KINDS[single["type"]]
    return Setting(
        name=name,
        topic=shape["topic"],
        description=shape["description"],
        kind=Kind.CHOICE if "enum" in single else kind,
        default=default,
        minimum=single.get("minimum", single.get("minLength")),
        maximum=single.get("maximum", single.get("maxLength")),
        choices=tuple(single.get("enum", ())),
        many=many,
        most=whole.get("maxItems"),
        keys=tuple(whole["propertyNames"]["enum"]) if table else (),
        optional=len(variants) > 1,
        scope=cast("Scope", shape["scope"]),
        admin=shape["admin"],
        confidential=shape["confidential"],
        broken=shape["broken"],
        examples=tuple(shape["examples"]),
    )


SETTINGS = _declared()
_BY_NAME = {declared.name: declared for declared in SETTINGS}
