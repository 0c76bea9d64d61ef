-- The image makes the bookings' database and its owner, as which only `migrate` connects. The bot has a
-- role of its own, to which `migrate` gives its rights. The read model, which is rebuilt from the
-- bookings' events, belongs to the bot.
\getenv password BOT_PASSWORD
CREATE ROLE checkup_bot LOGIN PASSWORD :'password';
CREATE DATABASE mypage OWNER checkup_bot;
