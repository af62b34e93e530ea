"""The suites of the W3C, run through HTTP against this service."""
