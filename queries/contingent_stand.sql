-- /// item
-- titel        = "Contingent arbeidszorg naar type"
-- indicator    = "contingent"
-- omschrijving = "Voltijdsequivalenten (VTE) die op de laatste dag van de periode toegekend waren, met de geldigheid waar die niet de hele gevraagde periode beslaat."
-- bron         = "Departement WSE"
-- populatie    = "onderneming"
-- tijd         = "stand"
-- trefwoorden  = ["contingent voor de arbeidszorg", "beschikbaar contingent arbeidszorg", "contingent arbeidsmatige activiteiten"]
-- noten        = ["arbeidszorg-uren-vte"]
-- [params]
-- maatregel = { codelist = "maatregel" }
-- perioden  = { type = "periods" }
-- sneden    = { type = "sneden", dimensies = ["type_onderneming"] }
-- [kolommen]
-- maatregel        = { rol = "maatregel", codelist = "maatregel" }
-- periode          = { rol = "periode", plaats = "rij", titel = "Jaar" }
-- type_onderneming = { rol = "dimensie", codelist = "type_onderneming", plaats = "kolom", totaal = false }
-- vte              = { rol = "waarde", eenheid = "VTE", leeg = "geen", eenheid_in_cel = true, titel = "Toegekend contingent", bijdragen = { aantal = "houders", grootste = "grootste", tweede = "tweede" } }
-- houders          = { rol = "bijdrage" }
-- grootste         = { rol = "bijdrage" }
-- tweede           = { rol = "bijdrage" }
-- decimalen        = { rol = "decimalen" }
-- geldigheid       = { rol = "toelichting" }
-- [beschikbaar.arbeidszorg]
-- jaren  = { van = 2015, tot = "2021-Q1", daarbuiten = "passage:ama-vanaf-2021" }
-- sneden = [["type_onderneming"]]
-- [relaties]
-- optelbaar = ["type_onderneming"]
-- ///
WITH gevraagd AS (
    SELECT unnest($sneden::VARCHAR[][]) AS snede
),

periode AS (
    SELECT unnest($perioden::VARCHAR[]) AS code
),

peildag AS (
    SELECT
        code,
        CAST(left(code, 4) AS INTEGER) AS jaar,
        last_day(
            make_date(CAST(left(code, 4) AS INTEGER), CASE WHEN code LIKE '%-Q%' THEN 3 * CAST(right(code, 1) AS INTEGER) ELSE 12 END, 1)
        ) AS dag
    FROM periode
),

grens AS (
    SELECT make_date(min(jaar), 1, 1) AS eerste, max(dag) AS laatste
    FROM peildag
),

-- The century is written once per type, in its first date; the dates after it leave it out.
toekenning AS (
    SELECT
        c.maatregel,
        c.type_onderneming,
        c.van,
        c.tot,
        CASE
            WHEN c.van > grens.eerste OR c.tot < grens.laatste
                THEN
                    CASE
                        WHEN c.van = min(c.van) OVER (PARTITION BY c.maatregel, c.type_onderneming)
                            THEN strftime(c.van, '%-d/%-m/%Y')
                        ELSE strftime(c.van, '%-d/%-m/%y')
                    END || coalesce(' – ' || strftime(c.tot, '%-d/%-m/%y'), '')
        END AS geldigheid
    FROM m_contingent AS c
    CROSS JOIN grens
    WHERE list_contains($maatregel::VARCHAR[], c.maatregel)
    GROUP BY c.maatregel, c.type_onderneming, c.van, c.tot, grens.eerste, grens.laatste
),

geldig AS (
    SELECT
        t.maatregel,
        p.code AS periode,
        CASE
            WHEN list_contains(g.snede, 'type_onderneming') THEN coalesce(t.type_onderneming, '_U') ELSE '_T'
        END AS type_onderneming,
        -- Each validity once, in the order of the first day: a structure sorts by its first field.
        coalesce(
            array_to_string(
                list_transform(
                    list_sort(list_distinct(
                        list({'van': t.van, 'tot': t.tot, 'tekst': t.geldigheid}) FILTER (WHERE t.geldigheid IS NOT NULL)
                    )),
                    lambda x: x.tekst
                ), '; '
            ), ''
        ) AS geldigheid
    FROM peildag AS p
    INNER JOIN toekenning AS t ON p.dag >= t.van AND (t.tot IS NULL OR p.dag <= t.tot)
    CROSS JOIN gevraagd AS g
    GROUP BY ALL
),

houder AS (
    SELECT
        c.maatregel,
        p.code AS periode,
        c.type_onderneming,
        c.onderneming_id,
        sum(c.vte) AS vte
    FROM peildag AS p
    INNER JOIN m_contingent AS c ON p.dag >= c.van AND (c.tot IS NULL OR p.dag <= c.tot)
    WHERE list_contains($maatregel::VARCHAR[], c.maatregel)
    GROUP BY ALL
),

stand AS (
    SELECT
        h.maatregel,
        h.periode,
        CASE
            WHEN list_contains(g.snede, 'type_onderneming') THEN coalesce(h.type_onderneming, '_U') ELSE '_T'
        END AS type_onderneming,
        sum(h.vte) AS vte,
        count(*) FILTER (WHERE h.vte > 0) AS houders,
        max(h.vte) AS grootste,
        coalesce(max(h.vte, 2)[2], 0) AS tweede
    FROM houder AS h
    CROSS JOIN gevraagd AS g
    GROUP BY ALL
)

SELECT
    s.maatregel,
    s.periode,
    s.type_onderneming,
    s.vte,
    CASE WHEN s.vte = round(s.vte, 1) THEN 1 ELSE 2 END AS decimalen,
    g.geldigheid,
    s.houders,
    s.grootste,
    s.tweede
FROM stand AS s
INNER JOIN geldig AS g USING (maatregel, periode, type_onderneming)
