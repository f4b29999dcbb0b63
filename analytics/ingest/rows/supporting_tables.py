"""Tables that are useful only if joined with another table, as child or as parent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from analytics.ingest.base.errors import ImportRejected, Lacking, QuestionForUser
from analytics.ingest.columns import foreign_keys, incomplete_tables
from analytics.ingest.columns.table import Table
from analytics.ingest.containers.workbook import Workbook
from analytics.ingest.rows import constants

Settled = Callable[[tuple[str, ...]], dict[str, str]]
_FIELDS = {"the client": "client_id", "the date": "session_date"}


def sheets(book: Workbook, names: Sequence[str], answered: Settled) -> list[str]:
    """Return the sheets to join: scores that lack client or day, and their possible parent tables.

    Parameters
    ----------
    book : the workbook.
    names : names of the sheets that are read anyway.
    answered : returns the answers for a table with given column names.
    """
    tables: dict[str, Table] = {**book.tables, **book.incomplete, **book.of_ids}
    rest = [name for name in book.filled if name in tables and name not in names and book.is_filled(name)]
    waiting = [name for name in rest if missing_fields(tables[name], answered(tables[name].header), name)]
    children = [name for name in waiting if foreign_keys.may_point(book.lookup, tables[name].header)]
    aids = [name for name in rest if name not in waiting and name not in book.incomplete]
    between = _between(children, {name: tables[name] for name in [*children, *aids]})
    return [*children, *(n for n in aids if children and (n in between or _may_be_parent(tables[n])))]


def _may_be_parent(table: Table) -> bool:
    """Return whether rows of other tables may refer to the rows of this table."""
    names_client = not incomplete_tables.is_nested(table.lookup, table.header)
    return names_client and (
        any(map(foreign_keys.is_own, table.header)) or foreign_keys.may_point(table.lookup, table.header)
    )


def _between(children: Sequence[str], tables: Mapping[str, Table]) -> list[str]:
    """Return the given tables together with their parent tables and all further ancestors."""
    found = list(children)
    for name in found:
        wanted = foreign_keys.parents_named(tables[name].header, tables[name].samples)
        found += [
            n for n in tables if n not in found and any(foreign_keys.is_called(n, one) for one in wanted)
        ]
    return found


def missing_fields(table: Table, answers: Mapping[str, str], sheet: str = "") -> list[str]:
    """Return the fields (client_id, session_date) that another table must add to a table of scores.

    Empty for a table that needs no other one, or that no other one can complete.
    """
    try:
        constants.parse(table, answers, sheet=sheet)
    except Lacking as problem:
        missing = [_FIELDS[what] for what in problem.missing if what in _FIELDS]
        if len(missing) < len(problem.missing):
            return []
        try:
            return missing if constants.parse(table, answers, sheet=sheet, lent=missing)[0].has_scores else []
        except ImportRejected:
            return []
        except QuestionForUser:
            return missing
    except (ImportRejected, QuestionForUser):
        pass
    return []
