"""Units of the scores in a file, decided per scale from all scores or by a person's answer.

Scales that occur: the published 0-10 and its total of 40; 0-100 (QIT online); whole numbers 1-10, item means
and per cent (home-made). Scores outside the chosen scale are left out, never clipped.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from analytics.ingest.base.errors import Question, QuestionForUser, shortened
from analytics.store.staging import Staging

STANDARD, HUNDREDS, WHOLE, TOTAL_ONLY = "0-10", "0-100", "1-10", "total_only"
MEAN, TOTAL, PERCENT = "item_mean", "total", "percent"
ONE, TENTH, FOUR, PERCENT_OF_40 = Decimal(1), Decimal("0.1"), Decimal(4), Decimal("0.4")
FORMS = 10  # totals above zero needed to ask whether they are means; forms needed to call a scale 1-10
# Share of scores that may be beyond a scale by mistake when it is told from the scores themselves
STRAY = 0.05
FEW, MOST = 0.25, 0.75  # below and above these shares of areas above 10 there is nothing to ask
MANY_ABOVE = 5  # totals above 40 needed before one thinks of another unit than points
ABOVE_SHARE = 1 / 3  # share of totals above 40 needed for that
COMPARED = 5  # forms with areas and a total needed to say how they belong together
AGREEING = 0.9  # share of them that must agree on it
SHARED = 0.95  # share of them with four equal areas from which some software shared out the total
SLACK = Decimal("0.1")  # points by which a total may differ from its areas
ROUNDED = Decimal("0.2")  # the same where the areas are quarters of the total, rounded to 0.1
LOOSE = Decimal("0.3")  # the same where the total is a rounded mean or percentage
FAMILIES = {"ors": "ORS", "srs": "SRS"}


@dataclass(frozen=True)
class Scale:
    """Unit of the ORS or SRS in a file: name, factors to convert to points, and tolerance for totals.

    name: unit name in the report. item, total: factors from written numbers to points. slack: points by which
    a total may differ from the sum of its areas (more than 0.1 for rounded means or percentages).
    """

    name: str = TOTAL_ONLY
    item: Decimal = ONE
    total: Decimal = ONE
    slack: Decimal = SLACK


@dataclass(frozen=True, kw_only=True)
class _ScaleCounts:
    """Counts and example scores of the ORS or SRS in one file, read by scale_ranges.sql."""

    family: str
    n: int
    above_10: int
    whole: int
    some_areas: list[Any]
    totals: int
    above_0: int
    total_10: int
    total_40: int
    total_100: int
    some_totals: list[Any]
    unlike_sum: int


_COLUMNS = tuple(column.name for column in fields(_ScaleCounts))


def unit_up_to(highest: int, field: str) -> str | None:
    """Return the unit of an area or a total, given its maximum score; None for an unknown maximum."""
    if field.endswith("total"):
        return {10: MEAN, 40: STANDARD, 100: PERCENT, 400: HUNDREDS}.get(highest)
    return HUNDREDS if highest == 100 else None


def standard() -> dict[str, Scale]:
    """Return the standard unit (areas 0-10, totals 0-40) for ORS and SRS."""
    return dict.fromkeys(FAMILIES, Scale())


def parameters(scales: dict[str, Scale]) -> dict[str, Decimal]:
    """Return the units of ORS and SRS as the SQL parameters of typed.sql."""
    return {
        f"{family}_{part}": getattr(scale, part)
        for family, scale in scales.items()
        for part in ("item", "total", "slack")
    }


def resolve(
    staging: Staging, number: int, headers: dict[str, str], stated: dict[str, str], answers: dict[str, str]
) -> dict[str, Scale]:
    """Return the units of ORS and SRS in a file, and store the file's unit name in `staging.file`.

    Parameters
    ----------
    staging : the staging database.
    number : of the file.
    headers : canonical field -> column name.
    stated : the unit (MEAN, PERCENT, HUNDREDS) of canonical fields whose name or percent signs give it.
    answers : question key -> choice; `item_scale` counts where the scores leave it open.

    Raises
    ------
    QuestionForUser
        When neither the scores nor an answer decide it.
    """
    has_codes = staging.run("codes_exist", file_no=number)[0][0]
    step = "scale_ranges_with_codes" if has_codes else "scale_ranges"
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in staging.run(step, file_no=number)]
    by_family = {row["family"]: _ScaleCounts(**row) for row in rows}
    answer = answers.get("item_scale")
    read = {
        family: _areas(one, stated, answer) if one.n else _total_alone(one, stated, answer)
        for family, one in by_family.items()
    }
    found = {family: scale for family, scale in read.items() if scale is not None}
    for family, scale in read.items():
        if scale is None:
            other = [s for s in found.values() if s.name in (HUNDREDS, PERCENT)]
            if not other or by_family[family].above_10 or not by_family[family].total_40:
                raise QuestionForUser(_question(by_family[family], headers))
            found[family] = replace(other[0], slack=SLACK)
        if scale and by_family[family].unlike_sum:
            counts = staging.run("scales_compared", file_no=number, scale=family)[0]
            found[family] = _with_total(counts, scale, _unit_of_total(family, stated))
    scales = standard() | found
    name = _reported([scales[family] for family in read if _is_used(by_family[family])])
    whole = bool(by_family) and all(_is_whole(one) for one in by_family.values() if one.n)
    if name == STANDARD and whole:
        name = WHOLE
    staging.run("file_scaled", file_no=number, item_scale=name, unusual=name == WHOLE)
    return scales


def _is_used(counts: _ScaleCounts) -> bool:
    """Return whether a file has any score of this scale."""
    return bool(counts.n or counts.totals)


def _is_whole(counts: _ScaleCounts) -> bool:
    """Return whether a scale's areas are all whole numbers from 1 to 10, with enough forms to judge."""
    return counts.whole >= FORMS and 4 * counts.whole == counts.n and not counts.above_10


def _reported(scales: list[Scale]) -> str:
    """Return a file's unit name for the report: the more unusual of the units of ORS and SRS."""
    names = [scale.name for scale in scales]
    return next((name for name in (HUNDREDS, PERCENT, MEAN, STANDARD) if name in names), TOTAL_ONLY)


def _areas(counts: _ScaleCounts, stated: dict[str, str], answer: str | None) -> Scale | None:
    """Return the unit of a scale's area scores; None if only a person can decide."""
    share = counts.above_10 / counts.n
    percent = [field for field, unit in stated.items() if unit == PERCENT and not field.endswith("total")]
    if any(field == "overall" or field.startswith(counts.family) for field in percent):
        return Scale(PERCENT, TENTH, TENTH)
    if any(stated.get(field) == HUNDREDS for field in stated if _is_area_of(field, counts.family)):
        return Scale(HUNDREDS, TENTH, TENTH)
    if share <= FEW:
        return Scale(STANDARD)
    if share >= MOST or answer in (HUNDREDS, PERCENT):
        return Scale(PERCENT if answer == PERCENT else HUNDREDS, TENTH, TENTH)
    return Scale(STANDARD) if answer == STANDARD else None


def _is_area_of(field: str, family: str) -> bool:
    """Return whether a field is an area of the given scale."""
    return field == "overall" or field.startswith(family) and not field.endswith("total")


def _with_total(counts: tuple[int, ...], scale: Scale, said: str | None) -> Scale:
    """Return a scale's units; the unit of its totals is found by comparing the totals with the areas.

    The total is assumed to be the sum of the areas unless the scores prove another relation.

    Parameters
    ----------
    counts : the row of scales_compared.sql.
    scale : the unit of the areas.
    said : the unit that the name of the total gives, None without one.
    """
    compared, is_sum, is_mean, is_tenth, is_percent, is_shared = counts
    ways = (
        (MEAN, is_mean, FOUR * scale.item, LOOSE),
        (STANDARD, is_tenth, 10 * scale.item, SLACK),
        (PERCENT, is_percent, PERCENT_OF_40 * scale.item, LOOSE),
    )
    if compared and is_sum <= (1 - AGREEING) * compared:
        for unit, agreeing, factor, slack in ways:
            if agreeing >= AGREEING * compared and (unit == said or compared >= COMPARED):
                return replace(scale, total=factor, slack=slack)
    if compared >= COMPARED and is_shared >= SHARED * compared:
        return replace(scale, slack=ROUNDED)
    return scale


def _unit_of_total(family: str, stated: dict[str, str]) -> str | None:
    """Return the unit that a file states for the total of a scale; None if it states no unit."""
    return stated.get(f"{family}_total", stated.get("total"))


def _total_alone(counts: _ScaleCounts, stated: dict[str, str], answer: str | None) -> Scale | None:
    """Return the unit of a scale with totals but no area scores; None if only a person can decide."""
    unit = _unit_of_total(counts.family, stated)
    if unit == PERCENT:
        return Scale(PERCENT, total=PERCENT_OF_40)
    if unit == HUNDREDS:
        return Scale(HUNDREDS, TENTH, TENTH)
    if counts.total_10 <= STRAY * counts.totals:
        if answer == MEAN or unit == MEAN:
            return Scale(MEAN, total=FOUR)
        return None if counts.above_0 >= FORMS and answer != TOTAL else Scale()
    if not _is_above(counts):
        return Scale()
    if counts.total_100 > FEW * counts.total_40 or answer == HUNDREDS:
        return Scale(HUNDREDS, TENTH, TENTH)
    if answer == PERCENT:
        return Scale(PERCENT, total=PERCENT_OF_40)
    return Scale() if answer in (TOTAL, STANDARD) else None


def _is_above(counts: _ScaleCounts) -> bool:
    """Return whether a scale has too many totals above 40 for all of them to be mistakes."""
    if counts.total_40 == counts.totals:
        return counts.totals >= COMPARED - 2
    return counts.total_40 >= MANY_ABOVE and counts.total_40 > ABOVE_SHARE * counts.totals


def _question(counts: _ScaleCounts, headers: dict[str, str]) -> Question:
    """Return the question to the user about the unit of a scale's scores, with example scores."""
    scale = FAMILIES[counts.family]
    if counts.n:
        field = next(f for f in headers if f.startswith(counts.family) or f in ("overall", "total"))
        text = f"Some areas of the {scale} (such as “{shortened(headers[field])}”) are above 10. Which scale is it?"
        return Question("item_scale", text, (HUNDREDS, STANDARD), _examples(counts.some_areas, HUNDREDS))
    header = headers.get(f"{counts.family}_total") or headers.get("total") or scale
    name = shortened(header)
    if counts.total_10 <= STRAY * counts.totals:
        text = f"The {scale} scores in “{name}” are all up to 10. Are they the mean of the four areas or the total?"
        return Question("item_scale", text, (MEAN, TOTAL), _examples(counts.some_totals, MEAN))
    text = f"Many {scale} scores in “{name}” are above 40, the highest total. Are they per cent, or totals up to 400?"
    return Question("item_scale", text, (PERCENT, HUNDREDS, TOTAL), _examples(counts.some_totals, PERCENT))


def _examples(numbers: list[Any], scale: str) -> tuple[str, ...]:
    """Return up to three scores of the file, each with the points it stands for under each possible unit."""
    points = sorted({Decimal(str(n)).quantize(TENTH) for n in numbers if n is not None})[:3]
    if scale == HUNDREDS:
        return tuple(f"{n} is {n / 10:.1f} of 10" for n in points)
    if scale == MEAN:
        return tuple(f"{n} is {n * 4:.1f} of 40 as a mean, {n} of 40 as a total" for n in points)
    return tuple(
        f"{n} is {n * PERCENT_OF_40:.1f} of 40 as per cent, {n / 10:.1f} of 40 as a total up to 400"
        for n in points
    )


def recognised(staging: Staging) -> dict[str, Any]:
    """Return the report's entry `item_scale`: the unit of the area scores in the delivery.

    The unit of the first file with an unusual unit, else of any file with areas.
    """
    names = [row[0] for row in staging.run("file_scales")]
    order = (HUNDREDS, PERCENT, MEAN, WHOLE, STANDARD, TOTAL_ONLY)
    return {"item_scale": next((name for name in order if name in names), TOTAL_ONLY)}
