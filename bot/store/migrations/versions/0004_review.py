"""the console: redacted transcripts, tasks, reviews, lessons, specialists"""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


WORDS_SQLITE = (
    "CREATE VIRTUAL TABLE transcript_words USING fts5(body, tokenize='porter unicode61')",
    "CREATE TRIGGER transcript_words_go AFTER DELETE ON transcript BEGIN "
    "DELETE FROM transcript_words WHERE rowid = old.number; END",
)
WORDS_POSTGRES = (
    "CREATE TABLE transcript_words (number INTEGER PRIMARY KEY REFERENCES transcript (number) ON DELETE CASCADE, "
    "body TEXT NOT NULL, search TSVECTOR GENERATED ALWAYS AS (to_tsvector('english', body)) STORED)",
    "CREATE INDEX ix_transcript_words_search ON transcript_words USING gin (search)",
)


def upgrade() -> None:
    op.create_table(
        "review_form",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_review_form")),
    )
    op.create_table(
        "specialist",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invitation_hash", sa.String(length=64), nullable=True),
        sa.Column("invitation_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_by", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["invited_by"], ["specialist.id"], name=op.f("fk_specialist_invited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_specialist")),
        sa.UniqueConstraint("email", name=op.f("uq_specialist_email")),
        sa.UniqueConstraint("invitation_hash", name=op.f("uq_specialist_invitation_hash")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("specialist_id", sa.String(length=32), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["specialist_id"], ["specialist.id"], name=op.f("fk_recovery_code_specialist_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_specialist_id"), ["specialist_id"], unique=False)

    op.create_table(
        "saved_view",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["specialist.id"], name=op.f("fk_saved_view_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("specialist_id", sa.String(length=32), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("has_second_factor", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["specialist_id"], ["specialist.id"], name=op.f("fk_sign_in_specialist_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_specialist_id"), ["specialist_id"], unique=False)

    op.create_table(
        "specialist_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("specialist_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["specialist_id"], ["specialist.id"], name=op.f("fk_specialist_act_specialist_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_specialist_act")),
    )
    with op.batch_alter_table("specialist_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_specialist_act_at"), ["at"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("about_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=48), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("news_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_to", sa.String(length=32), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("second_by", sa.String(length=32), nullable=True),
        sa.Column("second_agrees", sa.Boolean(), nullable=True),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notify_tries", sa.Integer(), nullable=False),
        sa.Column("notify_after", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["specialist.id"], name=op.f("fk_task_acknowledged_by")),
        sa.ForeignKeyConstraint(["assigned_to"], ["specialist.id"], name=op.f("fk_task_assigned_to")),
        sa.ForeignKeyConstraint(["closed_by"], ["specialist.id"], name=op.f("fk_task_closed_by")),
        sa.ForeignKeyConstraint(["second_by"], ["specialist.id"], name=op.f("fk_task_second_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("kind", "about_id", name=op.f("uq_task_kind_about_id")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index("ix_task_closed_at_kind", ["closed_at", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "call_back",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("peer_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("best_time", sa.String(length=80), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_call_back_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["peer_id"], ["peer.id"], name=op.f("fk_call_back_peer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_back")),
    )
    with op.batch_alter_table("call_back", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_back_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_back_peer_id"), ["peer_id"], unique=False)

    op.create_table(
        "final_review",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_final_review_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["specialist.id"], name=op.f("fk_final_review_decided_by")),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_final_review")),
    )
    op.create_table(
        "lesson",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("intent", sa.String(length=48), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("held_out", sa.Boolean(), nullable=False),
        sa.Column("proposed_by", sa.String(length=32), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_lesson_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["specialist.id"], name=op.f("fk_lesson_decided_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["specialist.id"], name=op.f("fk_lesson_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["specialist.id"], name=op.f("fk_note_author_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_note_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("reviewer_id", sa.String(length=32), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_review_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["reviewer_id"], ["specialist.id"], name=op.f("fk_review_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("conversation_id", "reviewer_id", name=op.f("uq_review_conversation_id_reviewer_id")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "task_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.String(length=32), nullable=False),
        sa.Column("specialist_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["specialist_id"], ["specialist.id"], name=op.f("fk_task_step_specialist_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_step_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_step")),
    )
    with op.batch_alter_table("task_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_step_task_id"), ["task_id"], unique=False)

    op.create_table(
        "transcript",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=48), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("unsure_turns", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("open_form", sa.String(length=48), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reviewer_id", sa.String(length=32), nullable=True),
        sa.Column("secrets_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_transcript_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["reviewer_id"], ["specialist.id"], name=op.f("fk_transcript_reviewer_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_transcript")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_transcript_conversation_id")),
    )
    with op.batch_alter_table("transcript", schema=None) as batch_op:
        batch_op.create_index("ix_transcript_channel_last_at", ["channel", "last_at"], unique=False)
        batch_op.create_index("ix_transcript_last_at_number", ["last_at", "number"], unique=False)
        batch_op.create_index("ix_transcript_state_last_at", ["state", "last_at"], unique=False)

    op.create_table(
        "transcript_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_peer", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_transcript_message_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_message")),
        sa.UniqueConstraint(
            "conversation_id", "turn", "position", name=op.f("uq_transcript_message_conversation_id_turn_position")
        ),
    )
    op.create_table(
        "transcript_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("specialist_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("unmasked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_transcript_read_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["specialist_id"], ["specialist.id"], name=op.f("fk_transcript_read_specialist_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_read")),
    )
    with op.batch_alter_table("transcript_read", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transcript_read_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "transcript_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("intent", sa.String(length=48), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("finding_kind", sa.String(length=32), nullable=True),
        sa.Column("finding_strength", sa.String(length=8), nullable=True),
        sa.Column("finding_why", sa.Text(), nullable=True),
        sa.Column("finding_certainty", sa.Float(), nullable=True),
        sa.Column("more", sa.Text(), nullable=False),
        sa.Column("inbox", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_transcript_turn_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_turn")),
        sa.UniqueConstraint("conversation_id", "turn", name=op.f("uq_transcript_turn_conversation_id_turn")),
    )
    with op.batch_alter_table("transcript_turn", schema=None) as batch_op:
        batch_op.create_index("ix_transcript_turn_at_intent", ["at", "intent"], unique=False)
        batch_op.create_index("ix_transcript_turn_inbox_at", ["inbox", "at"], unique=False)

    op.create_table(
        "transcript_label",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=48), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["transcript.number"], name=op.f("fk_transcript_label_number"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kind", "value", "number", name=op.f("pk_transcript_label")),
    )
    with op.batch_alter_table("transcript_label", schema=None) as batch_op:
        batch_op.create_index("ix_transcript_label_number", ["number"], unique=False)

    postgres = op.get_bind().dialect.name == "postgresql"
    for statement in WORDS_POSTGRES if postgres else WORDS_SQLITE:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE transcript_words")
    with op.batch_alter_table("transcript_label", schema=None) as batch_op:
        batch_op.drop_index("ix_transcript_label_number")

    op.drop_table("transcript_label")
    with op.batch_alter_table("transcript_turn", schema=None) as batch_op:
        batch_op.drop_index("ix_transcript_turn_inbox_at")
        batch_op.drop_index("ix_transcript_turn_at_intent")

    op.drop_table("transcript_turn")
    with op.batch_alter_table("transcript_read", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transcript_read_conversation_id"))

    op.drop_table("transcript_read")
    op.drop_table("transcript_message")
    with op.batch_alter_table("transcript", schema=None) as batch_op:
        batch_op.drop_index("ix_transcript_state_last_at")
        batch_op.drop_index("ix_transcript_last_at_number")
        batch_op.drop_index("ix_transcript_channel_last_at")

    op.drop_table("transcript")
    with op.batch_alter_table("task_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_step_task_id"))

    op.drop_table("task_step")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_conversation_id"))

    op.drop_table("review")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_conversation_id"))

    op.drop_table("note")
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_conversation_id"))

    op.drop_table("lesson")
    op.drop_table("final_review")
    with op.batch_alter_table("call_back", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_back_peer_id"))
        batch_op.drop_index(batch_op.f("ix_call_back_conversation_id"))

    op.drop_table("call_back")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_conversation_id"))
        batch_op.drop_index("ix_task_closed_at_kind")

    op.drop_table("task")
    with op.batch_alter_table("specialist_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_specialist_act_at"))

    op.drop_table("specialist_act")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_specialist_id"))

    op.drop_table("sign_in")
    op.drop_table("saved_view")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_specialist_id"))

    op.drop_table("recovery_code")
    op.drop_table("specialist")
    op.drop_table("review_form")
