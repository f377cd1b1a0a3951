DROP FUNCTION read_compose, enqueue_compose, role_of;

ALTER TABLE jobs DROP COLUMN role;
