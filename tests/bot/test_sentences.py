"""Every error becomes a sentence that a person can do something with."""

import pytest

from bot import errors
from bot.errors import CauserieError, ModelError
from bot.sentences import sentence


def subclasses(kind: type) -> list[type]:
    return [one for child in kind.__subclasses__() for one in (child, *subclasses(child))]


@pytest.mark.parametrize("kind", subclasses(ModelError), ids=lambda kind: kind.__name__)
def test_every_failure_of_a_model_has_a_sentence_of_its_own_without_the_detail(kind):
    told = sentence(kind("secret detail", model="gpt", endpoint="http://host/v1"))

    assert "secret detail" not in told
    assert "gpt" in told or "host" in told or "account" in told
    assert "try" in told.lower()
    assert "{" not in told


@pytest.mark.parametrize("kind", subclasses(errors.StoreError), ids=lambda kind: kind.__name__)
def test_every_failure_of_the_store_says_which_and_what_to_do(kind):
    assert "/data/causerie.db" in sentence(kind("/data/causerie.db"))


def test_no_error_of_the_core_is_without_a_sentence():
    built = {
        errors.ConfigError: errors.ConfigError([]),
        errors.NotPermitted: errors.NotPermitted("the right to manage"),
        errors.QueueFull: errors.QueueFull(3),
        errors.StoreError: errors.StoreError("db"),
    }
    for kind in CauserieError.__subclasses__():
        error = built.get(kind) or kind("Said by the error itself.")
        assert sentence(error) or kind is errors.ConfigError


def test_a_wait_that_was_asked_for_is_told():
    assert "in 30 seconds" in sentence(errors.ModelBusy(retry_after=30))
    assert "in 5 minutes" in sentence(errors.ModelBusy(retry_after=300))


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (errors.KeyRejected(endpoint="there"), "API key"),
        (errors.ModelUnreachable(endpoint="there"), "cannot be reached"),
        (errors.NotAnEndpoint(endpoint="there"), "/v1"),
        (errors.ModelFailing(endpoint="there"), "no verdict"),
    ],
    ids=repr,
)
def test_without_a_verdict_the_reason_is_told(cause, told):
    error = errors.ScreeningUnavailable()
    error.__cause__ = cause

    assert told in sentence(error)
    assert "nothing can be shown" in sentence(error)


def test_what_nobody_foresaw_is_said_plainly():
    assert "inside the bot" in sentence(RuntimeError("boom"))
    assert "boom" not in sentence(RuntimeError("boom"))
