INSERT INTO things (id) VALUES ('from the second script of Sqlite');
