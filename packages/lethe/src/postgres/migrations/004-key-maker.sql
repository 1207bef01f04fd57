-- The key with which this one was made; null: it was made with the credentials of the database. Whoever made a key was
-- told its secret, so a key and those made with it are one person where two are needed.
alter table lethe.api_keys add column made_by text references lethe.api_keys;
