"""What people changed: an append-only log of approved changes, proposals and snapshots, in SQL."""
