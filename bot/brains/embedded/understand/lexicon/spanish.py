"""Spanish. What it does not bring is read with the English patterns, so that mixed messages are understood too."""

from __future__ import annotations

from dataclasses import replace

from bot.brains.embedded.understand.lexicon import inquiries
from bot.brains.embedded.understand.lexicon import spanish_dates as dates
from bot.brains.embedded.understand.lexicon import spanish_intents as intents
from bot.brains.embedded.understand.lexicon import spanish_parts as parts
from bot.brains.embedded.understand.lexicon import spanish_people as people
from bot.brains.embedded.understand.lexicon import spanish_wishes as wishes
from bot.brains.embedded.understand.lexicon.build import compiled, words, words_in_order
from bot.brains.embedded.understand.lexicon.english import ENGLISH

SPANISH = replace(
    ENGLISH,
    code="es",
    hints=compiled(
        r"[¿¡ñáéíóú]|\b(?:el|la|los|las|una?|qué|que|cuánto|cuanto|cuánta|hay|tienen|tiene|busco|quiero|quisiera|necesito|"
        r"puedo|pueden|para|por|con|favor|hola|gracias|renta|apartamentos?|departamentos?|rec[aá]maras?|habitaci(?:ón|on|ones)|"
        r"mascotas?|mi|es|son|visitas?|cita|buenos|buenas|de|del|está|estoy|somos|tengo|lunes|martes|miércoles|miercoles|"
        r"jueves|viernes|sábado|sabado|domingo|mañana|hoy|claro|ninguno|ninguna|cu[aá]les?|cu[aá]ndo|d[oó]nde|c[oó]mo|"
        r"enero|febrero|abril|mayo|junio|julio|septiembre|octubre|noviembre|diciembre|mud\w+|me llamo|soy|dos|tres|"
        r"cuatro|cinco|prefiero|est[aá] bien|primer[oa]|segund[oa]|tus?|dime|dame|ignora|olvida|eres|sus|mejor|puedes?|"
        r"quieres?|canc[eé]l[ae]\w*|c[aá]mbi[ae]\w*|barat[oa]|tampoco|tambi[eé]n|menores?|años?|huele|fuego|humo|incendio|fuga)\b"
    ),
    mendable=words_in_order(
        "apartamento apartamentos departamento departamentos habitación habitaciones recámara recámaras disponible "
        "disponibles estacionamiento mascotas presupuesto"
    ),
    mendable_short=(),
    never_mended=words("habitacion recamara recamaras apartment apartments department departments available"),
    corrections=intents.CORRECTIONS,
    no_tour=intents.NO_TOUR,
    compared=intents.COMPARED,
    clause_cut=intents.CLAUSE_CUT,
    question_start=intents.QUESTION_START,
    question_joint=parts.JOINT,
    question_run_on=parts.RUN_ON,
    leaning=parts.LEANING,
    list_lead=parts.LIST_LEAD,
    list_cut=parts.LIST_CUT,
    list_item=parts.LIST_ITEM,
    numbers=dates.NUMBERS,
    ordinals=dates.ORDINALS,
    weekdays=dates.WEEKDAYS,
    months=dates.MONTHS,
    units=dates.UNITS,
    maybe_day=dates.MAYBE_DAY,
    days=dates.DAYS,
    times=dates.TIMES,
    rejected_before=dates.REJECTED_BEFORE,
    another_time=dates.ANOTHER_TIME,
    inquires=inquiries.SPANISH,
    suits=inquiries.SUITS_SPANISH,
    weather=dates.WEATHER,
    of_homes=dates.OF_HOMES,
    takes=dates.TAKES,
    move_in_cue=dates.MOVE_IN_CUE,
    tour_cue=dates.TOUR_CUE,
    tour_shift=intents.TOUR_SHIFT,
    cues=intents.CUES,
    topic=intents.TOPIC,
    figures=intents.FIGURES,
    only_figures=intents.ONLY_FIGURES,
    home_alone=intents.HOME_ALONE,
    wish=intents.WISH,
    greet=intents.GREET,
    courtesy=intents.COURTESY,
    thank=compiled(r"\b(?:muchas gracias|gracias|le agradezco|thanks|thank you)\b"),
    affirm=intents.AFFIRM,
    deny=intents.DENY,
    bye=compiled(
        r"\b(?:adi[oó]s|hasta (?:luego|pronto|mañana)|eso es todo|(?:^\W*|"
        r"todo[,.]? )(?:no[,. ]+)?(?:gracias[,. ]+)?nada m[aá]s|que est[eé] bien|bye)\b"
    ),
    likes=intents.LIKES,
    bare_number=wishes.BARE_NUMBER,
    bedrooms=wishes.BEDROOMS,
    bathrooms=wishes.BATHROOMS,
    negation=wishes.NEGATION,
    money=wishes.MONEY,
    pets=wishes.PETS,
    pet_kinds=wishes.PET_KINDS,
    occupants=wishes.OCCUPANTS,
    furnished=wishes.FURNISHED,
    features=wishes.FEATURES,
    people=people.PEOPLE,
    not_names=people.NOT_NAMES,
    references=people.REFERENCES,
    tour_types=wishes.TOUR_TYPES,
    indifferent=wishes.INDIFFERENT,
    shrug=wishes.SHRUG,
    background=people.BACKGROUND,
    asked=people.ASKED,
)
