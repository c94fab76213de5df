"""Understanding a question: its text becomes sub-questions, each with an item and its parameters."""

from pq_answers.understand.drafting import draft_plan, plan_text
from pq_answers.understand.own import KINDS
from pq_answers.understand.reader import SubQuestion, Understood, understand, understood_record
from pq_answers.understand.reading import read_question

__all__ = [
    "KINDS",
    "SubQuestion",
    "Understood",
    "draft_plan",
    "plan_text",
    "read_question",
    "understand",
    "understood_record",
]
