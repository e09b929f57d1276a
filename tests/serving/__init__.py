"""Real server processes, asked over real sockets."""
