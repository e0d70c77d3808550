CREATE TABLE `user` (
  `fs_webauthn_user_handle` varchar(64) DEFAULT NULL,
  `mf_recovery_codes` text DEFAULT NULL,
  `password` varchar(255) DEFAULT NULL,
  `us_phone_number` varchar(128) DEFAULT NULL,
  `username` varchar(255) DEFAULT NULL,
  `us_totp_secrets` text DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `email` varchar(255) NOT NULL,
  `active` tinyint(1) NOT NULL,
  `fs_uniquifier` varchar(64) NOT NULL,
  `confirmed_at` datetime DEFAULT NULL,
  `last_login_at` datetime DEFAULT NULL,
  `current_login_at` datetime DEFAULT NULL,
  `last_login_ip` varchar(64) DEFAULT NULL,
  `current_login_ip` varchar(64) DEFAULT NULL,
  `login_count` int(11) DEFAULT NULL,
  `tf_primary_method` varchar(64) DEFAULT NULL,
  `tf_totp_secret` varchar(255) DEFAULT NULL,
  `tf_phone_number` varchar(128) DEFAULT NULL,
  `create_datetime` datetime NOT NULL DEFAULT current_timestamp(),
  `update_datetime` datetime NOT NULL DEFAULT current_timestamp(),
  PRIMARY KEY (`id`),
  UNIQUE KEY `email` (`email`),
  UNIQUE KEY `fs_uniquifier` (`fs_uniquifier`),
  UNIQUE KEY `fs_webauthn_user_handle` (`fs_webauthn_user_handle`),
  UNIQUE KEY `us_phone_number` (`us_phone_number`),
  UNIQUE KEY `username` (`username`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `user` VALUES ('229b3535f4264f4189dfca7188c6848c',NULL,'$argon2id$v=19$m=65536,t=3,p=4$z5nzvvfemxPi3LuX8h5DCA$rvCmLGwFqZc6Ri0oug3OhHysxazGhmybtWbc1EmOVA8',NULL,NULL,NULL,1,'ada@example.org',1,'ada-0123456789abcdef',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-12-01 13:26:48','2026-12-01 13:26:48');
INSERT INTO `user` VALUES ('fdead427b85c460c8a2c43829e58bd87',NULL,'$argon2id$v=19$m=65536,t=3,p=4$BIAQAsAY4xyDECJkTCmlVA$uRc2qxjZvlHThDBxVKWKGNlLhbqD2Lxj+PC1xmUKJSY',NULL,NULL,NULL,2,'bob@example.org',0,'bob-0123456789abcdef',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-12-01 13:26:48','2026-12-01 13:26:48');
CREATE TABLE `role` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(80) NOT NULL,
  `description` varchar(255) DEFAULT NULL,
  `permissions` text DEFAULT NULL,
  `update_datetime` datetime NOT NULL DEFAULT current_timestamp(),
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`name`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `role` VALUES (1,'Admin',NULL,NULL,'2026-12-01 13:26:48');
INSERT INTO `role` VALUES (2,'Editor',NULL,NULL,'2026-12-01 13:26:48');
CREATE TABLE `roles_users` (
  `user_id` int(11) DEFAULT NULL,
  `role_id` int(11) DEFAULT NULL,
  KEY `user_id` (`user_id`),
  KEY `role_id` (`role_id`),
  CONSTRAINT `roles_users_ibfk_1` FOREIGN KEY (`user_id`) REFERENCES `user` (`id`),
  CONSTRAINT `roles_users_ibfk_2` FOREIGN KEY (`role_id`) REFERENCES `role` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `roles_users` VALUES (1,1);
INSERT INTO `roles_users` VALUES (1,2);
