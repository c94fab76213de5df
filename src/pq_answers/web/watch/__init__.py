"""What an administrator sees of a running application: a log, numbers, readiness. Nothing of people."""
