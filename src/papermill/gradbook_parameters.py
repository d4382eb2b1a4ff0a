"""Parameters of a notebook as TypeScript: writing the cell that sets them, and reading the one that declares them.

Used by `gradbook run` and, through gradbook_papermill.py, by papermill. Needs no packages.
"""
import json
import math
import re

#: Words of the language, and names that no cell can declare.
RESERVED = frozenset(
    "await break case catch class const continue debugger default delete do else enum export extends false finally "
    "for function if import in instanceof let new null return super switch this throw true try typeof var void while "
    "with yield eval arguments undefined NaN Infinity globalThis".split()
)
#: `let rate: number = 0.1; // how fast it learns`
DECLARATION = re.compile(
    r"^\s*(?:export\s+)?(?:const|let|var)\s+(?P<name>[\w$]+)\s*"
    r"(?::\s*(?P<type>(?:[^=]|=>)+?))?\s*=(?![=>])\s*(?P<rest>.+)$"
)
#: A text, or the comment that ends a line.
TEXT_OR_COMMENT = re.compile(r"([\"'`])(?:\\.|(?!\1).)*\1|(?P<comment>//.*)")
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
        except (ValueError, RecursionError):
            pass
    return text


def comment(text):
    return "\n".join(f"// {line}" for line in text.splitlines())


def assign(name, expression):
    """`let`, since cells may declare again what others declared.

    Raises ValueError for a name that TypeScript has not."""
    # Python's names are those of JavaScript, but for the dollar sign.
    if not name.replace("$", "_").isidentifier() or name in RESERVED:
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
        rest = match["rest"]
        comments = (text["comment"] for text in TEXT_OR_COMMENT.finditer(rest) if text["comment"])
        comment_text = next(comments, "")
        default = rest[: len(rest) - len(comment_text)]
        kind = (match["type"] or "None").strip()
        found.append((match["name"], kind, default.strip().rstrip(";").strip(), comment_text.lstrip("/").strip()))
    return found


def declares(source, name):
    """Whether a cell gives a variable of that name a value, also as one of several in a line."""
    return re.search(rf"(?<![\w$.]){re.escape(name)}\s*(:(?:[^=;]|=>)*)?=(?![=>])", source) is not None
