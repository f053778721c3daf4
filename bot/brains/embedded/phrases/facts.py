"""The words of facts that replies are filled with, for languages other than English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    weekdays: tuple[str, ...]
    """from Monday"""
    months: tuple[str, ...]
    joining: dict[str, str]
    """and, or"""
    tour_types: dict[str, str]
    wishes: dict[str, str]
    per: dict[str, str]
    call: str
    """that one can call as well; `{phone}`"""
    of: str
    another_time: str


SPANISH_FACTS = Facts(
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    months=(
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
        "diciembre",
    ),
    joining={"and": "y", "or": "o"},
    tour_types={"in_person": "presencial", "virtual": "virtual", "self_guided": "por su cuenta"},
    wishes={
        "rent_max": "el presupuesto",
        "features": "las características",
        "move_in": "la fecha de mudanza",
        "bathrooms": "el número de baños",
        "furnished": "los muebles",
        "bedrooms": "el número de recámaras",
        "has_pets": "las mascotas",
    },
    per={"month": "al mes", "application": "por solicitud", "move_in": "al mudarse", "pet": "por mascota"},
    call=" También puede llamar a la oficina al {phone}.",
    of="de",
    another_time="otra hora",
)  # fmt: skip
