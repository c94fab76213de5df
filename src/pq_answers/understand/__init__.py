"""Understanding a question: its text becomes sub-questions, each with an item and its parameters."""

from pq_answers.understand.asking import parameters
from pq_answers.understand.drafting import draft_plan, plan_text
from pq_answers.understand.header import Header
from pq_answers.understand.memory import Memory, read_memory, remember
from pq_answers.understand.own import DATA, KINDS
from pq_answers.understand.proposal import related_passages
from pq_answers.understand.reader import SubQuestion, Understood, understand, understood_record
from pq_answers.understand.reading import question_text, read_question
from pq_answers.understand.reading_formats import ENDINGS
from pq_answers.understand.similar import similar

__all__ = [
    "DATA",
    "ENDINGS",
    "KINDS",
    "Header",
    "Memory",
    "SubQuestion",
    "Understood",
    "draft_plan",
    "parameters",
    "plan_text",
    "question_text",
    "read_memory",
    "read_question",
    "related_passages",
    "remember",
    "similar",
    "understand",
    "understood_record",
]
