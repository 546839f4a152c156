"""The moderation desk: what was found at fault, who decided what about it, and who is told.

Screening finds; this package does something about it. What is found in a conversation with the bot
comes from `reporting`, what is found in other messages of a channel from `watching`. Both lay an
item on the `desk` of the server, which is a channel that its admins chose. `deciding` and
`appealing` are what its buttons lead to.
"""
