set session_replication_role = replica;
insert into "public"."schema_migrations" ("version") values
('clr3qv1nheef0ew4742lqfc9q'),
('cl4164z3eqphfi6e7omne0ben'),
('clvuycms74g0tvwm2rkgg901b'),
('cls0jt3idjj7gbctkhmb9oe3z'),
('clun75u0c74m0s1hrcwudzeig'),
('clwla56jawa3zv2u7cj3akuot'),
('clt2ptgvchowvheipd7di49iz'),
('clm5o20h0464pzwq8avz55vzm'),
('clzs0wy4yniam5e8jfss36ebm');
insert into "public"."countries" ("id", "code", "name") values
(1, 'alpha', 'Alpha cedar East Countri0'),
(2, 'orbit', 'Lantern signal West Countri1'),
(3, 'timber', 'Paper alpha North Countri2'),
(4, 'zephyr', 'Signal quartz South Countri3'),
(5, 'meadow', 'Velvet yonder East Countri4');
select setval(pg_get_serial_sequence('"public"."countries"','id'), 105);
insert into "public"."users" ("id", "username", "email", "encrypted_password", "reset_password_token", "bio", "country_id", "invited_by_id", "followers_count", "created_at") values
(1, 'orbit-harbor-us0', 'ada.adler0@orbit-use.example', 'f9268c660821a89dcda002400c7650122eb54aa1', 'd610edb0cfe6d3edd75bbe9efe327a854bb563a5', 'Alpha harbor and cedar again, number one of alpha users0', 1, null, 1, '2026-01-01 00:00:00'),
(2, 'timber-meadow-us1', 'ben.adler1@paper-use.example', '2b6874b1dcd99c11507b9cb9d87203d667032bd0', 'a41bfdc60fca7431b349f49854b9c4018f267e99', 'Harbor meadow and quartz again, number two of quartz users1', 3, null, 8, '2026-02-06 01:07:13'),
(3, 'zephyr-quartz-us2', 'cleo.brandt2@quartz-use.example', '25adb97ab8aff6714929567b66c1a9eef40dbe20', '0c6791d613caee2714c86af65739aecb3464ad88', 'Cedar quartz and velvet again, number three of yonder users2', 5, null, 15, '2026-03-11 02:14:26'),
(4, 'meadow-timber-us3', 'dan.brandt3@river-use.example', '0a5b5cd4f8369e58e611e5cc6f0f3af791897607', '5a27631aea10cc3b2f8fc86023f434647e23b0ef', 'Lantern timber and harbor again, number four of orbit users3', 2, null, 22, '2026-04-16 03:21:39');
select setval(pg_get_serial_sequence('"public"."users"','id'), 104);
insert into "public"."profiles" ("id", "user_id", "display_name", "website", "birthday") values
(1, 1, 'Ada Adler', 'https://alpha.example/profiles/7e6d20', '2026-01-01'),
(2, 2, 'Finn Dorn', 'https://harbor.example/profiles/3c8062', '2026-02-06'),
(3, 3, 'Kira Green', 'https://cedar.example/profiles/214628', '2026-03-11'),
(4, 4, 'Paul Jansen', 'https://lantern.example/profiles/3afd78', '2026-04-16');
select setval(pg_get_serial_sequence('"public"."profiles"','id'), 104);
insert into "public"."posts" ("id", "user_id", "body", "visibility", "created_at") values
(1, 1, 'Alpha harbor and cedar again, number one of alpha posts0', 1, '2026-01-01 00:00:00'),
(2, 2, 'Harbor meadow and quartz again, number two of quartz posts1', 8, '2026-02-06 01:07:13'),
(3, 3, 'Cedar quartz and velvet again, number three of yonder posts2', 15, '2026-03-11 02:14:26'),
(4, 4, 'Lantern timber and harbor again, number four of orbit posts3', 22, '2026-04-16 03:21:39'),
(5, 1, 'Meadow willow and paper again, number five of velvet posts4', 6, '2026-05-21 04:28:52'),
(6, 2, 'Orbit alpha and umbra again, number one of lantern posts5', 13, '2026-06-26 05:35:05'),
(7, 3, 'Paper lantern and alpha again, number two of timber posts6', 20, '2026-07-04 06:42:18'),
(8, 4, 'Quartz paper and orbit again, number three of harbor posts7', 4, '2026-08-09 07:49:31'),
(9, 1, 'River signal and timber again, number four of river posts8', 11, '2026-09-14 08:56:44'),
(10, 2, 'Signal velvet and zephyr again, number five of zephyr posts9', 18, '2026-01-19 09:03:57'),
(11, 3, 'Timber zephyr and meadow again, number one of paper posts10', 2, '2026-02-24 10:10:10'),
(12, 4, 'Umbra cedar and signal again, number two of willow posts11', 9, '2026-03-02 11:17:23'),
(13, 1, 'Velvet orbit and yonder again, number three of meadow posts12', 16, '2026-04-07 12:24:36'),
(14, 2, 'Willow river and lantern again, number four of umbra posts13', 23, '2026-05-12 13:31:49'),
(15, 3, 'Yonder umbra and river again, number five of cedar posts14', 7, '2026-06-17 14:38:02'),
(16, 4, 'Zephyr yonder and willow again, number one of signal posts15', 14, '2026-07-22 15:45:15'),
(17, 1, 'Alpha harbor and cedar again, number two of alpha posts16', 21, '2026-08-27 16:52:28'),
(18, 2, 'Harbor meadow and quartz again, number three of quartz posts17', 5, '2026-09-05 17:59:41'),
(19, 3, 'Cedar quartz and velvet again, number four of yonder posts18', 12, '2026-01-10 18:06:54'),
(20, 4, 'Lantern timber and harbor again, number five of orbit posts19', 19, '2026-02-15 19:13:07'),
(21, 1, 'Meadow willow and paper again, number one of velvet posts20', 3, '2026-03-20 20:20:20'),
(22, 2, 'Orbit alpha and umbra again, number two of lantern posts21', 10, '2026-04-25 21:27:33'),
(23, 3, 'Paper lantern and alpha again, number three of timber posts22', 17, '2026-05-03 22:34:46'),
(24, 4, 'Quartz paper and orbit again, number four of harbor posts23', 1, '2026-06-08 23:41:59'),
(25, 1, 'River signal and timber again, number five of river posts24', 8, '2026-07-13 00:48:12'),
(26, 2, 'Signal velvet and zephyr again, number one of zephyr posts25', 15, '2026-08-18 01:55:25'),
(27, 3, 'Timber zephyr and meadow again, number two of paper posts26', 22, '2026-09-23 02:02:38'),
(28, 4, 'Umbra cedar and signal again, number three of willow posts27', 6, '2026-01-01 03:09:51'),
(29, 1, 'Velvet orbit and yonder again, number four of meadow posts28', 13, '2026-02-06 04:16:04'),
(30, 2, 'Willow river and lantern again, number five of umbra posts29', 20, '2026-03-11 05:23:17'),
(31, 3, 'Yonder umbra and river again, number one of cedar posts30', 4, '2026-04-16 06:30:30'),
(32, 4, 'Zephyr yonder and willow again, number two of signal posts31', 11, '2026-05-21 07:37:43');
select setval(pg_get_serial_sequence('"public"."posts"','id'), 132);
insert into "public"."comments" ("id", "post_id", "user_id", "body", "created_at") values
(1, 1, 1, 'Alpha harbor and cedar again, number one of alpha comments0', '2026-01-01 00:00:00'),
(2, 8, 2, 'Harbor meadow and quartz again, number two of quartz comments1', '2026-02-06 01:07:13'),
(3, 15, 3, 'Cedar quartz and velvet again, number three of yonder comments2', '2026-03-11 02:14:26'),
(4, 22, 4, 'Lantern timber and harbor again, number four of orbit comments3', '2026-04-16 03:21:39'),
(5, 29, 1, 'Meadow willow and paper again, number five of velvet comments4', '2026-05-21 04:28:52'),
(6, 5, 2, 'Orbit alpha and umbra again, number one of lantern comments5', '2026-06-26 05:35:05'),
(7, 12, 3, 'Paper lantern and alpha again, number two of timber comments6', '2026-07-04 06:42:18'),
(8, 19, 4, 'Quartz paper and orbit again, number three of harbor comments7', '2026-08-09 07:49:31'),
(9, 26, 1, 'River signal and timber again, number four of river comments8', '2026-09-14 08:56:44'),
(10, 1, 2, 'Signal velvet and zephyr again, number five of zephyr comments9', '2026-01-19 09:03:57'),
(11, 9, 3, 'Timber zephyr and meadow again, number one of paper comments10', '2026-02-24 10:10:10'),
(12, 16, 4, 'Umbra cedar and signal again, number two of willow comments11', '2026-03-02 11:17:23'),
(13, 23, 1, 'Velvet orbit and yonder again, number three of meadow comments12', '2026-04-07 12:24:36'),
(14, 30, 2, 'Willow river and lantern again, number four of umbra comments13', '2026-05-12 13:31:49'),
(15, 5, 3, 'Yonder umbra and river again, number five of cedar comments14', '2026-06-17 14:38:02'),
(16, 13, 4, 'Zephyr yonder and willow again, number one of signal comments15', '2026-07-22 15:45:15'),
(17, 20, 1, 'Alpha harbor and cedar again, number two of alpha comments16', '2026-08-27 16:52:28'),
(18, 27, 2, 'Harbor meadow and quartz again, number three of quartz comments17', '2026-09-05 17:59:41'),
(19, 2, 3, 'Cedar quartz and velvet again, number four of yonder comments18', '2026-01-10 18:06:54'),
(20, 9, 4, 'Lantern timber and harbor again, number five of orbit comments19', '2026-02-15 19:13:07'),
(21, 17, 1, 'Meadow willow and paper again, number one of velvet comments20', '2026-03-20 20:20:20'),
(22, 24, 2, 'Orbit alpha and umbra again, number two of lantern comments21', '2026-04-25 21:27:33'),
(23, 31, 3, 'Paper lantern and alpha again, number three of timber comments22', '2026-05-03 22:34:46'),
(24, 6, 4, 'Quartz paper and orbit again, number four of harbor comments23', '2026-06-08 23:41:59'),
(25, 13, 1, 'River signal and timber again, number five of river comments24', '2026-07-13 00:48:12'),
(26, 21, 2, 'Signal velvet and zephyr again, number one of zephyr comments25', '2026-08-18 01:55:25'),
(27, 28, 3, 'Timber zephyr and meadow again, number two of paper comments26', '2026-09-23 02:02:38'),
(28, 3, 4, 'Umbra cedar and signal again, number three of willow comments27', '2026-01-01 03:09:51'),
(29, 10, 1, 'Velvet orbit and yonder again, number four of meadow comments28', '2026-02-06 04:16:04'),
(30, 17, 2, 'Willow river and lantern again, number five of umbra comments29', '2026-03-11 05:23:17'),
(31, 25, 3, 'Yonder umbra and river again, number one of cedar comments30', '2026-04-16 06:30:30'),
(32, 32, 4, 'Zephyr yonder and willow again, number two of signal comments31', '2026-05-21 07:37:43');
select setval(pg_get_serial_sequence('"public"."comments"','id'), 132);
insert into "public"."likes" ("id", "user_id", "likeable_type", "likeable_id", "created_at") values
(1, 1, 'Post', 1, '2026-01-01 00:00:00'),
(2, 2, 'Post', 30, '2026-02-06 01:07:13'),
(3, 3, 'Post', 27, '2026-03-11 02:14:26'),
(4, 4, 'Post', 24, '2026-04-16 03:21:39'),
(5, 1, 'Post', 17, '2026-05-21 04:28:52'),
(6, 2, 'Post', 18, '2026-06-26 05:35:05'),
(7, 3, 'Post', 15, '2026-07-04 06:42:18'),
(8, 4, 'Post', 12, '2026-08-09 07:49:31'),
(9, 1, 'Post', 5, '2026-09-14 08:56:44'),
(10, 2, 'Post', 2, '2026-01-19 09:03:57'),
(11, 3, 'Post', 3, '2026-02-24 10:10:10'),
(12, 4, 'Post', 32, '2026-03-02 11:17:23'),
(13, 1, 'Post', 25, '2026-04-07 12:24:36'),
(14, 2, 'Post', 22, '2026-05-12 13:31:49'),
(15, 3, 'Post', 19, '2026-06-17 14:38:02'),
(16, 4, 'Post', 20, '2026-07-22 15:45:15'),
(17, 1, 'Post', 13, '2026-08-27 16:52:28'),
(18, 2, 'Post', 10, '2026-09-05 17:59:41'),
(19, 3, 'Post', 7, '2026-01-10 18:06:54'),
(20, 4, 'Post', 4, '2026-02-15 19:13:07'),
(21, 1, 'Post', 1, '2026-03-20 20:20:20'),
(22, 2, 'Post', 30, '2026-04-25 21:27:33'),
(23, 3, 'Post', 27, '2026-05-03 22:34:46'),
(24, 4, 'Post', 24, '2026-06-08 23:41:59'),
(25, 1, 'Post', 17, '2026-07-13 00:48:12'),
(26, 2, 'Post', 18, '2026-08-18 01:55:25'),
(27, 3, 'Post', 15, '2026-09-23 02:02:38'),
(28, 4, 'Post', 12, '2026-01-01 03:09:51'),
(29, 1, 'Post', 5, '2026-02-06 04:16:04'),
(30, 2, 'Post', 2, '2026-03-11 05:23:17'),
(31, 3, 'Post', 3, '2026-04-16 06:30:30'),
(32, 4, 'Post', 32, '2026-05-21 07:37:43');
select setval(pg_get_serial_sequence('"public"."likes"','id'), 132);
insert into "public"."follows" ("id", "follower_id", "followed_id", "created_at") values
(1, 1, 1, '2026-01-01 00:00:00'),
(2, 2, 4, '2026-02-06 01:07:13'),
(3, 3, 3, '2026-03-11 02:14:26'),
(4, 4, 2, '2026-04-16 03:21:39'),
(5, 1, 1, '2026-05-21 04:28:52'),
(6, 2, 1, '2026-06-26 05:35:05'),
(7, 3, 4, '2026-07-04 06:42:18'),
(8, 4, 3, '2026-08-09 07:49:31');
select setval(pg_get_serial_sequence('"public"."follows"','id'), 108);
insert into "public"."blocks" ("id", "blocker_id", "blocked_id", "created_at") values
(1, 1, 1, '2026-01-01 00:00:00'),
(2, 2, 4, '2026-02-06 01:07:13'),
(3, 3, 3, '2026-03-11 02:14:26'),
(4, 4, 2, '2026-04-16 03:21:39');
select setval(pg_get_serial_sequence('"public"."blocks"','id'), 104);
insert into "public"."hashtags" ("id", "name") values
(1, 'alpha-name-0'),
(2, 'harbor-name-1'),
(3, 'cedar-name-2'),
(4, 'lantern-name-3'),
(5, 'meadow-name-4'),
(6, 'orbit-name-5'),
(7, 'paper-name-6'),
(8, 'quartz-name-7');
select setval(pg_get_serial_sequence('"public"."hashtags"','id'), 108);
insert into "public"."post_hashtags" ("post_id", "hashtag_id") values
(1, 1),
(30, 8),
(27, 7),
(24, 6),
(17, 5),
(18, 5),
(15, 4),
(12, 3),
(5, 2),
(2, 1),
(3, 1),
(32, 8),
(25, 7),
(22, 6),
(19, 5),
(20, 5),
(13, 4),
(10, 3),
(7, 2),
(4, 1);
insert into "public"."conversations" ("id", "created_at") values
(1, '2026-01-01 00:00:00'),
(2, '2026-02-06 01:07:13'),
(3, '2026-03-11 02:14:26'),
(4, '2026-04-16 03:21:39');
select setval(pg_get_serial_sequence('"public"."conversations"','id'), 104);
insert into "public"."conversation_participants" ("id", "conversation_id", "user_id", "last_read_at") values
(1, 1, 1, '2026-01-01 00:00:00'),
(2, 4, 2, '2026-02-06 01:07:13'),
(3, 3, 3, '2026-03-11 02:14:26'),
(4, 2, 4, '2026-04-16 03:21:39'),
(5, 1, 1, '2026-05-21 04:28:52'),
(6, 1, 2, '2026-06-26 05:35:05'),
(7, 4, 3, '2026-07-04 06:42:18'),
(8, 3, 4, '2026-08-09 07:49:31');
select setval(pg_get_serial_sequence('"public"."conversation_participants"','id'), 108);
insert into "public"."messages" ("id", "conversation_id", "sender_id", "body", "created_at") values
(1, 1, 1, 'Alpha harbor and cedar again, number one of alpha messages0', '2026-01-01 00:00:00'),
(2, 4, 2, 'Harbor meadow and quartz again, number two of quartz messages1', '2026-02-06 01:07:13'),
(3, 3, 3, 'Cedar quartz and velvet again, number three of yonder messages2', '2026-03-11 02:14:26'),
(4, 2, 4, 'Lantern timber and harbor again, number four of orbit messages3', '2026-04-16 03:21:39'),
(5, 1, 1, 'Meadow willow and paper again, number five of velvet messages4', '2026-05-21 04:28:52'),
(6, 1, 2, 'Orbit alpha and umbra again, number one of lantern messages5', '2026-06-26 05:35:05'),
(7, 4, 3, 'Paper lantern and alpha again, number two of timber messages6', '2026-07-04 06:42:18'),
(8, 3, 4, 'Quartz paper and orbit again, number three of harbor messages7', '2026-08-09 07:49:31'),
(9, 2, 1, 'River signal and timber again, number four of river messages8', '2026-09-14 08:56:44'),
(10, 1, 2, 'Signal velvet and zephyr again, number five of zephyr messages9', '2026-01-19 09:03:57'),
(11, 1, 3, 'Timber zephyr and meadow again, number one of paper messages10', '2026-02-24 10:10:10'),
(12, 4, 4, 'Umbra cedar and signal again, number two of willow messages11', '2026-03-02 11:17:23'),
(13, 3, 1, 'Velvet orbit and yonder again, number three of meadow messages12', '2026-04-07 12:24:36'),
(14, 2, 2, 'Willow river and lantern again, number four of umbra messages13', '2026-05-12 13:31:49'),
(15, 1, 3, 'Yonder umbra and river again, number five of cedar messages14', '2026-06-17 14:38:02'),
(16, 1, 4, 'Zephyr yonder and willow again, number one of signal messages15', '2026-07-22 15:45:15'),
(17, 4, 1, 'Alpha harbor and cedar again, number two of alpha messages16', '2026-08-27 16:52:28'),
(18, 3, 2, 'Harbor meadow and quartz again, number three of quartz messages17', '2026-09-05 17:59:41'),
(19, 2, 3, 'Cedar quartz and velvet again, number four of yonder messages18', '2026-01-10 18:06:54'),
(20, 1, 4, 'Lantern timber and harbor again, number five of orbit messages19', '2026-02-15 19:13:07');
select setval(pg_get_serial_sequence('"public"."messages"','id'), 120);
insert into "public"."notifications" ("id", "user_id", "actor_id", "kind", "subject_type", "subject_id", "read_at", "created_at") values
(1, 1, 1, 'standard', 'Post', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00'),
(2, 2, 4, 'extra', 'Post', 30, '2026-02-06 01:07:13', '2026-02-06 01:07:13'),
(3, 3, 3, 'basic', 'Post', 27, '2026-03-11 02:14:26', '2026-03-11 02:14:26'),
(4, 4, 2, 'standard', 'Post', 24, '2026-04-16 03:21:39', '2026-04-16 03:21:39'),
(5, 1, 1, 'extra', 'Post', 17, '2026-05-21 04:28:52', '2026-05-21 04:28:52'),
(6, 2, 1, 'basic', 'Post', 18, '2026-06-26 05:35:05', '2026-06-26 05:35:05'),
(7, 3, 4, 'standard', 'Post', 15, '2026-07-04 06:42:18', '2026-07-04 06:42:18'),
(8, 4, 3, 'extra', 'Post', 12, '2026-08-09 07:49:31', '2026-08-09 07:49:31'),
(9, 1, 2, 'basic', 'Post', 5, '2026-09-14 08:56:44', '2026-09-14 08:56:44'),
(10, 2, 1, 'standard', 'Post', 2, '2026-01-19 09:03:57', '2026-01-19 09:03:57'),
(11, 3, 1, 'extra', 'Post', 3, '2026-02-24 10:10:10', '2026-02-24 10:10:10'),
(12, 4, 4, 'basic', 'Post', 32, '2026-03-02 11:17:23', '2026-03-02 11:17:23'),
(13, 1, 3, 'standard', 'Post', 25, '2026-04-07 12:24:36', '2026-04-07 12:24:36'),
(14, 2, 2, 'extra', 'Post', 22, '2026-05-12 13:31:49', '2026-05-12 13:31:49'),
(15, 3, 1, 'basic', 'Post', 19, '2026-06-17 14:38:02', '2026-06-17 14:38:02'),
(16, 4, 1, 'standard', 'Post', 20, '2026-07-22 15:45:15', '2026-07-22 15:45:15'),
(17, 1, 4, 'extra', 'Post', 13, '2026-08-27 16:52:28', '2026-08-27 16:52:28'),
(18, 2, 3, 'basic', 'Post', 10, '2026-09-05 17:59:41', '2026-09-05 17:59:41'),
(19, 3, 2, 'standard', 'Post', 7, '2026-01-10 18:06:54', '2026-01-10 18:06:54'),
(20, 4, 1, 'extra', 'Post', 4, '2026-02-15 19:13:07', '2026-02-15 19:13:07'),
(21, 1, 1, 'basic', 'Post', 1, '2026-03-20 20:20:20', '2026-03-20 20:20:20'),
(22, 2, 4, 'standard', 'Post', 30, '2026-04-25 21:27:33', '2026-04-25 21:27:33'),
(23, 3, 3, 'extra', 'Post', 27, '2026-05-03 22:34:46', '2026-05-03 22:34:46'),
(24, 4, 2, 'basic', 'Post', 24, '2026-06-08 23:41:59', '2026-06-08 23:41:59');
select setval(pg_get_serial_sequence('"public"."notifications"','id'), 124);
insert into "public"."devices" ("id", "user_id", "platform", "push_token", "created_at") values
(1, 1, 'alpha', '45324af91a25be80f29e840d5dd5b1e855921af3', '2026-01-01 00:00:00'),
(2, 2, 'orbit', '5bd23a3864f367e1af8f334f9ff82d7dfea113dc', '2026-02-06 01:07:13'),
(3, 3, 'timber', '0a05b90a886b1c58050be0e4fcb5602f086694ea', '2026-03-11 02:14:26'),
(4, 4, 'zephyr', '448e44f8e290371788d64ef500be3dcbc743f5eb', '2026-04-16 03:21:39');
select setval(pg_get_serial_sequence('"public"."devices"','id'), 104);
insert into "public"."identities" ("id", "user_id", "provider", "uid", "created_at") values
(1, 1, 'google', '10155661', '2026-01-01 00:00:00'),
(2, 2, 'google', '10255662', '2026-02-06 01:07:13'),
(3, 3, 'google', '10355663', '2026-03-11 02:14:26'),
(4, 4, 'google', '10455664', '2026-04-16 03:21:39');
select setval(pg_get_serial_sequence('"public"."identities"','id'), 104);
insert into "public"."reports" ("id", "reporter_id", "post_id", "reason", "resolved_by_id", "created_at") values
(1, 1, 1, 'alpha', 1, '2026-01-01 00:00:00'),
(2, 2, 8, 'orbit', 4, '2026-02-06 01:07:13'),
(3, 3, 15, 'timber', 3, '2026-03-11 02:14:26'),
(4, 4, 22, 'zephyr', 2, '2026-04-16 03:21:39');
select setval(pg_get_serial_sequence('"public"."reports"','id'), 104);
insert into "public"."active_storage_blobs" ("id", "key", "filename", "content_type", "metadata", "service_name", "byte_size", "checksum", "created_at") values
(1, '5a25ada4db9f30ff1ddb3fab5432fdecfdbf0a6f', 'img-1.jpg', 'image/jpeg', 'alpha', 'amazon', 1, '9c68b90f913df526020a8a69f98d0a242776eef1', '2026-01-01 00:00:00'),
(2, '95206da24e6317749761c321077f5fe0514b59d3', 'img-2.jpg', 'image/jpeg', 'orbit', 'amazon', 8, '23653ddf14d3101811c76a096d68cab870f3529b', '2026-02-06 01:07:13'),
(3, '1b63f12582ef72ce59c7ad511a93a6bcfb463a66', 'img-3.jpg', 'image/jpeg', 'timber', 'amazon', 15, '7b1ecacfc55d2acf602c89d9ad3985bed51f2115', '2026-03-11 02:14:26'),
(4, 'e6fc832292a1030c2e3d913d226f73f652cf1988', 'img-4.jpg', 'image/jpeg', 'zephyr', 'amazon', 22, '8e1cf66a96732e6f7ba91d222f1b0d3aca1684ed', '2026-04-16 03:21:39'),
(5, '8245535a4315641dd7ceea93d6cd9589c4470dc0', 'img-5.jpg', 'image/jpeg', 'meadow', 'amazon', 6, '77e78a98e7e92637c588fa0b75d47b6b984ab259', '2026-05-21 04:28:52'),
(6, 'c42454b4624ab154e8408da4c9eeb5c81abebfae', 'img-6.jpg', 'image/jpeg', 'signal', 'amazon', 13, '230cb2bbf0dcd0a09ab88c66927ad935144dc7ed', '2026-06-26 05:35:05'),
(7, '6397db61fd07c86f9cac8638425ffd0045e1dc32', 'img-7.jpg', 'image/jpeg', 'yonder', 'amazon', 20, '1268796335968aa94872fbab2f74478f9a20790c', '2026-07-04 06:42:18'),
(8, '5528d6b9a0f6b17613e997aa638722799574fc8e', 'img-8.jpg', 'image/jpeg', 'lantern', 'amazon', 4, '1a40d67c51d83ae6d2acd5021ba8e40d94d33fcc', '2026-08-09 07:49:31');
select setval(pg_get_serial_sequence('"public"."active_storage_blobs"','id'), 108);
insert into "public"."active_storage_attachments" ("id", "name", "record_type", "record_id", "blob_id", "created_at") values
(1, 'image', 'Post', 1, 1, '2026-01-01 00:00:00'),
(2, 'image', 'User', 2, 2, '2026-02-06 01:07:13'),
(3, 'image', 'Post', 27, 3, '2026-03-11 02:14:26'),
(4, 'image', 'User', 4, 4, '2026-04-16 03:21:39'),
(5, 'image', 'Post', 17, 5, '2026-05-21 04:28:52'),
(6, 'image', 'User', 2, 6, '2026-06-26 05:35:05'),
(7, 'image', 'Post', 15, 7, '2026-07-04 06:42:18'),
(8, 'image', 'User', 4, 8, '2026-08-09 07:49:31');
select setval(pg_get_serial_sequence('"public"."active_storage_attachments"','id'), 108);
insert into "public"."groups" ("id", "name", "owner_id", "created_at") values
(1, 'Alpha cedar East Groups0', null, '2026-01-01 00:00:00'),
(2, 'Lantern signal West Groups1', null, '2026-02-06 01:07:13'),
(3, 'Paper alpha North Groups2', null, '2026-03-11 02:14:26');
select setval(pg_get_serial_sequence('"public"."groups"','id'), 103);
insert into "public"."group_memberships" ("id", "group_id", "user_id", "role") values
(1, 1, 1, 'standard'),
(2, 2, 2, 'extra'),
(3, 3, 3, 'basic'),
(4, 1, 4, 'standard');
select setval(pg_get_serial_sequence('"public"."group_memberships"','id'), 104);
insert into "public"."bookmarks" ("user_id", "post_id", "created_at") values
(1, 1, '2026-01-01 00:00:00'),
(2, 8, '2026-02-06 01:07:13'),
(3, 15, '2026-03-11 02:14:26'),
(4, 22, '2026-04-16 03:21:39'),
(1, 29, '2026-05-21 04:28:52'),
(2, 5, '2026-06-26 05:35:05'),
(3, 12, '2026-07-04 06:42:18'),
(4, 19, '2026-08-09 07:49:31');
insert into "public"."ahoy_visits" ("id", "visit_token", "visitor_token", "user_id", "ip", "user_agent", "started_at") values
(1, '70cb2841b8db354dc347ef4402844d666e2d0d48', '892019367859f2ec40f05faa14dec1dbcdfd7ce6', 1, '10.11.0.1', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '2026-01-01 00:00:00'),
(2, 'e3d0aff110221ca8ad28c99ee6656c9d7da118f6', '933d45c9cfdfb38b635f22e5fb6a8c279de1eb48', 2, '10.11.0.2', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '2026-02-06 01:07:13'),
(3, '39d0a99d1c8d9a80ce09abfdc5f74e389b6339fb', '8bf12702b394b8d166013fbcd5871f7684d37283', 3, '10.11.0.3', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '2026-03-11 02:14:26'),
(4, '8ad892dfc014e7218b7a1cca7746098bc40c3996', '5f0852c8ced7cef827ba88b566da1ec79d6dbef8', 4, '10.11.0.4', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '2026-04-16 03:21:39'),
(5, '94d7b69d69e48408e6a2fb1c4a20c872b2810da2', '5de092c52fd1ba5bd07026ee1d2116e86d96bad2', 1, '10.11.0.5', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '2026-05-21 04:28:52'),
(6, 'fc05485a7e0896631ea12b77d08d6c6e91b82e1e', '855499d8e41753439087cdb2c01d34eaf37bb07f', 2, '10.11.0.6', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '2026-06-26 05:35:05'),
(7, '38c337836f1308727635e2a3b9b47e019a5002ae', 'fc366ee1a9595e01abcac9f20f5d3b44be4fee84', 3, '10.11.0.7', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '2026-07-04 06:42:18'),
(8, '783df2d2acbd96981348fef6256ecc15765d966c', '22f00f031d99cf120c0853e91e94f09c3840b94a', 4, '10.11.0.8', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '2026-08-09 07:49:31'),
(9, '6d24b7fe7521ca3318fa9d9fe96b500d1f7192e3', 'b98b34b6c7d9f8a30ace327cfdfd1d642fffe0cf', 1, '10.11.0.9', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '2026-09-14 08:56:44'),
(10, 'fe71ad8372e99042b9c8052821a40e5c6e55ff11', '87a41f7f94b39774f4cb1c430befc60f092f905b', 2, '10.11.0.10', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '2026-01-19 09:03:57'),
(11, 'bfe963ea6f5d614de087741b4a64a36ffc3c4a93', '6718607c99662684e526473f6ebb6db3c60983e2', 3, '10.11.0.11', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '2026-02-24 10:10:10'),
(12, 'a53c13811a3ead32c1eac69b5d3d3c0718f5f279', 'a5689e4502799f8cdd5687d6dd9c38e7b657012a', 4, '10.11.0.12', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '2026-03-02 11:17:23');
select setval(pg_get_serial_sequence('"public"."ahoy_visits"','id'), 112);
insert into "public"."ahoy_events" ("id", "visit_id", "user_id", "name", "properties", "time") values
(1, 1, 1, 'Viewed post', '{}', '2026-01-01 00:00:00'),
(2, 6, 2, 'Viewed post', '{}', '2026-02-06 01:07:13'),
(3, 11, 3, 'Viewed post', '{}', '2026-03-11 02:14:26'),
(4, 4, 4, 'Viewed post', '{}', '2026-04-16 03:21:39'),
(5, 5, 1, 'Viewed post', '{}', '2026-05-21 04:28:52'),
(6, 2, 2, 'Viewed post', '{}', '2026-06-26 05:35:05'),
(7, 7, 3, 'Viewed post', '{}', '2026-07-04 06:42:18'),
(8, 12, 4, 'Viewed post', '{}', '2026-08-09 07:49:31'),
(9, 1, 1, 'Viewed post', '{}', '2026-09-14 08:56:44'),
(10, 6, 2, 'Viewed post', '{}', '2026-01-19 09:03:57'),
(11, 3, 3, 'Viewed post', '{}', '2026-02-24 10:10:10'),
(12, 8, 4, 'Viewed post', '{}', '2026-03-02 11:17:23'),
(13, 9, 1, 'Viewed post', '{}', '2026-04-07 12:24:36'),
(14, 2, 2, 'Viewed post', '{}', '2026-05-12 13:31:49'),
(15, 7, 3, 'Viewed post', '{}', '2026-06-17 14:38:02'),
(16, 4, 4, 'Viewed post', '{}', '2026-07-22 15:45:15'),
(17, 5, 1, 'Viewed post', '{}', '2026-08-27 16:52:28'),
(18, 10, 2, 'Viewed post', '{}', '2026-09-05 17:59:41'),
(19, 3, 3, 'Viewed post', '{}', '2026-01-10 18:06:54'),
(20, 8, 4, 'Viewed post', '{}', '2026-02-15 19:13:07'),
(21, 1, 1, 'Viewed post', '{}', '2026-03-20 20:20:20'),
(22, 6, 2, 'Viewed post', '{}', '2026-04-25 21:27:33'),
(23, 11, 3, 'Viewed post', '{}', '2026-05-03 22:34:46'),
(24, 4, 4, 'Viewed post', '{}', '2026-06-08 23:41:59');
select setval(pg_get_serial_sequence('"public"."ahoy_events"','id'), 124);
insert into "public"."announcements" ("id", "title", "body", "published_at") values
(1, 'Alpha cedar East Announc0', 'Alpha harbor and cedar again, number one of alpha uncements0', '2026-01-01 00:00:00'),
(2, 'Lantern signal West Announc1', 'Harbor meadow and quartz again, number two of quartz uncements1', '2026-02-06 01:07:13'),
(3, 'Paper alpha North Announc2', 'Cedar quartz and velvet again, number three of yonder uncements2', '2026-03-11 02:14:26');
select setval(pg_get_serial_sequence('"public"."announcements"','id'), 103);
insert into "public"."feature_flags" ("id", "name", "enabled") values
(1, 'alpha-name-0', false),
(2, 'harbor-name-1', true);
select setval(pg_get_serial_sequence('"public"."feature_flags"','id'), 102);
set session_replication_role = default;
