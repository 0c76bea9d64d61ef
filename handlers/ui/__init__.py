"""Building blocks of screens: buttons, callback data, calendar, paging, cards."""
