"""The command line, as people and other programs use it."""
