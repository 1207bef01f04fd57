-- When it was said, once, that the day to look at a hold again has come.
alter table lethe.holds add column review_told_at timestamptz;
create index holds_to_review on lethe.holds (review_on) where released_at is null and review_told_at is null;
