"""Muting: an operation passes its first input on, as if it were the wire."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from playground.graph.graph import Graph
from playground.graph.nodes import GraphError, Node, NodeId, check_mutable


@dataclass(frozen=True, slots=True)
class SetMuted:
    """Whether operations pass their first input on unchanged."""

    ids: tuple[NodeId, ...]
    is_muted: bool


def apply_muting(graph: Graph, edit: SetMuted) -> SetMuted:
    """Mute nodes or let them compute again; returns the way back.

    Raises:
        GraphError: A node does not exist, or has nothing to pass on.
    """
    nodes = [_node(graph, node_id) for node_id in dict.fromkeys(edit.ids)]
    for node in nodes:
        check_mutable(node)
    changed = [node for node in nodes if node.is_muted != edit.is_muted]
    for node in changed:
        graph.put(replace(node, is_muted=edit.is_muted))
    return SetMuted(tuple(node.id for node in changed), not edit.is_muted)


def describe_muting(edit: SetMuted) -> str:
    """What the edit does, as a line of the history."""
    count = f"{len(edit.ids)} node{'' if len(edit.ids) == 1 else 's'}"
    return f"{'Mute' if edit.is_muted else 'Unmute'} {count}"


def mute_switch(graph: Graph, ids: Iterable[NodeId]) -> SetMuted:
    """Mute operations, or let them compute again when all of them are muted.

    Values and dots among others are left as they are.

    Raises:
        GraphError: Nothing can be muted; the message says why.
    """
    nodes = [graph.nodes[node_id] for node_id in ids]
    if not nodes:
        msg = "select an operation to mute first"
        raise GraphError(msg)
    able = [node for node in nodes if node.operands and not node.is_dot]
    if not able:
        check_mutable(nodes[0])
    wanted = not all(node.is_muted for node in able)
    changed = tuple(node.id for node in able if node.is_muted != wanted)
    return SetMuted(changed, wanted)


def _node(graph: Graph, node_id: NodeId) -> Node:
    node = graph.nodes.get(node_id)
    if node is None:
        msg = "this node no longer exists"
        raise GraphError(msg)
    return node
