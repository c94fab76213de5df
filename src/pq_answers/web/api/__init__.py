"""The interface for programs: what the pages do, as JSON, with a token."""
