set session_replication_role = replica;
insert into "public"."migrations" ("id", "migration", "batch") values
(1, 'alpha', 1),
(2, 'orbit', 8),
(3, 'timber', 15),
(4, 'zephyr', 22),
(5, 'meadow', 6),
(6, 'signal', 13),
(7, 'yonder', 20),
(8, 'lantern', 4),
(9, 'river', 11);
select setval(pg_get_serial_sequence('"public"."migrations"','id'), 109);
insert into "public"."users" ("id", "name", "email", "email_verified_at", "password", "phone", "remember_token", "current_address_id", "created_at", "updated_at", "deleted_at") values
(1, 'Ada Adler', 'ada.adler0@orbit-use.example', '2026-01-01 00:00:00', 'da1194c2a05d3f7baa2a57d4ef2f9fd59ebbb49a', '+49301235072', 'ab12d301c5ea5fd9acf95f568593bc06b51717ac', null, '2026-01-01 00:00:00', '2026-01-01 00:00:00', null),
(2, 'Finn Dorn', 'ben.adler1@paper-use.example', '2026-02-06 01:07:13', '32c0cbae99487088649c675b6a5b0ebc4706eeba', '+49301242991', 'b19840c23f8c2edc04c1f6a08d72dcf61db2140b', null, '2026-02-06 01:07:13', '2026-02-06 01:07:13', null),
(3, 'Kira Green', 'cleo.brandt2@quartz-use.example', '2026-03-11 02:14:26', '48c6bac4e7f3347f2d038e6061298824416461ea', '+49301250910', 'c486c1dcb5728469ac6cdebe353ee3c33835e5aa', null, '2026-03-11 02:14:26', '2026-03-11 02:14:26', null),
(4, 'Paul Jansen', 'dan.brandt3@river-use.example', '2026-04-16 03:21:39', '3e37298a056c0ec8c9c2273e2e42b7892ea41b68', '+49301258829', '499ea8e4abc0f51d0f171e79704427e89efff8d8', null, '2026-04-16 03:21:39', '2026-04-16 03:21:39', null);
select setval(pg_get_serial_sequence('"public"."users"','id'), 104);
insert into "public"."password_reset_tokens" ("email", "token", "created_at") values
('ada.adler0@orbit-use.example', '373931e6a3ab4f006e763b666954e07ceaa13872', '2026-01-01 00:00:00'),
('ben.adler1@paper-use.example', 'f7db8fb12fe94f84eaff614d1084b5c3f13d49f3', '2026-02-06 01:07:13'),
('cleo.brandt2@quartz-use.example', '587a9fb85186eb0cd564f1d84caae5d27b50419b', '2026-03-11 02:14:26'),
('dan.brandt3@river-use.example', '135904441581ff38e844e80ddd87f60b34ef5d24', '2026-04-16 03:21:39');
insert into "public"."sessions" ("id", "user_id", "ip_address", "user_agent", "payload", "last_activity") values
('cld0usbn17152760m5tbcsld5', 1, '10.8.0.1', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', 'YTozOntzOjY6Il90b2tlbiI7czo0MDoi', 1),
('clvjrnb5wlqg88e2wubufx7w3', 2, '10.8.0.2', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', 'YTozOntzOjY6Il90b2tlbiI7czo0MDoi', 8),
('clqb5k88tpazxkkfgnlqnlcjc', 3, '10.8.0.3', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', 'YTozOntzOjY6Il90b2tlbiI7czo0MDoi', 15),
('cli7z5s307mfv6fyn1xwnpwve', 4, '10.8.0.4', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', 'YTozOntzOjY6Il90b2tlbiI7czo0MDoi', 22),
('cltomu2oagzrz2bwqo2vmgih1', 1, '10.8.0.5', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', 'YTozOntzOjY6Il90b2tlbiI7czo0MDoi', 6),
('clje9zdsxsiki3jgq1el7h8mu', 2, '10.8.0.6', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', 'YTozOntzOjY6Il90b2tlbiI7czo0MDoi', 13),
('clcrvzz29y58ilbpa8luzo4g8', 3, '10.8.0.7', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', 'YTozOntzOjY6Il90b2tlbiI7czo0MDoi', 20),
('cl1qnh85mbknap1wlfjk0cu80', 4, '10.8.0.8', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', 'YTozOntzOjY6Il90b2tlbiI7czo0MDoi', 4);
insert into "public"."personal_access_tokens" ("id", "tokenable_type", "tokenable_id", "name", "token", "abilities", "last_used_at", "created_at") values
(1, 'App\Models\User', 1, 'Ada Adler', 'eec0beb34153bb7a0b0d42d016c6fffeb873ab8d', '["*"]', '2026-01-01 00:00:00', '2026-01-01 00:00:00'),
(2, 'App\Models\User', 2, 'Finn Dorn', '3813e4bfdc563d7f375d3c62cb67a8283b05ae14', '["*"]', '2026-02-06 01:07:13', '2026-02-06 01:07:13'),
(3, 'App\Models\User', 3, 'Kira Green', '5e6e5ec810b455ae310552ce6d08f36df9917068', '["*"]', '2026-03-11 02:14:26', '2026-03-11 02:14:26'),
(4, 'App\Models\User', 4, 'Paul Jansen', '80f0de9f1ee91d84951757559f34f84a26aa13fd', '["*"]', '2026-04-16 03:21:39', '2026-04-16 03:21:39');
select setval(pg_get_serial_sequence('"public"."personal_access_tokens"','id'), 104);
insert into "public"."addresses" ("id", "user_id", "line1", "city", "postal_code") values
(1, 1, 'alpha street 1', 'alpha', '1191'),
(2, 2, 'lantern street 2', 'orbit', '1292'),
(3, 3, 'paper street 3', 'timber', '1393'),
(4, 4, 'signal street 4', 'zephyr', '1494'),
(5, 1, 'velvet street 5', 'meadow', '1595'),
(6, 2, 'zephyr street 6', 'signal', '1696'),
(7, 3, 'cedar street 7', 'yonder', '1797'),
(8, 4, 'orbit street 8', 'lantern', '1898');
select setval(pg_get_serial_sequence('"public"."addresses"','id'), 108);
insert into "public"."categories" ("id", "parent_id", "name", "slug") values
(1, null, 'Alpha cedar East Categor0', 'timber-harbor-ca0'),
(2, 1, 'Lantern signal West Categor1', 'zephyr-meadow-ca1'),
(3, 1, 'Paper alpha North Categor2', 'meadow-quartz-ca2'),
(4, null, 'Signal quartz South Categor3', 'signal-timber-ca3'),
(5, 1, 'Velvet yonder East Categor4', 'yonder-willow-ca4');
select setval(pg_get_serial_sequence('"public"."categories"','id'), 105);
insert into "public"."listings" ("id", "user_id", "category_id", "title", "description", "price", "status", "created_at") values
(1, 1, 1, 'Alpha cedar East Listing0', 'Alpha harbor and cedar again, number one of alpha listings0', 1, 'active', '2026-01-01 00:00:00'),
(2, 2, 3, 'Lantern signal West Listing1', 'Harbor meadow and quartz again, number two of quartz listings1', 8, 'pending', '2026-02-06 01:07:13'),
(3, 3, 5, 'Paper alpha North Listing2', 'Cedar quartz and velvet again, number three of yonder listings2', 15, 'done', '2026-03-11 02:14:26'),
(4, 4, 2, 'Signal quartz South Listing3', 'Lantern timber and harbor again, number four of orbit listings3', 22, 'active', '2026-04-16 03:21:39'),
(5, 1, 4, 'Velvet yonder East Listing4', 'Meadow willow and paper again, number five of velvet listings4', 6, 'pending', '2026-05-21 04:28:52'),
(6, 2, 2, 'Zephyr orbit West Listing5', 'Orbit alpha and umbra again, number one of lantern listings5', 13, 'done', '2026-06-26 05:35:05'),
(7, 3, 4, 'Cedar velvet North Listing6', 'Paper lantern and alpha again, number two of timber listings6', 20, 'active', '2026-07-04 06:42:18'),
(8, 4, 1, 'Orbit lantern South Listing7', 'Quartz paper and orbit again, number three of harbor listings7', 4, 'pending', '2026-08-09 07:49:31'),
(9, 1, 3, 'River timber East Listing8', 'River signal and timber again, number four of river listings8', 11, 'done', '2026-09-14 08:56:44'),
(10, 2, 5, 'Umbra harbor West Listing9', 'Signal velvet and zephyr again, number five of zephyr listings9', 18, 'active', '2026-01-19 09:03:57'),
(11, 3, 3, 'Yonder river North Listing10', 'Timber zephyr and meadow again, number one of paper listings10', 2, 'pending', '2026-02-24 10:10:10'),
(12, 4, 5, 'Harbor zephyr South Listing11', 'Umbra cedar and signal again, number two of willow listings11', 9, 'done', '2026-03-02 11:17:23'),
(13, 1, 2, 'Meadow paper East Listing12', 'Velvet orbit and yonder again, number three of meadow listings12', 16, 'active', '2026-04-07 12:24:36'),
(14, 2, 4, 'Quartz willow West Listing13', 'Willow river and lantern again, number four of umbra listings13', 23, 'pending', '2026-05-12 13:31:49'),
(15, 3, 1, 'Timber meadow North Listing14', 'Yonder umbra and river again, number five of cedar listings14', 7, 'done', '2026-06-17 14:38:02'),
(16, 4, 4, 'Willow umbra South Listing15', 'Zephyr yonder and willow again, number one of signal listings15', 14, 'active', '2026-07-22 15:45:15'),
(17, 1, 1, 'Alpha cedar East Listing16', 'Alpha harbor and cedar again, number two of alpha listings16', 21, 'pending', '2026-08-27 16:52:28'),
(18, 2, 3, 'Lantern signal West Listing17', 'Harbor meadow and quartz again, number three of quartz listings17', 5, 'done', '2026-09-05 17:59:41'),
(19, 3, 5, 'Paper alpha North Listing18', 'Cedar quartz and velvet again, number four of yonder listings18', 12, 'active', '2026-01-10 18:06:54'),
(20, 4, 2, 'Signal quartz South Listing19', 'Lantern timber and harbor again, number five of orbit listings19', 19, 'pending', '2026-02-15 19:13:07');
select setval(pg_get_serial_sequence('"public"."listings"','id'), 120);
insert into "public"."listing_photos" ("id", "listing_id", "path", "position") values
(1, 1, 'photos/ec232535-22de-49e7-ac2a-16e7699b5197.jpg', 1),
(2, 10, 'photos/defc56ab-41e7-4ee6-a16f-71b0fc5057f5.jpg', 8),
(3, 19, 'photos/9506696f-353f-41df-aeb3-f8c01f61f0e0.jpg', 15),
(4, 8, 'photos/c5059116-9c85-432c-ad58-5a74a0d70ced.jpg', 22),
(5, 13, 'photos/de3148d4-cc4b-4bc3-aa7f-321e204e0e0b.jpg', 6),
(6, 6, 'photos/f210d663-8c88-4662-a535-eb8c9db1f585.jpg', 13),
(7, 15, 'photos/ff3f99fb-b393-414a-a2fc-2c34c7781063.jpg', 20),
(8, 4, 'photos/5015f065-2076-410c-a432-957866b64502.jpg', 4),
(9, 9, 'photos/56331064-a72f-4179-a68d-eec5b38f3f87.jpg', 11),
(10, 18, 'photos/11f65145-c7ca-4d9d-a740-5fe7c357de94.jpg', 18),
(11, 11, 'photos/b1ea1920-a827-4991-a212-058ffc2fc4b7.jpg', 2),
(12, 20, 'photos/bb5e3898-67ad-4726-a1cf-2c9b49a72097.jpg', 9),
(13, 5, 'photos/5788c4f5-3da6-4b3b-a5fd-3e11cfb0561d.jpg', 16),
(14, 14, 'photos/f1b49e9f-7155-4f94-a116-0c68a3060056.jpg', 23),
(15, 3, 'photos/9ad95637-3fc1-403a-ada7-67c7d1fea907.jpg', 7),
(16, 16, 'photos/1df9ec4e-8fb8-49df-a4b8-dbaff4b575cb.jpg', 14),
(17, 1, 'photos/71e83a62-dfdd-491c-a4c9-320f9006cc0e.jpg', 21),
(18, 10, 'photos/6bb88ca7-7ee5-4725-aa84-67d4562f9a29.jpg', 5),
(19, 19, 'photos/584198e3-9eb8-4a79-a430-5b5ccab6d5ef.jpg', 12),
(20, 8, 'photos/d1af25bb-26ce-495c-ad46-137ad96d3485.jpg', 19),
(21, 17, 'photos/068914f1-b191-4535-a366-05d6799869eb.jpg', 3),
(22, 6, 'photos/b2be81d1-9ddd-40ab-a77b-6812d7bb2ebb.jpg', 10),
(23, 15, 'photos/e69bcb8c-6186-4bb5-ac02-4c942031a92c.jpg', 17),
(24, 4, 'photos/1bc920cc-7a9e-4e11-a990-e84e7d7f1bf2.jpg', 1),
(25, 9, 'photos/c8f496b1-2392-490e-a84a-6dd8c89f4833.jpg', 8),
(26, 2, 'photos/af5ab581-35f0-4245-a0ca-8cb86d99d5e8.jpg', 15),
(27, 11, 'photos/0848f2e9-9e67-4492-a550-020e8904ef04.jpg', 22),
(28, 20, 'photos/2599e8ff-82ce-4ab5-a87a-7460b4414c91.jpg', 6),
(29, 5, 'photos/99a44510-62d5-4a40-aa40-8f3fe983114d.jpg', 13),
(30, 14, 'photos/ea3a8e79-96e0-49c3-a233-45534c8c3d67.jpg', 20),
(31, 7, 'photos/644b3f23-dbbf-4ebd-a491-0abf70ba3e8b.jpg', 4),
(32, 16, 'photos/d9a52b45-10ae-45b8-af15-ec13cf9991b8.jpg', 11);
select setval(pg_get_serial_sequence('"public"."listing_photos"','id'), 132);
insert into "public"."favorites" ("user_id", "listing_id", "created_at") values
(1, 1, '2026-01-01 00:00:00'),
(2, 8, '2026-02-06 01:07:13'),
(3, 15, '2026-03-11 02:14:26'),
(4, 2, '2026-04-16 03:21:39'),
(1, 9, '2026-05-21 04:28:52'),
(2, 17, '2026-06-26 05:35:05'),
(3, 4, '2026-07-04 06:42:18'),
(4, 11, '2026-08-09 07:49:31'),
(1, 18, '2026-09-14 08:56:44'),
(2, 5, '2026-01-19 09:03:57'),
(3, 13, '2026-02-24 10:10:10'),
(4, 20, '2026-03-02 11:17:23'),
(1, 7, '2026-04-07 12:24:36'),
(2, 14, '2026-05-12 13:31:49'),
(3, 1, '2026-06-17 14:38:02'),
(4, 9, '2026-07-22 15:45:15');
insert into "public"."saved_searches" ("id", "user_id", "query", "notify") values
(1, 1, '{"q": "bike"}', false),
(2, 2, '{"q": "bike"}', true),
(3, 3, '{"q": "bike"}', true),
(4, 4, '{"q": "bike"}', true),
(5, 1, '{"q": "bike"}', false),
(6, 2, '{"q": "bike"}', true),
(7, 3, '{"q": "bike"}', true),
(8, 4, '{"q": "bike"}', true);
select setval(pg_get_serial_sequence('"public"."saved_searches"','id'), 108);
insert into "public"."conversations" ("id", "listing_id", "buyer_id", "seller_id", "created_at") values
(1, 1, 1, 1, '2026-01-01 00:00:00'),
(2, 8, 2, 4, '2026-02-06 01:07:13'),
(3, 15, 3, 3, '2026-03-11 02:14:26'),
(4, 2, 4, 2, '2026-04-16 03:21:39'),
(5, 9, 1, 1, '2026-05-21 04:28:52'),
(6, 17, 2, 1, '2026-06-26 05:35:05'),
(7, 4, 3, 4, '2026-07-04 06:42:18'),
(8, 11, 4, 3, '2026-08-09 07:49:31');
select setval(pg_get_serial_sequence('"public"."conversations"','id'), 108);
insert into "public"."messages" ("id", "conversation_id", "user_id", "body", "created_at") values
(1, 1, 1, 'Alpha harbor and cedar again, number one of alpha messages0', '2026-01-01 00:00:00'),
(2, 8, 2, 'Harbor meadow and quartz again, number two of quartz messages1', '2026-02-06 01:07:13'),
(3, 7, 3, 'Cedar quartz and velvet again, number three of yonder messages2', '2026-03-11 02:14:26'),
(4, 6, 4, 'Lantern timber and harbor again, number four of orbit messages3', '2026-04-16 03:21:39'),
(5, 5, 1, 'Meadow willow and paper again, number five of velvet messages4', '2026-05-21 04:28:52'),
(6, 5, 2, 'Orbit alpha and umbra again, number one of lantern messages5', '2026-06-26 05:35:05'),
(7, 4, 3, 'Paper lantern and alpha again, number two of timber messages6', '2026-07-04 06:42:18'),
(8, 3, 4, 'Quartz paper and orbit again, number three of harbor messages7', '2026-08-09 07:49:31'),
(9, 2, 1, 'River signal and timber again, number four of river messages8', '2026-09-14 08:56:44'),
(10, 1, 2, 'Signal velvet and zephyr again, number five of zephyr messages9', '2026-01-19 09:03:57'),
(11, 1, 3, 'Timber zephyr and meadow again, number one of paper messages10', '2026-02-24 10:10:10'),
(12, 8, 4, 'Umbra cedar and signal again, number two of willow messages11', '2026-03-02 11:17:23'),
(13, 7, 1, 'Velvet orbit and yonder again, number three of meadow messages12', '2026-04-07 12:24:36'),
(14, 6, 2, 'Willow river and lantern again, number four of umbra messages13', '2026-05-12 13:31:49'),
(15, 5, 3, 'Yonder umbra and river again, number five of cedar messages14', '2026-06-17 14:38:02'),
(16, 5, 4, 'Zephyr yonder and willow again, number one of signal messages15', '2026-07-22 15:45:15'),
(17, 4, 1, 'Alpha harbor and cedar again, number two of alpha messages16', '2026-08-27 16:52:28'),
(18, 3, 2, 'Harbor meadow and quartz again, number three of quartz messages17', '2026-09-05 17:59:41'),
(19, 2, 3, 'Cedar quartz and velvet again, number four of yonder messages18', '2026-01-10 18:06:54'),
(20, 1, 4, 'Lantern timber and harbor again, number five of orbit messages19', '2026-02-15 19:13:07'),
(21, 1, 1, 'Meadow willow and paper again, number one of velvet messages20', '2026-03-20 20:20:20'),
(22, 8, 2, 'Orbit alpha and umbra again, number two of lantern messages21', '2026-04-25 21:27:33'),
(23, 7, 3, 'Paper lantern and alpha again, number three of timber messages22', '2026-05-03 22:34:46'),
(24, 6, 4, 'Quartz paper and orbit again, number four of harbor messages23', '2026-06-08 23:41:59');
select setval(pg_get_serial_sequence('"public"."messages"','id'), 124);
insert into "public"."orders" ("id", "listing_id", "buyer_id", "seller_id", "number", "total", "shipping_name", "created_at") values
(1, 1, 1, 1, 'O-1-2026', 1, 'Alpha cedar East Orders0', '2026-01-01 00:00:00'),
(2, 8, 2, 4, 'O-2-2026', 8, 'Lantern signal West Orders1', '2026-02-06 01:07:13'),
(3, 15, 3, 3, 'O-3-2026', 15, 'Paper alpha North Orders2', '2026-03-11 02:14:26'),
(4, 2, 4, 2, 'O-4-2026', 22, 'Signal quartz South Orders3', '2026-04-16 03:21:39'),
(5, 9, 1, 1, 'O-5-2026', 6, 'Velvet yonder East Orders4', '2026-05-21 04:28:52'),
(6, 17, 2, 1, 'O-6-2026', 13, 'Zephyr orbit West Orders5', '2026-06-26 05:35:05'),
(7, 4, 3, 4, 'O-7-2026', 20, 'Cedar velvet North Orders6', '2026-07-04 06:42:18'),
(8, 11, 4, 3, 'O-8-2026', 4, 'Orbit lantern South Orders7', '2026-08-09 07:49:31');
select setval(pg_get_serial_sequence('"public"."orders"','id'), 108);
insert into "public"."payments" ("id", "order_id", "stripe_payment_intent", "amount") values
(1, 1, 'pi_8a838b1e-7ba3-49f8-a5bd-11c5be853081', 1),
(2, 6, 'pi_dee15519-a8b8-445e-a722-41bc62a2cde5', 8),
(3, 3, 'pi_c11cd1b5-47aa-439c-a07a-89028bb88159', 15),
(4, 8, 'pi_50574f7e-3d46-4592-a9dd-02ed5a2d0f0d', 22),
(5, 1, 'pi_f1aba5dc-d071-4f9a-a5c9-f5573ed2a66f', 6),
(6, 2, 'pi_e12ebc10-d8f7-4ad0-a739-889055a66d8d', 13),
(7, 7, 'pi_58fb9dc3-61d7-4dc9-ab67-68c425f47aef', 20),
(8, 4, 'pi_fa3cde13-45c1-4f20-a6ab-b6c7b52433ca', 4);
select setval(pg_get_serial_sequence('"public"."payments"','id'), 108);
insert into "public"."reviews" ("id", "reviewer_id", "reviewee_id", "rating", "body") values
(1, 1, 1, 1, 'Alpha harbor and cedar again, number one of alpha reviews0'),
(2, 2, 4, 8, 'Harbor meadow and quartz again, number two of quartz reviews1'),
(3, 3, 3, 15, 'Cedar quartz and velvet again, number three of yonder reviews2'),
(4, 4, 2, 22, 'Lantern timber and harbor again, number four of orbit reviews3'),
(5, 1, 1, 6, 'Meadow willow and paper again, number five of velvet reviews4'),
(6, 2, 1, 13, 'Orbit alpha and umbra again, number one of lantern reviews5'),
(7, 3, 4, 20, 'Paper lantern and alpha again, number two of timber reviews6'),
(8, 4, 3, 4, 'Quartz paper and orbit again, number three of harbor reviews7');
select setval(pg_get_serial_sequence('"public"."reviews"','id'), 108);
insert into "public"."notifications" ("id", "type", "notifiable_type", "notifiable_id", "data", "read_at", "created_at") values
('facb1f96-8556-4bb1-a37b-c2634aca1c40', 'App\Notifications\ListingSold', 'App\Models\User', 1, '{"listing_id":5}', '2026-01-01 00:00:00', '2026-01-01 00:00:00'),
('796a4597-ab96-450b-a5f0-d55a17bf6b0e', 'App\Notifications\ListingSold', 'App\Models\User', 2, '{"listing_id":14}', '2026-02-06 01:07:13', '2026-02-06 01:07:13'),
('635500c7-0ae4-4188-a713-d5ed4062c959', 'App\Notifications\ListingSold', 'App\Models\User', 3, '{"listing_id":7}', '2026-03-11 02:14:26', '2026-03-11 02:14:26'),
('890c782a-1b29-4bd6-adbd-2a0523a18253', 'App\Notifications\ListingSold', 'App\Models\User', 4, '{"listing_id":16}', '2026-04-16 03:21:39', '2026-04-16 03:21:39'),
('44caa17e-ea1c-4511-a939-3684152fd3f3', 'App\Notifications\ListingSold', 'App\Models\User', 1, '{"listing_id":1}', '2026-05-21 04:28:52', '2026-05-21 04:28:52'),
('a2ede369-6817-41f9-a43a-381474165f38', 'App\Notifications\ListingSold', 'App\Models\User', 2, '{"listing_id":10}', '2026-06-26 05:35:05', '2026-06-26 05:35:05'),
('5e33dfb6-1a0c-45ce-a04c-b614614a2ba4', 'App\Notifications\ListingSold', 'App\Models\User', 3, '{"listing_id":19}', '2026-07-04 06:42:18', '2026-07-04 06:42:18'),
('c4e5ffcf-b81e-41dc-aa39-63805b638226', 'App\Notifications\ListingSold', 'App\Models\User', 4, '{"listing_id":12}', '2026-08-09 07:49:31', '2026-08-09 07:49:31'),
('dae99716-0a45-4a3f-a5af-f6d63f3af037', 'App\Notifications\ListingSold', 'App\Models\User', 1, '{"listing_id":17}', '2026-09-14 08:56:44', '2026-09-14 08:56:44'),
('013d7018-3e31-4374-a8f5-f2f59a5a8c36', 'App\Notifications\ListingSold', 'App\Models\User', 2, '{"listing_id":6}', '2026-01-19 09:03:57', '2026-01-19 09:03:57'),
('6683c9be-189b-4b7b-a754-a5003b15dbde', 'App\Notifications\ListingSold', 'App\Models\User', 3, '{"listing_id":15}', '2026-02-24 10:10:10', '2026-02-24 10:10:10'),
('f7e149a8-600d-4779-afa7-94b861be7725', 'App\Notifications\ListingSold', 'App\Models\User', 4, '{"listing_id":4}', '2026-03-02 11:17:23', '2026-03-02 11:17:23'),
('28c01acf-9326-4134-a00c-77fa053bcec3', 'App\Notifications\ListingSold', 'App\Models\User', 1, '{"listing_id":13}', '2026-04-07 12:24:36', '2026-04-07 12:24:36'),
('c68b893b-f4fb-4d01-a4ee-11c41242f3e2', 'App\Notifications\ListingSold', 'App\Models\User', 2, '{"listing_id":2}', '2026-05-12 13:31:49', '2026-05-12 13:31:49'),
('12f08801-3801-4960-a2b6-ab6377e734e2', 'App\Notifications\ListingSold', 'App\Models\User', 3, '{"listing_id":11}', '2026-06-17 14:38:02', '2026-06-17 14:38:02'),
('75152b9a-540a-4d70-aa0e-11b973741859', 'App\Notifications\ListingSold', 'App\Models\User', 4, '{"listing_id":20}', '2026-07-22 15:45:15', '2026-07-22 15:45:15');
insert into "public"."reports" ("id", "user_id", "listing_id", "reason") values
(1, 1, 1, 'alpha'),
(2, 2, 8, 'orbit'),
(3, 3, 15, 'timber'),
(4, 4, 2, 'zephyr');
select setval(pg_get_serial_sequence('"public"."reports"','id'), 104);
insert into "public"."jobs" ("id", "queue", "payload", "attempts", "reserved_at", "available_at", "created_at") values
(1, 'default', '{"displayName":"App\\Jobs\\PruneListings","data":{"command":"O:22:\"App\\Jobs\\PruneListings\":0:{}"}}', 1, null, 1, 1),
(2, 'default', '{"displayName":"App\\Jobs\\PruneListings","data":{"command":"O:22:\"App\\Jobs\\PruneListings\":0:{}"}}', 8, null, 8, 8);
select setval(pg_get_serial_sequence('"public"."jobs"','id'), 102);
insert into "public"."failed_jobs" ("id", "uuid", "connection", "queue", "payload", "exception", "failed_at") values
(1, '9ca3d0e7-83e2-4bc4-a4e1-cff09ef30bfd', 'database', 'default', '{"displayName":"App\\Jobs\\PruneListings"}', 'RuntimeException: timed out', '2026-01-01 00:00:00');
select setval(pg_get_serial_sequence('"public"."failed_jobs"','id'), 101);
insert into "public"."cache" ("key", "value", "expiration") values
('laravel_cache_f6f66858-aa87-4f24-a34e-ec4c487aa348', 'i:1;', 1),
('laravel_cache_9542909a-7101-44ee-aea8-22e873ed7d64', 'i:2;', 8),
('laravel_cache_15570ff2-b466-4859-a3e3-3902f2b01052', 'i:3;', 15),
('laravel_cache_981dbcc1-1fb9-4705-aac8-ddbc4eb3e170', 'i:4;', 22);
insert into "public"."blocked_users" ("user_id", "blocked_user_id") values
(1, 1),
(2, 4),
(3, 3),
(4, 2);
set session_replication_role = default;
