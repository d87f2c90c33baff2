"""Learning without a window: data, experiments, the trainer and its thread."""

from playground.training.background import BackgroundTrainer, Snapshot
from playground.training.datasets import (
    DATASETS,
    Dataset,
    DatasetError,
    make_dataset,
    split,
)
from playground.training.experiment import FEATURES, Experiment, ExperimentError
from playground.training.history import History
from playground.training.trainer import Trainer

__all__ = [
    "DATASETS",
    "FEATURES",
    "BackgroundTrainer",
    "Dataset",
    "DatasetError",
    "Experiment",
    "ExperimentError",
    "History",
    "Snapshot",
    "Trainer",
    "make_dataset",
    "split",
]
