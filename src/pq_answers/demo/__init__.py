"""The demonstration register: made-up records, calibrated on the published answer nr. 274."""

from pq_answers.demo.delivery import write_delivery

__all__ = ["write_delivery"]
