"""Forms of the review: they read and validate, and never write."""
