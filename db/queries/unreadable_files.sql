-- Files that could not be read
-- Files, and articles in files of many, that the last scan could not read, with the reason and what to do. What stands
-- in them was not searched.
SELECT path, reason FROM unreadable ORDER BY path
