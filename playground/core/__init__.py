"""Numbers: expressions, gradients, networks. No Qt, no files, no threads."""

from playground.core.expr import Expr, ExprError, NotANumberError, Problem
from playground.core.formula import FormulaError, parse, to_latex, to_text
from playground.core.function import Function
from playground.core.gradcheck import GradientReport, GradientRow, gradient_check
from playground.core.operations import OPERATIONS, Operation

__all__ = [
    "OPERATIONS",
    "Expr",
    "ExprError",
    "FormulaError",
    "Function",
    "GradientReport",
    "GradientRow",
    "NotANumberError",
    "Operation",
    "Problem",
    "gradient_check",
    "parse",
    "to_latex",
    "to_text",
]
