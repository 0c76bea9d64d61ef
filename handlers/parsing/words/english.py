"""What English phrases mean, apostrophes left out; keys as in `korean`, phrases by commas.

`fill` words have no meaning of their own. A phrase of several words wins over its parts.
"""

from handlers.parsing.words.english_answers import ANSWERS

MEANINGS = {
    "book": """
        dpdir, book it for me, please book it for me, book, booking, bookings, reserve, reservation,
        appointment, schedule, set up, sign me up, register for, screening, health screening,
        checkup, check up, check-up, health check, medical exam, a medical, health examination,
        health checkup, a checkup, book me in, get me an appointment, appt, an appt, appts, book an
        appt, new booking, new appointment, another booking, is there space, any
        slots, any slot, anything free, have anything, can i come, could i come, may i come, come in
        for, can i march in, earliest i can come,
        when can i come, when is the next available, do screenings, when is the next available
        appointment, do you do screenings, what days are available, arrange, how do i book, how can
        i make an appointment, can i book, wish to book, is there anything free, sign up, sign up
        for, get checked, get screened, get tested, fit me in, squeeze me in, slot me in, put me
        down, put me down for, pencil me in, put my name down, grab a slot, grab a spot, secure a
        slot, secure a spot, enroll, enrol, reserving, scheduling, body check, medical check, full
        check, full checkup, full body check, make an appointment, what days do you have, what dates
        do you have, what times do you have, which days do you have, what do you have, which days
        are free, which day is free, what days are free, what days are open, which days are open,
        what dates are available, which dates are available, what times are available, which times
        are available, what slots are available, which slots are available, what time slots do you
        have, what days can i come, which days can i come, what days work, got anything, got any,
        anything available, anything open, when can i get, when could i get, when can you see me,
        when could you see me, how do i sign up, how can i sign up, want to visit, get examined,
        have a checkup, get a checkup, do a checkup, health test, want to come in, rsvp, do you have
        anything, do you have space, have space, is there room, have room, any room, any space, can
        you book it, could you book it, book it please for me, register me, register me for, can you
        register, get it done, get this done, get my checkup done, find slot, find spot, find place,
        find time, find date, find appointment, get slot, get spot, get time, need slot, need spot,
        need place, want slot, want spot, give slot, give appointment, need time, want time, need
        date, want date, find something, get seen, be seen, have it done, come for a checkup, come
        for the checkup, where can i book, where do i book, is this where i book, do you still have,
        still have, come by, drop by, pop in, stop by
        """,
    "change": """
        change, reschedule, change my appt, bit later, come a bit later,
        re-schedule, move, postpone, push back, push it back, bring it forward, make it earlier, a
        day later, switch, rearrange, amend, modify, alter, delay, picked the wrong, booked the
        wrong, change time, change date, changing, rescheduling, changes, moving, do afternoon
        instead, a different day, another date, another day, make it, push, push my appointment
        back, move my appointment, shift, shifting, swap, swapping, bump, bring forward, put off,
        put it off, postponing, defer, adjust, update, edit, different time, different date,
        different day, other date, other time, to other day, to another date, another
        slot, different slot, new date, new time, earlier time, later time, later date, earlier
        date, earlier slot, later slot, come earlier, come later, transfer, pick another, pick a
        different, choose another, choose a different, re schedule, change of plans, change of plan,
        switching, switched, swapped, moved to, amending, modifying, delaying, come another day,
        earlier day, later day, make it later, correct my booking, fix my booking, rebooking, change
        my mind about the date, push out, move up, move it, shift it, a different one, an earlier
        one, a later one, something earlier, anything earlier, something later, anything later,
        earlier appointment, later appointment, change my hospital, different hospital, sooner date,
        on another day, on a different day, another week, different week, moving it, pushing, swap
        days, switch days
        """,
    "rename": """
        rename, change name, change my name, change the name, correct my name, correct the name,
        fix my name, fix the name, edit my name, update my name, name change, wrong name,
        name is wrong, name is misspelled, name is misspelt, name is spelled wrong, misspelled name
        """,
    "cancel": """
        cancelbooking, cancelmybooking, take my booking off, take my appointment off,
        take my reservation off, take booking off, take me off the list, cancel, cancellation,
        cancelation, cancelling, canceling, call off, call it off, delete,
        remove, withdraw, annul, get rid of, scrap, unbook, drop my, cancel booking, make cancel, no
        longer coming, wont be coming, it cancelled, it canceled, booking cancelled, booking
        canceled, appointment cancelled, appointment canceled, reservation cancelled, reservation
        canceled, be cancelled, be canceled, get cancelled, back out, pull out, opt out, void, take
        me off, take my name off, release my slot, release my spot, give up my slot, give up my
        spot, give up my place, erase, dont need it anymore, dont need the checkup anymore, no
        longer want, no longer want it, no longer need it, no longer need the appointment, drop it
        altogether, cancelling my booking, undo my booking, kill my booking, axe, not going to make
        it please cancel, ditch, dont want to go anymore, dont want it anymore, wont go, not going
        anymore, not coming anymore, no longer going, free up my slot, free up my spot, wont need
        it, wont be needing, dont need my appointment, dont need my booking, dont need the
        appointment
        """,
    "show": """
        mybooking, mybookings, my booking, my bookings, my appointment, my appointments,
        my reservation, my reservations,
        show my, show me my, did i book, have i booked, do i have a booking, do i have an
        appointment, list my bookings, upcoming appointments, booking status, my status, status,
        status of my booking, did my booking go through, is my appointment confirmed, am i booked
        in, am i booked, confirm my appointment, where can i see my booking, where do i find my
        appointments, mystatus, look up, isnt cancelled is it, was my booking cancelled, has my
        appointment been canceled, has my appointment been cancelled, did you cancel my appointment,
        lost my booking code, what was my booking number, check reservation, check
        my, view my, see my, display my, show, my upcoming appointments, confirm my booking, is my
        booking confirmed, display, what have i booked, what ive booked, what i booked, what i have
        booked, what did i book, what was i booked for, have anything booked, have anything
        scheduled, have any bookings, have any appointments, have any booking, have any appointment,
        have a reservation, have any reservations, what do i have booked, what bookings do i have,
        what appointments do i have, my schedule, my visits, pull up my, pull up, bring up my, look
        at my, booking details, details of my booking, appointment details, booking info, booking
        information, reservation details, my next appointment, next appointment, upcoming booking,
        upcoming bookings, upcoming appointment, existing booking, current booking, current
        bookings, existing appointment, is my booking still on, is my appointment still on, am i
        still booked, still booked, did it go through, go through, is it confirmed, is it booked, am
        i registered, is my spot confirmed, is my booking ok, am i down for, double check my,
        confirm my reservation, find my booking, find my appointment, where are my bookings, where
        is my booking, wheres my booking, where can i see my, where do i see my, where can i find
        my, where do i find my, where can i check my, how do i see my, how can i see my, how do i
        check my, how can i check my, lost my code, forgot my code, forgot my booking number, forgot
        my booking code, my code again, what is my code, whats my code, whats my booking number,
        what is my booking number, been booked, already booked, already have a booking, bookings
        under my name, booking under my name, everything i booked, bookings have i, bookings do i,
        appointments do i, appointments have i, booking do i, appointment do i, is everything
        confirmed, am i confirmed, did i get a booking, do i still have, im booked, i am booked, am
        i in, am i on the list, am i down, am i all set, am i set, is it tomorrow, is my appointment
        today, is my appointment tomorrow, is my booking tomorrow, is it today, did you get my
        booking, did you receive my booking, have you got my booking, have my booking, do you have
        my booking, do you see my booking, where is my reservation, where did my booking go, did i
        sign up for, what am i signed up for, signed up for, am i signed up
        """,
    "when": """
        when, when is it, whens, what time, what date, what day, which day, at what time, time of
        my, date of my, by what time, when is, when was, what day is, what time is, remind me when,
        time of my appointment, what hour, when am i, whens my, remind me of the time, what time am
        i, when should i, what time should i, which date, the time of my, which time, how soon do i,
        when do i have to, what day am i, what date am i, which day was i booked for, which day am i
        booked for, what day was i booked for, what day is my booking, did i pick, did i choose,
        which day did i book, what day did i book, what time did i book, what date did i book, how
        early, how many days until, how many days till, when am i supposed, when was it, what time
        slot did i get, when is mine, when it is
        """,
    "where": """
        which subway exit, where, where is, wheres, address, location, located, how do i get there,
        how to get there, directions, a map, map, which station, which subway, subway exit, show me
        the way, how do i get to, where should i go, what is the address, where are you located,
        where do i have to go, how to find, how to go, how do i go, how can i go, how do i find, how
        can i get to, how do we get, get there, whereabouts, which building, what building, which
        street, what street, what station, which bus, nearest station, closest station, nearest
        subway, closest subway, bus stop, google map, google maps, naver map, kakao map, maps,
        directions to, located at, location of, far from, how far, the way to, which area, what
        area, which district, what district, come there, reach there, reach the place, route, how to
        reach, navigate, the building, what line, which line, whats the location, were is, is it
        far, near which, which exit, exit number, how do i come, how to come, entrance, send
        location, share location, can i take the bus, which way, by subway, by bus, by car, by taxi,
        in which city, which city, where abouts, how can i find it, how do we find, where will,
        where would, what is the location, where does, where did, driving directions, landmark, is
        it near, near a subway, near the subway, close to, near to
        """,
    "prepare": """
        bring, to bring, prepare, preparation, preparations, before the checkup, have to fast, need
        to fast, fast, fasting, i eat, drink, i drink, breakfast, empty stomach, medication,
        alcohol, eat, should know before coming, what documents, take with me, my pills, blood
        pressure pills, coffee beforehand, have coffee, stop taking my pills, should i stop taking
        my pills, my passport, my arc, how do i prepare, how should i prepare, how long do i have to
        fast, how many hours should i fast, until what time can i eat, morning of the test,
        documents do i need, food, eating, drinking, no food, skip breakfast, skip my breakfast,
        smoke, smoking, wear, what to wear, get ready, before i come, documents, document, id card,
        what id, which id, passport, arc, alien card, alien registration card, residence card, meds,
        medications, pills, water, drink water, gum, dress code, fasted, paperwork, before the test,
        before the tests, before the exam, before the screening, before the appointment, before my
        appointment, before my checkup, before my test, before coming, bring along, with an empty
        stomach, night before, the day before, the night before, dinner, dinner the night before,
        insurance card, my medicine, take medicine, the medicine, any medicine, drink coffee, drink
        tea, drink juice, drink milk, drink beer, drink wine, drink soju, drink alcohol, drink
        anything, have tea, how many hours without food, before i go, anything to bring, anything i
        should bring, anything i need to bring, anything i should know, what about water, need an
        id, my id, bring my id, contact lenses, makeup, nail polish, jewellery, jewelry, have a
        snack, swallow, stay hungry, beforehand, preparing, come hungry, go hungry, allowed to eat,
        allowed to drink, chew gum, chewing gum
        """,
    "price": """
        how much, price, prices, cost, costs, fee, fees, is it free, free of charge, have to pay,
        how expensive, you charge, price list, set me back, how much is, how much money, how much do
        i have to pay, expensive, pay, paying, payment, cheapest, rates, pricing, bill, charges,
        charge for, do you charge, total, how much does, how much would, how much will, how much
        would it, how much are, how much for, what does it cost, whats the cost, whats the damage,
        price range, pricey, fee for, what do i owe, owe, for foreigners, krw, cost anything, any
        fee, discount, deposit, refund, pay by card, payment methods, payment method, accept cards,
        accept card, by card, is it covered, does it cost, out of pocket, price tag, budget,
        reimbursed
        """,
    "call": """
        phone number, telephone, telephone number, your number, who do i call, who can i phone,
        number of the hospital, call the hospital, where do i call, contact the hospital, contact
        number, contact details, the number, number should i ring, phone them, number i can call,
        which number i call, tel, contact, clinics number, call, what number should i ring, how can
        i contact the hospital, clinic number, hospital phone number, clinics phone number, ring,
        phone calls, phone, ring you, call you, phone you, get in touch, get hold of, reach you,
        reach the hospital, reach the clinic, hotline, your phone, hospitals number, hospitals phone
        number, by phone, give you a call, give them a call, who should i call, who can i call, who
        to call, who to contact, who do i contact, who should i contact, who can i contact, whom do
        i call, number to call, helpline, dial, call them, call there, call the clinic, phone the
        hospital, phone the clinic, contact the clinic, contact you, contact info, contact
        information, whats the number, what number, which number, telephone no, phone no, tel no, ur
        number, phone num, phone nr, whats number, what is number, number for, the number for, their
        number, digits, give me the number, number please, your contact, call center, call centre,
        talk to the hospital, speak to the hospital, speak to the clinic, talk to the clinic, speak
        with the hospital, speak with the clinic, call to, someone to call, anyone to call, their
        phone, its phone, telefon
        """,
    "waitlist": """
        let me know if, tell me if, text me if, message me if, notify me if, tell me when there is,
        wait list, waitlist, waiting list, a place comes up, something opens up, slot becomes
        available, free place, spot opens, if someone cancels, if anyone cancels, theres a
        cancellation, there is a cancellation, wait for, standby, there is vacancy, queue me up,
        free spot, on the waitlist, free slot, comes up, opens up, empty seat, for a free slot, for
        a free spot, any cancellations, slot opens, place opens, spot becomes available, ping me if,
        ping me when, alert me if, let me know when someone, when someone cancels, someone cancels,
        somebody cancels, anybody cancels, anyone cancels, people cancel, in case of cancellation,
        in case someone cancels, in case of a cancellation, on standby, frees up, comes free,
        becomes free, becomes available, gets free, opening comes up, next in line, in line, in the
        queue, queue, wait-list, waitlisted, waitlist me, waiting-list, backup list, opens, there is
        an opening, theres an opening, there is a place, there is a spot, theres a spot, theres a
        place, there is a free, theres a free, drops out, spot comes up, spots open, place opens up,
        place becomes free, slot opens up, someone drops out, in case something opens, keep me
        posted, keep me updated, keep me informed, last minute spots, last minute spot, if it gets
        free, if its full, when its full, if full, if a slot, if a spot, if a place, when a slot,
        when a spot, when a place, if any slot, if any spot, if any place, if theres a gap, if it
        opens
        """,
    **ANSWERS,
}

OTHER_WORDS = """
    after nine five four later past then they them till until near line side week weeks month
    year days last time ten two three seven eight first second noon lunch dinner night love joke
    good back read made more most some same like look home name mine wine life live wife wise
    pick nice care case send sing song hand head card cash east west north south lost host post
    cast bone tone gone done their these those only even over ever into onto upon hungry happy
    late early once twice still walk ball tall wall hall fall man men women woman boy girl kid
    son mom dad mother father sister brother husband friend doctor data best page part pizza
    pizzas table movie music money monday tuesday wednesday thursday friday saturday sunday
    january february march april june july august september october november december today
    tomorrow yesterday morning afternoon evening weekend weekends weekday weekdays except every
    each both thing things think though hair chair share shop hope hose house horse spend spent
    sport short sort store story study stay start state stand star step steps shift ship
    hospital thirty forty fifty fifteen eleven twelve twenty
"""
"""Words without a meaning here that are one letter from one that has: never taken for a typo."""
