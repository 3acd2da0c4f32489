"""The postal codes of the United States, from the package `zipcodes` (coordinates: GeoNames, CC BY 4.0).

Read once, when the directory is seeded; the package holds 60 MB, so no process that talks to peers may import it.
"""

from __future__ import annotations

import sys
from importlib.metadata import version

from bot.directory.words import plain
from bot.store.resource_shapes import PostalCode


def postal_code_version() -> str:
    return version("zipcodes")


def read_postal_codes() -> list[PostalCode]:
    """Every active postal code, and nothing of the package left in memory."""
    import zipcodes

    codes = []
    for row in zipcodes.list_all():
        if not row["active"] or row["country"] != "US" or row["zip_code_type"] == "MILITARY":
            continue
        city = plain(row["city"])
        others = dict.fromkeys(plain(name) for name in row["acceptable_cities"])
        codes.append(
            PostalCode(
                zip=row["zip_code"],
                city=row["city"],
                plain_city=city,
                state=row["state"],
                county=row["county"] or "",
                latitude=float(row["lat"]),
                longitude=float(row["long"]),
                zone=row["timezone"] or "America/New_York",
                standard=row["zip_code_type"] == "STANDARD",
                other_names=tuple(name for name in others if name and name != city),
            )
        )
    for name in [name for name in sys.modules if name == "zipcodes" or name.startswith("zipcodes.")]:
        del sys.modules[name]
    return codes
