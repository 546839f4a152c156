"""Platform adapters, and the contract that each of them keeps.

An adapter translates and does nothing else: what happens on a platform becomes a
`bot.messages.Message` for the core, and the core's events become what people see. It never screens,
stores, bills or asks a model. `adapters/console` is the one to read first.

**What it is.** A package `adapters/NAME/` (or one of somebody else), announced in pyproject.toml as
an entry point of the group `causerie.adapters` that names an object with the members of
`bot.platforms.Adapter`:

- `name`: what it is called on the command line, and `Place.platform` of all its messages.
- `secrets`: the names, in the environment, without which it cannot run. `causerie run` starts every
  adapter whose secrets are all set, and one without secrets only where it is named.
- `async run(bot, config, secrets)`: serves until it is done. When it is cancelled it takes no more
  messages, closes what it is rendering, and returns soon; what was not answered by then is answered
  after the restart. It raises a `CauserieError` that says what to do when it cannot go on, such as
  for a token that was rejected. Exceptions of the platform's library stop inside the package.

**In.** `convert.py` holds pure functions from the platform's objects to values; they are tested
without a network.

- `Message.id` is the same on every delivery of the same event; once-only rests on it.
- `Place` names the smallest conversation: server, channel and, where there are threads, the thread.
- `Person.admin` is the right to manage the server at this moment; nothing is remembered about it.
- An `Attachment` carries its announced size and a `read` that fetches the bytes when somebody needs
  them; bytes that are not the file (a login page) are an `OSError`.
- A slash command becomes `command` and `options`; its form is derived from `bot.commands`, and
  `bot.complete()` offers values while a person types. Plain talk is the command `chat`.
- The platform is acknowledged before the core is called, within the time that it allows.

**Out.** `bot.handle(message)` is iterated to its end, and closed (`aclosing`) to stop an answer.

- `Text` is appended to what was shown. It is cleared; nothing else is ever shown.
- `Status` says what the bot does meanwhile, and goes when text or another status comes.
- `Notice` and `Choices` are for the asker alone, where the platform can do that.
- Exactly one `Ended` comes last. Its `text` belongs under the answer or stands in its place; with
  `withdraw` what was shown is replaced by it. `DUPLICATE` shows nothing at all.
- Sending never holds up the iteration: edits are coalesced, and a rate limit delays only what is
  shown.
- What the model wrote cannot mention everyone, nor load a picture or a preview by itself.

**At the start** an adapter asks `bot.unanswered(name)` and passes each to `bot.resume()`, rendering
the events where the question was asked.

Adapters import the core and their platform's library, never one another. What two share (splitting
text, converting markdown) is a module of this package.
"""
