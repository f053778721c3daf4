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
    measures: dict[str, str]
    """by how much a wish was let go"""
    counted: dict[str, str]
    """what a fee is counted by"""
    fees: dict[str, str]
    """what a fee is for, by its kind"""
    rent: str
    monthly: str
    at_move_out: str
    refundable: str
    varies: str
    in_all: str
    """`{total}` with every fee, of which `{rent}` is the rent"""
    on_a_lease: str
    to: str
    """between the first and the last"""
    month_to_month: str
    halves_of_day: tuple[str, str]
    """before noon and after it"""
    units: dict[int, tuple[str, str]]
    """a day, an hour and a minute, by their minutes"""
    call: str
    """that one can call as well; `{phone}`"""
    of: str
    another_time: str
    that_time: str


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
        "rent_min": "la renta mínima",
    },
    measures={
        "money": "{amount} más", "day": "{amount} día después", "days": "{amount} días después", "up_to": "hasta {how}",
    },
    counted={"person": " por persona", "pet": " por mascota", "vehicle": " por vehículo"},
    fees={
        "application": "solicitud",
        "admin": "gastos administrativos",
        "security_deposit": "depósito de garantía",
        "trash": "basura",
        "pest_control": "control de plagas",
        "utilities": "servicios",
        "internet": "internet",
        "insurance": "seguro",
        "pet_fee": "cuota de mascota",
        "pet_rent": "renta de mascota",
        "pet_deposit": "depósito de mascota",
        "parking": "estacionamiento",
        "storage": "bodega",
    },
    rent="de renta",
    monthly=" al mes",
    at_move_out=" al desocupar",
    refundable=" (reembolsable)",
    varies="varía",
    in_all="{total} al mes en total ({rent} de renta)",
    to="a",
    on_a_lease=" con contrato de {months} meses",
    month_to_month=" mes a mes",
    halves_of_day=("a. m.", "p. m."),
    units={1440: ("día", "días"), 60: ("hora", "horas"), 1: ("minuto", "minutos")},
    call=" También puede llamar a la oficina al {phone}.",
    of="de",
    another_time="otra hora",
    that_time="momento que pide",
)  # fmt: skip
