-- Beside the bookings' database, which the image makes itself: the read model's.
CREATE DATABASE mypage;
