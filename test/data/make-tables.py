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
