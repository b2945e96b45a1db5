"""The drafting of a story, on articles of several kinds and languages."""
