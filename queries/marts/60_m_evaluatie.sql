-- One row per evaluation, with whether a trajectory followed.
SELECT
    e.maatregel,
    year(e.datum) AS jaar,
    e.evaluatie_id,
    e.persoon_id,
    e.evaluatieresultaat,
    e.traject_id IS NOT NULL AS opgestart
FROM evaluatie AS e
ORDER BY e.maatregel, e.datum, e.evaluatie_id
