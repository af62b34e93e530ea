"""Measurements, as ratios against a peer measured in the same run; never part of the tests."""
