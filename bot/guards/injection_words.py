"""Words that attacks cannot do without, and the commands that quoted texts smuggle in: data, over folded text."""

from __future__ import annotations

import re

# One of these has to be in a message that any pattern could match.
MAY_ATTACK = re.compile(
    r"weather|clima|tiempo hace|homework|what(?:'s| is) \d|"
    r"[<>{}\[\]`|\\$;]|!\[|--|'\s?\)?\s?(?:or|and)\b|/etc|\.\./|%00|%3c|%%|&#|x5o|javascript|vbscript|\bon\w+\s?=|"
    r"\balert|"
    r"\beval|=\s?1\b|"
    r"\b(?:ignor|disregard|forget|skip|bypass|overrid|overlook|discard|drop|delete|erase|neglect|abandon|omit|"
    r"don'?t (?:follow|obey|listen)|do not (?:follow|obey|listen|respond)|"
    r"stop (?:follow|obey|listen|every)|set aside|haz |olvida|new (?:system )?instr|your|new|just|only|simply|"
    r"instead|print|output|say|repeat|start|begin|end|finish|conclude|preface|"
    r"disabl|deactiv|lift|remov|turn off|switch off|list|name|prompt|initial|original|hidden|secret|internal|"
    r"developer|pre-?prompt|meta|mensaje|instruc|configur|"
    r"told|given|programmed|trained|prompted|provided|fed|"
    r"copy|recite|echo|reveal|display|dump|enable|activate|mode|override|admin|root|sudo|debug|console|act|behave|"
    r"respond|reply|answer|pretend|imagine|suppose|simulate|role|"
    r"guidelines|rules|share|topics?|anything|things?|are you not|authori|allowed|permitted|in your|context|prior|"
    r"make believe|"
    r"hypothe|from now|starting now|henceforth|you'?re now|you are now|finge|actua|a partir|dan|"
    r"do anything|jail|character|censor|ethic|moral|unrestrict|unfilter|"
    r"uncensor|fictional|evil|openai|anthropic|chatgpt|gpt|llm|two|this is|programmer|engineer|auditor|sysadmin|soy|"
    r"markdown|url|exfil|send|post|upload|list|export|show|api|access|"
    r"union|insert|update|select|alter|truncate|create|exec|xp_|waitfor|sleep|pg_|benchmark|load_file|into|"
    r"information_schema|substring|char|shutdown|rm|os\.|subprocess|cmd|"
    r"powershell|jndi|rot|base|caesar|morse|pig latin|leet|hex|ascii|braille|zalgo|nato|atbash|ecoji|uuenc|quoted|"
    r"cipher|encode|decode|decrypt|encrypt|decipher|revers|backward|"
    r"replace|acrostic|include|add|append|embed|integrate|incorporate|mention|promote|advertise|translate|write|"
    r"rewrite|convert|use|emoji|compose|generate|draft|make|tell|sing|"
    r"give|code|program|escribe|compon|cuentame|crea|do|solve|capital|president|population|who won|how|rephrase|"
    r"summari|paraphrase|spell|what|which|everything|repite|muestra|revela|imprime|traduce|stay|no|weave|slip|sneak|"
    r"place|put|inject|format|change)"
)

# Commands that only somebody who addresses the assistant gives; in a quoted text they are not the visitor's.
COMMAND = re.compile(
    r"^\W*(?:please |kindly |then |also |now |and |you must |you should |you will |make sure to |be sure to |always |"
    r"do not |don't |never )*"
    r"(?:write|compose|include|insert|add|append|integrate|incorporate|translate|encode|decode|reverse|summari[sz]e|"
    r"generate|provide|create|list|analy[sz]e|recommend|"
    r"promote|advertise|tell|suggest|mention|ask|convert|use|replace|respond|reply|answer|embed|conclude|end|begin|"
    r"start|finish|spread|share|send|calculate|determine|identify|"
    r"ignore|disregard|forget|print|output|say|repeat|act|pretend|reveal|show|display|give|explain|describe|draft|"
    r"formulate|develop|design|plan|research|evaluate|compare|"
    r"offer|teach|help|find out|look up|visit|click|download|call|text|inform|notify|warn|claim|pretend|persuade|"
    r"convince|direct|redirect|point|quote|execute|run|delete|"
    r"sing|recite|express|change|modify|alter|scramble|substitute|shift|randomi[sz]e|infuse|introduce|weave|"
    r"highlight|emphasi[sz]e|deny|confirm|report|book|schedule|cancel)\b"
)
