"""What the studies say: works and findings, DOIs, references, and the store that keeps every version."""
