"""Platform adapters, and the contract that each of them keeps.

An adapter translates. What happens on its platform becomes a `bot.messages.Message`; the events
that `Bot.handle` yields for it become what the platform shows. It decides nothing else: commands,
screening, order, memory, cost and every sentence about them belong to the core. No adapter knows
another, and the core knows none. What two share (splitting text, pacing edits) is a module of this
package. `adapters.console` is the one to read first.

Making one
    A package here or anywhere else announces an object in the entry point group
    `causerie.adapters`; what the object has is said by `bot.platforms.Adapter`: a name, the secrets
    without which it cannot run, and `run`; `verbs` and `examine` if it wants them. `causerie run`
    starts each one whose secrets are all set, and one that needs none only where it is named.

Its files, so that whoever knows one adapter finds the way in all of them
    adapter.py   The object: connects, takes deliveries in, starts the answer to each, stops.
    convert.py   `to_message`, a pure function from the platform's event to a `Message`: no network
                 and no clock, so that a saved event is all that its test needs.
    answer.py    Follows the events of one message to the last, and calls what shows them.
    What shows   Text in the platform's markup and within its limits, in as many files as that
                 takes; the terminal's begin with screen.py and plain.py.

What comes in
    Acknowledge at once. Where a platform waits for an answer to its delivery, it gets one before
        the core is called, and the work is a task that somebody owns.
    Give every message an id that is unique on the platform and the same for every delivery of the
        same event. The core then answers it once; `DUPLICATE` means: show nothing at all.
    Name the smallest conversation. `Place` is server, channel and, where there is one, thread.
    Tell what changes the past. A message that was edited goes to `Bot.edit` under the id that it
        had, and what comes out is shown like any answer; deleted ones go to `Bot.delete`, channels
        and threads to `Bot.erase`, servers that the bot leaves and enters to `left` and `back`.
    Miss nothing. `Bot.saw` is told of everything that was read, whether it was answered or not;
        after an absence the history is read from `Bot.seen` on, within a bound, through `handle`.
    Ask who may talk. `bot.permission` decides it from `await bot.values(place)`, for messages,
        commands and buttons; the core answers everything that it is given.
    Take rights anew. `Person.admin` is what the platform says at this moment about this person.
    Derive forms. A command becomes `command` and `options`, its form comes from `bot.commands`, and
        `bot.complete()` offers values. Plain talk is the command `chat`.
    Fetch files late. `Attachment.size` is what the platform announced; `read` is called when
        somebody needs the bytes, and what is not the file (a login page) is an `OSError`.

What goes out
    Follow the events to the one `Ended`, which is always the last. A wait that has been shown ends
        there too, and so does a stream that breaks off without it.
    Show nothing but events. No word of a model or of a command reaches anybody by another way; an
        adapter has no sentences of its own but those about itself.
    Append `Text` as it comes, and replace a `Status` by what comes next. `Notice`, `Choices` and
        the answers of a private command go to the asker alone where the platform can do that.
    Never hold the events up. Edits are put together, and a rate limit delays only what is shown.
    Obey `withdraw`. The words that were shown are replaced by `Ended.text`; where that cannot be
        done they are struck, deleted, or called back in words.
    Make what the model wrote harmless. It pings nobody, loads no picture or preview by itself, and
        holds nothing that the platform obeys; the terminal drops escape sequences.

Beginning and end
    Recover at the start. Each of `await bot.unanswered(name)` goes through `bot.resume`, is shown
        where the question was asked, and looks like any other answer.
    Cancel by closing. `aclose()` on the iterator stops the model and the bill, and keeps what was
        shown. An adapter that ends the program by itself calls `Bot.stop()` before that, so that
        what is not answered yet is answered after the restart.
    Stop when cancelled: no new messages, then the answers, within `bot.running.GRACE_SECONDS`.
    Keep the library to itself. What it raises ends here; `run` raises only `CauserieError`, with a
        sentence that says what to do, and one message that fails leaves the others alone.

Its tests show `to_message` over saved events, each rule above with a scripted bot and a stand-in of
the platform, and some whole paths with the real core and the stand-in of the model.
"""
