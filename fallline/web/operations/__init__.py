"""What keeps a server up: limits, security headers, shared storage, response cache, compression."""
