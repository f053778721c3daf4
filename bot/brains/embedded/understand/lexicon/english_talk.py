"""The little words of conversation in English."""

from __future__ import annotations

from bot.brains.embedded.understand.corrections import corrections
from bot.brains.embedded.understand.lexicon.build import compiled

CORRECTIONS = corrections(
    number="one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve",
    takes_back="no|nope|wait|sorry|actually|oops|scratch that|i mean|i meant|make (?:it|that)|rather|correction",
    lead="it'?s|is|at|make (?:it|that)|make|like|let'?s (?:say|do)|say|but|just",
    refuses="(?:no,? )?not",
    ends="please|instead|then|actually|would|works?",
)
_ANY = (
    r"\b(?:any(?:thing|where)?|something|somewhere|some|got|have|find|show(?: me| us)?|looking for|need|want|"
    r"is there|are there|"
    r"what about|how about|prefer|maybe)\b.{0,24}?(?<!the )"
)
COMPARED = compiled(
    rf"(?P<cheaper>{_ANY}\b(?:cheaper|less expensive|lower[- ]priced|more affordable|lower rent)\b|"
    r"^\W*(?:a )?(?:cheaper|less expensive|more affordable)(?: (?:ones?|homes?|options?|apartments?))?(?: please)?\W*$)"
    r"|(?P<dear>\btoo (?:expensive|pricey|steep|high|much)\b(?! \w)|\b(?:out of|above|over|outside) (?:my|"
    r"our) (?:budget|"
    r"price range)\b|"
    r"\b(?:can'?t|cannot) afford (?:that|it|those|this|these|any)\b)"
    rf"|(?P<earlier>{_ANY}\bearlier(?! than)\b)|(?P<later>{_ANY}\blater(?! than)\b)|"
    rf"(?P<sooner>{_ANY}\bsooner(?! than)\b)"
)
NO_TOUR = compiled(
    r"\b(?:don'?t|do not|not|won'?t|rather not|no need to|would not|wouldn'?t|can'?t|cannot)\b"
    r"(?! (?:be able to )?(?:make|come|attend|keep))(?! you\b)(?: \w+){0,4}? "
    r"(?:schedul\w+|book(?:ing)?|tour|visit|viewing|see it)\b(?!.*\b(?:but|until|till|before|after|on)\b)|"
    r"\bi(?:'ll| will) (?:schedule|book|set)\b.{0,24}\b(?:later|another time|some other time)\b"
)
GREET = compiled(r"^\W*(?:hi+|hello+|hey+|heya|howdy|hola|greetings|good (?:morning|afternoon|evening|day)|yo|hallo)\b")
COURTESY = compiled(
    r"^\W*(?:(?:hi+|hello+|hey+|hola|so|good (?:morning|afternoon|evening|day))\b(?: there)?[ ,!.]*)*"
    r"(?:how (?:are|r) (?:you|u|ya|y'?all|things)(?: (?:doing|today|all|guys|going|this \w+))*|"
    r"how(?:'s| is|s) (?:it going|everything(?: going)?|your day(?: going)?|things(?: going)?|it hanging)(?: today)?|"
    r"how do you do|how have you been|what'?s up|sup|wassup|nice to meet you|good to (?:see|meet) you)\W*$"
)
THANK = compiled(
    r"\b(?:thanks|thank you|thank u|thanx|thx|ty|tysm|appreciate (?:it|that|your|the)|much appreciated|"
    r"cheers)\b"
)
BYE = compiled(
    r"\b(?:bye+|goodbye|good bye|see (?:you|ya)(?! on| at)|take care|have a (?:great|good|nice) (?:day|one|evening|"
    r"night|weekend)|"
    r"that(?:'s| is|'ll be| will be|s)(?: really)? (?:all|it)(?: i (?:need(?:ed)?|wanted))?(?: for (?:now|today|"
    r"me))?(?=\W|$)|all set|"
    r"i'?m (?:done|finished|good)(?: for now)?(?=\W*$)|that (?:should|will|would) (?:do|be all|be it)|"
    r"nothing (?:else|more)|"
    r"that (?:covers|does) it|that(?:'s| is|'ll be| will be) everything|this is all i need|"
    r"no(?:t)? (?:more|other) questions|i don'?t need anything else|that'?s everything)\b"
)
AFFIRM = compiled(
    r"^\W*(?:(?:ok|okay|well|oh|um|great|hi|hey|alright|ah|no problem|no worries)[,.! ]+)*(?:yes+|ye+a+h*|ya|yah|"
    r"yep+|yup+|yea|sure|ok(?:ay)?|k|please do|yes please|"
    r"of course|absolutely|definitely|certainly|sounds? (?:good|great|perfect|fine|nice|like a plan)|perfect|correct|"
    r"right|"
    r"alright|all right|go ahead|do it|book it|confirm(?:ed)?|let'?s do (?:it|that)|that'?s? (?:is )?(?:right|"
    r"correct|fine|good|great|perfect|it)|"
    r"(?:that|it|this) works|works for me|please|why not|i(?:'d| would) (?:like|love) (?:that|to)(?=\W*$)|i do(?=\W*$)|"
    r"that (?:would|will) (?:be|do|work)|fine|good|great|awesome|cool|si|sí|"
    # Borrowed by who writes English and is asked yes or no; Dale is a name as well.
    r"claro|por supuesto|por favor|de acuerdo|est[aá] bien|adelante|[oó]rale|[aá]ndale|con gusto|h[aá]galo|perfecto|"
    r"(?:dale|vale)(?=\W*$|[,.!]| (?:pues|si|sí|por|gracias|please|thanks)\b))(?![a-záéíóúñ])"
)
DENY = compiled(
    r"^\W*(?:(?:ok|okay|well|oh|um|sorry|hmm|thanks|thank you)[,.! ]+)*(?:no+(?! (?:more|less|higher|later|earlier|"
    r"problem|worries|pets?|dogs?|cats?|animals|furniture|kids|smok\w+|fewer|limit|preference|idea)\b)|nope|nah|"
    r"not (?:now|yet|really|right now|at (?:this|the) (?:time|moment)|today|just (?:now|yet)|interested|that)|"
    r"never ?mind|don'?t|neither|none|that(?:'s| is) (?:not|wrong)|wrong|incorrect|i don'?t (?:think so|want)|"
    r"i'?d rather not|negative)\b"
)
LIKES = compiled(
    r"\b(?:(?:sounds?|sounding|seems?|looks?|is|would be|will be|'s)(?: (?:really|very|so|just|pretty|like|to be|"
    r"absolutely|quite|that)){0,3} (?:a |an )?"
    r"(?:good|great|nice|perfect|ideal|excellent|wonderful|lovely|amazing|fine|interesting|okay|ok|awesome|fantastic|"
    r"promising|right|suitable|fit|match|"
    r"the one|(?:the )?best|everything i|what i(?:'m| am)? (?:want|need|looking)|lovely)|"
    r"i(?:'d| would)? (?:really )?(?:like|love|want|prefer|take|choose)(?: the (?:sound|look)s? of)? (?:this|that|it|"
    r"the (?:first|second|third|last) one)|"
    r"i(?:'ll| will| would like to|'d like to) (?:take|go with|have|try|rent|choose) (?:this|that|it)|"
    r"has everything i|i(?:'m| am) interested in (?:this|that|it)|(?:this|that|it) (?:apartment |one |place |"
    r"property )?"
    r"(?:works|will work|will do|would work|suits|interests|fits)|good (?:choice|option|one)|make (?:that|it|"
    r"this) work|(?:fine|good|okay|ok|great) (?:with|by|for) me|perfect for me|works for me|let'?s go with)\b"
)
