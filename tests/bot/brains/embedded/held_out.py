"""What visitors write, held back from the examples of `bot/brains/embedded/learnt/`: none of it stands there.

By the intent that is right; `none` are messages of which nothing may be made. "a / b" where both readings would do.
"""

from __future__ import annotations

ENGLISH: dict[str, str] = {
    "person": """can somebody from the office help me out
get a living breathing human on here
i'd prefer dealing with a person tbh
could you hand me over to your staff
is there a number where i reach someone
bots never understand me, someone else please
let me speak to whoever is in charge
have someone ring me back
stuck at a red light, ten min late
i'm at the front door and nobody opens
our uber is slow, we will be late for the tour
im downstairs, who lets me in
nobody ever answered my emails, i'm fed up""",
    "stop_asking": """quit asking for my email already
you're not getting my phone number
why would i tell you my name
my number is nobody's business but mine
i'd like to remain anonymous
no spam please, i won't leave an address
can i get an answer without handing over my details""",
    "search": """anything cozy for a couple
what do you have for rent right now
i gotta find somewhere to live fast
we want a larger home
do u still have space
show me your apartments
cheaper, please, my budget is tight
holy moly that's pricey
i could never pay that much
that rent is insane
got something that costs less""",
    "more_homes": """what other homes do you have
those don't do it for me
any more besides these
show me a couple of other ones
not these, something different""",
    "quote": """has somebody taken it yet
is that apartment still up for grabs
how large is the second one
what would the monthly payment be for it
tell me more about that home
what's the difference between C-12 and C-14
how much would i pay for the first
which of the two is bigger""",
    "ask": """can i bring my dog along
is electricity part of the rent
do you have bike storage
where's your office
what do i need to be approved
could i sublease in the summer
is there covered parking""",
    "tour": """i'd love to come and have a look around
when could i see it
can you fit me in for a viewing
we want to see the apartment before we sign
mind if i stop in and look at it
let me come see the place
i want to check it out in person""",
    "tour_move / tour_cancel": """i can't at that hour any more
that slot doesn't suit me anymore""",
    "tour_move": """could we do it on some other day
please push my appointment back a bit
work got in the way, can i come another day
i need a different time for my visit""",
    "tour_cancel": """we won't show up, please scrap it
i no longer need the appointment
take me off your list for the visit
we went with a different apartment, so no tour""",
    "tour_confirm": """yes i'm coming tomorrow
i will definitely show up
we're still good for our visit
you'll see me there""",
    "tour_status": """what time was my appointment again
am i on your calendar
do you still have my booking
i forgot when i'm supposed to come
which day is my viewing""",
    "is_ai": """is there an actual human behind this
sounds like i'm chatting with a bot
are you some kind of ai
am i chatting with a machine""",
    "help": """not sure how to use this thing
what sort of stuff can you do
what can i do here
i'm lost, where should i start""",
    "greet": """heya there
good evening to you
yo yo
hey, how have you been""",
    "thank": """thank u so much
that was really helpful
you've been awesome
appreciate your help""",
    "bye": """ok i have to go
ttyl, bye
i'm done for today
have a lovely day
i'll be back later""",
    "affirm": """oh yes, let's go
sounds perfect
sure thing, do that
i'm game""",
    "deny": """nah i'm fine
not right now
i'd rather pass
no interest""",
    "inform": """it'll be me and my girlfriend
i'm a teacher
we have a newborn
i work nights at the hospital""",
    "none": """zxcv bnm
hahaha
my uncle has a boat
what's the tallest mountain
how do i bake bread
stock tips please
who sang that song
hm, let me see
elephants are huge
lorem ipsum dolor
free crypto giveaway
knitting is fun
what should i cook tonight
the train strike is annoying
42
tell me a story
i saw a ghost
blue green yellow
are aliens real
translate good morning into german
umm
beep boop
the match yesterday was wild
can you fix my car""",
}
SPANISH: dict[str, str] = {
    "person": """quisiera que me atendiera alguien de la oficina
me comunica con un ejecutivo por favor
prefiero hablar con gente
hay forma de que alguien me llame
no quiero chatear con un robot, páseme a una persona
voy a llegar tarde a la visita
hay un tráfico horrible, llego en quince minutos
estoy en la puerta y no abre nadie
nadie contesta mis correos, estoy harta""",
    "stop_asking": """no le pienso dar mi correo
para que quieren mi telefono
ya deje de pedir mis datos
mi nombre no se lo digo a nadie""",
    "search": """necesito rentar un lugar pronto
qué departamentos tienen
me quiero mudar, qué hay
algo para tres personas
está bien caro
no puedo gastar tanto
hay algo que salga más barato
uf carísima la renta""",
    "more_homes": """muéstreme más opciones
esos no me gustaron
qué otros tiene
hay algún otro que me enseñe""",
    "quote": """ese todavía está libre
cuánto pagaría por el primero
qué diferencia hay entre esos dos
cuál de los dos es más grande
y cuanto vale el segundo""",
    "ask": """puedo llevar a mi perro
el agua va incluida
qué documentos piden
hay lugar para mi carro
dónde queda la oficina""",
    "tour": """quiero ir a conocer el departamento
cuándo lo puedo ver
me agenda una cita para verlo
podemos pasar a verlo
quisiera echarle un ojo en persona""",
    "tour_move": """puedo ir otro día mejor
necesito cambiar el día de mi visita
ya no puedo ese día, me da otra fecha
se puede mover mi cita""",
    "tour_cancel": """ya no vamos a ir, cancele por favor
borre mi visita
encontré otro departamento, ya no voy
quiero anular mi cita""",
    "tour_confirm": """sí voy a ir mañana
ahí estaré sin falta
confirmo que voy""",
    "tour_status": """a qué hora es mi visita
qué día quedé de ir
sigue agendada mi cita
me puede recordar mi cita""",
    "is_ai": """estoy hablando con una máquina
usted es una persona real
esto lo contesta un robot""",
    "help": """no sé cómo usar esto
en qué me puede ayudar
qué se puede preguntar aquí""",
    "greet": """hola qué tal
buenas, cómo está
muy buenos días""",
    "thank": """muchas gracias, muy amable
le agradezco mucho
me sirvió bastante""",
    "bye": """me voy, hasta luego
eso es todo por hoy
nos vemos después""",
    "affirm": """sí, está perfecto
órale, hágalo
va, me parece bien""",
    "deny": """no por el momento
así déjelo, no gracias
no me hace falta""",
    "inform": """somos mi novia y yo
soy maestra
trabajo de noche en el hospital""",
    "none": """qwer tyui
jejeje
mi tío tiene un barco
cómo se hace el pan
cuál es la montaña más alta
los elefantes son enormes
cuéntame una historia
qué cocino hoy
el partido estuvo bueno
rojo verde azul
tradúceme esto al alemán
ayer vi un fantasma
hmmm
un dos tres probando
pásame la receta
te gusta bailar""",
}


def _listed(table: dict[str, str], language: str) -> list[tuple[str, frozenset[str], str]]:
    return [
        (text, frozenset(right.split(" / ")), language) for right, texts in table.items() for text in texts.split("\n")
    ]


HELD_OUT = [*_listed(ENGLISH, "en"), *_listed(SPANISH, "es")]
"""(text, the intents that are right, language)"""
