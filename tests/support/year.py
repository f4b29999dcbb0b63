"""Fourteen months of one practice's deliveries, with typical accidents and the expected data.

    for delivery in deliveries(CASE):
        ...                        # import delivery.content, compare with delivery.truth

Two kinds of export: rows that name client and day only, and rows with case and session ids. Each delivery says what its
report must say, and what a person does afterwards so that the truth is reached.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import replace

from tests.support.year_delivery import Delivery, Mending, Says, Year
from tests.support.year_practice import MONTHS, TWO_CODES, month_end, month_start
from tests.support.year_source import CASE, DAY, ENGLISH, GERMAN, written

SHORT = (1, 3, 4, 7, 8, 9)  # months of the version that every run of the tests lives


def deliveries(keying: str, months: Collection[int] = range(1, MONTHS + 1)) -> Iterator[Delivery]:
    """Yield the deliveries of these months in order of import."""
    year = Year(keying)
    for month in sorted(months):
        yield from SCENES[month - 1](year, month)


def _first(year: Year, month: int) -> Iterator[Delivery]:
    """Yield the first export, with all sessions so far."""
    yield year.file(month, "first.csv")


def _increment(year: Year, month: int) -> Iterator[Delivery]:
    """Yield an export of one month."""
    yield year.file(month, "september.csv", month_start(month))


def _overlap(year: Year, month: int) -> Iterator[Delivery]:
    """Yield an export that repeats half a month of the previous export, with four scores corrected."""
    since = month_start(month - 1) + datetime.timedelta(days=14)
    told = set(year.known.rows)
    corrected = year.some(4, since, month_end(month - 1))
    for number in corrected:
        year.source.change(number, ors=year.source.visits[number].ors // 2)
    yield year.file(
        month, "since-mid-september.csv", since, says=Says(corrected=len(told.intersection(corrected)))
    )


def _endings_change(year: Year, month: int) -> Iterator[Delivery]:
    """Yield a full export in which two endings changed and three ended courses continue."""
    told = {row.course: row.reason for row in year.known.rows.values() if row.reason and row.person[0] == "p"}
    changed = sorted(course for course, reason in told.items() if reason != "transferred")[:2]
    for course in changed:
        year.source.end(course, "planned" if told[course] == "unplanned" else "unplanned")
    rows = sum(row.course in changed and row.reason is not None for row in year.known.rows.values())
    says = Says(corrected=rows, warnings=("ending_then_sessions",), counts={"ending_then_sessions": 3})
    yield year.file(month, "all-november.csv", says=says)


def _nothing(year: Year, month: int) -> Iterator[Delivery]:
    """Yield nothing, as nobody exports anything in December."""
    yield from ()


def _late(year: Year, month: int) -> Iterator[Delivery]:
    """Yield two exports in the wrong order: first that of January, then that of December."""
    yield year.file(month, "january.csv", month_start(month))
    says = Says(warnings=("ending_then_sessions",), counts={"ending_then_sessions": 3})
    yield year.file(month - 1, "december.csv", month_start(month - 1), day=month_end(month), says=says)


def _deleted(year: Year, month: int) -> Iterator[Delivery]:
    """Yield a full export in which three sessions were deleted and two moved to the next day."""
    numbers = year.some(5, month_start(month - 4), month_end(month - 3))
    for number in numbers[:3]:
        del year.source.visits[number]
    for number in numbers[3:]:
        moved = year.source.visits[number].day + datetime.timedelta(days=1)
        year.source.change(number, day=moved)
    lacking = 3 if year.keying == CASE else 5
    says = Says(lacking=lacking)
    yield year.file(month, "all-february.csv", says=says, mending=(Mending("leave_out"),))


def _therapist_renamed(year: Year, month: int) -> Iterator[Delivery]:
    """Yield an export of one month in which a therapist has a new name."""
    old, new = year.source.names["celia"], "Celia Roth-Meyer"
    year.source.names["celia"] = new
    year.renamed[old] = new
    says = Says(warnings=("new_name_old_stopped",), same=((new, old),))
    yield year.file(
        month, "march.csv", month_start(month), says=says, mending=(Mending("therapist", old, new),)
    )


def _codes_change(year: Year, month: int) -> Iterator[Delivery]:
    """Yield a full export with a changed client code, and two codes of one client merged."""
    source = year.source
    changed = source.visits[year.some(1, month_start(month - 1), month_end(month - 1))[0]].person
    old, new = source.clients[changed], "N-0815"
    merged, into = f"p{TWO_CODES:02}b", f"p{TWO_CODES:02}"
    gone, stays = source.clients[merged], source.clients[into]
    lacking = sum(row.person in (changed, merged) for row in year.known.rows.values())
    source.clients[changed] = new
    for number, visit in list(source.visits.items()):
        if visit.person == merged:
            source.change(number, person=into)
    says = Says(lacking=lacking, warnings=("possible_same_client",), same=((new, old), (stays, gone)))
    mending = (Mending("client", old, new), Mending("client", gone, stays))
    yield year.file(month, "all-april.csv", says=says, mending=mending)


def _foreign(year: Year, month: int) -> Iterator[Delivery]:
    """Yield a file of another practice, then the right file with changed columns."""
    yield _of_another_practice(year, month)
    year.form = year.form.replace(therapist="Practitioner", room="Room")
    yield year.file(month, "all-may.csv")


def _of_another_practice(year: Year, month: int) -> Delivery:
    rows = [
        replace(
            row, client=f"X{row.client[2:]}", therapist=f"Dr. {row.therapist[::-1]}", ors=row.srs, srs=row.ors
        )
        for row in year.source.rows(month_end(month), month_start(month))
    ]
    day = month_end(month)
    last = max(year.known.rows.values(), key=lambda row: row.day).day
    truth = year.truth(max(last, month_end(month - 1)))
    return Delivery(
        "other-practice.csv", written(rows, year.form), day, truth, Says(question="identity:foreign")
    )


def _other_locale(year: Year, month: int) -> Iterator[Delivery]:
    """Yield an export with German headers, twice."""
    year.form = GERMAN if year.keying == CASE else GERMAN.replace(case="", session="")
    june = year.file(month, "juni.csv", month_start(month))
    yield june
    yield replace(june, says=Says(nothing_new=True))


def _case_ids(year: Year, month: int) -> Iterator[Delivery]:
    """Yield an export that changes ids: one client code in lower case, or the first case ids.

    Case ids appear if the practice is keyed by day.
    """
    year.form = ENGLISH if year.keying == CASE else ENGLISH.replace(session="")
    if year.keying == DAY:
        running = {row.course for row in year.known.rows.values()}
        began = {
            one.course
            for one in year.source.visits.values()
            if month_start(month) <= one.day <= month_end(month)
        }
        says = Says(warnings=("course_continued",), counts={"course_continued": len(running & began)})
        yield year.file(month, "july.csv", month_start(month), says=says)
        return
    person = year.source.visits[year.some(1, month_start(month), month_end(month))[0]].person
    code = year.source.clients[person]
    small = code.lower()
    says = Says(warnings=("possible_same_client",), same=((small, code),))
    yield year.file(
        month,
        "july.csv",
        month_start(month),
        says=says,
        mending=(Mending("client", small, code),),
        spelt=lambda row: replace(row, client=small) if row.person == person else row,
    )


def _withdrawn(year: Year, month: int) -> Iterator[Delivery]:
    """Yield a full export that lacks earlier scores and an ending, and in which a session was cancelled.

    One client changes from the form for adults to that for children.
    """
    emptied = year.some(3, month_start(month - 1), month_end(month - 1))
    for number in emptied[:2]:
        year.source.change(number, ors=None)
    year.source.cancelled.add(emptied[2])
    ended = sorted({(row.day, row.course) for row in year.known.rows.values() if row.reason == "planned"})
    year.source.end(ended[-1][1], None)
    year.form = year.form.replace(attendance="Attendance")
    says = Says(lacking=1, emptied={"scores": 2, "endings": 1}, cancelled=1)
    yield year.file(month, "all-august.csv", says=says, mending=(Mending("follow"),))


def _renumbered(year: Year, month: int) -> Iterator[Delivery]:
    """Yield a full export made by new software, in which every client has a new number."""
    for place, person in enumerate(sorted(year.source.clients)):
        year.source.clients[person] = f"{7000 + 13 * place}"
    yield year.file(month, "all-september.csv", says=Says(question="identity:renumbered", answer="map"))


SCENES = (
    *(
        _first,
        _increment,
        _overlap,
        _endings_change,
        _nothing,
        _late,
        _deleted,
        _therapist_renamed,
        _codes_change,
    ),
    *(_foreign, _other_locale, _case_ids, _withdrawn, _renumbered),
)
