"""Assignment of equally named columns (`Overall`, `Total`, `Date`) to ORS or SRS by their neighbours.

Each of these names occurs twice in the table, once per scale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FAMILIES = ("ors", "srs")


def scales(fields: Sequence[str | None], part: str, owners: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """Infer the scales of two equally named columns from the columns beside them; empty if unclear.

    Parameters
    ----------
    fields : canonical field of each column, None if it has none.
    part : field of the two columns.
    owners : per scale the fields that show where its columns stand.

    Notes
    -----
    The columns of each scale must be adjacent, and each of the two columns must follow its scale, or each
    precede it.
    """
    family = {field: scale for scale, names in owners.items() for field in names}
    order: list[tuple[str, int]] = []
    for index, field in enumerate(fields):
        kind = "?" if field == part else family.get(field or "", "")
        if kind and (kind == "?" or not order or order[-1][0] != kind):
            order.append((kind, index))
    kinds = [word for word, _ in order]
    if sorted(kinds) != ["?", "?", *sorted(FAMILIES)] or kinds[0] == kinds[1]:
        return {}
    if kinds[1] == kinds[3] == "?":
        return {order[1][1]: kinds[0], order[3][1]: kinds[2]}
    if kinds[0] == kinds[2] == "?":
        return {order[0][1]: kinds[1], order[2][1]: kinds[3]}
    return {}
