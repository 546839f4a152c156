"""Things of the world as Slack writes them in JSON."""
