"""Peoples by the names of their countries, in English and Spanish, brought to one word that the tables know."""

from __future__ import annotations

import re

_ENGLISH = (
    r"afghan|albanian|algerian|argentin(?:e|ian)|armenian|australian|bangladeshi|belgian|bolivian|bosnian|brazilian|"
    r"bulgarian|burmese|cambodian|cameroonian|canadian|chilean|colombian|congolese|costa rican|croatian|czech|"
    r"dominican|dutch|ecuador(?:ian|ean)|egyptian|eritrean|ethiopian|french|georgian|german|ghanaian|greek|"
    r"guatemalan|guyanese|hmong|honduran|hungarian|indonesian|iranian|iraqi|irish|israeli|italian|jamaican|jordanian|"
    r"kenyan|kurd(?:ish)?|laotian|lebanese|liberian|libyan|malaysian|mongolian|moroccan|nepal(?:i|ese)|nicaraguan|"
    r"norwegian|palestinian|panamanian|paraguayan|peruvian|portuguese|punjabi|romanian|salvador(?:an|ean|ian)|saudi|"
    r"scandinavian|senegalese|serb(?:ian)?|slav(?:ic)?|spaniard|sri lankan|sudanese|swed(?:e|ish)|syrian|taiwanese|"
    r"thai|tibetan|trinidadian|tunisian|turk(?:ish)?|ugandan|uruguayan|uzbek|venezuelan|yemeni|romani|gyps(?:y|ie)|"
    r"caribbean|eastern european|south asian|east asian|central american|south american|pacific islander"
)
_SPANISH = (
    r"(?:afgan|alban|alemana?|argelin|argentin|armeni|bolivian|brasilen|colombian|corean|costarricens?|dominican|"
    r"ecuatorian|egipci|etiop|filipin|frances|griegu?|guatemaltec|haitian|hondureng?|honduren|indi|irlandes|italian|"
    r"japones|marroqui|nicaraguens|palestin|panamen|paraguay|peruan|polac|puertorriquen|rumanu?|rus|salvadoren|siri|"
    r"turc|"
    r"ucranian|uruguay|venezolan|vietnamit|centroamerican|sudamerican|european|african|asiatic)"
)
_PEOPLE = (
    r"(?:people|persons?|folks|residents?|tenants?|renters?|neighbou?rs?|famil(?:y|ies)|communit(?:y|ies)|crowd|"
    r"population|immigrants?|couples?|guys?|girls?|wom[ae]n|m[ae]n|kids|students|area|neighbou?rhood)"
)
_NAMED = re.compile(
    # A people ("Brazilians"), or an adjective before one; not "french doors".
    rf"\b(?:{_ENGLISH})s\b|\b(?:{_ENGLISH})(?= {_PEOPLE}\b)|"
    rf"(?<=many )(?:{_ENGLISH})(?=\W*$| (?:here|there|in|around|living)\b)|"
    rf"\b{_SPANISH}[aoe]?s\b(?! (?:restaurantes?|vinos|muebles))"
)


def generalised(folded: str) -> str:
    """The text with peoples by the names of their countries as "foreigners"."""
    return _NAMED.sub("foreigners", folded)
