"""How figures are written, for `figure_reading`: data, in the order in which a reading is preferred."""

from __future__ import annotations

import re

MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12, "ene": 1, "abr": 4, "ago": 8, "dic": 12,
}  # fmt: skip
"""by the first three letters, English and Spanish"""

WEEKDAYS = {
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
    "lun": 0, "mar": 1, "mie": 2, "jue": 3, "vie": 4, "sab": 5, "dom": 6,
}  # fmt: skip

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|"
    r"diciembre)"
)
WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|"
    r"lunes|martes|miercoles|jueves|viernes|sabado|domingo)s?"
)
_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MONEY_NUM = r"\d{1,3}(?:[,.' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)|\d+"
_BIG = r"(?:\s?(?:k|thousand|hundred|grand|mil|m|million)\b)"
_RANGE = r"\s?(?:-|to|or|and|through|thru|a|o|y)\s?"
_MERIDIEM = r"(?:[ap]\.?\s?m\b\.?)"

# What follows a number and says what it counts. The first that fits is taken.
_SUFFIXES = {
    "percent": r"\s?(?:%|percent\b|per cent\b|por ciento\b|pct\b)",
    "sqft": r"[\s-]?(?:sq\.?\s?(?:ft|feet|foot)\b|square[\s-](?:feet|foot|footage)\b|sqft\b|sf\b|ft2|pies cuadrados)",
    "beds": r"[\s-]*(?:bed(?:room)?s?\b|br\b|bd\b|bdrms?\b|bhk\b|recamaras?\b|"
    r"habitaciones\b|habitacion\b|dormitorios?\b|cuartos?\b)",
    "baths": r"[\s-]*(?:(?:full|half)[\s-])?(?:bath(?:room)?s?\b|ba\b|banos?\b)",
    "minute": r"[\s-]*(?:minutes?\b|mins?\b|minutos?\b)",
    "hour": r"[\s-]*(?:hours?\b|hrs?\b|horas?\b)",
    "day": r"[\s-]*(?:(?:business|calendar|working)\s)?(?:days?\b|dias?\b)",
    "week": r"[\s-]*(?:weeks?\b|semanas?\b)",
    "month": r"[\s-]*(?:months?\b|mos?\b|mes(?:es)?\b)",
    "year": r"[\s-]*(?:years?\b|yrs?\b|anos?\b)",
    "floor_ordinal": r"(?:st|nd|rd|th)[\s-]+(?:floor|story)\b",
    "ordinal": r"(?:st|nd|rd|th)\b",
    "times": r"\s?(?:x\b|times\b|veces\b)",
}

# Where a figure can begin: at a digit or sign, or with a word. Spares the long choice at every other letter.
_BEGINS = r"(?:(?=[\d$(+#\u20ac\u00a3\u00a5])|(?<![a-z0-9])(?=[a-z]))"

FIGURE = re.compile(
    _BEGINS
    + "(?:"
    + "|".join(
        [
            r"(?P<always>\b24\s?/\s?7\b|\b24[\s-]hours? a day\b|\baround the clock\b)",
            r"(?P<phone>(?<![\d.,$])(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]?\d{3}[-. ]?\d{4}(?![\d]))",
            r"(?P<iso>\b20\d\d-\d{1,2}-\d{1,2}\b)",
            rf"(?P<month_day>\b{_MONTH}\.?\s+(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s?(?::\d|{_MERIDIEM}))"
            rf"(?:{_RANGE}\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s?(?::\d|{_MERIDIEM}|[\w$])))?(?:,?\s+20\d\d\b)?)",
            rf"(?P<day_month>\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+|"
            rf"de\s+)?{_MONTH}\b(?:\s*,?\s*(?:del?\s+)?20\d\d\b)?)",
            r"(?P<slashed>\b\d{1,2}/\d{1,2}(?:/(?:20)?\d\d)?\b(?!/))",
            rf"(?P<clock>\b\d{{1,2}}(?::\d\d)?\s?{_MERIDIEM}|\b\d{{1,2}}:\d\d\b|"
            r"\bnoon\b|\bmidnight\b|\bmediodia\b|\bmedianoche\b)",
            rf"(?P<foreign>(?:[\u20ac\u00a3\u00a5]|\b(?:eur|gbp|cad|mxn)\b)\s?(?:{_MONEY_NUM})|"
            rf"(?:{_NUM})\s?(?:[\u20ac\u00a3\u00a5]|(?:euros?|pounds sterling|pesos?|eur|gbp|cad|mxn)\b))",
            rf"(?P<money>(?:\b(?:usd?|u\.s\.)\s?)?\$\s?(?:{_MONEY_NUM}){_BIG}?|\busd\s?(?:{_MONEY_NUM}){_BIG}?|"
            rf"\b(?:{_MONEY_NUM}){_BIG}?\s?-?(?:dollars?\b|bucks?\b|usd\b|dolares\b|dls\b|\$)|\b\d+(?:\.\d+)?\s?(?:k|"
            rf"grand)\b)",
            r"(?P<cents>\b\d+\s?(?:cents?|centavos?)\b)",
            r"(?P<floor>\b(?:floor|level|piso)\s(?:number\s)?\d{1,3}\b|\b\d{1,3}\s(?:floors|stories|levels|pisos)\b)",
            r"(?P<unit>\b(?:unit|apartment|apt|home|suite|residence|unidad|depto|departamento|apartamento)s?\.?\s"
            r"(?:number\s|no\.?\s)?#?(?:[a-z]{1,2}-?)?\d{1,5}(?:-?[a-z](?![a-z]))?(?:-\d{1,5})?\b(?!\s?(?:bed|bath|"
            r"sq))|"
            r"#\s?(?:[a-z]-?)?\d{1,5}[a-z]?\b|\b[a-z]{1,2}-?\d{1,5}[a-z]?\b)",
            *(rf"(?P<{name}>\b(?:{_NUM}){suffix})" for name, suffix in _SUFFIXES.items()),
            rf"(?P<number>(?:{_NUM}))",
        ]
    )
    + ")"
)

# Two numbers that share what stands after the second: "2-3 bedrooms", "24 to 48 hours", "9 to 5 pm".
SHARED = re.compile(rf"(?<![\d:$.,/-])(?P<first>\d+(?:\.\d+)?){_RANGE}$")

# Something has to be here for a sentence to hold a figure at all. Number words: their beginnings suffice.
MAY_HOLD_FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|"
    r"twenty|thirty|forty|fifty|sixty|eighty|ninety|one[\s-](?:bed|bath|month|week|day|hour|year|pet|dog|cat|car|"
    r"person|parking)|"
    r"hundred|thousand|grand|million|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|trece|catorce|quince|"
    r"veinte|"
    r"treinta|cuarenta|cincuenta|cien|ciento|mil|quinientos|trescientos|doscientos|noon|midnight|mediodia|medianoche|"
    r"around the clock)"
)
