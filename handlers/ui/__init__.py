"""Building blocks of screens: buttons, calendar, paging, cards."""
