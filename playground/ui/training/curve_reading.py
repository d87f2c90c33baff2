"""The numbers of an epoch in words, for the cursor over the curves."""

import math

from playground.ui.numbers import format_count, format_number
from playground.ui.training.curves import Reading
from playground.ui.training.statistics_view import View


def words_of_reading(reading: Reading, view: View | None) -> str:
    """All numbers of an epoch in lines of their own; in one line those of a *view*."""
    epoch = f"epoch {format_count(reading.epoch)}"
    losses = [format_number(loss) for loss in (reading.train_loss, reading.test_loss)]
    shares = [
        "" if math.isnan(share) else f"{100 * share:.4g} %"
        for share in (reading.train_accuracy, reading.test_accuracy)
    ]
    if not any(shares) or view is not None:
        values = [share or "–" for share in shares] if view == "accuracy" else losses
        return f"{epoch}: train {values[0]} · test {values[1]}"
    lines = [f"{epoch}: loss, accuracy"]
    for name, loss, share in zip(("train", "test"), losses, shares, strict=True):
        lines.append(f"{name} {loss}" + f", {share}" * bool(share))
    return "\n".join(lines)
