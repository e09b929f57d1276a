"""Pages. Each parses, fetches in scope, calls one action, and renders."""
