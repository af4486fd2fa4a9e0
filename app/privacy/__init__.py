"""The only door to the network, its ledger, and the fences of the child processes."""
