"""Discord: conversations in channels, threads and direct messages, and slash commands."""

from adapters.discord.adapter import adapter

__all__ = ["adapter"]
