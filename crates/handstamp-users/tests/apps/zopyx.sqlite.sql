CREATE TABLE user (
	username VARCHAR NOT NULL, 
	password VARCHAR NOT NULL, 
	roles VARCHAR NOT NULL, 
	created DATETIME NOT NULL, 
	PRIMARY KEY (username)
);
INSERT INTO user VALUES('ada','$2b$12$suycOC8fN0DWYX1A3PETTujzdeRYfs0PIOMNMu7wGiZBpmBExB3.y','Administrator','2026-12-01 13:27:03.556546');
INSERT INTO user VALUES('bob','$2b$12$SyrdqvToRuw.sbOEveZaPeiXKkOLhmQvhy8x2o.qWwEdIt3Gk8bB.','User, Viewer,Zoo Keeper','2026-12-01 13:27:03.959665');
