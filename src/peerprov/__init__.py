"""A knowledge graph of peer provision in mental health, as a service."""
