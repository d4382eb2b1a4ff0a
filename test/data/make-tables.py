"""Writes tables/: the same flowers as CSV, as Parquet and Arrow under each compression, in small row groups.

    pip install pyarrow==26.0.1 && python make-tables.py
"""

import pathlib

import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet

FOLDER = pathlib.Path(__file__).parent / "tables"
FOLDER.mkdir(exist_ok=True)
ROWS = range(25)
table = pa.table(
    {
        "length": pa.array([5 + i / 8 for i in ROWS], pa.float64()),
        "petals": pa.array([3 + i % 4 for i in ROWS], pa.int64()),
        "colour": pa.array([["white", "blue", "dark, red"][i % 3] for i in ROWS]),
        "species": pa.array([["virginica", "setosa"][i * i % 5 % 2] for i in ROWS]).dictionary_encode(),
        "wild": pa.array([i % 2 == 0 for i in ROWS]),
    }
)
pa.csv.write_csv(table, FOLDER / "flowers.csv")
for compression in ("none", "snappy", "gzip", "zstd", "brotli", "lz4"):
    pa.parquet.write_table(table, FOLDER / f"flowers.{compression}.parquet", compression=compression, row_group_size=10)
for compression in ("uncompressed", "lz4", "zstd"):
    pa.feather.write_feather(table, FOLDER / f"flowers.{compression}.feather", compression=compression, chunksize=10)
with pa.ipc.new_stream(FOLDER / "flowers.arrow", table.schema) as stream:
    stream.write_table(table, max_chunksize=10)
# Several blocks of LZ4, with matches that reach into earlier ones.
rows = range(40_000)
long = pa.table({"x": pa.array([i * i % 1009 for i in rows], pa.int64()), "y": pa.array([f"class {i % 3}" for i in rows])})
pa.feather.write_feather(long, FOLDER / "long.lz4.feather", compression="lz4")
# Every kind of number, with values that are missing, in pages of both versions.
few = range(10)
kinds = pa.table(
    {
        "double": pa.array([None if i == 1 else i / 3 for i in few], pa.float64()),
        "single": pa.array([i / 3 for i in few], pa.float32()),
        "half": pa.array([None if i == 9 else i / 4 for i in few], pa.float16()),
        "long": pa.array([None if i % 4 == 0 else 2**60 + i for i in few], pa.int64()),
        "unsigned": pa.array([2**63 + i for i in few], pa.uint64()),
        "wide": pa.array([2**31 + i for i in few], pa.uint32()),
        "small": pa.array([i - 5 for i in few], pa.int8()),
        "decimal": pa.array([i * 25 for i in few], pa.int32()).cast(pa.decimal128(12, 2)),
        "truth": pa.array([None if i == 2 else i % 2 == 0 for i in few]),
        "nothing": pa.nulls(len(few)),
        "name": pa.array([None if i == 3 else ["red", "blue"][i % 2] for i in few]).dictionary_encode(),
        "list": pa.array([[1.0, 2.0]] * len(few)),
        "y": pa.array([2**60 + i % 2 for i in few], pa.int64()),
    }
)
for version, compression in (("1.0", "lz4"), ("2.0", "zstd")):
    pa.parquet.write_table(
        kinds,
        FOLDER / f"kinds.{version[0]}.parquet",
        data_page_version=version,
        compression=compression,
        row_group_size=4,
        use_dictionary=["name", "small", "double"],
    )
pa.feather.write_feather(kinds.drop(["half"]), FOLDER / "kinds.feather")
