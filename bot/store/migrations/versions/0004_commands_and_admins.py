"""What the commands, the budgets, the moderation desk and many Slack workspaces keep."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and the columns of the ledger."""
    _ledger()
    _offers()
    _translations()
    _people_and_personas()
    _desk()
    _slack()


def _ledger() -> None:
    with op.batch_alter_table("spendings") as spendings:
        spendings.add_column(sa.Column("images", sa.Integer(), nullable=False, server_default="0"))
        spendings.add_column(sa.Column("seconds", sa.Float(), nullable=False, server_default="0"))
    op.create_index("ix_spendings_channel_at", "spendings", ["channel", "at"])


def _offers() -> None:
    op.create_table(
        "offers",
        sa.Column("id", _Number, nullable=False),
        sa.Column("message_key", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("for_all", sa.Boolean(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("picked", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_offers_message_key", "offers", ["message_key"])
    op.create_index("ix_offers_at", "offers", ["at"])


def _translations() -> None:
    op.create_table(
        "glossary",
        sa.Column("id", _Number, nullable=False),
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("translation", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_glossary"),
    )
    op.create_index("ix_glossary_server_target_id", "glossary", ["server", "target", "id"])
    op.create_table(
        "links",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("tie", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_links"),
    )
    op.create_index("ix_links_server", "links", ["server"])
    op.create_table(
        "copies",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("copy_id", sa.Text(), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.PrimaryKeyConstraint("origin", "message_id", "place", name="pk_copies"),
    )
    op.create_index("ix_copies_place_copy_id", "copies", ["place", "copy_id"])
    op.create_index("ix_copies_at", "copies", ["at"])
    op.create_table(
        "cache",
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.PrimaryKeyConstraint("server", "key", name="pk_cache"),
    )
    op.create_index("ix_cache_at", "cache", ["at"])


def _people_and_personas() -> None:
    op.create_table(
        "personas",
        sa.Column("id", _Number, nullable=False),
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_personas"),
    )
    op.create_index(
        "ix_personas_server_name_version", "personas", ["server", "name", "version"], unique=True
    )
    op.create_table(
        "optouts",
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.PrimaryKeyConstraint("server", "person", name="pk_optouts"),
    )


def _desk() -> None:
    op.create_table(
        "flags",
        sa.Column("id", _Number, nullable=False),
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("desk_place", sa.Text(), nullable=True),
        sa.Column("desk_message_id", sa.Text(), nullable=True),
        sa.Column("appealed_at", _Moment, nullable=True),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", _Moment, nullable=True),
        sa.Column("at", _Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_flags"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_flags_server_id", "flags", ["server", "id"])
    op.create_index("ix_flags_place_message_id", "flags", ["place", "message_id"])
    op.create_index("ix_flags_person_id", "flags", ["person_id"])


def _slack() -> None:
    op.create_table(
        "installations",
        sa.Column("id", _Number, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("enterprise", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_installations"),
    )
    op.create_index(
        "ix_installations_platform_enterprise_team_person",
        "installations",
        ["platform", "enterprise", "team", "person"],
        unique=True,
    )
    op.create_table(
        "oauth_states",
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("expires_at", _Moment, nullable=False),
        sa.PrimaryKeyConstraint("state", name="pk_oauth_states"),
    )
