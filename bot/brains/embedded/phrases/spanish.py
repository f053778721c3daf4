"""What the assistant says in Spanish. Keys and parameters as in `english`."""

SPANISH: dict[str, tuple[str, ...]] = {
    "greet": ("¡Hola! Soy el asistente de IA de {community}. ¿En qué le puedo ayudar?",),
    "welcome": ("¡Con gusto!", "¡De nada!"),
    "bye": ("¡Gracias por escribirnos! Aquí estoy cuando me necesite.",),
    "ask_bedrooms": ("¿Cuántas recámaras necesita?",),
    "team_answers": ("No tengo esa información a la mano, así que se la pasé a nuestro equipo.",),
    "team_answers_by": (
        "No tengo esa información a la mano, así que se la pasé a nuestro equipo; responde a más tardar {by}.",
    ),
    "team_answers_open": (
        "No tengo esa información a la mano, así que se la pasé a nuestro equipo, que está en la oficina ahora.",
    ),
    "unclear": ("Perdón, no entendí bien. Puedo buscar departamentos, contestar preguntas o agendar una visita.",),
}
