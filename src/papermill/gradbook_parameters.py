"""Parameters of a notebook as TypeScript: writing the cell that sets them, and reading the one that declares them.

Used by `gradbook run` and, through gradbook_papermill.py, by papermill. Needs no packages.
"""
import json
import math
import re

IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")
RESERVED = frozenset(
    "await break case catch class const continue debugger default delete do else enum export extends false finally "
    "for function if import in instanceof let new null return super switch this throw true try typeof var void while "
    "with yield".split()
)
#: `let rate: number = 0.1; // how fast it learns`
DECLARATION = re.compile(
    r"^\s*(?:export\s+)?(?:const|let|var)\s+(?P<name>[A-Za-z_$][\w$]*)\s*(?::\s*(?P<type>[^=]+?))?\s*=\s*(?P<rest>.+)$"
)
#: Integers beyond this are not exact as numbers of JavaScript.
LARGEST_EXACT = 2**53 - 1


def value(of):
    """The value as an expression of TypeScript."""
    if of is None:
        return "null"
    if isinstance(of, bool):
        return "true" if of else "false"
    if isinstance(of, int):
        return str(of) if abs(of) <= LARGEST_EXACT else f"{of}n"
    if isinstance(of, float):
        if math.isnan(of):
            return "NaN"
        return repr(of) if math.isfinite(of) else f"{'-' if of < 0 else ''}Infinity"
    if isinstance(of, (list, tuple)):
        return f"[{', '.join(value(item) for item in of)}]"
    if isinstance(of, dict):
        # In brackets, or a key `__proto__` would set the prototype.
        fields = (f"[{value(str(key))}]: {value(item)}" if key == "__proto__" else
                  f"{value(str(key))}: {value(item)}" for key, item in of.items())
        return f"{{ {', '.join(fields)} }}" if of else "{}"
    return json.dumps(str(of), ensure_ascii=False)


def typed(text):
    """The value that a person means by text on the command line: papermill's rules, then JSON, else the text."""
    words = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None}
    if text in words:
        return words[text]
    for read in (int, float, json.loads):
        try:
            return read(text)
        except ValueError:
            pass
    return text


def comment(text):
    return "\n".join(f"// {line}" for line in text.splitlines())


def assign(name, expression):
    """`let`, since cells may declare again what others declared.

    Raises ValueError for a name that TypeScript has not."""
    if not IDENTIFIER.fullmatch(name) or name in RESERVED:
        raise ValueError(f"'{name}' can't be a parameter: it is no name of TypeScript.")
    return f"let {name} = {expression};"


def codify(parameters, heading="Parameters"):
    """The source of the cell that sets the parameters."""
    lines = [assign(name, value(of)) for name, of in parameters.items()]
    return "\n".join([comment(heading), *lines, ""])


def inspect(source):
    """What a cell declares: tuples of name, type ('None' where it says none), default, and help."""
    found = []
    for line in source.splitlines():
        match = DECLARATION.match(line)
        if match is None:
            continue
        default, _, help_text = match["rest"].partition("//")
        kind = (match["type"] or "None").strip()
        found.append((match["name"], kind, default.strip().rstrip(";").strip(), help_text.strip()))
    return found
