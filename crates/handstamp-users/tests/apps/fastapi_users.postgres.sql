CREATE TABLE "user" (
    id uuid NOT NULL,
    email character varying(320) NOT NULL,
    hashed_password character varying(1024) NOT NULL,
    is_active boolean NOT NULL,
    is_superuser boolean NOT NULL,
    is_verified boolean NOT NULL
);
INSERT INTO "user" VALUES ('abcdef00-0000-4000-8000-000000000001', 'ada@example.org', '$argon2id$v=19$m=65536,t=3,p=4$u1AKfVMCMH7ZtDwEyvW3LQ$b+ZxDivBW9MqZu5jarVYWK74iKfbwjbclLxs8xqHVv4', true, true, true);
INSERT INTO "user" VALUES ('abcdef00-0000-4000-8000-000000000002', 'bob@example.org', '$argon2id$v=19$m=65536,t=3,p=4$GtVMwgUj7lCxkJs0O3RTIQ$t45AwMsHjaJSMGgSwijOW8L3dMLgMG1FHtbhHOEpQEw', false, false, true);
ALTER TABLE ONLY "user"
    ADD CONSTRAINT user_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX ix_user_email ON "user" USING btree (email);
