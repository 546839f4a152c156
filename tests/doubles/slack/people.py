"""People, as a test lets them act."""

from collections.abc import Mapping
from typing import Any

from tests.doubles.slack.channels import Channel
from tests.doubles.slack.messages import Message
from tests.doubles.slack.speaking import Speaker
from tests.doubles.slack.using import Json, Used, Using
from tests.doubles.slack.views import View


class Person(Speaker):
    """Somebody at the keyboard.

    What Slack's client would not let them do raises: `LookupError` for what is not there,
    `PermissionError` for what they may not, and `ValueError` for what a field does not take.
    """

    @property
    def modal(self) -> View | None:
        """The modal that is open on top, None for none."""
        stack = self.parts.views.modals.get(self.user)
        return stack[-1] if stack else None

    @property
    def home(self) -> View | None:
        """The app's home tab as this person sees it, None before it was published."""
        return self.parts.views.homes.get(self.user)

    def sees(self, channel: Channel) -> list[Message]:
        """Return what this person sees in a channel, oldest first."""
        return channel.seen_by(self.user)

    async def slash(self, command: str, text: str = "", channel: Channel | None = None) -> Used:
        """Use a slash command, by default in the conversation with the bot.

        It cannot be used in threads: https://docs.slack.dev/interactivity/implementing-slash-commands
        """
        return await self._using.slash(command, text, channel or self.dm)

    async def presses(self, where: Message | View, action: str, value: Any = None) -> Used:
        """Press a button or choose from a menu, in a message or a view.

        `action` is its action id, or the words on it; `value` is what is chosen: the value or the
        words of an option, an id, "positive" or "negative".
        """
        return await self._using.press(where, action, value)

    async def submits(
        self,
        view: View,
        values: Mapping[str, Any] | None = None,
        *,
        crafted: Mapping[str, Json] | None = None,
    ) -> Used:
        """Fill in a modal, by action id or block id, and send it off.

        `crafted` are fields by block and action that Slack's client would not send like that.
        """
        return await self._using.submit(view, values or {}, crafted)

    async def closes(self, view: View) -> None:
        """Close a modal."""
        await self._using.close(view)

    async def types(self, where: Message | View, action: str, typed: str) -> list[Json]:
        """Type into a menu that loads its options; return those that are offered."""
        return await self._using.suggest(where, action, typed)

    async def shortcut(self, callback_id: str, message: Message | None = None) -> Used:
        """Use a shortcut: one in the menu of a message, or a global one."""
        return await self._using.shortcut(callback_id, message)

    async def opens_home(self, tab: str = "home") -> None:
        """Look at the app: at its tab "home", or at "messages", where one talks with it."""
        self._using.open_home(tab, self.dm)

    async def looks_at(self, channel: Channel) -> None:
        """Look at a channel while the agent is open beside it.

        https://docs.slack.dev/reference/events/app_context_changed
        """
        team = self.workspace.id
        entity = {"type": "slack#/types/channel_id", "value": channel.id, "team_id": team}
        context = self.parts.world.looking_at[self.user] = {"entities": [entity]}
        self.parts.world.tell(
            self.workspace,
            "app_context_changed",
            user=self.id,
            channel=self.dm.id,
            context=context,
        )

    @property
    def _using(self) -> Using:
        return Using(self.user, self.parts)
