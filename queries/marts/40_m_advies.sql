-- One row per job seeker with an advice on the last reference date of a year, with the profile of that day.
WITH stand AS (
    SELECT max(peildatum) AS peildatum
    FROM advies
    GROUP BY year(peildatum)
)

SELECT
    a.maatregel,
    year(a.peildatum) AS jaar,
    a.persoon_id,
    l.code AS leeftijd,
    p.herkomst,
    p.geslacht,
    a.opleidingsniveau,
    a.talenkennis,
    a.werkloosheidsduur,
    a.bemiddelingsstatus,
    a.provincie
FROM advies AS a
INNER JOIN stand USING (peildatum)
INNER JOIN persoon AS p USING (persoon_id)
LEFT JOIN codelijst AS l
    ON
        l.lijst = 'leeftijd'
        AND year(a.peildatum) - p.geboortejaar >= l.van
        AND (l.tot IS NULL OR year(a.peildatum) - p.geboortejaar < l.tot)
ORDER BY a.maatregel, a.peildatum, a.persoon_id
