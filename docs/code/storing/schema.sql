CREATE TABLE logins (
	identifier TEXT NOT NULL PRIMARY KEY, -- the column depends on the database, see below
	account    TEXT NOT NULL,             -- an account can have several identifiers
	response   TEXT,                      -- JSON or JSONB, without tokens
	tokens     BLOB                       -- BYTEA or VARBINARY, encrypted
);
