"""The tables as they are today; `migrations` says how a database gets there."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    Table,
)

from bot.store.columns import Json, Utc, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only where the type is exactly INTEGER.
_Number = BigInteger().with_variant(Integer, "sqlite")

turns = Table(
    "turns",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("place", Words, nullable=False),
    Column("platform", Words, nullable=False),
    Column("server", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("thread", Words),
    Column("message_id", Words, nullable=False),
    Column("person_id", Words, nullable=False),
    Column("person_name", Words, nullable=False),
    Column("question", Words, nullable=False),
    Column("answer", Words, nullable=False),
    Column("question_tokens", Integer, nullable=False),
    Column("answer_tokens", Integer, nullable=False),
    Column("outcome", Words, nullable=False),
    Column("model", Words, nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("answered_at", Utc, nullable=False),
    Index(None, "place", "id"),
    Index(None, "message_id"),
    Index(None, "platform", "person_id", "id"),
    # An id must never come back: summaries and buttons point at turns that may be gone.
    sqlite_autoincrement=True,
)

taken = Table(
    "taken",
    metadata,
    Column("message_key", Words, primary_key=True),
    Column("platform", Words, nullable=False),
    Column("owner", Words, nullable=False),
    # The whole message, for as long as it waits for its answer, or may be asked again.
    Column("message", Json),
    Column("outcome", Words),
    Column("attempts", Integer, nullable=False),
    Column("taken_at", Utc, nullable=False),
    Column("finished_at", Utc),
    # Null for what was taken before there was this column.
    Column("place", Words),
)
_unanswered = taken.c.outcome.is_(None)
Index(
    "ix_taken_unanswered",
    taken.c.platform,
    taken.c.taken_at,
    sqlite_where=_unanswered,
    postgresql_where=_unanswered,
)
_failed = taken.c.outcome.is_not(None) & taken.c.message.is_not(None)
Index(
    "ix_taken_failed",
    taken.c.place,
    taken.c.taken_at,
    sqlite_where=_failed,
    postgresql_where=_failed,
)

summaries = Table(
    "summaries",
    metadata,
    Column("place", Words, primary_key=True),
    Column("text", Words, nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("upto", _Number, nullable=False),
    Column("written_at", Utc, nullable=False),
)

overrides = Table(
    "overrides",
    metadata,
    Column("scope", Words, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("value", Json),
)

changes = Table(
    "changes",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("scope", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("old", Json),
    Column("new", Json),
    Column("by", Words, nullable=False),
    Column("at", Utc, nullable=False),
    Index(None, "scope", "id"),
)

spendings = Table(
    "spendings",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("server", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("person", Words, nullable=False),
    Column("model", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("input", Integer, nullable=False),
    Column("output", Integer, nullable=False),
    Column("cached", Integer, nullable=False),
    Column("reasoning", Integer, nullable=False),
    Column("cost", Float),
    Column("at", Utc, nullable=False),
    Column("images", Integer, nullable=False, server_default="0"),
    Column("seconds", Float, nullable=False, server_default="0"),
    Index(None, "server", "at"),
    Index(None, "person", "at"),
    Index(None, "channel", "at"),
)

screenings = Table(
    "screenings",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("message_key", Words, nullable=False),
    Column("server", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("person_id", Words, nullable=False),
    Column("direction", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("verdict", Json, nullable=False),
    Column("text", Words),
    Column("at", Utc, nullable=False),
    Index(None, "server", "id"),
)

seen = Table(
    "seen",
    metadata,
    Column("place", Words, primary_key=True),
    Column("platform", Words, nullable=False),
    Column("server", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("thread", Words),
    Column("newest", Words, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    # No foreign key: an answer that was given again is gone, and what was thought of it stays.
    Column("answer_id", _Number, primary_key=True, autoincrement=False),
    Column("person", Words, primary_key=True),
    Column("good", Boolean, nullable=False),
    Column("at", Utc, nullable=False),
)

servers = Table(
    "servers",
    metadata,
    Column("server", Words, primary_key=True),
    Column("left_at", Utc),
)

notes = Table(
    "notes",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", Words, nullable=False),
)

# Questions with buttons, which must work for as long as somebody can press them.
offers = Table(
    "offers",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("message_key", Words, nullable=False),
    Column("place", Words, nullable=False),
    Column("person", Words, nullable=False),
    Column("for_all", Boolean, nullable=False),
    Column("choices", Json, nullable=False),
    Column("message", Json, nullable=False),
    Column("at", Utc, nullable=False),
    Column("picked", Integer),
    Index(None, "message_key"),
    Index(None, "at"),
    sqlite_autoincrement=True,
)

# `kind` is "term" or "pair"; `source` is "" for every language.
glossary = Table(
    "glossary",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("server", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("target", Words, nullable=False),
    Column("term", Words, nullable=False),
    Column("translation", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Utc, nullable=False),
    Index(None, "server", "target", "id"),
)

# Channels that are tied together have the same `tie`.
links = Table(
    "links",
    metadata,
    Column("place", Words, primary_key=True),
    Column("server", Words, nullable=False),
    Column("tie", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Utc, nullable=False),
    Index(None, "server"),
)

copies = Table(
    "copies",
    metadata,
    Column("origin", Words, primary_key=True),
    Column("message_id", Words, primary_key=True),
    Column("place", Words, primary_key=True),
    Column("copy_id", Words, nullable=False),
    Column("at", Utc, nullable=False),
    Index(None, "place", "copy_id"),
    Index(None, "at"),
)

cache = Table(
    "cache",
    metadata,
    Column("server", Words, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("value", Json, nullable=False),
    Column("at", Utc, nullable=False),
    Index(None, "at"),
)

# Every version of every persona of a server; one without a prompt was deleted.
personas = Table(
    "personas",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("server", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("description", Words, nullable=False),
    Column("prompt", Words),
    Column("by", Words, nullable=False),
    Column("at", Utc, nullable=False),
    Index(None, "server", "name", "version", unique=True),
)

# People who do not want to be remembered.
optouts = Table(
    "optouts",
    metadata,
    Column("server", Words, primary_key=True),
    Column("person", Words, primary_key=True),
    Column("at", Utc, nullable=False),
)

# What lies on the moderation desk. `done` is what was done at once, `state` what was decided.
flags = Table(
    "flags",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("server", Words, nullable=False),
    Column("place", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("person_id", Words, nullable=False),
    Column("person_name", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("link", Words, nullable=False),
    Column("direction", Words, nullable=False),
    Column("verdict", Json, nullable=False),
    Column("done", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("desk_place", Words),
    Column("desk_message_id", Words),
    Column("appealed_at", Utc),
    Column("appeal", Words),
    Column("decided_by", Words),
    Column("decided_at", Utc),
    Column("at", Utc, nullable=False),
    Index(None, "server", "id"),
    Index(None, "place", "message_id"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

# `sealed` is the installation as encrypted JSON; `person` is "" for that of the whole team.
installations = Table(
    "installations",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("platform", Words, nullable=False),
    Column("enterprise", Words, nullable=False),
    Column("team", Words, nullable=False),
    Column("person", Words, nullable=False),
    Column("sealed", Words, nullable=False),
    Column("at", Utc, nullable=False),
    Index(None, "platform", "enterprise", "team", "person", unique=True),
)

oauth_states = Table(
    "oauth_states",
    metadata,
    Column("state", Words, primary_key=True),
    Column("expires_at", Utc, nullable=False),
)
