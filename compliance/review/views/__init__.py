"""Pages of the review: fetch through visible_to, one call, answer."""
