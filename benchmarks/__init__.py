"""How fast the answers are, each measured beside a peer that does the same in the same run.

``python -m benchmarks [NAME ...]`` runs the groups ``search``, ``coverage``, ``places``, ``pack``,
``store``, ``browser`` and ``serving`` (all of them by default) and prints one JSON document;
progress goes to stderr.
Times are seconds unless a name says otherwise. ``ratio`` is ours / peer: below 1 we are faster.
"""
