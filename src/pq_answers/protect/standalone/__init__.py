"""Protection of loose tables: `pq-answers protect`, with tables in and protected tables and a report out."""
