"""Data day of a delivery: the last day that its data cover.

It is proposed from the file, or checked if a person gives it. Open courses count as ended after some days
without a session. So a data day that is too late ends open courses, and one before the current data day
contradicts earlier results.
"""

from __future__ import annotations

import datetime
import itertools
from dataclasses import dataclass

from analytics.ingest.base.errors import Question, QuestionForUser
from analytics.store.staging import Staging

KEY = "data_day"  # of the question and of its answer
RECENT_DAYS = 14  # a newest session at most this old: the export is current, and its data speak up to today
OUTLIER_DAYS = 30  # a newest session more than this after the one before it may be a wrong date,
OUTLIER_PAUSES = 2  # where it is also more than so many times the longest pause among the sessions before it
TODAY, NEWEST, GIVEN, ON_SHOW = "today", "newest_session", "given", "on_show"


@dataclass(frozen=True)
class Delivered:
    """Newest days in a delivery: of attended sessions, of scores and of any row.

    newest: day of the newest attended session. others: days of earlier attended sessions, newest first.
    scored: newest day with a score. after_scored: number of attended sessions after `scored`. last: newest
    day of any row, booked appointments included.
    """

    newest: datetime.date | None = None
    others: tuple[datetime.date, ...] = ()
    scored: datetime.date | None = None
    after_scored: int = 0
    last: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Facts for choosing the data day (last day covered): today, stored days and a person's answer.

    calendar_day: today by this computer's clock. on_show: data day of the current version. known_days: days
    of its newest sessions, newest first. given: the day given by a person. answered: a person's answer to a
    question about the day. replace: whether the delivery replaces all stored data.
    """

    calendar_day: datetime.date
    on_show: datetime.date | None = None
    known_days: tuple[datetime.date, ...] = ()
    given: datetime.date | None = None
    answered: str | None = None
    replace: bool = False

    @property
    def newest_stored(self) -> datetime.date | None:
        """Day of the newest stored session; None without stored sessions."""
        return self.known_days[0] if self.known_days else None

    def may_go_back(self) -> bool:
        """Return whether a person may set the data date to a day before that of the current version.

        True if the current data day lies ahead of today, or if everything is replaced.
        """
        return self.on_show is not None and (self.replace or self.on_show > self.calendar_day)


def delivered(staging: Staging) -> Delivered:
    """Return the days of the delivery's newest sessions, and the day of its newest score."""
    rows = staging.run("newest_sessions")
    if not rows:
        return Delivered()
    newest, scored, after_scored, last = rows[0]
    days: list[datetime.date] = newest or []
    first = days[0] if days else None
    return Delivered(first, tuple(days[1:]), scored, after_scored, last)


def read_up_to(calendar_day: datetime.date, answered: str | None) -> datetime.date:
    """Return the last day that is not treated as future: today, or an earlier day given as an answer."""
    day = day_of(answered)
    return min(day, calendar_day) if day else calendar_day


def resolve(now: Situation, delivered: Delivered) -> tuple[datetime.date, str]:
    """Return the last day that a delivery covers (its data day), and the source of that day.

    Sources: today, newest_session, given (by a person), on_show (data day of the current version).

    Parameters
    ----------
    now : facts by which the day is chosen.
    delivered : the newest sessions of the delivery.

    Raises
    ------
    QuestionForUser
        When a given day goes back, lies ahead or lies before the newest session, and when the newest session looks
        like a wrong date or like a booked appointment.
    """
    proposal, source = proposed(now, delivered)
    if now.answered is not None:
        day = day_of(now.answered)
        if day is None or day not in _allowed(now, day):
            raise _asked(
                now, delivered, now.given, f"{now.answered} cannot be the day these data speak up to."
            )
        return day, GIVEN
    if now.given is None:
        if proposal != now.on_show and (doubt := _doubtful(now, delivered)):
            raise doubt
        return proposal, source
    if problem := _problem(now, delivered, now.given):
        raise _asked(now, delivered, now.given, problem)
    return now.given, GIVEN


def proposed(now: Situation, delivered: Delivered) -> tuple[datetime.date, str]:
    """Return the proposed data day (last day covered) and its source.

    It is the later of the current data day and the delivery's own day.

    The delivery's own day is that of its newest session, or today where that is recent.
    """
    day, source = now.on_show, ON_SHOW
    if delivered.newest:
        recent = (now.calendar_day - delivered.newest).days <= RECENT_DAYS
        own = (now.calendar_day, TODAY) if recent else (delivered.newest, NEWEST)
        if day is None or own[0] >= day:
            day, source = own
    if day is None:
        return now.calendar_day, TODAY
    if source == ON_SHOW and day == now.calendar_day:
        source = TODAY
    if (
        now.newest_stored and now.newest_stored > day
    ):  # a version of an older release may hold sessions after its data day
        return now.newest_stored, NEWEST
    if source == ON_SHOW and day == now.newest_stored:
        source = NEWEST
    return day, source


def _problem(now: Situation, delivered: Delivered, day: datetime.date) -> str | None:
    """Return why a given day is not accepted as the last day covered; None for an accepted day."""
    if day > now.calendar_day:
        return f"{day_text(day)} lies ahead: today is {day_text(now.calendar_day)}."
    if now.on_show and day < now.on_show:
        if now.may_go_back():
            return f"The practice speaks up to {day_text(now.on_show)} until now, later than {day_text(day)}."
        return (
            f"The practice already speaks up to {day_text(now.on_show)};"
            f" an import does not take it back to {day_text(day)}."
        )
    if now.newest_stored and day < now.newest_stored:
        return f"The practice has sessions up to {day_text(now.newest_stored)}, after {day_text(day)}."
    if delivered.newest and day < delivered.newest and not _is_outlier_after(now, delivered, day):
        return f"This file has sessions up to {day_text(delivered.newest)}, after {day_text(day)}."
    return None


def _allowed(now: Situation, day: datetime.date) -> list[datetime.date]:
    """Return a list with the given day if it may be chosen as the last day covered; else an empty list.

    Allowed are the choices of the question, and any other valid day.
    """
    earliest = [one for one in (now.on_show, None if now.replace else now.newest_stored) if one]
    if day <= now.calendar_day and (now.may_go_back() or all(day >= one for one in earliest)):
        return [day]
    return [day] if now.on_show == day else []


def _asked(now: Situation, delivered: Delivered, day: datetime.date | None, problem: str) -> QuestionForUser:
    """Return the question that asks for the last day covered, with the allowed days as choices."""
    wanted = {proposed(now, delivered)[0], delivered.newest, now.on_show, day, now.calendar_day}
    choices = sorted(one for one in wanted if one and one in _allowed(now, one))
    return _choice(f"{problem} Up to which day do these data speak?", choices, delivered)


def _doubtful(now: Situation, delivered: Delivered) -> QuestionForUser | None:
    """Return the question to the user about a possibly misdated newest session; None without doubt.

    A newest session that may only be a booked appointment is also questioned.
    """
    if delivered.newest is None or (now.newest_stored and now.newest_stored >= delivered.newest):
        return None
    if before := _before_outlier(now, delivered):
        text = (
            f"The newest session, {day_text(delivered.newest)}, lies {(delivered.newest - before).days} days after"
            f" the one before it, {day_text(before)}. Is its date right? Up to which day do these data speak?"
        )
        return _choice(text, _from(now, before, delivered.newest), delivered)
    if delivered.scored and (delivered.newest - delivered.scored).days > RECENT_DAYS:
        rows = f"{delivered.after_scored:,} sessions" if delivered.after_scored > 1 else "one session"
        text = (
            f"The newest score is of {day_text(delivered.scored)}; after it the file has {rows} without a score, up to"
            f" {day_text(delivered.newest)}. If these are booked appointments, the data speak up to the earlier day."
            " Up to which day do these data speak?"
        )
        return _choice(text, _from(now, delivered.scored, delivered.newest), delivered)
    return None


def _before_outlier(now: Situation, delivered: Delivered) -> datetime.date | None:
    """Return the session day before the newest one if the newest may be a wrong date, else None."""
    before = max((*delivered.others, *now.known_days), default=None)
    if delivered.newest is None or before is None:
        return None
    days = sorted({*delivered.others, *now.known_days})
    longest = max(((later - day).days for day, later in itertools.pairwise(days)), default=0)
    is_late = (delivered.newest - before).days > max(OUTLIER_DAYS, OUTLIER_PAUSES * longest)
    return before if is_late else None


def _is_outlier_after(now: Situation, delivered: Delivered, day: datetime.date) -> bool:
    """Return whether only sessions with a doubtful date come after a given day."""
    before = _before_outlier(now, delivered)
    return before is not None and day >= before


def _from(now: Situation, *days: datetime.date) -> list[datetime.date]:
    """Return the given days, sorted, with days before the earliest allowed day replaced by that day."""
    floor = max((day for day in (now.on_show, now.newest_stored) if day), default=datetime.date.min)
    return sorted({max(day, floor) for day in days})


def _choice(text: str, days: list[datetime.date], delivered: Delivered) -> QuestionForUser:
    example = (f"newest session: {day_text(delivered.newest)}",) if delivered.newest else ()
    return QuestionForUser(Question(KEY, text, tuple(day.isoformat() for day in days), example))


def day_text(day: datetime.date | None) -> str:
    """Return a date as text such as 30 Sep 2026; "no day" for None."""
    return f"{day.day} {day:%b %Y}" if day else "no day"


def day_of(text: str | None) -> datetime.date | None:
    """Return the date that a text such as 2026-09-30 means; None for any other text."""
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        return None
