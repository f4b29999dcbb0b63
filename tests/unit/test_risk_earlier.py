"""Tests that the parent version's model is evaluated only on clients outside its training data."""

from __future__ import annotations

import datetime
from unittest import mock

import numpy as np
import pytest

from analytics.access import Scope
from analytics.risk import card, figures, landmarks, model_store
from analytics.risk import previous_models as module
from analytics.store import DataFolder
from analytics.store.version import read_version
from analytics.store.warehouse import Warehouse
from tests.support.practice import deliver, session

FIGURES = figures.figures_of
ALL = Scope(every_therapist=True, practice_totals=True)
ROWS = """
select client_id, session_date::varchar as day, ors_total, srs_total, therapist, session.case_id, session.age_group,
    session.closure, session.ors_version, session.srs_version, session.rater, episode.last_date
from mart.session as session join mart.client using (client_key) join mart.therapist using (therapist_key)
join mart.episode as episode using (episode_key)
"""


def rows_up_to(sample, day: datetime.date) -> list[dict]:
    """Return the sessions and recorded endings known on a day."""
    with sample.cursor(ALL) as cursor:
        found = cursor.execute(ROWS).fetchall()
    made = []
    for client, at, ors, srs, therapist, case, age, closure, ors_form, srs_form, rater, last in found:
        if at <= str(day):
            known = closure if last <= day else None
            made.append(
                session(client, at, ors, srs, therapist, case_id=case, age_group=age, closure=known,
                        ors_version=ors_form, srs_version=srs_form, rater=rater)
            )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def lived(sample_folder, tmp_path_factory):
    """Return a store after several imports, one of them undone, with its last fitted models.

    The tuple is (store, name of the undone version, models, clients of each evaluation by outcome).
    """
    sample = DataFolder(sample_folder).sample
    last = sample.current().data_date
    store = DataFolder(tmp_path_factory.mktemp("lived")).practice
    days = [last - datetime.timedelta(days=240), last - datetime.timedelta(days=100), last]
    for place, day in enumerate(days):
        if place == 2:
            deliver(store, [session("z", "2024-01-01", 20)], today=days[1])
            model_store.fit_and_save(store.warehouse())
            undone = store.current().name
            store.undo()
        deliver(store, rows_up_to(sample.warehouse(), day), today=day)
        if place < 2:
            model_store.fit_and_save(store.warehouse())
    compared: dict[str, list] = {}

    def watched(rows, outcome, told):
        compared.setdefault(outcome, []).append(np.unique(rows.client).tolist())
        return FIGURES(rows, outcome, told)

    with mock.patch.object(module.figures, "figures_of", watched):
        models = model_store.fit(store.warehouse())
    return store, undone, models, compared


def settled_ids(warehouse, outcome: str) -> set[str]:
    rows = landmarks.read(warehouse)
    with warehouse.cursor(ALL) as cursor:
        ids = dict(cursor.execute("select client_key, client_id from mart.client").fetchall())
    return {ids[key] for key in rows.client[rows.settled[outcome]].tolist()}


def test_no_compared_client_was_in_the_training_of_the_earlier_model(lived):
    store, undone, _, compared = lived
    version = store.current()
    parent = version.parent
    assert parent != undone
    path = version.path.with_name(parent)
    older = Warehouse(read_version(path), path)
    warehouse = store.warehouse()
    with warehouse.cursor(ALL) as cursor:
        ids = dict(cursor.execute("select client_key, client_id from mart.client").fetchall())
    for outcome in landmarks.OUTCOMES:
        trained, now = settled_ids(older, outcome), settled_ids(warehouse, outcome)
        assert compared[outcome], "the earlier model speaks"
        for clients in compared[outcome]:
            assert {ids[key] for key in clients} == now - trained
        assert len(now - trained) > 20
    older.close()


def test_the_sentence_names_the_parent_and_what_it_knew(lived):
    store, undone, models, _ = lived
    assert {one.version for one in models.before} == {store.current().parent}
    one = models.before[0]
    assert one.old.clients == one.new.clients
    said = card._compared(one)
    assert store.current().parent in said
    assert undone not in said
    assert "On clients with no outcome known then" in said
    assert "The new model has learnt from these clients" in said
