"""What a node passes on to its inputs, as a table of rich text."""

import html
from collections.abc import Iterable

from playground.ui.canvas.explanations import Share
from playground.ui.numbers import format_number
from playground.ui.theme import Theme, number_font


def share_table(shares: Iterable[Share], theme: Theme) -> str:
    """A row for each input: its slope times the gradient of the node, and why."""
    rows = "".join(_row(share, theme) for share in shares)
    return f"<table cellpadding='1'>{rows}</table>"


def _row(share: Share, theme: Theme) -> str:
    quiet, warm = theme.quiet_text.name(), theme.gradient.name()
    mono = number_font(10).family()
    slope, upstream = format_number(share.slope), format_number(share.upstream)
    passed = format_number(share.passed_on)
    label, why = html.escape(share.label), html.escape(share.why)
    name = f"<b><i>{label}</i></b>&nbsp;&nbsp;"
    product = (
        f"{slope} × <span style='color:{warm}'>{upstream}</span> = "
        f"<span style='color:{warm}'><b>{passed}</b></span>"
    )
    cell = '<td style="vertical-align:bottom;'
    return (
        f'<tr>{cell}">{name}</td>'
        f"{cell} font-family:'{mono}'\" align='right'>{product}</td>"
        f'{cell} color:{quiet}">&nbsp;&nbsp;&nbsp;slope {slope}: {why}</td></tr>'
    )
