"""Storybot answers questions about a story with the story's own words, or says it does not say."""
