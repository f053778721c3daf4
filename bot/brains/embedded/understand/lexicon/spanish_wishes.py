"""How a home is described in Spanish. Accents may be missing."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon import english_wishes
from bot.brains.embedded.understand.lexicon.build import compiled, rules
from bot.brains.embedded.understand.lexicon.spanish_dates import COUNT

_SIZE = r"(?:[0-9]|una?|uno|dos|tres|cuatro|cinco|seis)"
_BED = r"(?:rec[aá]maras?|recs?\b|habitaci(?:[oó]n|ones)|cuartos?|dormitorios?|alcobas?|piezas?)"
_BATH = r"(?:baños?|banos?)"
PARTS = {"size": _SIZE, "bed": _BED, "bath": _BATH, "num": COUNT}

BARE_NUMBER = compiled(
    r"(?<![\d$.,/:#-])\b(\d|una|uno|dos|tres|cuatro|cinco|seis|one|two|three|four|five|six|zero)\b"
    + english_wishes.NOT_BARE
)

BEDROOMS = (
    *rules(
        [
            ("range", r"\b(?P<n>%size%) (?:o|a|y|-) (?P<m>%size%) %bed%\b"),
            (
                "studio_or",
                r"\b(?:estudios?|monoambientes?) (?:o|u|y) (?:algo |un depa\w+ |un apa\w+ )?(?:de )?"
                r"(?P<m>%size%) %bed%\b",
            ),
            ("studio_or", r"\b(?P<m>%size%) %bed% (?:o|u|y) (?:un |tipo )*(?:estudio|monoambiente)s?\b"),
            ("beds", r"\b(?P<n>%size%) %bed%\b"),
            ("studio", r"\b(?:un |tipo )?(?:estudios?|monoambientes?|loft)\b(?! (?:en|de) )"),
        ],
        PARTS,
    ),
    *english_wishes.BEDROOMS,
)
BATHROOMS = (
    *rules(
        [
            ("baths_and_half", r"\b(?:(?P<n>[1-9]|una?|uno|dos|tres) )?%bath% y medio\b"),
            ("baths", r"\b(?P<n>[1-9](?:\.5)?|una?|uno|dos|tres) %bath%\b"),
        ],
        PARTS,
    ),
    *english_wishes.BATHROOMS,
)
NEGATION = compiled(
    english_wishes.NEGATION.pattern
    + r"|\b(?:no|en vez de|en lugar de|sin)(?: (?:me gusta|quiero|necesito))?(?: una?)?\W*$"
)

_AMOUNT = r"\$? ?(?P<a>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:\.00)? ?(?P<ak>mil\b|k\b)?(?: ?(?:d[oó]lares|usd))?"
_SECOND = r"\$? ?(?P<b>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:\.00)? ?(?P<bk>mil\b|k\b)?(?: ?(?:d[oó]lares|usd))?"
_NOT = r"(?! ?(?:rec|hab|cuart|dorm|baño|bano|pies|personas|d[ií]as|meses|años|am\b|pm\b|%|:\d|/\d|de [a-z]))"
MONEY = (
    *rules(
        [
            ("range", r"\b(?:entre|de) %amount% (?:y|a) %second%%not%"),
            ("max", r"\bno (?:(?:puedo|podemos|quiero|queremos) )?(?:pas[ae]r?(?:nos|me)?|pagar|"
                    r"gastar)(?: m[aá]s)?(?: de)? "
                    r"%amount%%not%"),
            ("max", r"\b(?:menos de|hasta|m[aá]ximo(?: de)?|no m[aá]s de|por debajo de|bajo|como mucho|"
                    r"a lo mucho) %amount%%not%"),
            ("max", r"\b(?:presupuesto|pagar|gastar|renta)(?: (?:es|de|mi|m[aá]ximo|hasta|como|unos|m[aá]s|o|"
                    r"menos))* ?%amount%%not%"),
            ("max", r"\b(?:alrededor de|cerca de|unos|como|aproximadamente) %amount%%not%"),
            ("max", r"(?:^|\s)%amount% (?:o menos|m[aá]ximo|como mucho|a lo mucho|al mes|mensuales|por mes)\b"),
            ("min", r"\b(?:m[aá]s de|desde|m[ií]nimo(?: de)?|al menos) %amount%%not%"),
        ],
        {"amount": _AMOUNT, "second": _SECOND, "not": _NOT},
    ),
    *english_wishes.MONEY,
)  # fmt: skip

PET_KINDS = english_wishes.PET_KINDS | {
    "perro": "dog", "perros": "dog", "perrito": "dog", "perrita": "dog", "perra": "dog", "cachorro": "dog",
    "gato": "cat", "gatos": "cat", "gatito": "cat", "gatita": "cat", "gata": "cat", "conejo": "rabbit",
    "pájaro": "bird", "pajaro": "bird", "loro": "bird", "perico": "bird", "cotorra": "bird",
    "canario": "bird", "gallina": "bird", "hámster": "hamster", "cuyo": "rodent", "hurón": "ferret", "huron": "ferret",
    "pez": "fish", "peces": "fish", "tortuga": "reptile", "serpiente": "reptile", "víbora": "reptile",
    "lagartija": "reptile", "rana": "amphibian", "erizo": "hedgehog", "cerdito": "pig",
}  # fmt: skip
_PET = r"(?:mascotas?|perr(?:os?|as?|itos?|itas?)|gat(?:os?|as?|itos?|itas?)|cachorros?|conejos?|p[aá]jaros?)"
PETS = (
    *rules(
        [
            (
                "assistance",
                r"\b(?:perros?|animal(?:es)?|gatos?) (?:de )?(?:servicio|apoyo(?: emocional)?|asistencia|gu[ií]a)\b",
            ),
            ("none", r"\b(?:no tengo|sin|no tenemos|no hay|ninguna?) (?:ning[uú]na? )?%pet%\b"),
            ("have", r"(?<!no )\b(?:tengo|tenemos|traigo|llevo) (?:(?P<n>%num%) )?(?:\w+ ){0,1}?(?P<kind>%pet%)\b"),
            ("have", r"\b(?:mis?|nuestr[oa]s?) (?:(?P<n>%num%) )?(?P<kind>%pet%)\b"),
            ("bring", r"\b(?:con|y) (?P<n>%num%) (?P<kind>%pet%)\b"),
            ("bring", r"^\W*(?:s[ií][,. ]+)?(?:tengo )?(?P<n>%num%) (?P<kind>%pet%)\b"),
            ("need", r"\bque (?:acepten?|permitan?|admitan?) %pet%\b"),
        ],
        {**PARTS, "pet": _PET},
    ),
    *english_wishes.PETS,
)
OCCUPANTS = (
    *rules(
        [
            ("household", r"\bmi (?:espos[oa]|marido|mujer|pareja|novi[oa]),? (?:y )?(?:mis?|"
                          r"nuestr[oa]s?) (?:(?P<n>%num%) )?"
                          r"(?:hij[oa]s?|niñ[oa]s?|beb[eé]s?) y yo\b"),
            ("count", r"\b(?P<n>%num%) (?:adultos|personas) y (?P<m>%num%) (?:niñ[oa]s?|beb[eé]s?|hij[oa]s?)\b"),
            ("count", r"\b(?:somos|para|seremos) (?P<n>%num%)(?: (?P<m>%num%))?(?: personas|"
                      r" adultos)?\b(?! (?:adultos|personas|%bed%|"
                      r"%bath%|de\b|d[ií]as|"
                      r"semanas|mes))"),
            ("just_me", r"\b(?:solo|nada m[aá]s|[uú]nicamente) yo\b|\bpara m[ií] (?:solo|sola)\b|\bvivo sol[oa]\b"),
            ("two", r"\b(?:mi (?:esposa|esposo|pareja|novia|novio|hermana|hermano|mam[aá]|pap[aá]|hijo|hija)) y yo\b"),
        ],
        PARTS,
    ),
    *english_wishes.OCCUPANTS,
)  # fmt: skip
FURNISHED = (
    *rules(
        [("no", r"\b(?:sin (?:muebles|amueblar)|no amueblad[oa]s?)\b"), ("yes", r"\b(?:amueblad[oa]s?|con muebles)\b")]
    ),
    *english_wishes.FURNISHED,
)
_FEATURE_WORDS = {
    "in_unit_laundry": r"\b(?:lavadora|secadora|lavander[ií]a)\b",
    "garage": r"\b(?:garaje|cochera)\b",
    "parking": r"\b(?:estacionamiento|parqueadero|aparcamiento)\b",
    "balcony": r"\bbalc[oó]n(?:es)?\b",
    "patio": r"\bpatios?\b",
    "pool": r"\b(?:alberca|piscina)\b",
    "gym": r"\bgimnasio\b",
    "dishwasher": r"\blava(?:platos|vajillas)\b",
    "air_conditioning": r"\baire acondicionado\b",
    "elevator": r"\b(?:elevador|ascensor)\b",
}
FEATURES = {
    name: compiled(f"{pattern.pattern}|{_FEATURE_WORDS[name]}") if name in _FEATURE_WORDS else pattern
    for name, pattern in english_wishes.FEATURES.items()
}

TOUR_TYPES = {
    name: compiled(f"{english_wishes.TOUR_TYPES[name].pattern}|{spanish}")
    for name, spanish in {
        "virtual": r"\b(?:videollamada|por video|en l[ií]nea|a distancia)\b",
        "self_guided": r"\bautoguiad[ao]\b|\bpor (?:mi|nuestra|su) cuenta\b|\bsin (?:agente|gu[ií]a|asesora?)\b",
        "in_person": r"\bpresencial(?:es)?\b|\ben persona\b",
    }.items()
}

_MATTERS_NOT = r"(?:no (?:me |nos )?importa|(?:me|nos) da igual|es flexible|no es problema)"
INDIFFERENT = (
    *rules(
        [
            ("price_max_cents", r"\b%not% (?:mucho )?(?:el )?(?:precio|presupuesto|costo)\b|"
                                r"\b(?:precio|presupuesto|costo|dinero) %not%\b|\bsin l[ií]mite de (?:precio|"
                                r"presupuesto)\b"),
            ("bedrooms", r"\bcualquier tamaño\b|\b%not% (?:el (?:tamaño|n[uú]mero de %bed%)|cu[aá]nt[oa]s %bed%)\b"),
            ("bathrooms", r"\b%not% cu[aá]ntos %bath%\b"),
            ("move_in_date", r"\b(?:fecha|mudanza) %not%\b|\b%not% (?:la fecha|cu[aá]ndo)\b|"
                             r"\bflexible (?:con|en) (?:la|mi) (?:fecha|mudanza)\b"),
            ("furnished", r"\bamueblad[oa] o (?:no|sin)\b|\b%not% si (?:es|est[aá]) amueblad[oa]\b"),
        ],
        {**PARTS, "not": _MATTERS_NOT},
    ),
    *english_wishes.INDIFFERENT,
)  # fmt: skip
SHRUG = compiled(
    english_wishes.SHRUG.pattern
    + r"|^\W*(?:cualquiera|lo que sea|(?:me|nos) da igual|no (?:me )?importa|no (?:lo )?s[eé]|sin preferencia|"
    r"soy flexible)\b"
)
