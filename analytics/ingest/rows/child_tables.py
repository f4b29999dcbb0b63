"""Tables whose rows get their client or day from another table, through the id of a row there.

Such tables are child tables of survey programs, and scores with the number of an appointment. Their rows wait until all
tables of a delivery are read; then they are written again with the fields of the row that they point to, and are
typed like any other.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analytics.ingest.base.errors import NeedsChoice, Refused, shortened
from analytics.ingest.columns import foreign_keys, incomplete_tables
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.layout import Layout
from analytics.ingest.rows import (
    cell_types,
    compared_columns,
    deferred_tables,
    id_tables,
    linked_files,
    reading,
)
from analytics.ingest.rows.canonical_csv import Cleaned, is_summary
from analytics.ingest.rows.deferred_tables import Waiting
from analytics.ingest.rows.reading import ReadFile
from analytics.store.staging import Staging

LENT = ("client_id", "case_id", "source_session_id", "session_date", "case_start", "case_end", "therapist",
        "therapist_name", "site", "program", "attendance")  # in the order of link_written.sql  # fmt: skip
_LEAST_MATCHED = 0.5  # share of the ids that must be found in the other table
_LEAST_CLEAR = 0.9  # share of the other table's ids that must stand for one client and day


def complete(
    staging: Staging,
    waiting: Sequence[Waiting],
    read: list[ReadFile],
    books: list[int],
    orders: list[str],
    today: datetime.date,
) -> Iterator[tuple[ReadFile, Refused | NeedsChoice]]:
    """Add the deferred tables that other tables complete to the files read, with converted rows.

    Parameters
    ----------
    staging : the staging database.
    waiting : the tables that need another one.
    read, books : files read, and for each the number of the delivered file; both are extended.
    orders : date orders found; extended.
    today : the day after which rows are set aside.

    Yields
    ------
    A file and the refusal or question about it.

    Raises
    ------
    Refused, NeedsChoice
        About tables that nothing completes.
    """
    if not waiting:
        return
    done, left = completed(staging, waiting, read)
    for one, file in done:
        try:
            if linked_files.has_sessions(file):
                orders.append(cell_types.type_file(staging, file, today, one.answers))
        except (Refused, NeedsChoice) as problem:
            yield file, problem
        read.append(file)
        books.append(one.book)
    deferred_tables.settle(left, read)


def completed(
    staging: Staging, waiting: Sequence[Waiting], read: Sequence[ReadFile]
) -> tuple[list[tuple[Waiting, ReadFile]], list[Waiting]]:
    """Return the deferred tables that could be completed, and those that could not.

    Completed tables are files numbered after those read, tables of ids needed for them included.

    Raises
    ------
    Refused
        Where rows point to another table by name and none of their ids is there.
    """
    done: list[tuple[Waiting, ReadFile]] = []
    left = [one for one in waiting if not one.is_aid]
    aids = [one for one in waiting if one.is_aid]
    known = tuple(aids)
    while True:
        count = len(done)
        _tell_aids(staging, aids, [file for file in read if not _is_reshaped(file.layout)])
        for child in list(left):
            files = [*read, *(file for one, file in done if not one.is_aid)]
            parents = [_of_file(file) for file in files if not _is_reshaped(file.layout)]
            file, aid = _joined(staging, child, [*parents, *map(_of_ids, known)], len(read))
            if file is None:
                continue
            while aid is not None:
                if any(one is aid for one in aids):
                    aids = [one for one in aids if one is not aid]
                    done.append((aid, id_tables.file_of(aid, len(read) + len(done))))
                aid = aid.told_by
            done.append((child, replace(file, number=len(read) + len(done))))
            left.remove(child)
        if len(done) == count:
            return done, left + aids


def _is_reshaped(found: Layout) -> bool:
    """Return whether the rows made by a layout differ from the rows of the file."""
    return found.numbered is not None or found.sides is not None


@dataclass(frozen=True)
class _Parent:
    """One table that the rows of other tables may refer to by id.

    name: of its sheet or file. headers, fields: of its columns. cleaned: its clean rows. aid: the table, where it is
    of use only for its ids.
    """

    name: str
    headers: Sequence[str]
    fields: Sequence[str | None]
    cleaned: Cleaned
    aid: Waiting | None = None


def _joined(
    staging: Staging, child: Waiting, parents: Sequence[_Parent], number: int
) -> tuple[ReadFile | None, Waiting | None]:
    """Return a deferred table completed by the best parent, and the id table used; (None, None) if none.

    Raises Refused where it points to a table by name and none of its ids is there.
    """
    best = _best(staging, child, parents)
    if best is None:
        return None, None
    own = set(child.layout(child.missing).fields) - set(child.missing)
    lent = _written(staging, child, *best, own)
    found = child.layout(lent)
    if not _is_reshaped(found) and not found.answers:
        compared_columns.settle(child.cleaned, found)
    return reading.file_of(number, child.found, found, child.cleaned, child.given), best[0].aid


def _tell_aids(staging: Staging, aids: Sequence[Waiting], files: Sequence[ReadFile]) -> None:
    """Add the client to tables of ids that refer to it only through a parent table."""
    between = [
        aid
        for aid in aids
        if incomplete_tables.is_between(aid.lookup, aid.found.table.header) and not aid.lent
    ]
    for aid in between:
        parents = [*map(_of_file, files), *(_of_ids(one) for one in aids if one is not aid)]
        child = replace(aid, missing=("client_id",))
        try:
            best = _best(staging, child, parents)
        except Refused:
            if incomplete_tables.is_nested(aid.lookup, aid.found.table.header):
                raise
            continue  # two columns of one name are no promise that the ids are the same
        if best:
            aid.lent = tuple(_written(staging, child, *best, set(id_tables.told_by_itself(aid))))
            aid.told_by = best[0].aid
    if any(aid.lent for aid in between):
        _tell_aids(staging, aids, files)


def _of_file(file: ReadFile) -> _Parent:
    """Return a read file as a table to whose rows other tables may refer."""
    return _Parent(
        file.sheet or file.name, file.layout.headers, _with_stamp(file.lookup, file.layout), file.cleaned
    )


def _of_ids(aid: Waiting) -> _Parent:
    """Return a deferred table of ids as a table to whose rows other tables may refer."""
    found = id_tables.layout_of(aid)
    return _Parent(aid.found.sheet or aid.found.name, found.headers, found.fields, aid.cleaned, aid)


def _best(staging: Staging, child: Waiting, parents: Sequence[_Parent]) -> tuple[_Parent, int, int] | None:
    """Return the best parent table for a deferred table, with the positions of both id columns; or None."""
    best, unmatched = None, None
    wanted = foreign_keys.parents_named(child.found.table.header, child.found.table.samples)
    for parent in parents:
        if not all(foreign_keys.is_called(parent.name, one) for one in wanted):
            continue
        if not set(child.missing) <= set(parent.fields) or parent.cleaned is child.cleaned:
            continue
        for sure, mine, theirs in foreign_keys.pairs(child.lookup, child.names, parent.headers, parent.name):
            matched, is_clear = _seen(staging, child, parent, mine, theirs)
            if matched >= _LEAST_MATCHED and is_clear:
                if best is None or (sure, -matched) < best[0]:
                    best = (sure, -matched), parent, mine, theirs
            elif sure <= foreign_keys.SAME and unmatched is None:
                unmatched = child.names[mine], parent, parent.headers[theirs], matched >= _LEAST_MATCHED
    if not best and unmatched:
        raise Refused(_mismatch(child, *unmatched))
    return best[1:] if best else None


def _with_stamp(lookup: HeaderNames, found: Layout) -> list[str | None]:
    """Return a parent table's fields, with the form's date as session day where no column has that day."""
    ranks = {
        i: m.rank for i, name in enumerate(found.headers) if (m := lookup.meaning(name)) and m.is_filled_in
    }
    if not ranks or "session_date" in found.fields:
        return list(found.fields)
    best = min(ranks, key=ranks.__getitem__)
    return ["session_date" if i == best else field for i, field in enumerate(found.fields)]


def _mismatch(child: Waiting, column: str, parent: _Parent, other: str, is_unclear: bool) -> str:
    """Return the error message for a column that refers to a table which does not contain its ids."""
    why = "none or few of its values are there. Export both anew, of the same day, and import them together."
    if is_unclear:
        why = "a value stands for several clients or days there. Export both with an id of its own for each session."
    lacks = " and ".join(child.lacking.missing)
    return (
        f"{shortened(child.found.name, 60)} has no column for {lacks}; “{shortened(column)}”"
        f" points to “{shortened(other)}” of {shortened(parent.name, 60)}, but {why}"
    )


def _seen(staging: Staging, child: Waiting, parent: _Parent, mine: int, theirs: int) -> tuple[float, bool]:
    """Return the share of the child's ids that the parent contains, and whether parent ids are unambiguous.

    Of a child with clients, ids may begin anew with each. Leaves `staging.link_parent` and `staging.link_rows()` for
    this pair of columns.
    """
    by_client = "client_id" not in child.missing and "client_id" in parent.fields
    staging.run("link_forget")
    staging.source(
        parent.cleaned.path, _named(parent.fields, theirs, len(parent.headers)), parent.cleaned.delimiter
    )
    staging.run("link_parents", by_client=by_client)
    fields = [f"cell_{i}" for i in range(len(child.names))]
    fields[mine] = "link_key"
    if by_client:
        fields[child.layout(child.missing).fields.index("client_id")] = "link_client"
    staging.source(child.cleaned.path, fields, child.cleaned.delimiter)
    staging.run("link_rows_of_clients" if by_client else "link_rows")
    n, there, ids, clear = staging.run("link_seen")[0]
    return there / n if n else 0.0, bool(ids) and clear >= _LEAST_CLEAR * ids


def _named(fields: Sequence[str | None], key: int, width: int) -> list[str]:
    """Return a name for each column of a parent table: `link_key` for the id, the field or a placeholder."""
    names = [field if field in LENT else f"unused_{i}" for i, field in enumerate(fields)][:width]
    names[key] = "link_key"
    return names


def _written(
    staging: Staging, child: Waiting, parent: _Parent, mine: int, theirs: int, own: set[str | None]
) -> list[str]:
    """Rewrite a child's clean rows with fields of the parent's rows; return the added fields.

    Parameters
    ----------
    staging : the staging database.
    child, parent : the two tables.
    mine, theirs : positions of the columns with the id.
    own : fields that the child has itself.
    """
    _seen(staging, child, parent, mine, theirs)
    fields = [field for i, field in enumerate(parent.fields) if i != theirs]
    lent = [field for field in LENT if field in fields and field not in own]
    for line, cells in staging.run("link_orphans"):
        reason = "summary_row" if is_summary(cells) else "footer" if len(cells) < 2 else "parent_missing"
        child.cleaned.early.append((line, reason, shortened(" ".join(cells), 80)))
    target = child.cleaned.path.with_name(f"{child.cleaned.path.name}-linked")
    staging.run("link_written", target=str(target), lent=[f"lent_{field}" for field in lent])
    target.replace(child.cleaned.path)
    child.cleaned.delimiter = ","
    child.cleaned.width += len(lent)
    return lent
