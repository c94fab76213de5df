"""The web application: pages and an interface for programs, thin over the workflow."""
