"""The commands of a checkout: run the program, run its checks, measure it."""
