"""Teaches papermill to write parameters in TypeScript.

papermill takes translators from no entry point of their own, but loads what is registered as an engine when it
starts; so this module is one. https://papermill.readthedocs.io/en/latest/extending-entry-points.html
"""
import gradbook_parameters
from papermill.engines import NBClientEngine
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators


class TypeScriptTranslator(Translator):
    @classmethod
    def translate(cls, val):
        return gradbook_parameters.value(val)

    @classmethod
    def comment(cls, cmt_str):
        return gradbook_parameters.comment(cmt_str)

    @classmethod
    def assign(cls, name, str_val):
        return gradbook_parameters.assign(name, str_val)

    @classmethod
    def inspect(cls, parameters_cell):
        return [Parameter(*found) for found in gradbook_parameters.inspect(parameters_cell.source)]


class GradbookEngine(NBClientEngine):
    """papermill's own engine, under our name."""


# Kernels of TypeScript under any name; one that is registered by its kernel's name goes before.
papermill_translators.register("typescript", TypeScriptTranslator)
