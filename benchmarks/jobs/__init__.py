"""Jobs that run in a process of their own, so that memory and CPU time are their own."""
