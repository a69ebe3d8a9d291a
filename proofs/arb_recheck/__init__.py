"""An independent checker of the certificates that `forgetting claim --certificate` writes, on Arb (python-flint)."""
