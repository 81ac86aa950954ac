-- Why a passage is a stock phrase, so that it can be said without judging it again. NULL where it is none, and in
-- rows that an earlier version wrote, until the next scan that judges anew.
ALTER TABLE families ADD COLUMN stock_rule TEXT;    -- pairs (each pair by its own), settled, stories, wording
ALTER TABLE families ADD COLUMN stock_facts TEXT;   -- JSON object: the figures that decided, as counted then
ALTER TABLE alignments ADD COLUMN stock_rule TEXT;  -- of this pair alone: form, names, unrelated, ...
