"""Platform adapters, and the contract that each of them keeps.

An adapter translates. What happens on its platform becomes a `bot.messages.Message`; the events
that `Bot.handle` yields for it become what the platform shows. It decides nothing else: commands,
screening, order, memory, cost and every sentence about them belong to the core. No adapter knows
another, the core knows none, and `adapters.console` is the one to copy from.

Making one
    A package here or anywhere else announces an object in the entry point group
    `causerie.adapters`; what the object must have is `bot.platforms.Adapter`: a name, the secrets
    without which it cannot run, and `run`. `causerie run` starts each one whose secrets are set.

Its files, so that whoever knows one adapter finds the way in all of them
    adapter.py   The object: connects, takes deliveries in, starts the answer to each, stops.
    convert.py   `to_message`, a pure function from the platform's event to a `Message`: no network
                 and no clock, so that a saved event is all that its test needs. Beside it what
                 makes the platform's form of `bot.commands`; no command is written twice.
    answer.py    Follows the events of one message to the last, and calls what shows them.
    What shows   Text in the platform's markup and within its limits, in as many files as that
                 takes; the terminal's begin with screen.py and plain.py.

What it must do
    Acknowledge at once. Where a platform waits for an answer to its delivery, it gets one before
        any work is done, and the work is a task that somebody owns.
    Give every message an id that is unique on the platform and the same for every delivery of the
        same event. The core then answers it once; `DUPLICATE` means: show nothing at all.
    Follow the events to the one `Ended`, which is always the last. A wait that has been shown ends
        there too, and so does a stream that breaks off without it.
    Show nothing but events. No word of a model or of a command reaches anybody by another way; an
        adapter has no sentences of its own but those about itself.
    Append `Text` as it comes, and replace a `Status` by what comes next. `Notice`, the answers of a
        private command and an `Ended.text` that refuses go to the asker alone where the platform
        can do that.
    Obey `withdraw`. The words that were shown are replaced by `Ended.text`; where that cannot be
        done they are struck, deleted, or called back in words.
    Make what the model wrote harmless. It pings nobody, opens no preview, and holds nothing that
        the platform would obey; the terminal drops escape sequences for the same reason.
    Cancel by closing. `aclose()` on the iterator stops the model and the bill, and keeps what was
        shown. Before the program itself ends, `Bot.stop()` is called, so that what was not
        answered yet is answered after the restart.
    Recover at the start. Each of `await bot.unanswered(name)` goes through `bot.resume`, where the
        message came from, and looks like any other answer.
    Take rights anew. `Person.admin` is what the platform says at this moment about this person.
    Fetch files late. `Attachment.read` is called when somebody needs the bytes, and a `size` is
        announced before, so that nothing too large is ever fetched.
    Keep its library to itself. What that raises ends here; `run` raises `CauserieError` only, with
        a sentence that says what to do, and one message that fails leaves the others alone.
    Stop when cancelled, within `bot.running.GRACE_SECONDS`: no new deliveries, then the answers.

What its tests show
    `to_message` over saved events; each rule above against a stand-in of the platform with a
    scripted bot; and some whole paths with the real core and the stand-in of the model.
"""
