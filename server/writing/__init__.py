"""Writing over HTTP: SPARQL Update, the Graph Store Protocol, and the tokens that allow it."""
