CREATE TABLE role (
	id INTEGER NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	description VARCHAR(255), 
	permissions TEXT, 
	update_datetime DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO role VALUES(1,'Admin',NULL,NULL,'2026-12-01 13:26:44');
INSERT INTO role VALUES(2,'Editor',NULL,NULL,'2026-12-01 13:26:44');
CREATE TABLE user (
	fs_webauthn_user_handle VARCHAR(64), 
	mf_recovery_codes TEXT, 
	password VARCHAR(255), 
	us_phone_number VARCHAR(128), 
	username VARCHAR(255), 
	us_totp_secrets TEXT, 
	id INTEGER NOT NULL, 
	email VARCHAR(255) NOT NULL, 
	active BOOLEAN NOT NULL, 
	fs_uniquifier VARCHAR(64) NOT NULL, 
	confirmed_at DATETIME, 
	last_login_at DATETIME, 
	current_login_at DATETIME, 
	last_login_ip VARCHAR(64), 
	current_login_ip VARCHAR(64), 
	login_count INTEGER, 
	tf_primary_method VARCHAR(64), 
	tf_totp_secret VARCHAR(255), 
	tf_phone_number VARCHAR(128), 
	create_datetime DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	update_datetime DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (fs_webauthn_user_handle), 
	UNIQUE (us_phone_number), 
	UNIQUE (username), 
	UNIQUE (email), 
	UNIQUE (fs_uniquifier)
);
INSERT INTO user VALUES('993975a1df9145e4aa414a9481c4bc1f',NULL,'$argon2id$v=19$m=65536,t=3,p=4$W0tJaW1NqXUuhfB+z9mbMw$5wN9Q2ofwqNofCwtPvvXT6zeauz6SaMd3xhL06rowIc',NULL,NULL,NULL,1,'ada@example.org',1,'ada-0123456789abcdef',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-12-01 13:26:45','2026-12-01 13:26:45');
INSERT INTO user VALUES('e1b7b565f9514fd8a088648a69a93f4a',NULL,'$argon2id$v=19$m=65536,t=3,p=4$D+HcO+d8DyEE4Nzbuzem1A$SMKWlWYTwV8eBYpFiucEvFZjMuRQtxQut0zyTNazxwc',NULL,NULL,NULL,2,'bob@example.org',0,'bob-0123456789abcdef',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-12-01 13:26:45','2026-12-01 13:26:45');
CREATE TABLE roles_users (
	user_id INTEGER, 
	role_id INTEGER, 
	FOREIGN KEY(user_id) REFERENCES user (id), 
	FOREIGN KEY(role_id) REFERENCES role (id)
);
INSERT INTO roles_users VALUES(1,2);
INSERT INTO roles_users VALUES(1,1);
