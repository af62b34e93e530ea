"""What the studies say: works, findings, DOIs, references; and the store of every version."""
