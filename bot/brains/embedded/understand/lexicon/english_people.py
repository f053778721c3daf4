"""How people speak of themselves, and point at what they were shown, in English."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon.build import rules, words
from bot.brains.embedded.understand.lexicon.english_dates import ORDINALS

NAME = r"[A-ZÀ-Ý][\w'’À-ÿ\-]+(?: (?:[a-z]{1,3} )?[A-ZÀ-Ý][\w'’À-ÿ\-]+){0,2}"
ANY_NAME = r"[A-Za-zÀ-ÿ][\w'’À-ÿ\-]+(?: [A-Za-zÀ-ÿ][\w'’À-ÿ\-]*){0,2}"
NAME_ENDS = r")(?= here\b|[.,!?;)\n]|$| and | from | at | my | not | with(?:out)? | - | \()"

PEOPLE = rules(
    [
        # Kind `any` is followed by a name in whatever case, `proper` by one that must be written as a name, `maybe` by
        # a name or by a day ("it's Monday", "for April").
        ("any", r"(?i:\b(?:my (?:full |first )?name(?:'s| is|s|:| -)(?: is)?|(?<!last )(?<!family )(?<!middle )"
                r"name(?:'s| is|:)|call me(?! at| on|"
                r" back| when| if| later| tomorrow| asap| please| now)|you can call me|under the name(?: of)?|"
                r"i go by|(?:it'?s|it is|i'?m|name|that'?s) (?:spelled|spelt|written)(?: as)?)"
                r"(?: (?:spelled|spelt))?):? +(?P<name>"
                + ANY_NAME + ")"),
        ("proper", r"(?i:\b(?:i'?m|i am|this is|name|here is)):? +(?P<name>" + NAME + NAME_ENDS),
        # With a greeting before it and nothing after it, in whatever case: "hi im ana".
        ("any", r"^\W*(?i:hi|hello|hey|hiya)(?: there)?[,!. ]+(?i:i'?m|i am|this is|it'?s) "
                r"(?P<name>[A-Za-zÀ-ÿ]{2,})\W*$"),
        ("proper", r"^\W*(?:(?i:hi|hello|hey)[,! ]+)?(?P<name>" + NAME + r")(?= here\b)"),
        ("maybe", r"(?i:\b(?:it'?s|that'?s|for)):? +(?P<name>" + NAME + NAME_ENDS),
        ("last", r"(?i:\b(?:my )?(?:last name|surname|family name)(?:'s| is|:)?) +(?P<name>" + ANY_NAME + ")"),
    ]
)  # fmt: skip

NOT_NAMES = words(
    "it's its that's looking interested wondering hoping trying here moving relocating thinking planning "
    "searching new not just "
    "also so very really good fine ok okay great sorry sure happy glad ready available free busy done able unable "
    "going coming from in on at the a an my your flexible open calling texting writing asking currently still "
    "late early yes no yeah nope yep please thanks thank you hello hi hey what when where who why how can could "
    "would will do does did is are was it that this there i we need want like have has and or but if for to of "
    "with by about email phone number name contact studio bedroom bedrooms apartment home unit tour visit "
    "schedule book none nothing nobody private prefer rather tomorrow today "
    "tonight morning afternoon evening noon anytime later never mind stop skip cancel pass perfect works sounds "
    "cool awesome right correct wrong the maybe both either neither all any some one two three four five six "
    "seven eight nine ten first second third last actually retired retiring single married pregnant a an student "
    "nurse teacher disabled deaf blind pet rent buy change another other show find be by way thing things "
    "whatever idk dunno wait hold question questions problem guess think mean stuff cheers as asap everything "
    "something anything why don't dont won't wont i'd id i'm im i'll ill let lets let's me us ty thx ok "
    "while meanwhile until till since because before after during although though anyway however besides instead "
    "unless "
    "whether whenever once again already yet soon quick quickly hmm hm um uh oh ah wow lol haha same such most "
    "more less many much few lot lots nice great perfect cheap pets parking rent lease deposit prices "
    "office hours open application apply section voucher vouchers floor building buildings pool gym laundry dog "
    "cat dogs "
    "cats people person human agent team manager someone somebody anyone anybody everyone me you he she they them "
    "we it "
    "am be been being had has got get give take tell talk speak call text send reach leave let make go come be left "
    "depends depending first-floor please-wait now away urgent urgently immediately "
    "back curious bored confused desperate homeless lost tired excited nervous worried stressed sick hungry "
    "broke home engaged divorced undecided unsure local "
    "wont cant no-one weekdays weekends monday's today's not-yet your ours"
)  # fmt: skip

BACKGROUND = rules(
    [
        ("work_location", r"\b(?:i|we)(?:'ll| will)? (?:be )?work(?:ing)? (?:at|for|near|in|over at|out of|"
                          r"with) (?:the )?(?P<value>[a-z0-9][\w&'.\- ]{1,40}?)(?=[,.;!?\n]|$| and | so | but )"),
        ("work_location", r"\bmy (?:job|office|work|workplace|new job) is (?:at|in|near|by|on|"
                          r"with) (?:the )?(?P<value>[a-z0-9][\w&'.\- ]{1,40}?)(?=[,.;!?\n]|$| and | so | but )"),
        ("work_location", r"\b(?:new |got a |a |starting a )job (?:at|with|"
                          r"in) (?:the )?(?P<value>[a-z0-9][\w&'.\- ]{1,40}?)(?=[,.;!?\n]|$| and | so | but )"),
        ("reason_for_moving", r"\b(?:(?:i'?m|we'?re|i am|we are) )?(?:moving|relocating|transferring)(?: (?:here|"
                              r"there|out|to \w+(?: \w+)?))? (?P<value>(?:for|because|due to|since|to be (?:closer|"
                              r"near))\b[^.;!?\n]{3,60}?)(?=[.;!?\n]|$|,? (?:and|so|but) (?:i|we|want|need|would|am|"
                              r"looking|my)\b)"),
        ("reason_for_moving", r"\b(?P<value>(?:(?:i|we) (?:just )?(?:got|have|am starting|'m starting|"
                              r"start) a (?:new )?job|(?:my|our) lease (?:is (?:up|ending)|ends|expires)|(?:i'?m|"
                              r"we'?re|i am|we are) (?:downsizing|getting married|getting divorced|retiring|upsizing|"
                              r"graduating|"
                              r"having a baby|expecting)|(?:i|we) (?:need|want) (?:more space|to downsize)|"
                              r"getting (?:married|divorced)|growing family|new in town|job (?:transfer|"
                              r"relocation))[^.;!?\n,]{0,40}?)(?=[.;!?\n,]|$| (?:so|but) (?:i|we)\b)"),
    ]
)  # fmt: skip

ORDINAL = r"(?:1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth)"
REFERENCES = rules(
    [
        ("unit", r"\b(?:unit|apt\.?|apartment|home|no\.|number|"
                 r"suite) ?#? ?(?P<unit>[a-z]?-?\d{1,4}[a-z]?)\b(?! ?(?:bed|bath|br|people|month|week|day))|"
                 r"#(?P<hash>[a-z]?-?\d{1,4}[a-z]?)\b|\b(?P<dashed>[a-z]-\d{2,4})\b"),
        ("ordinal", rf"\b(?:the |your )?(?P<n>{ORDINAL})"
                    r"(?: (?:one|home|unit|apartment|option|place|time|slot|listing|choice|property))\b"),
        ("ordinal", r"^\W*(?:(?:and|so|then|i'?d like|i like|i'?ll take|let'?s do|maybe|yes|ok|how about|what about|"
                    r"i want|i prefer)[ ,]+)*the (?P<n>" + ORDINAL + r")\b(?=\W*(?:$|please|works|sounds|is|looks))"),
        ("ordinal", rf", (?:but )?the (?P<n>{ORDINAL})\W*$"),
        ("number", r"(?:^\W*(?:no\.?|#)|\b(?:option|number|choice)) ?(?P<n>[1-9])\b"),
        ("last", r"\bthe later (?:one|time|slot)\b|\bthe last(?: (?:one|home|unit|apartment|option|time|"
                 r"slot))?\b(?! (?:day|week|month|year|minute))|"
                 r"\bthe latest (?:one|time|slot)\b"),
        # "Anything cheaper" wishes for other homes than those shown.
        ("cheapest", r"\b(?:cheapest|least expensive|lowest(?:[- ]priced)?|most affordable)\b|"
                     r"\b(?:the|which|is) (?:cheaper|less expensive|more affordable)\b"),
        ("priciest", r"\b(?:the )?(?:most expensive|pricier|priciest|more expensive)(?: (?:one|home|unit|apartment|"
                     r"option))?\b"),
        ("largest", r"\b(?:the )?(?:bigger|biggest|larger|largest)(?: (?:one|home|unit|apartment|option))\b"),
        ("smallest", r"\b(?:the )?(?:smaller|smallest)(?: (?:one|home|unit|apartment|option))\b"),
        ("earliest", r"\b(?:the )?(?:earliest|earlier|soonest|first available|first)(?: (?:one|time|slot|appointment|"
                     r"tour))\b|\bas early as possible\b|\bthe earliest\b"),
        ("that", r"\b(?:that|this)(?: (?:one|home|unit|apartment|place|property|option|time|slot|day))\b|"
                 r"\bthe (?:apartment|place|property|unit|home)\b|\b(?:that|this|it) (?:works|sounds|looks|seems|"
                 r"will work|would work|is (?:good|great|fine|perfect|nice))\b|\b(?:like|love|take|see|visit|tour|"
                 r"book|view) (?:it|that|this)\b"),
    ]
)  # fmt: skip

ASKED = rules(
    [
        # What a line said to the visitor asks for; the last one that matches is what the visitor answers.
        ("bedrooms", r"\bhow many (?:bed|room)|\bnumber of (?:bed|room)|\bbed ?rooms? (?:do|would|are|should)|"
                     r"\bwhat size\b|\bhow many rooms\b|\band bed ?rooms\b"),
        ("bathrooms", r"\bhow many bath|\bnumber of bath"),
        ("area", r"\b(?:which|what) (?:\w+ )?(?:area|city|location|part|neighborhood|place|town)\b|"
                 r"\bwhere\b.{0,60}\?|\blocation\b.{0,40}\?|\bspecific area\b|\barea\b.{0,40}\?|\bin where\b|"
                 r"\bwhich city\b"),
        ("place", r"\b(?:what|which) (?:apartment|property|community|building|complex|place|home)\b.{0,60}\?"),
        ("budget", r"\b(?:budget|price range|how much (?:would|do|are|can) you|price)\b.{0,40}\?"),
        ("deal", r"\b(?:rent or (?:buy|purchase)|buy or (?:rent|lease)|renting or buying|buying or renting|"
                 r"looking to (?:rent|buy))\b"),
        ("pets", r"\b(?:do|will|would) you (?:have|be bringing|bring|own) (?:any )?pets\b|\bany pets\b.{0,20}\?"),
        ("furnished", r"\bfurnished\b.{0,30}\?"),
        ("occupants", r"\bhow many (?:people|occupants|of you)\b|\bwho (?:will|is going to) (?:be )?liv"),
        ("contact", r"\b(?:your|get your|have your|may i have your) (?:full |first )?(?:name|email|phone|number|"
                    r"contact)\b|\bwho am i speaking\b"),
        ("move_in", r"\bmove[- ]in\b.{0,40}\?|\bwhen (?:do|would|are|will) you (?:\w+ ){0,3}(?:mov|need)"),
        ("tour_time", r"\b(?:when|what (?:day|date|time)|which (?:day|date|time)|"
                      r"what (?:is )?(?:your )?preferred)\b.{0,70}?\b(?:visit|tour|see|view|come|go|schedule|"
                      r"appointment|booking|book|works?|free|available|viewing|start|date|time|suit)\b.{0,60}|"
                      r"\bwhat day\b|\bwhich day\b|\bwhen\b.{0,40}\?"),
        ("book", r"\b(?:schedule|book|confirm|arrange|visit|tour|appointment|viewing|reserve|see|view)\b.{0,90}\?|"
                 r"\bis (?:that|this) (?:correct|right|ok|okay|fine)\b|\b(?:correct|right) ?\?|\bplease confirm\b|"
                 r"\bconfirm (?:the|that|this|your|me)\b|\b(?:should|shall) i (?:book|schedule|set|arrange|"
                 r"confirm)\b|\bverify\b"),
        ("more", r"\banything else\b|\bany ?thing (?:more|further)\b|\bfurther (?:help|assist)|\belse (?:can|"
                 r"may) i\b|\bsomething else\b|\bcan i (?:help|assist) you with (?:any|some|more)"),
    ]
)  # fmt: skip

__all__ = ["ASKED", "BACKGROUND", "NOT_NAMES", "ORDINALS", "PEOPLE", "REFERENCES"]
