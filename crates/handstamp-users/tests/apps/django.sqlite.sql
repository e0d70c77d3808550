CREATE TABLE IF NOT EXISTS "auth_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO auth_user_groups VALUES(1,1,1);
INSERT INTO auth_user_groups VALUES(2,1,2);
CREATE TABLE IF NOT EXISTS "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
INSERT INTO auth_group VALUES(1,'Redakteure');
INSERT INTO auth_group VALUES(2,'Editors');
CREATE TABLE IF NOT EXISTS "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "first_name" varchar(150) NOT NULL);
INSERT INTO auth_user VALUES(1,'pbkdf2_sha256$1000000$Bvqnd1AVg2K6TCyLtuZXp0$zFQmS6u1nTrfPH/bqS1HsC/B4ksbBIGDms+CFJFoI1U=','2026-11-22 03:11:53.449242',1,'ada','Lovelace','ada@example.org',1,1,'2026-12-01 13:26:55.608423','Ada');
INSERT INTO auth_user VALUES(2,'pbkdf2_sha256$1000000$fj5DRc1UtteDl7NCgRQ51u$1altNdmmfTllEpjHdD5JBZF42mYhPbsofJGDJmGuaEg=',NULL,0,'bob','','bob@example.org',0,0,'2026-12-01 13:26:56.243541','');
