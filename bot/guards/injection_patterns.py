"""How attacks on the assistant are worded: data, over folded text. Kinds are named as in the usual test collections."""

from __future__ import annotations

import re

_ANY = r"[^\n]{0,40}?"
_WHOSE = (
    r"(?:your|all(?: of)?(?: the| your)?|any|every|the (?:previous|prior|above|earlier|initial|system|original)|"
    r"previous|prior|above|earlier|preceding|initial|original|existing|system|these|those|openai'?s?|its|sus?|tus?|"
    r"todas? (?:las|tus|sus)|las)"
)
_RULES = (
    r"(?:instructions?|prompts?|rules|guidelines|directions|directives?|commands?|orders|programming|training|"
    r"constraints|restrictions|guardrails|filters?|safety|limitations|protocols?|instrucciones|reglas|indicaciones|"
    r"ordenes)"
)
_PROMPT = (
    r"(?:(?:system|initial|original|hidden|secret|internal|base|developer|starting|default|master|underlying|"
    r"initiali[sz]ation|pre-?)[\s_-]*"
    r"(?:prompts?|instructions?|messages?|directives?|guidelines|configurations?|config|settings|context|rules|"
    r"parameters)|"
    r"sys(?:tem)?_?prompts?|pre-?prompt|meta-?prompt|prompt (?:text|template|verbatim|injection)|mensaje del sistema|"
    r"(?:instrucciones|prompt|configuracion) (?:del sistema|iniciales|internas|ocultas|originales))"
)
_SHOW = (
    r"(?:repeat|print|show|reveal|display|output|tell|give|share|list|recite|write|copy|paste|dump|leak|expose|"
    r"disclose|summari[sz]e|translate|"
    r"paraphrase|rephrase|describe|explain|provide|return|echo|say|read|quote|send|spell|encode|convert|type|"
    r"what(?:'s| is| are| was| were)|"
    r"which|repite|muestra|muestrame|revela|imprime|dime|cuales? (?:son|es)|traduce|escribe)"
)
_GIVEN = r"(?:told|given|instructed|programmed|configured|trained|asked|prompted|provided|fed|initiali[sz]ed|set up)"
_MODE = (
    r"(?:maintenance|debug(?:ging)?|developer|dev|god|admin(?:istrator)?|sudo|root|diagnostic|test(?:ing)?|jailbreak|"
    r"dan|unrestricted|unfiltered|training|safe|evil|opposite|override)"
)
_MAKE = (
    r"(?:write|compose|create|generate|draft|make(?: up)?|tell(?: me| us)?|sing|give me|code|program|escribe|compon|"
    r"cuentame|crea)"
)
_WORK = (
    r"(?:poems?|haikus?|songs?|lyrics|raps?|essays?|stor(?:y|ies)|limericks?|scripts?|(?:python|java|javascript|sql|"
    r"html|c\+\+|bash|computer) ?(?:code|program|function|script|query|class)?|code (?:to|that|for|in)|"
    r"functions? (?:to|that|in)|program (?:to|that|in)|jokes?|homework|speech|articles?|blog posts?|cover letters?|"
    r"resumes?|novels?|screenplays?|tweets?|malware|virus|poema|cancion|cuento|chiste|ensayo|codigo)"
)

# (kind, pattern). The kinds: prompt_extraction, goal_hijack, persona_jailbreak, code_injection, markup_injection,
# data_exfiltration, indirect_injection, off_topic.
_TABLE: tuple[tuple[str, str], ...] = (
    # asking how it was made and what holds it back
    (
        "prompt_extraction",
        r"\b(?:rules|guidelines|instructions|policies|restrictions) (?:that )?(?:are )?you(?:'re| are)? (?:must |"
        r"have to |should |need to |are |all )?(?:follow|following|obey|bound|under|operating)\b|"
        r"\b(?:topics?|things?|everything|anything|questions?|what)\b(?: \w+){0,2} you(?:'re|"
        r" are)?(?: \w+)? (?:not allowed|not supposed|forbidden|can'?t|cannot|shouldn'?t|not permitted|"
        r"aren'?t allowed) (?:to )?(?:discuss|say|tell|share|talk|reveal|answer|do)\b|"
        r"\bare you (?:not allowed|not supposed|forbidden) to (?:discuss|say|tell|share|talk|reveal|answer)\b|"
        r"\bhow (?:you were|were you|you are|are you|you've been) (?:configured|programmed|trained|instructed|"
        r"prompted|coded)\b|\b(?:configure|programm?|instruct|initiali[sz]e|prompt)(?:ed|s)? you\b|"
        r"\b(?:your|their|its) prompts?\b|\bthe prompts?\b(?! (?:repl|response|service|answer|maint|attention|pay))|"
        r"\bsystem[\s_./-]{1,3}prompt|\byou are a helpful assistant\b|"
        r"\b(?:authori[sz]ed|allowed|permitted|instructed) you to (?:share|show|reveal|disclose|give|tell|output)\b|"
        r"\byour (?:developers?|creators?|programmers?|makers?)\b|"
        r"\b(?:in )?your context(?: window)?\b|\"role\"\s?:|\b(?:openai|anthropic) (?:team|staff|engineers?|"
        r"employees?|support|audit|test)\b",
    ),
    # throwing the rules away
    (
        "goal_hijack",
        rf"\b(?:ignor(?:e|ing|a|en?)|disregard|forget|skip|bypass|override|overlook|discard|drop|delete|erase|"
        rf"neglect|abandon|omit|(?:don'?t|do not|stop) (?:follow|obey|listen to)\w*|set aside|haz caso omiso de|"
        rf"olvida\w*|omite)\b(?:\W+\w+){{0,3}}?\W+{_WHOSE}(?:\W+\w+){{0,4}}?\W+{_RULES}\b",
    ),
    (
        "goal_hijack",
        rf"\b(?:ignore|disregard|forget|override)\W+(?:the |all )?(?:\w+ ){{0,1}}{_RULES}\b(?! (?:in|on|from|for|"
        rf"about|to|you sent|i sent))",
    ),
    (
        "goal_hijack",
        r"\b(?:ignore|disregard|forget)\b[^\n]{0,30}\b(?:everything|anything|all|the above|above|previous|prior|"
        r"before)\b[^\n]{0,40}(?:\b(?:and|instead|then|now)\b|[.!])[^\n]{0,20}\b(?:say|print|output|write|respond|"
        r"repeat|pretend|you are)\b|\b(?:ignore|disregard|forget) (?:that|this|it)\W+(?:now )?(?:print|output|"
        r"say [\"'])",
    ),
    (
        "goal_hijack",
        r"\bforget (?:everything|all) (?:you(?:'ve| have| were| know)|that you|above|before|i said before)\b|"
        r"\b(?:your |the following are your |here are your )new (?:instructions?|task|goal|objective|role|persona|"
        r"rules|directive)\b|\bnew (?:system )?instructions?:",
    ),
    (
        "goal_hijack",
        r"\b(?:just|only|simply|now|instead|please) (?:print|output|say|write|respond with|reply with|repeat|"
        r"type)\b\W{0,3}[\"':]|\b(?:print|output|say|write|respond with|reply with|repeat|answer with|type) (?:only |"
        r"exactly |just |verbatim |the (?:following|phrase|words?|sentence|text) |this )+[^\n]{0,12}[\"':]|"
        r"\b(?:print|output) [\"']|\bstop everything\b|\brepeat after me\b",
    ),
    (
        "goal_hijack",
        r"\b(?:start|begin|end|finish|conclude|preface) (?:your|every|each|all)(?: \w+)? (?:answers?|repl(?:y|ies)|"
        r"responses?|messages?|sentences?|output) (?:with|by)\b|\b(?:reply|respond|answer) (?:only|just) (?:with|"
        r"in) (?!(?:spanish|english|a tour|the price))|\bsay (?:i understand|yes) if you agree\b|"
        r"\bonly say\b\W{0,3}[\"']",
    ),
    (
        "persona_jailbreak",
        r"\b(?:disable|turn off|remove|lift|deactivate|switch off) (?:your|all|any|the) (?:\w+ )?(?:filters?|"
        r"restrictions?|"
        r"safety|guardrails?|safeguards?|limitations?|censorship)\b(?! (?:fee|deposit|gate))|"
        r"\byou (?:have|follow|obey|know) no (?:rules|limits|restrictions|filters|guidelines)\b",
    ),
    (
        "prompt_extraction",
        r"\bwhat (?:guidelines|rules|instructions|restrictions|directives) (?:do|must|should|are) you (?:have to |"
        r"supposed to )?(?:follow|obey|under|given|bound)\b",
    ),
    # reading the prompt
    (
        "prompt_extraction",
        rf"\b(?:your|the|this|its|tu|su|el|las|tus) {_PROMPT}\b|\b{_SHOW}\b(?: \w+){{0,6}}? {_PROMPT}\b|"
        rf"\b{_PROMPT}\b[^\n]{{0,30}}\b(?:please|now|verbatim|word for word|in full|above)\b|\b(?:system prompt|"
        rf"systemprompt|sysprompt|system_prompt)s?\b",
    ),
    (
        "prompt_extraction",
        r"\byour (?:\w+ ){0,2}(?:instructions|prompt|programming|directives|source code|system message|training data|"
        r"api keys?|hidden rules|initial message|constraints|parameters|configuration)\b(?! (?:for|to) (?:move|get|"
        r"apply|park|use|schedul|tour|find|the))",
    ),
    (
        "prompt_extraction",
        rf"\b(?:what|everything|anything|all|text|words|message|information|rules|instructions?|"
        rf"context)\b(?: \w+){{0,4}}? (?:you(?:'ve)?|were you|have you)(?: \w+){{0,2}}? (?:been |were |was |"
        rf"are )?{_GIVEN}\b(?! (?:for|about) (?:the )?(?:rent|unit|tour|apartment|deposit|a tour))(?! that)",
    ),
    (
        "prompt_extraction",
        r"\b(?:repeat|print|output|copy|recite|echo|show|display|translate|summari[sz]e|paraphrase|encode|"
        r"spell check|write out|reveal)\b[^\n]{0,30}\b(?:(?:the )?(?:above|preceding|previous|prior|initial|first|"
        r"foregoing|hidden) (?:text|words?|messages?|instructions?|prompt|content|paragraph|conversation|lines?|"
        r"sentences?|section)|(?:text|words?|messages?|everything|all|content|lines?) (?:above|before (?:this|my)|"
        r"preceding|that (?:came|comes) before|written above|in your context))\b",
    ),
    (
        "prompt_extraction",
        rf"\b(?:enter|enable|activate|switch to|go into|you are (?:now )?in|you're in|start|engage|in|"
        rf"turn on)\b(?: \w+){{0,2}} {_MODE}[\s-]mode\b|\b{_MODE}[\s-]mode(?: (?:on|enabled|activated|engaged)\b|"
        rf"\s?:)|"
        rf"\b(?:admin(?:istrator)?|system|developer|root|security|emergency) override\b|\boverride (?:code|command|"
        rf"mode|protocol)\b|\bsudo\b|\b(?:display|show|print|dump|list|output)\b(?: \w+){{0,2}} (?:system|bot|model|"
        rf"internal) (?:configuration|config|settings|variables|info|logs?|state)\b",
    ),
    (
        "prompt_extraction",
        r"\bconsole\.log\b|\bprint\s?\(\s?\w*prompt|\b(?:get|show|read|dump|cat|return|echo)[\s_(.]*(?:system|"
        r"initial)?_?prompt\b|<\/?\s?(?:system|instructions?|prompt)[\w-]*\s?>|\[\s?(?:system|inst|instructions?|"
        r"prompt)\s?\]|<\|[\w ]{0,20}\|>|###\s?(?:system|instruction|human|assistant)|^\s?(?:system|assistant|"
        r"developer)\s?:",
    ),
    # playing somebody else
    (
        "persona_jailbreak",
        r"(?:^|[.!?,;:\n]\s*|\b(?:you (?:to|will|must|should|can|now|have to|are going to|are to|shall)|please|and|"
        r"to|let's|now)\s+)(?:act|behave|respond|answer|function|operate|reply|talk|speak)(?: \w+){0,2}? (?:as(?: if|"
        r" though)?|like) (?!(?:a |my |our |the |an )?(?:guarantor|co-?signer|reference|landlord|emergency contact|"
        r"soon|possible|well|usual|long))",
    ),
    (
        "persona_jailbreak",
        r"\b(?:pretend|imagine|suppose|simulat(?:e|ing)|role-?play\w*|make believe|"
        r"hypothetically)\b[^\n]{0,30}\b(?:you(?:'re| are| "
        r"were)|(?:pretend|role-?play\w*)(?: \w+)? (?:to be|being|as (?:a|an|my))|an? (?:ai|chatbot|model|assistant|"
        r"character))\b|"
        r"\b(?:pretend|role-?play\w*) (?:\w+ )?(?:to be|being|as (?:a|an|my)|you|(?:that )?(?:the|this|"
        r"it))\b|\b(?:from now on|starting now|"
        r"henceforth),? (?:you(?:'re| are| will|"
        r" must| have| shall| can)?|act|respond|pretend|answer|only)\b|\byou(?:'re| are) now (?!(?:open|closed|"
        r"leasing|offering|showing|full|accepting))(?:an? |the |in |going|called|\w+gpt|free|no longer|unrestricted|"
        r"dan)|\b(?:finge|actua como|haz de cuenta|a partir de ahora eres)\b",
    ),
    (
        "persona_jailbreak",
        r"\bd\.?a\.?n\.?\b(?= |:|\]|,|\.)(?<!\bdan )(?:(?= (?:mode|would|does|can|is|stands|prompt))|(?=[\]:]))|"
        r"\bdo anything now\b|\bjail ?break\w*|\bjailbroken\b|\b(?:stay|remain|break) in? ?character\b|"
        r"\byour name is now\b|\bconversation between (?:two|an?)\b|\byou (?:will|are going to|must|"
        r"shall) be (?:simulating|playing|acting|impersonating)\b|"
        r"\bin character\b|\b(?:no|without|free (?:of|from)|any|not bound by|bypass\w*|ignor\w+|"
        r"remove)\b[^\n]{0,24}\b(?:censorship|content polic\w+|openai'?s? (?:rules|polic\w+|guidelines|instructions)|"
        r"ethic(?:s|al)\b|moral(?:s|ity)?\b|ai (?:safety|restrictions|rules)|guardrails|filters or restrictions|"
        r"restrictions at all|rules at all)\b|\bun(?:restricted|filtered|censored) (?:ai|assistant|mode|version|"
        r"model|bot|chatbot|answers?)\b",
    ),
    (
        "persona_jailbreak",
        r"\b(?:fictional|hypothetical|evil|amoral|opposite|imaginary) (?:\w+ )?(?:language model|ai|assistant|"
        r"chatbot|character|bot)\b|\b(?:openai|anthropic|chatgpt|gpt-?[345]?o?|llm)\b[^\n]{0,40}\b(?:employee|rules|"
        r"instructions|polic\w+|do not|would|enabled|guidelines|restrictions|unlocked)\b|\bdo not respond as\b|"
        r"\b(?:as|like) (?:a |an )?(?:unfiltered|uncensored|unrestricted|evil)\b|\btwo (?:different |"
        r"separate )?(?:ways|responses|answers|personas)\b|\[(?:user|custom|jailbreak|your|insert)[^\]\n]{0,30}\]",
    ),
    # saying to be somebody with power
    (
        "prompt_extraction",
        r"\b(?:i(?:'?m| am)|this is|as|speaking as|soy)\s+(?:\w+,? )?(?:your|the|an?|el|la|"
        r"tu)?\s?(?:\w+ ){0,2}(?:developer|programmer|engineer|administrator|admin|creator|owner|sysadmin|auditor|"
        r"supervisor|manager|ceo|openai|anthropic|desarrollador|administrador|gerente|"
        r"dueno)\b[^\n]{0,80}\b(?:debug\w*|troubleshoot\w*|override|overrid\w+|authori[sz]\w+|unlock|grant me|prompt|"
        r"config\w*|database|logs|leads|internal|confidential|credentials|access to|other (?:tenants|residents|"
        r"prospects|visitors)|(?:set|change|update|lower|reduce|drop|waive|make|give)\b[^\n]{0,24}\b(?:rent|price|"
        r"fee|deposit|discount|free)\b|testing (?:you|this|the)|(?:show|give|tell|send) me (?:the |your |"
        r"all )(?:system|prompt|config|data|logs?|leads?|instructions?))",
    ),
    # data that is not theirs
    (
        "data_exfiltration",
        r"!\[|\bmarkdown (?:image|link)\b|\burl[- ]?encoded?\b|\bexfiltrat\w+|\[data\]|\b(?:send|post|upload|"
        r"transmit|leak|forward)\b[^\n]{0,40}\b(?:this |the |our |all )?(?:conversation|chat(?: history)?|data|"
        r"secrets?|prompt|leads?)\b[^\n]{0,20}\bto\b[^\n]{0,12}(?:https?:|www\.|[\w-]+\.(?:com|net|org|io))|"
        r"\b(?:summary|history|contents?) of (?:this|the|our) conversation\b[^\n]{0,40}(?:https?:|url|link|image)|"
        r"\b(?:dump|list|show|export|give me)\b[^\n]{0,20}\b(?:database|all (?:the )?(?:leads|visitors|users|tenants|"
        r"residents|customers|records|conversations)|(?:user|customer|tenant|lead) (?:table|records|list))\b|"
        r"\b(?:api|secret|access|admin) (?:keys?|tokens?|password|credentials)\b",
    ),
    (
        "data_exfiltration",
        r"\b(?:list|show|give|tell|send|share|what are)\b[^\n]{0,24}\b(?:emails?|e-?mail addresses|phone numbers?|"
        r"names|"
        r"contacts?|addresses|data|details)\b[^\n]{0,12}\b(?:of|for|from) (?:all |your |the |other |"
        r"any )*(?:residents|"
        r"tenants|visitors|prospects|leads|customers|users|neighbou?rs)\b|\b(?:list|show|name)\b[^\n]{0,16}\b(?:all|"
        r"other|every)(?: the| your| other)? (?:visitors|residents|tenants|prospects|leads|users)\b(?! (?:parking|"
        r"spots|"
        r"rules|amenit|events))",
    ),
    # markup and code
    (
        "markup_injection",
        r"<\s?/?\s?(?:script|img|iframe|svg|a|div|span|style|object|embed|form|input|body|html|link|meta|video|audio|"
        r"marquee|details|math|base|button|textarea|table|xml|foreignobject|template|noscript|frameset|isindex|"
        r"bgsound|p|b|h1|br|applet|image)\b[^>\n]{0,400}>?|javascript\s?:|vbscript\s?:|\bon(?:error|load|click|"
        r"mouse\w+|focus|toggle|begin|start|finish)\s?=|data:text/html|document\s?\.\s?(?:cookie|location|write|"
        r"domain)|window\s?\.\s?\w+\s?=|\balert\s?[(`;]|\beval\s?\(|expression\s?\(|\{\{.{0,80}\}\}|\$\{.{0,80}\}|<%|"
        r"&#x?\d+;|%3c\s?/?script|\\[xu]0{0,2}3c|srcdoc",
    ),
    (
        "code_injection",
        r"\bunion\s+(?:all\s+)?select\b|\bdrop\s+(?:table|database|schema|view|user)\s+\w|\binsert\s+into\s+\w+|"
        r"\bdelete\s+from\s+\w+(?:\s+where|\s?;|\s?--|$)|\bupdate\s+\w+\s+set\s+\w+\s?=|\bselect\s+(?:\*|"
        r"\w+\s?(?:,\s?\w+\s?)+|count\s?\(|\w+\s+from\s+(?:users?|information_schema|customers?|accounts?|admins?|"
        r"pg_\w+|sqlite_\w+|leads?|dual))|\balter\s+table\b|\btruncate\s+table\b|\bcreate\s+(?:table|user|"
        r"database)\s+\w+|\bexec(?:ute)?\s+(?:xp_|sp_|immediate)|\bxp_cmdshell\b|\bwaitfor\s+delay\b|"
        r"\bsleep\s?\(\s?\d|\bpg_sleep\b|\bbenchmark\s?\(|\bload_file\s?\(|\binto\s+outfile\b|\binformation_schema\b|"
        r"\bsubstring\s?\(|\bchar\s?\(\s?\d+|['\"]\s?\)*\s?(?:or|and|having)\s+\(*\s?['\"]?\w+['\"]?\s?[=<>]|"
        r"%27(?:%20|\+|\s)|\b(?:or|"
        r"and)\s+1\s?=\s?1\b|['\";]\s?;?\s?(?:shutdown|drop|exec|insert|update|delete|select|truncate)\b|"
        r";\s?shutdown\b|['\"]\s?;?\s?--|/\*.{0,40}\*/",
    ),
    (
        "code_injection",
        r"\brm\s+-rf\b|/etc/(?:passwd|shadow|hosts)|\$\([^)\n]{1,80}\)|[;|&]{1,2}\s?(?:ls|cat|wget|curl|bash|sh|nc|"
        r"whoami|id|ping|chmod|python|powershell|cmd)\b(?: |$|-)|\.\./\.\.|\b__(?:import|class|globals|builtins)__|"
        r"\bos\.system\b|\bsubprocess\b|\bcmd\.exe\b|\bpowershell\s+-|%00|\bjndi:|x5o!p%@ap",
    ),
    # written in code
    (
        "prompt_extraction",
        r"\b(?:rot-?13|base-?(?:64|32|16)|caesar cipher|morse(?: code)?|pig latin|leet ?speak|hex(?:adecimal)?|"
        r"ascii codes?|braille|zalgo|nato phonetic|atbash|ecoji|uuencode\w*|quoted-printable|substitution cipher|"
        r"cipher)\b|\b(?:encode|decode|decrypt|encrypt|decipher)\b|\b(?:reverse|backwards?)\b[^\n]{0,30}\b(?:text|"
        r"words?|letters?|response|answer|reply|sentence|instructions?|prompt)\b|\breplace (?:all |every |"
        r"each )?(?:the )?(?:vowels?|letters?|words?|spaces?)\b|\bacrostic\b",
    ),
    # what a quoted or pasted text wants of the reply
    (
        "indirect_injection",
        r"\b(?:include|insert|add|append|embed|integrate|incorporate|mention|place|put|slip|weave|inject|promote|"
        r"advertise|sneak)\b[^\n]{0,90}?\b(?:in|into|to|within|at the (?:end|start|beginning|top|bottom) of|"
        r"throughout|inside|as part of) (?:your|the|each|every|all)(?: \w+)? (?:response|repl(?:y|ies)|answers?|"
        r"output|message|summary)\b(?! (?:about|on) (?:the )?(?:2|unit|rent|price))|\b(?:encode|translate|reverse|"
        r"write|rewrite|convert|format|render|express|scramble|substitute|change|modify) (?:your|the|this|all|each|"
        r"every)(?: \w+)? (?:response|reply|answer|output|message)s?\b|\b(?:your|the) (?:entire |whole |"
        r"final )?(?:response|reply|answer|output) (?:should|must|has to|needs to|shall|will) (?:be|include|contain|"
        r"start|begin|end|only|have|consist)\b|\b(?:use|only use|substitute|with|"
        r"in) (?:only )?emojis?\b[^\n]{0,40}\b(?:answer|reply|response|represent|instead)\b|\b(?:respond|reply|"
        r"answer)(?: \w+){0,3} (?:in|with|using) (?:only )?(?:emojis?|riddles?|rhymes?|json|all caps|uppercase|code|"
        r"reverse|a poem|klingon|pirate)\b",
    ),
    # other people's errands
    (
        "off_topic",
        rf"\b{_MAKE}\b(?:\W+\w+){{0,4}}?\W+{_WORK}\b|\b(?:do|solve|finish|help (?:me )?with|write) (?:my|this|"
        rf"the) (?:\w+ )?(?:homework|essay|assignment|thesis|math problem|equation)\b|\btranslate (?!(?:the |my |"
        rf"your |this )?(?:lease|contract|application|document|page|policy|agreement|paperwork|that|it|chat|form|"
        rf"please)\b)[^\n]{{1,80}}\b(?:to|into|in) (?:spanish|french|german|chinese|english|italian|latin|japanese|"
        rf"russian|klingon|arabic|portuguese|korean)\b|\b(?:capital|president|population) of (?!the (?:board|hoa|"
        rf"company|association))[a-z]+|\bsolve (?:for|the equation)\b|\bwho won the\b|"
        rf"\b(?:what(?:'s| is)|how(?:'s| is)) the weather\b|\bque (?:tiempo|clima) hace\b|"
        rf"\bwhat(?:'s| is) \d+ ?(?:[*x+/^-]|times|plus|minus|divided by) ?\d+\b|"
        rf"\bhow (?:do|can|to)(?: i|"
        rf" you)? (?:make|build|hack|pick|cook) (?:a )?(?:bomb|meth|weapon|drugs|lock|wifi|someone)",
    ),
)

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple((kind, re.compile(pattern)) for kind, pattern in _TABLE)
