DROP TABLE imported_composes;
