"""Tables that get the client or the day of each row from a parent table, joined by row id.

Examples are child tables of survey programs, and scores with an appointment number. Their rows wait until all
tables of a delivery are read. Then they are rewritten with the fields of the parent row and converted like
any other row.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analytics.ingest.base.errors import ImportRejected, QuestionForUser, shortened
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
from analytics.ingest.rows.deferred_tables import DeferredTable
from analytics.ingest.rows.reading import ReadFile
from analytics.store.staging import Staging

LENT = ("client_id", "case_id", "source_session_id", "session_date", "case_start", "case_end", "therapist",
        "therapist_name", "site", "program", "attendance")  # in the order of link_written.sql  # fmt: skip
_LEAST_MATCHED = 0.5  # share of the ids that must be found in the other table
_LEAST_CLEAR = 0.9  # share of the other table's ids that must stand for one client and day


def complete(
    staging: Staging,
    waiting: Sequence[DeferredTable],
    read: list[ReadFile],
    books: list[int],
    orders: list[str],
    today: datetime.date,
) -> Iterator[tuple[ReadFile, ImportRejected | QuestionForUser]]:
    """Complete deferred tables with data from other tables, and list the results as read files.

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
    ImportRejected, QuestionForUser
        For tables that cannot be completed.
    """
    if not waiting:
        return
    done, left = completed(staging, waiting, read)
    for one, file in done:
        try:
            if linked_files.has_sessions(file):
                orders.append(cell_types.type_file(staging, file, today, one.answers))
        except (ImportRejected, QuestionForUser) as problem:
            yield file, problem
        read.append(file)
        books.append(one.book)
    deferred_tables.resolve(left, read)


def completed(
    staging: Staging, waiting: Sequence[DeferredTable], read: Sequence[ReadFile]
) -> tuple[list[tuple[DeferredTable, ReadFile]], list[DeferredTable]]:
    """Return the deferred tables that could be completed, and those that could not.

    Completed tables are files numbered after those read, tables of ids needed for them included.

    Raises
    ------
    ImportRejected
        If rows refer to another table by name, but none of their ids occurs there.
    """
    done: list[tuple[DeferredTable, ReadFile]] = []
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
                    aid_file = id_tables.file_of(aid, len(read) + len(done))
                    if (
                        "client_id" in aid_file.layout.fields
                    ):  # without a client it lends its day and the like only
                        done.append((aid, aid_file))
                aid = aid.told_by
            done.append((child, replace(file, number=len(read) + len(done))))
            left.remove(child)
        if len(done) == count:
            return done, left + aids


def _is_reshaped(layout: Layout) -> bool:
    """Return whether the rows made by a layout differ from the rows of the file."""
    return layout.numbered is not None or layout.sides is not None


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
    aid: DeferredTable | None = None


def _joined(
    staging: Staging, child: DeferredTable, parents: Sequence[_Parent], number: int
) -> tuple[ReadFile | None, DeferredTable | None]:
    """Complete a deferred table from the parent table that fits best.

    Returns the completed table, and the parent if that one is used only for its ids.

    Both are None if no table fits as a parent.

    Raises ImportRejected if it refers to a table by name, but none of its ids occurs there.
    """
    best = _best(staging, child, parents)
    if best is None:
        return None, None
    own = set(child.layout(child.missing).fields) - set(child.missing)
    lent = _written(staging, child, *best, own)
    found = child.layout(lent)
    if not found.numbered and not found.answers:
        compared_columns.settle(child.cleaned, found)
    return reading.file_of(number, child.found, found, child.cleaned, child.given), best[0].aid


def _tell_aids(staging: Staging, aids: Sequence[DeferredTable], files: Sequence[ReadFile]) -> None:
    """Add the client to each linking table that can obtain it from its parent table."""
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
        except ImportRejected:
            if incomplete_tables.is_nested(aid.lookup, aid.found.table.header):
                raise
            continue  # two columns of one name are no promise that the ids are the same
        if best:
            aid.lent = tuple(_written(staging, child, *best, set(id_tables.told_by_itself(aid))))
            aid.told_by = best[0].aid
    if any(aid.lent for aid in between):
        _tell_aids(staging, aids, files)


def _of_file(file: ReadFile) -> _Parent:
    """Build a possible parent table from a file that was read."""
    return _Parent(
        file.sheet or file.name, file.layout.headers, _with_stamp(file.lookup, file.layout), file.cleaned
    )


def _of_ids(aid: DeferredTable) -> _Parent:
    """Convert a table of ids, not yet joined, to a possible parent table."""
    found = id_tables.layout_of(aid)
    return _Parent(aid.found.sheet or aid.found.name, found.headers, found.fields, aid.cleaned, aid)


def _best(
    staging: Staging, child: DeferredTable, parents: Sequence[_Parent]
) -> tuple[_Parent, int, int] | None:
    """Return the best parent table and the positions of the id columns in child and parent, else None."""
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
        raise ImportRejected(_mismatch(child, *unmatched))
    return best[1:] if best else None


def _with_stamp(lookup: HeaderNames, layout: Layout) -> list[str | None]:
    """Return a parent table's fields, with the form date as session day if no column has the session day."""
    ranks = {
        i: m.rank for i, name in enumerate(layout.headers) if (m := lookup.field_of(name)) and m.is_filled_in
    }
    if not ranks or "session_date" in layout.fields:
        return list(layout.fields)
    best = min(ranks, key=ranks.__getitem__)
    return ["session_date" if i == best else field for i, field in enumerate(layout.fields)]


def _mismatch(child: DeferredTable, column: str, parent: _Parent, other: str, is_unclear: bool) -> str:
    """Return the error message for a column whose ids are missing or ambiguous in the table it refers to."""
    why = "none or few of its values are there. Export both anew, of the same day, and import them together."
    if is_unclear:
        why = "a value stands for several clients or days there. Export both with an id of its own for each session."
    lacks = " and ".join(child.lacking.missing)
    return (
        f"{shortened(child.found.name, 60)} has no column for {lacks}; “{shortened(column)}”"
        f" points to “{shortened(other)}” of {shortened(parent.name, 60)}, but {why}"
    )


def _seen(
    staging: Staging, child: DeferredTable, parent: _Parent, mine: int, theirs: int
) -> tuple[float, bool]:
    """Return the share of child ids found in the parent, and whether the parent's ids are unambiguous.

    Of a child with clients, ids may begin anew with each. Leaves `staging.link_parent` and `staging.link_rows()` for
    this pair of columns.
    """
    by_client = "client_id" not in child.missing and "client_id" in parent.fields
    staging.run("link_parents_clear")
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
    n, there, ids, clear = staging.run("link_counts")[0]
    return there / n if n else 0.0, bool(ids) and clear >= _LEAST_CLEAR * ids


def _named(fields: Sequence[str | None], key: int, width: int) -> list[str]:
    """Return a name for each column of a parent table: `link_key` for the id, else field or placeholder."""
    names = [field if field in LENT else f"unused_{i}" for i, field in enumerate(fields)][:width]
    names[key] = "link_key"
    return names


def _written(
    staging: Staging, child: DeferredTable, parent: _Parent, mine: int, theirs: int, own: set[str | None]
) -> list[str]:
    """Add fields from the rows of a parent table to a child table; return the names of these fields.

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
