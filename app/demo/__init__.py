"""The demo communities, and how they are loaded."""
