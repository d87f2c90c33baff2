"""What a network sees, changed: features switched, formulas added, rewritten, removed.

Every function answers with another experiment, or raises `ExperimentError` and changes
nothing. Features stand in the order in which they are offered.
"""

from collections.abc import Iterable
from dataclasses import replace

from playground.core.formula import FormulaError
from playground.training.experiment import FEATURES, Experiment, ExperimentError
from playground.training.features import canonical_feature, is_same_feature
from playground.training.freezing import rerouted


def offered_features(experiment: Experiment) -> tuple[str, ...]:
    """All that can be switched on: the seven, then the formulas."""
    return (*FEATURES, *experiment.own_features)


def with_features(experiment: Experiment, names: Iterable[str]) -> Experiment:
    """Let the network see *names*."""
    chosen = set(names)
    if not chosen:
        msg = "a network needs at least one feature"
        raise ExperimentError(msg, "features")
    features = tuple(n for n in offered_features(experiment) if n in chosen)
    return _seeing(experiment, features, experiment.own_features)


def with_formula(experiment: Experiment, text: str) -> Experiment:
    """Let the network also see the formula *text*."""
    name = _known_as(experiment, _checked(text))
    if name not in offered_features(experiment):
        own = (*experiment.own_features, name)
        experiment = replace(experiment, own_features=own)
    return with_features(experiment, (*experiment.features, name))


def with_other_formula(experiment: Experiment, name: str, text: str) -> Experiment:
    """Let the network see the formula *text* where it saw *name*."""
    new = _checked(text)
    if new == name:
        return experiment
    others = without_formula(experiment, name, leaves_one=True)
    if _known_as(others, new) in offered_features(others):
        msg = f"the feature {_known_as(others, new)} is there already"
        raise ExperimentError(msg, "features")
    own = tuple(new if n == name else n for n in experiment.own_features)
    features = tuple(new if n == name else n for n in experiment.features)
    return replace(experiment, features=features, own_features=own)


def without_formula(
    experiment: Experiment, name: str, *, leaves_one: bool = False
) -> Experiment:
    """Take the formula *name* from the offer.

    Args:
        experiment: What is changed.
        name: The formula.
        leaves_one: Whether the network may see x in its place, should it see no other.
    """
    features = [n for n in experiment.features if n != name]
    if leaves_one:
        features = features or ["x"]
    own = tuple(n for n in experiment.own_features if n != name)
    if not features:
        msg = "a network needs at least one feature"
        raise ExperimentError(msg, "features")
    return _seeing(experiment, tuple(features), own)


def _seeing(
    experiment: Experiment, features: tuple[str, ...], own: tuple[str, ...]
) -> Experiment:
    """Frozen weights stay with the feature they belong to."""
    frozen = rerouted(experiment.frozen, experiment.features, features)
    return replace(experiment, features=features, own_features=own, frozen=frozen)


def _checked(text: str) -> str:
    try:
        return canonical_feature(text)
    except FormulaError as error:
        raise ExperimentError(str(error), "features") from None


def _known_as(experiment: Experiment, name: str) -> str:
    """How what *name* says is called in *experiment*, or *name* itself."""
    for offered in offered_features(experiment):
        if is_same_feature(offered, name):
            return offered
    return name
