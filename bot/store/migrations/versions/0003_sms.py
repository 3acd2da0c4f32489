"""texts in and out, permissions, reminders, codes to move, claims"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_claim")),
    )
    op.create_table(
        "move_code",
        sa.Column("code_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("peer_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("to_channel", sa.String(length=16), nullable=False),
        sa.Column("wording", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["peer_id"], ["peer.id"], name=op.f("fk_move_code_peer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code_fingerprint", name=op.f("pk_move_code")),
    )
    with op.batch_alter_table("move_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_move_code_peer_id"), ["peer_id"], unique=False)

    op.create_table(
        "reminder",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("peer_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("plan_id", sa.String(length=32), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("snoozes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["peer_id"], ["peer.id"], name=op.f("fk_reminder_peer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_peer_id"), ["peer_id"], unique=False)
        batch_op.create_index("ix_reminder_state_due_at", ["state", "due_at"], unique=False)

    op.create_table(
        "sms_inbound",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("carrier_id", sa.String(length=64), nullable=False),
        sa.Column("peer_id", sa.String(length=32), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("media", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["peer_id"], ["peer.id"], name=op.f("fk_sms_inbound_peer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_inbound")),
        sa.UniqueConstraint("carrier_id", name=op.f("uq_sms_inbound_carrier_id")),
    )
    with op.batch_alter_table("sms_inbound", schema=None) as batch_op:
        batch_op.create_index("ix_sms_inbound_state_peer_id", ["state", "peer_id"], unique=False)

    op.create_table(
        "sms_permission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("peer_id", sa.String(length=32), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("how", sa.String(length=24), nullable=False),
        sa.Column("wording", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["peer_id"], ["peer.id"], name=op.f("fk_sms_permission_peer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_permission")),
    )
    with op.batch_alter_table("sms_permission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sms_permission_peer_id"), ["peer_id"], unique=False)

    op.create_table(
        "sms_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("peer_id", sa.String(length=32), nullable=False),
        sa.Column("inbound_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("despite_stop", sa.Boolean(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("carrier_ref", sa.String(length=64), nullable=True),
        sa.Column("reminder_id", sa.String(length=32), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["peer_id"], ["peer.id"], name=op.f("fk_sms_text_peer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_text")),
        sa.UniqueConstraint("inbound_id", "position", name=op.f("uq_sms_text_inbound_id_position")),
        sa.UniqueConstraint("reference", name=op.f("uq_sms_text_reference")),
    )
    with op.batch_alter_table("sms_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sms_text_carrier_ref"), ["carrier_ref"], unique=False)
        batch_op.create_index("ix_sms_text_state_peer_id", ["state", "peer_id"], unique=False)

    op.create_table(
        "sms_line",
        sa.Column("peer_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("welcomed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_sms_line_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["peer_id"], ["peer.id"], name=op.f("fk_sms_line_peer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("peer_id", name=op.f("pk_sms_line")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_sms_line_conversation_id")),
    )


def downgrade() -> None:
    op.drop_table("sms_line")
    with op.batch_alter_table("sms_text", schema=None) as batch_op:
        batch_op.drop_index("ix_sms_text_state_peer_id")
        batch_op.drop_index(batch_op.f("ix_sms_text_carrier_ref"))

    op.drop_table("sms_text")
    with op.batch_alter_table("sms_permission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sms_permission_peer_id"))

    op.drop_table("sms_permission")
    with op.batch_alter_table("sms_inbound", schema=None) as batch_op:
        batch_op.drop_index("ix_sms_inbound_state_peer_id")

    op.drop_table("sms_inbound")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index("ix_reminder_state_due_at")
        batch_op.drop_index(batch_op.f("ix_reminder_peer_id"))

    op.drop_table("reminder")
    with op.batch_alter_table("move_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_move_code_peer_id"))

    op.drop_table("move_code")
    op.drop_table("claim")
