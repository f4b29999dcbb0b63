"""Early-warning page: risk of an unplanned ending or no improvement, and accuracy of the model."""
