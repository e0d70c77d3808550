CREATE TABLE `ab_user` (
  `id` int(11) NOT NULL,
  `first_name` varchar(64) NOT NULL,
  `last_name` varchar(64) NOT NULL,
  `username` varchar(128) NOT NULL,
  `password` varchar(256) DEFAULT NULL,
  `active` tinyint(1) DEFAULT NULL,
  `email` varchar(320) NOT NULL,
  `last_login` datetime DEFAULT NULL,
  `login_count` int(11) DEFAULT NULL,
  `fail_login_count` int(11) DEFAULT NULL,
  `created_on` datetime DEFAULT NULL,
  `changed_on` datetime DEFAULT NULL,
  `created_by_fk` int(11) DEFAULT NULL,
  `changed_by_fk` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `username` (`username`),
  UNIQUE KEY `email` (`email`),
  KEY `created_by_fk` (`created_by_fk`),
  KEY `changed_by_fk` (`changed_by_fk`),
  CONSTRAINT `ab_user_ibfk_1` FOREIGN KEY (`created_by_fk`) REFERENCES `ab_user` (`id`),
  CONSTRAINT `ab_user_ibfk_2` FOREIGN KEY (`changed_by_fk`) REFERENCES `ab_user` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `ab_user` VALUES (1,'Ada','Lovelace','ada','scrypt:32768:8:1$wF8pYbL1UzbLUR8r$03a5aa707ba48d9d252ef548259f9701b6993f7f9a5c48279593591e98c95cf1c249c2bdf45a5460fafda29b4002bf210f519f7c3695bde1d71efcf74c22ab84',1,'ada@example.org','2026-11-22 03:11:53',NULL,NULL,'2026-12-01 13:26:43','2026-12-01 13:26:43',NULL,NULL);
INSERT INTO `ab_user` VALUES (2,'Bob','','bob','scrypt:32768:8:1$bUxDXISgwwUOX9Oi$e3581883a5c74337e397f08a3fe752600a4447b0c92ff5b6b7dfb4ff4f67a871723e4a2459ce0b92fe83d1af0ea01310692d5923ba362ebec627e683c4df6d34',0,'bob@example.org',NULL,NULL,NULL,'2026-12-01 13:26:43','2026-12-01 13:26:43',NULL,NULL);
CREATE TABLE `ab_role` (
  `id` int(11) NOT NULL,
  `name` varchar(64) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `ab_role` VALUES (1,'Admin');
INSERT INTO `ab_role` VALUES (2,'Public');
INSERT INTO `ab_role` VALUES (3,'Redakteur für alles');
CREATE TABLE `ab_user_role` (
  `id` int(11) NOT NULL,
  `user_id` int(11) DEFAULT NULL,
  `role_id` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `user_id` (`user_id`,`role_id`),
  KEY `role_id` (`role_id`),
  CONSTRAINT `ab_user_role_ibfk_1` FOREIGN KEY (`user_id`) REFERENCES `ab_user` (`id`) ON DELETE CASCADE,
  CONSTRAINT `ab_user_role_ibfk_2` FOREIGN KEY (`role_id`) REFERENCES `ab_role` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `ab_user_role` VALUES (1,1,1);
INSERT INTO `ab_user_role` VALUES (2,1,3);
INSERT INTO `ab_user_role` VALUES (3,2,2);
