"""A mistake in what was taken up: asked for by one, decided by another."""
