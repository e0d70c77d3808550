CREATE TABLE `user` (
  `username` varchar(255) NOT NULL,
  `password` varchar(255) NOT NULL,
  `roles` varchar(255) NOT NULL,
  `created` datetime NOT NULL,
  PRIMARY KEY (`username`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `user` VALUES ('ada','$2b$12$reI3eJxt0feJk6q8S8.U..o.dqlalDjJHTb9Prj7kdwWGGgaAD8Vu','Administrator','2026-12-01 13:27:08');
INSERT INTO `user` VALUES ('bob','$2b$12$Gk/5ob3Vq60EVBJrxL2m.OIqnxECbRKUAQT10B0/dMUUotrjj42Oy','User, Viewer,Zoo Keeper','2026-12-01 13:27:09');
