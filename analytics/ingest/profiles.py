"""What people have settled about files with the same column names, so that they are asked once."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from analytics.ingest.refusal import ALL_SHEETS
from analytics.ingest.spelling import plain
from analytics.store import private

_OF_ONE_IMPORT = ("closure", "data_day")  # answers that say nothing about the next file


def signature(header: tuple[str, ...]) -> str:
    """A key for a set of column names, whatever their order and spelling; 16 hex digits."""
    names = "\n".join(sorted(plain(name) for name in header))
    return hashlib.sha256(names.encode()).hexdigest()[:16]


class Profiles:
    """The file `profiles.json` of one store: answers per header signature, and per name a person gave."""

    def __init__(self, folder: Path, name: str | None = None) -> None:
        self.path, self.name = folder / "profiles.json", name
        try:
            self.known = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.known = {}
        if not isinstance(self.known, dict):
            self.known = {}

    def answers(self, key: str) -> dict[str, str]:
        """Answers given for these column names, and, before them, those kept under the profile's name."""
        entries = [entry for entry in self.known.values() if isinstance(entry, dict)]
        by_header = (
            self.known.get(key, {}).get("answers", {}) if isinstance(self.known.get(key), dict) else {}
        )
        by_name = [e.get("answers", {}) for e in entries if self.name and e.get("profile") == self.name]
        return {**by_header, **{k: v for given in by_name for k, v in given.items()}}

    def columns(self) -> dict[str, str]:
        """Every `column:<header>` ever answered, for files whose header row only a person knows."""
        entries = [entry for entry in self.known.values() if isinstance(entry, dict)]
        given = [answer for entry in entries for answer in entry.get("answers", {}).items()]
        return {key: value for key, value in given if key.startswith("column:")}

    def remember(self, signatures: dict[str, list[str]], answers: dict[str, str]) -> None:
        """Keep answers for files with these column names; writes nothing when there is nothing new."""
        before = json.dumps(self.known, sort_keys=True)
        answers = {key: choice for key, choice in answers.items() if key not in _OF_ONE_IMPORT}
        if answers.get("sheet") not in (None, ALL_SHEETS):  # the next workbook may have another sheet beside it
            answers = {key: choice for key, choice in answers.items() if key != "sheet"}
        if answers or self.name:
            for key, header in signatures.items():
                entry = self.known.setdefault(key, {"answers": {}})
                entry["answers"] = {**entry.get("answers", {}), **answers}
                entry["headers"] = header
                if self.name:
                    entry["profile"] = self.name
        if json.dumps(self.known, sort_keys=True) == before:
            return
        private.write(self.path, json.dumps(self.known, indent=1, ensure_ascii=False))
