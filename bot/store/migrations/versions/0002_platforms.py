"""What chat platforms need: failed messages by their place, marks, opinions, servers left."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_FAILED = "outcome IS NOT NULL AND message IS NOT NULL"


def upgrade() -> None:
    """Make them."""
    _failed()
    _seen()
    _feedback()
    _servers()


def _failed() -> None:
    op.add_column("taken", sa.Column("place", sa.Text(), nullable=True))
    op.create_index(
        "ix_taken_failed",
        "taken",
        ["place", "taken_at"],
        sqlite_where=sa.text(_FAILED),
        postgresql_where=sa.text(_FAILED),
    )


def _seen() -> None:
    op.create_table(
        "seen",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("newest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_seen"),
    )


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("answer_id", _NUMBER, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("answer_id", "person", name="pk_feedback"),
    )


def _servers() -> None:
    op.create_table(
        "servers",
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("left_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("server", name="pk_servers"),
    )
