"""Measurements that are kept: run by hand, compared side by side, never a timed test."""
