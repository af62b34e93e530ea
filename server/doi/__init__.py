"""Works by DOI: content negotiation, what a work says, what is related to it, many DOIs at once."""
