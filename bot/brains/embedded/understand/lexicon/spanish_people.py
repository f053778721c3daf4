"""How people speak of themselves, and point at what they were shown, in Spanish. Accents may be missing."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon import english_people
from bot.brains.embedded.understand.lexicon.build import rules, words

_NAME = r"[A-ZÀ-Ý][\w'’À-ÿ\-]+(?: (?:de |la |del )*[A-ZÀ-Ý][\w'’À-ÿ\-]+){0,2}"
PEOPLE = (
    *rules(
        [
            ("any", r"(?i:\b(?:me llamo|mi nombre es|"
                    r"ll[aá]m[ae]me)) +(?P<name>[A-Za-zÀ-ÿ][\w'’À-ÿ\-]+(?: [A-Za-zÀ-ÿ][\w'’À-ÿ\-]*){0,2})"),
            ("any", r"^\W*(?i:hola|buenas|buenos d[ií]as|buenas tardes)[,!. ]+(?i:soy) (?P<name>[A-Za-zÀ-ÿ]{2,})\W*$"),
            ("proper", r"(?i:\bsoy) +(?P<name>" + _NAME + ")"),
            ("proper", r"(?i:\b(?:mi |el )?nombre (?:se escribe|va|es con)(?: as[ií])?:?) +(?P<name>" + _NAME + ")"),
            ("proper", r"(?i:^\W*(?:no,? )?se escribe(?: as[ií])?:?) +(?P<name>" + _NAME + ")"),
            ("last", r"(?i:\b(?:mi |el )?apellido (?:es|se escribe|va)(?: as[ií])?:?) +(?P<name>" + _NAME + ")"),
        ]
    ),
    *english_people.PEOPLE,
)  # fmt: skip
NOT_NAMES = english_people.NOT_NAMES | words(
    "hola buenas buenos días dias tardes noches gracias por favor sí si no claro que quiero quisiera necesito "
    "busco tengo "
    "tienen hay puedo y o pero con sin para un una el la los las mi mis su de del al en es soy estoy está esta "
    "este eso "
    "mientras luego después despues antes mañana hoy correo teléfono telefono "
    "nombre número numero visita cita departamento apartamento recámara recamara habitación perfecto bien muy también "
    "ahora ahorita ya luego urgente humano humana asesor asesora nuevo nueva estudiante enfermero enfermera maestro "
    "maestra soltero soltera casado casada jubilado jubilada interesado interesada "
    "tampoco solo nada nadie algo alguien persona agente mejor otro otra primero primera segundo segunda último ultima"
)

_ORDINALS = ("primer", "segund", "tercer", "cuart", "quint")
REFERENCES = (
    *rules(
        [
            *(
                ("ordinal", rf"\b(?:el|la) (?P<n>{stem})[oa]?\b(?! (?:piso|planta|semana|d[ií]a|mes|de))")
                for stem in _ORDINALS
            ),
            ("last", r"\b(?:el|la) [uú]ltim[oa]\b(?! (?:piso|semana|d[ií]a|mes))"),
            ("number", r"\b(?:la|el)? ?(?:opci[oó]n|n[uú]mero) (?P<n>[1-9])\b"),
            ("last", r"\bla m[aá]s tarde\b"),
            ("cheapest", r"\b(?:el|la) m[aá]s (?:barat[oa]|econ[oó]mic[oa])\b"),
            ("priciest", r"\b(?:el|la) m[aá]s car[oa]\b"),
            ("largest", r"\b(?:el|la) m[aá]s grande\b"),
            ("smallest", r"\b(?:el|la) m[aá]s (?:chic[oa]|pequeñ[oa])\b"),
            ("earliest", r"\b(?:la|el) m[aá]s tempran[oa]\b"),
            ("that", r"\b(?:ese|esa|este|esta|verlo|visitarlo)\b(?! (?:semana|mes|noche|tarde|mañana|fin))"),
        ]
    ),
    *english_people.REFERENCES,
)

_VALUE_ENDS = r"(?=[,.;!?\n]|$| y | e | pero | as[ií] que | entonces )"
BACKGROUND = (
    *rules(
        [
            ("work_location", r"\b(?:trabajo|trabajamos|trabajar[eé]|voy a trabajar) (?:en|para|cerca de)(?: el|"
                              r" la| los|"
                              r" las)? (?P<value>[a-z0-9ñáéíóúü][\w&'.\- ]{1,40}?)" + _VALUE_ENDS),
            ("work_location", r"\bmi (?:trabajo|oficina|empleo)(?: nuevo)? (?:es|est[aá]|queda) (?:en|"
                              r"cerca de)(?: el| la)? "
                              r"(?P<value>[a-z0-9ñáéíóúü][\w&'.\- ]{1,40}?)" + _VALUE_ENDS),
            ("reason_for_moving", r"\b(?:me|nos) (?:voy a mudar|vamos a mudar|mudo|mudamos)(?: aqu[ií]| all[aá])? "
                                  r"(?P<value>(?:por|porque|para estar)\b[^.;!?\n,]{3,60}?)" + _VALUE_ENDS),
            ("reason_for_moving", r"(?P<value>\b(?:se (?:me|nos) (?:acaba|termina|vence) (?:el|mi|nuestro) contrato|"
                                  r"(?:mi|nuestro) contrato (?:se )?(?:acaba|termina|vence)|"
                                  r"(?:me|nos) (?:voy a casar|vamos a casar|estoy divorciando)|"
                                  r"(?:vamos a tener|esperamos) un beb[eé]|(?:necesito|necesitamos) m[aá]s espacio)"
                                  r"[^.;!?\n,]{0,40}?)" + _VALUE_ENDS),
        ]
    ),
    *english_people.BACKGROUND,
)  # fmt: skip

ASKED = (
    *rules(
        [
            ("bedrooms", r"\bcu[aá]nt[oa]s (?:rec[aá]maras|habitaciones|cuartos|dormitorios)\b"),
            ("bathrooms", r"\bcu[aá]ntos baños\b"),
            ("budget", r"\b(?:presupuesto|cu[aá]nto (?:quiere|puede|desea|piensa) (?:pagar|gastar))\b.{0,40}\?"),
            ("pets", r"\b(?:tienen?s?|trae[ns]?|traer[aá]n?) (?:alguna )?mascotas?\b.{0,20}\?"),
            ("furnished", r"\bamueblad[oa]\b.{0,30}\?"),
            ("occupants", r"\bcu[aá]ntas personas\b|\bqui[eé]n(?:es)? (?:va[n]? a )?vivir"),
            ("contact", r"\bsu (?:nombre|correo|tel[eé]fono|n[uú]mero)\b.{0,60}\?"),
            ("move_in", r"\bcu[aá]ndo (?:\w+ ){0,3}mud|\bfecha de (?:mudanza|entrada)\b.{0,30}\?"),
            ("tour_time", r"\bqu[eé] (?:d[ií]a|hora|fecha)\b.{0,60}\?|\bcu[aá]ndo\b.{0,60}\b(?:visit\w+|venir|"
                          r"pasar)\b"),
        ]
    ),
    *english_people.ASKED,
)  # fmt: skip
