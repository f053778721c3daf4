"""`python -m app` is the `domiq` command."""

from app.cli import main

main()
