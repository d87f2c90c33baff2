"""The expression a user edits, as plain data. Knows nothing of Qt."""
