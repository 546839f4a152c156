"""The operator's configuration: config.yaml, then .env, then the environment, then flags.

`load` reads and checks all of it at once. Secrets come from the environment or .env only, are held
as `SecretStr`, and are never printed.
"""

from bot.config.schema import Config, ModelCard

__all__ = ["Config", "ModelCard"]
