"""What valid means: SHACL shapes, one Turtle file per subject, and the validator that runs them."""
