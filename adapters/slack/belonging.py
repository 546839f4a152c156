"""To which workspace, of which organization, a delivery belongs."""

from dataclasses import dataclass

from adapters.slack.wire import Json


@dataclass(frozen=True, slots=True)
class Ids:
    """A workspace in an organization of Enterprise Grid, "" outside of one.

    With `everywhere` it was the organization that installed the app, for all of its workspaces;
    `team` may be "" then, where a delivery concerns all of them.
    """

    team: str
    enterprise: str = ""
    everywhere: bool = False


def ids_of(body: Json) -> Ids:
    """Read them from a delivery of any kind.

    In a channel that workspaces share, it is the one that has installed the app that counts.
    """
    first: Json = next(iter(body.get("authorizations") or ()), {})
    everywhere = first.get("is_enterprise_install", body.get("is_enterprise_install"))
    enterprise = first.get("enterprise_id") or body.get("enterprise_id") or _id(body, "enterprise")
    team = (
        first.get("team_id")
        or (body.get("view") or {}).get("app_installed_team_id")
        or body.get("context_team_id")
        or _id(body, "team")
        or body.get("team_id")
        or _of_user(body)
    )
    return Ids(str(team or ""), str(enterprise or ""), everywhere in {True, "true"})


def _of_user(body: Json) -> str | None:
    user = body.get("user")
    return user.get("team_id") if isinstance(user, dict) else None


def _id(body: Json, name: str) -> str | None:
    found = body.get(name)
    return found.get("id") if isinstance(found, dict) else None
