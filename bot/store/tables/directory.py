"""The resource directory: HSDS 3.x tables under their own names, and what search needs beside them.

Columns named `x_...` are ours, as the standard asks. A row that a later import no longer brings is marked
(`x_gone_at`), never deleted. Fields and tables that nothing here reads are kept as they came (`x_extra`,
`directory_record`), so that an export gives back what an import brought.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Text

from bot.store.tables.base import Base, UtcDateTime, new_id


class _Imported:
    """What every imported row carries."""

    id = Column(String(36), primary_key=True)
    x_source = Column(String(120), nullable=False, default="")  # which import brought it
    x_digest = Column(String(32), nullable=False)  # of its content: a second import writes only what changed
    x_gone_at = Column(UtcDateTime)
    x_extra = Column(Text)  # JSON object of fields that have no column


def _link(target: str, nullable: bool = True) -> Column:
    return Column(String(36), ForeignKey(f"{target}.id"), nullable=nullable, index=True)


class Organization(_Imported, Base):
    __tablename__ = "organization"
    name = Column(Text, nullable=False)
    alternate_name = Column(Text)
    description = Column(Text)
    website = Column(Text)
    email = Column(Text)


class Service(_Imported, Base):
    __tablename__ = "service"
    organization_id = _link("organization")
    name = Column(Text, nullable=False)
    alternate_name = Column(Text)
    description = Column(Text)
    url = Column(Text)
    email = Column(Text)
    status = Column(String(24), nullable=False, default="active")
    application_process = Column(Text)
    fees_description = Column(Text)
    eligibility_description = Column(Text)
    minimum_age = Column(Float)
    maximum_age = Column(Float)
    interpretation_services = Column(Text)
    alert = Column(Text)
    assured_date = Column(Text)
    assurer_email = Column(Text)
    last_modified = Column(Text)
    x_source_url = Column(Text)
    x_licence = Column(Text)
    x_confidence = Column(String(16))
    x_consent_policy = Column(Text)  # what the line may do without the caller's consent
    x_keywords = Column(Text)
    x_notes = Column(Text)  # for operators, never shown
    x_peer_run = Column(Boolean)
    x_pinned = Column(Integer)  # a line that is offered first for its topics; 1 before 2


class Location(_Imported, Base):
    __tablename__ = "location"
    location_type = Column(String(16), nullable=False)
    organization_id = _link("organization")
    name = Column(Text)
    description = Column(Text)
    transportation = Column(Text)
    url = Column(Text)
    latitude = Column(Float)
    longitude = Column(Float)
    x_confidential = Column(Boolean)  # never print the address; phone and town stay


class ServiceAtLocation(_Imported, Base):
    """The unit that is searched and sorted by distance."""

    __tablename__ = "service_at_location"
    service_id = _link("service", nullable=False)
    location_id = _link("location", nullable=False)
    description = Column(Text)


class Address(_Imported, Base):
    __tablename__ = "address"
    location_id = _link("location", nullable=False)
    address_1 = Column(Text)
    address_2 = Column(Text)
    city = Column(Text)
    state_province = Column(Text)
    postal_code = Column(Text)
    country = Column(Text)
    address_type = Column(Text)


class Phone(_Imported, Base):
    __tablename__ = "phone"
    service_id = _link("service")
    location_id = _link("location")
    organization_id = _link("organization")
    service_at_location_id = _link("service_at_location")
    number = Column(Text, nullable=False)
    extension = Column(Text)
    type = Column(Text)
    description = Column(Text)
    x_sms_keyword = Column(Text)


class Schedule(_Imported, Base):
    __tablename__ = "schedule"
    service_id = _link("service")
    location_id = _link("location")
    service_at_location_id = _link("service_at_location")
    valid_from = Column(Text)
    valid_to = Column(Text)
    dtstart = Column(Text)
    until = Column(Text)
    freq = Column(Text)
    interval = Column(Text)
    byday = Column(Text)
    bymonthday = Column(Text)
    opens_at = Column(Text)
    closes_at = Column(Text)
    timezone = Column(Text)
    description = Column(Text)
    notes = Column(Text)
    attending_type = Column(Text)


class LanguageSpoken(_Imported, Base):
    __tablename__ = "language"
    service_id = _link("service")
    location_id = _link("location")
    phone_id = _link("phone")
    code = Column(Text)
    name = Column(Text)
    note = Column(Text)


class Accessibility(_Imported, Base):
    __tablename__ = "accessibility"
    location_id = _link("location", nullable=False)
    description = Column(Text)
    details = Column(Text)
    url = Column(Text)


class CostOption(_Imported, Base):
    __tablename__ = "cost_option"
    service_id = _link("service", nullable=False)
    option = Column(Text)
    amount = Column(Text)
    currency = Column(Text)
    amount_description = Column(Text)


class RequiredDocument(_Imported, Base):
    __tablename__ = "required_document"
    service_id = _link("service", nullable=False)
    document = Column(Text)
    uri = Column(Text)


class ServiceArea(_Imported, Base):
    __tablename__ = "service_area"
    service_id = _link("service")
    service_at_location_id = _link("service_at_location")
    name = Column(Text)
    description = Column(Text)
    extent = Column(Text)
    extent_type = Column(Text)


class Taxonomy(_Imported, Base):
    __tablename__ = "taxonomy"
    name = Column(Text, nullable=False)
    description = Column(Text)
    uri = Column(Text)
    version = Column(Text)


class TaxonomyTerm(_Imported, Base):
    __tablename__ = "taxonomy_term"
    code = Column(Text)
    name = Column(Text, nullable=False)
    description = Column(Text)
    parent_id = Column(String(36))  # a parent may come later in the same file: checked at import, not here
    taxonomy_id = _link("taxonomy")
    term_uri = Column(Text)


class Attribute(_Imported, Base):
    """A term on any row of any table; `link_entity` names the table, so there is no foreign key."""

    __tablename__ = "attribute"
    link_entity = Column(Text)
    link_id = Column(String(36))
    link_type = Column(Text)
    taxonomy_term_id = _link("taxonomy_term")
    value = Column(Text)
    label = Column(Text)
    __table_args__ = (Index("ix_attribute_link", "link_id", "link_entity"),)


class DirectoryRecord(_Imported, Base):
    """A row of an HSDS table that nothing here reads (programs, funding, ...): all of it is in `x_extra`."""

    __tablename__ = "directory_record"
    table_name = Column(String(40), nullable=False)


class PostalCode(Base):
    """Where a ZIP lies. Coordinates from GeoNames (CC BY 4.0)."""

    __tablename__ = "postal_code"
    zip = Column(String(5), primary_key=True)
    city = Column(String(80), nullable=False)
    state = Column(String(2), nullable=False, index=True)
    county = Column(String(80), nullable=False)
    latitude = Column(Float, nullable=False)
    longitude = Column(Float, nullable=False)
    zone = Column(String(40), nullable=False)
    standard = Column(Boolean, nullable=False)  # a ZIP where people live, not one company's or a box's
    city_plain = Column(String(80), nullable=False, index=True)
    other_names = Column(Text, nullable=False)  # plain, one a line


class ServiceSearch(Base):
    """One place where one service is given, made ready to be found and shown (bot/directory/cards.py)."""

    __tablename__ = "service_search"
    number = Column(Integer, primary_key=True)
    id = Column(String(36), nullable=False, unique=True)
    service_id = Column(String(36), nullable=False, index=True)
    name = Column(Text, nullable=False)
    words = Column(Text, nullable=False)
    card = Column(Text, nullable=False)  # JSON


class ServiceTopic(Base):
    """What a place helps with; facets such as `is:free` stand beside topics. Its index alone answers "nearest"."""

    __tablename__ = "service_topic"
    topic = Column(String(32), primary_key=True)
    number = Column(Integer, ForeignKey("service_search.number", ondelete="CASCADE"), primary_key=True, index=True)
    latitude = Column(Float)
    longitude = Column(Float)
    __table_args__ = (Index("ix_service_topic_near", "topic", "latitude", "longitude", "number"),)


class ServiceCovers(Base):
    """An area a service is for, by topic: `US`, `MA`, `MA:worcester county`, `MA:colma`, `01608`."""

    __tablename__ = "service_covers"
    area = Column(String(100), primary_key=True)
    topic = Column(String(32), primary_key=True)
    number = Column(Integer, ForeignKey("service_search.number", ondelete="CASCADE"), primary_key=True, index=True)
    pinned = Column(Boolean, nullable=False)


class ResourceReport(Base):
    """Somebody says an entry is wrong. Which entry and in what way; never the words, never who."""

    __tablename__ = "resource_report"
    id = Column(String(32), primary_key=True, default=new_id)
    service_id = Column(String(36), nullable=False, index=True)
    reason = Column(String(24), nullable=False)
    created_at = Column(UtcDateTime, nullable=False)
    closed_at = Column(UtcDateTime)


class ResourceSeed(Base):
    """Which shipped data was loaded last, by digest: a start with nothing new does nothing."""

    __tablename__ = "resource_seed"
    name = Column(String(40), primary_key=True)
    digest = Column(String(64), nullable=False)
    loaded_at = Column(UtcDateTime, nullable=False)
