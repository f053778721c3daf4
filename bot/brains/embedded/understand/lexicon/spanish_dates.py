"""How days and times are said in Spanish. Accents may be missing."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon import english_dates as english
from bot.brains.embedded.understand.lexicon.build import any_of, compiled, rules

NUMBERS: dict[str, float] = english.NUMBERS | {
    "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "once": 11, "doce": 12, "par de": 2, "un par de": 2,
}  # fmt: skip
COUNT = r"(?:\d{1,2}|una?|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)"

WEEKDAYS = english.WEEKDAYS | {
    "lunes": 0, "martes": 1, "miércoles": 2, "miercoles": 2, "jueves": 3, "viernes": 4, "sábado": 5, "sabado": 5,
    "domingo": 6,
}  # fmt: skip
MONTHS = english.MONTHS | {
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9,
    "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
}  # fmt: skip
ORDINALS = english.ORDINALS | {"primero": 1, "uno": 1}
UNITS = {"día": "day", "días": "day", "dia": "day", "dias": "day", "semana": "week", "semanas": "week", "mes": "month",
         "meses": "month"}  # fmt: skip

_DAY_NAMES = ("lunes", "martes", "miércoles", "miercoles", "jueves", "viernes", "sábado", "sabado", "domingo")
_MONTH_NAMES = tuple(name for name in MONTHS if name not in english.MONTHS)
PARTS = {
    "num": COUNT,
    "weekday": any_of(_DAY_NAMES),
    "month": any_of(_MONTH_NAMES),
    "day": r"(?:(?P<day>0?[1-9]|[12]\d|3[01])|(?P<dayword>primero|uno))",
    "part": r"(?:en|por|de|a) la (?:mañana|tarde|noche)|al? ?mediod[ií]a",
}

MAYBE_DAY = compiled(
    english.MAYBE_DAY.pattern
    + r"|\b(?:hoy|mañana|pasado|semanas?|mes(?:es)?|d[ií]as?|tarde|noche|mediod[ií]a|ahora|pronto|inmediat\w+|"
    r"(?:lo|cuanto) antes|(?:despu[eé]s|antes) de|%weekday%|"
    r"%month%|a las? %num%)\b",
    PARTS,
)
DAYS = (
    *rules(
        [
            ("month_day", r"\b(?:el )?(?:(?P<weekday>%weekday%),? )?(?:el )?%day% de (?P<month>%month%)\b(?: (?:de|"
                          r"del) (?P<year>20\d\d))?"),
            ("month_day", r"\b(?P<month>%month%) %day%\b(?! ?(?:am|pm|rec|hab|cuart|dorm|personas))"),
            ("after_tomorrow", r"\bpasado mañana\b"),
            ("part_of_month", r"\b(?:a |para )?(?:el )?(?P<part>principios|inicios|comienzos|mediados|mitad|"
                              r"fin(?:es)?|finales)"
                              r" (?:de(?:l)?|de este) (?:(?P<which>pr[oó]ximo|siguiente) )?"
                              r"(?:mes(?: (?P<coming>que viene|que entra))?|(?P<month>%month%))\b"),
            # "Por la mañana" is a part of the day; "mañana por la mañana" is tomorrow's.
            ("tomorrow", r"(?<!la )(?<!las )\bmañana\b"),
            ("days_ahead", r"\b(?:en|dentro de) (?P<count>%num%) (?P<unit>d[ií]as?|semanas?|mes(?:es)?)\b"),
            ("weekday_of_week", r"\b(?P<weekday>%weekday%) de la (?P<which>pr[oó]xima) semana\b"),
            # "El martes 2"; "martes 2 de la tarde" and "martes 10 o 11" are hours.
            ("ordinal_day", r"\b(?:(?:el|este|para el|del?|pr[oó]ximo) )*(?P<weekday>%weekday%),? (?:(?:el|d[ií]a) )*"
                            r"(?P<day>0?[1-9]|[12]\d|3[01])\b(?![:.]\d| ?(?:am|pm|a\. ?m|p\. ?m|h\b|hrs|horas|"
                            r"y media|o \d|"
                            r"y \d|a \d|de la (?:mañana|tarde|noche)|en punto|rec|hab|cuart|dorm|personas|/))"),
            ("weekday", r"\b(?:(?:el|este|para el|pr[oó]ximo|del?) )*(?P<weekday>%weekday%)(?: (?:pr[oó]ximo|"
                        r"que viene))?\b"),
            ("part_of_week", r"\ba (?P<part>principios|inicios|mediados|fines|finales) de "
                             r"(?:la |(?P<which>pr[oó]xima|esta) )*semana(?P<coming> que viene| pr[oó]xima)?\b"),
            ("weekdays", r"\bentre semana\b|\bd[ií]as? (?:de entre semana|h[aá]bil(?:es)?|laborables?)\b"),
            ("weekend", r"\b(?:este |el )?(?P<which>pr[oó]ximo )?fin(?:es)? de semana\b"),
            ("next_month", r"\b(?:el )?(?:pr[oó]ximo mes|mes que viene|mes pr[oó]ximo)\b"),
            ("this_month", r"\beste mes\b"),
            ("next_week", r"\b(?:la )?(?:pr[oó]xima semana|semana (?:que viene|pr[oó]xima))\b"),
            ("this_week", r"\besta semana\b"),
            ("today", r"\b(?:hoy|esta (?=mañana|tarde|noche))\b"),
            ("month", r"\b(?:en|para|a partir de|desde|de|hasta|a principios de|a fines de|a finales de|este|el) "
                      r"(?P<month>%month%)\b(?! ?\d)(?: (?:de|del) (?P<year>20\d\d))?"),
            ("month", r"\b(?P<month>%month%)\b(?! ?\d)"),
            ("ordinal_day", r"\b(?:el|para el) (?:d[ií]a )?(?P<day>0?[1-9]|[12]\d|3[01])\b(?! ?(?:de\b|rec|hab|cuart|"
                            r"piso))"),
            ("asap", r"\b(?:lo antes posible|cuanto antes|de inmediato|inmediatamente|ya mismo|ahora mismo)\b"),
        ],
        PARTS,
    ),
    *english.DAYS,
)  # fmt: skip
_HOUR = r"(?P<hour>\d{1,2}|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)"
TIMES = (
    *rules(
        [
            ("span", r"\b(?:entre|de|desde)(?: las?)? %hour%(?::(?P<minute>[0-5]\d))?(?: ?(?P<first>am|"
                     r"pm))? (?:y|a|hasta)"
                     r"(?: las?)? %last%(?: ?%half%|%part%|(?=\W*$|,| (?:el|del?) ))"),
            ("after", r"\b(?:(?:despu[eé]s|a partir|luego|pasadas)(?: de)?|desde|no antes de)"
                      r"(?: las?| el)? (?:mediod[ií]a\b|%at%)"),
            ("after", r"\b(?:a )?las? %at% (?:en adelante|o (?:despu[eé]s|m[aá]s tarde))\b"),
            ("before", r"\b(?:antes(?: de)?|hasta|no (?:despu[eé]s|m[aá]s tarde) de|a m[aá]s tardar(?: a)?)"
                       r"(?: las?| el)? (?:mediod[ií]a\b|%at%)"),
            ("clock", r"\b(?:a|para|como a) las? %hour%(?::(?P<minute>[0-5]\d))?(?P<thirty> y media)?(?: ?%half%)?"
                      r"(?!\d|:)"),
            ("clock", r"\blas? %hour%(?::(?P<minute>[0-5]\d))?(?P<thirty> y media)?(?: ?%half%|%part%)?"
                      r"(?= (?:ya |a[uú]n |todav[ií]a )?(?:est[aá]n?|siguen?|quedan?)\b)"),
            ("noon", r"\b(?:a |al )?mediod[ií]a\b"),
            ("part:midday", r"\b(?:a|en) la hora (?:del almuerzo|de(?:l)? (?:comer|comida|lunch))\b"),
            ("part:morning", r"\ba primera hora\b"),
            ("part:morning", r"\b(?:en|por|de|a) la mañana\b|\btemprano\b"),
            ("part:afternoon", r"\b(?:en|por|de|a) la tarde\b|\besta tarde\b"),
            ("part:evening", r"\b(?:en|por|de|a) la noche\b|\besta noche\b"),
        ],
        {
            "at": _HOUR + r"(?::(?P<minute>[0-5]\d))?(?P<thirty> y media)?(?: ?%half%|%part%)?(?!\d|:|/|"
                          r" (?:de )?%month%)"
            r"(?! ?(?:d[ií]as|semanas|mes|de (?:este|ese|cada)|mil\b|d[oó]lares))",
            "hour": _HOUR,
            "last": _HOUR.replace("<hour>", "<last>") + r"(?::(?P<last_minute>[0-5]\d))?",
            "part": r" (?:de|en|por) la (?P<of>mañana|tarde|noche)",
            "half": english.HALF,
            "month": any_of(_MONTH_NAMES),
        },
    ),
    *english.TIMES,
)  # fmt: skip
REJECTED_BEFORE = compiled(
    english.REJECTED_BEFORE.pattern
    + r"|\btrabaj(?:o|amos)(?: hasta| de| desde| entre)?\s*$|\b(?:no puedo|excepto|menos|en vez de|en lugar de|"
    r"ocupad[oa]s?|boda|entrevista|"
    r"junta|reuni[oó]n|compromiso|planes|una cita (?:con|m[eé]dica)|examen|clases?|cumpleaños|vuelo|iglesia|iba a)\b"
    r"(?:(?!\b(?:podemos|puedo|podr[ií]amos|c[aá]mbi\w+|mejor)\b)[^,;.?!])*$"
)
ANOTHER_TIME = compiled(
    english.ANOTHER_TIME.pattern
    + r"|\b(?:pued[eo]\w*|podemos|podr[ií]a\w*|mejor|qu[eé] tal|m[aá]s tarde|antes|despu[eé]s|en vez|cambi\w+|mover\w*|"
    r"prefier\w+|quier\w+|necesit\w+|disponible)\b"
)
WEATHER = compiled(
    english.WEATHER.pattern
    + r"|\b(?:el clima|el tiempo (?:est[aá]|va)|hace (?:mucho )?(?:calor|fr[ií]o|sol)|pron[oó]stico|"
    r"llov\w+|lluvia)\b"
)
OF_HOMES = compiled(
    english.OF_HOMES.pattern + r"|\b(?:rec[aá]maras?|habitaci\w+|cuartos?|dormitorios?|departamentos?|apartamentos?|"
    r"unidad\w*|casas?|mud\w+|rent\w*|contrato)\b"
)
TAKES = compiled(
    english.TAKES.pattern + r"|\b(?:res[eé]rv\w+|ag[eé]nd\w+|conf[ií]rm\w+|adelante|h[aá]gal[oa]|apart\w+)\b"
)
MOVE_IN_CUE = compiled(
    english.MOVE_IN_CUE.pattern
    + r"|\b(?:mud(?:ar\w*|anza|o|amos)|disponibles?|a partir de|desde|entrar|rentar|contrato|para)\b"
)
TOUR_CUE = compiled(
    english.TOUR_CUE.pattern
    + r"|\b(?:visit\w*|recorrido|cita|ver(?:lo|la|los|las)?|conocer(?:lo|la)?|agendar|ir|pasar|mostrar\w*|enseñar\w*)\b"
)
