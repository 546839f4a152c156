"""How the world is written in the JSON of the API."""
