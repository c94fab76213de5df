"""Choosing the pattern: the fewest further cells to hide so that every hidden one is safe.

`secondary` is the way in; `optimal` searches within one `component`, with `attacks` to prove or to refute,
`hitting` for the cheapest choice and `heuristic` for a safe one. What attacks an answer from outside
(`attack_audit`) shares no code with it.
"""
