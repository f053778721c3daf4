"""What is said where Fair Housing rules apply: the same words for everybody, in the visitor's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.context import Community


@dataclass(frozen=True, slots=True)
class Wording:
    english: str
    spanish: str

    def of(self, community: Community, spanish: bool) -> str:
        wording = self.spanish if spanish else self.english
        call = ""
        if community.phone:
            call = (
                f" También puede llamar al {community.phone}." if spanish else f" You can also call {community.phone}."
            )
        return wording.format(name=community.name, address=f"{community.address}, {community.city}", call=call)


WORDINGS: dict[str, Wording] = {
    "no_characterization": Wording(
        "I can't describe the people who live at {name} or around it: everyone is welcome here. For facts about the "
        "area, public sources such as the U.S. Census are the place to look. I can tell you about the homes "
        "themselves, such as sizes, prices, amenities and availability, or set up a tour so that you can see for "
        "yourself.",
        "No puedo describir a las personas que viven en {name} ni en los alrededores: aquí todos son bienvenidos. "
        "Para datos sobre la zona puede consultar fuentes públicas como el Censo de EE. UU. Con gusto le informo "
        "sobre los departamentos, precios y servicios, o le agendo una visita.",
    ),
    "safety": Wording(
        "I can't rate or compare areas. The local police department publishes crime data for every address, public "
        "websites map it, and many people visit at different times of day before they decide. I'm glad to tell you "
        "what the building and the homes have, or to set up a tour.",
        "No puedo calificar ni comparar zonas. La policía local publica estadísticas por domicilio, hay sitios "
        "públicos que las muestran en un mapa, y conviene visitar a distintas horas. Con gusto le informo sobre el "
        "edificio y los departamentos, o le agendo una visita.",
    ),
    "schools": Wording(
        "I can't rate schools. The school district and the state's department of education publish reports on each "
        "one, and the district can tell you which schools serve {address}. I'm glad to help with the homes themselves "
        "or a tour.",
        "No puedo calificar escuelas. El distrito escolar y el departamento de educación del estado publican informes "
        "de cada una, y el distrito le dirá cuáles corresponden a {address}. Con gusto le ayudo con los departamentos "
        "o una visita.",
    ),
    "neutral_facts": Wording(
        "I can't speak to who lives here, but some things are the same for everyone: I can look for a home by floor, "
        "size, price and features, and the leasing team can tell you about quiet hours. Would you like me to search, "
        "or to set up a tour at the time of day that matters to you?",
        "No puedo hablar de quién vive aquí, pero sí de lo que es igual para todos: puedo buscar por piso, tamaño, "
        "precio y características, y el equipo le informa sobre las horas de silencio. ¿Quiere que busque o que "
        "agende una visita?",
    ),
    "location_facts": Wording(
        "I don't have that distance on hand. A map search from {address} shows what is near and how far, and I've "
        "passed your question to the leasing team as well.",
        "No tengo esa distancia a la mano. Una búsqueda en el mapa desde {address} muestra qué hay cerca, y también "
        "pasé su pregunta al equipo.",
    ),
    "assistance_animal": Wording(
        "Thank you for telling me. Assistance animals, including service and emotional support animals, are not "
        "treated as pets, so pet fees, pet deposits and breed or size limits don't apply to them. I've let the "
        "leasing team know, and they will go over the next steps with you; no medical details are needed here. "
        "Meanwhile I'm happy to look for homes or book a tour.{call}",
        "Gracias por avisarme. Los animales de asistencia, incluidos los de servicio y de apoyo emocional, no se "
        "consideran mascotas, así que no se les aplican cuotas, depósitos ni límites de raza o tamaño. Ya avisé al "
        "equipo, que le explicará los siguientes pasos; aquí no hacen falta detalles médicos. Mientras tanto puedo "
        "buscarle un departamento o agendar una visita.{call}",
    ),
    "accommodation": Wording(
        "Thank you for telling me. Requests for a reasonable accommodation or modification are welcome at {name}, and "
        "I've passed yours to the leasing team, who will go over the next steps with you. There's no need to share "
        "medical details here. Meanwhile I'm happy to look for homes or book a tour.{call}",
        "Gracias por avisarme. En {name} se atienden las solicitudes de adaptaciones o modificaciones razonables, y "
        "ya pasé la suya al equipo, que le explicará los siguientes pasos. No hace falta compartir detalles médicos "
        "aquí. Mientras tanto puedo buscarle un departamento o agendar una visita.{call}",
    ),
    "accessible_home": Wording(
        "I don't want to guess which homes and entrances are accessible, so I've asked the leasing team to confirm it "
        "for you. Reasonable accommodations and modifications can be requested at {name} as well, and I can look for "
        "homes or book a tour right away.{call}",
        "No quiero adivinar qué departamentos y accesos son accesibles, así que pedí al equipo que se lo confirme. En "
        "{name} también se pueden solicitar adaptaciones razonables, y puedo buscar opciones o agendar una visita "
        "ahora mismo.{call}",
    ),
    "familial_welcome": Wording(
        "Families with children are welcome at {name}, in every home: there's no adults-only building or floor, and "
        "the same occupancy standard applies to every household.",
        "Las familias con niños son bienvenidas en {name}, en cualquier departamento: no hay edificios ni pisos solo "
        "para adultos, y a todos los hogares se les aplica el mismo límite de ocupantes.",
    ),
    "same_homes": Wording(
        "Families with children are welcome in every home at {name}, so no building, floor or side is meant for "
        "them more "
        "than another. What differs is the homes themselves: I can look by floor, size, price and features, tell you "
        "about amenities and quiet hours, or set up a tour so that you can see for yourself.",
        "En {name} las familias con niños son bienvenidas en cualquier departamento: ningún edificio, piso o lado "
        "es más "
        "para ellas que otro. Lo que cambia son los departamentos mismos: puedo buscar por piso, tamaño, precio y "
        "características, informarle sobre los servicios y las horas de silencio, o agendarle una visita.",
    ),
    "equal_criteria": Wording(
        "Everyone is welcome to apply at {name}. The same published criteria apply to every applicant, whatever their "
        "background, family, faith, age or identity, and nobody is steered to or away from a home. I'm happy to look "
        "for homes or book a tour.",
        "En {name} todos pueden presentar su solicitud. A cada solicitante se le aplican los mismos criterios "
        "publicados, sin importar su origen, familia, religión, edad o identidad. Con gusto le busco un departamento "
        "o agendo una visita.",
    ),
    "equal_criteria_asked": Wording(
        "Everyone is welcome to apply at {name}, and the same published criteria apply to every applicant. So that I "
        "don't guess at the details, I've asked the leasing team to answer this for you. Meanwhile I'm happy to look "
        "for homes or book a tour.{call}",
        "En {name} todos pueden presentar su solicitud, y a todos se les aplican los mismos criterios publicados. "
        "Para no adivinar los detalles, pedí al equipo que le responda. Mientras tanto puedo buscarle un departamento "
        "o agendar una visita.{call}",
    ),
    "source_of_income": Wording(
        "Thank you for asking; everyone is welcome to apply at {name}. So that I don't guess at how your voucher or "
        "assistance program works here, I've asked the leasing team, who will get back to you with the details. "
        "Meanwhile I can show you homes and book a tour, the same as for anyone.{call}",
        "Gracias por preguntar; en {name} todos pueden presentar su solicitud. Para no adivinar cómo funciona su vale "
        "o programa de asistencia, pregunté al equipo, que le dará los detalles. Mientras tanto puedo mostrarle "
        "departamentos y agendar una visita, como a cualquier persona.{call}",
    ),
    "decline_preference": Wording(
        "I can't choose or rule out a home by who lives near it: {name} follows fair housing law and everyone is "
        "welcome. I'm happy to search by price, size, floor, move-in date or features instead.",
        "No puedo elegir ni descartar un departamento según quién viva cerca: {name} cumple las leyes de vivienda "
        "justa y todos son bienvenidos. Con gusto busco por precio, tamaño, piso, fecha de mudanza o características.",
    ),
    "handoff_complaint": Wording(
        "Thank you for telling me, and I'm sorry that you had to. This goes to a person: I've passed it to the "
        "leasing team to follow up with you. You can also contact the fair housing office of HUD or a local fair "
        "housing organization at any time.{call}",
        "Gracias por decírmelo; lamento la situación. Esto lo atiende una persona: ya lo pasé al equipo para que le "
        "dé seguimiento. También puede acudir en cualquier momento a la oficina de vivienda justa de HUD o a una "
        "organización local.{call}",
    ),
    "hopa_check": Wording(
        "I have no age restriction on record for {name}: people of every age are welcome, and whoever signs the lease "
        "has to be old enough to sign one.",
        "No tengo registrada ninguna restricción de edad en {name}: personas de todas las edades son bienvenidas, y "
        "quien firma el contrato debe tener edad legal para firmarlo.",
    ),
    "hopa_senior": Wording(
        "{name} describes itself as housing for older persons. So that I tell you nothing wrong about who may live "
        "here, I've asked the leasing team to explain it to you.{call}",
        "{name} se describe como vivienda para personas mayores. Para no darle datos equivocados, pedí al equipo que "
        "se lo explique.{call}",
    ),
}
