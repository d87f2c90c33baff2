"""The data of an experiment: drawn from its seed, or its own points."""

from playground.training.datasets import Dataset, make_dataset, split
from playground.training.experiment import Experiment
from playground.training.points import split_points


def experiment_data(experiment: Experiment) -> tuple[Dataset, Dataset]:
    """What *experiment* learns from, and what it is tested on; either may be empty."""
    if experiment.is_own:
        return split_points(experiment.points, experiment.train_fraction)
    drawn = make_dataset(
        experiment.dataset,
        experiment.samples,
        experiment.noise,
        experiment.seed,
        experiment.n_classes,
        experiment.formula,
    )
    return split(drawn, experiment.train_fraction)


def data_settings(experiment: Experiment) -> tuple[object, ...]:
    """What the data depends on; the same settings give the same data."""
    if experiment.is_own:
        return (experiment.dataset, experiment.points, experiment.train_fraction)
    return (
        experiment.dataset,
        experiment.n_classes,
        experiment.samples,
        experiment.noise,
        experiment.seed,
        experiment.train_fraction,
        experiment.formula if experiment.kind.uses_formula else "",
    )
