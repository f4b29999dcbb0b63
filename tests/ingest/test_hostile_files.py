"""More tests of hostile files: each gets the expected one-sentence result and changes nothing."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.ingest import deliver
from tests.ingest.hostile import (
    HEAD,
    REJECT,
    SHEET,
    TABLE,
    bad,
    either,
    entities,
    good,
    packed,
    rewritten,
    workbook,
)
from tests.ingest.test_malformed import as_promised, files, may_be_taken
from tests.support import containers
from tests.support.importing import in_this_process, state
from tests.support.small_practice import TODAY

NO_THERAPIST = "therapist_missing"
TOO_WIDE, NO_NUMBER = ((5, "wrong_field_count"),), ((5, "score_not_number"),)
HUGE = "9" * 5000
RECORD = '{"client_id":"1","session_date":"2026-01-05","ors_total":20}'


def linked() -> bytes:
    """Return a zip whose only member is a symbolic link to a local file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("export.csv")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def overlapping() -> bytes:
    """Return a zip with two entries that share the same compressed bytes (overlapping zip bomb)."""
    content = packed({"a.csv": TABLE, "b.csv": TABLE})
    second = content.rindex(b"PK\x01\x02")
    return content[: second + 42] + struct.pack("<I", 0) + content[second + 46 :]


def changed_sheet(old: bytes, new: bytes) -> bytes:
    return rewritten(workbook(SHEET), "sheet1.xml", lambda xml: xml.replace(old, new))


def hollow() -> bytes:
    """Return a workbook with two distant cells, which a naive reader would fill up."""
    far = b'<row r="900000"><c r="ZZ900000"><v>1</v></c></row></sheetData>'
    return changed_sheet(b"</sheetData>", far)


def locked_book() -> bytes:
    """Return a workbook as saved with a password: a compound file around the encrypted workbook."""
    return containers.compound({"EncryptionInfo": b"\x04\x00\x04\x00", "EncryptedPackage": bytes(5000)})


def parquet(**columns) -> bytes:
    out = io.BytesIO()
    names = {"client_id": ["1", "2"], "session_date": ["2026-01-05"] * 2, "ors_total": [20.0, 21.0]}
    pq.write_table(pa.table(names | columns), out)
    return out.getvalue()


def lying_parquet() -> bytes:
    """Return a Parquet file with a false number of rows in its footer."""
    out = io.BytesIO()
    n = 5000
    table = pa.table(
        {"client_id": [str(k) for k in range(n)], "session_date": ["2026-01-05"] * n, "ors_total": [20.0] * n}
    )
    pq.write_table(table, out)
    content = out.getvalue()
    size = struct.unpack("<I", content[-8:-4])[0]
    footer = content[-8 - size : -8]
    zigzag = b"\x90\x4e"  # 5000 as the format writes it
    return content[: -8 - size] + footer.replace(zigzag, b"\xfe\x7f") + content[-8:]


def repeated_ods() -> bytes:
    tail = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell office:value-type="string"'
        ' table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    return containers.ods({"A": SHEET}, tail=tail)


def noise(kind: str, seed: int) -> bytes:
    """Return random bytes that start with the signature of a file format."""
    start = {
        "zip": b"PK\x03\x04",
        "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "parquet": b"PAR1",
        "json": b'[{"',
    }[kind]
    return start + random.Random(seed).randbytes(3000) + (b"PAR1" if kind == "parquet" else b"")


BOOKS = {"xlsx": workbook(SHEET), "ods": containers.ods({"A": SHEET}), "xls": containers.xls({"A": SHEET[:1]}),
         "xlsb": containers.xlsb({"A": SHEET})}  # fmt: skip
ARCHIVES = {
    "a link in a zip": bad(linked()),
    "members that overlap": either(overlapping()),
    "a zip in a folder in a zip": bad(
        packed({"a/b/c.zip": packed({"d.zip": packed({"a.csv": TABLE})})}), says="another"
    ),
    "a zip that is a workbook in a zip": bad(packed({"a.csv": packed({"x.csv": TABLE})}), says="another"),
    "Windows paths in a zip": good(packed({"..\\..\\evil\\C:\\export.csv": TABLE}), accepted=3),
    "a name of line ends in a zip": good(packed({"a\nb\x1b[31m.csv": TABLE}), accepted=3),
    "a name of markup in a zip": good(packed({"![x](http://127.0.0.1:9/b).csv": TABLE}), accepted=3),
    "two members of one name": bad(packed({"a/x.csv": TABLE, "b/X.CSV": TABLE}), says="two files"),
    "only folders": bad(packed({"a/": "", "b/": ""}), says="empty"),
    "an empty member": bad(packed({"a.csv": ""}), says="empty"),
    "a zip cut in the middle": bad(packed({"a.csv": TABLE * 100})[:80], says="damaged"),
}
WORKBOOKS = {
    **{f"{kind} cut off": bad(content[: len(content) * 2 // 3]) for kind, content in BOOKS.items()},
    "a workbook with a password": bad(locked_book(), says="password"),
    "an old workbook with a password": bad(containers.xls({"A": SHEET}, locked=True), says="password"),
    "huge declared size": good(changed_sheet(b'ref="A1:E3"', b'ref="A1:XFD1048576"'), accepted=2),
    "a far row and column": bad(hollow(), says="ZZ900000"),
    "a row that is beyond the last": either(changed_sheet(b'r="3"', b'r="99999999999999999999"')),
    "a cell without a place": either(changed_sheet(b'<c r="A3"', b"<c")),
    "a shared text that is not there": either(changed_sheet(b"<v>0</v>", b"<v>99999999</v>")),
    "entities": bad(rewritten(workbook([*SHEET, ["x", "2026-01-05", "T", 0, 1]]), "sheet1.xml", entities)),
    "entities in the list of sheets": bad(
        rewritten(
            workbook(SHEET),
            "xl/workbook.xml",
            lambda xml: b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + xml,
        )
    ),
    "repeated rows and cells": bad(repeated_ods()),
    "a sheet part that is a picture": either(
        rewritten(workbook(SHEET), "sheet1.xml", lambda xml: b"\x89PNG" + bytes(500))
    ),
    "a relation out of the workbook": either(
        rewritten(
            workbook(SHEET),
            "workbook.xml.rels",
            lambda xml: xml.replace(b"/xl/worksheets/sheet1.xml", b"../../../etc/passwd"),
        )
    ),
    "a web page named xls": bad("<html><table><tr><td>client_id</td></tr></table></html>", says="web page"),
    "XML named xls": bad(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', says="XML"
    ),
}
TEXTS = {
    "100,000 columns": bad(",".join([HEAD.strip(), *(f"c{k}" for k in range(100_000))]) + "\n", says="columns"),
    "a row of 100,000 cells": good(TABLE + "1" + ",2" * 100_000 + "\n", accepted=3, quarantined=TOO_WIDE),
    "a cell of a million letters": good(
        TABLE + "x" * 999_000 + ",2026-01-05,T,20,38\n", accepted=3, quarantined=((5, "cell_too_long"),)
    ),
    "a zero byte in a score": good(TABLE + "3,2026-01-05,T,2\x000,\n", accepted=3, quarantined=NO_NUMBER),
    "zero bytes throughout": bad("".join(c + "\x00\x00\x00" for c in TABLE)),
    "commands of a spreadsheet": good(
        TABLE + "=cmd|' /C calc'!A0,2026-01-05,@SUM(1),20,38\n+1+1,2026-01-05,-2+3,20,38\n", accepted=5
    ),
    "a command as a score": good(TABLE + "3,2026-01-05,T,=1+1,\n", accepted=3, quarantined=NO_NUMBER),
    "numbers without end": good(
        TABLE + f"3,2026-01-05,T,{HUGE},\n4,2026-01-05,T,1e999999,\n", accepted=3,
        quarantined=((5, "score_not_number"), (6, "score_not_number")),
    ),
    "letters joined without end": good(TABLE + "a" + "\u0301" * 200 + ",2026-01-05,T,20,38\n", accepted=4),
    "half a pair of UTF-16": either(b"\xff\xfe" + TABLE.encode("utf-16-le") + b"\x00\xd8\n\x00"),
}  # fmt: skip
JSONS = {
    "deep objects": bad('{"a":' * 100_000, says="JSON"),
    "deep inside a record": bad(RECORD[:-1] + ',"x":' + "[" * 100_000 + "]" * 100_000 + "}"),
    "huge numbers": good(f'[{RECORD},{{"client_id":"2","session_date":"2026-01-05","ors_total":{HUGE}}}]', accepted=1,
                         quarantined=((2, "score_not_number"),), warnings=NO_THERAPIST),
    "no numbers": good(
        f'[{RECORD},{{"client_id":"2","session_date":"2026-01-05","ors_total":Infinity}},'
        '{"client_id":"3","session_date":"2026-01-05","ors_total":-Infinity}]', accepted=1,
        quarantined=((2, "score_not_number"), (3, "score_not_number")), warnings=NO_THERAPIST,
    ),
    "one name twice": either(f'[{RECORD[:-1]},"ors_total":30}}]'),
    "half a letter": either(f'[{RECORD.replace("1", chr(92) + "ud800", 1)}]'),
    "names of markup": good(json.dumps([json.loads(RECORD) | {"__class__": "os.system", "<script>": "1"}]), accepted=1,
                            warnings=NO_THERAPIST),
    "more after the end": bad(f"[{RECORD}] [{RECORD}]", says="end"),
    "values without names": bad("[[1,2],[3,4]]"),
    "a number": bad("12345678"),
    "a word that is no list": bad('{"resourceType":"Bundle","entry":"none"}'),
}  # fmt: skip
PARQUETS = {
    "nested columns": good(
        parquet(a=[[1], [2]], b=[{"x": [1]}, {"x": [2]}]), accepted=2, warnings=NO_THERAPIST
    ),
    "a lie about its rows": either(lying_parquet()),
    "a footer longer than the file": bad(parquet()[:-8] + b"\xff\xff\xff\x7fPAR1", says="Parquet"),
    "a text of two million letters": bad(parquet(therapist=["x" * 2_000_000, "T"]), says="longer"),
    "a name of SQL": good(
        parquet(**{'a"; drop table session; --': [1, 2]}), accepted=2, warnings=NO_THERAPIST
    ),
}
NOISE = {
    f"{kind} and chance {seed}": bad(noise(kind, seed))
    for kind in ("zip", "ole", "parquet", "json")
    for seed in range(5)
}
HURTING = ARCHIVES | WORKBOOKS | TEXTS | JSONS | PARQUETS | NOISE


@pytest.mark.parametrize("name", HURTING)
def test_a_file_made_to_hurt(filled, name, tmp_path):
    before = state(filled.practice)
    with in_this_process():
        dry_run = may_be_taken(HURTING[name])
        report = deliver(filled.practice, files(HURTING[name]), today=TODAY, dry_run=dry_run).as_dict()
    as_promised(report, HURTING[name])
    assert "root:" not in json.dumps(report)
    assert state(filled.practice) == before
    assert not list(tmp_path.parent.rglob("*evil*"))


@pytest.mark.parametrize(
    "name", ["report.csv", "report.xls", "report.pdf", "report", "con", "../../x.xlsx\x00.csv"]
)
@pytest.mark.parametrize("kind", ["csv", *BOOKS])
def test_the_name_of_a_file_says_nothing(filled, name, kind):
    content = TABLE.encode() if kind == "csv" else BOOKS[kind]
    with in_this_process():
        report = deliver(filled.practice, [(name, content)], today=TODAY, dry_run=True)
    wanted = REJECT if kind == "xls" else "accept"  # the old workbook here has no rows
    assert report.outcome == wanted, report.message
