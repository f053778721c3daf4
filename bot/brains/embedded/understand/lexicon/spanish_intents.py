"""The signs of each intent in Spanish, and the little words of conversation. Accents may be missing."""

from __future__ import annotations

from bot.brains.embedded.understand.corrections import corrections
from bot.brains.embedded.understand.lexicon import english_intents, english_quotes, english_talk
from bot.brains.embedded.understand.lexicon.build import compiled, cues
from bot.brains.embedded.understand.lexicon.spanish_dates import COUNT
from bot.understanding import Intent

_HOMES = (
    r"(?:apartamentos?|departamentos?|deptos?|depas?|dptos?|aptos?|pisos?|viviendas?|casas?|unidad(?:es)?|estudios?|rec[aá]maras?|"
    r"habitaci(?:[oó]n|ones)|cuartos?|dormitorios?|recs?|algo)"
)
_TOUR = r"(?:visitas?|recorridos?|tours?|citas?)"
_DAY = (
    r"(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|mañana|hoy|las? \d|otro d[ií]a|otra hora|"
    r"m[aá]s tarde|m[aá]s temprano)"
)

CLAUSE_CUT = compiled(
    english_intents.CLAUSE_CUT.pattern
    + r"|,? (?:y|pero|adem[aá]s|tambi[eé]n)(?: tambi[eé]n)? (?=(?:qu[eé]|cu[aá]l(?:es)?|cu[aá]ndo|cu[aá]nto|c[oó]mo|"
    r"d[oó]nde|hay|tienen?|aceptan|permiten|puedo|podemos|pueden|podr[ií]a|incluye|quiero|quisiera|necesito|busco|me)\b)"
    r"|, (?=(?:cu[aá]l(?:es)?|cu[aá]ndo|cu[aá]nto|c[oó]mo|d[oó]nde|hay|tienen|aceptan|permiten|puedo|podemos|quisiera|"
    r"necesito|busco)\b)"
)
QUESTION_START = compiled(
    r"\s*¿|\s*(?:(?:hola|buen[oa]s(?: \w+)?|y|pero|oiga|disculpe|perd[oó]n)[,.! ]+)*"
    r"(?:qu[eé](?! (?:tenga|sea|acepte|permita|admita|incluya|est[eé]|no)\b)|cu[aá]l(?:es)?|cu[aá]ndo|"
    r"cu[aá]nt[oa]s?(?! antes)|c[oó]mo(?! \$?\d)|d[oó]nde|qui[eé]n|hay|tienen?|puedo|podemos|pueden|podr[ií]a|"
    r"se puede|se permiten?|"
    r"aceptan|permiten|"
    r"incluye|es posible|necesito saber|quisiera saber|quiero saber|me puede decir|sabe si)\b"
)
CORRECTIONS = corrections(
    number="una?|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce",
    takes_back="no|perd[oó]n|digo|quise decir|quiero decir|mejor|espera|m[aá]s bien|bueno|disculpe|corrijo",
    lead="es|son|a las?|las?|que sean|de|sino|mejor|por",
    refuses="no(?: son| es| quiero)?",
    ends="por favor|mejor|entonces",
)
NO_TOUR = compiled(
    english_talk.NO_TOUR.pattern
    + r"|\bno (?:quiero|quisiera|queremos|puedo|necesito|voy a|deseo)(?: \w+){0,2}? (?:agendar|reservar|"
    r"programar|visitar|"
    r"hacer (?:una )?(?:cita|visita))\b(?!.*\b(?:pero|hasta|antes|despu[eé]s|el)\b)"
)
GREET = compiled(r"^\W*(?:hola|buen[oa]s(?: d[ií]as| tardes| noches)?|saludos|qu[eé] tal|hi|hello|hey)\b")
COURTESY = compiled(
    r"^\W*(?:(?:hola|buen[oa]s(?: d[ií]as| tardes| noches)?|hi|hello|hey)\b[ ,!.¡¿]*)*"
    r"(?:c[oó]mo (?:est[aá]s?|est[aá]n|le va|les va|te va|andas?|va todo|se encuentra)(?: (?:usted|ustedes|hoy|todo))*|"
    r"qu[eé] (?:tal|hubo|onda)(?: (?:todo|est[aá]s?|le va))*|mucho gusto|un gusto|encantad[oa])\W*$|"
    + english_talk.COURTESY.pattern
)
AFFIRM = compiled(
    r"^\W*(?:(?:ok|okay|bueno|ah|pues|muy bien)[,.! ]+)*(?:s[ií](?![a-zñ])|claro|por supuesto|est[aá] bien|"
    r"de acuerdo|vale|"
    r"perfecto|[oó]rale|adelante|correcto|as[ií] es|con gusto|me parece(?: bien)?|muy bien|excelente|buen[ií]simo|"
    r"genial|por favor|"
    r"yes|ok|okay|sure)\b"
)
DENY = compiled(
    r"^\W*(?:(?:ok|bueno|gracias|pues)[,.! ]+)*"
    r""
    r"(?:no(?! (?:m[aá]s de|ten(?:go|emos)|import\w*|me importa|en|el|la|es|\d|una?|dos|tres|pas[ae]r?|"
    r"(?:puedo|podemos|quiero|queremos) (?:pasar|pagar|gastar|m[aá]s|\d|una?|dos|tres)))|ahora no|todav[ií]a no|"
    r"tampoco|ninguno|ninguna|"
    r"mejor no|nope)\b"
)
LIKES = compiled(
    english_talk.LIKES.pattern
    + r"|\b(?:me (?:gusta|encanta|interesa|conviene|queda bien|sirve|late)|suena bien|est[aá] perfecto|me quedo con)\b"
)

_SHIFT = (
    r"\b(?:mover|cambiar|pasar|posponer|aplazar|retrasar|atrasar|adelantar|dejar|correr|recorrer|llevar|reprogramar|"
    r"reagendar|c[aá]mbi[ae]|mu[eé]v[ae]|p[aá]s[ae]|d[eé]j[ae]|c[oó]rr[ae])(?:mela|melo|nosla|la|lo|me)?"
    r"(?: (?:la|lo|mi|esa|la)(?: %tour%)?)?"
    r" (?:al?|para|hasta)(?: el| la)? %day%|\b(?:mover|cambiar|posponer|aplazar|adelantar|correr) (?:mi|la|esa) "
    r"%tour%\b|\b(?:mover|cambiar|pasar|posponer|aplazar|adelantar|correr)l[ao]\b"
)
TOUR_SHIFT = compiled(_SHIFT + "|" + english_intents.TOUR_SHIFT.pattern, {"tour": _TOUR, "day": _DAY})
CUES = (
    *cues(
        [
            (Intent.SEARCH, 2.5, r"\b(?:busco|buscando|quiero|quisiera|necesito|tienen|tiene|hay|rentar|alquilar|ver|"
                                 r"mostrar\w*|"
                                 r"mu[eé]str[ae]\w*|enséñ[ae]\w*|interesa)\b.{0,30}?\b%homes%\b"),
            (Intent.SEARCH, 2.0, r"\b%num% (?:recs?|rec[aá]maras?|habitaci(?:[oó]n|ones)|cuartos?|dormitorios?)\b|"
                                 r"\bestudios?\b"),
            (Intent.SEARCH, 3.0, r"\b(?:cu[aá]nto|precios?|renta|costo|cuestan?)\b.{0,40}?(?:%num% (?:rec|hab|cuart|"
                                 r"dorm)|\bestudios?\b)"),
            (Intent.SEARCH, 1.5, r"\b(?:disponibles?|disponibilidad)\b"),
            (Intent.SEARCH, 1.5, r"\b(?:menos de|hasta|m[aá]ximo|no m[aá]s de) \$? ?\d{3}"),
            (Intent.SEARCH, 2.0, r"\bqu[eé] (?:tienen|hay|me ofrecen|opciones)\b(?:\W*$| (?:disponible|libre|"
                                 r"en renta))"),
            (Intent.MORE_HOMES, 4.5, r"\b(?:otr[oa]s?|m[aá]s|diferentes?) (?:%homes%|opci(?:[oó]n|ones))\b|"
                                     r"\b(?:tienen?|hay|mu[eé]str[ae]\w*|enséñ[ae]\w*|ver) (?:otr[oa]s?|"
                                     r"m[aá]s)\W*$|\balg[uú]n otro\b"),
            (Intent.QUOTE, 3.5, r"\b(?:cu[aá]nto (?:cuesta|vale|sale|es)|qu[eé] precio|renta|precio|"
                                r"dep[oó]sito)\b.{0,30}?\b(?:el "
                                r"primero|el segundo|el tercero|el [uú]ltimo|ese|este|esa|esta)\b"),
            (Intent.TOUR, 3.0, r"\b(?:visitar\w*|%tour%|ver(?:lo|la|los)\b|conocer(?:lo|la)?\b|ver (?:el|un|ese|este|"
                               r"los) "
                               r"(?:apartamentos?|departamentos?|lugar|edificio))"),
            (Intent.TOUR, 2.0, r"\b(?:agendar|reservar|programar|apartar|hacer|sacar)\b.{0,20}?\b(?:una )?(?:%tour%|"
                               r"hora)\b|"
                               r"\b(?<!no )puedo (?:ir|pasar|visitar)\b(?! de)"),
            # "Reserve el martes a las 2", "me anota para el jueves"
            (Intent.TOUR, 2.5, r"\b(?:ag[eé]nd[aeo]|res[eé]rv[aeo]|ap[aá]rt[aeo]|progr[aá]m[aeo]|an[oó]t[aeo])"
                               r"(?:me|nos|n|nme)?\b(?! de\b)[^.?!]{0,30}?\b%day%"),
            (Intent.TOUR_MOVE, 6.5, _SHIFT),
            (Intent.TOUR_MOVE, 6.0, r"\b(?:reprogramar|reagendar)\w*\b|\bcambiar (?:mi|la|de) (?:cita|visita|hora|"
                                    r"fecha|d[ií]a)\b"),
            (Intent.TOUR_CANCEL, 7.0, r"\bcancel\w+\b.{0,20}\b%tour%\b|"
                                      r"\bcanc[eé]l(?:ar|e|en|a)(?:me|nos)? ?(?:la|lo)\b|"
                                      r"^\W*(?:mejor |quiero |por favor )*cancel(?:ar|e|a)\W*$|\bya no (?:puedo|"
                                      r"voy a) (?:ir|"
                                      r"visitar)\b"),
            (Intent.TOUR_CONFIRM, 6.5, r"\bconfirmo\b|\b(?:quiero|quisiera|para) confirmar\b.{0,16}\b%tour%\b|"
                                       r"\bah[ií] (?:estar[eé]|estaremos)\b|\bs[ií] (?:voy|vamos) a ir\b"),
            (Intent.TOUR_STATUS, 6.5, r"\b(?:cu[aá]l es|qu[eé] es) mi %tour%\W*$|\bqu[eé] %tour% tengo\b|"
                                      r"\b(?:cu[aá]ndo|a qu[eé] hora|qu[eé] d[ií]a)\b.{0,12}\b(?:es|era|ser[aá]|"
                                      r"tengo) (?:mi|la) "
                                      r"%tour%\b|\btengo (?:ya )?alguna %tour%\b|^\W*(?:ya )?tengo una %tour%\W*$"),
            (Intent.TOUR_STATUS, 6.5, r"\b(?:cu[aá]ndo|a qu[eé] hora|qu[eé] (?:d[ií]a|hora))\b.{0,8}\b(?:qued[oó]|"
                                      r"quedamos|qued[eé]|est[aá] agendad[ao]|tengo que ir)\b"),
            (Intent.PERSON, 7.0, r"\b(?:hablar|comunicar\w*|chatear|platicar|conectar\w*|"
                                 r"p[aá]s[ae]\w*)\b.{0,24}\b(?:persona|alguien|"
                                 r"agente|humano|asesor|asesora|encargad[oa]|gerente|oficina)\b|"
                                 r"^\W*(?:una? )?(?:persona|agente|humano|"
                                 r"asesor)(?: real)?(?:,? por favor)?\W*$|\bme (?:pueden?|podr[ií]an) (?:llamar|"
                                 r"marcar)\b"),
            (Intent.IS_AI, 8.0, r"\b(?:eres|es usted|usted es|es esto|hablo con|hablando con|"
                                r"esto es) (?:una? )?(?:robot|bot|humano|"
                                r"humana|persona|ia|m[aá]quina|inteligencia artificial)\b"),
            (Intent.HELP, 6.0, r"\b(?:qu[eé] (?:puede|puedes|sabe|sabes) hacer|(?:en|con) qu[eé] (?:me )?(?:puede|"
                               r"puedes) ayudar\w*|"
                               r"c[oó]mo (?:me )?(?:puede|puedes) ayudar\w*|para qu[eé] sirve)\b|^\W*(?:ayuda|"
                               r"necesito ayuda)\W*$"),
            (Intent.STOP_ASKING, 6.0, r"\b(?:no quiero|prefiero no|no voy a|para qu[eé] (?:quiere|"
                                      r"necesita)[ns]?)\b.{0,20}\b(?:dar|"
                                      r"compartir|decir|mi|dejar)\b.{0,20}\b(?:nombre|correo|tel[eé]fono|datos|n[uú]mero)\b"),
        ],
        {"homes": _HOMES, "tour": _TOUR, "num": COUNT, "day": _DAY},
    ),
    *english_intents.CUES,
)  # fmt: skip

TOPIC = compiled(
    english_intents.TOPIC.pattern
    + r"|\b(?:mascotas?|perros?|gatos?|estacionamiento|parqueadero|dep[oó]sito|cuotas?|tarifas?|solicitud|contrato|"
    r"servicios|luz|"
    r"agua|lavander[ií]a|lavadora|gimnasio|alberca|piscina|elevador|fumar|invitados|visitantes|ingresos?|cr[eé]dito|seguro|"
    r"mantenimiento|reparaci[oó]n|horario|oficina|abren|cierran|paquetes|correspondencia|direcci[oó]n|ubicad[oa]|permit\w+|"
    r"acept\w+|incluy\w+|requisitos?|documentos?|cu[aá]nto (?:cuesta|cobran|es))\b"
)
WISH = compiled(
    english_intents.WISH.pattern
    + r"|^\W*sin\b|\b(?:busco|buscando|quiero|quisiera|necesito|prefiero|me gustar[ií]a|tengo|tenemos|tienen|"
    r"hay|con|que tenga)\b"
)
FIGURES = compiled(
    english_quotes.FIGURES.pattern
    + r"|\b(?:cu[aá]nto|precio|renta|costo|cuesta|vale|dep[oó]sito|cargos|cuotas?|tamaño|grande|pies|disponible|"
    r"libre|m[aá]s "
    r"(?:informaci[oó]n|detalles)|informaci[oó]n|detalles)\b"
)
ONLY_FIGURES = compiled(
    english_quotes.ONLY_FIGURES.pattern
    + r"|^\W*(?:(?:y|cu[aá]l|cu[aá]nto|qu[eé]|es|son|el|la|los|de|hay|su|pide[ns]?)\W+)*(?:dep[oó]sito|renta|precio|"
    r"cargos|tamaño)\W*$"
)
HOME_ALONE = compiled(
    english_quotes.HOME_ALONE.pattern
    + r"|^\W*(?:(?:y|el|la|qu[eé]|tal|me|interesa|gusta|quiero|quisiera|departamento|apartamento|n[uú]mero|unidad|"
    r"por|favor|de|"
    r"informaci[oó]n|sobre|del|ese|este|prefiero|con|mudanza|mud[aá]ndome|entrando|contrato|desde|partir|a|para)\b\W*)*$"
)
COMPARED = compiled(
    r"(?P<cheaper>\b(?:algo|alguno|alguna|otr[oa]s?|uno|una|hay|tienen?|busco|quiero|muestr\w+|mu[eé]stre\w+|"
    r"de) (?:\w+ ){0,3}?"
    r"(?:m[aá]s (?:barat|econ[oó]mic)[oa]s?|menos car[oa]s?|de menor precio)\b|^\W*(?:y )?m[aá]s (?:barat|"
    r"econ[oó]mic)[oa]s?\W*$)"
    r"|(?P<dear>\b(?:muy|demasiado|tan|bastante) car[oa]s?\b|\bfuera de (?:mi|nuestro) presupuesto\b|"
    r"\bno (?:me|nos) alcanza\b)"
    r"|(?P<earlier>\bm[aá]s temprano\b)|(?P<later>\b(?:algo|hay|tienen?|puede ser|y)\b.{0,16}\bm[aá]s tarde\b)"
    r"|(?P<sooner>\b(?:algo|hay|tienen?|puede ser|y)\b.{0,16}\b(?:m[aá]s pronto|antes)\W*$)|"
    + english_talk.COMPARED.pattern.replace("?P<", "?P<en_")
)
