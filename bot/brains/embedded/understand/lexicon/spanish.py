"""Spanish. What it does not bring yet is read with the English patterns, so that mixed messages are understood too."""

from __future__ import annotations

from dataclasses import replace

from bot.brains.embedded.understand.lexicon.build import compiled, cues
from bot.brains.embedded.understand.lexicon.english import ENGLISH
from bot.understanding import Intent

QUESTION_START = compiled(
    r"\s*¿|\s*(?:hola[,.! ]+|buen[oa]s \w+[,.! ]+)?(?:qué|que|cuál|cual|cuáles|cuándo|cuando|cuánto|cuanto|cuánta|"
    r"cuánt[oa]s|cómo|como|dónde|donde|"
    r"quién|hay|tienen|tiene|puedo|se puede|se permiten?|aceptan|incluye|es posible|necesito saber)\b"
)
CUES = cues(
    [
        (Intent.SEARCH, 2.0, r"\b(?:busco|buscando|quiero|necesito|tienen|hay|rentar|"
                             r"alquilar)\b.{0,30}\b(?:apartamentos?|departamentos?|deptos?|recámaras?|habitaci(?:ón|"
                             r"ones)|cuartos|dormitorios?|estudio)\b"),
        (Intent.SEARCH, 1.5, r"\b(?:disponible|disponibles|disponibilidad)\b"),
        (Intent.TOUR, 3.0, r"\b(?:visita|visitar|recorrido|tour|cita|ver el (?:apartamento|departamento))\b"),
        (Intent.TOUR_MOVE, 5.0, r"\b(?:reprogramar|cambiar (?:mi|la|de) (?:cita|visita|hora|fecha|día))\b"),
        (Intent.TOUR_CANCEL, 6.0, r"\bcancelar\b.{0,20}\b(?:cita|visita|recorrido|tour)\b"),
        (Intent.PERSON, 6.0, r"\b(?:hablar|comunicar\w*)\b.{0,20}\b(?:persona|alguien|agente|humano)\b"),
        (Intent.IS_AI, 7.0, r"\beres (?:un )?(?:robot|bot|humano|persona|ia)\b"),
    ]
)  # fmt: skip

SPANISH = replace(
    ENGLISH,
    code="es",
    hints=compiled(
        r"[¿¡ñáéíóú]|\b(?:el|la|los|las|una?|qué|que|cuánto|cuanto|hay|tienen|tiene|busco|quiero|necesito|puedo|para|"
        r"favor|hola|gracias|renta|apartamento|departamento|recámaras?|mascotas?|mi|visita|buenos|buenas)\b"
    ),
    question_start=QUESTION_START,
    cues=CUES + ENGLISH.cues,
    greet=compiled(r"^\W*(?:hola|buen[oa]s(?: días| dias| tardes| noches)?|hi|hello|hey)\b"),
    thank=compiled(r"\b(?:gracias|thanks|thank you)\b"),
    affirm=compiled(r"^\W*(?:s[ií](?![a-z])|claro|por supuesto|está bien|de acuerdo|vale|perfecto|yes|ok|okay)\b"),
    deny=compiled(r"^\W*(?:no|ahora no|no gracias)\b"),
    bye=compiled(r"\b(?:adi[oó]s|hasta luego|eso es todo|bye)\b"),
)
