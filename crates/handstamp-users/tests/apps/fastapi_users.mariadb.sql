CREATE TABLE `user` (
  `id` char(36) NOT NULL,
  `email` varchar(320) NOT NULL,
  `hashed_password` varchar(1024) NOT NULL,
  `is_active` tinyint(1) NOT NULL,
  `is_superuser` tinyint(1) NOT NULL,
  `is_verified` tinyint(1) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ix_user_email` (`email`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `user` VALUES ('abcdef00-0000-4000-8000-000000000001','ada@example.org','$argon2id$v=19$m=65536,t=3,p=4$6uhAZ/I+15mx04UNExji5A$qkPqNCTFkaprohSSOkIFHLlLO17Id84yFlQSLcTxLDE',1,1,1);
INSERT INTO `user` VALUES ('abcdef00-0000-4000-8000-000000000002','bob@example.org','$argon2id$v=19$m=65536,t=3,p=4$05KkToQY0+wJAfMKgwMPlA$UiP1Zlz0XIU2Zd7NOOeFg+M/P1dR18H2xjDNREtuT3c',0,0,1);
