"""The ontology of the live version as an Ontology Lookup Service gives it: API v1 (HAL) and v2."""
