"""The log that nobody changes."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.audit import selectors, services
from doudi.audit.chain import digest
from doudi.audit.models import Checkpoint, Entry, Head

TODAY = datetime.date(2022, 3, 4)
pytestmark = pytest.mark.django_db


def write(count: int = 5) -> list[Entry]:
    return [services.record(actor=None, verb="test.done", reason=f"第 {n} 次", details={"n": n}) for n in range(count)]


def by_force(sql: str, *values: Any) -> None:
    """What somebody with the database's own password could do: the triggers away, then the statement."""
    with connection.cursor() as cursor:
        for table in ("audit_entry", "audit_checkpoint"):
            for verb in ("update", "delete"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")
        cursor.execute(sql, values)


def findings(outside: list[tuple[int, str]] | None = None) -> list[tuple[int, str]]:
    return [(finding.sequence, finding.what) for finding in selectors.verify(outside or [])]


def test_a_log_as_it_was_written_is_whole() -> None:
    write()
    services.checkpoint(date=TODAY)
    assert findings() == []


def test_an_empty_log_is_whole() -> None:
    assert findings() == []
    assert services.checkpoint(date=TODAY) is None


@pytest.mark.parametrize("algorithm", ["sm3", "sha256"])
def test_each_entry_has_the_hash_of_the_sites_algorithm(settings, algorithm: str) -> None:
    settings.DOUDI_HASH = algorithm
    assert all(entry.hash.startswith(f"{algorithm}:") for entry in write())
    assert findings() == []


def test_a_log_stays_whole_when_the_site_changes_its_algorithm(settings) -> None:
    settings.DOUDI_HASH = "sm3"
    write()
    settings.DOUDI_HASH = "sha256"
    write()
    assert findings() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", "改过"),
        ("verb", "test.undone"),
        ("user_id", 7),
        ("membership_id", 7),
        ("area", "990101000000"),
        ("subject_id", "7"),
        ("subject_type", "registry.Person"),
        ("details", '{"n": 7}'),
        ("at", "2020-01-01 00:00:00+00:00"),
    ],
)
def test_a_changed_entry_is_found(field: str, value: Any) -> None:
    write()
    by_force(f"UPDATE audit_entry SET {field} = %s WHERE sequence = 3", value)
    assert findings() == [(3, "内容与摘要不符：此条被改动")]


def test_a_changed_entry_with_a_new_hash_is_found_at_the_next() -> None:
    third = write()[2]
    third.reason = "改过"
    by_force("UPDATE audit_entry SET reason = %s, hash = %s WHERE sequence = 3", "改过", digest(third, "sm3"))
    assert findings() == [(4, "与上一条接不上：此处有条目被删除、插入或改动")]


def test_a_removed_entry_is_found() -> None:
    write()
    by_force("DELETE FROM audit_entry WHERE sequence = 3")
    assert findings() == [(3, "第 3 至 3 条不见了")]


def test_a_removed_beginning_is_found() -> None:
    write()
    by_force("DELETE FROM audit_entry WHERE sequence <= 2")
    assert findings() == [(1, "第 1 至 2 条不见了")]


def test_an_inserted_entry_is_found() -> None:
    write()
    by_force("UPDATE audit_entry SET sequence = 6 WHERE sequence = 5")
    copy = Entry.objects.get(pk=4)
    copy.sequence, copy.hash, copy._state.adding = 5, "sm3:00", True
    copy.save(force_insert=True)
    assert [sequence for sequence, _ in findings()] == [5, 5, 6, 6, 7]


def test_a_tail_that_was_cut_off_is_found_by_the_chains_end() -> None:
    write()
    by_force("DELETE FROM audit_entry WHERE sequence > 3")
    assert findings() == [(4, "日志的末尾被截断或追加")]


def test_a_tail_cut_off_with_the_chains_end_is_found_by_its_checkpoint() -> None:
    third = write()[2]
    services.checkpoint(date=TODAY)
    by_force("DELETE FROM audit_entry WHERE sequence > 3")
    Head.objects.update(sequence=3, hash=third.hash)
    assert findings() == [(5, "与锚点不符：此条之前的日志被改写或截断")]


def test_a_tail_cut_off_with_all_that_fixed_it_is_found_by_what_was_kept_outside() -> None:
    third = write()[2]
    kept = services.checkpoint(date=TODAY)
    by_force("DELETE FROM audit_entry WHERE sequence > 3")
    by_force("DELETE FROM audit_checkpoint")
    Head.objects.update(sequence=3, hash=third.hash)
    assert findings() == []
    assert findings([(kept.sequence, kept.hash)]) == [(5, "与锚点不符：此条之前的日志被改写或截断")]


def test_a_log_written_anew_from_the_start_is_found_by_what_was_kept_outside() -> None:
    write()
    kept = services.checkpoint(date=TODAY)
    by_force("DELETE FROM audit_entry")
    by_force("DELETE FROM audit_checkpoint")
    Head.objects.update(sequence=0, hash="")
    write(7)
    assert findings() == []
    assert findings([(kept.sequence, kept.hash)]) == [(5, "与锚点不符：此条之前的日志被改写或截断")]


def test_a_log_without_its_end_is_not_whole() -> None:
    write()
    Head.objects.all().delete()
    assert findings() == [(6, "日志的末尾被截断或追加")]


def test_the_model_refuses_to_change_or_delete() -> None:
    entry = write(1)[0]
    entry.reason = "改过"
    with pytest.raises(TypeError, match="审计日志只能追加，不能修改。"):
        entry.save()
    with pytest.raises(TypeError, match="审计日志只能追加，不能删除。"):
        entry.delete()


@pytest.mark.parametrize("model", [Entry, Checkpoint])
def test_the_database_refuses_to_change_or_delete(model: type[Entry] | type[Checkpoint]) -> None:
    write(1)
    services.checkpoint(date=TODAY)
    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        model.objects.update(hash="x")
    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        model.objects.all()._raw_delete("default")
    assert findings() == []


def test_what_fails_leaves_no_entry() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.record(actor=None, verb="test.done")
        raise ZeroDivisionError
    assert not Entry.objects.exists()
    assert findings() == []


def test_a_day_has_one_checkpoint() -> None:
    write(2)
    made = services.checkpoint(date=TODAY)
    write(2)
    assert services.checkpoint(date=TODAY) is None
    assert (made.sequence, made.hash) == (2, Entry.objects.get(pk=2).hash)
    assert services.checkpoint(date=TODAY + datetime.timedelta(1)).sequence == 4


def test_an_entry_says_who_where_and_of_what(county: County) -> None:
    clerk = county.actor("township.clerk")
    entry = services.record(actor=clerk, verb="test.done", subject=county.village)
    assert (entry.user_id, entry.membership_id) == (clerk.user.pk, clerk.membership.pk)
    assert (entry.subject_type, entry.subject_id) == ("areas.Area", "990101001001")
    assert entry.area == county.township.code


@pytest.mark.parametrize("value", [1.5, Decimal("1.5"), TODAY, {1: "a"}, {"a": {"b": 0.1}}, object()])
def test_details_that_a_database_may_give_back_otherwise_are_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="audit details hold"):
        services.record(actor=None, verb="test.done", details={"value": value} if value != {1: "a"} else value)
    assert not Entry.objects.exists()


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
_DETAILS = st.dictionaries(
    _TEXT,
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**30), 10**30) | _TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_DETAILS, _TEXT)
def test_whatever_is_written_is_read_back_with_the_same_hash(db: None, details: dict[str, Any], reason: str) -> None:
    services.record(actor=None, verb="test.done", reason=reason, details=details)
    assert findings() == []


def test_an_auditor_reads_the_entries_of_their_own_area(county: County, elsewhere: County) -> None:
    services.record(actor=county.actor("township.clerk"), verb="test.here")
    services.record(actor=elsewhere.actor("township.clerk"), verb="test.there")
    assert [entry.verb for entry in selectors.entries(county.actor("county.auditor"))] == ["test.here"]
    assert [entry.verb for entry in selectors.entries(elsewhere.actor("county.administrator"))] == ["test.there"]


@pytest.mark.parametrize("post", ["township.clerk", "county.officer", "county.leader", "county.editor"])
def test_who_does_not_audit_reads_no_entry(county: County, post: str) -> None:
    with pytest.raises(PermissionDenied):
        selectors.entries(county.actor(post))
