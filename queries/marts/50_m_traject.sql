-- One row per started trajectory, with the profile of the year in which it ended (or started, while it runs).
WITH traject AS (
    SELECT *, year(startdatum) AS startjaar, year(coalesce(einddatum, startdatum)) AS profieljaar
    FROM doorstroomtraject
)

SELECT
    t.maatregel,
    t.startjaar,
    t.einddatum,
    t.traject_id,
    t.persoon_id,
    t.trajectresultaat,
    l.code AS leeftijd,
    p.herkomst,
    p.geslacht,
    f.opleidingsniveau,
    f.talenkennis,
    o.provincie
FROM traject AS t
INNER JOIN persoon AS p USING (persoon_id)
INNER JOIN onderneming AS o USING (onderneming_id)
LEFT JOIN persoonsprofiel AS f ON t.persoon_id = f.persoon_id AND t.profieljaar = f.jaar
LEFT JOIN codelijst AS l
    ON
        l.lijst = 'leeftijd'
        AND t.profieljaar - p.geboortejaar >= l.van
        AND (l.tot IS NULL OR t.profieljaar - p.geboortejaar < l.tot)
ORDER BY t.maatregel, t.startjaar, t.traject_id
