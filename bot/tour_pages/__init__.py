"""The pages behind the link of a booked tour: see, confirm, move and cancel it, without signing in."""
