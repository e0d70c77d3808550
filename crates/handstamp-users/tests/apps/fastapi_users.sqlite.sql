CREATE TABLE user (
	id CHAR(36) NOT NULL, 
	email VARCHAR(320) NOT NULL, 
	hashed_password VARCHAR(1024) NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	is_superuser BOOLEAN NOT NULL, 
	is_verified BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO user VALUES('abcdef00-0000-4000-8000-000000000001','ada@example.org','$argon2id$v=19$m=65536,t=3,p=4$JY5ambdzSi48qlh/ikUsOw$OTAKNymRi0RMm1o5mc73qm3kOcFq/du1rWg3124Tw1o',1,1,1);
INSERT INTO user VALUES('abcdef00-0000-4000-8000-000000000002','bob@example.org','$argon2id$v=19$m=65536,t=3,p=4$XrIDJlf355PnjhCBJEEjtA$JOZ8rAgsiWIX0VUMNtG+Y/gUr+VBQb7A5tKCXsnM6MY',0,0,1);
