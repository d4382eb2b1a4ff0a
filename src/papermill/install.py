"""Puts the module that teaches papermill TypeScript into this Python, or takes it away; prints the folder.

    python install.py install|uninstall VERSION

Into the environment's site-packages; into the user's, where those are not writable. Prints nothing where nothing
was done.
"""
import os
import shutil
import site
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = ["gradbook_papermill.py", "gradbook_parameters.py"]
NAME = "gradbook_papermill"

METADATA = """Metadata-Version: 2.1
Name: gradbook-papermill
Version: {version}
Summary: Parameters in TypeScript for papermill; installed by `gradbook install`
License: MIT
"""
ENTRY_POINTS = """[papermill.engine]
gradbook = gradbook_papermill:GradbookEngine
"""


def folders():
    """Where it may be, the best place first."""
    yield Path(sysconfig.get_path("purelib"))
    if site.ENABLE_USER_SITE:
        yield Path(site.getusersitepackages())


def install(folder, version):
    folder.mkdir(parents=True, exist_ok=True)
    remove(folder)
    info = folder / f"{NAME}-{version}.dist-info"
    info.mkdir()
    files = {"METADATA": METADATA.format(version=version), "entry_points.txt": ENTRY_POINTS, "INSTALLER": "gradbook\n"}
    for name, text in files.items():
        (info / name).write_text(text)
    for name in MODULES:
        shutil.copyfile(HERE / name, folder / name)
    # Without hashes, as for files that may change: RECORD lets pip uninstall it too.
    listed = [*MODULES, *(f"{info.name}/{name}" for name in [*files, "RECORD"])]
    (info / "RECORD").write_text("".join(f"{name},,\n" for name in listed))


def remove(folder):
    found = [folder / name for name in MODULES if (folder / name).exists()]
    for file in found:
        file.unlink()
    for info in folder.glob(f"{NAME}-*.dist-info"):
        shutil.rmtree(info)
    return bool(found)


def main(action, version):
    for folder in folders():
        if action == "uninstall":
            if folder.is_dir() and remove(folder):
                print(folder)
            continue
        existing = next(parent for parent in [folder, *folder.parents] if parent.exists())
        if os.access(existing, os.W_OK):
            install(folder, version)
            print(folder)
            return


main(*sys.argv[1:])
