"""The expression canvas: nodes and wires under the hand, and the controls around it."""
