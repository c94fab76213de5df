-- One row per published figure and source, however often it was printed there, with its dimensions as a map.
WITH gelezen AS (
    SELECT
        -- An empty cell is stored as nothing, and nothing is equal to nothing else.
        c.* REPLACE (
            coalesce(c.dimensies, '') AS dimensies, coalesce(c.periode, '') AS periode, coalesce(c.eenheid, '') AS eenheid
        ),
        c.rowid AS rang,
        CASE
            WHEN coalesce(c.dimensies, '') = '' THEN MAP {}::MAP(VARCHAR, VARCHAR)
            ELSE map_from_entries(list_transform(
                string_split(c.dimensies, ';'),
                lambda d: {'k': split_part(d, '=', 1), 'v': split_part(d, '=', 2)}
            ))
        END AS codes,
        -- A change between two periods and a condition are other things than a level with the same key.
        CASE WHEN c.rol IN ('groei', 'constante') THEN c.rol ELSE 'stand' END AS soort,
        CASE WHEN c.waarde IS NULL THEN 0 ELSE length(regexp_extract(c.gedrukt, '[0-9],([0-9]+)', 1)) END AS decimalen
    FROM cijfer AS c
),

-- What is printed with fewer decimals bears the fuller figure out: 86% stands by 86,2%.
gesteund AS (
    SELECT a.cijfer_id, count(*) AS steun, list(DISTINCT b.tabel ORDER BY b.tabel) AS tabellen
    FROM gelezen AS a
    INNER JOIN gelezen AS b
        ON
            a.bron = b.bron AND a.indicator = b.indicator AND a.maatregel = b.maatregel
            AND a.dimensies = b.dimensies AND a.periode = b.periode AND a.eenheid = b.eenheid
            AND a.soort = b.soort AND a.decimalen >= b.decimalen
            AND (a.cijfer_id = b.cijfer_id OR 2 * abs(a.waarde - b.waarde) * pow(10, b.decimalen) <= 1)
    GROUP BY a.cijfer_id
)

SELECT
    g.cijfer_id,
    g.rang,
    g.bron,
    s.tabellen,
    g.indicator,
    g.maatregel,
    g.codes,
    -- What it is broken down by: a code that is the total leaves a figure whole.
    list_transform(list_filter(map_entries(g.codes), lambda d: d.value != '_T'), lambda d: d.key) AS kenmerken,
    g.periode,
    -- Every year that the period touches, so that a query can hold it against the years asked.
    CASE
        WHEN g.periode = '' THEN []
        ELSE range(
            CAST(left(g.periode, 4) AS INTEGER),
            1 + CAST(
                CASE
                    WHEN regexp_full_match(g.periode, '[0-9]{4}-[0-9]{4}') THEN right(g.periode, 4)
                    ELSE left(split_part(g.periode, '/', -1), 4)
                END AS INTEGER
            )
        )
    END AS jaren,
    g.eenheid,
    g.soort,
    g.waarde,
    CAST(g.decimalen AS INTEGER) AS decimalen,
    nullif(g.nauwkeurigheid, '') AS nauwkeurigheid,
    g.rol,
    g.status
FROM gelezen AS g
INNER JOIN gesteund AS s ON g.cijfer_id = s.cijfer_id
-- Of different prints an exact one before an approximation, then the one that most prints bear out, then the first.
QUALIFY
    row_number() OVER (
        PARTITION BY g.bron, g.indicator, g.maatregel, g.dimensies, g.periode, g.eenheid, g.soort
        ORDER BY coalesce(g.nauwkeurigheid, '') != '', s.steun DESC, g.decimalen DESC, g.rang
    ) = 1
ORDER BY g.rang
