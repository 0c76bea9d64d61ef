"""What English phrases mean, apostrophes left out; keys as in `korean`, phrases by commas.

`fill` words have no meaning of their own. A phrase of several words wins over its parts.
"""

MEANINGS = {
    "book": """
        dpdir, book it for me, please book it for me, book, booking, bookings, reserve, reservation,
        appointment, schedule, set up, sign me up, register for, screening, health screening,
        checkup, check up, check-up, health check, medical exam, a medical, health examination,
        health checkup, a checkup, book me in, get me an appointment, appt, an appt, appts, book an
        appt, new booking, new appointment, another booking, are you free, is there space, any
        slots, any slot, anything free, have anything, can i come, could i come, may i come, come in
        for, can i march in, is possible, it is possible, free on, is free, earliest i can come,
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
        change, reschedule, change my appt, change my name, bit later, come a bit later,
        re-schedule, move, postpone, push back, push it back, bring it forward, make it earlier, a
        day later, switch, rearrange, amend, modify, alter, delay, picked the wrong, booked the
        wrong, change time, change date, changing, rescheduling, changes, moving, do afternoon
        instead, a different day, another date, another day, make it, push, push my appointment
        back, move my appointment, shift, shifting, swap, swapping, bump, bring forward, put off,
        put it off, postponing, defer, adjust, update, edit, different time, different date,
        different day, other date, other time, to other day, to another date, another time, another
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
    "cancel": """
        cancel, cancellation, cancelation, cancelling, canceling, call off, call it off, delete,
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
        my booking, my bookings, my appointment, my appointments, my reservation, my reservations,
        show my, show me my, did i book, have i booked, do i have a booking, do i have an
        appointment, list my bookings, upcoming appointments, booking status, my status, status,
        status of my booking, did my booking go through, is my appointment confirmed, am i booked
        in, am i booked, confirm my appointment, where can i see my booking, where do i find my
        appointments, mystatus, look up, isnt cancelled is it, was my booking cancelled, has my
        appointment been canceled, has my appointment been cancelled, did you cancel my appointment,
        lost my booking code, booking number, what was my booking number, check reservation, check
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
    "language": """
        i dont understand korean, does anyone there speak english, i dont speak korean, language,
        english, korean, in english, speak english, dont speak korean, dont understand korean, in
        korean, english version, other language, switch to english, switch to korean, change
        language, change the language, change to korean, change to english, language to english,
        english language, show it in english, my korean is bad, my korean is not good, my korean
        isnt good, dont read korean, cant read korean, cannot read korean, can not read korean,
        english speaking, english speaker, english menu, translate, translation, my language,
        different language, another language, do you speak english, speak korean, do you speak
        korean, can you speak english, in english please, talk in english, use english, use korean,
        english mode, korean mode, language back, back to english, back to korean, to english, to
        korean, into english, into korean, switch languages, languages, which languages, other
        languages, what languages, korean language, english version please, in another language
        """,
    "help": """
        i dont know what to do, i dont understand how this works, help, how does this work, how do i
        use this, what can you do, what is this, how to use, usage, instructions, menu, main menu,
        commands, what to do, im lost, how this works, should i press, my options, first time here,
        assistance, explain, guide me, dont understand how this works, what do i do, dont know what
        to do, how does it work, how does that work, how do you work, what now, what next, confused,
        im confused, stuck, im stuck, im new here, new here, a hand, tutorial, guide, show options,
        what should i do, what should i do now, what can i do here, what can i do, what can this bot
        do, what do you do, how do i start, where do i start, how to start, get started, faq, how
        does this thing work, how does this bot work, how this thing works, how do i use it, how do
        i use this bot, how it works, how you work, what are you, what is this bot, what can i ask,
        not sure what to do, dont get it, dont get how this works, dont know how to use, can you
        help, help me, need help, some help, can you help me, help please, what are you for, how to
        do this, how do i do this, have no idea what, have no idea how, no idea what to do, no idea
        how to use, no clue, clueless, no idea how this works, explain how, explain to me how, my
        choices, choices, the options, what options, what are the options, which options, what can i
        choose, dont get how, dont get this, explain this, explain please, tell me how, show me how,
        walk me through, what happens next, what do i do next, what do i do now, whats next, how do
        i begin, supposed to do
        """,
    "start": """
        hello, hi, start, good morning, good afternoon, good evening, hey, hi there, hello there,
        begin, lets begin, lets start, restart, greetings, hiya, howdy, good day
        """,
    "hospitals": """
        hospitals, list of hospitals, which hospitals, show hospitals, hospitals do you have,
        hospitals are there, clinics do you have, clinics are there, what hospitals, which clinics,
        what clinics, list the hospitals, list the clinics, list clinics, list hospitals, hospital
        list, clinic list, list of clinics, clinics, all hospitals, other hospitals, other clinics,
        available hospitals, hospitals near me, clinics near me, nearest hospital, nearest clinic,
        closest hospital, closest clinic, hospital options, see hospitals, see the hospitals, show
        me hospitals, show me the hospitals, where can i get a checkup, where can i get checked,
        which hospital, what hospital, choose a hospital, pick a hospital, which hospitals are
        there, hospitals available, where can i go, names of hospitals, what places, which places,
        where do you offer, which ones can i choose, hospitals can i choose, clinics can i choose,
        options for hospitals, hospitals are available, clinics are available, hospital names
        """,
    "privacy": """
        privacy, my data, privacy notice, personal data, personal information, personal info, my
        personal data, my information, my info, delete my data, delete all my data, remove my data,
        erase my data, gdpr, data policy, privacy policy, data protection, what do you store, do you
        store, store about me, know about me, consent form, withdraw consent, withdraw my consent,
        revoke my consent, pipa, who can see my data, who sees my data, who has access, how long do
        you keep, keep my data, share my data, sell my data, delete my details
        """,
    "thanks": """
        great thanks, perfect thanks, good thanks, thanks, thank you, thx, tnx, ty, tysm, cheers,
        appreciated, appreciate it, ta, thank u, thanx, many thanks, thanks a lot, thanks a bunch,
        have a nice day, see you then, thats perfect thanks, thats great thanks, thanks a million,
        thank you very much, thank you so much, thanks for booking it, i appreciate it, thanks for
        the help, thank you for your help, much appreciated, goodbye, bye, cheers mate, helpful,
        very helpful, so helpful, youre the best, you are the best, ur the best, great help, big
        help, good job, great job, well done, legend, bless you, god bless, god bless you,
        kamsahamnida, gamsahamnida, gomawo, see ya, take care, have a good one, have a good day,
        have a great day, have a great one, good night, thanks again, thank you again, thankyou,
        thnx, thks, tks, thanku, nice one, awesome thanks, lovely thanks, brilliant thanks, so kind,
        very kind, great service, many many thanks, thank you kindly, youve been great, youre a
        star, grateful, lifesaver, youre a lifesaver, ta very much, ok thank you bye, thx a lot
        """,
    "yes": """
        yes, yep, yup, yeah, yea, yah, ya, yess, y, ye, aye, sure, of course, certainly, absolutely,
        definitely, ok, okay, okey, oki, k, kk, okie dokie, alright, all right, thats right, thats
        correct, correct, exactly, sounds good, looks good, lgtm, that works, works for me, thats
        fine, fine, fine by me, go ahead, go for it, do it, please do, proceed, confirm, confirmed,
        confirm booking, confirm change, i agree, agree, agreed, accept, i accept, take it, ill take
        it, i do, indeed, affirmative, by all means, lets do it, go with that, yes i do, no problem
        go ahead, yes sir, sure thing, confirm the booking, yes please, yes confirm, yes please
        confirm, yes please confirm it, yeap, yeh, yh, yass, mhm, uh huh, good to go, all good,
        looks right, looks fine, looks correct, seems fine, seems right, seems good, thats perfect,
        thats great, thats good, thats okay, thats ok, its correct, it is correct, is correct, carry
        on, sounds great, sounds perfect, sounds right, sounds fine, deal, roger, gotcha, sure why
        not, i confirm, approved, approve, i consent, consent, im in, why not yes, yes it is, yes
        thats me, thats me, all correct, everything is correct, everything is right, everything
        looks good, everythings fine, ok go, lock it in, yessir, hell yes, of course yes, okay then,
        ok then, perfect yes, great yes, good yes, do that, please proceed, go on then, for sure,
        surely, happy with that, ill do that, that is right, that is correct, i accept that, thats
        all correct, thats what i want, please do so, yes book it, yes book it please, ok book it,
        ok confirm, thatll do, thatll work, that will work, that will do, it works, works fine, good
        with me, fine with me, ok with me, okay with me, as you say, yes of course, yes yes, yes i
        agree, yes im sure, im sure, quite sure, that would be great, that would be perfect, that
        would be good, that would be fine, that would be lovely, id like that, yes id like that, i
        would like that, sounds like a plan, perfect lets do it, please book that, book that, that
        suits me, suits me
        """,
    "no": """
        n, nope, nah, no way, no thanks, no thank you, no thx, nay, not really, not this one, not
        that, wrong, thats wrong, not right, not correct, thats not right, thats not correct,
        incorrect, disagree, dont agree, do not agree, decline, reject, rather not, id rather not,
        dont want it, negative, certainly not, absolutely not, of course not, by no means, not ok,
        not okay, not good, doesnt work for me, doesnt suit me, noo, no dont, that doesnt work for
        me, no wait, nope not that, thats not it, not what i want, not what i wanted, not mine, not
        me, thats not me, hell no, no ta, no cheers, refuse, i refuse, dont do it, dont do that,
        deny, i dont consent, not interested, dont confirm, not true, that is wrong, it is wrong,
        its wrong, nooo, nuh uh, naw, no please, no sorry, i do not consent, i disagree, dont
        confirm it, do not confirm, not that one, no not that, thats incorrect, thats a mistake,
        that is not right, that is not correct, no thats wrong, not the one, no no, no i dont, i
        dont think so, dont think so, not at all, not this time, id prefer not, prefer not to,
        false, not quite, not exactly, no dont book that, dont book that, no not really, no not now,
        i said no, no it isnt, no its not, that isnt right, that isnt it, not correct at all, nah
        thanks, no thanks mate, nope thanks
        """,
    "stop": """
        stop, stop it, stop this, quit, exit, end, abort, leave, never mind, get back to you, ill
        get back to you, let me think, let me think about it, think about it, nevermind, forget it,
        forget about it, stop here, enough, not now, later, maybe later, another time, some other
        time, come back later, get me out, out of here, close this, want to stop, do it later,
        stopp, ill do it later, not now later, lets stop here, quit it, abandon, ignore that, ignore
        this, ignore me, skip it, skip this, leave it for now, not today, ill come back later, i
        will do it later, later then, do this later, ill think about it, need to think, changed my
        mind, i changed my mind, ive changed my mind, no longer interested, drop this, take me back,
        forget this, dont bother, end this, end chat, gtg, got to go, gotta go, stop messaging, stop
        messaging me, stop texting me, stop sending, stop bothering me, leave me alone, thats
        enough, shut up, go away, enough of this, lets leave it, leave it there, im out, give up,
        cancel this conversation, stop the chat, stop chatting, not right now, maybe another time,
        no longer want to continue, dont want to continue
        """,
    "human": """
        i dont want to talk to a robot, person, a person, human, agent, speak to someone, speak with
        someone, is this a bot, a real person, talk to someone, operator, representative, customer
        service, staff, front desk, nurse, real human being, not a bot, to a robot, no bots, live
        chat, receptionist, talk to a person, speak to a human, real person, dont want to talk to a
        robot, put me through, connect me, to anyone, human being, a nurse, talk to anyone, speak
        with a person, chat with, chat with someone, chat to someone, live agent, actual person, an
        actual person, actual human, someone real, speak with staff, speak to staff, talk to staff,
        talk with someone, talk with a person, talk to a human, talk to an actual, customer support,
        support team, manager, admin, reception, the desk, help desk, coordinator, counsellor, real
        people, talk to people, speak to somebody, speak with somebody, talk to somebody, some
        human, proper human, living person, a member of staff, human please, be helped by,
        personnel, employee, somebody real, somebody please, someone to help, someone help me,
        person please, real help, talk with you, someone in charge, an employee, a worker, living
        human, human help, human support
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
        good, right, perfect, great, cant make it, i cant make it, cant come, i cant come, wont be
        able to come, not coming, im not coming, i wont be able to come, cant do, i cant do, are you
        a bot, maybe, no idea
        """,
    "rebook": "rebook, cancel and rebook, book again",
    "keep": "keep my, keeping my, im keeping my",
    "as_is": "leave the, as it is, keep my appointment as it is, leave it, stays as it is",
    "unsure": """
        dont work for me, as soon as possible, as fast as possible, the one after, what floor, which
        floor, is it open, doesnt work, dont work, no good, cant, couldnt, why, not sure, yes and
        no, no worries, dont mind, dont forget, how late, until when, cancel that, drop it, thats
        all, im done, finish, go back, start over, unsubscribe, stop sending me, why not, i guess
        so, no problem, i dont know, i dont understand, please confirm, book it, pass, not yet, im
        good, im ok, oui, non, noe, call me, call me back, ring me, someone ring me, keep it, take
        insurance, how long, how much time, open, dont you, book or cancel, happens, instructions
        please, for free, wrong number, dont not, you open, cancellation culture, is good, close, no
        english, if i dont, if you cancel, if i cancel, what if, if i cant, if i do not, if not, if
        i miss, unable, impossible, not possible, see you, why is, how come, undo, ago, mistake, by
        mistake, accidentally, name is spelled, name is misspelled, is spelled, spelled wrong, spelt
        wrong, name is wrong, wrong name, wrong date, wrong day, wrong time, thank god
        """,
    "free": """
        the earliest, soonest, the soonest, next available, first available, earliest available,
        next opening, openings, any openings, an opening, any opening, vacancies, any vacancy,
        vacancy, vacant, availability, available, whats the earliest, earliest slot, first slot,
        first available slot, next slot, whats available, what is available, what is free, whats
        free, the earliest date, next available appointment
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
        something has come up, u, around, only, instead, sharp, lovely, nice, have a nice day, ill,
        well, wed, theyre, could you tell me, can you tell me, do you know, just wondering, hoping,
        trying, would love, kindly, actually, basically, asap, possibly, perhaps, charge, bot,
        needed, under, mr, names, full name is, able, changed my number, would, both, of them, name,
        name is, booking number, booking code, reservation number, confirmation number, appointment
        number, my booking is, my phone number is, my number is, to another time, meant, near,
        before, after, my visa, at a, the evening, works, my code is, i, id, like, want, wanna,
        would like, need, please, pls, plz, plese, to, a, an, the, my, me, it, is, can, could, may,
        you, for, of, in, on, at, do, have, make, go, just, so, and, with, from, by, this, that,
        there, here, us, we, your, anything, any, im, am, are, be, was, been, date, time, day,
        hospital, clinic, free, slot, slots, place, places, number, code, it at, again, some, also,
        too, them, very much, a lot, sorry, hello there, possible, looking, get, give, show me, see,
        check, list, tell me, tell, let me know, send me, notify me when, text me, message me, put
        me on, add me to, join, give me, know, about, kind, full, tests, test, sir, madam, should,
        will, must, did, does, parents, my parents, family, for my parents, them too, hour, come,
        arrive, up, one, new, medical, exam, i would, really want, real, another, first, next,
        which, what, whats, how, who, put, set, something came up, tonight, booked, made, ask,
        asked, asking, just asking, mean, intent, talk, speak, work, take, someone, people, person
        named, now, then, but, or, as it is, as, its, much, many, quick, mate, thing, evening
        before, really, either, im free, i am free, im available, i am available, im around, im off,
        if possible, if you have, if you can, if i can, if u can, if u have, if available, if you
        dont mind, if thats ok, if its possible, if it is possible, if there is, if i could, if you
        could, if you have one, if you have it, at the moment, my booking number, my booking code,
        my reservation number, booking number is, my appointment number, my confirmation number,
        running late, im running late, text only, text only pls, personal, cells, cell, my cell,
        something happened, something urgent, other, different, sign, for a friend, in the meantime,
        sooner or later, would it be possible, is it possible to, is there any chance, times,
        timings, timetable, helpful info, when i get, when i arrive, when i come, when im there,
        when i am there, when i booked, when i got, when you can, when you have, when possible,
        booking is for, appointment is for, reservation is for, the one called, called, blood
        pressure, the booking is for, by the way, to be honest, let me see, booking no, patient
        name, patients name, the patient, patient is, the second one, the third one, the last one,
        the first one, remind me, remind, the other one, without calling, without having to call, id
        love to, would love to, love to, is this where, is this the place, number changed, my number
        changed, number has changed, new number is, my new number, changed number, all week, all
        weekend, all month, all day, all year, every time, no joke, no rush, no hurry, no pressure,
        no preference, no matter, no offence, no doubt, no big deal, no stress, one more thing, as
        well, as usual, for now, right now, just now, so far, at least, at all, at last, at work, at
        home, to work, in korea, in seoul, a while, in fact, after all, in total, in person, on
        time, long time, last time, next time, this time, first time, the same, same time, my turn,
        day shift, night shift, work week, instead please, thing is, the thing is, you see, you
        know, i see, i mean, would you mind, do you mind, if you would, would you be so kind, be so
        kind, so kind as to, be a dear, be able to, upcoming, coming up
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
        open, add, register, reopen, take bookings, open a date, add dates, add a date, register a
        date, new day, new date, new dates, new days, create, set up, make available, open up, open
        bookings, open booking, take patients, accept patients, accept bookings, accepting bookings,
        start taking bookings, we are open, were open, is open, will be open, add slots, add a day,
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
        you, hi, hello, team, morning all, hey, everyone, guys, again, also, us, kindly, quickly,
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
        stop new bookings, no more bookings, undo the closing, cancel all bookings, undo, delete,
        remove
        """,
}
"""Words of the front desk; they have these meanings there alone."""
