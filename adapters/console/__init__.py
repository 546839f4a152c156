"""The terminal: the reference adapter, the demo, and the bed for end-to-end tests."""

from adapters.console.adapter import adapter

__all__ = ["adapter"]
