"""What the assistant says in English. Each key has one to three wordings; `{…}` are facts from tools and state."""

ENGLISH: dict[str, tuple[str, ...]] = {
    "verbatim": ("{text}",),
    # Small talk
    "greet": (
        "Hi! I'm the AI leasing assistant at {community}.",
        "Hello! I'm the AI leasing assistant at {community}, glad you're here.",
        "Hi there! This is {community}'s AI leasing assistant.",
    ),
    "welcome": ("You're welcome!", "Happy to help!", "My pleasure!"),
    "bye": (
        "Thanks for stopping by. I'm here whenever you need me.",
        "Take care! Come back any time.",
        "Have a great day! I'm here if anything else comes up.",
    ),
    "fine": ("No problem. I'm here if you need anything else.", "All right. Just write if anything else comes up."),
    "what_next": (
        "Great. I can search homes, answer a question or set up a tour. What would help most?",
        "Sounds good. Would you like to look at homes, ask something or set up a tour?",
    ),
    "noted": ("Got it, thanks.", "Thanks, noted."),
    "is_ai": (
        "I'm an AI assistant for {community}, and our leasing team can step in whenever you'd rather talk to a person.",
    ),
    "help": (
        "I can find available homes, tell you prices and policies, and book, move or cancel a tour at {community}.",
    ),
    "stop_asking": (
        "No problem, you don't have to share that. I can still answer questions and show you homes.{call}",
        "That's fine. Browsing homes and asking questions works without it.{call}",
    ),
    "unclear": (
        "Sorry, I didn't quite get that. I can search homes, answer questions about {community} or set up a tour.",
        "I'm not sure I understood that. I can search homes, answer questions or set up a tour: which would help?",
    ),
    # Contact
    "contact_saved": ("Thanks, I've saved that.", "Got it, thanks."),
    "contact_saved_named": ("Thanks, {name}!", "Nice to meet you, {name}!"),
    "invalid_email": ("That email address looks incomplete.", "I couldn't read that as an email address."),
    "invalid_phone": ("That phone number looks incomplete.", "I couldn't read that as a full phone number."),
    "invalid_field": ("I couldn't take that {field}.",),
    "ask_contact_again": ("Could you write it once more?", "Could you check it and send it again?"),
    "ask_contact": (
        "I can hold {when} for you. What's your name, and an email or phone number for the confirmation?",
        "{when} works. May I have your name and an email or phone number to book it?",
    ),
    "ask_reach": (
        "What email or phone number should I use for {when}?",
        "And which email or phone number should the confirmation for {when} go to?",
    ),
    "ask_contact_to_book": ("To finish your booking, what's your name and an email or phone number?",),
    "ask_contact_for_answer": (
        "Where can they reach you, by email or phone?",
        "What's a good email or phone number for their answer?",
    ),
    # A person
    "person_open": ("I've let our leasing team know. Someone will join you here shortly.",),
    "person_by": ("I've passed this on to our leasing team. You can expect to hear from them by {by}.",),
    "person_asked": ("I've passed this on to our leasing team, and they'll get back to you.",),
    "team_answers_open": (
        "I don't have that answer at hand, so I've asked our leasing team. They're in the office now.",
        "I'd rather not guess on that one, so I've asked our leasing team, who are in the office now.",
    ),
    "team_answers_by": (
        "I don't have that answer at hand, so I've asked our leasing team. Expect their answer by {by}.",
        "I'd rather not guess on that one. Our leasing team has your question and answers by {by}.",
    ),
    "team_answers": (
        "I don't have that answer at hand, so I've asked our leasing team to get back to you.",
        "I'd rather not guess on that one, so our leasing team has your question now.",
    ),
    # Homes
    "ask_bedrooms": (
        "How many bedrooms do you have in mind?",
        "What size home do you need: a studio, or how many bedrooms?",
    ),
    "ask_bedrooms_narrow": ("How many bedrooms would suit you?", "Which size would suit you best?"),
    "one_home": ("I found one that fits: {home}.", "Here's one that fits: {home}."),
    "one_home_close": ("The closest is {home}.",),
    "homes": ("These {count} fit:{homes}", "Here's what fits:{homes}"),
    "homes_some": ("{total} homes fit. Here are {count}, lowest rent first:{homes}",),
    "homes_close": ("The closest ones are:{homes}",),
    "many_homes": ("{total} homes fit, from {low} a month. Here are {count} of them.",),
    "homes_relaxed": ("Nothing matches all of your wishes right now, so I've been flexible on {wishes}.",),
    "no_homes": ("I don't have a home like that available right now.",),
    "no_more_homes": ("Those were all the homes that fit right now.",),
    "ask_pass_on_wish": ("Shall I pass your wish on to our leasing team?",),
    "rent_only": ("Please note that these homes are for rent.",),
    "ask_which_home": ("Which home do you mean?", "Which of the homes would you like to know about?"),
    "no_such_home": ("I couldn't find {reference} among the available homes.",),
    "quote": ("{name} ({size}) rents for {rent} a month, {available}.",),
    "quote_deposit": ("The deposit is {deposit}.",),
    "quote_fees": ("Fees:{fees}",),
    # Tours
    "ask_tour": ("Would you like to tour one of them?", "Shall I set up a tour?"),
    "ask_tour_one": ("Would you like a tour of it?", "Shall I find you a time to see it?"),
    "ask_tour_again": ("Would you like to set up a tour?",),
    "ask_time": ("The next tour times are {times}. Which suits you?", "I have {times}. Which one works for you?"),
    "ask_time_on": ("On {day} I have {times}. Which one works?", "For {day}: {times}. Which suits you?"),
    "ask_alternative": ("The nearest I have: {times}. Would one of these work?", "How about {times}?"),
    "ask_other_time": ("Which other day or time would suit you?",),
    "ask_time_again": ("Which of the tour times works for you?",),
    "times_closed": ("Our office is closed on {day}.",),
    "times_full": ("Nothing is free on {day} at that time.",),
    "times_past": ("That time has already passed.",),
    "times_too_soon": ("That is too short notice for a tour.",),
    "times_too_far": ("That is further ahead than I can book.",),
    "no_times": ("I don't see any open tour times right now.",),
    "ask_pass_on_tour": ("Shall I ask our leasing team to find a time for you?",),
    "tour_booked": (
        "You're booked! Your {type} tour{unit} is on {when} ({zone}), at {community}, {address}. "
        "To move or cancel it, just tell me here.",
    ),
    "tour_booked_virtual": (
        "You're booked! Your virtual tour{unit} of {community} is on {when} ({zone}). "
        "To move or cancel it, just tell me here.",
    ),
    "tour_moved": ("Done, your {type} tour has moved from {previous} to {when} ({zone}).",),
    "tour_already": ("You're all set: your {type} tour is on {when} ({zone}).",),
    "tour_cancelled": ("Your tour on {when} is cancelled. If you'd like another time later, just tell me here.",),
    "tour_cancelled_before": ("That tour on {when} was already cancelled. Just tell me if you'd like a new one.",),
    "tour_status": ("Your {type} tour is on {when} ({zone}).",),
    "tour_kept": ("All right, your tour stays as it is.",),
    "moving_tour": ("Sure, let's move your tour on {when}.",),
    "ask_cancel": ("Shall I cancel your tour on {when}?",),
    "ask_which_tour_move": ("You have tours on {tours}. Which one should I move?",),
    "ask_which_tour_cancel": ("You have tours on {tours}. Which one should I cancel?",),
    "ask_move_instead": ("You already have a tour on {when}. Shall I move it to {wanted}?",),
    "ask_book_instead": ("Would you like to book one?",),
    "problem_taken": ("Sorry, that time has just been taken.",),
    "problem_closed": ("Our office is closed at that time.",),
    "problem_past": ("That time has already passed.",),
    "problem_too_soon": ("That is too short notice for a tour.",),
    "problem_too_far": ("That is further ahead than I can book.",),
    "problem_bad_time": ("I can't book a tour at that time.",),
    "problem_unknown_type": ("We offer {types} tours.",),
    "problem_no_tour": ("I don't see an upcoming tour under this chat.",),
    # When something fails
    "failed_answer": ("Sorry, I couldn't look that up just now. Please try again in a moment.",),
    "failed_search": ("Sorry, I couldn't look up our homes just now. Please try again in a moment.",),
    "failed_tour": ("Sorry, I couldn't reach the tour calendar just now. Please try again in a moment.",),
}
