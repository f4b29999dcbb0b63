"""One pass over a delivery: read files, find the last day covered, check people, build the version."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.ingest import (
    course_report,
    coverage,
    data_day,
    data_day_report,
    identity,
    pipeline,
    remembered,
)
from analytics.ingest.base.saved_mappings import Profiles
from analytics.ingest.rows import column_mapping, erased_rows
from analytics.store import Store, Version, erased_traces, tombstones
from analytics.store.aliases import Alias
from analytics.store.lacking import Lacking
from analytics.store.staging import THREADS, Staging

ONE_THREAD_MB = 400  # megabytes below which DuckDB works with one thread, as each holds rows of its own
# Parts of the report that the store keeps apart:
LISTS = ("quarantined", "skipped", "cells_quarantined", "same_person", "remembered")


class ReadAgain(Exception):
    """Request to read a delivery's files again, up to an earlier last day or with new client aliases.

    up_to: the day after which rows are set aside now. found: what the last reading found about identities.
    """

    def __init__(self, up_to: datetime.date, found: identity.IdentityMatches | None = None) -> None:
        """Store the last day of the next pass, and the matches of delivered with stored people."""
        super().__init__()
        self.up_to, self.found = up_to, found


@dataclass(frozen=True, kw_only=True)
class ReadingPass:
    """Inputs that stay the same when the files of a delivery are read again.

    request: as written by `delivery`; current: the version that the delivery adds to, None if there is none or
    all of it is replaced; memory_mb: megabytes that DuckDB may hold; progress: called with a stage and a share.
    """

    request: dict[str, Any]
    store: Store
    current: Version | None
    memory_mb: int
    progress: pipeline.Progress

    def read(
        self, scratch: Path, up_to: datetime.date, matches: identity.IdentityMatches | None
    ) -> dict[str, Any]:
        """Read the files, find the last day covered and build the version; return the import report.

        Parameters
        ----------
        scratch : a folder for the working files of this reading.
        up_to : rows after this day are set aside.
        matches : result of an earlier pass about people; its aliases apply now.

        Raises
        ------
        ReadAgain, ImportRejected, QuestionForUser, WrongAnswer
            As `pipeline.run_pipeline`; also for the last day covered, identities and sessions missing from the files.
        """
        from analytics.store import aliases

        request, store = self.request, self.store
        files = [(file["name"], Path(file["path"])) for file in request["files"]]
        held = remembered.of_store(store, request["profile"])
        erased = tombstones.as_columns(tombstones.read(store.folder))
        threads = 1 if self.memory_mb < ONE_THREAD_MB else THREADS
        with Staging(scratch, allowed=[store.folder], memory_mb=self.memory_mb, threads=threads) as staging:
            if self.current:
                staging.know(self.current.path)
            in_force = identity.in_force(store.aliases(), matches)
            aliases.fill_tables(staging.connection, in_force)
            understood = pipeline.run_pipeline(
                staging,
                files,
                today=up_to,
                answers=request["answers"],
                remembered=held,
                progress=self.progress,
                strict=request.get("strict", False),
                key=store.secret,
                erased=erased,
            )
            document = understood.document
            day, document["data_day"] = self._dated(staging, up_to)
            document["message"] += " " + data_day_report.sentence(document["data_day"])
            if matches is None:
                denied = store.asked().denied_pairs(in_force)
                matches = identity.checked(staging, request["answers"], request["imported_by"], denied)
                if matches.mapped:
                    raise ReadAgain(up_to, matches)
            identity.add_to_report(document, matches)
            if not request["dry_run"]:  # the report is kept, and no cell of a file with it
                document["recognised"] = column_mapping.without_values(document["recognised"])
            for file in understood.files:
                file.cleaned.path.unlink(missing_ok=True)
            staging.run("row_identities")  # late: what is refused as a whole needs none
            staging.run("row_clients")
            staging.run("mentioned")
            staging.run("drop_temp")
            self.progress("building the new version", 0.0)
            codes = erased_rows.found(staging, erased)
            document |= self._built(staging, day, understood, held, in_force, matches, codes)
            document["message"] = " ".join(
                [document["message"], *course_report.sentences(document["facts"]).values()]
            )
        self.progress("done", 1.0)
        return document

    def _situation(self, shown: Version | None, staging: Staging) -> data_day.Situation:
        """Return the inputs from which the last day that the delivery covers is chosen.

        They are today's date, the stored days, and given dates and answers.
        """
        request = self.request
        known = staging.run("stored_newest")[0][0] if staging.knows else ()
        return data_day.Situation(
            calendar_day=datetime.date.fromisoformat(request["calendar_day"]),
            on_show=shown.data_date if shown else None,
            known_days=tuple(known or ()),
            given=datetime.date.fromisoformat(request["today"]) if request["today"] else None,
            answered=request["answers"].get(data_day.KEY),
            replace=request["replace"],
        )

    def _dated(self, staging: Staging, up_to: datetime.date) -> tuple[datetime.date, dict[str, Any]]:
        """Return the last day that the delivery covers, and its entry in the report.

        Raises QuestionForUser if a person must choose the day, and ReadAgain if later rows must be set aside.
        """
        shown = self.store.shown()
        now, found = self._situation(shown, staging), data_day.delivered(staging)
        settled = data_day.resolve(now, found)
        if found.last and found.last > settled[0] and up_to > settled[0]:
            raise ReadAgain(settled[0])
        lapse_days = self.store.definitions().endings.lapse_days
        return settled[0], data_day_report.document(staging, now, found, settled, lapse_days)

    def _files(self, understood: pipeline.PipelineResult) -> list[dict[str, Any]]:
        """Return name, SHA-256 and number of rows of each delivered file."""
        rows = [0] * len(self.request["files"])
        for file in understood.files:
            rows[understood.origins[file.number]] += file.cleaned.rows
        return [
            {"name": file["name"], "sha256": file["sha256"], "rows": n}
            for file, n in zip(self.request["files"], rows, strict=True)
        ]

    def _built(
        self,
        staging: Staging,
        day: datetime.date,
        understood: pipeline.PipelineResult,
        profiles: Profiles,
        aliases: Sequence[Alias],
        identities: identity.IdentityMatches,
        erased: Sequence[str],
    ) -> dict[str, Any]:
        """Build the new version; return a dict with its name, row counts and new warnings for the report.

        Parameters
        ----------
        day : the data day.
        profiles : the remembered answers, to which those of this delivery are added.
        aliases : those in force.
        identities : what was found about the people of the delivery.
        erased : codes of erased clients in it, without which names of files, sheets and columns are stored.
        """
        from analytics.store import build, courses

        request, store, document = self.request, self.store, understood.document
        redacted, prose = erased_traces.redactor(erased), erased_traces.prose_redactor(erased)
        report = {key: value for key, value in document.items() if key not in LISTS}
        report = erased_traces.redacted_report(report, redacted, prose)

        def decide(lacking: Lacking) -> bool:
            """Report stored sessions missing from the delivery; return whether they are removed."""
            follows = coverage.resolve(lacking, request, document)
            report.update({"message": prose(document["message"]), "removed": document["removed"]})
            report[coverage.KEY] = coverage.without_clients(document.get(coverage.KEY))
            return follows

        keep = functools.partial(self._remember, profiles, understood, redacted)
        result = build.build_version(
            store,
            staging,
            build.Delivery(
                imported_by=request["imported_by"],
                files=erased_traces.redacted_files(self._files(understood), redacted),
                names=[redacted(file.name) for file in understood.files],
                report=report,
                replace=request["replace"],
                aliases=aliases,
                suggestions=identities.suggestions,
            ),
            data_date=day,
            dry_run=request["dry_run"],
            progress=lambda share: self.progress("building the new version", share),
            decide=decide,
            before_switch=keep,
        )
        if result.import_id is None and not request["dry_run"]:
            keep(None)
        counted = {
            "rows_new": result.new,
            "rows_unchanged": result.unchanged + understood.idle,
            "rows_corrected": result.corrected,
            "rows_added_to": result.added_to,
            "version": result.version,
        }
        return counted | courses.with_warnings(document, result.courses)

    def _remember(
        self,
        held: Profiles,
        understood: pipeline.PipelineResult,
        redacted: Callable[[str], str],
        import_id: str | None,
    ) -> None:
        """Save the answers of this delivery for later files, together with the id of the import."""
        from analytics.store import delivered

        shown = self.store.shown()
        signatures = {
            key: header
            for key, header in understood.signatures.items()
            if all(redacted(name) == name for name in header)
        }
        held.remember(
            signatures,
            self.request["answers"],
            import_id=import_id,
            by=self.request["imported_by"],
            files={key: [*map(redacted, names)] for key, names in understood.named.items()},
            kept=functools.partial(delivered.import_ids_behind, self.store.folder, shown.name)
            if shown
            else set,
        )
