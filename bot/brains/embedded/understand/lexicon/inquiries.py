"""How a question asks about a time without asking for it: "is 3 pm busy?", "or is that too late?", "do you do tours at
6?". Who says "can I come at 3?" or "does 3 work for you?" proposes it."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon.build import any_of, compiled
from bot.brains.embedded.understand.lexicon.english_dates import COUNT, WEEKDAYS

_PARTS = {
    "state": r"(?:busy|taken|gone|free|available|unavailable|booked|reserved|full|packed|left|"
             r"possible(?! (?:to|if|for)\b)|a (?:busy|bad|quiet) (?:time|day)|too (?:late|early|soon))",
    "time": r"(?:\d{1,2}(?::\d\d)?(?: ?[ap]\.?m)?|%num%|noon|midday|tomorrow|today|morning|afternoon|evening|"
            r"%weekday%s?)"
            .replace("%num%", COUNT).replace("%weekday%", any_of(WEEKDAYS)),
    "tours": r"(?:tours?|visits?|viewings?|showings?|appointments?|openings?|slots?|availability|anything|something|"
             r"any(?:one|body)|some(?:one|body)|times?|spots?|space|room)",
}  # fmt: skip
ENGLISH = (
    # "Is it possible to come at 3?" asks for 3; the office is open or not whatever tours there are.
    compiled(
        r"\b(?:is|are|was|were|isn'?t|aren'?t|will|would)\b[^.?!;]{0,40}\b%state%\b|"
        r"\b(?:is|are)\b(?: the)? (?:%time%|that|this)\b[^.?!;]{0,16}\bopen\b",
        _PARTS,
    ),
    compiled(
        r"\bor (?:is|are|would|will|am i)\b[^.?!;]{0,16}\b(?:too|taken|busy|booked|full|closed|gone|already|not|"
        r"no|late|"
        r"a (?:problem|bad time))\b"
    ),
    compiled(
        r"\b(?:do|does|did)(?:n'?t)? (?:you|u|they|y'?all|the \w+|any(?:one|body)|some(?:one|body))\b[^.?!;]{0,12}?"
        r"\b(?:do|give|offer|have|run|hold|host|conduct|show)\b(?:(?! i\b)[^.?!;]){0,30}?\b(?:%tours%|%time%)\b",
        _PARTS,
    ),
    compiled(r"\bdo (?:\w+[ -]){0,3}?%tours% (?:run|start|happen|go|take place)\b", _PARTS),
    compiled(r"\b(?:is|are|will) there\b[^.?!;]{0,16}?\b%tours%\b", _PARTS),
    # "Is the first one still open?", "do you still have the 10 o'clock?"
    compiled(r"\b(?:is|are|do|does|have|has|isn'?t|aren'?t|got)\b[^.?!;]{0,30}\bstill\b"),
    compiled(r"^\W*(?:(?:and|so|ok|okay|hi|hello|or)[, ]+)*any(?:thing| %tours%)\b", _PARTS),
)
_SPANISH_PARTS = {
    "state": r"(?:ocupad[oa]s?|libres?|disponibles?|tomad[oa]s?|apartad[oa]s?|reservad[oa]s?|llen[oa]s?|"
             r"(?:muy|demasiado) (?:tarde|temprano|pronto))",
    "tours": r"(?:visitas?|recorridos?|citas?|tours?|lugar|espacio|cupo|algo|alguien|disponibilidad|horarios?|huecos?)",
}  # fmt: skip
SPANISH = (
    compiled(r"\b(?:est[aá]n?|es|ser[ií]a|ser[aá]|queda|hay)\b[^.?!;]{0,40}\b%state%", _SPANISH_PARTS),
    compiled(r"^\W*(?:y |pero )?(?:a |para )?las? [^.?!;]{1,30}\best[aá]n? [^.?!;]{0,12}%state%", _SPANISH_PARTS),
    compiled(r"\b%state% (?:a|para|el|las?|mañana|hoy|est[aá])\b", _SPANISH_PARTS),
    compiled(
        r"\bo (?:ya |no )?(?:es|est[aá]|ser[ií]a|ser[aá]|queda|hay|se puede|muy|ya)\b[^.?!;]{0,16}"
        r"(?:\btarde\b|\btemprano\b|\bpronto\b|%state%|\bcerrad|\bproblema\b|\bmal\b|\bno\b|$|\?)",
        _SPANISH_PARTS,
    ),
    compiled(
        r"\b(?:hacen|dan|ofrecen|tienen?|hay|tendr[aá]n?|tendr[ií]an?|habr[aá]|habr[ií]a|quedan?)\b[^.?!;]{0,16}?"
        r"\b%tours%\b",
        _SPANISH_PARTS,
    ),
    compiled(
        r"\bsigue[ns]?\b[^.?!;]{0,16}(?:%state%|en pie)|\b(?:todav[ií]a|a[uú]n) (?:est[aá]n?|hay|queda[ns]?|tienen?)\b|"
        r"\b(?:est[aá]n?|hay|queda[ns]?|tienen?) (?:todav[ií]a|a[uú]n)\b",
        _SPANISH_PARTS,
    ),
    *ENGLISH,
)
_SUITED = {
    "time": r"(?:(?:at )?(?:\d{1,2}(?::\d\d)?(?: ?[ap]\.?m\b\.?)?|%num%)(?: o'?clock| ish)?|noon|midday|tomorrow|today|"
            r"(?:the )?(?:morning|afternoon|evening)|(?:on )?%weekday%s?)"
            .replace("%num%", COUNT).replace("%weekday%", any_of(WEEKDAYS)),
    "well": r"(?:ok(?:ay)?|fine|good|all ?right|alright|great|best|better|convenient|doable|possible|cool)",
    "team": r"(?:we|you|u|ya|y'?all|they|someone|somebody|anyone|"
            r"(?:the|your) (?:team|staff|office|agents?|people|folks))",
}  # fmt: skip
SUITS_ENGLISH = (
    # As in: does 3 work for you guys, would 4:30 suit the team, is Friday at 2 ok with you
    compiled(
        r"\b(?:does|do|would|will|could|might|can|is|are|if)\b(?:(?!\bi\b)[^.?!;]){0,16}?\b%time%(?:,? %time%)*"
        r"(?: (?:still|also|maybe|possibly|even|really|instead|then))*"
        r"(?: (?:be |be an? )?(?:work|works|suit|suits|fit|fits|do(?! (?:you|i|we|they))|%well%)\b)",
        _SUITED,
    ),
    # As in: could the team do 3, can you guys make 4:30
    compiled(
        r"\b(?:can|could|would|will|do|does)\b %team%(?: guys| all| folks)?(?: please| maybe| possibly| also| rather)*"
        r" (?:do|make|manage|take (?:me|us)|fit (?:me|us)(?: in)?|see (?:me|us)|meet (?:me|us)|be able to do) "
        r"(?:it |that )?%time%(?! ?(?:bed|bath|month|year|week))\b",
        _SUITED,
    ),
)
"""asks whether a time suits, whomever"""
SUITS_SPANISH = (
    compiled(
        r"\b(?:les|le|te|nos)\b(?: \w+)? (?:queda|conviene|sirve|funciona|acomoda|viene|va|parece)(?: bien)?\b"
        r"[^.?!;]{0,24}(?:\d|\b(?:una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|lunes|martes|"
        r"mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|mañana|hoy|tarde|mediod[ií]a)\b)|"
        r"(?:\d|\b(?:una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|lunes|martes|mi[eé]rcoles|jueves|"
        r"viernes|s[aá]bado|domingo|mañana|hoy|tarde|mediod[ií]a)\b)[^.?!;]{0,16}"
        r"\b(?:les|le|te|nos)\b(?: \w+)? (?:queda|conviene|sirve|funciona|acomoda|viene|va|parece)"
    ),
    *SUITS_ENGLISH,
)
