CREATE TABLE "user" (
    username character varying NOT NULL,
    password character varying NOT NULL,
    roles character varying NOT NULL,
    created timestamp with time zone NOT NULL
);
INSERT INTO "user" VALUES ('ada', '$2b$12$69oSXehTnXSNrgXjgttB9u8Mkwh4XlYlV7Cyw09THM9kU2wC7V1uC', 'Administrator', '2026-12-01 13:27:06.05785+00');
INSERT INTO "user" VALUES ('bob', '$2b$12$9rTnpglpd58nVQsusjvbw.5fzH4yPLZHfR.ZtWW0h6khVu6TxRRWK', 'User, Viewer,Zoo Keeper', '2026-12-01 13:27:06.472455+00');
ALTER TABLE ONLY "user"
    ADD CONSTRAINT user_pkey PRIMARY KEY (username);
