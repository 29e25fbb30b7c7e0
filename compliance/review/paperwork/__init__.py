"""Papers entered for somebody: one person enters with the scan, another confirms."""
