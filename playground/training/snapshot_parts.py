"""What a snapshot holds of a trainer, as arrays of its own."""

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np

from playground.core.operations import Array
from playground.core.optimizers import OPTIMIZERS
from playground.training.answers import decided
from playground.training.quick_maps import LARGE, quick_points, spread_out
from playground.training.snapshot import MAP_SIZE, Details, map_points
from playground.training.trainer import Trainer

_TWO: Final = 2


def map_of(trainer: Trainer, *, is_running: bool = False) -> tuple[Array, Array | None]:
    """The map, and the probabilities of three or more classes, as in `Snapshot`.

    Args:
        trainer: What it is a map of.
        is_running: Whether the next one follows at once, see `quick_maps`.
    """
    is_quick = is_running and _is_large(trainer)
    if trainer.experiment.n_outputs <= _TWO:
        answers = _everywhere(trainer.predict, is_quick=is_quick)
        return answers.reshape(MAP_SIZE, MAP_SIZE), None
    shares = _everywhere(trainer.probabilities, is_quick=is_quick)
    boundary = decided(shares).reshape(MAP_SIZE, MAP_SIZE)
    return boundary, own(shares.T.reshape(-1, MAP_SIZE, MAP_SIZE))


def watched_map_of(
    trainer: Trainer, watched: tuple[int, int] | None, *, is_running: bool = False
) -> Array | None:
    """The map of the neuron that is watched, if there is one, as `map_of` makes it."""
    if watched is None:
        return None
    question = partial(trainer.neuron_outputs, *watched)
    is_quick = is_running and _is_large(trainer)
    try:
        outputs = _everywhere(question, is_quick=is_quick)
    except IndexError:  # asked for before the network changed its size
        return None
    return own(outputs.reshape(MAP_SIZE, MAP_SIZE))


def _is_large(trainer: Trainer) -> bool:
    return len(trainer.parameters) >= LARGE


def _everywhere(question: Callable[[Array], Array], *, is_quick: bool) -> Array:
    """The answers at all points of a map, or quickly what they are about."""
    if is_quick:
        answers = spread_out(question(quick_points()))
        if answers is not None:
            return answers
    return question(map_points())


def details_of(trainer: Trainer) -> Details:
    """What moves each parameter now."""
    return Details(
        gradient=own(trainer.gradient()),
        state=own(trainer.optimizer_state),
        state_names=OPTIMIZERS[trainer.experiment.optimizer].state_names,
        update=own(trainer.last_update),
    )


def own(array: Array) -> Array:
    """A read-only copy."""
    copy = np.array(array)
    copy.setflags(write=False)
    return copy
