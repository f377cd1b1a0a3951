-- What of an imported compose is not here as it was there: known for good when the compose is.
ALTER TABLE imported_composes ADD COLUMN notes jsonb NOT NULL DEFAULT '[]';
