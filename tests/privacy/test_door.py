"""At the door personal values become pseudonyms and seals, and nothing else changes."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as library_hmac
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import InputError, UnknownName, WorkspaceError
from jidi.model.catalogue import Catalogue
from jidi.privacy import KeyRing, open_sealed, pseudonymise, pseudonyms, pseudonyms_of, seal
from jidi.privacy.key import new_ring, rotated, without

NOW = datetime(2026, 1, 20, tzinfo=UTC)
TABLES = Catalogue().tables


def entropy(seed: int):
    """Bytes that look like chance and are the same every time."""
    state = [seed]

    def give(count: int) -> bytes:
        state[0] += 1
        return bytes((state[0] * 37 + at * 101) % 256 for at in range(count))

    return give


def ring(suite: str = "international", seed: int = 1) -> KeyRing:
    return new_ring(suite=suite, entropy=entropy(seed), now=NOW)


RING = ring()


def _phones(*values: str | None, keys: KeyRing = RING) -> list[str | None]:
    made = pseudonyms(pa.array(values, pa.string()), kind="phone", purpose="person", keys=keys)
    return made.to_pylist()


def _parcels(*senders: str | None) -> pa.RecordBatch:
    count = len(senders)
    return pa.RecordBatch.from_pydict(
        {
            "parcel_id": pa.array([f"SF{at}" for at in range(count)]),
            "sender_key": pa.array(senders, pa.string()),
            "weight_kg": pa.array([1.5] * count),
        }
    )


def test_a_pseudonym_is_the_hmac_of_kind_and_value_cut_to_128_bits():
    secret = RING.current("person").secret
    whole = hmac.digest(secret, b"phone\x0013812345678", "sha256")
    wanted = urlsafe_b64encode(whole[:16]).decode().rstrip("=")
    assert _phones("13812345678") == [f"1.{wanted}"]


def test_the_chinese_suite_makes_the_same_form_with_sm3():
    keys = ring("guomi")
    mac = library_hmac.HMAC(keys.current("person").secret, hashes.SM3())
    mac.update(b"phone\x0013812345678")
    wanted = urlsafe_b64encode(mac.finalize()[:16]).decode().rstrip("=")
    assert _phones("13812345678", keys=keys) == [f"1.{wanted}"]


@pytest.mark.parametrize(
    "written", ["138 1234 5678", "+86 138-1234-5678", "008613812345678", "１３８１２３４５６７８"]
)
def test_one_number_however_written_has_one_pseudonym(written):
    assert _phones(written) == _phones("13812345678")


def test_another_kind_another_purpose_and_another_key_give_other_pseudonyms():
    values = pa.array(["13812345678"])
    waybill = pseudonyms(values, kind="waybill", purpose="person", keys=RING)[0].as_py()
    assert (
        len({_phones("13812345678")[0], waybill, _phones("13812345678", keys=ring(seed=9))[0]}) == 3
    )


def test_nulls_and_blanks_stay_null():
    assert _phones(None, "", " - ") == [None, None, None]


phones = st.one_of(st.none(), st.text(max_size=20), st.sampled_from(["13812345678", "0351-123"]))


@given(st.lists(phones, max_size=8))
@settings(max_examples=40)
def test_going_through_the_door_twice_changes_nothing_more(senders):
    once = pseudonymise(_parcels(*senders), TABLES["parcel"], RING)
    assert pseudonymise(once, TABLES["parcel"], RING).equals(once)
    assert once.column("weight_kg").equals(_parcels(*senders).column("weight_kg"))
    for before, after in zip(senders, once.column("sender_key").to_pylist(), strict=True):
        assert after is None or after != before


def test_a_batch_without_personal_values_needs_no_key():
    batch = _parcels(None, None)
    assert pseudonymise(batch, TABLES["parcel"], None).equals(batch)


@pytest.mark.parametrize("keys", [None, KeyRing(())])
def test_a_personal_value_without_a_key_is_refused(keys):
    with pytest.raises(WorkspaceError) as refused:
        pseudonymise(_parcels("13812345678"), TABLES["parcel"], keys)
    assert refused.value.code == "K-104"


def test_after_a_rotation_both_pseudonyms_are_searched_for():
    grown = rotated(RING, "person", suite="international", entropy=entropy(50), now=NOW)
    found = pseudonyms_of("138 1234 5678", kind="phone", purpose="person", keys=grown)
    assert found == (*_phones("13812345678", keys=grown), *_phones("13812345678"))
    assert _phones(found[1], keys=grown) == [found[1]]


def test_only_an_old_key_can_be_dropped():
    grown = rotated(RING, "person", suite="international", entropy=entropy(50), now=NOW)
    assert [key.id for key in without(grown, 1).keys] == [2, 3, 4]
    with pytest.raises(InputError):
        without(grown, 4)


def test_no_repr_shows_a_secret():
    secret = RING.keys[0].secret
    assert repr(secret) not in repr(RING) and secret.hex() not in repr(RING)


def _complaints() -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(
        {
            "complaint_id": pa.array(["A", "B"]),
            "personal_note": pa.array(["张三 13812345678 催件", None]),
        }
    )


@pytest.mark.parametrize("suite", ["international", "guomi"])
def test_a_sealed_note_opens_where_it_stands_and_nowhere_else(suite):
    keys = ring(suite)
    made = pseudonymise(_complaints(), TABLES["complaint"], keys)
    token, nothing = made.column("personal_note").to_pylist()
    assert nothing is None and "138" not in token
    here = "complaint\x1fpersonal_note\x1fA"
    assert open_sealed(token, place=here, purpose="complaint", keys=keys) == "张三 13812345678 催件"
    with pytest.raises(InputError) as moved:
        open_sealed(token, place=here[:-1] + "B", purpose="complaint", keys=keys)
    assert moved.value.code == "K-109"
    assert pseudonymise(made, TABLES["complaint"], keys).equals(made)


def test_a_changed_seal_does_not_open():
    made = seal(pa.array(["文字"]), places=["x"], purpose="complaint", keys=RING)[0].as_py()
    changed = made[:-3] + ("A" if made[-3] != "A" else "B") + made[-2:]
    with pytest.raises(InputError) as refused:
        open_sealed(changed, place="x", purpose="complaint", keys=RING)
    assert refused.value.code == "K-109"


def test_a_seal_whose_key_is_gone_says_so():
    made = seal(pa.array(["文字"]), places=["x"], purpose="complaint", keys=RING)[0].as_py()
    others = KeyRing(tuple(key for key in RING.keys if key.purpose != "complaint"))
    with pytest.raises(WorkspaceError) as refused:
        open_sealed(made, place="x", purpose="complaint", keys=others)
    assert refused.value.code == "K-105"


def test_an_unknown_purpose_names_the_nearest():
    with pytest.raises(UnknownName) as refused:
        RING.current("persons")
    assert "person" in refused.value.remedy("en")
