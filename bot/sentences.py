"""What a person reads when something went wrong: what happened, whether to try again, what to do.

Errors carry data; this is the one place that speaks. Details are for the log.
"""

from bot import errors
from bot.errors import CauserieError, ModelError

_UNEXPECTED = (
    "Something went wrong inside the bot, and nothing was answered. Your message is kept; "
    "try again, and tell an admin if it happens once more."
)

_MODEL: dict[type[ModelError], str] = {
    errors.ModelUnreachable: (
        "{endpoint} cannot be reached. Try again {wait}; if it stays so, the operator should check "
        "the network and the base URL."
    ),
    errors.ModelSilent: "{model} did not answer in time. Try again {wait}.",
    errors.ModelBusy: "{model} is busy and asked to wait. Try again {wait}.",
    errors.ModelFailing: "{endpoint} reports a fault of its own. Try again {wait}.",
    errors.StreamBroken: "The answer of {model} broke off. Try again {wait}.",
    errors.ModelUnusable: (
        "{model} did not answer in the form that is needed here. Try again, or put it another way."
    ),
    errors.QuotaExhausted: (
        "The account behind the API key has no credit left, so trying again does not help. "
        "The operator has to add credit or use another key."
    ),
    errors.KeyRejected: (
        "{endpoint} does not accept the API key for {model}, so trying again does not help. "
        "The operator should check OPENAI_API_KEY and what the key may use."
    ),
    errors.ModelUnknown: (
        "{endpoint} has no model named {model}. Trying again does not help: choose another with "
        "/model, or the operator sets `models.default`."
    ),
    errors.NotAnEndpoint: (
        "What answers at {endpoint} is no OpenAI-compatible API, so trying again does not help. "
        "The operator should check the base URL; it usually ends in /v1."
    ),
    errors.SafetyRefused: (
        "The safety system of {endpoint} refused this. Trying again as it is does not help; asking "
        "in other words may."
    ),
    errors.RequestRejected: (
        "{model} does not accept the request ({status}). Trying again as it is does not help; "
        "the log says more."
    ),
}

# What is wrong with the endpoint is wrong for the moderation model and the others alike.
_SAME_FOR_ALL = (errors.KeyRejected, errors.ModelUnreachable, errors.QuotaExhausted)


def sentence(error: BaseException) -> str:
    """Say what happened, in words that carry no secret and no text of a message."""
    match error:
        case ModelError():
            return _model(error)
        case errors.ScreeningUnavailable():
            return _unjudged(error.__cause__)
        case errors.NotPermitted():
            return f"You may not do this here: it needs {error.needs}. Ask an admin."
        case errors.QueueFull():
            return (
                f"{error.waiting} messages are already waiting here, so yours was not taken. "
                "Send it again in a moment."
            )
        case errors.StoreError():
            return _store(error)
        case errors.InputError() | errors.EmbeddedError() | errors.ConfigError():
            return str(error)
        case CauserieError():
            return str(error) or _UNEXPECTED
    return _UNEXPECTED


def _model(error: ModelError) -> str:
    told = _MODEL.get(type(error), "{model} gave no answer. Try again {wait}.")
    if isinstance(error, errors.NotOffered):
        return _not_offered(error)
    if isinstance(error, errors.RequestRejected) and "context_length" in error.detail:
        told = "This is too long for {model}. Send less at once, or say /forget first."
    said = told.format(
        model=error.model or "the model",
        endpoint=error.endpoint or "the endpoint",
        status=error.status or "no status",
        wait="in a moment" if error.retry_after is None else f"in {_duration(error.retry_after)}",
    )
    # A name keeps its first letter as it is.
    return f"T{said[1:]}" if said.startswith("the ") else said


def _not_offered(error: errors.NotOffered) -> str:
    if not error.endpoint:
        return (
            f"The model on this machine cannot {error.ability}. The operator can set "
            "OPENAI_API_KEY or OPENAI_BASE_URL for one that can."
        )
    return (
        f"{error.endpoint} cannot {error.ability} with {error.model}, so trying again does not "
        "help. The operator can choose another model in config.yaml, under `models`."
    )


def _unjudged(cause: BaseException | None) -> str:
    if isinstance(cause, _SAME_FOR_ALL):
        return f"{_model(cause)} Without the moderation service nothing can be shown."
    if isinstance(cause, errors.NotAnEndpoint | errors.ModelUnknown):
        return (
            f"{cause.endpoint} has no moderation service, so nothing can be shown. The operator "
            "should check the base URL, which usually ends in /v1, or set "
            "`screening.moderation.service` to `off` where the endpoint really has none."
        )
    return (
        "The moderation service gave no verdict, so nothing can be shown. Try again in a moment. "
        "(Admins can set `moderation_when_down` to `open`.)"
    )


def _store(error: errors.StoreError) -> str:
    match error:
        case errors.StoreTooNew():
            return (
                f"The database {error.location} was written by a newer version of Causerie. "
                "Update the program, or point `store.url` to another database."
            )
        case errors.StoreLocked():
            return (
                f"The database {error.location} is in use by another program. "
                "Close that program and try again."
            )
        case errors.StoreFull():
            return (
                f"There is no space left for the database {error.location}. "
                "Make room on the disk and try again."
            )
    return (
        f"The database {error.location} cannot be used"
        + (f": {error.detail}." if error.detail else ".")
        + " Check that the folder exists, may be written, and that the file is a Causerie database,"
        " or point `store.url` to another one."
    )


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    return f"{round(seconds / 60)} minutes"
