"""Executes a notebook with nbclient and tells on stdout, a JSON object a line, what happens.

    python execute.py NOTEBOOK OUTPUT KERNEL_NAME DATA_FOLDER

DATA_FOLDER is searched for kernelspecs before Jupyter's own folders; '' adds none. The executed
notebook is written also where a cell failed, and only as a whole.
"""
import json
import os
import re
import sys
import tempfile


def tell(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


try:
    import nbformat
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError
except ImportError as error:
    tell("missing", module=str(error.name))
    sys.exit(3)


class TellingClient(NotebookClient):
    """Tells of each cell and of what it prints as it comes, not only when the cell has ended."""

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "stream":
            tell("stream", cell=cell_index, name=msg["content"]["name"], text=msg["content"]["text"])
        return super().process_message(msg, cell, cell_index)


def write_whole(notebook, path):
    folder = os.path.dirname(os.path.abspath(path))
    os.makedirs(folder, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            nbformat.write(notebook, file)
        os.chmod(part, 0o644)
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


def main(source, output, kernel, data_folder):
    if data_folder:
        path = os.environ.get("JUPYTER_PATH")
        os.environ["JUPYTER_PATH"] = data_folder + (os.pathsep + path if path else "")
    try:
        notebook = nbformat.read(source, as_version=4)
    except Exception as error:  # nbformat raises many kinds, all meaning the same here
        tell("unreadable", message=" ".join(str(error).split())[:300])
        return 4
    code = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    section = ""

    def on_cell_start(cell, cell_index):
        nonlocal section
        if cell.cell_type == "code":
            tell("cell", number=code.index(cell_index) + 1, of=len(code), section=section)
        elif cell.cell_type == "markdown":
            headings = re.findall(r"^#+ +(.+?) *$", cell.source, re.MULTILINE)
            section = headings[-1] if headings else section

    client = TellingClient(
        notebook,
        kernel_name=kernel,
        timeout=None,
        resources={"metadata": {"path": os.path.dirname(os.path.abspath(source))}},
        on_cell_start=on_cell_start,
    )
    try:
        client.execute()
        status = 0
    except CellExecutionError as error:
        tell("failed", cell=failed_cell(notebook, code), ename=error.ename, evalue=error.evalue,
             traceback=error.traceback)
        status = 1
    except DeadKernelError as error:
        tell("died", message=str(error))
        status = 1
    except NoSuchKernel as error:
        tell("no-kernel", name=error.name)
        return 5
    write_whole(notebook, output)
    return status


def failed_cell(notebook, code):
    for number, index in enumerate(code, 1):
        if any(output.output_type == "error" for output in notebook.cells[index].outputs):
            return number
    return None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
