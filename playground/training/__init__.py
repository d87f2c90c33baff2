"""Learning without a window: data, experiments, the trainer and its thread."""
