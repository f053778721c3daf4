"""The same for Spanish: accents and question marks come and go as they do in messages. See `utterances`."""

from __future__ import annotations

from datetime import date, time

from utterances import MAX, MIN, Row, at, on

from bot.understanding import When

SIZES = [
    Row("busco un departamento de dos recámaras", "search", {"bedrooms": 2}),
    Row("hola tienen estudios?", "greet search", {"bedrooms": 0}),
    Row("necesito 3 habitaciones y 2 baños", "search", {"bedrooms": 3, "bathrooms": 2.0}),
    Row("2 recamaras por favor", "search", {"bedrooms": 2}),
    Row("algo de 1 cuarto", "search", {"bedrooms": 1}),
    Row("dos", "inform", {"bedrooms": 2}, asked="bedrooms"),
    Row("una nada más", "inform", {"bedrooms": 1}, asked="bedrooms"),
    Row("tres creo", "inform", {"bedrooms": 3}, asked="bedrooms"),
    Row("no 2, 3", "inform", {"bedrooms": 3}, asked="bedrooms"),
    Row("no quiero 2 recámaras, quiero 3", "search", {"bedrooms": 3}),
    Row("mejor de 3 recámaras", "search", {"bedrooms": 3}),
    Row("un depa de una recámara con baño y medio", "search", {"bedrooms": 1, "bathrooms": 1.5}),
    Row("quiero uno o dos dormitorios", "search", {"bedrooms": 1}),
    Row("tienen algo con dos baños", "search", {"bathrooms": 2.0}),
    Row("un estudio está bien", "search", {"bedrooms": 0}, asked="bedrooms"),
    Row("somos muchos, necesitamos 4 recámaras", "search", {"bedrooms": 4}),
    Row("busco depto de 2 rec", "search", {"bedrooms": 2}),
]

MONEY = [
    Row("menos de 1800", "search", {MAX: 180000}),
    Row("no más de 2 mil", "search", {MAX: 200000}),
    Row("mi presupuesto es de 1500 dólares", "inform", {MAX: 150000}),
    Row("entre 1200 y 1500 al mes", "inform", {MIN: 120000, MAX: 150000}),
    Row("como 1,600", "inform", {MAX: 160000}, asked="budget"),
    Row("unos $1700", "inform", {MAX: 170000}),
    Row("puedo pagar hasta 1900", "search", {MAX: 190000}),
    Row("1500", "inform", {MAX: 150000}, asked="budget"),
    Row("de 1300 a 1600", "inform", {MIN: 130000, MAX: 160000}, asked="budget"),
    Row("dos mil máximo", "inform", {MAX: 200000}, asked="budget"),
    Row("mil quinientos", "inform", {MAX: 150000}, asked="budget"),
    Row("no puedo pasar de 1700", "inform", {MAX: 170000}),
    Row("alrededor de 1.600 dolares", "inform", {MAX: 160000}, asked="budget"),
    Row("al menos 1500", "inform", {MIN: 150000}, asked="budget"),
    Row("no importa el precio", "inform", cleared="price_max_cents price_min_cents"),
    Row("hay algo por menos de 1600?", "search", {MAX: 160000}),
    Row("no 1500, 1800", "inform", {MAX: 180000}, asked="budget"),
    Row("1500, perdón, 1600", "inform", {MAX: 160000}, asked="budget"),
]

MOVING = [
    Row("quiero mudarme después del 10 de enero", "inform", {"move_in_date": date(2027, 1, 10)}),
    Row("me mudo a mediados de julio", "inform", {"move_in_date": date(2027, 7, 15)}),
    Row("en tres semanas", "inform", {"move_in_date": date(2026, 12, 11)}, asked="move_in"),
    Row("a fin de mes", "inform", {"move_in_date": date(2026, 11, 30)}, asked="move_in"),
    Row("lo antes posible", "inform", {"move_in_date": date(2026, 11, 20)}, asked="move_in"),
    Row("el 15 de enero", "inform", {"move_in_date": date(2027, 1, 15)}, asked="move_in"),
    Row("para el 1 de febrero", "inform", {"move_in_date": date(2027, 2, 1)}, asked="move_in"),
    Row("el próximo mes", "inform", {"move_in_date": date(2026, 12, 1)}, asked="move_in"),
    Row("a finales de diciembre", "inform", {"move_in_date": date(2026, 12, 31)}, asked="move_in"),
    Row("a principios de marzo", "inform", {"move_in_date": date(2027, 3, 1)}, asked="move_in"),
    Row("quiero mudarme en enero", "inform", {"move_in_date": date(2027, 1, 1)}),
    Row("me tengo que mudar antes del 31 de diciembre", "inform", {"move_in_date": date(2026, 12, 31)}),
    Row("dentro de dos meses", "inform", {"move_in_date": date(2027, 1, 20)}, asked="move_in"),
    Row("no, el 15", "deny inform", {"move_in_date": date(2026, 12, 15)}, asked="move_in"),
    Row("mejor en febrero", "inform", {"move_in_date": date(2027, 2, 1)}, asked="move_in"),
    Row("qué tienen disponible para diciembre", "search", {"move_in_date": date(2026, 12, 1)}),
    Row("el primero de enero", "inform", {"move_in_date": date(2027, 1, 1)}, asked="move_in"),
    Row("cuanto antes", "inform", {"move_in_date": date(2026, 11, 20)}, asked="move_in"),
    Row("no en diciembre, en enero", "inform", {"move_in_date": date(2027, 1, 1)}, asked="move_in"),
    Row("la fecha es flexible", "inform", cleared="move_in_date"),
]

HOUSEHOLD = [
    Row("tengo un perro", "inform", {"has_pets": True, "pet_details": {"kind": "dog", "count": 1}}),
    Row("tenemos dos gatos", "inform", {"has_pets": True, "pet_details": {"kind": "cat", "count": 2}}),
    Row("no tengo mascotas", "inform", {"has_pets": False}),
    Row("sin mascotas", "inform", {"has_pets": False}),
    Row(
        "tengo un perro de 40 libras",
        "inform",
        {"has_pets": True, "pet_details": {"kind": "dog", "count": 1, "weight_lbs": 40}},
    ),
    Row("mi perrito pesa 10 kilos", "inform", {"has_pets": True, "pet_details": {"kind": "dog", "weight_lbs": 22}}),
    Row("tengo un perro de servicio", "inform", {"pet_details": {"assistance_animal": True, "kind": "dog"}}),
    Row("busco algo que acepte perros", "search", {"has_pets": True, "pet_details": {"kind": "dog"}}),
    Row("no", "deny inform", {"has_pets": False}, said="¿Tiene mascotas?"),
    Row(
        "sí, una gata",
        "affirm inform",
        {"has_pets": True, "pet_details": {"kind": "cat", "count": 1}},
        said="¿Tiene mascotas?",
    ),
    Row("somos 3 personas", "inform", {"occupants_count": 3}),
    Row("somos mi esposa y yo", "inform", {"occupants_count": 2}),
    Row("solo yo", "inform", {"occupants_count": 1}),
    Row("mi esposo, mis dos hijos y yo", "inform", {"occupants_count": 4}),
    Row("vivo sola", "inform", {"occupants_count": 1}),
    Row("lo quiero amueblado", "inform", {"furnished": True}),
    Row("sin muebles por favor", "inform", {"furnished": False}),
    Row("quiero balcón y estacionamiento", "inform", {"desired_features": ["parking", "balcony"]}),
    Row(
        "que tenga lavadora y aire acondicionado",
        "inform",
        {"desired_features": ["in_unit_laundry", "air_conditioning"]},
    ),
    Row("trabajo en el Hospital Mercy", "inform", {"work_location": "Hospital Mercy"}),
    Row("me mudo por un nuevo trabajo", "inform", {"reason_for_moving": "por un nuevo trabajo"}),
    Row(
        "se me acaba el contrato en mayo",
        "inform",
        {"reason_for_moving": "se me acaba el contrato en mayo", "move_in_date": date(2027, 5, 1)},
    ),
]

PEOPLE = [
    Row("me llamo Rosa Díaz", "inform", {"first_name": "Rosa", "last_name": "Díaz"}),
    Row("soy Luis Vega", "inform", {"first_name": "Luis", "last_name": "Vega"}),
    Row("mi nombre es carlos", "inform", {"first_name": "Carlos"}),
    Row("y mi nombre se escribe Marysol, con y", "inform", {"first_name": "Marysol"}),
    Row("se escribe Yovani", "inform", {"first_name": "Yovani"}),
    Row("mi apellido se escribe Peñalosa", "inform", {"last_name": "Peñalosa"}),
    Row("mi correo es rosa@correo.example", "inform", {"email": "rosa@correo.example"}),
    Row("mi teléfono es 302 555 0142", "inform", {"phone": "+13025550142"}),
    Row(
        "Rosa Díaz, 3025550142",
        "inform",
        {"first_name": "Rosa", "last_name": "Díaz", "phone": "+13025550142"},
        asked="contact",
    ),
    Row(
        "rosa diaz rosa@correo.example",
        "inform",
        {"first_name": "Rosa", "last_name": "Diaz", "email": "rosa@correo.example"},
        asked="contact",
    ),
    Row("claro, es luis@correo.example", "affirm inform", {"email": "luis@correo.example"}, asked="contact"),
    Row("prefiero no dar mi correo", "stop_asking", asked="contact"),
    Row("no es ana@a.example, es ana@b.example", "inform", {"email": "ana@b.example"}),
]

TOURS = [
    Row(
        "trabajo de 9 a 5, puedo ir el martes después de las 6",
        "tour",
        on(11, 24),
        when=When(date(2026, 11, 24), earliest=time(18)),
    ),
    Row("quiero agendar una visita para el martes a las 2", "tour", at(11, 24, 14)),
    Row("puedo ir mañana por la mañana?", "tour", on(11, 21), when=When(date(2026, 11, 21), None, "morning")),
    Row("mejor el martes", "tour", on(11, 24), asked="tour_time", when=When(date(2026, 11, 24))),
    Row("no, el jueves a las 11", "deny tour", at(11, 26, 11), asked="tour_time"),
    Row(
        "el jueves después de las 4",
        "tour",
        on(11, 26),
        asked="tour_time",
        when=When(date(2026, 11, 26), earliest=time(16)),
    ),
    Row("antes de las 3 de la tarde", "tour", asked="tour_time", when=When(latest=time(15))),
    Row(
        "el lunes entre las 2 y las 5",
        "tour",
        on(11, 23),
        asked="tour_time",
        when=When(date(2026, 11, 23), earliest=time(14), latest=time(17)),
    ),
    Row("a partir de las 10", "tour", asked="tour_time", when=When(earliest=time(10))),
    Row("una visita virtual el miércoles a las 4 y media", "tour", {"tour_type": "virtual", **at(11, 25, 16, 30)}),
    Row("puedo verlo por mi cuenta el domingo?", "tour", {"tour_type": "self_guided", **on(11, 22)}),
    Row("la primera", "tour", asked="tour_time", shown="times", slot="2026-11-24T10:00-05:00"),
    Row("a las 2 está bien", "tour", at(11, 24, 14), asked="tour_time", shown="times", slot="2026-11-24T14:00-05:00"),
    Row("sí por favor", "affirm tour", asked="book"),
    Row("quiero cancelar mi cita", "tour_cancel"),
    Row("hay algo más temprano?", "tour", asked="tour_time", shown="times"),
    Row("el 25 a las 10 de la mañana", "tour", at(11, 25, 10), asked="tour_time"),
    Row("¿a qué hora quedó?", "tour_status"),
    Row("que dia quedamos", "tour_status"),
    Row("¿para cuándo quedó la cita?", "tour_status"),
]

REFERENCES = [
    Row("la segunda", "quote", shown="homes", home="id-311"),
    Row("el más barato", "quote", shown="homes", home="id-311"),
    Row("me gusta el más grande", "affirm quote", shown="homes", home="id-A-12"),
    Row("cuánto cuesta el segundo?", "quote", shown="homes", home="id-311"),
    Row("el último", "quote", shown="homes", home="id-A-12"),
    Row("algo más barato?", "search", shown="homes", below=174900),
    Row("tienen algo mas economico", "search", shown="homes", below=174900),
    Row("están muy caros", "search", shown="homes", below=174900),
    Row(
        "y el A-12 con mudanza el 10 de diciembre, 12 meses?",
        "quote",
        {"move_in_date": date(2026, 12, 10)},
        shown="homes",
        home="id-A-12",
        lease=12,
    ),
    Row("cuánto sale el 204 con contrato de 6 meses", "quote", shown="homes", home="id-204", lease=6),
    Row("quiero ver la primera el lunes", "tour", on(11, 23), shown="homes", home="id-204"),
    Row("no la primera, la tercera", "quote", shown="homes", home="id-A-12"),
    Row("muéstrame otros", "more_homes", shown="homes"),
]

TALK = [
    Row("hola buenas tardes", "greet"),
    Row("muchas gracias", "thank"),
    Row("eso es todo, adiós", "bye"),
    Row("quiero hablar con una persona", "person"),
    Row("eres un robot?", "is_ai"),
    Row("qué puedes hacer", "help"),
    Row("no quiero agendar una visita todavía", "deny", asked="book"),
    Row("aceptan perros?", "ask"),
    Row("cuanto cuesta el estacionamiento", "ask"),
    Row("a qué hora abre la oficina?", "ask"),
    Row("está incluida el agua?", "ask"),
    Row(
        "hola, aceptan gatos y tienen algo de 2 recámaras por menos de 2000?",
        "greet ask search",
        {"bedrooms": 2, MAX: 200000},
    ),
    Row("necesito una recámara. el estacionamiento es gratis?", "search ask", {"bedrooms": 1}),
]

IN_ONE_GO = [
    Row(
        "hola, busco un depa de 2 recamaras, maximo 1800, para enero, tengo un gato",
        "greet search",
        {
            "bedrooms": 2,
            MAX: 180000,
            "move_in_date": date(2027, 1, 1),
            "has_pets": True,
            "pet_details": {"kind": "cat", "count": 1},
        },
    ),
    Row(
        "quiero un estudio amueblado con estacionamiento por menos de 1400",
        "search",
        {"bedrooms": 0, "furnished": True, "desired_features": ["parking"], MAX: 140000},
    ),
    Row("gracias! y puedo visitar el sabado a las 11?", "thank tour", at(11, 21, 11)),
    Row(
        "perfecto, me llamo Juan Soto y mi cel es 302-555-0142",
        "affirm inform",
        {"first_name": "Juan", "last_name": "Soto", "phone": "+13025550142"},
        asked="contact",
    ),
    Row(
        "somos dos adultos y un bebé, queremos mudarnos en marzo",
        "inform",
        {"occupants_count": 3, "move_in_date": date(2027, 3, 1)},
    ),
]

ROWS = [*SIZES, *MONEY, *MOVING, *HOUSEHOLD, *PEOPLE, *TOURS, *REFERENCES, *TALK, *IN_ONE_GO]
