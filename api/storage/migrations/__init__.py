"""The schema's history: every revision, the oldest first, packaged with the service."""
