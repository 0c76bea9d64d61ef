"""What English phrases mean when the front desk types them."""

DESK_MEANINGS = {
    "open": """
        open, add, register, reopen, take bookings, open a date, add dates, add a date, register a
        date, new day, new date, new dates, new days, create, set up, make available, open up, open
        bookings, open booking, take patients, accept patients, accept bookings, accepting bookings,
        register for, start taking bookings, we are open, were open, is open, will be open, add
        slots, add a day,
        add days, resume, available on, schedule a day, put on
        """,
    "close": """
        close, closed, off on, no screenings, wont open, wont be open, will not open, will not be
        open, not doing checkups, not doing screenings, no checkups, not taking patients, cant take
        patients, holiday, on holiday, day off, a day off, is off, block, block off, close down,
        were closed, we are closed, mark closed, shuts, shut, not open, are not open, temporarily
        closed, will be closed, delete, remove, closing, off for, take off, take offline, wont be
        seeing patients, not seeing patients, no patients, no appointments, not taking bookings, not
        accepting bookings, cant take bookings, cannot take bookings, no bookings, stop bookings,
        stop taking bookings, dont take bookings, do not take bookings, shut down, suspend, pause,
        unavailable, not available, not working, not operating, out of office, public holiday, will
        be shut, closure, closes, cancel the day, cancel day, take out, drop the day, is closed, are
        closed, be closed, shutting, no checkups on
        """,
    "roster": """
        roster, patient list, list of patients, the list, attendance list, list of bookings, todays
        list, patients, who is coming, whos coming, how many people are coming, bookings at,
        bookings, show the list, who comes, who is booked, whos booked, who do we have, whos on the
        list, who is on the list, how many bookings, how many patients, how many people, how many
        booked, bookings for, show bookings, show patients, list patients, list bookings, who has
        booked, whos in, who is in, appointments for, appointments, show appointments, list of
        people, day list, daily list, list for, the list for, who are coming, whos due, who is due,
        names for, print the list, todays bookings, todays patients, todays appointments, booking
        list, appointment list, list
        """,
    "fill": """
        doctor, the doctor, doctors, ill, sick, away, conference, training, renovation, on leave,
        due to, because, because of, vacation, down, mark, doing, renovating, repairs, staff
        training, short staffed, short of staff, understaffed, power cut, national holiday, machine,
        maintenance, broken, equipment, flu, leave, off sick, absence, please note, thanks, thank
        you, team, morning all, everyone, guys, again, also, us, kindly, quickly,
        urgent, asap
        """,
    "capacity": """
        capacity, number of places, change number of places, raise, reduce, more places, increase,
        add places, change the capacity, set capacity, change capacity, set the capacity, lower,
        bump, bump up, cut, limit to, limit, seats to, places to, slots to, spots to, max, maximum,
        change number, number of slots, number of seats, decrease, go up to, go down to, extend to,
        expand, raise to, increase to, reduce to
        """,
    "find": """
        find, search, search for, look for, find booking, find patient, look up, lookup, search
        booking
        """,
    "bookfor": """
        phone booking, book for a caller, book for, book in a caller, phone booking for, walk in,
        walk-in, booking by phone, make a booking for
        """,
    "move": "move booking, move the booking",
    "announce": "announce, announcement, notice",
    "unsure": """
        stop new bookings, no more bookings, undo the closing, cancel all bookings, undo
        """,
}
"""Words of the front desk; they have these meanings there alone."""
