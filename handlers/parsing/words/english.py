"""What English phrases mean, apostrophes left out; keys as in `korean`, phrases by commas.

`fill` words have no meaning of their own. A phrase of several words wins over its parts.
"""

MEANINGS = {
    "book": """
        dpdir, book it for me, please book it for me, book, booking, bookings, reserve,
        reservation, appointment, schedule, set up, sign me up, register for, screening,
        health screening, checkup, check up, check-up, health check, medical exam, a medical,
        health examination, health checkup, a checkup, book me in, get me an appointment, appt, an
        appt, appts, book an appt,
        new booking, new appointment, another booking, are you free, is there space, any slots,
        any slot, anything free, have anything, availability, available, can i come, could i come,
        may i come, come in for, can i march in, is possible, it is possible, free on, is free,
        earliest i can come, when can i come, the earliest date, first available,
        next available appointment, when is the next available, do screenings,
        when is the next available appointment, whats the earliest, do you do screenings,
        what days are available, arrange, the earliest, how do i book,
        how can i make an appointment, can i book, wish to book, is there anything free
        """,
    "change": """
        change, reschedule, change my appt, change my name, bit later, come a bit later,
        re-schedule, move, postpone, push back, push it back, bring it forward,
        make it earlier, a day later, switch, rearrange, amend, modify, alter, delay,
        picked the wrong, booked the wrong, change time, change date, changing, rescheduling,
        changes, moving, do afternoon instead, a different day, another date, another day, make it
        """,
    "cancel": """
        cancel, cancelbooking, cancelmybooking, cancellation, cancelation, cancelling, canceling,
        call off, call it off, delete,
        remove, withdraw, annul, get rid of, scrap, unbook, drop my, cancel booking, make cancel,
        no longer coming, wont be coming
        """,
    "show": """
        my booking, my bookings, mybooking, mybookings, my appointment, my appointments,
        my reservation, my reservations,
        show my, show me my, did i book, have i booked, do i have a booking,
        do i have an appointment, list my bookings, upcoming appointments, booking status,
        my status, status, status of my booking, did my booking go through,
        is my appointment confirmed, am i booked in, am i booked, confirm my appointment,
        where can i see my booking, where do i find my appointments, mystatus, look up,
        isnt cancelled is it, was my booking cancelled, has my appointment been canceled,
        has my appointment been cancelled, did you cancel my appointment, lost my booking code,
        booking number, what was my booking number, check reservation, check my, view my, see my,
        display my, show, my upcoming appointments, confirm my booking, is my booking confirmed,
        display
        """,
    "when": """
        when, when is it, whens, what time, what date, what day, which day, at what time,
        time of my, date of my, by what time, when is, when was, what day is, what time is,
        remind me when, time of my appointment
        """,
    "where": """
        which subway exit, where, where is, wheres, address, location, located, how do i get there,
        how to get there, directions, a map, map, which station, which subway, subway exit,
        show me the way, how do i get to, where should i go, what is the address,
        where are you located, where do i have to go
        """,
    "prepare": """
        bring, to bring, prepare, preparation, preparations, before the checkup, have to fast,
        need to fast, fast, fasting, i eat, drink, i drink, breakfast, empty stomach, medication,
        alcohol, eat, should know before coming, what documents, take with me, my pills,
        blood pressure pills, coffee beforehand, have coffee, stop taking my pills, should i stop
        taking my pills, my passport, my arc, how do i prepare,
        how should i prepare, how long do i have to fast, how many hours should i fast,
        until what time can i eat, morning of the test, documents do i need
        """,
    "price": """
        how much, price, prices, cost, costs, fee, fees, is it free, free of charge, have to pay,
        how expensive, you charge, price list, set me back, how much is, how much money,
        how much do i have to pay
        """,
    "call": """
        phone number, telephone, telephone number, your number, who do i call, who can i phone,
        number of the hospital, call the hospital, where do i call, contact the hospital,
        contact number, contact details, the number, number should i ring, phone them,
        number i can call, which number i call, tel, contact, clinics number, call,
        what number should i ring, how can i contact the hospital, clinic number,
        hospital phone number, clinics phone number, ring, phone calls, phone
        """,
    "waitlist": """
        let me know if, tell me if, text me if, message me if, notify me if, tell me when there is,
        wait list, waitlist, waiting list, a place comes up, something opens up,
        slot becomes available, free place, spot opens, if someone cancels, if anyone cancels,
        theres a cancellation, there is a cancellation, wait for, standby, there is vacancy,
        queue me up, free spot, on the waitlist, free slot, comes up, opens up, empty seat,
        for a free slot, for a free spot, any cancellations, slot opens, place opens,
        spot becomes available
        """,
    "language": """
        i dont understand korean, does anyone there speak english, i dont speak korean, language,
        english, korean, in english,
        speak english, dont speak korean, dont understand korean, in korean, english version,
        other language, switch to english, switch to korean, change language, change the language,
        change to korean, change to english, language to english, english language,
        show it in english
        """,
    "help": """
        i dont know what to do, i dont understand how this works, help, how does this work,
        how do i use this, what can you do, what is this, how to use, usage, instructions, menu,
        main menu, commands, what to do, im lost, how this works, should i press, my options,
        first time here, assistance, explain, guide me, dont understand how this works,
        what do i do, dont know what to do
        """,
    "start": """
        hello, hi, start, good morning, good afternoon, good evening, hey, hi there, hello there
        """,
    "hospitals": "hospitals, list of hospitals, which hospitals, show hospitals",
    "privacy": "privacy, my data, privacy notice",
    "thanks": """
        great thanks, perfect thanks, good thanks, thanks, thank you, thx, tnx, ty, tysm, cheers,
        appreciated, appreciate it, ta, thank u, thanx, many thanks, thanks a lot, thanks a bunch,
        have a nice day, see you then, thats perfect thanks, thats great thanks,
        thanks a million, thank you very much, thank you so much, thanks for booking it,
        i appreciate it, thanks for the help, thank you for your help, much appreciated, goodbye,
        bye, cheers mate
        """,
    "yes": """
        yes, yep, yup, yeah, yea, yah, ya, yess, y, ye, aye, sure, of course, certainly,
        absolutely, definitely, ok, okay, okey, oki, k, kk, okie dokie, alright, all right,
        thats right, thats correct, correct, exactly, sounds good, looks good, lgtm, that works,
        works for me, thats fine, fine, fine by me, go ahead, go for it, do it, please do, proceed,
        confirm, confirmed, confirm booking, confirm change, i agree, agree, agreed, accept,
        i accept, take it, ill take it, i do, indeed, affirmative, by all means, lets do it,
        go with that, yes i do, no problem go ahead, yes sir, sure thing, confirm the booking
        """,
    "no": """
        n, nope, nah, no way, no thanks, no thank you, no thx, nay, not really, not this one,
        not that, wrong, thats wrong, not right, not correct, thats not right, thats not correct,
        incorrect, disagree, dont agree, do not agree, decline, reject, rather not, id rather not,
        dont want it, negative, certainly not, absolutely not, of course not, by no means, not ok,
        not okay, not good, doesnt work for me, doesnt suit me, noo, no dont,
        that doesnt work for me, no wait
        """,
    "stop": """
        stop, stop it, stop this, quit, exit, end, abort, leave, never mind, get back to you, ill
        get back to you, let me think, let me think about it, think about it, nevermind, forget
        it,
        forget about it, stop here, enough, not now, later, maybe later, another time,
        some other time, come back later, get me out, out of here, close this, want to stop,
        do it later, stopp, ill do it later, not now later, lets stop here
        """,
    "human": """
        i dont want to talk to a robot, person, a person, human, agent, speak to someone, speak
        with someone, is this a bot, a real person,
        talk to someone, operator, representative, customer service, staff, front desk, nurse,
        real human being, somebody, not a bot, to a robot, no bots, live chat, receptionist,
        talk to a person, speak to a human, real person, dont want to talk to a robot,
        put me through, connect me, to anyone, human being, a nurse, talk to anyone,
        speak with a person
        """,
    "not": """
        not, never, wont, wouldnt, didnt, under no circumstances, must not, no intention of,
        no need to, dont want a, dont want an, dont need a, dont need an, rather than, instead of,
        wouldnt like to, not looking to, dont need, not the, no longer need
        """,
    "not_do": """
        no, dont, do not, please do not, i do not, dont want to, i dont want to, i dont wanna,
        i do not want to, please dont, i dont want it, no need, do not want to, just dont
        """,
    "vague": """
        good, right, perfect, great, cant make it, i cant make it, cant come, i cant come,
        wont be able to come, not coming, im not coming, i wont be able to come, cant do,
        i cant do
        """,
    "rebook": "rebook, cancel and rebook, book again",
    "keep": "keep my, keeping my, im keeping my",
    "as_is": "leave the, as it is, keep my appointment as it is, leave it, stays as it is",
    "unsure": """
        dont work for me, as soon as possible, as fast as possible, the one after, what floor,
        which floor, is it open, doesnt work, dont work, no good, cant, couldnt, why, if, maybe,
        not sure,
        yes and no, really, no worries, dont mind, dont forget, how late, until when, cancel that,
        drop it, thats all, im done, finish, go back, start over, unsubscribe, stop sending me,
        why not, i guess so, no problem, i dont know, i dont understand, please confirm, book it,
        pass, not yet, im good, im ok, oui, non, noe, are you a bot, call me, call me back,
        ring me, someone ring me, keep it, take insurance, how long, how much time, open, either,
        dont you, book or cancel, happens, instructions please, what floor, for free, wrong number,
        dont not, you open, cancellation culture, is good, close, no english
        """,
    "available": """
        is possible, it is possible, free on, is free,
        are you free, is it possible, possible, come on, come in
        """,
    "other_subject": """
        parking, toilet, toilets, restroom, taxi, results, result, insurance, weather, pizza,
        bitcoin, wifi, restaurant, news, joke, park
        """,
    "fill": """
        said, ive, got, gotta, gonna, afraid, unfortunately, wondering, i was wondering if i could,
        i was wondering if, was wondering, wonder, chance, any chance, bit, allowed, anymore, think,
        i dont think, lets, whenever, space, thats, somethings, come up, somethings come up,
        something has come up, u, around, only, instead, sharp, lovely, nice, have a nice day,
        ill, well, wed, theyre, could you tell me, can you tell me, do you know, just wondering,
        hoping, trying, would love, kindly, actually, basically, asap, possibly, perhaps, charge,
        bot, lets, needed, under, mr, names, full name is, able, changed my number, would,
        both, of them, name, name is, booking number, booking code, reservation number,
        confirmation number, appointment number, my booking is, my phone number is, my number is,
        to another time, meant, near, before, after, coffee, water, passport, my visa, at a,
        the evening, works, my code is, i, id, like, want, wanna, would like, need, please, pls,
        plz, plese, to, a, an, the, my, me, it, is, can, could, may, you, for, of, in, on, at, do,
        have, make, go, just, so, and, with, from, by, this, that, there, here, us, we, your,
        anything, any, im, am, are, be, was, been, date, time, day, hospital, clinic, free, slot,
        slots, place, places, number, code, it at, again, some, also, too, them, very much, a lot,
        sorry, hello there, possible, looking, get, give, show me, see, check, list, tell me, tell,
        let me know, send me, notify me when, text me, message me, put me on, add me to, join,
        give me, know, about, kind, full, tests, test, sir, madam, should, will, must, did, does,
        parents, my parents, family, for my parents, them too, hour, come, arrive, up, one, new,
        medical, exam, i would, really want, real, another, first, next, which, what, whats, how,
        who, put, set, something came up, tonight, booked, made, ask, asked, asking, just asking,
        mean, intent, talk, speak, work, take, someone, people, person named, now, then, but, or,
        as it is, as, its, much, many, quick, mate, thing, evening before
        """,
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

DESK_MEANINGS = {
    "open": """
        open, add, register, reopen, take bookings, open a date, add dates, add a date,
        register a date
        """,
    "close": """
        close, closed, off on, no screenings, wont open, wont be open, will not open, will not be
        open, not doing checkups,
        not doing screenings, no checkups, not taking patients, cant take patients, holiday,
        on holiday, day off, a day off, is off, block, block off, close down, were closed,
        we are closed, mark closed, shuts, shut, not open, are not open, temporarily closed,
        will be closed, delete, remove, closing
        """,
    "roster": """
        roster, patient list, list of patients, the list, attendance list, list of bookings,
        todays list, patients, who is coming, whos coming, how many people are coming, bookings at,
        bookings, show the list, who comes
        """,
    "fill": """
        doctor, the doctor, doctors, ill, sick, away, conference, training, renovation, on leave,
        due to, because, because of, vacation, down, mark, doing
        """,
    "capacity": """
        capacity, number of places, change number of places, raise, reduce, more places, increase,
        add places, change the capacity, set capacity, change capacity, set the capacity
        """,
    "find": "find, search, search for, look for",
    "bookfor": "phone booking, book for a caller",
    "move": "move booking, move the booking",
    "announce": "announce, announcement, notice",
    "unsure": """
        stop new bookings, no more bookings, undo the closing, cancel all bookings, undo, delete,
        remove
        """,
}
"""Words of the front desk; they have these meanings there alone."""
