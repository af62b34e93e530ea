"""The pages for people: terms, works, evidence map, search, queries, versions, documentation."""
