CREATE TABLE ab_role (
	id INTEGER NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO ab_role VALUES(1,'Admin');
INSERT INTO ab_role VALUES(2,'Public');
INSERT INTO ab_role VALUES(3,'Redakteur für alles');
CREATE TABLE ab_user (
	id INTEGER NOT NULL, 
	first_name VARCHAR(64) NOT NULL, 
	last_name VARCHAR(64) NOT NULL, 
	username VARCHAR(128) NOT NULL, 
	password VARCHAR(256), 
	active BOOLEAN, 
	email VARCHAR(320) NOT NULL, 
	last_login DATETIME, 
	login_count INTEGER, 
	fail_login_count INTEGER, 
	created_on DATETIME, 
	changed_on DATETIME, 
	created_by_fk INTEGER, 
	changed_by_fk INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (username), 
	UNIQUE (email), 
	FOREIGN KEY(created_by_fk) REFERENCES ab_user (id), 
	FOREIGN KEY(changed_by_fk) REFERENCES ab_user (id)
);
INSERT INTO ab_user VALUES(1,'Ada','Lovelace','ada','scrypt:32768:8:1$Nidc20lEEPdusi4Y$02863f571df72d3067f0b1b58d3a1ad88f2143e24b8a1e3435f6b1c9b0c35ab5fc5f8e1c822a6a777ecbdcffe6f67b1b8bea3111dabbcc130ce74b875fb8a27c',1,'ada@example.org','2026-11-22 03:11:53.449242',NULL,NULL,'2026-12-01 13:26:29.730393','2026-12-01 13:26:29.730402',NULL,NULL);
INSERT INTO ab_user VALUES(2,'Bob','','bob','scrypt:32768:8:1$c8EL5Gg562eSVEr3$494161c13156e80195da7ae5e249ad13335ddc99444de9fe8fc0bcc5db1c10ace40f833cc092af3c3354c70c0e32463b81af3bc8167977f3d8291b34e806c31e',0,'bob@example.org',NULL,NULL,NULL,'2026-12-01 13:26:30.055964','2026-12-01 13:26:30.055973',NULL,NULL);
CREATE TABLE ab_user_role (
	id INTEGER NOT NULL, 
	user_id INTEGER, 
	role_id INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (user_id, role_id), 
	FOREIGN KEY(user_id) REFERENCES ab_user (id) ON DELETE CASCADE, 
	FOREIGN KEY(role_id) REFERENCES ab_role (id) ON DELETE CASCADE
);
INSERT INTO ab_user_role VALUES(1,1,1);
INSERT INTO ab_user_role VALUES(2,1,3);
INSERT INTO ab_user_role VALUES(3,2,2);
