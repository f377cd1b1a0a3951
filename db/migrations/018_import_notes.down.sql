ALTER TABLE imported_composes DROP COLUMN notes;
