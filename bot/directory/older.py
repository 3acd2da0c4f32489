"""What older files write into columns, and the standard keeps as rows of their own (HSDS 1.1, Ohana, flat lists)."""

from __future__ import annotations

import re
from collections.abc import Mapping

Rows = Mapping[str, dict[str, dict[str, object]]]
Made = list[tuple[str, dict[str, str]]]

_ADDRESS = ("address_1", "address_2", "city", "state_province", "state", "postal_code", "zip", "zip_code", "country")


def derive_rows(table: str, row: dict[str, object]) -> Made:
    """Take such columns out of `row`, and return the rows they stand for."""
    made: Made = []
    if table == "service":
        made += _split(row, "languages", "language", "name")
        made += _split(row, "required_documents", "required_document", "document")
        made += _split(row, "service_areas", "service_area", "name")
        for column in ("taxonomy_ids", "taxonomy_id"):
            made += _split(row, column, "attribute", "taxonomy_term_id")
        if "location_id" in row:
            made.append(("service_at_location", {"location_id": str(row.pop("location_id"))}))
        if "audience" in row and "eligibility_description" not in row:
            row["eligibility_description"] = row.pop("audience")
    elif table == "location":
        made += _split(row, "languages", "language", "name")
        made += _split(row, "accessibility", "accessibility", "description")
        if "description" not in row and "short_desc" in row:
            row["description"] = row.pop("short_desc")
        address = {name: str(row.pop(name)) for name in _ADDRESS if name in row}
        if address:
            made.append(("address", address))
    elif table == "taxonomy_term" and "parent_name" in row:
        del row["parent_name"]  # says again what parent_id says
    if table in ("organization", "service", "location"):
        for column in ("phone", "phones", "phone_number", "telephone"):
            if column in row:
                made.append(("phone", {"number": str(row.pop(column))}))
    return made


def _split(row: dict[str, object], column: str, table: str, name: str) -> Made:
    if column not in row:
        return []
    parts = re.split(r"[,;|]", str(row.pop(column)))
    return [(table, {name: part.strip()}) for part in dict.fromkeys(parts) if part.strip()]


def finish_older(rows: Rows) -> None:
    """What older files say only by a detour: a service's organisation by its place, eligibility by a file."""
    services, places = rows["service"], rows["location"]
    for link in rows["service_at_location"].values():
        service = services.get(str(link["service_id"]))
        place = places.get(str(link["location_id"]))
        if service and place and "organization_id" not in service and "organization_id" in place:
            service["organization_id"] = place["organization_id"]
    for record in rows["directory_record"].values():
        if record["table_name"] == "eligibility" and record.get("eligibility"):
            service = services.get(str(record.get("service_id")))
            if service:
                service.setdefault("eligibility_description", record["eligibility"])
