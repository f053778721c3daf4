"""How well recorded people are understood and answered, measured through the code that ships (`domiq eval`)."""
