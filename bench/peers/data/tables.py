"""Tables read piece by piece as float32 arrays, by pandas or pyarrow, as their users write it.

    python tables.py pandas-csv|arrow-csv|arrow-parquet FILE
    python tables.py write FILE MEGABYTES      makes the Parquet file
"""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np  # noqa: E402

from serve import serve  # noqa: E402

COLUMNS = [f"x{i}" for i in range(16)]
ROWS = 65536


def pandas_csv(file):
    import pandas

    for chunk in pandas.read_csv(file, chunksize=ROWS):
        yield chunk[COLUMNS].to_numpy(np.float32)


def arrow_csv(file):
    from pyarrow import csv

    yield from map(matrix, csv.open_csv(file))


def arrow_parquet(file):
    from pyarrow import parquet

    yield from map(matrix, parquet.ParquetFile(file).iter_batches(ROWS))


def matrix(batch):
    return np.stack([batch[name].to_numpy(zero_copy_only=False) for name in COLUMNS], 1).astype(np.float32)


READERS = {"pandas-csv": pandas_csv, "arrow-csv": arrow_csv, "arrow-parquet": arrow_parquet}


def write(file, megabytes):
    import pyarrow
    from pyarrow import parquet

    random = np.random.default_rng(0)
    types = [(name, pyarrow.float64()) for name in COLUMNS] + [("y", pyarrow.int32())]
    with parquet.ParquetWriter(file, pyarrow.schema(types), use_dictionary=False) as writer:
        while os.path.getsize(file) < megabytes * 1e6:
            columns = [random.random(ROWS) for _ in COLUMNS] + [random.integers(0, 10, ROWS, np.int32)]
            writer.write_table(pyarrow.table(columns, writer.schema), row_group_size=ROWS)


def main():
    how, file, *megabytes = sys.argv[1:]
    if how == "write":
        return write(file, float(megabytes[0]))

    def read(_):
        start = time.perf_counter()
        total = 0.0
        samples = 0
        for values in READERS[how](file):
            total += values.mean(dtype=np.float64) * len(values)
            samples += len(values)
        return {
            "seconds": time.perf_counter() - start,
            "samples": samples,
            "mean": total / samples,
        }

    serve({}, read)


if __name__ == "__main__":
    main()
