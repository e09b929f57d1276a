"""Benchmarks: a community made by a generator, a server on one core, and a load on the other."""
