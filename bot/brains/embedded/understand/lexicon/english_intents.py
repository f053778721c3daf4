"""The signs of each intent in English."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon.build import compiled, cues
from bot.brains.embedded.understand.lexicon.english_dates import COUNT
from bot.understanding import Intent

HOME = (
    r"(?:apartments?|apts?|appartments?|homes?|units?|places?|flats?|condos?|houses?|town ?houses?|lofts?|rooms?|"
    r"propert(?:y|ies)|rentals?|studios?|(?:bed ?rooms?|beds|bdrms?|bds?|brs?)|listings?|residences?|floor ?plans?|"
    r"layouts?|vacanc(?:y|ies)|accomm?odations?|openings?|options?|one|ones|something|anything)"
)
TOUR = r"(?:tours?|visits?|viewings?|showings?|appointments?|appt|apts|walk[- ]?through|inspections?|booking)"

TYPE = r"(?:virtual|video|online|in[- ]person|self[- ]guided)"
DAYISH = (
    r"(?:today|tomorrow|tonight|weekend|morning|afternoon|evening|noon|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"(?:mon|tue|tues|wed|thu|thur|thurs|fri)|\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m|p\.m|o'?clock)|\d{1,2}(?:st|nd|rd|th))"
)
_TOURED = (
    r"(?:(?:maybe|also|then|possibly|preferably) )?(?:(?:an?|to|the|get|have|take|want|like|schedule|book|set up) )*"
    r"(?:(?:in[- ]person|virtual|video|self[- ]guided|quick|guided|short) )?(?:tours?|viewings?|showings?|"
    r"appointments?|visit)"
)
CLAUSE_CUT = compiled(
    r"(?<=[?!;\n])\s*|(?<=[a-z\d)]{2})\.(?:\s+|$)"
    r"|(?<!\bme)(?<!\bmyself),? (?:and|but|also|then|plus|so)(?: also| then)? (?=(?:do|does|is|are|can|could|"
    r"would|will|what|what's|whats|"
    r"how|when|where|which|who|i|i'd|i'm"
    r"|im|we|my|any|please|book|schedule|show|tell|let|find|it|cancel|move|change|set|reschedule)\b)"
    r"|, (?=(?:do you|does|is|are|can|could|would|what|what's|whats|how|when|where (?:is|are|do|can|should)|who|"
    r"i want|i need|i'd|please|my|also)\b)"
    # A home and a tour in one breath are two wishes.
    rf"|,? (?:and|plus|&) (?={_TOURED}\b)"
    r"|(?<!one)(?<!two)(?<!three)(?<!\d),? and (?=an? (?:studio|(?:\d|one|two|three|four)[ -]?(?:bed|br\b|bd)))"
    r"|\s-\s"
)
QUESTION_START = compiled(
    r"\s*(?:(?:hi|hello|hey|so|and|also|ok|okay|oh|yes|yeah|no|great|thanks|thank you|well|um|but|or|btw|"
    r"just wondering|quick question)"
    r"[,.! ]+)*(?:what|what's|whats|when|whens|where|wheres|who|whos|which|why|how|hows|do|does|did|is|are|r|am|can|"
    r"could|may(?! ?\d|\W*$)|would|will|"
    r"should|any|has|have(?! (?:yourself )?an? (?:very )?(?:good|great|nice|lovely|wonderful|blessed|pleasant)\b)|"
    r"u|if|isn't|aren't|don't|doesn't|can't|won't|whose|ways to|best way|is it|are there|is there|"
    r"i (?:wonder|was wondering|would like to know|want to know|wanna know|need to know)|wondering|curious|"
    r"tell me about|"
    r"(?:can|could) (?:you|u) (?:tell|let) me|do you know|minimum|maximum|cost (?:for|of)|price of)\b"
)

ASKS_INDIRECTLY = compiled(
    r"\b(?:know|tell (?:me|us)|confirm|check|ask|wondering|wonder|curious|inform me|clarify|find out) (?:me )?(?:if|"
    r"whether|about|what|how|when|where|which|who)\b"
    r"|\b(?:tell|give|get|send|have) (?:me|us) (?:the|their|its|your|some|more)\b.{0,30}\b(?:number|polic\w+|details|"
    r"info\w*|address|rules|hours|contact)\b"
    r"|\b(?:what|who|how|when|where) (?:do|can|should|will|would|could) (?:i|we|you|u)\b"
    r"|\b(?:is|will|does|would) (?:that|it|this) (?:ok|okay|a|an|the|work|count|enough|allowed|possible|fine|matter|"
    r"be|cost|mean)\b"
    r"|(?<!\bso )\b(?:am|do|can|will|could|would) (?:i|we) \w+|\bany chance\b|\bpossible\W*$"
)

_SHIFT = (
    r"\b(?:mov(?:e|es|ed|ing)) (?:it|that|this|mine|them|(?:my|our|the|that|this) (?:\w+ )?(?:%tour%|date|day|time|"
    r"slot|one))"
    r"\b(?! in\b)|\bmov(?:e|ing) (?:to|for|back to|up to|until|till)(?: (?:the|a|an|next|this|around|about))* "
    r"(?:%dayish%|earlier|later|another|different)\b|\b%tour% (?:be |to be |get |got |been )?moved\b"
)
CUES = cues(
    [
        # Finding homes
        (Intent.SEARCH, 2.0, r"\b(?:find|finding|show|search\w*|looking|look|hunting|hunt|locate|see|need|want|wanna|"
                             r"(?:i|we|would|'d) like|interested|get|rent|renting|buy|buying|"
                             r"seeking|after|prefer|searching|considering|move into|explore|exploring|browse|"
                             r"check)\b.{0,40}?(?<!this )(?<!that )(?<!the )(?<!about )\b%home%\b(?!'s)"),
        (Intent.SEARCH, 2.5, r"^\W*(?:(?:hi|hello|hey|ok|so|and|yes|well|what about|how about)[,.! ]+)*(?:any|"
                             r"some)(?: \w+){0,3}? (?<!the )(?<!this )(?<!that )(?:apartments?|apts?|homes?|units?|"
                             r"places|flats?|studios?|bed ?rooms?|beds?|bdrms?|brs?|lofts?|houses?|vacanc\w+|"
                             r"openings)\b"),
        # "How about one with 2 baths?", after homes were shown.
        (Intent.SEARCH, 3.0, r"^\W*(?:(?:ok|and|so|hmm|well|then|now)[, ]+)*(?:how|what) about "
                             r"(?:(?:an?|the|some|any)\b ?)?(?:%num%[ -]?(?:bed|br\b|bd|bath|ba\b)|studios?\b|"
                             r"(?:one|something|anything|thing|place|home|unit)s? (?:with|in|for|under|near|on|that|"
                             r"cheaper|bigger|smaller|larger|closer|else)\b)"),
        (Intent.SEARCH, 2.5, r"\b(?:what|whatever) (?:do )?(?:you|u|y'?all)(?: guys)? (?:have|got|"
                             r"offer)(?: available| open| now| right now| for rent| left)?\W*$|\bwhat(?:'ve|"
                             r" have) you got\b|\bwhat you(?:'ve got| have| got)\b|\bwhat do you have\b(?! to|"
                             r" in terms)"),
        (Intent.SEARCH, 2.0, r"\b(?:do (?:you|u|y'?all|they)(?: guys)? (?:have|got|offer)|(?:you|u) (?:got|have)|"
                             r"have (?:you|u) got|got|are there|is there|have)\b"
                             r"(?: (?:any|a|an|some|other|more|still|anything|available))*.{0,24}?"
                             r"\b(?:apartments?|apts?|homes?|units?|places|flats?|studios?|(?:bed ?rooms?|beds|"
                             r"bdrms?|brs?|br)|"
                             r"vacanc(?:y|ies)|openings?|anything (?:available|open|under|for|with|in)|"
                             r"something (?:available|under|for|with)|one available)\b"),
        # "What two bedrooms do you have?": homes of a size are asked for, not what the community says of them.
        (Intent.SEARCH, 3.5, r"\b(?:what|which|how many)(?: (?:kinds?|types?|sorts?|sizes?) of)?(?: (?:of|the|your|"
                             r"those|other|size|furnished|renovated|nice|cheap|big|small))* (?:%num%[ -]?(?:bed|"
                             r"br\b|brs\b|bd|bdrm)\w*|studios?|efficienc(?:y|ies))(?: (?:%home%|options?|ones?)s?)?"
                             r"(?: (?:currently|still|right now))? "
                             r"(?:(?:do|did|can|will) (?:you|u|y'?all|they|the \w+)\b|"
                             r"(?:have|'ve|you|u|y'?all)(?: guys)? "
                             r"(?:you|u|y'?all|they|have|got|offer)\b|"
                             r"(?:are|is) (?:there|open|free|left|vacant|empty|under|below|with)\b|"
                             r"(?:with|under|below|have|has|comes? with|allow)\b)"),
        (Intent.SEARCH, 2.0, r"\b(?:what|what's|whats|which|anything|something|any)\b.{0,30}?\b(?:available|vacant|"
                             r"open right now|for rent)\b"),
        (Intent.SEARCH, 3.0, r"\b(?:how|what) about (?:(?:one|ones|something|anything) (?:with|that|in|near|"
                             r"under|for)\b|"
                             r"an? (?:\w+ ){0,2}?(?:%num%[ -]?(?:bed|br\b|bd|bdrm)|studio))"),
        (Intent.SEARCH, 1.5, r"\b(?:availability|vacanc(?:y|ies))\b"),
        (Intent.SEARCH, 2.0, r"\b(?:how much|price|rent|cost|pricing|prices|rates?|"
                             r"going for)\b.{0,30}?(?:\b(?:%num%[ -]?(?:bed|br|bd|bdrm)|(?:one|two|three|"
                             r"four)[ -]bed)\w*|\bstudios?\b)"),
        (Intent.SEARCH, 2.0, r"(?:\b%num%[ -]?(?:bed|br|bd|bdrm)\w*|\bstudios?\b).{0,20}?\b(?:how much|price|"
                             r"rent for|cost|run)\b"),
        (Intent.SEARCH, 1.5, r"\b(?:what|how much)(?:'s| is| are)?(?: (?:the|your))? (?:rents?|prices?|rates|"
                             r"rental prices|monthly rent|price range)\b(?! (?:due|late|day))"),
        (Intent.SEARCH, 1.2, r"^\W*(?:(?:just|only|a|the|please|hi|hello|yes|actually)[ ,]+)*(?:%num%[ -]?(?:bed|"
                             r"br\b|bd|bdrm)|studio|efficiency)"),
        (Intent.SEARCH, 1.2, r"\b(?:it|one|apartment|place|property|home|which|that|and|also|really) (?:should|must|"
                             r"needs? to|has to|have to) (?:also |now |really )?(?:be|have|allow|include|come)\b"),
        (Intent.MORE_HOMES, 4.5, r"\b(?:other|another|else|different|additional|alternative|more)(?: \w+){0,2}? "
                                 r"(?:apartments?|apartmetns?|apts?|homes?|units?|places?|options?|ones?|propert(?:y|"
                                 r"ies)|listings?|choices?|suggestions?|results?|alternatives?|rentals?|flats?|"
                                 r"houses?)\b"),
        (Intent.MORE_HOMES, 4.5, r"\b(?:what|anything|something|somewhere|someplace) else\b|\bother (?:options?|"
                                 r"ones?)\b|\bany(?:thing)? others?\b|"
                                 r"\b(?:show|find|see|look for|have|got|get)(?: me| us| you)?(?: any| some|"
                                 r" a few)? (?:more|another|others)\b|\bkeep (?:looking|searching)\b|"
                                 r"\bcontinue (?:search|look)ing\b|\bnext (?:one|option)\b|\bany other\b|"
                                 r"\balternatives?\b|\banother (?:one|option)\b|\bmore (?:options|choices)\b"),
        # Known names are blanked: three underscores or more are a town.
        (Intent.SEARCH, 1.5, r"\b(?:in|around|near|to) _{3,}"),
        (Intent.SEARCH, 1.2, r"\b%num%[ -]?(?:bed|br\b|brs\b|bd|bdrm)|\bstudios?\b"),
        (Intent.SEARCH, 1.5, r"\b(?:under|below|less than|up to|cheaper than|no more than|at most|max) \$? ?\d{3}|"
                             r"\b\d{3,} (?:or less|max)\b"),
        (Intent.SEARCH, 2.5, r"^\W*(?:(?:is there|ok|and|do you have|got)[, ]+)*(?:anything|something) (?:available|"
                             r"open|under|below|cheaper|bigger|smaller|larger|with|for|in|around|less|else with)\b"),
        (Intent.SEARCH, 3.0, r"\bwhat(?:'s| is|s)? (?:open|available|free|coming up) (?:in|for|by|next|starting|"
                             r"this)\b"),
        (Intent.SEARCH, 1.5, r"^\W*(?:(?:an?|some|any) )?(?:[\w.]+[ -]){0,4}?(?<!my )(?<!our )(?<!this )(?<!the )"
                             r"(?:apartments?|apts?|homes?|units?|places?|flats?|houses?|condos?|town ?houses?|"
                             r"lofts?) (?:with|in|under|for|that|near|below|around)\b"),
        (Intent.SEARCH, 1.5, r"\b(?:find|show|get) (?:me|us)\b|\b(?:can|could|will|would) (?:you|"
                             r"u)(?: \w+){0,3} (?:find|look for|search|show|locate)\b"),
        (Intent.SEARCH, 1.0, r"\b(?:furnished|pet[- ]friendly) %home%\b|\b%home% (?:with|having|(?:that|"
                             r"which) (?:has|have|allows?|comes?|is|are))\b"),
        (Intent.ASK, 3.0, r"\b(?:can|could|may|am) (?:i|we) (?:buy|purchase|rent out|sublet|sublease)\b|\brent out\b|"
                          r"\bto reserve\b"),
        # Figures of one home
        (Intent.QUOTE, 3.0, r"\b(?:how much|price|rent|cost|deposit|how big|size|square f\w+|sq ?ft|available|total|"
                            r"fees|monthly|upfront|move[- ]in cost)\b.{0,40}?"
                            r"\b(?:unit|apt|apartment|home|number|#) ?#?[a-z]?-?\d{1,4}\b"),
        (Intent.QUOTE, 3.0, r"\b(?:unit|apt|apartment|home) ?#?[a-z]?-?\d{1,4}\b.{0,30}?\b(?:how much|price|rent|"
                            r"cost|deposit|how big|square|available|size|total)\b"),
        (Intent.QUOTE, 3.0, r"\b(?:how much|price|rent|cost|deposit|how big|what size|square f\w+|sq ?ft|available|"
                            r"total|go for|going for)\b.{0,30}?"
                            r"\b(?:the (?:first|second|third|last|cheap\w+|bigger|biggest|larg\w+|small\w+|other|1st|"
                            r"2nd|3rd) (?:one|home|unit|apartment|option)|(?:that|this) (?:one|home|unit|"
                            r"apartment))\b"),
        (Intent.QUOTE, 3.0, r"\b(?:the (?:first|second|third|last|cheap\w+|bigger|biggest|larg\w+|small\w+) (?:one|"
                            r"home|unit)|(?:that|this) one)\b.{0,30}?\b(?:how much|price|rent|cost|deposit|how big|"
                            r"square|available|size)\b"),
        (Intent.QUOTE, 1.9, r"^\W*(?:and |ok |so )?(?:how much (?:is|would|does) (?:it|that|this)(?: one)?(?: cost|"
                            r" be| a month| per month| right now| now| today)*\W*$|when is it available|how big is it|"
                            r"how many square feet)"),
        # Tours
        (Intent.TOUR, 3.0, r"\b(?:schedule|book|set up|arrange|make|reserve|get|sign up for|plan|do|have|take|like|"
                           r"want|request|bookmark)\b.{0,30}?\b(?:an? |the |my |another )?%tour%\b"),
        (Intent.TOUR, 2.5, r"\b(?:schedule|book) (?:it|that|one|me|a time|a day|for)\b"),
        (Intent.TOUR, 2.5, r"(?<!are )(?<!is )(?<!they )(?<!friends )(?<!guests )(?<!people )(?<!parents )"
                           r"(?<!family )\b(?:visit|tour|view|viewing|touring|visiting)\b(?! parking| pass| spot|"
                           r" polic)(?: (?:the|this|that|it|them|your|one|some|any|a|an|on|in|there|at|tomorrow|"
                           r"today|these|unit|apartment|place|next|this|for|works|her|by))?"),
        (Intent.TOUR, 2.6, r"\b(?:see|check out|look at|walk through|show me|view|take a look at|come see|swing by|"
                           r"stop by|come by|drop by|come (?:and )?look|look around|come over|see inside)\b"
                           r"(?: (?:it|the|this|that|these|those|them|one|a|your (?:place|community|model)|unit|"
                           r"around|inside|in person))+(?! (?:available|options?))\b"),
        (Intent.TOUR, 2.6, r"\b(?:see|check out|look at|view|visit|tour|look inside)\b(?: the| a)?(?: unit| apt|"
                           r" apartment| home|"
                           r" number)? #?(?:_{3,}|[a-z]-?\d{2,4}\b|\d{3,4}\b)"),
        (Intent.TOUR, 2.6, r"\b(?:stop|come|swing|drop|go) by\b|\bcome (?:and )?(?:look|see)\b|\bshow (?:me|"
                           r"us) around\b|\bin[- ]person (?:tour|visit)\b|\b(?:virtual|video|"
                           r"self[- ]guided)\b.{0,12}\b%tour%\b"),
        (Intent.TOUR, 2.6, r"\b(?:i|we)(?:'d| would| will|'ll)?(?: \w+){0,3}? come(?: in| out| over)? (?:on|at|"
                           r"after|before|between|"
                           r"around|this|next|%dayish%)\b"),
        (Intent.TOUR, 2.0, r"\b%tour% (?:times?|slots?|for|on|at|tomorrow|today)\b|\bwhen (?:can|could) (?:i|"
                           r"we) (?:see|visit|tour|come|view|stop)\b|\b(?:any|what|which|another) (?:times?|slots?|"
                           r"openings|days?|dates?)(?: \w+)? (?:on|for|at|available|tomorrow|today|open|free)\b"),
        (Intent.TOUR_MOVE, 3.0, r"\b(?:%dayish%)\b.{0,30}?\b(?:instead|rather)\b|\b(?:instead|rather)\b.{0,24}?\b"
                                r"(?:%dayish%)\b"),
        (Intent.TOUR_MOVE, 5.0, r"\b(?:mov(?:e|ing)|chang(?:e|ing)|push(?:ing)?|shift(?:ing)?|switch(?:ing)?|"
                                r"bump(?:ing)?|"
                                r"postpon(?:e|ing)|delay(?:ing)?|bring)(?:(?: (?:it|that|this|mine|them|us|"
                                r"me))(?: \w+)? "
                                r"(?:to|for|until|till|on|back|forward|up|by)| (?:to|until|till|back to|back|"
                                r"up))(?: (?:the|a|an|next|this|my|around|about))* "
                                r"(?:%dayish%|day|week|hour|bit|earlier|later|another|different)\b"),
        (Intent.TOUR_MOVE, 5.0, r"\b(?:mov|chang|push|shift|switch|bump|postpon|delay)(?:e|ing)? (?:it|that|mine)\W*$|"
                                r"\b%tour% (?:be |to be |get |got |been )?(?:moved|changed|pushed|shifted|switched|"
                                r"postponed|bumped|rescheduled)\b"),
        (Intent.TOUR_MOVE, 5.0, _SHIFT),
        (Intent.TOUR_MOVE, 5.0, r"\breschedul\w+|\b(?:move(?![- ]?in)|change|push|shift|switch|postpone|"
                                r"delay)\b.{0,20}?\b(?:%tour%|date|day|time)\b|"
                                r"\b(?:change|move|push|switch|make) (?:it|that|mine) (?:to|back|for)\b|"
                                r"\b(?:different|another|later|earlier|new) (?:time|day|"
                                r"date)\b(?:.{0,20}\b%tour%\b)?"),
        (Intent.TOUR_CANCEL, 6.0, r"\b(?:cancel\w*|cancle|call off|drop|delete|remove)\b.{0,24}?\b(?:%tour%|it|that|"
                                  r"this|everything|tomorrow|today|mine)\b|^\W*(?:please )?cancel(?: please)?\W*$|"
                                  r"\b(?:can'?t|cannot|won'?t|not (?:be )?able to|"
                                  r"can not) (?:be able to )?(?:make (?:it|the|my)|come (?:to|anymore|after)|attend|"
                                  r"keep)\b|\bno longer (?:need|want|able).{0,24}\b%tour%\b"),
        (Intent.TOUR_STATUS, 7.0, r"^\W*(?:so |and |wait |ok(?:ay)? )*(?:is|was|isn'?t) (?:my|our) %tour% (?:at|on|for|"
                                  r"tomorrow|today|this|next|%type%)\b"),
        (Intent.SEARCH, 4.5, r"\b(?:cheapest|least expensive|most affordable|lowest[- ]priced)\b(?! one\b).{0,24}?"
                             r"(?:\b%home%\b|bed|bd\b|br\b|studio|you (?:have|got)|available)|"
                             r"\blowest (?:monthly )?(?:rents?|prices?)\b"),
        (Intent.TOUR_STATUS, 8.0, r"\bwho(?:'s| is| will| am i| are we)\b.{0,16}\b(?:show\w* (?:me|us)|meet\w*|"
                                  r"guid\w+ (?:me|us)|"
                                  r"giv\w+ (?:me|us|my|our|the) %tour%|(?:my|our|the) %tour% with)\b"),
        (Intent.TOUR_STATUS, 8.0, r"\b(?:which|what) (?:apartment|unit|home|place|one) (?:is|was) (?:my|our|the) "
                                  r"%tour% (?:for|of)\b"),
        (Intent.TOUR_STATUS, 7.0, r"\bwhat(?:'s| is|s) (?:my|our) %tour%\W*$|\bwhat %tour% (?:do|did) (?:i|we) "
                                  r"(?:have|book)\b"),
        (Intent.TOUR_STATUS, 8.0, r"\bdo (?:i|we) (?:still |already |even )?have (?:a|any|an|my)\b.{0,16}\b%tour%\b"),
        (Intent.TOUR_STATUS, 5.0, r"\b(?:when|what time|what day|where)(?:'s| is| was)? (?:my|our|the) (?:next |"
                                  r"upcoming )?%tour%\b|"
                                  r"\b(?:is|are) my %tour% (?:still|confirmed|on|booked|set)\b|\bmy %tour% (?:time|"
                                  r"details|confirmation)\b|\bremind me (?:when|what time)\b"),
        (Intent.TOUR_MOVE, 6.0, r"\b(?:make|switch|change|turn|convert|do) "
                                r"(?:it|that|this|mine|(?:my|the|our) %tour%)\b.{0,14}?\b%type%\b|"
                                r"\b%type%\b.{0,14}?\b(?:instead|rather)\b|"
                                r"\b(?:prefer|rather (?:have|do))(?: an?)? %type%\b"),
        (Intent.TOUR_CONFIRM, 6.5, r"\b(?:i|we|me|us|to|please|just) (?:hereby )?confirm(?:ing)?\b"
                                   r".{0,16}?\b(?:%tour%|it|that|mine|attendance|coming|we'?ll|i'?ll)\b|"
                                   r"^\W*(?:yes,? )?(?:please )?confirm (?:my|our|the) %tour%\b|"
                                   r"\b(?:i|we)(?:'?ll| will) (?:definitely |still )?be there\b|\bcount (?:me|us) in\b|"
                                   r"\b(?:i am|i'?m|we are|we'?re) (?:still )?coming (?:to (?:my|the|our) %tour%|"
                                   r"tomorrow|today)\b"),
        # People and the assistant itself
        (Intent.PERSON, 6.0, r"\b(?:speak|talk|chat|connect|transfer|put me through|get me)\b.{0,24}?\b(?:person|"
                             r"human|agent|someone (?:real|else|from|in|at)|someone\W*$|somebody|manager|staff|"
                             r"representative|rep|"
                             r"real person|leasing (?:team|office|agent|consultant)|the office|people|employee|"
                             r"operator)\b|"
                             r"^\W*(?:a |an )?(?:real |live )?(?:human|person|agent|representative|"
                             r"operator)(?: please)?\W*$|\b(?:have|can) (?:someone|somebody|the office|"
                             r"an agent)\b.{0,10}\b(?:call|contact|text|email|reach out to) me\b|"
                             r"\bcall me(?: back)?\b(?! ?[a-z]+$)|\b(?:real|live|actual) (?:person|human|agent)\b|"
                             r"\breach (?:a|an|the|your) (?:person|human|agent|manager|leasing team|office)\b"),
        (Intent.IS_AI, 7.0, r"\b(?:are|r) (?:you|u|this)(?: (?:a|an|even|actually|just|the))*(?: (?:real|live|actual|"
                            r"actually))* (?:bot|robot|ai|a\.i|human|person|machine|computer|real|chat ?bot|"
                            r"automated|people|chatgpt)\b|"
                            r"\b(?:am i|is this)(?: (?:speaking|talking|chatting|texting))?(?: (?:to|with))?(?: (?:a|"
                            r"an))?(?: (?:real|live|actual))? (?:bot|robot|ai|human|person|machine|chat ?bot|"
                            r"computer)\b"),
        (Intent.IS_AI, 7.0, r"\b(?:i'?m|i am|we'?re|we are)(?: \w+){0,2} (?:speaking|talking|chatting|texting|writing) "
                            r"(?:to|with)(?: (?:a|an|some|the))?(?: (?:real|live|actual))* (?:bot|robot|ai|human|"
                            r"person|"
                            r"machine|chat ?bot|computer)\b|\b(?:you'?re|you are|this is|it'?s)(?: (?:not|a|an|just|"
                            r"the|"
                            r"real|live|actual|really|even))* (?:bot|robot|ai|human|person|machine|chat ?bot|"
                            r"computer)\W*(?:right|correct|yes|no|huh|aren'?t you|are you|isn'?t it|is it)?\W*\?"),
        (Intent.HELP, 5.0, r"\b(?:what|how)(?: all| else| exactly| kinds? of things?| sorts? of things?|"
                           r" things)? (?:can|could|"
                           r"do|will|would) (?:you|u|this|it|the (?:bot|chat|assistant))(?: \w+)? (?:do|help|assist|"
                           r"offer to do|"
                           r"answer|be of help)(?: (?:me|us))?(?: out)?(?: with| for (?:me|us)| here| exactly|"
                           r" today)*\W*$|"
                           r"\bwhat (?:are|r) (?:you|u) (?:able to do|capable of|good (?:for|at)|here for|for)\W*$|"
                           r"\bwhat(?:'s| is) (?:this|your (?:job|purpose)|this (?:chat|bot) for)\W*$|"
                           r"\bwhat (?:can|do) (?:you|u)(?: \w+)? do\W*$|\bwhat (?:can|should) i (?:ask|say)|"
                           r"^\W*(?:help|menu|options|start)(?: me)?(?: please)?\W*$|\bhow (?:does this|"
                           r"do you) work\b|^\W*(?:i need|can you|can u|could you|"
                           r"please) (?:some )?help(?: me)?\W*$"),
        (Intent.STOP_ASKING, 6.0, r"\b(?:don'?t|do not|won'?t|rather not|prefer not|not (?:comfortable|going to|"
                                  r"gonna|willing|ready)|no need|without|why do you (?:need|want))\b.{0,24}?"
                                  r"\b(?:giv\w+|shar\w+|provid\w+|leav\w+|tell\w*|say\w*|hand\w*|need|want|"
                                  r"my)\b.{0,20}?\b(?:name|e-?mail|phone|number|contact|info\w*|details|that|data|"
                                  r"any ?thing)\b|"
                                  r"\bstop asking\b|\bnone of your business\b|\bthat'?s (?:private|personal)\b|"
                                  r"\bno (?:contact|personal) (?:info\w*|details)\b"),
    ],
    {"home": HOME, "tour": TOUR, "num": COUNT, "dayish": DAYISH, "type": TYPE},
)  # fmt: skip
TOUR_SHIFT = compiled(_SHIFT, {"tour": TOUR, "dayish": DAYISH})

TOPIC = compiled(
    r"\b(?:pet|pets|dogs?|cats?|kittens?|pupp\w+|breeds?|parking|park|garages?|carports?|deposits?|fees?|application|"
    r"apply\w*|apps?|leases?|subl\w+|utilit\w+|electric\w*|"
    r"water|gas|wi-?fi|internet|cable|trash|laundry|washers?|dryers?|gym|fitness|pool|hot tub|sauna|elevators?|"
    r"amenit\w+|smok\w+|vap\w+|guests?|visitors?|"
    r"roommates?|roomies?|cosign\w*|co-sign\w*|guarantors?|income|credit|background|evict\w+|insurance|maintenance|"
    r"repairs?|work order|hours|office|open|"
    r"closed?|holidays?|notice|renew\w*|prorat\w+|late|due|pay|pays|paying|payments?|paid|packages?|lockers?|mail|"
    r"storage|balcon\w+|patios?|heat\w*|cool\w*|air|ac|appliances?|fridge|stove|"
    r"dishwashers?|microwaves?|furniture|furnish\w*|security|safe\w*|cameras?|noise|loud|neighbo\w+|schools?|crime|"
    r"bus|transit|train|section 8|vouchers?|"
    r"wheelchair|accessible|accommodation|assistance|service animals?|emotional support|esa|military|discounts?|"
    r"specials?|promo\w*|paint|pictures|"
    r"charg\w+|ev|keys?|locked|lockout|leaks?|broken|emergency|phone number|address|located|location|directions|"
    r"website|email|contact|refund\w*|allowed|allow\w*|permitted|"
    r"policy|policies|rules?|require\w*|documents?|paperwork|id|license|ssn|itin|minimum|maximum|limit|term|terms|"
    r"short[- ]term|month[- ]to[- ]month|"
    r"rent due|included?|includes|cover\w*|cost|price|how much|how long|how many|how soon|how often|turnaround|"
    r"process|waitlist|waiting list)\b"
)
WISH = compiled(
    r"^\W*(?:no|not|without|i|we|my|our|i'm|im|i've|we're|we've)\b|"
    r"\b(?:would|'d) be (?:nice|great|good|ideal|perfect|lovely|a plus)\b|"
    r"\b(?:i|we|i'd|we'd|i'm|im|i've|we're|she|he|they|me|us)\b.{0,16}?\b(?:need|want|would like|like|prefer|looking|"
    r"love|searching|interested|require|wish|hoping|after|have|has|got|wanna|must)\b|"
    r"\b(?:find|show|search|look for|looking for|need|want|prefer|interested in|do you have|got any|any|"
    r"are there any|something|anything|one (?:that|with)|with|should|must|needs to|has to|preferably|"
    r"ideally|how about|what about|apartments? (?:that|with|where|which)|homes? (?:that|with|where)|units? (?:that|"
    r"with))\b"
)
