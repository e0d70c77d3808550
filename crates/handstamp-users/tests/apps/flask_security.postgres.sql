CREATE TABLE role (
    id integer NOT NULL,
    name character varying(80) NOT NULL,
    description character varying(255),
    permissions text,
    update_datetime timestamp without time zone DEFAULT now() NOT NULL
);
CREATE SEQUENCE role_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE role_id_seq OWNED BY role.id;
CREATE TABLE roles_users (
    user_id integer,
    role_id integer
);
CREATE TABLE "user" (
    fs_webauthn_user_handle character varying(64),
    mf_recovery_codes text,
    password character varying(255),
    us_phone_number character varying(128),
    username character varying(255),
    us_totp_secrets text,
    id integer NOT NULL,
    email character varying(255) NOT NULL,
    active boolean NOT NULL,
    fs_uniquifier character varying(64) NOT NULL,
    confirmed_at timestamp without time zone,
    last_login_at timestamp without time zone,
    current_login_at timestamp without time zone,
    last_login_ip character varying(64),
    current_login_ip character varying(64),
    login_count integer,
    tf_primary_method character varying(64),
    tf_totp_secret character varying(255),
    tf_phone_number character varying(128),
    create_datetime timestamp without time zone DEFAULT now() NOT NULL,
    update_datetime timestamp without time zone DEFAULT now() NOT NULL
);
CREATE SEQUENCE user_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE user_id_seq OWNED BY "user".id;
ALTER TABLE ONLY role ALTER COLUMN id SET DEFAULT nextval('role_id_seq'::regclass);
ALTER TABLE ONLY "user" ALTER COLUMN id SET DEFAULT nextval('user_id_seq'::regclass);
INSERT INTO role VALUES (1, 'Admin', NULL, NULL, '2026-12-01 13:26:46.443704');
INSERT INTO role VALUES (2, 'Editor', NULL, NULL, '2026-12-01 13:26:46.443704');
INSERT INTO roles_users VALUES (1, 1);
INSERT INTO roles_users VALUES (1, 2);
INSERT INTO "user" VALUES ('f1b4eeb59fc446f8adc65dd3cbb6e293', NULL, '$argon2id$v=19$m=65536,t=3,p=4$ltJayxljzLnXmvNey/nfGw$Uwjo69S6ZTX92ZIkJHZhSlyl9ntKsiMEZbiAjRjyiC0', NULL, NULL, NULL, 1, 'ada@example.org', true, 'ada-0123456789abcdef', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 13:26:46.443704', '2026-12-01 13:26:46.443704');
INSERT INTO "user" VALUES ('6473736015f64517a4f8ccca3a3a8243', NULL, '$argon2id$v=19$m=65536,t=3,p=4$WCsF4Fwr5by3NkYIYcxZqw$w3WbpQ3P60QqRGb/ZJlGTmyUfz8YXMjMwBEe+k3lyHE', NULL, NULL, NULL, 2, 'bob@example.org', false, 'bob-0123456789abcdef', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-12-01 13:26:46.443704', '2026-12-01 13:26:46.443704');
SELECT pg_catalog.setval('role_id_seq', 2, true);
SELECT pg_catalog.setval('user_id_seq', 2, true);
ALTER TABLE ONLY role
    ADD CONSTRAINT role_name_key UNIQUE (name);
ALTER TABLE ONLY role
    ADD CONSTRAINT role_pkey PRIMARY KEY (id);
ALTER TABLE ONLY "user"
    ADD CONSTRAINT user_email_key UNIQUE (email);
ALTER TABLE ONLY "user"
    ADD CONSTRAINT user_fs_uniquifier_key UNIQUE (fs_uniquifier);
ALTER TABLE ONLY "user"
    ADD CONSTRAINT user_fs_webauthn_user_handle_key UNIQUE (fs_webauthn_user_handle);
ALTER TABLE ONLY "user"
    ADD CONSTRAINT user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY "user"
    ADD CONSTRAINT user_us_phone_number_key UNIQUE (us_phone_number);
ALTER TABLE ONLY "user"
    ADD CONSTRAINT user_username_key UNIQUE (username);
ALTER TABLE ONLY roles_users
    ADD CONSTRAINT roles_users_role_id_fkey FOREIGN KEY (role_id) REFERENCES role(id);
ALTER TABLE ONLY roles_users
    ADD CONSTRAINT roles_users_user_id_fkey FOREIGN KEY (user_id) REFERENCES "user"(id);
