-- What a scan learned is checked before later scans judge by it. Where it is not as it was written, or was written
-- before there were checksums, everything is judged anew.
ALTER TABLE judgements ADD COLUMN crc32 INTEGER;
