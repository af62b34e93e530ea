"""Citation indexes by base URL: OpenCitations Index and Meta, Scholexplorer, SKG-IF."""
