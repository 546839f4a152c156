"""Status lines, titles, prompts and sessions of agents.

https://docs.slack.dev/reference/methods/assistant.threads.setStatus and
https://docs.slack.dev/reference/methods/agents.sessions.setStatus
"""

from tests.doubles.slack.agents import STATES, State
from tests.doubles.slack.api.call import Call, Json
from tests.doubles.slack.api.methods import Method, Methods
from tests.doubles.slack.channels import Channel
from tests.doubles.slack.errors import Refused, explained, missing

_MOST_LINES, _MOST_PROMPTS, _MOST_TITLE = 10, 4, 200
_UNTOLD = "missing_agent_session_stopped_event_subscription"


async def set_status(call: Call) -> Json:
    """Show a status such as "is thinking..."; an empty one takes it off."""
    channel, thread_ts = _thread(call)
    if "status" not in call.args:
        raise missing("status")
    lines = call.json("loading_messages") or []
    if len(lines) > _MOST_LINES:
        said = f"no more than {_MOST_LINES} items allowed [json-pointer:/loading_messages]"
        raise explained("invalid_arguments", [said])
    call.parts.agents.set_status(channel, thread_ts, call.text("status"), tuple(lines))
    return {}


async def set_title(call: Call) -> Json:
    """Give a thread a title."""
    channel, thread_ts = _thread(call)
    call.parts.agents.titles[channel, thread_ts] = call.need("title")
    call.parts.world.changes.changed()
    return {}


async def set_prompts(call: Call) -> Json:
    """Suggest what could be asked; an agent must not name a thread, or nothing happens."""
    channel = _written_in(call)
    prompts = call.json("prompts")
    if not prompts:
        raise missing("prompts")
    if len(prompts) > _MOST_PROMPTS or not all(_is_prompt(each) for each in prompts):
        raise Refused("invalid_arguments")
    thread_ts = call.text("thread_ts") or None
    if call.parts.world.app.agent and thread_ts is not None:
        return {}
    if not call.parts.world.app.agent and thread_ts is None:
        raise missing("thread_ts")
    shown = {"title": call.text("title"), "prompts": prompts}
    call.parts.agents.prompts[channel, thread_ts] = shown
    call.parts.world.changes.changed()
    return {}


def _is_prompt(prompt: object) -> bool:
    return isinstance(prompt, dict) and bool(prompt.get("title") and prompt.get("message"))


async def set_state(call: Call) -> Json:
    """Set the state of a session, which begins when there is none yet."""
    agents = call.parts.agents
    state = _state(call)
    title = call.text("title")
    if len(title) > _MOST_TITLE:
        raise Refused("invalid_arguments")
    channel, thread_ts = _session(call)
    starter = call.user("initiator_user_id") if call.text("initiator_user_id") else None
    session = agents.set_state(channel, thread_ts, state, title=title, initiator=starter)
    said: Json = {"status": state, "agent_status": state, "title": session.title}
    if not agents.stoppable:
        said |= {"warning": _UNTOLD, "response_metadata": {"warnings": [_UNTOLD]}}
    return said


async def rename(call: Call) -> Json:
    """Give a session another title."""
    session = call.parts.agents.sessions.get(_session(call))
    if session is None:
        raise Refused("session_not_found")
    session.title = call.need("title")[:_MOST_TITLE]
    return {"title": session.title}


def _state(call: Call) -> State:
    wanted = call.need("status")
    for state in STATES:
        if state == wanted:
            return state
    raise Refused("invalid_arguments")


def _session(call: Call) -> tuple[Channel, str]:
    if not call.parts.world.app.agent:
        raise Refused("access_denied")
    return _thread(call)


def _thread(call: Call) -> tuple[Channel, str]:
    channel = _written_in(call)
    root = channel.get(call.need("thread_ts"))
    if root is None:
        raise Refused("invalid_thread_ts")
    return channel, root.root


def _written_in(call: Call) -> Channel:
    channel = call.channel("channel_id")
    if not channel.has(call.bot):
        raise Refused("channel_not_found")
    return channel


_WRITE, _ASSIST = ("chat:write",), ("assistant:write",)
METHODS: Methods = {
    "assistant.threads.setStatus": Method(set_status, tier=0, scopes=_WRITE + _ASSIST),
    "assistant.threads.setTitle": Method(set_title, tier=4, scopes=_ASSIST),
    "assistant.threads.setSuggestedPrompts": Method(set_prompts, tier=4, scopes=_ASSIST),
    "agents.sessions.setStatus": Method(set_state, tier=3, scopes=_WRITE),
    "agents.sessions.rename": Method(rename, tier=3, scopes=_WRITE),
}
