-- One row per company, measure and year: its size as the yearly average of its quarters' VTE (a missing quarter is 0).
SELECT
    t.maatregel,
    CAST(left(t.kwartaal, 4) AS INTEGER) AS jaar,
    t.onderneming_id,
    o.type_onderneming,
    o.provincie,
    CAST(sum(t.vte) / 4 AS DECIMAL(12, 4)) AS vte
FROM tewerkstelling AS t
INNER JOIN onderneming AS o USING (onderneming_id)
GROUP BY ALL
ORDER BY ALL
