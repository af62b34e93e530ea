"""Reconciliation of terms, works and findings, as OpenRefine asks it: API 0.2."""
