"""What runs in a process of its own, so that its memory and CPU time are its own."""
