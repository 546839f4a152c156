"""The terminal: the reference adapter, the demo, and the bed for end-to-end tests."""
