"""A community's own web pages, fetched so that nobody can make us call what is not public."""
