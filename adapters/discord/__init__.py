"""Discord: conversations in channels, threads and direct messages, and slash commands."""
