"""Operation of a server: limits, security headers, shared store, response cache, compression."""
