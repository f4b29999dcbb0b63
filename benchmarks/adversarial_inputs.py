"""Generators of hostile files of about 20 MB each, or less for kinds that cannot be that large."""

from __future__ import annotations

import itertools
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

SIZE = 20 * 10**6  # bytes of a file
HEAD = b"client_id,session_date,therapist,ors_total,srs_total\n"
_BLOCK = 1 << 20
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_CELLS = (
    '<c r="A1" t="inlineStr"><is><t>client_id</t></is></c><c r="B1" t="inlineStr"><is><t>date</t></is></c>'
)
_TOP = f'<row r="1">{_CELLS}<c r="C1" t="inlineStr"><is><t>ORS total</t></is></c></row>'
_BOOK = {
    "_rels/.rels": f"<Relationships xmlns='{_PACKAGE}'><Relationship Id='r1' Type='{_OFFICE}/officeDocument'"
    " Target='xl/workbook.xml'/></Relationships>",
    "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
    "xl/workbook.xml": f"<workbook xmlns='{_MAIN}' xmlns:r='{_OFFICE}'><sheets>"
    "<sheet name='A' sheetId='1' r:id='r1'/></sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{_PACKAGE}'><Relationship Id='r1'"
    f" Type='{_OFFICE}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
}


def _filled(path: Path, head: bytes, row: Callable[[int], str], size: int = SIZE) -> None:
    """Write a header and generated text rows to a file until it has at least `size` bytes."""
    with path.open("wb") as file:
        file.write(head)
        for start in itertools.count(0, 10_000):
            file.write("".join(map(row, range(start, start + 10_000))).encode())
            if file.tell() >= size:
                return


def _repeated(path: Path, head: bytes, piece: bytes, tail: bytes = b"", size: int = SIZE) -> None:
    path.write_bytes(head + piece * ((size - len(head)) // len(piece)) + tail)


def _packed(path: Path, parts: dict[str, str | Iterable[bytes]], level: int = 6) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for block in [content.encode()] if isinstance(content, str) else content:
                    part.write(block)


def _sheet(path: Path, rows: Iterable[bytes], level: int = 1, **parts: Iterable[bytes]) -> None:
    """Write a workbook with one sheet that contains a header and the given rows."""
    head = f'<worksheet xmlns="{_MAIN}"><sheetData>{_TOP}'.encode()
    sheet = itertools.chain([head], rows, [b"</sheetData></worksheet>"])
    named = {f"xl/{name}.xml": content for name, content in parts.items()}
    _packed(path, {**_BOOK, **named, "xl/worksheets/sheet1.xml": sheet}, level)


def zip_bomb(path: Path) -> None:
    """Write a zip of twenty members that share 1 MB of packed zeros and unpack to a gigabyte each."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = b"".join(packer.compress(bytes(_BLOCK)) for _ in range(1000)) + packer.flush()
    check = 0
    for _ in range(1000):
        check = zlib.crc32(bytes(_BLOCK), check)
    body, index = b"", b""
    for number in range(20):
        name = b"%02d.csv" % number
        sizes = struct.pack("<III", check, len(data), 1000 * _BLOCK) + struct.pack("<HH", len(name), 0)
        fixed = struct.pack("<HHHHH", 20, 0, 8, 0, 33)
        index += b"PK\x01\x02\x14\x00" + fixed + sizes + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\x03\x04" + fixed + sizes + name + data
    end = struct.pack("<HHHHIIH", 0, 0, 20, 20, len(index), len(body), 0)
    path.write_bytes(body + index + b"PK\x05\x06" + end)


def zip_below_limit(path: Path) -> None:
    """Write a zip with random bytes and two repetitive tables that unpack to just below the size limit."""
    row = b"001,2026-01-05,T1,20.1,38.0\n"
    noise = random.Random(1).randbytes(SIZE - 10**6)
    tables = {
        f"{n}.csv": itertools.chain([HEAD], itertools.repeat(row * (_BLOCK // len(row)), 190)) for n in "ab"
    }
    _packed(path, {".noise": [noise], **tables}, 9)


def xlsx_many_rows(path: Path) -> None:
    """Write a workbook with as many short rows as fit into 20 MB."""
    row = (
        '<row r="{0}"><c r="A{0}"><v>{0}</v></c><c r="B{0}"><v>46000</v></c><c r="C{0}"><v>2{1}</v></c></row>'
    )
    _sheet(
        path,
        ("".join(row.format(k, k % 9) for k in range(n, n + 9000)).encode() for n in range(2, 10**6, 9000)),
    )


def xlsx_texts(path: Path) -> None:
    """Write a workbook with millions of short shared strings, all different."""
    texts = (
        "".join(f"<si><t>{k:x}</t></si>" for k in range(n, n + 10**4)).encode()
        for n in range(0, 6_000_000, 10**4)
    )
    head, tail = [f'<sst xmlns="{_MAIN}">'.encode()], [b"</sst>"]
    _sheet(
        path,
        [b'<row r="2"><c r="A2" t="s"><v>1</v></c></row>'],
        sharedStrings=itertools.chain(head, texts, tail),
    )


def xlsx_long_texts(path: Path) -> None:
    """Write a workbook with one shared string that repeats a letter for 440 MiB."""
    noise = random.Random(2).randbytes(SIZE - 10**6)
    text = itertools.chain(
        [f'<sst xmlns="{_MAIN}"><si><t>'.encode()], itertools.repeat(b"x" * _BLOCK, 440), [b"</t></si></sst>"]
    )
    row = b'<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    _sheet(path, [row], 9, noise=[noise], sharedStrings=text)


def xlsx_hollow(path: Path) -> None:
    """Write a workbook of 300 columns in which only every eighth cell of each row is filled."""
    ends = [f"{chr(65 + k // 26 - 1) if k >= 26 else ''}{chr(65 + k % 26)}" for k in range(0, 300, 8)]

    def rows() -> Iterator[bytes]:
        for n in range(2, 180_000):
            yield (
                f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>1</v></c>' for c in ends) + "</row>"
            ).encode()

    _sheet(path, rows())


def ods_repeated(path: Path) -> None:
    """Write an OpenDocument sheet in which each row is marked to be repeated 100,000 times."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    many = ' table:number-columns-repeated="16"'
    cell = f'<table:table-cell office:value-type="string"{many}><text:p>{{}}</text:p></table:table-cell>'
    top = "".join(cell.replace(many, "").format(n) for n in ("client_id", "date", "ORS"))
    row = f'<table:table-row table:number-rows-repeated="100000">{cell.format("x" * 100)}</table:table-row>'
    content = (
        f'<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0"'
        f' xmlns:text="{space}text:1.0"><office:body><office:spreadsheet><table:table table:name="A">'
        f"<table:table-row>{top}</table:table-row>{row * 19}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    noise = random.Random(3).randbytes(SIZE)
    manifest = (
        f'<manifest:manifest xmlns:manifest="{space}manifest:1.0"><manifest:file-entry manifest:full-path="/"'
        f' manifest:media-type="{kind}"/></manifest:manifest>'
    )
    parts = {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content, "noise": [noise]}
    _packed(path, parts)


def csv_one_line(path: Path) -> None:
    """Write a CSV header and then one letter repeated without any line end."""
    _repeated(path, HEAD, b"a")


def csv_quotes(path: Path) -> None:
    """Write a CSV header followed by nothing but quotation marks."""
    _repeated(path, HEAD, b'"')


def csv_open_quotes(path: Path) -> None:
    """Write a CSV whose rows each open a quotation mark and never close it."""
    _repeated(path, HEAD, b'1,"\n')


def csv_faulty_rows(path: Path) -> None:
    """Write a CSV whose rows have the right number of cells, but an invalid date and invalid scores."""
    _repeated(path, HEAD, b"1,x,T,y,z\n")


def csv_conflicts(path: Path) -> None:
    """Write a CSV in which all rows are about one client and day, but have different scores."""
    _filled(path, HEAD, lambda k: f"1,2026-01-05,T{k},{k % 400 / 10},{k % 399 / 10}\n")


def csv_spellings(path: Path) -> None:
    """Write a CSV whose client codes differ only in upper and lower case and in spaces."""
    letters = ["".join(t) for t in itertools.product(*zip("abcdefghijkl", "ABCDEFGHIJKL", strict=True))]
    _filled(path, HEAD, lambda k: f"{letters[k % 4096]}{' ' * (k // 4096 % 200)}x,2026-01-05,T,20,30\n")


def csv_words(path: Path) -> None:
    """Write a CSV with a different word for the reason of ending (closure) in every row."""
    _filled(
        path, b"client,date,therapist,ORS,closure\n", lambda k: f"{k},2026-01-05,T{k},20,word {k * 7919}\n"
    )


def csv_wide(path: Path) -> None:
    """Write a CSV with nearly three hundred columns."""
    head = HEAD.strip() + b"".join(b",c%d" % k for k in range(290)) + b"\n"
    _repeated(path, head, b"1,2026-01-05,T,20,30" + b",x" * 290 + b"\n")


def csv_zero_bytes(path: Path) -> None:
    """Write a CSV with a zero byte in each row after the first 200, too late to be detected as binary."""
    _repeated(path, HEAD + b"1,2026-01-05,T,20,30\n" * 200, b"a\0b,2026-01-05,T,20,30\n")


def csv_breaks(path: Path) -> None:
    """Write a CSV with one row and then nothing but line ends."""
    _repeated(path, HEAD + b"1,2026-01-05,T,20,30\n", b"\n")


def json_brackets(path: Path) -> None:
    """Write a JSON file that consists of opening brackets only."""
    _repeated(path, b"", b"[")


def json_objects(path: Path) -> None:
    """Write a JSON file of nested records that are never closed."""
    _repeated(path, b"[", b'{"a":')


def json_small_records(path: Path) -> None:
    """Write a JSON list of as many tiny records as fit into 20 MB."""
    _repeated(path, b'[{"client":"1","date":"2026-01-05","ORS":20}', b',{"ORS":1,"client":"2","z":3}', b"]")


def json_names(path: Path) -> None:
    """Write JSON lines with a different field name in every record."""
    _filled(
        path, b'{"client":"1","date":"2026-01-05","ORS":20}\n', lambda k: json.dumps({f"name{k}": k}) + "\n"
    )


def json_number(path: Path) -> None:
    """Write a JSON record with one number of twenty million digits."""
    _repeated(path, b'[{"client":"1","date":"2026-01-05","ORS":', b"9", b"}]")


def fhir_groups(path: Path) -> None:
    """Write a FHIR bundle of forms with items nested four levels deep, eight items in each group."""
    item: dict = {"linkId": "ORS", "answer": [{"valueDecimal": 1}]}
    for _ in range(4):
        item = {"linkId": "x", "item": [item] * 8}
    form = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": "ORS",
        "authored": "2026-01-05",
        "item": [item],
    }
    piece = json.dumps({"resource": form}).encode()
    head = b'{"resourceType":"Bundle","type":"collection","entry":['
    _repeated(path, head, piece + b",", piece + b"]}")


def parquet_repeated(path: Path) -> None:
    """Write a Parquet table whose 1.9 million rows all contain the same long text.

    A further column of random bytes pads the file to its full size.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    text = pa.DictionaryArray.from_arrays(pa.array([0] * 1_900_000, pa.int8()), pa.array(["x" * 1000]))
    names = ["client_id", "session_date", "ors_total", *(f"c{k}" for k in range(30))]
    noise = pa.array([random.Random(4).randbytes(SIZE)] + [None] * 1_899_999, pa.binary())
    pq.write_table(pa.table([*[text] * len(names), noise], names=[*names, "noise"]), path)


def parquet_nested(path: Path) -> None:
    """Write a Parquet table with a column of nested lists beside a few plain columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    numbers = [[list(range(k % 50, k % 50 + 40))] for k in range(100_000)]
    rows = range(len(numbers))
    table = pa.table({
        "client_id": [str(k) for k in rows], "session_date": ["2026-01-05"] * len(rows),
        "ors_total": [20.0] * len(rows),
        "noise": [random.Random(k).randbytes(180) for k in rows], "lists": numbers,
    })  # fmt: skip
    pq.write_table(table, path)


MADE: dict[str, Callable[[Path], None]] = {
    made.__name__: made
    for made in (
        zip_bomb, zip_below_limit, xlsx_many_rows, xlsx_texts, xlsx_long_texts, xlsx_hollow, ods_repeated,
        csv_one_line, csv_quotes, csv_open_quotes, csv_faulty_rows, csv_conflicts, csv_spellings, csv_words,
        csv_wide, csv_zero_bytes, csv_breaks, json_brackets, json_objects, json_small_records, json_names,
        json_number, fhir_groups, parquet_repeated, parquet_nested,
    )
}  # fmt: skip
