"""The alliance: drops and repairs of the SRS against the client's own course."""
