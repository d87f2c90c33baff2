"""The networks that training is measured on, by this program and by its peers.

Everybody trains the same tanh network on the same data with the same batches in a fixed
order, by plain gradient descent on half the squared error, on one thread.
"""

import importlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.core.compiled import CompiledExpr
from playground.core.expr import Expr
from playground.core.losses import half_squared
from playground.core.nn import MLP
from playground.core.optimizers import SGD

if TYPE_CHECKING:
    from playground.core.session import Training

LEARNING_RATE = 0.03
EAGER_EPOCHS = 4
"""PyTorch pays for every step alike, however many there are in a turn."""
MIN_STEPS = 10_000
MIN_SAMPLES = 400_000


@dataclass(frozen=True, slots=True)
class Work:
    """A network and how it is trained.

    Attributes:
        name: As in ``2-[4,2]-1``.
        sizes: Inputs, units of each hidden layer, outputs.
        samples: Training data.
        batch_size: Divides the samples.
    """

    name: str
    sizes: tuple[int, ...]
    samples: int
    batch_size: int

    @property
    def epochs(self) -> int:
        """As many as make a turn long enough that beginning it costs nothing."""
        return -(-min(MIN_STEPS * self.batch_size, MIN_SAMPLES) // self.samples)

    def steps(self, epochs: int) -> int:
        """Updates in some epochs."""
        return epochs * self.samples // self.batch_size

    def data(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Columns of the inputs and the target."""
        shape = (self.samples, self.sizes[0] + 1)
        return np.random.default_rng(0).uniform(-1, 1, shape)


Turn = Callable[[], object]


def network(work: Work) -> CompiledExpr:
    """The loss of the program's own `MLP`."""
    n_inputs, *hidden, n_outputs = work.sizes
    mlp = MLP(n_inputs, hidden, n_outputs, "tanh", "tanh", seed=1)
    inputs = [Expr(0.0, f"x{i}") for i in range(n_inputs)]
    target = Expr(0.0, "target")
    loss = half_squared(mlp(inputs)[0], target)
    return CompiledExpr.from_expr(loss, [*inputs, target])


def bare_network(work: Work) -> CompiledExpr:
    """The same as arithmetic, its terms in random order and random association."""
    chance = random.Random(0)
    inputs = [Expr(0.0, f"x{i}") for i in range(work.sizes[0])]
    target = Expr(0.0, "target")
    values = inputs
    for n_outputs in work.sizes[1:]:
        values = [_bare_neuron(values, chance) for _ in range(n_outputs)]
    error = values[0] - target
    return CompiledExpr.from_expr(0.5 * error * error, [*inputs, target])


def _bare_neuron(values: list[Expr], chance: random.Random) -> Expr:
    terms = [value * Expr(chance.uniform(-0.5, 0.5)) for value in values]
    terms.append(Expr(0.1))
    while len(terms) > 1:
        chance.shuffle(terms)
        terms.append(terms.pop() + terms.pop())
    return terms[0].tanh()


def ours(work: Work, compiled: CompiledExpr) -> Turn:
    """A turn of this program."""
    run: Training = compiled.training(
        work.data(), batch_size=work.batch_size, optimizer=SGD(LEARNING_RATE)
    )
    return lambda: run.run(work.epochs)


def with_jax(work: Work, precision: str) -> Turn:
    """A turn of JAX: the whole of it one compiled call, scanning over the steps.

    Args:
        work: What to train.
        precision: ``float32`` or ``float64``.
    """
    jax: Any = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", precision == "float64")
    jnp = jax.numpy
    data = jnp.asarray(work.data(), precision)
    batches = data.reshape(-1, work.batch_size, work.sizes[0] + 1)
    parameters = _jax_parameters(work, jnp, precision)

    def loss(parameters: Any, batch: Any) -> Any:  # noqa: ANN401
        values = batch[:, :-1]
        for weights, biases in parameters:
            values = jnp.tanh(values @ weights + biases)
        return 0.5 * jnp.mean((values[:, 0] - batch[:, -1]) ** 2)

    def step(parameters: Any, batch: Any) -> Any:  # noqa: ANN401
        gradient = jax.grad(loss)(parameters, batch)
        update = lambda p, g: p - LEARNING_RATE * g  # noqa: E731
        return jax.tree.map(update, parameters, gradient), None

    def epoch(parameters: Any, _: Any) -> Any:  # noqa: ANN401
        return jax.lax.scan(step, parameters, batches)

    def run(parameters: Any) -> Any:  # noqa: ANN401
        return jax.lax.scan(epoch, parameters, length=work.epochs)

    compiled = jax.jit(run).lower(parameters).compile()
    return lambda: jax.block_until_ready(compiled(parameters))


def _jax_parameters(work: Work, jnp: Any, precision: str) -> Any:  # noqa: ANN401
    chance = np.random.default_rng(1)
    return [
        (
            jnp.asarray(chance.uniform(-0.5, 0.5, (n_in, n_out)), precision),
            jnp.asarray(np.full(n_out, 0.1), precision),
        )
        for n_in, n_out in zip(work.sizes, work.sizes[1:], strict=False)
    ]


def with_torch(work: Work) -> Turn:
    """A turn of PyTorch, eager."""
    torch: Any = importlib.import_module("torch")
    torch.set_num_threads(1)
    layers: list[Any] = []
    for n_in, n_out in zip(work.sizes, work.sizes[1:], strict=False):
        layers += [torch.nn.Linear(n_in, n_out), torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers)
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    data = torch.tensor(work.data(), dtype=torch.float32)
    batches = data.reshape(-1, work.batch_size, work.sizes[0] + 1)

    def turn() -> None:
        for _ in range(EAGER_EPOCHS):
            for batch in batches:
                optimizer.zero_grad()
                errors = model(batch[:, :-1])[:, 0] - batch[:, -1]
                (0.5 * (errors * errors).mean()).backward()
                optimizer.step()

    return turn
