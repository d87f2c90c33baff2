"""What a snapshot holds of a trainer, as arrays of its own."""

from typing import Final

import numpy as np

from playground.core.operations import Array
from playground.core.optimizers import OPTIMIZERS
from playground.training.answers import decided
from playground.training.snapshot import MAP_SIZE, Details, map_points
from playground.training.trainer import Trainer

_TWO: Final = 2


def map_of(trainer: Trainer) -> tuple[Array, Array | None]:
    """The map, and the probabilities of three or more classes, as in `Snapshot`."""
    if trainer.experiment.n_outputs <= _TWO:
        return trainer.predict(map_points()).reshape(MAP_SIZE, MAP_SIZE), None
    shares = trainer.probabilities(map_points())
    boundary = decided(shares).reshape(MAP_SIZE, MAP_SIZE)
    return boundary, own(shares.T.reshape(-1, MAP_SIZE, MAP_SIZE))


def watched_map_of(trainer: Trainer, watched: tuple[int, int] | None) -> Array | None:
    """The map of the neuron that is watched, if there is one, as in `Snapshot`."""
    if watched is None:
        return None
    try:
        outputs = trainer.neuron_outputs(*watched, map_points())
    except IndexError:  # asked for before the network changed its size
        return None
    return own(outputs.reshape(MAP_SIZE, MAP_SIZE))


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
