"""Executes a notebook with nbclient and tells on stdout, a JSON object a line, what happens.

    python execute.py NOTEBOOK OUTPUT KERNEL_NAME DATA_FOLDER OPTIONS

DATA_FOLDER is searched for kernelspecs before Jupyter's own folders; '' adds none. OPTIONS is JSON:
parameterFiles (JSON or YAML), parameters (pairs of name and text, which win), rawParameters (the
same, but never read as numbers), timeout (seconds a cell, null for none), allowErrors, startFrom (a
code cell's number, or a tag; null for the first).
The executed notebook is written also where a cell failed, and only as a whole.
"""
import asyncio
import json
import os
import re
import signal
import sys
import tempfile
import time


def tell(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


try:
    import nbformat
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
except ImportError as error:
    tell("missing", module=str(error.name))
    sys.exit(3)


sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "papermill"))
import gradbook_parameters  # noqa: E402

PARAMETERS = "parameters"
INJECTED = "injected-parameters"
#: What notebooks say that this kernel runs; tslab and Deno say so too.
LANGUAGES = frozenset({"typescript", "javascript"})


class Unusable(Exception):
    """What the person asked for can't be done with this notebook."""


class Stopped(Exception):
    """The person has stopped the run."""


class TellingClient(NotebookClient):
    """Tells of each cell and of what it prints as it comes, not only when the cell has ended.

    A signal interrupts the running cell and ends the run; a second one ends the kernel that does not heed it.
    """

    #: Indices of cells that are left as they are.
    skipped = frozenset()
    #: The index of the cell that was begun last.
    begun = None
    #: How many seconds a cell may take, None for any. nbclient's own `timeout` takes no fractions.
    limit = None
    stopped = False

    def stop(self):
        ended = self.km.shutdown_kernel(now=True) if self.stopped else self.km.interrupt_kernel()
        self.stopping = asyncio.ensure_future(ended)
        self.stopped = True

    async def async_execute_cell(self, cell, cell_index, *args, **kwargs):
        if cell_index in self.skipped:
            return cell
        # In place of nbclient's own handlers, which leave it without a kernel to talk to.
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self.stop)
        if self.stopped:
            raise Stopped()
        self.begun = cell_index
        began = time.monotonic()
        executed = await super().async_execute_cell(cell, cell_index, *args, **kwargs)
        if self.limit is not None and time.monotonic() - began >= self.limit:
            call_late(executed, self.limit)
        if self.stopped:
            raise Stopped()
        return executed

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "stream":
            tell("stream", cell=cell_index, name=msg["content"]["name"], text=msg["content"]["text"])
        return super().process_message(msg, cell, cell_index)


def late(limit):
    """The error of a cell that took longer than so many seconds."""
    evalue = f"The cell took longer than {limit:g} s."
    return nbformat.v4.new_output("error", ename="TimeoutError", evalue=evalue, traceback=[f"TimeoutError: {evalue}"])


def call_late(cell, limit):
    """Says of a cell that was interrupted since it took too long what a cell says that ends the run so."""
    for at, output in enumerate(cell.get("outputs", [])):
        if output.output_type == "error" and output.ename == "Interrupted":
            cell.outputs[at] = late(limit)


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


def tags(cell):
    return cell.metadata.get("tags", [])


def tagged(notebook, tag):
    return next((i for i, cell in enumerate(notebook.cells) if tag in tags(cell)), None)


def read_parameters(file):
    try:
        with open(file, encoding="utf-8") as opened:
            if not file.endswith((".yaml", ".yml")):
                found = json.load(opened)
            else:
                import yaml

                found = yaml.safe_load(opened)
    except FileNotFoundError:
        raise Unusable(f"{file} does not exist.")
    except Exception as error:  # of the file system, of JSON, of YAML: all mean the same here
        raise Unusable(f"{file} can't be read as parameters: {' '.join(str(error).split())}")
    if not isinstance(found, dict):
        raise Unusable(f"{file} has no parameters: a mapping of names to values was expected.")
    return {str(name): value for name, value in found.items()}


def inject(notebook, parameters):
    """Puts a cell with the parameters behind the one that declares them, as papermill does."""
    declaring = tagged(notebook, PARAMETERS)
    source = "" if declaring is None else notebook.cells[declaring].source
    names = [name for name, *_ in gradbook_parameters.inspect(source)]
    if declaring is None:
        tell("warning", message="No cell has the tag 'parameters', so the parameters stand in front of all cells, where a cell "
             "that declares them has the last word. Give it that tag (JupyterLab: Property Inspector, Cell Tags).")
    for name in parameters:
        if declaring is not None and not gradbook_parameters.declares(source, name):
            listed = ", ".join(names) or "nothing"
            tell("warning", message=f"The parameter '{name}' is unknown: the notebook declares {listed}.")
    try:
        assignments = gradbook_parameters.codify(parameters)
    except ValueError as error:
        raise Unusable(str(error))
    cell = nbformat.v4.new_code_cell(assignments, metadata={"tags": [INJECTED]})
    earlier = tagged(notebook, INJECTED)
    if earlier is not None:
        notebook.cells[earlier] = cell
    else:
        notebook.cells.insert(0 if declaring is None else declaring + 1, cell)


def skipped(notebook, start):
    """The indices of the code cells before the one to start from; what sets parameters is not skipped."""
    code = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    if start is None:
        return frozenset()
    if isinstance(start, int):
        first = code[start - 1] if 1 <= start <= len(code) else None
    else:
        first = tagged(notebook, start)
    if first is None:
        raise Unusable(f"There is no cell {start} to start from: the notebook has {len(code)} code cells.")
    always = {PARAMETERS, INJECTED}
    return frozenset(i for i in code if i < first and not always.intersection(tags(notebook.cells[i])))


def check_language(notebook, source):
    """TypeScript's parser has nothing to say to a person about another language."""
    spec = notebook.metadata.get("kernelspec", {})
    language = spec.get("language") or notebook.metadata.get("language_info", {}).get("name")
    if language is not None and language.lower() not in LANGUAGES:
        kernel = spec.get("name", language)
        raise Unusable(f"{source} is a notebook in {language}, for the kernel '{kernel}': this one runs TypeScript.")


def main(source, output, kernel, data_folder, options="{}"):
    options = json.loads(options)
    if data_folder:
        path = os.environ.get("JUPYTER_PATH")
        os.environ["JUPYTER_PATH"] = data_folder + (os.pathsep + path if path else "")
    try:
        notebook = nbformat.v4.upgrade(nbformat.read(source, as_version=4))
    except FileNotFoundError:
        tell("unusable", message=f"{source} does not exist.")
        return 6
    except Exception as error:  # nbformat raises many kinds, all meaning the same here
        tell("unreadable", message=" ".join(str(error).split())[:300])
        return 4
    try:
        check_language(notebook, source)
        parameters = {}
        for file in options.get("parameterFiles", []):
            parameters.update(read_parameters(file))
        parameters.update((name, gradbook_parameters.typed(text)) for name, text in options.get("parameters", []))
        parameters.update(options.get("rawParameters", []))
        left_out = skipped(notebook, options.get("startFrom"))
        if parameters:
            count = len(notebook.cells)
            inject(notebook, parameters)
            if len(notebook.cells) > count:
                at = tagged(notebook, INJECTED)
                left_out = frozenset(i + (i >= at) for i in left_out)
    except Unusable as error:
        tell("unusable", message=str(error))
        return 6
    code = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    section = ""

    def on_cell_start(cell, cell_index):
        nonlocal section
        if cell.cell_type == "code":
            tell("cell", number=code.index(cell_index) + 1, of=len(code), section=section)
        elif cell.cell_type == "markdown":
            headings = re.findall(r"^#+ +(.+?) *$", cell.source, re.MULTILINE)
            section = headings[-1] if headings else section

    timeout = options.get("timeout")
    allow_errors = options.get("allowErrors", False)
    client = TellingClient(
        notebook,
        kernel_name=kernel,
        timeout_func=lambda _cell: timeout,
        allow_errors=allow_errors,
        # The next cell needs a kernel that is free.
        interrupt_on_timeout=allow_errors,
        resources={"metadata": {"path": os.path.dirname(os.path.abspath(source))}},
        on_cell_start=on_cell_start,
    )
    client.skipped = left_out
    client.limit = timeout
    status = 0
    try:
        client.execute()
    except CellExecutionError as error:
        tell("failed", cell=failed_cell(notebook, code), ename=error.ename, evalue=error.evalue,
             traceback=error.traceback)
        status = 1
    except Stopped:
        tell("failed", cell=code.index(client.begun) + 1, ename="Interrupted", evalue="by a signal", traceback="")
        status = 1
    except CellTimeoutError:
        index = client.begun
        error = late(timeout)
        notebook.cells[index].outputs.append(error)
        tell("failed", cell=code.index(index) + 1, ename=error.ename, evalue=error.evalue, traceback="")
        status = 1
    except DeadKernelError as error:
        tell("died", message=str(error))
        status = 1
    except NoSuchKernel as error:
        tell("no-kernel", name=error.name)
        return 5
    failures = [number for number, index in enumerate(code, 1) if index not in left_out and failed(notebook, index)]
    if status == 0 and failures:
        tell("warning", message=f"{len(failures)} cell(s) failed, as was allowed: {', '.join(map(str, failures))}.")
    write_whole(notebook, output)
    return status


def failed(notebook, index):
    return any(output.output_type == "error" for output in notebook.cells[index].outputs)


def failed_cell(notebook, code):
    return next((number for number, index in enumerate(code, 1) if failed(notebook, index)), None)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
