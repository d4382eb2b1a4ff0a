"""Executes the notebooks beside this file with the kernels that they are written for, and keeps the outputs in them.

    npm install tslab@1.0.22 deno@2.9.6 magic-string@1.4.5
    python make-references.py NODE_MODULES

The Python needs nbclient. The tests run the same cells with our kernel and compare.
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
MODULES = Path(sys.argv[1]).resolve()


def version(package):
    return json.loads((MODULES / package / "package.json").read_text())["version"]


KERNELS = {
    "tslab": ["node", str(MODULES / "tslab/bin/tslab"), "kernel", "--config-path", "{connection_file}"],
    "deno": [str(MODULES / ".bin/deno"), "jupyter", "--kernel", "--conn", "{connection_file}"],
}

# Deno sends some outputs after a cell's end, where nbclient does not look: another run has them.
RUNS = 5


def executed(file, kernel):
    notebook = nbformat.read(file, as_version=4)
    with tempfile.TemporaryDirectory(dir=MODULES.parent) as work:
        for asset in (HERE / "square.png", HERE / "area.ts"):
            (Path(work) / asset.name).write_bytes(asset.read_bytes())
        resources = {"metadata": {"path": work}}
        NotebookClient(notebook, kernel_name=kernel, resources=resources, record_timing=False).execute()
    return notebook


with tempfile.TemporaryDirectory() as data:
    os.environ["JUPYTER_PATH"] = data
    os.environ["NO_COLOR"] = "1"
    for name, argv in KERNELS.items():
        folder = Path(data) / "kernels" / name
        folder.mkdir(parents=True)
        spec = {"argv": argv, "display_name": name, "language": "typescript"}
        (folder / "kernel.json").write_text(json.dumps(spec))
    for name in KERNELS:
        file = HERE / f"{name}.ipynb"
        runs = [executed(file, name) for _ in range(RUNS)]
        notebook = runs[0]
        for cells in zip(*(run.cells for run in runs)):
            cells[0].outputs = max((cell.outputs for cell in cells), key=len)
        node = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
        notebook.metadata = {
            "kernelspec": {"name": name, "display_name": name, "language": "typescript"},
            "executed_by": f"{name} {version(name)} on Node {node}",
        }
        nbformat.write(notebook, file)
        print(f"{file.name}: {len(notebook.cells)} cells by {notebook.metadata.executed_by}")
