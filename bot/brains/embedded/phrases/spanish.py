"""What the assistant says in Spanish. Keys and parameters as in `english`."""

SPANISH: dict[str, tuple[str, ...]] = {
    "verbatim": ("{text}",),
    # Small talk
    "greet": (
        "¡Hola! Soy el asistente de IA de {community}. ¿En qué le puedo ayudar?",
        "¡Hola! Le atiende el asistente de IA de {community}. Dígame en qué le ayudo.",
    ),
    "welcome": ("¡Con gusto!", "¡De nada!", "¡Para servirle!"),
    "bye": (
        "¡Gracias por escribirnos! Aquí estoy cuando me necesite.",
        "¡Que le vaya muy bien! Vuelva cuando quiera.",
    ),
    "fine": ("No hay problema. Aquí estoy si necesita algo más.", "Está bien. Escríbame si se le ofrece algo más."),
    "what_next": (
        "¡Perfecto! Puedo buscar departamentos, responder preguntas o agendar una visita. ¿Qué prefiere?",
        "Muy bien. ¿Quiere ver departamentos, preguntar algo o agendar una visita?",
    ),
    "noted": ("Entendido, gracias.", "Gracias, tomo nota."),
    "is_ai": (
        "Soy un asistente de inteligencia artificial de {community}, y nuestro equipo puede atenderle cuando prefiera "
        "hablar con una persona.",
    ),
    "help": (
        "Puedo buscar departamentos disponibles, informarle de precios y reglas, y agendar, cambiar o cancelar una "
        "visita a {community}.",
    ),
    "stop_asking": (
        "No hay problema, no tiene que compartirlo. Igual puedo responder preguntas y mostrarle departamentos.{call}",
        "Está bien. Puede ver departamentos y preguntar sin darme sus datos.{call}",
    ),
    "unclear": (
        "Perdón, no entendí bien. Puedo buscar departamentos, responder preguntas o agendar una visita.",
        "Disculpe, no le entendí. Puedo buscar departamentos, responder preguntas o agendar una visita: ¿qué prefiere?",
    ),
    # Contact
    "contact_saved": ("Gracias, ya lo guardé.", "Entendido, gracias."),
    "contact_saved_named": ("¡Gracias, {name}!", "¡Mucho gusto, {name}!"),
    "invalid_email": ("Ese correo parece incompleto.", "No pude leer ese correo."),
    "invalid_phone": ("Ese teléfono parece incompleto.", "No pude leer ese número de teléfono."),
    "invalid_field": ("No pude tomar ese dato.",),
    "ask_contact_again": ("¿Me lo escribe otra vez?", "¿Lo revisa y me lo manda de nuevo?"),
    "ask_contact": (
        "Le puedo apartar el {when}. ¿Cuál es su nombre, y un correo o teléfono para la confirmación?",
        "El {when} está bien. ¿Me da su nombre y un correo o teléfono para agendarla?",
    ),
    "ask_reach": (
        "¿Qué correo o teléfono uso para la visita del {when}?",
        "¿A qué correo o teléfono mando la confirmación del {when}?",
    ),
    "ask_contact_to_book": ("Para terminar de agendar, ¿cuál es su nombre y un correo o teléfono?",),
    "ask_contact_for_answer": (
        "¿A qué correo o teléfono le pueden responder?",
        "¿Cuál es un buen correo o teléfono para la respuesta?",
    ),
    # A person
    "person_open": ("Ya avisé a nuestro equipo. En un momento alguien le atiende aquí.",),
    "person_by": ("Ya pasé su mensaje a nuestro equipo. Le responden a más tardar el {by}.",),
    "person_asked": ("Ya pasé su mensaje a nuestro equipo, y se comunicarán con usted.",),
    "team_answers_open": (
        "No tengo esa información a la mano, así que se la pasé a nuestro equipo, que está en la oficina ahora.",
        "Prefiero no adivinar, así que pregunté a nuestro equipo, que está en la oficina ahora.",
    ),
    "team_answers_by": (
        "No tengo esa información a la mano, así que se la pasé a nuestro equipo; responde a más tardar el {by}.",
        "Prefiero no adivinar. Nuestro equipo tiene su pregunta y responde a más tardar el {by}.",
    ),
    "team_answers": (
        "No tengo esa información a la mano, así que se la pasé a nuestro equipo.",
        "Prefiero no adivinar, así que nuestro equipo ya tiene su pregunta.",
    ),
    # Homes
    "ask_bedrooms": ("¿Cuántas recámaras necesita?", "¿De qué tamaño lo busca: estudio, o cuántas recámaras?"),
    "ask_bedrooms_narrow": ("¿Cuántas recámaras le convienen?", "¿Qué tamaño le conviene más?"),
    "one_home": ("Encontré uno que le queda: {home}.", "Aquí hay uno que le queda: {home}."),
    "one_home_close": ("El más parecido es {home}.",),
    "homes": ("Estos {count} le quedan:{homes}", "Esto es lo que le queda:{homes}"),
    "homes_some": ("Hay {total} departamentos así. Aquí van {count}, del más económico al más caro:{homes}",),
    "homes_close": ("Los más parecidos son:{homes}",),
    "many_homes": ("Hay {total} departamentos así, desde {low} al mes. Aquí van {count}.",),
    "homes_relaxed": ("Por ahora nada cumple con todo lo que pide, así que fui flexible con {wishes}.",),
    "no_homes": ("Por ahora no tengo un departamento así disponible.",),
    "no_more_homes": ("Esos eran todos los que hay por ahora.",),
    "ask_pass_on_wish": ("¿Quiere que pase su solicitud a nuestro equipo?",),
    "rent_only": ("Tome en cuenta que estos departamentos son en renta.",),
    "ask_which_home": ("¿Cuál departamento le interesa?", "¿De cuál de los departamentos le informo?"),
    "no_such_home": ("No encontré {reference} entre los departamentos disponibles.",),
    "quote": ("{name} ({size}) se renta en {rent} al mes, {available}.",),
    "quote_deposit": ("El depósito es de {deposit}.",),
    "quote_fees": ("Cargos:{fees}",),
    # Tours
    "ask_tour": ("¿Le gustaría visitar alguno?", "¿Le agendo una visita?"),
    "ask_tour_one": ("¿Le gustaría visitarlo?", "¿Le busco una hora para verlo?"),
    "ask_tour_again": ("¿Le gustaría agendar una visita?",),
    "ask_time": ("Las próximas horas para visitar son: {times}. ¿Cuál le conviene?", "Tengo {times}. ¿Cuál prefiere?"),
    "ask_time_on": ("El {day} tengo {times}. ¿Cuál le conviene?", "Para el {day}: {times}. ¿Cuál prefiere?"),
    "which_day": ("No estoy seguro de qué día dice. ¿Me puede dar la fecha?",),
    "ask_book_again": ("¿Le reservo de nuevo la visita para el {when}?",),
    "ask_alternative": ("Lo más cercano que tengo: {times}. ¿Le conviene?", "¿Qué le parece {times}?"),
    "ask_other_time": ("¿Qué otro día u hora le conviene?",),
    "ask_time_again": ("¿Cuál de las horas para la visita le conviene?",),
    "times_closed": ("Nuestra oficina está cerrada el {day}.",),
    "times_full": ("No queda nada libre el {day} a esa hora.",),
    "times_past": ("Esa hora ya pasó.",),
    "times_too_soon": ("Es muy poco tiempo para preparar una visita.",),
    "times_too_far": ("Todavía no puedo agendar con tanta anticipación.",),
    "no_times": ("Por ahora no veo horas libres para visitar.",),
    "ask_pass_on_tour": ("¿Pido a nuestro equipo que le busque una hora?",),
    "tour_booked": (
        "¡Listo! Su visita ({type}){unit} es el {when} ({zone}), en {community}, {address}. "
        "Para cambiarla o cancelarla, solo dígamelo aquí.",
    ),
    "tour_booked_virtual": (
        "¡Listo! Su visita virtual{unit} a {community} es el {when} ({zone}). "
        "Para cambiarla o cancelarla, solo dígamelo aquí.",
    ),
    "tour_moved": ("Listo, su visita ({type}) ahora es el {when} ({zone}).",),
    "tour_already": ("Todo en orden: su visita ({type}) es el {when} ({zone}).",),
    "tour_cancelled": ("Su visita del {when} está cancelada. Si más adelante quiere otra hora, solo dígamelo aquí.",),
    "tour_cancelled_before": ("Esa visita del {when} ya estaba cancelada. Dígame si quiere una nueva.",),
    "tour_status": ("Su visita ({type}) es el {when} ({zone}).",),
    "tour_kept": ("Muy bien, su visita queda como está.",),
    "moving_tour": ("Claro, cambiemos su visita del {when}.",),
    "ask_cancel": ("¿Cancelo su visita del {when}?",),
    "ask_which_tour_move": ("Tiene estas visitas: {tours}. ¿Cuál cambio?",),
    "ask_which_tour_cancel": ("Tiene estas visitas: {tours}. ¿Cuál cancelo?",),
    "ask_move_instead": ("Ya tiene una visita el {when}. ¿La cambio por {wanted}?",),
    "ask_book_instead": ("¿Quiere agendar una?",),
    "problem_taken": ("Lo siento, esa hora se acaba de ocupar.",),
    "problem_closed": ("Nuestra oficina está cerrada a esa hora.",),
    "problem_past": ("Esa hora ya pasó.",),
    "problem_too_soon": ("Es muy poco tiempo para preparar una visita.",),
    "problem_too_far": ("Todavía no puedo agendar con tanta anticipación.",),
    "problem_bad_time": ("No puedo agendar una visita a esa hora.",),
    "problem_unknown_type": ("Ofrecemos estas visitas: {types}.",),
    "problem_no_tour": ("No veo ninguna visita próxima en este chat.",),
    # When something fails
    "failed_answer": ("Lo siento, no pude consultarlo en este momento. Intente de nuevo en un rato, por favor.",),
    "failed_search": ("Lo siento, no pude consultar los departamentos. Intente de nuevo en un rato, por favor.",),
    "failed_tour": ("Lo siento, no pude consultar la agenda de visitas. Intente de nuevo en un rato, por favor.",),
}
