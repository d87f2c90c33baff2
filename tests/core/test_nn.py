"""Neurons, layers and networks: their parameters, their sums, the seed's examples."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.activations import ACTIVATIONS
from playground.core.expr import Expr, ExprError
from playground.core.initializations import INITIALIZATIONS
from playground.core.nn import MLP, Activation, Layer, Neuron
from playground.core.operations import OPERATIONS


def squared_error(outputs: list[Expr], targets: list[float]) -> Expr:
    return Expr.sum(
        (output - target) ** 2 for output, target in zip(outputs, targets, strict=True)
    )


def descend(loss: Expr, learning_rate: float, steps: int) -> None:
    for _ in range(steps):
        loss.learn(learning_rate)
        loss.recalculate()


def names(module: Neuron | Layer | MLP) -> list[str | None]:
    return [leaf.name for leaf in module.parameters()]


def nodes_per_sample(network: MLP) -> int:
    inputs = [Expr(0.5, "x"), *(Expr(0.1) for _ in range(network.n_inputs - 1))]
    return sum(1 for _ in network(inputs)[0].walk())


class TestTheSeedsExamples:
    def test_backpropagation_brings_a_tanh_neuron_to_its_target(self) -> None:
        neuron = Neuron(2, "tanh")
        values = (-3.0, 1.0, 6.8813735870195432)
        for leaf, value in zip(neuron.parameters(), values, strict=True):
            leaf.result = value
        output = neuron([Expr.constant(2.0), Expr.constant(0.0)])
        assert output.result == pytest.approx(math.sqrt(0.5), abs=1e-12)
        descend((output - 0.2) ** 2, 1e-2, 800)
        assert output.result == pytest.approx(0.2, abs=1e-3)

    def test_a_neuron_reaches_50(self) -> None:
        neuron = Neuron(3, None, seed=1)
        output = neuron([Expr.constant(v) for v in (1.0, 2.0, 3.0)])
        descend(squared_error([output], [50.0]), 0.01, 100)
        assert output.result == pytest.approx(50.0, abs=1e-6)

    def test_a_layer_reaches_15_and_85(self) -> None:
        layer = Layer(3, 2, None, seed=1)
        outputs = layer([Expr.constant(v) for v in (1.0, 2.0, 3.0)])
        descend(squared_error(outputs, [15.0, 85.0]), 0.004, 100)
        assert [o.result for o in outputs] == pytest.approx([15.0, 85.0], abs=1e-3)

    def test_one_network_brings_three_samples_to_150_250_and_350(self) -> None:
        # The seed's rate of .025 worked only because each sample had its own weights.
        network = MLP.from_seed_form(3, "tanh", [8], "tanh", 1, None, seed=2)
        samples = [(0.2, 0.4, 0.6), (0.8, -1.0, 1.2), (-1.4, 1.6, 1.8)]
        outputs = [network([Expr.constant(v) for v in s])[0] for s in samples]
        targets = [150.0, 250.0, 350.0]
        descend(squared_error(outputs, targets) / 3, 0.002, 1500)
        assert [o.result for o in outputs] == pytest.approx(targets, abs=1.0)
        assert network(samples[0])[0].result == pytest.approx(outputs[0].result)

    def test_the_seeds_form_gives_each_layer_its_activation(self) -> None:
        network = MLP.from_seed_form(3, "tanh", [4, 5, 6], "relu", 2, None)
        chosen = [str(layer.activation) for layer in network.layers]
        assert chosen == ["tanh", "relu", "relu", "linear"]
        assert [layer.n_outputs for layer in network.layers] == [4, 5, 6, 2]


class TestForward:
    @given(
        st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=1, max_size=8),
        st.floats(-5, 5),
    )
    def test_a_neurons_sum_is_weights_times_inputs_in_order_plus_bias(
        self, pairs: list[tuple[float, float]], bias: float
    ) -> None:
        neuron = Neuron(len(pairs), "linear")
        total = 0.0
        for leaf, (weight, _) in zip(neuron.weights, pairs, strict=True):
            leaf.result = weight
        neuron.bias.result = bias
        for number, (weight, value) in enumerate(pairs):
            total = weight * value if number == 0 else total + weight * value
        assert neuron([value for _, value in pairs]).result == total + bias

    def test_a_network_gives_the_numbers_of_matrices(self) -> None:
        network = MLP(3, [4, 2], 2, "tanh", "sigmoid", seed=5)
        values = np.array([0.3, -1.2, 2.0])
        expected = values
        for layer in network.layers:
            rows = [[w.result for w in neuron.weights] for neuron in layer.neurons]
            biases = [neuron.bias.result for neuron in layer.neurons]
            total = np.array(rows) @ expected + np.array(biases)
            expected = np.tanh(total)
            if layer is network.layers[-1]:
                expected = 1 / (1 + np.exp(-total))
        outputs = [o.result for o in network(values.tolist())]
        assert outputs == pytest.approx(expected.tolist(), rel=1e-14)

    def test_two_forward_calls_share_the_parameters(self) -> None:
        network = MLP(2, [3], 1, seed=1)
        first = network([1.0, 2.0])[0]
        second = network([3.0, 4.0])[0]
        both = {id(leaf) for leaf in (first + second).parameters()}
        assert both == {id(leaf) for leaf in network.parameters()}

    def test_learning_changes_the_network_itself(self) -> None:
        network = MLP(2, [3], 1, seed=1)
        before = [leaf.result for leaf in network.parameters()]
        network([1.0, 2.0])[0].learn(0.1)
        after = [leaf.result for leaf in network.parameters()]
        assert all(a != b for a, b in zip(before, after, strict=True))

    def test_a_network_answers_with_a_list_also_for_one_output(self) -> None:
        outputs = MLP(2, [], 1).forward([1.0, 2.0])
        assert isinstance(outputs, list)
        assert len(outputs) == 1

    def test_forward_is_calling(self) -> None:
        neuron = Neuron(2, seed=1)
        layer = Layer(2, 3, seed=1)
        assert neuron.forward([1.0, 2.0]).result == neuron([1.0, 2.0]).result
        assert [o.result for o in layer.forward([1.0, 2.0])] == [
            o.result for o in layer([1.0, 2.0])
        ]

    @pytest.mark.parametrize(("hidden", "nodes"), [([4, 2], 70), ([16, 16], 1257)])
    def test_a_sample_takes_no_more_nodes_than_its_graph_has(
        self, hidden: list[int], nodes: int
    ) -> None:
        # Parameters and inputs once; for each neuron a product for each weight, a sum
        # for each product but the first, one for the bias, and the activation.
        network = MLP(2, hidden, 1, "tanh", "tanh")
        assert nodes_per_sample(network) <= nodes
        expected = network.n_inputs + len(network.parameters())
        for layer in network.layers:
            expected += layer.n_outputs * (2 * layer.n_inputs + 1)
        assert nodes_per_sample(network) == expected

    def test_literals_among_the_inputs_never_learn(self) -> None:
        network = MLP(2, [2], 1, seed=1)
        output = network([0.5, 2.0])[0]
        output.learn(0.1)
        constants = [
            n.result for n in output.walk() if n.is_leaf and not n.is_learnable
        ]
        assert sorted(constants) == [0.5, 2.0]

    def test_a_neuron_of_200_000_inputs_works(self) -> None:
        neuron = Neuron(200_000, "tanh", seed=1)
        output = neuron([0.001] * 200_000)
        output.backward()
        slope = 1 - output.result**2
        assert neuron.weights[0].grad == pytest.approx(slope * 0.001)
        assert neuron.weights[-1].grad == pytest.approx(slope * 0.001)

    @pytest.mark.parametrize(
        "module",
        [Neuron(2), Layer(2, 3), MLP(2, [3], 1)],
        ids=["neuron", "layer", "mlp"],
    )
    @pytest.mark.parametrize("inputs", [[1.0], [1.0, 2.0, 3.0]])
    def test_a_wrong_number_of_inputs_is_refused(
        self, module: Neuron | Layer | MLP, inputs: list[float]
    ) -> None:
        with pytest.raises(ExprError, match=f"takes 2 inputs, not {len(inputs)}"):
            module(inputs)


class TestParameters:
    def test_they_come_layer_by_layer_neuron_by_neuron_weights_then_bias(self) -> None:
        assert names(MLP(2, [2], 1)) == [
            "w1_1_1", "w1_1_2", "b1_1", "w1_2_1", "w1_2_2", "b1_2",
            "w2_1_1", "w2_1_2", "b2_1",
        ]  # fmt: skip
        assert names(Layer(2, 2)) == ["w1_1", "w1_2", "b1", "w2_1", "w2_2", "b2"]
        assert names(Neuron(2)) == ["w1", "w2", "b"]

    def test_they_all_learn(self) -> None:
        assert all(leaf.is_learnable for leaf in MLP(2, [2], 1).parameters())

    def test_the_printed_form_lists_every_weight(self) -> None:
        for module in (Neuron(2, seed=1), Layer(2, 2, seed=1), MLP(2, [2], 1, seed=1)):
            for leaf in module.parameters():
                assert f"{leaf.name}={leaf.result:.6g}" in repr(module)

    def test_the_same_seed_gives_the_same_parameters_and_another_others(self) -> None:
        def drawn(seed: int) -> list[float]:
            return [leaf.result for leaf in MLP(2, [4], 1, seed=seed).parameters()]

        assert drawn(7) == drawn(7)
        assert drawn(7) != drawn(8)

    def test_layers_of_one_network_differ(self) -> None:
        first, second = MLP(2, [2], 2, seed=7).layers
        assert [p.result for p in first.parameters()] != [
            p.result for p in second.parameters()
        ]

    @pytest.mark.parametrize(
        ("name", "limit"),
        [
            ("uniform", 1.0),
            ("playground", 0.5),
            ("scaled", 0.2),
            ("xavier", math.sqrt(6 / 65)),
            ("he", math.sqrt(6 / 25)),
        ],
    )
    def test_weights_fill_the_range_of_their_initialization(
        self, name: str, limit: float
    ) -> None:
        layer = Layer(25, 40, seed=1, initialization=name)
        weights = [w.result for neuron in layer.neurons for w in neuron.weights]
        assert max(weights) == pytest.approx(limit, rel=0.02)
        assert min(weights) == pytest.approx(-limit, rel=0.02)
        assert max(weights) <= limit

    @pytest.mark.parametrize(
        ("name", "bias"), [("playground", 0.1), ("scaled", 0), ("xavier", 0), ("he", 0)]
    )
    def test_biases_start_where_their_initialization_says(
        self, name: str, bias: float
    ) -> None:
        layer = Layer(3, 4, seed=1, initialization=name)
        assert [neuron.bias.result for neuron in layer.neurons] == [bias] * 4

    def test_biases_of_the_seed_are_drawn_like_weights(self) -> None:
        layer = Layer(1, 500, seed=1, initialization="uniform")
        biases = [neuron.bias.result for neuron in layer.neurons]
        assert max(biases) == pytest.approx(1.0, abs=0.02)
        assert min(biases) == pytest.approx(-1.0, abs=0.02)

    def test_every_initialization_is_found_by_its_name(self) -> None:
        for name in INITIALIZATIONS:
            assert len(Neuron(2, initialization=name.upper()).parameters()) == 3

    def test_an_unknown_initialization_is_refused_with_the_known_ones(self) -> None:
        with pytest.raises(ExprError, match=r"'zeros'.*uniform, .*xavier, he"):
            MLP(2, [2], 1, initialization="zeros")

    @pytest.mark.parametrize("size", [0, -1, 2.0, True, "2"])
    def test_a_size_that_is_no_positive_whole_number_is_refused(
        self, size: object
    ) -> None:
        with pytest.raises(ExprError, match="must be a positive whole number"):
            Neuron(size)  # type: ignore[arg-type]
        with pytest.raises(ExprError, match="number of neurons must be a positive"):
            MLP(2, [size], 1)  # type: ignore[list-item]
        with pytest.raises(ExprError, match="number of inputs must be a positive"):
            Layer(size, 2)  # type: ignore[arg-type]

    def test_a_network_knows_its_size(self) -> None:
        network = MLP(3, [5, 4], 2)
        assert (network.n_inputs, network.n_outputs) == (3, 2)
        assert repr(network).startswith("MLP 3-5-4-2:")


class TestActivations:
    def test_every_activation_of_the_table_is_one(self) -> None:
        rows = [row.name for row in OPERATIONS.values() if row.is_activation]
        assert list(ACTIVATIONS) == ["linear", *rows]

    @pytest.mark.parametrize("name", ACTIVATIONS)
    def test_a_neuron_applies_it_to_its_sum(self, name: str) -> None:
        neuron = Neuron(1, name)
        neuron.weights[0].result, neuron.bias.result = 2.0, -0.3
        row = OPERATIONS.get(name)
        expected = row.value(0.7) if row else 0.7
        assert neuron([0.5]).result == pytest.approx(expected, rel=1e-14)
        assert ACTIVATIONS[name].help

    @pytest.mark.parametrize(
        ("written", "name"),
        [("ReLU", "relu"), ("Tanh", "tanh"), ("None", "linear"), ("swish", "silu")],
    )
    def test_names_are_taken_in_any_case_and_by_alias(
        self, written: str, name: str
    ) -> None:
        assert Activation(written) == ACTIVATIONS[name]

    def test_none_leaves_the_sum_as_it_is(self) -> None:
        assert Neuron(1, None).activation == Activation.NONE

    def test_a_layer_changes_the_activation_of_its_neurons(self) -> None:
        layer = Layer(2, 3, "tanh")
        layer.activation = Activation.RELU
        assert {str(neuron.activation) for neuron in layer.neurons} == {"relu"}

    def test_an_unknown_one_is_refused_with_the_known_ones(self) -> None:
        with pytest.raises(ExprError, match=r"'softmax'.*linear, .*tanh"):
            Neuron(2, "softmax")

    def test_there_is_one_for_each_hidden_layer_or_for_all(self) -> None:
        with pytest.raises(ExprError, match="2 hidden layers cannot have 1"):
            MLP(2, [3, 3], 1, ["tanh"])
