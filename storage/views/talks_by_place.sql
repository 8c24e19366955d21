-- One row a city, or a country where no city is told: how many talks it has seen and will see.
CREATE OR REPLACE VIEW talks_by_place AS
SELECT country, city,
    CAST(count(*) AS INTEGER) AS talks,
    CAST(count(*) FILTER (status IN ('held', 'ongoing')) AS INTEGER) AS held,
    CAST(count(*) FILTER (status IN ('scheduled', 'possible')) AS INTEGER) AS planned,
    CAST(count(*) FILTER (status IN ('postponed', 'cancelled')) AS INTEGER) AS called_off,
    min(date_start) AS first_day, max(coalesce(date_end, date_start)) AS last_day,
    CAST(sum(duration_minutes) AS INTEGER) AS minutes,
    list_sort(list(DISTINCT kind)) AS kinds
FROM talks
WHERE city IS NOT NULL OR country IS NOT NULL
GROUP BY country, city
ORDER BY talks DESC, country, city;
