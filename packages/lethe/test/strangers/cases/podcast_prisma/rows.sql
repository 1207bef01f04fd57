set session_replication_role = replica;
insert into "public"."_prisma_migrations" ("id", "checksum", "finished_at", "migration_name", "logs", "rolled_back_at", "started_at", "applied_steps_count") values
('clnsyntvj9i9c5b42y7nx3tjt', 'e6d081be0b14351a3dd3fec91dab9fde11da8535', '2026-01-01 00:00:00', 'Alpha cedar East Migrati0', null, null, '2026-01-01 00:00:00', 1),
('clbdlpu9tuq6esqmdqu4gptf1', '6d7fd7138088882b6b0d210100a806761a4ff2aa', '2026-02-06 01:07:13', 'Lantern signal West Migrati1', null, null, '2026-02-06 01:07:13', 8),
('cljlundtsimf9v172ajcehqqc', 'e24098be4d5016b15ca499fd9fd1707a63875f35', '2026-03-11 02:14:26', 'Paper alpha North Migrati2', null, null, '2026-03-11 02:14:26', 15),
('clvmnl8qmss86s1o6mjv213fn', 'cb55dde29909a76d115bd51de57eef27b5119e74', '2026-04-16 03:21:39', 'Signal quartz South Migrati3', null, null, '2026-04-16 03:21:39', 22),
('clynvjfh7r452343v5umv0dvh', '57592ab47355cd04b8a88ac9998cef171ece9297', '2026-05-21 04:28:52', 'Velvet yonder East Migrati4', null, null, '2026-05-21 04:28:52', 6),
('cl3fj4061p32owfd5alifwn8y', 'd0bca4e43c061b3c6562f811506ae7ff86359f80', '2026-06-26 05:35:05', 'Zephyr orbit West Migrati5', null, null, '2026-06-26 05:35:05', 13);
insert into "public"."User" ("id", "email", "name", "image", "passwordHash", "createdAt") values
('cliy7sw6oe0jfshq14s9vkf1y', 'ada.adler0@meadow-Use.example', 'Ada Adler', 'alpha', '1d80bb8435c4738212184c9a27bf10c6e0d1c833', '2026-01-01 00:00:00'),
('cl3mjih603gsj7wre79ewa9py', 'ben.adler1@orbit-Use.example', 'Finn Dorn', 'orbit', 'aa242c33cdff7dc703e25138665e61d4c00eb438', '2026-02-06 01:07:13'),
('cluv30cu2coayzlno07kgwolu', 'cleo.brandt2@paper-Use.example', 'Kira Green', 'timber', '3ed16f3b5fa941c7e6f69270317920f48e436a75', '2026-03-11 02:14:26'),
('clr1ela2o9a1tk1m7nqrf2oeu', 'dan.brandt3@quartz-Use.example', 'Paul Jansen', 'zephyr', '425e6e31e5dcad22e0553153a229378330445bff', '2026-04-16 03:21:39');
insert into "public"."Account" ("id", "userId", "provider", "providerAccountId", "access_token") values
('cl42nlefdqjazw12q7feqfwkg', 'cliy7sw6oe0jfshq14s9vkf1y', 'apple', '0177.c5f74e4a-55ca-4e32-a35a-537537dc95b7', '5079697f36bc2d602fa3418dbceba117ad3371fc'),
('clkl4qayt9a5ibt1ilq9wmgmy', 'cl3mjih603gsj7wre79ewa9py', 'apple', '0277.fc9d0859-c0b8-4683-a9cb-ac1d1ecff1f7', '32af4f1b831fac7bc3727ddcfdceba2e032acef4'),
('clsg2j4osnpiw4lj4aahs79us', 'cluv30cu2coayzlno07kgwolu', 'apple', '0377.4933d67c-b589-473f-aaf2-c2b0b529f3d8', 'a36141697500618a23042a86489a7aca96d96b16'),
('clnvjwmwexr17m2ggijfa6wfm', 'clr1ela2o9a1tk1m7nqrf2oeu', 'apple', '0477.7454b0b4-4f91-44db-ad6c-9fb8aa69169e', '5a6d687203e0d296c591e8328226eeb8346fd34b');
insert into "public"."Session" ("id", "sessionToken", "userId", "expires") values
('cljwezz4z9tjx29mhkm147vcj', '25572f366fa98252dad027c0ab875d84512e68b4', 'cliy7sw6oe0jfshq14s9vkf1y', '2026-01-01 00:00:00'),
('clhschqozbe5j4w57ep01wxa4', 'f7c104b1fc36b6dcffebc987d178dae7124ea40e', 'cl3mjih603gsj7wre79ewa9py', '2026-02-06 01:07:13'),
('cljdnajl5hu7uslklg7lfp45a', '0740f6651f2b1d0d625767c9e249f811f52aa378', 'cluv30cu2coayzlno07kgwolu', '2026-03-11 02:14:26'),
('clz9gyg18x4zpdz3l7dnnm8k7', '24ba396c3f9be2c8176dc7a6851353a93864860e', 'clr1ela2o9a1tk1m7nqrf2oeu', '2026-04-16 03:21:39'),
('clt1v2ko49u3vq78v4zsqvgpr', '252261ddfb9e1af74b3788340eb2e7a078b498b2', 'cliy7sw6oe0jfshq14s9vkf1y', '2026-05-21 04:28:52'),
('clsfd8ug25dsg8tyftwpq9zr6', 'ad15890de76034e62029162863b00a0bbca4f935', 'cl3mjih603gsj7wre79ewa9py', '2026-06-26 05:35:05'),
('cl5kj5roifswz7969e9lipdrv', '1f0a9c1b2dc8585ee07aa34a943e42eeb7898e19', 'cluv30cu2coayzlno07kgwolu', '2026-07-04 06:42:18'),
('cl7r6tkg1v973gu2b97v1efwy', 'a072208009fd44392ce736fb4a8bbb4a7279ce89', 'clr1ela2o9a1tk1m7nqrf2oeu', '2026-08-09 07:49:31');
insert into "public"."VerificationToken" ("identifier", "token", "expires") values
('ada.adler0@meadow-Use.example', 'cca81effd124b999fa690ec6f6b53044a4a55c9d', '2026-01-01 00:00:00'),
('ben.adler1@orbit-Use.example', 'b26a92dfa0abcfcd19a8e13e7342723bdf70dbdc', '2026-02-06 01:07:13'),
('cleo.brandt2@paper-Use.example', 'a5b9bafcb75da7d80ace57364f87effd6d820850', '2026-03-11 02:14:26'),
('dan.brandt3@quartz-Use.example', '50575e60667b5e88ff93bdeb0c4a67f2b48f1157', '2026-04-16 03:21:39');
insert into "public"."Podcast" ("id", "title", "feedUrl", "imageUrl") values
('clest5sp5bd1zlue6yj0kqgo5', 'Alpha cedar East Podcast0', 'https://alpha.example/Podcast/a6a3d9', 'https://alpha.example/Podcast/a6a3d9'),
('cl7qbhhlv8qqscq4ofl3pxuhy', 'Lantern signal West Podcast1', 'https://harbor.example/Podcast/b77007', 'https://harbor.example/Podcast/b77007'),
('cl7nb4r5rdw4ypafd2xy9dfea', 'Paper alpha North Podcast2', 'https://cedar.example/Podcast/14c7c5', 'https://cedar.example/Podcast/14c7c5'),
('clv7s6l75a7egpd080pu7xdop', 'Signal quartz South Podcast3', 'https://lantern.example/Podcast/501942', 'https://lantern.example/Podcast/501942'),
('clt2wwuyrokbc3lyyz6vz10gb', 'Velvet yonder East Podcast4', 'https://meadow.example/Podcast/dcac55', 'https://meadow.example/Podcast/dcac55');
insert into "public"."Episode" ("id", "podcastId", "title", "audioUrl", "publishedAt") values
('cl6jacemasu22joh7vxe0a6or', 'clest5sp5bd1zlue6yj0kqgo5', 'Alpha cedar East Episode0', 'https://alpha.example/Episode/b1b7e0', '2026-01-01 00:00:00'),
('clfwcwni2lrr8ftipy4msiyy8', 'cl7nb4r5rdw4ypafd2xy9dfea', 'Lantern signal West Episode1', 'https://harbor.example/Episode/dca414', '2026-02-06 01:07:13'),
('cl5v7o3559wslbjt804rl6t1z', 'clt2wwuyrokbc3lyyz6vz10gb', 'Paper alpha North Episode2', 'https://cedar.example/Episode/a705d8', '2026-03-11 02:14:26'),
('clw316tnt6devmfbc5y1nqarl', 'cl7qbhhlv8qqscq4ofl3pxuhy', 'Signal quartz South Episode3', 'https://lantern.example/Episode/851133', '2026-04-16 03:21:39'),
('clg108l01mikmnguiy677qmcg', 'clv7s6l75a7egpd080pu7xdop', 'Velvet yonder East Episode4', 'https://meadow.example/Episode/0b0134', '2026-05-21 04:28:52'),
('cl61ga8w005ypw51y8hmcl0yb', 'cl7qbhhlv8qqscq4ofl3pxuhy', 'Zephyr orbit West Episode5', 'https://orbit.example/Episode/6fd346', '2026-06-26 05:35:05'),
('clg8o7wqm4ru2x1e5miv32397', 'clv7s6l75a7egpd080pu7xdop', 'Cedar velvet North Episode6', 'https://paper.example/Episode/b3cc52', '2026-07-04 06:42:18'),
('cl59yxtrz6n3izz1eh2kbptw2', 'clest5sp5bd1zlue6yj0kqgo5', 'Orbit lantern South Episode7', 'https://quartz.example/Episode/41b9d8', '2026-08-09 07:49:31'),
('clx74enpc5kdh831sbh53618n', 'cl7nb4r5rdw4ypafd2xy9dfea', 'River timber East Episode8', 'https://river.example/Episode/56a2ae', '2026-09-14 08:56:44'),
('clo59jm7suu1vxp42a4l9koyd', 'clt2wwuyrokbc3lyyz6vz10gb', 'Umbra harbor West Episode9', 'https://signal.example/Episode/f592d8', '2026-01-19 09:03:57'),
('clmohheepq2xgw663qx72jh4n', 'cl7nb4r5rdw4ypafd2xy9dfea', 'Yonder river North Episode10', 'https://timber.example/Episode/ac0752', '2026-02-24 10:10:10'),
('cl1en5mguryve1db37r62y7as', 'clt2wwuyrokbc3lyyz6vz10gb', 'Harbor zephyr South Episode11', 'https://umbra.example/Episode/b57ad7', '2026-03-02 11:17:23'),
('cl7vprnfgnagg1usqs1css27t', 'cl7qbhhlv8qqscq4ofl3pxuhy', 'Meadow paper East Episode12', 'https://velvet.example/Episode/f63dc9', '2026-04-07 12:24:36'),
('clrjt2eego879c43s6awxcmtz', 'clv7s6l75a7egpd080pu7xdop', 'Quartz willow West Episode13', 'https://willow.example/Episode/242047', '2026-05-12 13:31:49'),
('clwcmc1o63s2svlb7atixc7mv', 'clest5sp5bd1zlue6yj0kqgo5', 'Timber meadow North Episode14', 'https://yonder.example/Episode/37c715', '2026-06-17 14:38:02'),
('cltt0qtb6maclysmi8f6i7f1t', 'clv7s6l75a7egpd080pu7xdop', 'Willow umbra South Episode15', 'https://zephyr.example/Episode/ddd745', '2026-07-22 15:45:15'),
('cl7vgozkuh2nnijtc9flm8os2', 'clest5sp5bd1zlue6yj0kqgo5', 'Alpha cedar East Episode16', 'https://alpha.example/Episode/a78a75', '2026-08-27 16:52:28'),
('clv70il5a2gzn3qpletvyf3b7', 'cl7nb4r5rdw4ypafd2xy9dfea', 'Lantern signal West Episode17', 'https://harbor.example/Episode/58c628', '2026-09-05 17:59:41'),
('cl2lnpuyrzmcr015ivaxutfe2', 'clt2wwuyrokbc3lyyz6vz10gb', 'Paper alpha North Episode18', 'https://cedar.example/Episode/683196', '2026-01-10 18:06:54'),
('clql7gui2gpvwcvo4x01dhght', 'cl7qbhhlv8qqscq4ofl3pxuhy', 'Signal quartz South Episode19', 'https://lantern.example/Episode/54d71d', '2026-02-15 19:13:07');
insert into "public"."Follow" ("userId", "podcastId", "createdAt") values
('cliy7sw6oe0jfshq14s9vkf1y', 'clest5sp5bd1zlue6yj0kqgo5', '2026-01-01 00:00:00'),
('cl3mjih603gsj7wre79ewa9py', 'cl7nb4r5rdw4ypafd2xy9dfea', '2026-02-06 01:07:13'),
('cluv30cu2coayzlno07kgwolu', 'clt2wwuyrokbc3lyyz6vz10gb', '2026-03-11 02:14:26'),
('clr1ela2o9a1tk1m7nqrf2oeu', 'cl7qbhhlv8qqscq4ofl3pxuhy', '2026-04-16 03:21:39'),
('cliy7sw6oe0jfshq14s9vkf1y', 'clv7s6l75a7egpd080pu7xdop', '2026-05-21 04:28:52'),
('cl3mjih603gsj7wre79ewa9py', 'cl7qbhhlv8qqscq4ofl3pxuhy', '2026-06-26 05:35:05'),
('cluv30cu2coayzlno07kgwolu', 'clv7s6l75a7egpd080pu7xdop', '2026-07-04 06:42:18'),
('clr1ela2o9a1tk1m7nqrf2oeu', 'clest5sp5bd1zlue6yj0kqgo5', '2026-08-09 07:49:31'),
('cliy7sw6oe0jfshq14s9vkf1y', 'cl7nb4r5rdw4ypafd2xy9dfea', '2026-09-14 08:56:44'),
('cl3mjih603gsj7wre79ewa9py', 'clt2wwuyrokbc3lyyz6vz10gb', '2026-01-19 09:03:57'),
('cluv30cu2coayzlno07kgwolu', 'cl7nb4r5rdw4ypafd2xy9dfea', '2026-02-24 10:10:10'),
('clr1ela2o9a1tk1m7nqrf2oeu', 'clt2wwuyrokbc3lyyz6vz10gb', '2026-03-02 11:17:23');
insert into "public"."Playback" ("id", "userId", "episodeId", "positionSeconds", "finished") values
('cl8jgk0cgdgb26nczsbfw8wga', 'cliy7sw6oe0jfshq14s9vkf1y', 'cl6jacemasu22joh7vxe0a6or', 1, false),
('clrptt3pp10q827map1hxg7ih', 'cl3mjih603gsj7wre79ewa9py', 'cl59yxtrz6n3izz1eh2kbptw2', 8, true),
('clme6srr1crrvlsfkhiufu5ca', 'cluv30cu2coayzlno07kgwolu', 'clwcmc1o63s2svlb7atixc7mv', 15, true),
('clge9l4ti4lxn9qed2rlls0xw', 'clr1ela2o9a1tk1m7nqrf2oeu', 'clfwcwni2lrr8ftipy4msiyy8', 22, true),
('clmgy9ttk6xyeqoba5awhvq8m', 'cliy7sw6oe0jfshq14s9vkf1y', 'clx74enpc5kdh831sbh53618n', 6, false),
('cl7ob8tzoljuagmj7ptzoqza3', 'cl3mjih603gsj7wre79ewa9py', 'cl7vgozkuh2nnijtc9flm8os2', 13, true),
('cljw05xkafcq43gjkhdq6rlv3', 'cluv30cu2coayzlno07kgwolu', 'clw316tnt6devmfbc5y1nqarl', 20, true),
('clf0o9y5cfo9so4z1nlyt06je', 'clr1ela2o9a1tk1m7nqrf2oeu', 'clmohheepq2xgw663qx72jh4n', 4, true),
('clwt73n3nbqvcl9ntvcpkekra', 'cliy7sw6oe0jfshq14s9vkf1y', 'clv70il5a2gzn3qpletvyf3b7', 11, false),
('cl0tdei3vnm3tfqva9zhszkgu', 'cl3mjih603gsj7wre79ewa9py', 'clg108l01mikmnguiy677qmcg', 18, true),
('clone0y3l1glrtqanb3ye06jg', 'cluv30cu2coayzlno07kgwolu', 'cl7vprnfgnagg1usqs1css27t', 2, true),
('clk4f788r2zdeim9e1cy6bftq', 'clr1ela2o9a1tk1m7nqrf2oeu', 'clql7gui2gpvwcvo4x01dhght', 9, true),
('clly86sjkevz8xdu7mnc0mk8k', 'cliy7sw6oe0jfshq14s9vkf1y', 'clg8o7wqm4ru2x1e5miv32397', 16, false),
('clru87g011d75sf3orgndcxmh', 'cl3mjih603gsj7wre79ewa9py', 'clrjt2eego879c43s6awxcmtz', 23, true),
('cla71knxemca0wbyc2hope8x4', 'cluv30cu2coayzlno07kgwolu', 'cl6jacemasu22joh7vxe0a6or', 7, true),
('clv95ss37m1q2rp2uh92diuwn', 'clr1ela2o9a1tk1m7nqrf2oeu', 'clx74enpc5kdh831sbh53618n', 14, true),
('cl1ig6lh3hs3p034f9p0en2v4', 'cliy7sw6oe0jfshq14s9vkf1y', 'cltt0qtb6maclysmi8f6i7f1t', 21, false),
('cl0zhpxuai2nzhy7gwt9pbpuw', 'cl3mjih603gsj7wre79ewa9py', 'cl5v7o3559wslbjt804rl6t1z', 5, true),
('clzxirghntzx7adb7e7mi59cz', 'cluv30cu2coayzlno07kgwolu', 'clo59jm7suu1vxp42a4l9koyd', 12, true),
('clq0c44kjem3721tdygrpmvvh', 'clr1ela2o9a1tk1m7nqrf2oeu', 'cl7vgozkuh2nnijtc9flm8os2', 19, true),
('clfjuzvwomf6290oh9u6jc4mo', 'cliy7sw6oe0jfshq14s9vkf1y', 'clg108l01mikmnguiy677qmcg', 3, false),
('cljxf0q2iqepnf4id88bsuzdw', 'cl3mjih603gsj7wre79ewa9py', 'cl1en5mguryve1db37r62y7as', 10, true),
('clsno2l7m9m6odv7bb91tbj0w', 'cluv30cu2coayzlno07kgwolu', 'cl2lnpuyrzmcr015ivaxutfe2', 17, true),
('clhrfvyaekb4tm8hj4wz9dhc0', 'clr1ela2o9a1tk1m7nqrf2oeu', 'cl61ga8w005ypw51y8hmcl0yb', 1, true);
insert into "public"."Playlist" ("id", "userId", "name") values
('cl2jfvpxa266fcc2qs209qcj9', 'cliy7sw6oe0jfshq14s9vkf1y', 'Alpha cedar East Playlis0'),
('cly28xe6qojjut5r20cfeqvtk', 'cl3mjih603gsj7wre79ewa9py', 'Lantern signal West Playlis1'),
('cl95ng567rbb8rp15v9t6lg8x', 'cluv30cu2coayzlno07kgwolu', 'Paper alpha North Playlis2'),
('clyak1rrhgu7godh7p3hke0td', 'clr1ela2o9a1tk1m7nqrf2oeu', 'Signal quartz South Playlis3'),
('cl4l8iy04wzgdpqah3t2xy6bg', 'cliy7sw6oe0jfshq14s9vkf1y', 'Velvet yonder East Playlis4'),
('claefxu0ehfvvzyi955d4f9hf', 'cl3mjih603gsj7wre79ewa9py', 'Zephyr orbit West Playlis5'),
('cliehycq5v8yuurd80v8hk6n4', 'cluv30cu2coayzlno07kgwolu', 'Cedar velvet North Playlis6'),
('cloyinbh73jgm1pi0poyvz7q6', 'clr1ela2o9a1tk1m7nqrf2oeu', 'Orbit lantern South Playlis7');
insert into "public"."PlaylistItem" ("id", "playlistId", "episodeId", "position") values
('cl70bjd2qh9humwsmrzkp7vsn', 'cl2jfvpxa266fcc2qs209qcj9', 'cl6jacemasu22joh7vxe0a6or', 1),
('clhdop4c0pd71q5zlduhprsqb', 'claefxu0ehfvvzyi955d4f9hf', 'cl59yxtrz6n3izz1eh2kbptw2', 8),
('cl2lkc2b7owz5lpeknrcxk33b', 'cl95ng567rbb8rp15v9t6lg8x', 'clwcmc1o63s2svlb7atixc7mv', 15),
('clg1rm6telsy88qs9oj2qfiay', 'cloyinbh73jgm1pi0poyvz7q6', 'clfwcwni2lrr8ftipy4msiyy8', 22),
('clt1e541nueo193afmb2v8ldj', 'cl2jfvpxa266fcc2qs209qcj9', 'clx74enpc5kdh831sbh53618n', 6),
('clscxtshs1l30j6bp48w4ldy7', 'cly28xe6qojjut5r20cfeqvtk', 'cl7vgozkuh2nnijtc9flm8os2', 13),
('clhm7sjmb0henucxai1sdjkg4', 'cliehycq5v8yuurd80v8hk6n4', 'clw316tnt6devmfbc5y1nqarl', 20),
('clc67i0y3ss6f03xihhnwkuvn', 'clyak1rrhgu7godh7p3hke0td', 'clmohheepq2xgw663qx72jh4n', 4),
('cla90ze8jlbq3j63nhyhkhav9', 'cl4l8iy04wzgdpqah3t2xy6bg', 'clv70il5a2gzn3qpletvyf3b7', 11),
('cl6ymi962y1dxz5ld6dftx80e', 'cly28xe6qojjut5r20cfeqvtk', 'clg108l01mikmnguiy677qmcg', 18),
('cl2i6kw3tnng1ua8pfy20oyk9', 'cl95ng567rbb8rp15v9t6lg8x', 'cl7vprnfgnagg1usqs1css27t', 2),
('cllpwbc2hd6m3ev9j1aq6nhcr', 'cloyinbh73jgm1pi0poyvz7q6', 'clql7gui2gpvwcvo4x01dhght', 9),
('clisn2dkj8cnsw0tdtp0jlg0j', 'cl2jfvpxa266fcc2qs209qcj9', 'clg8o7wqm4ru2x1e5miv32397', 16),
('clxaxp9a9hchil2jukmynlhyl', 'claefxu0ehfvvzyi955d4f9hf', 'clrjt2eego879c43s6awxcmtz', 23),
('clwoenn311jdt7eruttkzrk4i', 'cl95ng567rbb8rp15v9t6lg8x', 'cl6jacemasu22joh7vxe0a6or', 7),
('cl359puw6fzk458gek7a05zak', 'clyak1rrhgu7godh7p3hke0td', 'clx74enpc5kdh831sbh53618n', 14),
('clznfk1zsjgsk4lsp5997q6kr', 'cl4l8iy04wzgdpqah3t2xy6bg', 'cltt0qtb6maclysmi8f6i7f1t', 21),
('cltmeyqs9qkk3nqxmg3ix3ijw', 'cly28xe6qojjut5r20cfeqvtk', 'cl5v7o3559wslbjt804rl6t1z', 5),
('clunddlnoh46wpb9bl542b4fh', 'cliehycq5v8yuurd80v8hk6n4', 'clo59jm7suu1vxp42a4l9koyd', 12),
('clyseji4hx2n6b6b29lo635c2', 'clyak1rrhgu7godh7p3hke0td', 'cl7vgozkuh2nnijtc9flm8os2', 19),
('clocrsrndufoj1nyqin3owp52', 'cl2jfvpxa266fcc2qs209qcj9', 'clg108l01mikmnguiy677qmcg', 3),
('clydinlpnqq2dxol6pt6jv9l5', 'claefxu0ehfvvzyi955d4f9hf', 'cl1en5mguryve1db37r62y7as', 10),
('clnikro7e83vzajb9fhs4nk1u', 'cl95ng567rbb8rp15v9t6lg8x', 'cl2lnpuyrzmcr015ivaxutfe2', 17),
('clw9lr163g3nx8r6lc00rliww', 'cloyinbh73jgm1pi0poyvz7q6', 'cl61ga8w005ypw51y8hmcl0yb', 1);
insert into "public"."Review" ("id", "userId", "podcastId", "stars", "body") values
('cldy7rzvyynuw3ws9lb3h26l2', 'cliy7sw6oe0jfshq14s9vkf1y', 'clest5sp5bd1zlue6yj0kqgo5', 1, 'Alpha harbor and cedar again, number one of alpha Review0'),
('clapx8ptqxqn625idizkzea32', 'cl3mjih603gsj7wre79ewa9py', 'cl7nb4r5rdw4ypafd2xy9dfea', 8, 'Harbor meadow and quartz again, number two of quartz Review1'),
('clnsv9ocjib8zpyfq68lcnndj', 'cluv30cu2coayzlno07kgwolu', 'clt2wwuyrokbc3lyyz6vz10gb', 15, 'Cedar quartz and velvet again, number three of yonder Review2'),
('cltlkmrjywwoj99nb75sj10vv', 'clr1ela2o9a1tk1m7nqrf2oeu', 'cl7qbhhlv8qqscq4ofl3pxuhy', 22, 'Lantern timber and harbor again, number four of orbit Review3'),
('cle7ew9kn0aaaf5difhtciuw6', 'cliy7sw6oe0jfshq14s9vkf1y', 'clv7s6l75a7egpd080pu7xdop', 6, 'Meadow willow and paper again, number five of velvet Review4'),
('clknq9y166nfm2im3939jfsvk', 'cl3mjih603gsj7wre79ewa9py', 'cl7qbhhlv8qqscq4ofl3pxuhy', 13, 'Orbit alpha and umbra again, number one of lantern Review5'),
('cljyi3l9hybygysh09gahv0ae', 'cluv30cu2coayzlno07kgwolu', 'clv7s6l75a7egpd080pu7xdop', 20, 'Paper lantern and alpha again, number two of timber Review6'),
('clillr9ae7umbos9b6td6cyge', 'clr1ela2o9a1tk1m7nqrf2oeu', 'clest5sp5bd1zlue6yj0kqgo5', 4, 'Quartz paper and orbit again, number three of harbor Review7');
insert into "public"."Device" ("id", "userId", "pushToken", "platform") values
('cl1gxt7m38runv2820jntujwg', 'cliy7sw6oe0jfshq14s9vkf1y', '966f281136ea7704843b062bc03f572d4aa4159f', 'alpha'),
('clb8irc5sz16y822j5xkz3j12', 'cl3mjih603gsj7wre79ewa9py', '61e4292de5f8b77122b96e028a3ec7911c818a1f', 'orbit'),
('clnt12bgk8n9v5zn0ybeodirl', 'cluv30cu2coayzlno07kgwolu', 'b83d4884d0a97f1d8885e57b60afb79d2b8224e6', 'timber'),
('clnm2bfdi11jlkhetmg9uiky6', 'clr1ela2o9a1tk1m7nqrf2oeu', 'd61208aa945fcc7b4059594992d6a0f6e445fa7c', 'zephyr');
insert into "public"."Setting" ("userId", "theme", "skipSeconds") values
('cliy7sw6oe0jfshq14s9vkf1y', 'alpha', 1),
('cl3mjih603gsj7wre79ewa9py', 'orbit', 8),
('cluv30cu2coayzlno07kgwolu', 'timber', 15),
('clr1ela2o9a1tk1m7nqrf2oeu', 'zephyr', 22);
insert into "public"."Subscription" ("id", "userId", "store", "originalTransactionId", "expiresAt") values
('clw9gf0evooigdizvt9g6987z', 'cliy7sw6oe0jfshq14s9vkf1y', 'app_store', '200018812345', '2026-01-01 00:00:00'),
('clr4l4l3bkw83cluykwb0ezae', 'cl3mjih603gsj7wre79ewa9py', 'app_store', '200028812345', '2026-02-06 01:07:13'),
('clxfyw3y1v59ecjuki0y9egkj', 'cluv30cu2coayzlno07kgwolu', 'app_store', '200038812345', '2026-03-11 02:14:26'),
('clfj2ksysyk1q13j9bfsdgny7', 'clr1ela2o9a1tk1m7nqrf2oeu', 'app_store', '200048812345', '2026-04-16 03:21:39');
insert into "public"."Download" ("id", "userId", "episodeId", "ip", "createdAt") values
('cld6u1nc5cfy8wp7i64c6ybqv', 'cliy7sw6oe0jfshq14s9vkf1y', 'cl6jacemasu22joh7vxe0a6or', '10.8.0.1', '2026-01-01 00:00:00'),
('clskllzwhl3zzey7l2giinw4l', 'cl3mjih603gsj7wre79ewa9py', 'cl59yxtrz6n3izz1eh2kbptw2', '10.8.0.2', '2026-02-06 01:07:13'),
('cl1d1a001svflfge12rdwudbn', 'cluv30cu2coayzlno07kgwolu', 'clwcmc1o63s2svlb7atixc7mv', '10.8.0.3', '2026-03-11 02:14:26'),
('cl1alvinj79xiv1jlzy8p3ppn', 'clr1ela2o9a1tk1m7nqrf2oeu', 'clfwcwni2lrr8ftipy4msiyy8', '10.8.0.4', '2026-04-16 03:21:39'),
('cl5bn308p7691jaygw2yqkgv4', 'cliy7sw6oe0jfshq14s9vkf1y', 'clx74enpc5kdh831sbh53618n', '10.8.0.5', '2026-05-21 04:28:52'),
('clm7c1hh838s0vl3r4ca7tn2f', 'cl3mjih603gsj7wre79ewa9py', 'cl7vgozkuh2nnijtc9flm8os2', '10.8.0.6', '2026-06-26 05:35:05'),
('cl9pk0azmtruaygep5jucnfmq', 'cluv30cu2coayzlno07kgwolu', 'clw316tnt6devmfbc5y1nqarl', '10.8.0.7', '2026-07-04 06:42:18'),
('clvx2hkfjjbss7cg0siqavkge', 'clr1ela2o9a1tk1m7nqrf2oeu', 'clmohheepq2xgw663qx72jh4n', '10.8.0.8', '2026-08-09 07:49:31'),
('cljfi3ko8w8x03vjc5o5exq9l', 'cliy7sw6oe0jfshq14s9vkf1y', 'clv70il5a2gzn3qpletvyf3b7', '10.8.0.9', '2026-09-14 08:56:44'),
('clabfosb2zf25z5xr2hvdp90w', 'cl3mjih603gsj7wre79ewa9py', 'clg108l01mikmnguiy677qmcg', '10.8.0.10', '2026-01-19 09:03:57'),
('clpzj70lq0n8n71larwhvva96', 'cluv30cu2coayzlno07kgwolu', 'cl7vprnfgnagg1usqs1css27t', '10.8.0.11', '2026-02-24 10:10:10'),
('cl7ndzf3hs8agfshei0b1f1ov', 'clr1ela2o9a1tk1m7nqrf2oeu', 'clql7gui2gpvwcvo4x01dhght', '10.8.0.12', '2026-03-02 11:17:23'),
('cletdutv1ida7iu4c4q7kex4i', 'cliy7sw6oe0jfshq14s9vkf1y', 'clg8o7wqm4ru2x1e5miv32397', '10.8.0.13', '2026-04-07 12:24:36'),
('cluciuolep23h98h7civ00zth', 'cl3mjih603gsj7wre79ewa9py', 'clrjt2eego879c43s6awxcmtz', '10.8.0.14', '2026-05-12 13:31:49'),
('clso9509mfhv5y14r4xmgi4xu', 'cluv30cu2coayzlno07kgwolu', 'cl6jacemasu22joh7vxe0a6or', '10.8.0.15', '2026-06-17 14:38:02'),
('cl6do3s4i1df5bnlkrntfzfot', 'clr1ela2o9a1tk1m7nqrf2oeu', 'clx74enpc5kdh831sbh53618n', '10.8.0.16', '2026-07-22 15:45:15');
insert into "public"."Category" ("id", "name") values
('clel663m0y19sg3qs4qd9qa68', 'alpha-name-0'),
('cl4t57fz39h4qbrz3li0dv8xe', 'harbor-name-1'),
('cltousp2jmw7o9qxp70igl00f', 'cedar-name-2'),
('clkdgruxizj07faox7qb4qkhh', 'lantern-name-3'),
('cl9uk4ehqwwbl1c6cqyi5thg4', 'meadow-name-4'),
('cl176bdip0fg6cgbcby8otkvp', 'orbit-name-5');
insert into "public"."_CategoryToPodcast" ("A", "B") values
('clel663m0y19sg3qs4qd9qa68', 'clest5sp5bd1zlue6yj0kqgo5'),
('cl4t57fz39h4qbrz3li0dv8xe', 'cl7nb4r5rdw4ypafd2xy9dfea'),
('cltousp2jmw7o9qxp70igl00f', 'clt2wwuyrokbc3lyyz6vz10gb'),
('clkdgruxizj07faox7qb4qkhh', 'cl7qbhhlv8qqscq4ofl3pxuhy'),
('cl9uk4ehqwwbl1c6cqyi5thg4', 'clv7s6l75a7egpd080pu7xdop');
insert into "public"."Report" ("id", "reporterId", "episodeId", "reason") values
('cld9skpsktfa9o7mun3pwobni', 'cliy7sw6oe0jfshq14s9vkf1y', 'cl6jacemasu22joh7vxe0a6or', 'alpha'),
('clab8mmbhhvu5ahxwird24dam', 'cl3mjih603gsj7wre79ewa9py', 'cl59yxtrz6n3izz1eh2kbptw2', 'orbit'),
('cl4ner805d3st0l6utgys9rlk', 'cluv30cu2coayzlno07kgwolu', 'clwcmc1o63s2svlb7atixc7mv', 'timber'),
('cl87lvrin7ugcytmfgcvvktay', 'clr1ela2o9a1tk1m7nqrf2oeu', 'clfwcwni2lrr8ftipy4msiyy8', 'zephyr');
set session_replication_role = default;
