"""Numbers of Slack's that a test may want to change."""

from dataclasses import dataclass


@dataclass(slots=True)
class Rules:
    """Limits and times; characters, bytes and seconds.

    `acknowledge_within` and `retries` (pauses before the second, third, ... attempt) hold for
    deliveries; Slack waits not at all, a minute, five: https://docs.slack.dev/apis/events-api#retries

    `text` is of chat.postMessage, `update_text` of chat.update
    (https://docs.slack.dev/reference/methods/chat.update, error `msg_too_long`), `markdown` of
    `markdown_text`, of one call of a stream, and of all markdown blocks of a message together.
    `blocks_text` is how much text all blocks of a message may have (slackapi/bolt-js#2509).

    A stream is closed `stream_lasts` seconds after its start, whatever it does meanwhile
    (slackapi/python-slack-sdk#1859). `stream_total` is how long it may grow, None for no bound.
    `stop_after_stop` is the error of chat.stopStream after the person pressed Stop; Slack says no
    word about it, except that chat.stopStream may be used then.

    `history_most` and `replies_most` become 15 for apps that are distributed commercially outside
    the Marketplace: https://docs.slack.dev/changelog/2025/05/29/rate-limit-changes-for-non-marketplace-apps

    With `mention_on_edit` an edited message that mentions the bot is an app_mention once more.
    `tells_parent` lets replies and sessions show as a `message_changed` of the thread's root in
    which no word has changed; that was seen on the wire in September 2026.
    """

    acknowledge_within: float = 3.0
    retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    text: int = 40_000
    update_text: int = 4_000
    markdown: int = 12_000
    blocks: int = 50
    view_blocks: int = 100
    blocks_text: int = 13_000
    stream_lasts: float = 300.0
    stream_total: int | None = None
    stop_after_stop: str | None = None
    status_lasts: float = 120.0
    history_usual: int = 100
    history_most: int = 1000
    replies_usual: int = 1000
    replies_most: int = 1000
    list_most: int = 1000
    trigger_lasts: float = 3.0
    response_url_uses: int = 5
    response_url_lasts: float = 1800.0
    ticket_lasts: float = 30.0
    most_connections: int = 10
    share_after: float = 0.05
    mention_on_edit: bool = True
    tells_parent: bool = True
