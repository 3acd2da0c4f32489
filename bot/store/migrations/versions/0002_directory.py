"""the resource directory: HSDS tables, postal codes, and what search needs"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Full text differs by engine: a table of its own on SQLite, a generated column on PostgreSQL.
SQLITE_TEXT = (
    "CREATE VIRTUAL TABLE service_text USING fts5(name, words, tokenize='porter unicode61 remove_diacritics 2')"
)
POSTGRESQL_TEXT = """
ALTER TABLE service_search ADD COLUMN text tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', words), 'B')) STORED
"""


def upgrade() -> None:
    op.create_table(
        "directory_record",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_record")),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("alternate_name", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
    )
    op.create_table(
        "postal_code",
        sa.Column("zip", sa.String(length=5), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("county", sa.String(length=80), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("standard", sa.Boolean(), nullable=False),
        sa.Column("city_plain", sa.String(length=80), nullable=False),
        sa.Column("other_names", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("zip", name=op.f("pk_postal_code")),
    )
    op.create_index(op.f("ix_postal_code_city_plain"), "postal_code", ["city_plain"], unique=False)
    op.create_index(op.f("ix_postal_code_state"), "postal_code", ["state"], unique=False)
    op.create_table(
        "resource_report",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_report")),
    )
    op.create_index(op.f("ix_resource_report_service_id"), "resource_report", ["service_id"], unique=False)
    op.create_table(
        "resource_seed",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_resource_seed")),
    )
    op.create_table(
        "service_search",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_service_search")),
        sa.UniqueConstraint("id", name=op.f("uq_service_search_id")),
    )
    op.create_index(op.f("ix_service_search_service_id"), "service_search", ["service_id"], unique=False)
    op.create_table(
        "taxonomy",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("uri", sa.Text(), nullable=True),
        sa.Column("version", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taxonomy")),
    )
    op.create_table(
        "location",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("location_type", sa.String(length=16), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("transportation", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("x_confidential", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_location_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    op.create_index(op.f("ix_location_organization_id"), "location", ["organization_id"], unique=False)
    op.create_table(
        "service",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("organization_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("alternate_name", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("application_process", sa.Text(), nullable=True),
        sa.Column("fees_description", sa.Text(), nullable=True),
        sa.Column("eligibility_description", sa.Text(), nullable=True),
        sa.Column("minimum_age", sa.Float(), nullable=True),
        sa.Column("maximum_age", sa.Float(), nullable=True),
        sa.Column("interpretation_services", sa.Text(), nullable=True),
        sa.Column("alert", sa.Text(), nullable=True),
        sa.Column("assured_date", sa.Text(), nullable=True),
        sa.Column("assurer_email", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("x_source_url", sa.Text(), nullable=True),
        sa.Column("x_licence", sa.Text(), nullable=True),
        sa.Column("x_confidence", sa.String(length=16), nullable=True),
        sa.Column("x_consent_policy", sa.Text(), nullable=True),
        sa.Column("x_keywords", sa.Text(), nullable=True),
        sa.Column("x_notes", sa.Text(), nullable=True),
        sa.Column("x_peer_run", sa.Boolean(), nullable=True),
        sa.Column("x_pinned", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_service_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
    )
    op.create_index(op.f("ix_service_organization_id"), "service", ["organization_id"], unique=False)
    op.create_table(
        "service_covers",
        sa.Column("area", sa.String(length=100), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["service_search.number"], name=op.f("fk_service_covers_number"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("area", "topic", "number", name=op.f("pk_service_covers")),
    )
    op.create_index(op.f("ix_service_covers_number"), "service_covers", ["number"], unique=False)
    op.create_table(
        "service_topic",
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["number"], ["service_search.number"], name=op.f("fk_service_topic_number"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic", "number", name=op.f("pk_service_topic")),
    )
    op.create_index(
        "ix_service_topic_near", "service_topic", ["topic", "latitude", "longitude", "number"], unique=False
    )
    op.create_index(op.f("ix_service_topic_number"), "service_topic", ["number"], unique=False)
    op.create_table(
        "taxonomy_term",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("taxonomy_id", sa.String(length=36), nullable=True),
        sa.Column("term_uri", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["taxonomy_id"], ["taxonomy.id"], name=op.f("fk_taxonomy_term_taxonomy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taxonomy_term")),
    )
    op.create_index(op.f("ix_taxonomy_term_taxonomy_id"), "taxonomy_term", ["taxonomy_id"], unique=False)
    op.create_table(
        "accessibility",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("location_id", sa.String(length=36), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_accessibility_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accessibility")),
    )
    op.create_index(op.f("ix_accessibility_location_id"), "accessibility", ["location_id"], unique=False)
    op.create_table(
        "address",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("location_id", sa.String(length=36), nullable=False),
        sa.Column("address_1", sa.Text(), nullable=True),
        sa.Column("address_2", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("state_province", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("address_type", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_address_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
    )
    op.create_index(op.f("ix_address_location_id"), "address", ["location_id"], unique=False)
    op.create_table(
        "attribute",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("link_entity", sa.Text(), nullable=True),
        sa.Column("link_id", sa.String(length=36), nullable=True),
        sa.Column("link_type", sa.Text(), nullable=True),
        sa.Column("taxonomy_term_id", sa.String(length=36), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["taxonomy_term_id"], ["taxonomy_term.id"], name=op.f("fk_attribute_taxonomy_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attribute")),
    )
    op.create_index("ix_attribute_link", "attribute", ["link_id", "link_entity"], unique=False)
    op.create_index(op.f("ix_attribute_taxonomy_term_id"), "attribute", ["taxonomy_term_id"], unique=False)
    op.create_table(
        "cost_option",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("option", sa.Text(), nullable=True),
        sa.Column("amount", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("amount_description", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_cost_option_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_option")),
    )
    op.create_index(op.f("ix_cost_option_service_id"), "cost_option", ["service_id"], unique=False)
    op.create_table(
        "required_document",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("uri", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_required_document_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_required_document")),
    )
    op.create_index(op.f("ix_required_document_service_id"), "required_document", ["service_id"], unique=False)
    op.create_table(
        "service_at_location",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("location_id", sa.String(length=36), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_service_at_location_location_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_at_location_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_at_location")),
    )
    op.create_index(op.f("ix_service_at_location_location_id"), "service_at_location", ["location_id"], unique=False)
    op.create_index(op.f("ix_service_at_location_service_id"), "service_at_location", ["service_id"], unique=False)
    op.create_table(
        "phone",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("location_id", sa.String(length=36), nullable=True),
        sa.Column("organization_id", sa.String(length=36), nullable=True),
        sa.Column("service_at_location_id", sa.String(length=36), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("extension", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("x_sms_keyword", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_phone_location_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_phone_organization_id")),
        sa.ForeignKeyConstraint(
            ["service_at_location_id"], ["service_at_location.id"], name=op.f("fk_phone_service_at_location_id")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_phone_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone")),
    )
    op.create_index(op.f("ix_phone_location_id"), "phone", ["location_id"], unique=False)
    op.create_index(op.f("ix_phone_organization_id"), "phone", ["organization_id"], unique=False)
    op.create_index(op.f("ix_phone_service_at_location_id"), "phone", ["service_at_location_id"], unique=False)
    op.create_index(op.f("ix_phone_service_id"), "phone", ["service_id"], unique=False)
    op.create_table(
        "schedule",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("location_id", sa.String(length=36), nullable=True),
        sa.Column("service_at_location_id", sa.String(length=36), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("dtstart", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("freq", sa.Text(), nullable=True),
        sa.Column("interval", sa.Text(), nullable=True),
        sa.Column("byday", sa.Text(), nullable=True),
        sa.Column("bymonthday", sa.Text(), nullable=True),
        sa.Column("opens_at", sa.Text(), nullable=True),
        sa.Column("closes_at", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attending_type", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_schedule_location_id")),
        sa.ForeignKeyConstraint(
            ["service_at_location_id"], ["service_at_location.id"], name=op.f("fk_schedule_service_at_location_id")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_schedule_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
    )
    op.create_index(op.f("ix_schedule_location_id"), "schedule", ["location_id"], unique=False)
    op.create_index(op.f("ix_schedule_service_at_location_id"), "schedule", ["service_at_location_id"], unique=False)
    op.create_index(op.f("ix_schedule_service_id"), "schedule", ["service_id"], unique=False)
    op.create_table(
        "service_area",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("service_at_location_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("extent", sa.Text(), nullable=True),
        sa.Column("extent_type", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_at_location_id"], ["service_at_location.id"], name=op.f("fk_service_area_service_at_location_id")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_area_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_area")),
    )
    op.create_index(
        op.f("ix_service_area_service_at_location_id"), "service_area", ["service_at_location_id"], unique=False
    )
    op.create_index(op.f("ix_service_area_service_id"), "service_area", ["service_id"], unique=False)
    op.create_table(
        "language",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("x_source", sa.String(length=120), nullable=False),
        sa.Column("x_digest", sa.String(length=32), nullable=False),
        sa.Column("x_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("x_extra", sa.Text(), nullable=True),
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("location_id", sa.String(length=36), nullable=True),
        sa.Column("phone_id", sa.String(length=36), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_language_location_id")),
        sa.ForeignKeyConstraint(["phone_id"], ["phone.id"], name=op.f("fk_language_phone_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_language_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language")),
    )
    op.create_index(op.f("ix_language_location_id"), "language", ["location_id"], unique=False)
    op.create_index(op.f("ix_language_phone_id"), "language", ["phone_id"], unique=False)
    op.create_index(op.f("ix_language_service_id"), "language", ["service_id"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_TEXT)
    else:
        op.execute(POSTGRESQL_TEXT)
        op.execute("CREATE INDEX ix_service_search_text ON service_search USING gin (text)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE service_text")
    op.drop_table("language")
    op.drop_table("service_area")
    op.drop_table("schedule")
    op.drop_table("phone")
    op.drop_table("service_at_location")
    op.drop_table("required_document")
    op.drop_table("cost_option")
    op.drop_table("attribute")
    op.drop_table("address")
    op.drop_table("accessibility")
    op.drop_table("taxonomy_term")
    op.drop_table("service_topic")
    op.drop_table("service_covers")
    op.drop_table("service")
    op.drop_table("location")
    op.drop_table("taxonomy")
    op.drop_table("service_search")
    op.drop_table("resource_seed")
    op.drop_table("resource_report")
    op.drop_table("postal_code")
    op.drop_table("organization")
    op.drop_table("directory_record")
