"""What happens when somebody uses the app's commands, buttons, forms and shortcuts.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.doubles.slack import choosing, filling
from tests.doubles.slack.channels import Channel
from tests.doubles.slack.messages import Message
from tests.doubles.slack.parts import Parts
from tests.doubles.slack.payloads import Payloads
from tests.doubles.slack.record import Delivery
from tests.doubles.slack.users import User
from tests.doubles.slack.views import View
from tests.doubles.slack.wire import views

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Used:
    """What became of a use: how the app acknowledged it, and what the person saw of that."""

    delivery: Delivery

    @property
    def acknowledged(self) -> bool:
        """Whether the app acknowledged it in time."""
        return self.delivery.fate == "acknowledged"

    @property
    def after(self) -> float | None:
        """Seconds until it was acknowledged."""
        return self.delivery.after

    @property
    def answer(self) -> Any:
        """What the app said in acknowledging: text, JSON, or None."""
        return self.delivery.attempts[-1].answer

    @property
    def trouble(self) -> str:
        """What Slack shows instead of an answer, empty if all is well."""
        if self.acknowledged:
            return ""
        timed_out = self.delivery.attempts[-1].failure.endswith("timeout")
        return "operation_timeout" if timed_out else "dispatch_failed"


class Using:
    """One person, using the app."""

    def __init__(self, user: User, parts: Parts) -> None:
        self._user = user
        self._parts = parts
        self._payloads = Payloads(parts.world)

    async def slash(self, command: str, text: str, channel: Channel) -> Used:
        """Use a slash command; raise `LookupError` where there is none of that name."""
        known = self._parts.world.app.commands
        if known is not None and command not in known:
            raise LookupError(f"{command} is not a valid command")
        if self._user not in channel.members.values():
            raise PermissionError(f"{self._user} is not in {channel}")
        fields = self._payloads.command(self._user, channel, command, text)
        fields["response_url"] = self._parts.hooks.new(self._user, channel)
        fields["trigger_id"] = self._trigger()
        used = await self._send("slash_commands", fields)
        said = used.answer
        if isinstance(said, str) and said:
            said = {"text": said}
        if isinstance(said, dict):
            self._parts.hooks.take(self._user, channel, said)
        return used

    async def press(self, where: Message | View, action: str, value: Any) -> Used:
        """Use an element of a message or a view."""
        payload, blocks = self._on(where, "block_actions")
        block, element = choosing.find(blocks, action)
        at = self._parts.world.ids.ts()
        payload["actions"] = [choosing.action(block, element, value, at)]
        if isinstance(where, Message):
            payload["state"] = {"values": {}}
            hook = self._parts.hooks.new(self._user, where.channel, where)
            payload["response_url"] = hook
        return await self._interact(payload)

    async def suggest(self, where: Message | View, action: str, typed: str) -> list[Json]:
        """Ask for the options of a menu."""
        payload, blocks = self._on(where, "block_suggestion")
        block, element = choosing.find(blocks, action)
        payload |= {"action_id": element.get("action_id"), "block_id": block.get("block_id")}
        used = await self._interact(payload | {"value": typed})
        found: list[Json] = (used.answer or {}).get("options") or []
        return found

    async def submit(
        self, view: View, values: Mapping[str, Any], crafted: Mapping[str, Json] | None = None
    ) -> Used:
        """Send a modal off, and do with it what the app says.

        `crafted` are fields by block and action, as somebody sends them without Slack's client.
        """
        self._must_see(view)
        if view.content.get("submit") is None:
            raise LookupError("there is nothing to press in order to send it off")
        state = filling.state(view.blocks, values) | dict(crafted or {})
        payload = self._payloads.interaction("view_submission", self._user)
        payload |= {"view": views.view(view, self._bot(), state), "response_urls": []}
        used = await self._interact(payload)
        if used.acknowledged:
            self._respond(view, used.answer or {})
        return used

    def _respond(self, view: View, said: Json) -> None:
        # https://docs.slack.dev/surfaces/modals#response_actions
        match said.get("response_action"):
            case "errors":
                asked = {each["block_id"] for each in view.blocks if each["type"] == "input"}
                if unknown := set(said["errors"]) - asked:
                    raise LookupError(f"the form has nothing to fill in at {unknown}")
                view.errors = dict(said["errors"])
            case "clear":
                self._parts.views.clear(self._user)
            case "update":
                self._parts.views.update(view, said["view"])
            case "push":
                self._parts.views.push(self._user, said["view"])
            case _:
                self._parts.views.close(view)

    async def close(self, view: View) -> None:
        """Close a modal, of which the app may want to hear."""
        self._must_see(view)
        self._parts.views.close(view)
        if view.content.get("notify_on_close"):
            payload = self._payloads.interaction("view_closed", self._user)
            payload |= {"view": views.view(view, self._bot()), "is_cleared": False}
            await self._send("interactive", payload)

    async def shortcut(self, callback_id: str, message: Message | None) -> Used:
        """Use a shortcut; raise `LookupError` where there is none of that name."""
        known = self._parts.world.app.shortcuts
        if known is not None and callback_id not in known:
            raise LookupError(f"there is no shortcut {callback_id}")
        kind = "shortcut" if message is None else "message_action"
        payload = self._payloads.interaction(kind, self._user)
        payload |= {"callback_id": callback_id, "action_ts": self._parts.world.ids.ts()}
        if message is not None:
            self._must_see(message)
            payload |= self._payloads.on_message(message)
            del payload["container"]
            payload["message_ts"] = message.ts
            payload["response_url"] = self._parts.hooks.new(self._user, message.channel, message)
        return await self._interact(payload)

    def open_home(self, tab: str, channel: Channel) -> None:
        """Look at a tab of the app."""
        told: Json = {"user": self._user.id, "channel": channel.id, "tab": tab}
        home = self._parts.views.homes.get(self._user)
        if tab == "home" and home is not None:
            told["view"] = views.view(home, self._bot())
        if self._parts.world.app.agent:
            told["context"] = self._parts.world.looking_at.get(self._user, {})
        self._parts.world.tell(self._user.workspace, "app_home_opened", **told)

    def _on(self, where: Message | View, kind: str) -> tuple[Json, list[Json]]:
        self._must_see(where)
        payload = self._payloads.interaction(kind, self._user)
        if isinstance(where, Message):
            return payload | self._payloads.on_message(where), list(where.shown.blocks)
        written = views.view(where, self._bot())
        container = {"type": "view", "view_id": where.id}
        return payload | {"container": container, "view": written}, where.blocks

    def _must_see(self, what: Message | View) -> None:
        if isinstance(what, View):
            seen = what.user is self._user and what.is_open
        else:
            seen = what in what.channel.seen_by(self._user)
            seen = seen and (what.channel.has(self._user) or what.channel.kind.value == "channel")
        if not seen:
            raise PermissionError(f"{self._user} does not see {what}")

    async def _interact(self, payload: Json) -> Used:
        if not self._parts.world.app.interactivity:
            raise LookupError("interactivity is not switched on for the app")
        return await self._send("interactive", payload | {"trigger_id": self._trigger()})

    async def _send(self, kind: str, payload: Json) -> Used:
        return Used(await self._parts.deliveries.ask(kind, payload))

    def _trigger(self) -> str:
        return self._parts.views.trigger(self._user)

    def _bot(self) -> User:
        found = self._parts.world.bot(self._user.workspace)
        if found is None:
            raise LookupError(f"the app is not installed in {self._user.workspace.name}")
        return found
