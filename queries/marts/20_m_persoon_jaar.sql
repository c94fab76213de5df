-- One row per person, measure and year in which subsidised work was done, however short.
WITH actief AS (
    SELECT DISTINCT maatregel, CAST(left(kwartaal, 4) AS INTEGER) AS jaar, persoon_id
    FROM tewerkstelling
)

SELECT
    a.maatregel,
    a.jaar,
    a.persoon_id,
    l.code AS leeftijd,
    p.herkomst,
    p.geslacht,
    f.opleidingsniveau,
    f.talenkennis,
    f.provincie
FROM actief AS a
INNER JOIN persoon AS p USING (persoon_id)
LEFT JOIN persoonsprofiel AS f USING (persoon_id, jaar)
LEFT JOIN codelijst AS l
    ON
        l.lijst = 'leeftijd'
        AND a.jaar - p.geboortejaar >= l.van
        AND (l.tot IS NULL OR a.jaar - p.geboortejaar < l.tot)
ORDER BY a.maatregel, a.jaar, a.persoon_id
