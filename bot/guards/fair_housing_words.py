"""Words that Fair Housing rules turn on, as pieces of patterns over folded text. English, and the commonest Spanish."""

# Traits that the law protects, federally or in many states, as they are named of people.
ORIGIN = (
    r"immigrants?|migrants?|foreigners?|refugees?|asylum seekers?|undocumented|illegals?|mexicans?|hispanics?|"
    r"latin[oax]s?|"
    r"blacks?(?!-?out)|african[- ]americans?|whites?|caucasians?|asians?|hispan[oa]s|chinese|koreans?|vietnamese|"
    r"japanese|"
    r"filipin[oa]s?|"
    r"indians?|"
    r"pakistanis?|arabs?|middle eastern(?:ers)?|persians?|africans?|somalis?|haitians?|puerto ricans?|cubans?|"
    r"russians?|"
    r"ukrainians?|polish|nigerians?|native americans?|europeans?|americans|non-?citizens?|people of colou?r|"
    r"minorit(?:y|ies)|"
    r"negr[oa]s|blanc[oa]s|inmigrantes|mexican[oa]s|extranjer[oa]s|indocumentad[oa]s|arabes|chin[oa]s"
)
FAITH = (
    r"muslims?|islamic|jew(?:s|ish)?|christians?|catholics?|hindus?|sikhs?|buddhists?|mormons?|lds|adventists?|"
    r"evangelicals?|"
    r"atheists?|religious|musulman(?:es|as)?|judi[oa]s|cristian[oa]s|catolic[oa]s"
)
ORIENTATION = (
    r"gays?|lesbians?|lgbtq?\+?\w*|queers?|transgender|trans (?:people|person|woman|women|man|men)|transsexuals?|"
    r"bisexuals?|"
    r"same[- ]sex|homosexual(?:es|s)?|lesbianas"
)
FAMILY = (
    r"kids?|child(?:ren)?(?! support)|bab(?:y|ies)|toddlers?|infants?|newborns?|teenagers?|teens?|famil(?:y|ies)|"
    r"single (?:moms?|"
    r"mothers?|"
    r"dads?|fathers?|parents?)|pregnant|ninos|ninas|hijos|bebes?|familias"
)
AGE = (
    r"old(?:er)? (?:people|folks|persons?|adults?|couples?|ladies|men|women)|elderly|seniors?|retirees|"
    r"retired (?:people|folks|couples?)|"
    r"senior citizens|young(?:er)? (?:people|folks|adults?|professionals?|couples?|crowd)|millennials|boomers|"
    r"people my (?:own )?age|"
    r"ancianos|viejitos|gente (?:mayor|joven)|jovenes|personas mayores"
)
DISABLED = (
    r"disabled (?:people|folks|persons?|residents|tenants|neighbors)|handicapped (?:people|folks|persons?)|"
    r"wheelchair (?:people|users|residents)|mentally ill|crazy people|special needs people|(?:people|tenants|"
    r"residents|neighbou?rs) (?:with|in) (?:disabilit\w+|wheelchairs|mental \w+)|"
    r"discapacitados|(?:personas|gente) con discapacidad\w*"
)
INCOME = (
    r"section (?:8|eight)(?: (?:people|folks|tenants|renters|residents|families|neighbors))?|voucher (?:people|"
    r"holders|tenants)|welfare (?:people|recipients|moms)|poor people|"
    r"low[- ]income (?:people|folks|families|tenants|renters|residents)|people on (?:welfare|section 8|assistance)|"
    r"(?:personas|gente) (?:con|de) (?:vales?|seccion (?:8|ocho)|bajos ingresos)|gente pobre"
)
# Not protected everywhere, but asked about in the same breath and never described either.
OTHERS = (
    r"students|college kids|undergrads|single (?:people|men|women|guys|girls)|bachelors|married (?:people|couples)|"
    r"couples|professionals|criminals?|felons?|ex-?cons|sex offenders?|drug (?:dealers?|addicts?|users?)|addicts|"
    r"junkies|"
    r"homeless(?: people)?|(?:divorced|unmarried|widowed) (?:people|men|women|folks)|gang members?|estudiantes|"
    r"solteros"
)
GROUP = f"(?:{ORIGIN}|{FAITH}|{ORIENTATION}|{FAMILY}|{AGE}|{DISABLED}|{INCOME}|{OTHERS})"
"""anybody whose presence or absence is never described"""
PROTECTED = f"(?:{ORIGIN}|{FAITH}|{ORIENTATION}|{FAMILY}|{AGE}|{DISABLED}|{INCOME})"

PEOPLE = (
    r"(?:people|persons?|folks|residents?|tenants?|renters|neighbou?rs?|crowd|community members|population|"
    r"demographics?|"
    r"gente|personas|vecinos|residentes|inquilinos)"
)
PLACE = (
    r"(?:area|neighbou?rhood|hood|part of (?:town|the city)|side of town|block|street|district|vicinity|surroundings|"
    r"zone|"
    r"city|town|zona|barrio|vecindario|colonia|area|calle)"
)
HERE = (
    r"(?:here|there|it|this place|the place|that place|this|the (?:building|complex|community|property|apartments?|"
    r"place)|"
    r"your (?:building|complex|community|property)|around (?:here|there)|nearby|ahi|aqui|alli|el edificio|el complejo)"
)
# "Esa" is Spanish for "that": alone it is an emotional support animal only where English stands around it.
_ESA = (
    r"\b(?:an|my|our|your|his|her|their|the|for|have|got|with|registered|certified|is|are|about|any|as|of|and|or|"
    r"accept|allow|take|permit|un|mi) esas?\b|"
    r"\besas? (?:letters?|animals?|dogs?|cats?|pets?|doc\w*|paper\w*|certific\w*|accommodat\w*|polic\w*|rules?|fees?|"
    r"deposit|requests?|approv\w*|allowed|ok|okay|welcome|count\w*|exempt|rent|is|are|and|or|owners?|status|forms?)\b|"
    r"^\W*esas?\W*$"
)
ASSISTANCE_ANIMAL = (
    r"(?:service|emotional[- ]support|assistance|support|guide|therapy|seeing[- ]eye|hearing|comfort|psychiatric)[- ]"
    r"(?:animals?|dogs?|cats?|pets?|pup(?:py)?|bird|rabbit|ferret|kitten)|"
    rf"{_ESA}|"
    r"(?:perros?|animal(?:es)?|gatos?|mascotas?) (?:de )?(?:servicio|apoyo(?: emocional)?|asistencia|guia|terapia)"
)
WORSHIP = (
    r"(?:synagogues?|shul|church(?:es)?|mosques?|masjid|temples?|parish(?:es)?|chapels?|gurdwara|cathedral|mandir|"
    r"places? of worship|house of worship|prayer (?:room|hall)|kosher \w+|halal \w+|kosher|halal|jcc|"
    r"iglesias?|sinagogas?|mezquitas?|templos?)(?! (?:st\b|street|ave|rd\b|road|blvd|lane|ln\b|drive|dr\b|univ|hill|"
    r"square))"
)
SCHOOLS = (
    r"(?:schools?|school district|elementary|middle school|high school|kindergarten|daycares?|preschools?|"
    r"escuelas?|colegios?|guarderias?)"
)
# Places within the community: with these "safe", "kids" and "age" are about the place, not about people.
AMENITY = (
    r"(?:pool|gym|fitness|playground|hot tub|spa|sauna|clubhouse|jacuzzi|lounge|laundry|elevator|grill|trampoline|"
    r"alberca|"
    r"piscina|gimnasio|insurance|deposit|gate code|online|portal|website|link|app|package|mail(?:room|box)?|payment|"
    r"credit card|bike (?:room|storage)|locker)"
)
