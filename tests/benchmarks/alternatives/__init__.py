"""Ours beside what a user would pick instead: the same entries, the same questions, one run.

    pip install bm25s rank-bm25 scikit-learn tantivy sentence-transformers
    python -m tests.benchmarks.alternatives --data DIR
    python -m tests.benchmarks.scale --data DIR --sizes 30,1000

What is not installed is left out, with a line that says so. DIR holds files `NAME.json.gz`, each
`{"lang", "collections": [{"entries": [{"id", "text", "questions"}],
"queries": [{"q", "gold"}]}]}`. An empty `gold` means that nothing answers.
"""
