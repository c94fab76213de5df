-- The granted contingent per company, measure and interval of validity; both days are included.
SELECT
    c.maatregel,
    c.onderneming_id,
    o.type_onderneming,
    o.provincie,
    c.van,
    c.tot,
    sum(c.vte) AS vte
FROM contingent AS c
INNER JOIN onderneming AS o USING (onderneming_id)
GROUP BY ALL
ORDER BY ALL
