"""How it is served: the SPARQL protocol, pages, and the processes behind them."""
