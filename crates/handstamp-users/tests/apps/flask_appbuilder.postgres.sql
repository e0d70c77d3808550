CREATE TABLE ab_role (
    id integer NOT NULL,
    name character varying(64) NOT NULL
);
CREATE SEQUENCE ab_role_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE ab_user (
    id integer NOT NULL,
    first_name character varying(64) NOT NULL,
    last_name character varying(64) NOT NULL,
    username character varying(128) NOT NULL,
    password character varying(256),
    active boolean,
    email character varying(320) NOT NULL,
    last_login timestamp without time zone,
    login_count integer,
    fail_login_count integer,
    created_on timestamp without time zone,
    changed_on timestamp without time zone,
    created_by_fk integer,
    changed_by_fk integer
);
CREATE SEQUENCE ab_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE ab_user_role (
    id integer NOT NULL,
    user_id integer,
    role_id integer
);
CREATE SEQUENCE ab_user_role_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
INSERT INTO ab_role VALUES (1, 'Admin');
INSERT INTO ab_role VALUES (2, 'Public');
INSERT INTO ab_role VALUES (3, 'Redakteur für alles');
INSERT INTO ab_user VALUES (1, 'Ada', 'Lovelace', 'ada', 'scrypt:32768:8:1$sf1fX0JL5SJjcPKY$f818b58b7644f300b028ca5aba67b509b9dca945c9da912e42183ff142c898f38a8e336d9d826219ee1de2924358a265286e59c8887a49371af4a9fbf345eb7b', true, 'ada@example.org', '2026-11-22 03:11:53.449242', NULL, NULL, '2026-12-01 13:26:35.894199', '2026-12-01 13:26:35.894209', NULL, NULL);
INSERT INTO ab_user VALUES (2, 'Bob', '', 'bob', 'scrypt:32768:8:1$BeUbllO1vMlFGpv4$ee36c4c6ac6656e36bd4469f4d5ecac23bf072b2d9b99096ceae3eb5d0a53ae41485a790fad45552bd0ff29b0e8fb5a13a721e75411b2c1a282aab33b1021588', false, 'bob@example.org', NULL, NULL, NULL, '2026-12-01 13:26:36.233263', '2026-12-01 13:26:36.233275', NULL, NULL);
INSERT INTO ab_user_role VALUES (1, 1, 3);
INSERT INTO ab_user_role VALUES (2, 1, 1);
INSERT INTO ab_user_role VALUES (3, 2, 2);
SELECT pg_catalog.setval('ab_role_id_seq', 3, true);
SELECT pg_catalog.setval('ab_user_id_seq', 2, true);
SELECT pg_catalog.setval('ab_user_role_id_seq', 3, true);
ALTER TABLE ONLY ab_role
    ADD CONSTRAINT ab_role_name_key UNIQUE (name);
ALTER TABLE ONLY ab_role
    ADD CONSTRAINT ab_role_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ab_user
    ADD CONSTRAINT ab_user_email_key UNIQUE (email);
ALTER TABLE ONLY ab_user
    ADD CONSTRAINT ab_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ab_user_role
    ADD CONSTRAINT ab_user_role_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ab_user_role
    ADD CONSTRAINT ab_user_role_user_id_role_id_key UNIQUE (user_id, role_id);
ALTER TABLE ONLY ab_user
    ADD CONSTRAINT ab_user_username_key UNIQUE (username);
ALTER TABLE ONLY ab_user
    ADD CONSTRAINT ab_user_changed_by_fk_fkey FOREIGN KEY (changed_by_fk) REFERENCES ab_user(id);
ALTER TABLE ONLY ab_user
    ADD CONSTRAINT ab_user_created_by_fk_fkey FOREIGN KEY (created_by_fk) REFERENCES ab_user(id);
ALTER TABLE ONLY ab_user_role
    ADD CONSTRAINT ab_user_role_role_id_fkey FOREIGN KEY (role_id) REFERENCES ab_role(id) ON DELETE CASCADE;
ALTER TABLE ONLY ab_user_role
    ADD CONSTRAINT ab_user_role_user_id_fkey FOREIGN KEY (user_id) REFERENCES ab_user(id) ON DELETE CASCADE;
