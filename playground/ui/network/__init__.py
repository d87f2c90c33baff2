"""The network diagram: features, neurons with live maps, links and biases."""
