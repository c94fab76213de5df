"""The catalogue: question items (SQL and template pairs), standing passages and typed parameters."""

from pq_answers.items.bandwords import BAND, AskedBand, band_edges, band_in, other_bands, read_band, touching
from pq_answers.items.catalogue import Catalogue, check_catalogue, load_catalogue, measure_column
from pq_answers.items.contract import Availability, Column, Item, Moment, Param, ParamKind, Place, Role, Span
from pq_answers.items.describe import catalogue_readme, choices_text, describe_item
from pq_answers.items.examples import Example, Grid, format_grid, read_examples
from pq_answers.items.params import (
    CROSSING,
    Asked,
    Request,
    asked_params,
    band_bounds,
    band_code,
    band_label,
    option_name,
    read_request,
)
from pq_answers.items.passages import Passage, load_passage, load_passages
from pq_answers.items.scaffold import scaffold
from pq_answers.items.values import MOST_DECIMALS, is_guarded, is_protected, population_of

__all__ = [
    "BAND",
    "CROSSING",
    "MOST_DECIMALS",
    "Asked",
    "AskedBand",
    "Availability",
    "Catalogue",
    "Column",
    "Example",
    "Grid",
    "Item",
    "Moment",
    "Param",
    "ParamKind",
    "Passage",
    "Place",
    "Request",
    "Role",
    "Span",
    "asked_params",
    "band_bounds",
    "band_code",
    "band_edges",
    "band_in",
    "band_label",
    "catalogue_readme",
    "check_catalogue",
    "choices_text",
    "describe_item",
    "format_grid",
    "is_guarded",
    "is_protected",
    "load_catalogue",
    "load_passage",
    "load_passages",
    "measure_column",
    "option_name",
    "other_bands",
    "population_of",
    "read_band",
    "read_examples",
    "read_request",
    "scaffold",
    "touching",
]
