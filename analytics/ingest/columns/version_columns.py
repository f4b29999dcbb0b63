"""Tables whose rows have columns for several versions of one scale, such as ORS beside CORS.

If each row fills the columns of one version only, all columns are used and the session keeps its version. A
row that fills two versions is set aside as ambiguous; if this happens in more than one row in twenty, a
person is asked which columns count.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from analytics.ingest.base.errors import Question, QuestionForUser, listed, shortened
from analytics.ingest.base.normalize import data
from analytics.ingest.columns.header_names import Meaning

YES = frozenset(data("words")["flags"]["yes"])
BOTH = 0.05  # share of the rows with scores that may fill two versions before a person is asked

Versions = dict[str, dict[str, dict[str, int]]]  # scale, version, field: the position of the column


@dataclass(frozen=True)
class VersionColumns:
    """Column positions of each version of a scale in one table, such as ORS beside CORS.

    versions: where the fields of each version of a scale stand. skips: per version of these, where it is said that
    the form was skipped. names: of all columns as written.
    """

    versions: Versions
    skips: dict[str, int]
    names: tuple[str, ...]

    @property
    def fields(self) -> list[str]:
        """Fields of the columns that are added when the columns of several scale versions are merged."""
        added = []
        for scale, versions in self.versions.items():
            added += [*dict.fromkeys(field for own in versions.values() for field in own), f"{scale}_version"]
        return added

    @property
    def columns_used(self) -> set[str]:
        """Fields of the merged columns, which no other column of the table may have."""
        return {*self.fields, *(f"{scale}_skip" for scale in self.versions)}

    @property
    def columns(self) -> list[str]:
        """Names of the merged columns, each taken from the first original column with the same field."""
        first = {field: self.names[index] for field, _, index in reversed(self._all())}
        return [first.get(field, f"{field.replace('_', ' ')} by its column") for field in self.fields]

    def by_header(self) -> dict[str, str]:
        """Return the scale version (such as CORS) to which each merged column belongs, by column name."""
        return {self.names[index]: version for _, version, index in self._all()}

    def shown(self, fields: Sequence[str | None]) -> list[str | None]:
        """Return the field of every original column, including the columns of each version."""
        own = {index: field for field, _, index in self._all()}
        own |= {
            p: f"{scale}_skip"
            for scale, vs in self.versions.items()
            for v, p in self.skips.items()
            if v in vs
        }
        return [own.get(index, field) for index, field in enumerate(fields[: len(self.names)])]

    def coalesced(self, cells: Sequence[str]) -> tuple[list[str], bool]:
        """Return the cells to add to a row, and whether the row fills two versions of one scale."""
        added, is_double = [], False
        for versions in self.versions.values():
            given = [
                v for v in versions if v not in self.skips or cells[self.skips[v]].strip().lower() not in YES
            ]
            filled = [v for v in given if any(_has_value(cells[index]) for index in versions[v].values())]
            is_double = is_double or len(filled) > 1
            version = (filled or given or [""])[0]
            places = versions.get(version, {})
            fields = dict.fromkeys(field for own in versions.values() for field in own)
            added += [
                *(cells[places[field]] if field in places else "" for field in fields),
                version if filled else "",
            ]
        return added, is_double

    def score_positions(self, cells: Sequence[str]) -> list[int]:
        """Return the positions of the filled score cells of a row, in order."""
        return sorted(index for _, _, index in self._all() if _has_value(cells[index]))

    def question(self, examples: tuple[str, ...]) -> QuestionForUser:
        """Return the question that asks which version counts if a row has scores of two versions.

        Parameters
        ----------
        examples : the cells of both in such rows.
        """
        fields = [field for field, _, _ in self._all()]
        field = next((f for f in fields if f.endswith("_total") and fields.count(f) > 1), fields[0])
        names = [self.names[index] for one, _, index in self._all() if one == field]
        text = (
            f"Two columns look like {field.replace('_', ' ')} and are filled in the same rows: {listed(names)}."
            f" What is “{shortened(names[0])}”?"
        )
        return QuestionForUser(Question(f"column:{names[0]}", text, (field, "not_used"), examples))

    def _all(self) -> list[tuple[str, str, int]]:
        """Return (field, version, position) of each column that is merged."""
        return [
            (field, version, index)
            for versions in self.versions.values()
            for version, own in versions.items()
            for field, index in own.items()
        ]


def find(
    areas: Mapping[str, Sequence[str]],
    names: Sequence[str],
    fields: Sequence[str | None],
    meanings: Sequence[Meaning | None],
) -> VersionColumns | None:
    """Return the columns of each scale that has several versions in a table; None if there is none.

    Parameters
    ----------
    areas : fields of the four areas by scale.
    names : column names.
    fields : canonical field of each column by its name.
    meanings : meaning of each column name, None if it is unknown.
    """
    found: Versions = {}
    skips: dict[str, int] = {}
    for scale, items in areas.items():
        versions: dict[str, list[int]] = {}
        for index, field in enumerate(fields):
            if field in (*items, f"{scale}_total"):
                meant = meanings[index]
                versions.setdefault((meant.version if meant else None) or scale.upper(), []).append(index)
        held = [[fields[index] for index in own] for own in versions.values()]
        is_twice = len({f for own in held for f in own}) < sum(map(len, held))
        if len(held) > 1 and is_twice and all(len(set(own)) == len(own) for own in held):
            by_field = {v: {f: index for index in own if (f := fields[index])} for v, own in versions.items()}
            whole = {version: _whole(own, items) for version, own in by_field.items()}
            found[scale] = {version: own for version, own in whole.items() if own}
            for index, (field, meant) in enumerate(zip(fields, meanings, strict=True)):
                if field == f"{scale}_skip":
                    skips.setdefault((meant.version if meant else None) or scale.upper(), index)
    return VersionColumns(found, skips, tuple(names)) if found else None


def excluded_positions(columns: VersionColumns, answers: Mapping[str, str]) -> set[int] | None:
    """Return the positions of the version columns that a person's answers exclude; None without answers.

    If a person named a column of some version, the other versions are excluded; else the versions of which a
    person excluded a column.
    """
    answered = {name: answers.get(f"column:{name}") for name in columns.by_header()}
    chosen = {
        version for name, version in columns.by_header().items() if answered[name] not in (None, "not_used")
    }
    refused = {version for name, version in columns.by_header().items() if answered[name] == "not_used"}
    if not chosen | refused:
        return None
    return {index for _, v, index in columns._all() if (v not in chosen if chosen else v in refused)}


def _whole(own: dict[str, int], items: Collection[str]) -> dict[str, int]:
    """Return one version's columns (field -> position), with areas only if all four are present."""
    if set(items) <= set(own):
        return own
    return {field: index for field, index in own.items() if field not in items}


def _has_value(cell: str) -> bool:
    """Return whether a cell contains a value instead of a blank or a word for blank."""
    return cell.strip().lower() not in ("", *data("words")["scores"]["blank"])
