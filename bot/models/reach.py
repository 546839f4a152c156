"""Whether an endpoint can be used: it is asked for its models, which costs nothing."""

import json

from bot.errors import NotAnEndpoint
from bot.models.client import Client, Endpoint


async def check_endpoint(endpoint: Endpoint, *, seconds: float) -> list[str]:
    """List the names of the models that the endpoint offers to this key; raises `ModelError`.

    `seconds` bounds the connection and the answer, each.
    """
    client = Client(endpoint, connect_seconds=seconds)
    try:
        with client.translated(""):
            response = await client.sdk.models.with_raw_response.list(timeout=seconds)
            return _names(response.text)
    finally:
        await client.close()


def _names(body: str) -> list[str]:
    try:
        return [str(model["id"]) for model in json.loads(body)["data"]]
    except (ValueError, KeyError, TypeError) as error:
        raise NotAnEndpoint("no list of models") from error
