set session_replication_role = replica;
insert into "auth"."users" ("id", "instance_id", "aud", "role", "email", "encrypted_password", "email_confirmed_at", "confirmation_token", "recovery_token", "raw_app_meta_data", "raw_user_meta_data", "is_super_admin", "created_at", "phone", "is_anonymous") values
('fd996c1e-670e-416a-abdd-da6d632f4588', '00000000-0000-0000-0000-000000000000', 'authenticated', 'authenticated', 'ada.adler0@timber-aut.example', 'f161880f7290bee41501febce6a62db6962a3b2f', '2026-01-01 00:00:00', '', '', '{"provider": "email", "providers": ["email"]}', '{"full_name": "Someone 1"}', false, '2026-01-01 00:00:00', null, false),
('2207f482-9679-4ad2-a56a-89e09e9caa24', '00000000-0000-0000-0000-000000000000', 'authenticated', 'authenticated', 'ben.adler1@umbra-aut.example', 'fc2be386a9073061a3311c248fa9dbbacf084457', '2026-02-06 01:07:13', '', '', '{"provider": "email", "providers": ["email"]}', '{"full_name": "Someone 2"}', true, '2026-02-06 01:07:13', null, true),
('045db9fb-dfaa-442d-ac0f-13dc92687271', '00000000-0000-0000-0000-000000000000', 'authenticated', 'authenticated', 'cleo.brandt2@velvet-aut.example', 'c8d2166668a6983e85d59438926dfe104508ca85', '2026-03-11 02:14:26', '', '', '{"provider": "email", "providers": ["email"]}', '{"full_name": "Someone 3"}', true, '2026-03-11 02:14:26', null, true),
('8f736f75-0077-495f-a843-05b9d00d82cb', '00000000-0000-0000-0000-000000000000', 'authenticated', 'authenticated', 'dan.brandt3@willow-aut.example', '89ab270c403bd6a48e10e4fa572fbe06f9c2efe6', '2026-04-16 03:21:39', '', '', '{"provider": "email", "providers": ["email"]}', '{"full_name": "Someone 4"}', true, '2026-04-16 03:21:39', null, true);
insert into "auth"."identities" ("id", "provider_id", "user_id", "identity_data", "provider", "created_at") values
('937553d0-c1c2-4914-accb-76ef0230d62a', '', 'fd996c1e-670e-416a-abdd-da6d632f4588', '{"sub": "fd996c1e-670e-416a-abdd-da6d632f4588"}', 'email', '2026-01-01 00:00:00'),
('170eea26-d904-45d6-a65b-d3935cef729d', '', '2207f482-9679-4ad2-a56a-89e09e9caa24', '{"sub": "2207f482-9679-4ad2-a56a-89e09e9caa24"}', 'email', '2026-02-06 01:07:13'),
('194bc8d6-c2c4-4353-adfe-e7a545bc495e', '', '045db9fb-dfaa-442d-ac0f-13dc92687271', '{"sub": "045db9fb-dfaa-442d-ac0f-13dc92687271"}', 'email', '2026-03-11 02:14:26'),
('c8738453-bf2b-4ff1-ae1c-754084422d45', '', '8f736f75-0077-495f-a843-05b9d00d82cb', '{"sub": "8f736f75-0077-495f-a843-05b9d00d82cb"}', 'email', '2026-04-16 03:21:39');
insert into "auth"."sessions" ("id", "user_id", "factor_id", "user_agent", "ip", "created_at") values
('0331b556-4704-4d84-af8c-1e8078e1f9ba', 'fd996c1e-670e-416a-abdd-da6d632f4588', null, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '10.13.0.1', '2026-01-01 00:00:00'),
('22769239-70bd-4d63-ab17-43a7faae7d59', '2207f482-9679-4ad2-a56a-89e09e9caa24', null, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '10.13.0.2', '2026-02-06 01:07:13'),
('84f50d3f-5161-49a3-a350-173a41b63176', '045db9fb-dfaa-442d-ac0f-13dc92687271', null, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '10.13.0.3', '2026-03-11 02:14:26'),
('13ca5ea8-e152-41d2-a77d-ca12e143ade3', '8f736f75-0077-495f-a843-05b9d00d82cb', null, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '10.13.0.4', '2026-04-16 03:21:39'),
('319c7b69-bc81-4eb4-a518-285a41132237', 'fd996c1e-670e-416a-abdd-da6d632f4588', null, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '10.13.0.5', '2026-05-21 04:28:52'),
('8a38f190-32f5-4655-a52a-d6e719eb30f7', '2207f482-9679-4ad2-a56a-89e09e9caa24', null, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '10.13.0.6', '2026-06-26 05:35:05'),
('996f99de-c812-4894-a38f-981426a04d8b', '045db9fb-dfaa-442d-ac0f-13dc92687271', null, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '10.13.0.7', '2026-07-04 06:42:18'),
('a2e0c298-ff48-4c5b-a053-e1d4f6aed502', '8f736f75-0077-495f-a843-05b9d00d82cb', null, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '10.13.0.8', '2026-08-09 07:49:31');
insert into "auth"."refresh_tokens" ("id", "instance_id", "token", "user_id", "revoked", "parent", "session_id") values
(1, '00000000-0000-0000-0000-000000000000', '3fb4e94872650fbafe80c8f53350a14760c7ff14', 'fd996c1e-670e-416a-abdd-da6d632f4588', false, null, '0331b556-4704-4d84-af8c-1e8078e1f9ba'),
(2, '00000000-0000-0000-0000-000000000000', 'b856ca68f97b3c4903e555be9b50bd616efff3dc', '2207f482-9679-4ad2-a56a-89e09e9caa24', true, null, '8a38f190-32f5-4655-a52a-d6e719eb30f7'),
(3, '00000000-0000-0000-0000-000000000000', '6ffbe4fda576b45dc306717189d875ba07e3274a', '045db9fb-dfaa-442d-ac0f-13dc92687271', true, null, '84f50d3f-5161-49a3-a350-173a41b63176'),
(4, '00000000-0000-0000-0000-000000000000', '69ab27b34da2db5d92909494cceedbe1aa762b3b', '8f736f75-0077-495f-a843-05b9d00d82cb', true, null, 'a2e0c298-ff48-4c5b-a053-e1d4f6aed502'),
(5, '00000000-0000-0000-0000-000000000000', '93860e22d4283cae719c033f80539d4ef40759ed', 'fd996c1e-670e-416a-abdd-da6d632f4588', false, null, '0331b556-4704-4d84-af8c-1e8078e1f9ba'),
(6, '00000000-0000-0000-0000-000000000000', '7356f2ba48a0a60b38dad5ed92ddbdbd5057d3d6', '2207f482-9679-4ad2-a56a-89e09e9caa24', true, null, '22769239-70bd-4d63-ab17-43a7faae7d59'),
(7, '00000000-0000-0000-0000-000000000000', 'f98be4ba69020afc4173398ddb989108f1dcda35', '045db9fb-dfaa-442d-ac0f-13dc92687271', true, null, '996f99de-c812-4894-a38f-981426a04d8b'),
(8, '00000000-0000-0000-0000-000000000000', '2aa4d0f113b21cca024f43ba4610f60082b4f2b2', '8f736f75-0077-495f-a843-05b9d00d82cb', true, null, '13ca5ea8-e152-41d2-a77d-ca12e143ade3');
select setval(pg_get_serial_sequence('"auth"."refresh_tokens"','id'), 108);
insert into "auth"."schema_migrations" ("version") values
('cls6h2v2yzlc1q3397qph6ba5'),
('clrghg17ykj4tj1p4acl49yzf'),
('cl1nkpo6ezqzcoodjgogc9jvx'),
('clfl1xcsof31qp1hghjfbq0cc'),
('cllbay1djvot5fv14k9cu4jht');
insert into "auth"."audit_log_entries" ("instance_id", "id", "payload", "created_at", "ip_address") values
('00000000-0000-0000-0000-000000000000', '1025408a-2a56-4d28-a700-2e1e816b794e', '{"action": "login", "actor_id": "fd996c1e-670e-416a-abdd-da6d632f4588", "actor_username": "ada.adler0@timber-aut.example"}', '2026-01-01 00:00:00', '10.22.0.1'),
('00000000-0000-0000-0000-000000000000', 'a5b2c7bf-49fe-4b3a-ac4a-0fc1b211860f', '{"action": "login", "actor_id": "2207f482-9679-4ad2-a56a-89e09e9caa24", "actor_username": "ben.adler1@umbra-aut.example"}', '2026-02-06 01:07:13', '10.22.0.2'),
('00000000-0000-0000-0000-000000000000', '5aa66526-6be5-443d-aee5-29b81699a586', '{"action": "login", "actor_id": "045db9fb-dfaa-442d-ac0f-13dc92687271", "actor_username": "cleo.brandt2@velvet-aut.example"}', '2026-03-11 02:14:26', '10.22.0.3'),
('00000000-0000-0000-0000-000000000000', 'ec2101ee-6527-404f-ad10-eea5fee24803', '{"action": "login", "actor_id": "8f736f75-0077-495f-a843-05b9d00d82cb", "actor_username": "dan.brandt3@willow-aut.example"}', '2026-04-16 03:21:39', '10.22.0.4'),
('00000000-0000-0000-0000-000000000000', '109ae43e-c033-4e6c-a4d3-4343f92bdc53', '{"action": "login", "actor_id": "fd996c1e-670e-416a-abdd-da6d632f4588", "actor_username": "ada.adler0@timber-aut.example"}', '2026-05-21 04:28:52', '10.22.0.5'),
('00000000-0000-0000-0000-000000000000', '414f9f6b-dee9-458b-a097-6180267021b0', '{"action": "login", "actor_id": "2207f482-9679-4ad2-a56a-89e09e9caa24", "actor_username": "ben.adler1@umbra-aut.example"}', '2026-06-26 05:35:05', '10.22.0.6'),
('00000000-0000-0000-0000-000000000000', 'f1f9b6ed-eb81-4046-a2a6-e63b36684c0c', '{"action": "login", "actor_id": "045db9fb-dfaa-442d-ac0f-13dc92687271", "actor_username": "cleo.brandt2@velvet-aut.example"}', '2026-07-04 06:42:18', '10.22.0.7'),
('00000000-0000-0000-0000-000000000000', 'df6c62a6-1402-40d5-a957-e18833e7ae23', '{"action": "login", "actor_id": "8f736f75-0077-495f-a843-05b9d00d82cb", "actor_username": "dan.brandt3@willow-aut.example"}', '2026-08-09 07:49:31', '10.22.0.8'),
('00000000-0000-0000-0000-000000000000', 'f0f28a04-b901-4c91-a30d-619a5c23247c', '{"action": "login", "actor_id": "fd996c1e-670e-416a-abdd-da6d632f4588", "actor_username": "ada.adler0@timber-aut.example"}', '2026-09-14 08:56:44', '10.22.0.9'),
('00000000-0000-0000-0000-000000000000', 'fb3ce99d-0c27-4206-a5a8-dccb7cd16853', '{"action": "login", "actor_id": "2207f482-9679-4ad2-a56a-89e09e9caa24", "actor_username": "ben.adler1@umbra-aut.example"}', '2026-01-19 09:03:57', '10.22.0.10'),
('00000000-0000-0000-0000-000000000000', '613238e6-37b0-46e2-adac-1eb02034bcf7', '{"action": "login", "actor_id": "045db9fb-dfaa-442d-ac0f-13dc92687271", "actor_username": "cleo.brandt2@velvet-aut.example"}', '2026-02-24 10:10:10', '10.22.0.11'),
('00000000-0000-0000-0000-000000000000', '995aafe2-10b1-464c-a282-56abe2974543', '{"action": "login", "actor_id": "8f736f75-0077-495f-a843-05b9d00d82cb", "actor_username": "dan.brandt3@willow-aut.example"}', '2026-03-02 11:17:23', '10.22.0.12');
insert into "storage"."buckets" ("id", "name", "owner", "public") values
('clhi5yctli2sz9shhbhyilhna', 'alpha-name-0', null, false),
('clsidvhnzqiiyyo3pmyo2pa6n', 'harbor-name-1', null, true);
insert into "storage"."objects" ("id", "bucket_id", "name", "owner", "owner_id", "metadata", "created_at") values
('a3b83a30-4d48-4d66-ae4b-83c741dc393e', 'clhi5yctli2sz9shhbhyilhna', 'fd996c1e-670e-416a-abdd-da6d632f4588/13507f43-b1e8-47e7-a763-9e87fed246eb.png', 'fd996c1e-670e-416a-abdd-da6d632f4588', 'fd996c1e-670e-416a-abdd-da6d632f4588', '{}', '2026-01-01 00:00:00'),
('b9b403f7-377b-417b-a39f-a75d8c5aeb31', 'clsidvhnzqiiyyo3pmyo2pa6n', '2207f482-9679-4ad2-a56a-89e09e9caa24/48622468-2236-4c61-a746-55f8b3c0a9e9.png', '2207f482-9679-4ad2-a56a-89e09e9caa24', '2207f482-9679-4ad2-a56a-89e09e9caa24', '{}', '2026-02-06 01:07:13'),
('56dc9d38-26ec-4689-afd2-66181ebea51f', 'clhi5yctli2sz9shhbhyilhna', '045db9fb-dfaa-442d-ac0f-13dc92687271/db4e2e67-5f34-4b95-ad82-833488e760b0.png', '045db9fb-dfaa-442d-ac0f-13dc92687271', '045db9fb-dfaa-442d-ac0f-13dc92687271', '{}', '2026-03-11 02:14:26'),
('cbd9e791-4079-4846-a575-d972e696ec36', 'clsidvhnzqiiyyo3pmyo2pa6n', '8f736f75-0077-495f-a843-05b9d00d82cb/df769f3c-9af6-4551-a4ae-3128f8215540.png', '8f736f75-0077-495f-a843-05b9d00d82cb', '8f736f75-0077-495f-a843-05b9d00d82cb', '{}', '2026-04-16 03:21:39'),
('1fc2b606-a685-497e-a167-d2008ed3ebe9', 'clhi5yctli2sz9shhbhyilhna', 'fd996c1e-670e-416a-abdd-da6d632f4588/bf4b90ed-8890-4d87-aca2-9c1d2b3701b2.png', 'fd996c1e-670e-416a-abdd-da6d632f4588', 'fd996c1e-670e-416a-abdd-da6d632f4588', '{}', '2026-05-21 04:28:52'),
('9da5fb98-fd66-472b-a2d2-a0264078643b', 'clhi5yctli2sz9shhbhyilhna', '2207f482-9679-4ad2-a56a-89e09e9caa24/62596e3b-0b9b-474a-a16d-7f1f2db78546.png', '2207f482-9679-4ad2-a56a-89e09e9caa24', '2207f482-9679-4ad2-a56a-89e09e9caa24', '{}', '2026-06-26 05:35:05'),
('56803852-11a7-43e8-ae22-9aee935d3797', 'clsidvhnzqiiyyo3pmyo2pa6n', '045db9fb-dfaa-442d-ac0f-13dc92687271/e884a617-2b25-4fd5-ac94-528e45992990.png', '045db9fb-dfaa-442d-ac0f-13dc92687271', '045db9fb-dfaa-442d-ac0f-13dc92687271', '{}', '2026-07-04 06:42:18'),
('16c90ffb-affe-42f2-acb0-9a45701e4b43', 'clhi5yctli2sz9shhbhyilhna', '8f736f75-0077-495f-a843-05b9d00d82cb/da101e54-5674-4cf0-adfa-0f5080e57ad9.png', '8f736f75-0077-495f-a843-05b9d00d82cb', '8f736f75-0077-495f-a843-05b9d00d82cb', '{}', '2026-08-09 07:49:31');
insert into "public"."profiles" ("id", "username", "full_name", "avatar_url", "updated_at") values
('fd996c1e-670e-416a-abdd-da6d632f4588', 'river-harbor-pr0', 'Ada Adler', 'https://alpha.example/profiles/7e6d20', '2026-01-01 00:00:00'),
('2207f482-9679-4ad2-a56a-89e09e9caa24', 'willow-meadow-pr1', 'Finn Dorn', 'https://harbor.example/profiles/3c8062', '2026-02-06 01:07:13'),
('045db9fb-dfaa-442d-ac0f-13dc92687271', 'cedar-quartz-pr2', 'Kira Green', 'https://cedar.example/profiles/214628', '2026-03-11 02:14:26'),
('8f736f75-0077-495f-a843-05b9d00d82cb', 'quartz-timber-pr3', 'Paul Jansen', 'https://lantern.example/profiles/3afd78', '2026-04-16 03:21:39');
insert into "public"."notebooks" ("id", "owner_id", "title", "created_at") values
('dfe436e2-754f-437f-a9ad-310e0d147835', 'fd996c1e-670e-416a-abdd-da6d632f4588', 'Alpha cedar East Noteboo0', '2026-01-01 00:00:00'),
('958d75c5-3545-4562-a76d-990d5346fc14', '2207f482-9679-4ad2-a56a-89e09e9caa24', 'Lantern signal West Noteboo1', '2026-02-06 01:07:13'),
('40fd126d-877b-4502-ad53-a3efa2ce6034', '045db9fb-dfaa-442d-ac0f-13dc92687271', 'Paper alpha North Noteboo2', '2026-03-11 02:14:26'),
('c7cbf866-b60c-4832-a106-329cae860100', '8f736f75-0077-495f-a843-05b9d00d82cb', 'Signal quartz South Noteboo3', '2026-04-16 03:21:39'),
('50c88763-e921-484f-aca8-4daeb24706d4', 'fd996c1e-670e-416a-abdd-da6d632f4588', 'Velvet yonder East Noteboo4', '2026-05-21 04:28:52'),
('6baaaa0f-89fd-47b0-ab46-576ecd193e6d', '2207f482-9679-4ad2-a56a-89e09e9caa24', 'Zephyr orbit West Noteboo5', '2026-06-26 05:35:05'),
('76999c71-dc1e-4ac3-a824-014d8b97627f', '045db9fb-dfaa-442d-ac0f-13dc92687271', 'Cedar velvet North Noteboo6', '2026-07-04 06:42:18'),
('16882b86-f1f9-4ab8-a3d6-62ec1389b544', '8f736f75-0077-495f-a843-05b9d00d82cb', 'Orbit lantern South Noteboo7', '2026-08-09 07:49:31');
insert into "public"."notes" ("id", "notebook_id", "body", "tags") values
('aecc4826-0cd7-4445-af2f-36de0813aa52', 'dfe436e2-754f-437f-a9ad-310e0d147835', 'Alpha harbor and cedar again, number one of alpha notes0', '{}'),
('3ffa66b6-1a98-481f-adb8-6180b9b5d0d2', '6baaaa0f-89fd-47b0-ab46-576ecd193e6d', 'Harbor meadow and quartz again, number two of quartz notes1', '{}'),
('4bf29c3f-1e28-4e4c-a64a-695bc6e6e596', '40fd126d-877b-4502-ad53-a3efa2ce6034', 'Cedar quartz and velvet again, number three of yonder notes2', '{}'),
('ed89d4e3-17f4-44ee-a420-6ed362e2fe4d', '16882b86-f1f9-4ab8-a3d6-62ec1389b544', 'Lantern timber and harbor again, number four of orbit notes3', '{}'),
('28ae3976-c843-413e-a646-f898b1668a61', 'dfe436e2-754f-437f-a9ad-310e0d147835', 'Meadow willow and paper again, number five of velvet notes4', '{}'),
('77031ba8-96cd-4961-a9ee-117af7971bf7', '958d75c5-3545-4562-a76d-990d5346fc14', 'Orbit alpha and umbra again, number one of lantern notes5', '{}'),
('72b9ae8e-1099-496a-a046-9516adb2d4c8', '76999c71-dc1e-4ac3-a824-014d8b97627f', 'Paper lantern and alpha again, number two of timber notes6', '{}'),
('1f96d5e7-e5bc-4fa8-ab12-1868e1f37e52', 'c7cbf866-b60c-4832-a106-329cae860100', 'Quartz paper and orbit again, number three of harbor notes7', '{}'),
('b49c8447-5ac6-43e7-abc5-e3cff30158b9', '50c88763-e921-484f-aca8-4daeb24706d4', 'River signal and timber again, number four of river notes8', '{}'),
('b26ebb45-6cc9-4e20-ab15-746147e6ee05', '958d75c5-3545-4562-a76d-990d5346fc14', 'Signal velvet and zephyr again, number five of zephyr notes9', '{}'),
('054a8d03-e7b5-4b4c-a88e-6f188df31f4e', '40fd126d-877b-4502-ad53-a3efa2ce6034', 'Timber zephyr and meadow again, number one of paper notes10', '{}'),
('846942b4-6224-4514-af53-7386a079088b', '16882b86-f1f9-4ab8-a3d6-62ec1389b544', 'Umbra cedar and signal again, number two of willow notes11', '{}'),
('b24995a8-7a15-4b5c-a088-31d5678d07f6', 'dfe436e2-754f-437f-a9ad-310e0d147835', 'Velvet orbit and yonder again, number three of meadow notes12', '{}'),
('a9f0861a-e5d9-4c5f-aff6-9a352d081825', '6baaaa0f-89fd-47b0-ab46-576ecd193e6d', 'Willow river and lantern again, number four of umbra notes13', '{}'),
('54fd76d8-12e3-4ed6-ab09-72bccd64af75', '40fd126d-877b-4502-ad53-a3efa2ce6034', 'Yonder umbra and river again, number five of cedar notes14', '{}'),
('f72a55ac-0536-430b-a9bb-e9e8d06999d8', 'c7cbf866-b60c-4832-a106-329cae860100', 'Zephyr yonder and willow again, number one of signal notes15', '{}'),
('974aff0b-1b27-42b7-af91-70ac26e322e3', '50c88763-e921-484f-aca8-4daeb24706d4', 'Alpha harbor and cedar again, number two of alpha notes16', '{}'),
('b725beb6-4de1-4138-adcb-0754eb14a99e', '958d75c5-3545-4562-a76d-990d5346fc14', 'Harbor meadow and quartz again, number three of quartz notes17', '{}'),
('fb44d6d8-1231-43f6-aeff-698f5e6acfd7', '76999c71-dc1e-4ac3-a824-014d8b97627f', 'Cedar quartz and velvet again, number four of yonder notes18', '{}'),
('1821bf52-675e-47a6-a4e7-cedbc2eeb850', 'c7cbf866-b60c-4832-a106-329cae860100', 'Lantern timber and harbor again, number five of orbit notes19', '{}'),
('245bd7d6-676c-461e-a8ac-00566c64a381', 'dfe436e2-754f-437f-a9ad-310e0d147835', 'Meadow willow and paper again, number one of velvet notes20', '{}'),
('e8739653-c75f-4831-a12f-f0d0e2ed1bf3', '6baaaa0f-89fd-47b0-ab46-576ecd193e6d', 'Orbit alpha and umbra again, number two of lantern notes21', '{}'),
('364d0d1c-5bfc-4750-ac6d-2f9264fd1144', '40fd126d-877b-4502-ad53-a3efa2ce6034', 'Paper lantern and alpha again, number three of timber notes22', '{}'),
('9a7eed8f-07ab-4016-af34-0acafe594d4f', '16882b86-f1f9-4ab8-a3d6-62ec1389b544', 'Quartz paper and orbit again, number four of harbor notes23', '{}');
insert into "public"."note_shares" ("note_id", "shared_with", "can_edit") values
('aecc4826-0cd7-4445-af2f-36de0813aa52', 'fd996c1e-670e-416a-abdd-da6d632f4588', false),
('77031ba8-96cd-4961-a9ee-117af7971bf7', '8f736f75-0077-495f-a843-05b9d00d82cb', true),
('054a8d03-e7b5-4b4c-a88e-6f188df31f4e', '045db9fb-dfaa-442d-ac0f-13dc92687271', true),
('f72a55ac-0536-430b-a9bb-e9e8d06999d8', '2207f482-9679-4ad2-a56a-89e09e9caa24', true),
('974aff0b-1b27-42b7-af91-70ac26e322e3', 'fd996c1e-670e-416a-abdd-da6d632f4588', false),
('3ffa66b6-1a98-481f-adb8-6180b9b5d0d2', 'fd996c1e-670e-416a-abdd-da6d632f4588', true),
('72b9ae8e-1099-496a-a046-9516adb2d4c8', '8f736f75-0077-495f-a843-05b9d00d82cb', true),
('846942b4-6224-4514-af53-7386a079088b', '045db9fb-dfaa-442d-ac0f-13dc92687271', true);
insert into "public"."subscriptions" ("user_id", "stripe_customer_id", "status") values
('fd996c1e-670e-416a-abdd-da6d632f4588', 'cus_27937856-2f95-49bb-a8bd-10d8100146ac', 'active'),
('2207f482-9679-4ad2-a56a-89e09e9caa24', 'cus_2f7705f1-de58-4bd4-aadd-b5b5c2f505f5', 'pending'),
('045db9fb-dfaa-442d-ac0f-13dc92687271', 'cus_3c83cebb-1f07-49c4-a37c-4e0fec78a1ed', 'done'),
('8f736f75-0077-495f-a843-05b9d00d82cb', 'cus_4cf3bf74-1e7b-43c9-a0cb-c1e9afd1c0b5', 'active');
insert into "public"."feedback" ("id", "user_id", "message") values
('4fc16a09-4eb4-459d-a472-ba002b26a4b1', 'fd996c1e-670e-416a-abdd-da6d632f4588', 'Alpha harbor and cedar again, number one of alpha feedback0'),
('618132ef-c538-4950-adf9-9d0181a6a28b', '2207f482-9679-4ad2-a56a-89e09e9caa24', 'Harbor meadow and quartz again, number two of quartz feedback1'),
('d10df01f-0c29-4bf2-a2a9-3669b71f302d', '045db9fb-dfaa-442d-ac0f-13dc92687271', 'Cedar quartz and velvet again, number three of yonder feedback2'),
('7fb2dc3d-303d-42af-a0fe-8f4ae3737c2b', '8f736f75-0077-495f-a843-05b9d00d82cb', 'Lantern timber and harbor again, number four of orbit feedback3');
insert into "public"."templates" ("id", "title", "body") values
('66b9950d-6246-4bd9-ac78-4255b172a6a4', 'Alpha cedar East Templat0', 'Alpha harbor and cedar again, number one of alpha templates0'),
('1fa16025-c0ac-4212-a0a3-5015c208b185', 'Lantern signal West Templat1', 'Harbor meadow and quartz again, number two of quartz templates1'),
('5379404b-8559-449b-af31-c3bc7187472f', 'Paper alpha North Templat2', 'Cedar quartz and velvet again, number three of yonder templates2'),
('bd8b68ea-bf67-4503-a31d-8f44ebc4c80a', 'Signal quartz South Templat3', 'Lantern timber and harbor again, number four of orbit templates3');
set session_replication_role = default;
