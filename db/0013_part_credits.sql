-- Whom a text credits for fewer than half of the words of a passage, as JSON: name to words. A quotation that an agency
-- was told stands in many a longer passage, and nobody should overlook its credit.
ALTER TABLE members ADD COLUMN part_credits TEXT NOT NULL DEFAULT '{}';
ALTER TABLE alignments ADD COLUMN part_credit_a TEXT NOT NULL DEFAULT '{}';
ALTER TABLE alignments ADD COLUMN part_credit_b TEXT NOT NULL DEFAULT '{}';
