"""Numbers: expressions, gradients, networks. No Qt, no files, no threads."""
