"""From spawning the process to the end of the first `1+1`, in seconds, and the memory a second later, in MB.

Memory is what is resident, of all processes of the kernel but a language server: only some kernels have one.
"""

import time
from pathlib import Path

from client import clock


def measure(kernel, cells, _repeats, figures, _notes):
    while kernel.run(cells["trivial"]) is None:
        pass
    figures["start"] = clock() - kernel.born
    time.sleep(1)
    if Path("/proc").is_dir():
        figures["memory"] = sum(resident(process) for process in family(kernel.pid))


def family(pid):
    """A process and all that it started, without language servers."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended meanwhile
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one and not serves(child)]
    return found


def serves(pid):
    try:
        return b"--lsp" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def resident(pid):
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024
