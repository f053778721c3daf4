"""How lease lengths, whole costs, specials and kinds of fees are spoken of, in English and Spanish."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PriceWords:
    maybe: re.Pattern[str]
    """a cheap test: without a match no such thing is spoken of"""
    lease: re.Pattern[str]
    """a lease length: `n` months, or `y` years"""
    lease_goes_on: re.Pattern[str]
    """one that is only meant as such where leases were spoken of just before"""
    lease_alone: re.Pattern[str]
    """one beside the name of a home"""
    month_to_month: re.Pattern[str]
    total: re.Pattern[str]
    """asks what a home costs with everything"""
    due: re.Pattern[str]
    """asks what is to be paid on the way in"""
    specials: re.Pattern[str]
    lease_named: re.Pattern[str]
    """in a line that speaks of leases"""
    fees: tuple[tuple[str, re.Pattern[str]], ...]
    """kinds of fees by what they are called"""
    costs: re.Pattern[str]
    """asks what something costs"""
    every_fee: re.Pattern[str]
    """asks what is charged at all"""


_NUMBER = r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|eighteen)"
_NUMERO = r"(?:\d{1,2}|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciocho)"

ENGLISH = PriceWords(
    maybe=re.compile(
        r"lease|month|year|all|total|fee|everything|out the door|up ?front|move[- ]in|due|special|promo|discount|deal|"
        r"concession|incentive|free|waive|cost"
    ),
    lease=re.compile(
        rf"\b(?P<n>{_NUMBER})[- ]?(?:months?|mos?)\b[- ]?(?:lease|term|contract|rental|agreement|stay)\b"
        rf"|\b(?:lease|contract|term)(?: term| length)?(?: of| for|:)? (?P<n2>{_NUMBER})[- ]?months?\b"
        r"|\b(?P<y>\d|a|one|two)[- ]?years?\b[- ]?(?:lease|term|contract)\b"
        r"|\b(?:lease|contract)(?: of| for) (?P<y2>\d|a|one|two)[- ]?years?\b"
        rf"|\b(?:sign(?:ed|ing)?|commit)(?: up)?(?: for| to)?(?: a)? (?P<n3>{_NUMBER})[- ]?months?\b"
    ),
    lease_goes_on=re.compile(rf"\b(?:for|with|and|about|just|only) (?:an? )?(?P<n>{_NUMBER})[- ]?months?\b"),
    lease_alone=re.compile(
        rf"(?:^|[,;]|\b(?:for|with|about|on|at))\s*(?:an? )?(?P<n>{_NUMBER})[- ]?(?:months?|mos?)\b(?!'|"
        rf" (?:from|ago|free|"
        r"old|later|time|out|away|notice))(?: lease| term)?"
    ),
    month_to_month=re.compile(r"\bmonth[- ]to[- ]month\b"),
    total=re.compile(
        r"\ball[- ]in\b|\bin all\b|\baltogether\b|\b(?:total|full|true|real|actual) (?:monthly )?(?:cost|price|payment|"
        r"rent|amount)\b|\b(?:monthly )?total\b(?=.{0,24}\b(?:month|rent|cost|with|including|for)\b)|\bin total\b|"
        r"\b(?:with|including|includes?|after|plus) (?:all (?:of )?)?(?:the |your |any )?(?:mandatory |monthly |"
        r"other )?(?:fees|charges|extras)\b|\b(?:with|including) everything\b|\bout the door\b|\bbottom line\b"
    ),
    due=re.compile(
        r"\bmove[- ]in (?:costs?|fees?|charges?|total)\b|\bup ?front\b|\bdue (?:at|on|before|when) (?:move[- ]?in|"
        r"moving|signing)\b|\bto move in\b.{0,20}\b(?:pay|cost|owe)\b|\b(?:pay|cost|owe)\b.{0,20}\bto move in\b"
    ),
    specials=re.compile(
        r"\bspecials\b|\b(?:any|a|the|current|move[- ]in|lease|leasing|rent|no) specials?\b(?! needs| needed|ist)|"
        r"\bpromos?\b|\bpromotions?\b|\bdiscounts?\b|\bconcessions?\b|\bincentives?\b|"
        r"\b(?:any|good|best|special) deals?\b|"
        r"\bfree (?:months?|weeks?|rent)\b|\b(?:months?|weeks?) free\b|\bwaive\b.{0,24}\b(?:fees?|deposit)\b"
    ),
    lease_named=re.compile(r"\blease"),
    fees=(
        ("pet_rent", re.compile(r"\b(?:pet|dog|cat)s?\b")),
        ("pet_fee", re.compile(r"\b(?:pet|dog|cat)s?\b")),
        ("pet_deposit", re.compile(r"\b(?:pet|dog|cat)s?\b")),
        ("parking", re.compile(r"\b(?:parking|garage|carport)\b")),
        ("storage", re.compile(r"\b(?:storage|locker)\b")),
        ("application", re.compile(r"\b(?:application|apply|screening)\b")),
        ("admin", re.compile(r"\badmin\w*\b")),
        ("security_deposit", re.compile(r"\b(?<!pet )(?:security )?deposit\b")),
        ("pest_control", re.compile(r"\bpest\b")),
        ("internet", re.compile(r"\b(?:internet|wi-?fi|cable)\b")),
        ("utilities", re.compile(r"\b(?:utilit\w+|water|sewer|electric\w*|gas)\b")),
        ("trash", re.compile(r"\b(?:trash|valet|recycling|garbage)\b")),
        ("amenity", re.compile(r"\bamenit\w+\b")),
        ("insurance", re.compile(r"\binsurance\b")),
    ),
    every_fee=re.compile(
        r"\b(?:what|which|list|all|any|tell me|are there|know)\b"
        r"(?: (?:are|kinds? of|sorts? of|all|of|the|your|their|there|about|any|other|do you (?:have|charge)))*"
        r" (?:(?:hidden|monthly|mandatory|required|additional|extra|other|more) )*(?:fees|charges)\b"
        r"(?! (?:for|to|if|when|on|at|with)\b)"
    ),
    costs=re.compile(r"\b(?:how much|costs?|fees?|prices?|charges?|rent|deposits?|extra|pay)\b"),
)
SPANISH = PriceWords(
    maybe=re.compile(
        r"contrato|arrend|mes|año|total|todo|cuota|cargo|incluid|mudar|entrar|especial|promoci|oferta|descuento|gratis"
    ),
    lease=re.compile(
        rf"\b(?:contrato|arrendamiento|renta)(?: de| por| a)? (?P<n>{_NUMERO}) meses\b"
        rf"|\b(?:firm\w+|rent\w+)(?: por| a| un contrato de)? (?P<n2>{_NUMERO}) meses\b"
        r"|\b(?:contrato|arrendamiento)(?: de| por| a)? (?P<y>un|dos|\d) años?\b"
    ),
    lease_goes_on=re.compile(rf"\b(?:por|de|a|con) (?P<n>{_NUMERO}) meses\b"),
    lease_alone=re.compile(
        rf"(?:^|[,;]|\b(?:por|a|con|de))\s*(?:un )?(?:contrato de )?(?P<n>{_NUMERO}) meses\b(?! (?:gratis|de))"
    ),
    month_to_month=re.compile(r"\bmes a mes\b"),
    total=re.compile(
        r"\ben total\b|\btodo incluido\b|\bcon todo\b|\b(?:costo|precio|pago|renta) total\b|"
        r"\b(?:con|incluyendo|m[aá]s) (?:todos? )?(?:los |las )?(?:cargos|cuotas|gastos)\b"
    ),
    due=re.compile(r"\b(?:pag\w+|cuesta|costo)\b.{0,30}\b(?:para|al) (?:mudar\w*|entrar)\b|\bpor adelantado\b"),
    specials=re.compile(
        r"\bpromoci[oó]n(?:es)?\b|\bofertas?\b|\bdescuentos?\b|\b(?:alg[uú]n|hay|tienen) especial(?:es)?\b|"
        r"\b(?:mes|meses|semanas?) gratis\b"
    ),
    lease_named=re.compile(r"\b(?:contrato|arrendamiento)"),
    fees=(
        ("pet_rent", re.compile(r"\b(?:mascotas?|perros?|gatos?)\b")),
        ("pet_fee", re.compile(r"\b(?:mascotas?|perros?|gatos?)\b")),
        ("pet_deposit", re.compile(r"\b(?:mascotas?|perros?|gatos?)\b")),
        ("parking", re.compile(r"\b(?:estacionamiento|cochera|garaje|parqueadero)\b")),
        ("storage", re.compile(r"\b(?:bodega|almacenamiento)\b")),
        ("application", re.compile(r"\bsolicitud\b")),
        ("admin", re.compile(r"\badministrativ\w+\b")),
        ("security_deposit", re.compile(r"\bdep[oó]sito\b")),
        ("pest_control", re.compile(r"\bplagas\b")),
        ("internet", re.compile(r"\b(?:internet|wi-?fi)\b")),
        ("utilities", re.compile(r"\b(?:servicios|agua|luz|gas|drenaje)\b")),
        ("trash", re.compile(r"\bbasura\b")),
        ("insurance", re.compile(r"\bseguro\b")),
    ),
    every_fee=re.compile(
        r"\b(?:qu[eé]|cu[aá]les|todos|todas|hay|tienen|cobran)\b"
        r"(?: (?:son|otros|otras|los|las|todos|todas|sus|de|tipo))*"
        r" (?:cargos|cuotas|tarifas)"
        r"(?: (?:extra|adicionales|ocultos|ocultas|mensuales|obligatorios|hay|tienen|cobran))*"
        r"\b(?! (?:por|para|si|cuando|de)\b)"
    ),
    costs=re.compile(r"\b(?:cu[aá]nto|costo|cuesta|cargos?|cuotas?|precio|cobran|dep[oó]sito)\b"),
)
NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "eighteen": 18, "un": 1,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11,
    "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciocho": 18,
}  # fmt: skip


def price_words(language: str) -> PriceWords:
    return SPANISH if language == "es" else ENGLISH
