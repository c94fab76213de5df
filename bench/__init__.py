"""Benchmarks: never timed tests; ratios and medians of one run, written to docs/prestaties.md by hand."""
