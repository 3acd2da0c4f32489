"""The Human Services Data Specification as data: tables, the names they had, what a row needs and what it points to."""

from __future__ import annotations

from dataclasses import dataclass

NAMESPACE = "7d0cbe5e-3a52-4a6c-9a55-8f2f5f1c7c01"  # of the ids made for rows that bring none of their own


@dataclass(frozen=True)
class Table:
    """One HSDS table. `links` are its columns that point to another table."""

    file: str
    links: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()  # without these a row says nothing
    needs_one_link: bool = False  # a row that hangs on nothing can never be found


TABLES: dict[str, Table] = {
    "organization": Table("organizations.csv", needs=("name",)),
    "service": Table("services.csv", (("organization_id", "organization"),), ("name",)),
    "location": Table("locations.csv", (("organization_id", "organization"),)),
    "service_at_location": Table(
        "service_at_location.csv",
        (("service_id", "service"), ("location_id", "location")),
        ("service_id", "location_id"),
    ),
    "address": Table("addresses.csv", (("location_id", "location"),), ("location_id",)),
    "phone": Table(
        "phones.csv",
        (
            ("service_id", "service"),
            ("location_id", "location"),
            ("organization_id", "organization"),
            ("service_at_location_id", "service_at_location"),
        ),
        ("number",),
        True,
    ),
    "schedule": Table(
        "schedules.csv",
        (
            ("service_id", "service"),
            ("location_id", "location"),
            ("service_at_location_id", "service_at_location"),
        ),
        needs_one_link=True,
    ),
    "language": Table(
        "languages.csv",
        (("service_id", "service"), ("location_id", "location"), ("phone_id", "phone")),
        needs_one_link=True,
    ),
    "accessibility": Table("accessibility.csv", (("location_id", "location"),), ("location_id",)),
    "cost_option": Table("cost_options.csv", (("service_id", "service"),), ("service_id",)),
    "required_document": Table("required_documents.csv", (("service_id", "service"),), ("service_id", "document")),
    "service_area": Table(
        "service_areas.csv",
        (("service_id", "service"), ("service_at_location_id", "service_at_location")),
        needs_one_link=True,
    ),
    "taxonomy": Table("taxonomies.csv", needs=("name",)),
    "taxonomy_term": Table(
        "taxonomy_terms.csv", (("taxonomy_id", "taxonomy"), ("parent_id", "taxonomy_term")), ("name",)
    ),
    "attribute": Table("attributes.csv", (("taxonomy_term_id", "taxonomy_term"),), ("link_id", "link_entity")),
}

# Tables that are kept as they come because nothing here reads them.
KEPT_WHOLE = (
    "program",
    "funding",
    "metadata",
    "meta_table_description",
    "organization_identifier",
    "unit",
    "service_capacity",
    "url",
    "holiday_schedule",
    "payment_accepted",
    "eligibility",
)

# Names of people who work somewhere are not needed to find help: such rows are read, counted, reported, not kept.
NOT_KEPT = {"contact": "names of staff are not kept"}

# File and JSON names, as met, to tables.
NAMES: dict[str, str] = {
    **{name: name for name in (*TABLES, *KEPT_WHOLE, *NOT_KEPT)},
    **{table.file.removesuffix(".csv"): name for name, table in TABLES.items()},
    "services_at_location": "service_at_location",
    "services_at_locations": "service_at_location",
    "service_at_locations": "service_at_location",
    "physical_addresses": "address",
    "physical_address": "address",
    "postal_addresses": "address",
    "mail_addresses": "address",
    "regular_schedules": "schedule",
    "regular_schedule": "schedule",
    "holiday_schedules": "holiday_schedule",
    "accessibilities": "accessibility",
    "accessibility_for_disabilities": "accessibility",
    "services_taxonomy": "service_taxonomy",
    "services_taxonomies": "service_taxonomy",
    "service_taxonomy": "service_taxonomy",
    "service_taxonomies": "service_taxonomy",
    "service_attributes": "service_taxonomy",
    "eligibilities": "eligibility",
    "payments_accepted": "payment_accepted",
    "contacts": "contact",
    "programs": "program",
    "fundings": "funding",
    "meta_table_descriptions": "meta_table_description",
    "organization_identifiers": "organization_identifier",
    "units": "unit",
    "capacities": "service_capacity",
    "service_capacities": "service_capacity",
    "urls": "url",
    "additional_urls": "url",
    "additional_websites": "url",
    "taxonomy_detail": "taxonomy",
    "required_docs": "required_document",
}

# Columns under older or other names: (table, their name) -> ours.
COLUMNS: dict[tuple[str, str], str] = {
    ("organization", "url"): "website",
    ("organization", "organization_name"): "name",
    ("organization", "title"): "name",
    ("organization", "organization_id"): "id",
    ("service", "service_name"): "name",
    ("service", "title"): "name",
    ("service", "service_id"): "id",
    ("service", "services_id"): "id",
    ("service", "website"): "url",
    ("service", "fees"): "fees_description",
    ("service", "eligibility"): "eligibility_description",
    ("service", "keywords"): "x_keywords",
    ("location", "location_name"): "name",
    ("location", "location_id"): "id",
    ("location", "website"): "url",
    ("location", "lat"): "latitude",
    ("location", "lng"): "longitude",
    ("location", "lon"): "longitude",
    ("location", "long"): "longitude",
    ("address", "address"): "address_1",
    ("address", "address1"): "address_1",
    ("address", "address2"): "address_2",
    ("address", "state"): "state_province",
    ("address", "zip"): "postal_code",
    ("address", "zip_code"): "postal_code",
    ("address", "zipcode"): "postal_code",
    ("phone", "phone_number"): "number",
    ("phone", "number_type"): "type",
    ("phone", "department"): "description",
    ("language", "language"): "name",
    ("accessibility", "accessibility"): "description",
    ("required_document", "name"): "document",
    ("service_area", "service_area"): "name",
}

STATUSES = ("active", "inactive", "defunct", "temporarily closed")
PLACE_TYPES = ("physical", "postal", "virtual")
DAYS = {
    "monday": "MO",
    "tuesday": "TU",
    "wednesday": "WE",
    "thursday": "TH",
    "friday": "FR",
    "saturday": "SA",
    "sunday": "SU",
}
