"""What every app stands on: refusals, keys, text, sealed identities, roles. Knows no app."""
