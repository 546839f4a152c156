"""The first answer to an interaction, which Discord wants within three seconds."""

import logging

import aiohttp
import discord

log = logging.getLogger(__name__)

UNKNOWN_INTERACTION = 10062
ALREADY_ACKNOWLEDGED = 40060
_TRIES = 2


async def acknowledge(interaction: discord.Interaction, *, private: bool) -> bool:
    """Show that the bot is at work; returns whether the interaction is still to be answered.

    It is not when it came too late (after a lost session they come again), or when another process
    has acknowledged it. A `private` one shows everything that follows to the asker alone.
    """
    for attempt in range(_TRIES):
        try:
            await interaction.response.defer(thinking=True, ephemeral=private)
        except discord.HTTPException as error:
            # What broke off may have arrived all the same, and then it was ours.
            if error.code == ALREADY_ACKNOWLEDGED and attempt > 0:
                return True
            return _given_up(interaction, error)
        except discord.InteractionResponded:
            return False
        except (aiohttp.ClientError, OSError) as error:
            log.info("interaction %d could not be acknowledged: %r", interaction.id, error)
        else:
            return True
    return False


def _given_up(interaction: discord.Interaction, error: discord.HTTPException) -> bool:
    if error.code in {UNKNOWN_INTERACTION, ALREADY_ACKNOWLEDGED}:
        log.debug("interaction %d is over or taken: %s", interaction.id, error)
    else:
        log.warning("interaction %d could not be acknowledged: %s", interaction.id, error)
    return False
