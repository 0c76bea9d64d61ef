"""What English phrases mean that are answers, asides or questions about the bot itself."""

ANSWERS = {
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
        will do it later, later then, do this later, ill think about it, need to think,
        no longer interested, drop this, take me back,
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
        hold off, hold off on, refrain from, there is no need to,
        not trying to, not asking you to, not asking to,
        no need to, dont want a, dont want an, dont need a, dont need an, rather than, instead of,
        wouldnt like to, not looking to, dont need, not the, no longer need
        """,
    "not_do": """
        no, dont, do not, please do not, i do not, dont want to, i dont want to, i dont wanna,
        i do not want to, please dont, i dont want it, no need, do not want to, just dont
        """,
    "vague": """
        good, right, perfect, great, cant do, i cant do, not available, not free, are
        you a bot, maybe, no idea
        """,
    "rebook": "rebook, cancel and rebook, book again",
    "absent": """
        cant make it, i cant make it, cant come, i cant come, wont be able to come, not coming, im
        not coming, i wont be able to come, wont come, cannot come, cannot make it,
        wont make it, wont be able to make it, not able to come, not able to make it, unable to
        come, unable to make it, not going to make it, cant attend, cannot attend, cant be there,
        wont be there, not come, not be coming, not be there, not going to come,
        not going to be there, not be able to come, not be able to make it, not be able to attend,
        not attend, never come, never coming, changed my mind, i changed my mind, ive changed my
        mind, i have changed my mind
        """,
    "keep": "keep my, keeping my, im keeping my",
    "as_is": """
        leave the, leave my appointment, leave my booking, leave my reservation, leave it alone,
        leave everything, leave all, leave things, leave them, leave mine, leave my visit,
        keep everything,
        leave as is, keep as is, keep my appointment as it is, leave it, stays as it is
        """,
    "unsure": """
        or not, may be able, might be able, may come, might come, may be coming, might be coming,
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
        mistake, accidentally, name is spelled, is spelled, spelled wrong, spelt
        wrong, wrong date, wrong day, wrong time, thank god
        """,
    "free": """
        the earliest, soonest, the soonest, next available, first available, earliest available,
        next opening, openings, any openings, an opening, any opening, vacancies, any vacancy,
        vacancy, vacant, availability, available, whats the earliest, earliest slot, first slot,
        first available slot, next slot, whats available, what is available, what is free, whats
        free, the earliest date, next available appointment, when is possible, when would it be
        possible, when do you have space, when do you have a place, when do you have a slot, when do
        you have availability, when are you free, when is there space, when is there a slot, when is
        there a place, when is it possible
        """,
    "available": """
        is possible, it is possible, free on, is free,
        are you free, is it possible, come on, come in
        """,
    "other_subject": """
        parking, toilet, toilets, restroom, taxi, results, result, insurance, weather, pizza,
        bitcoin, wifi, restaurant, news, joke, park
        """,
    "fill": """
        said, ive, got, gotta, gonna, afraid, unfortunately, wondering, i was wondering if i could,
        i was wondering if, was wondering, wonder, chance, any chance, bit, allowed, anymore, think,
        i dont think, lets, whenever, space, thats, somethings, come up, somethings come up,
        something has come up, u, around, only, instead, sharp, lovely, nice, ill,
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
        too, them, very much, a lot, sorry, possible, looking, get, give, show me, see,
        check, list, tell me, tell, let me know, send me, notify me when, text me, message me, put
        me on, add me to, join, give me, know, about, kind, full, tests, test, sir, madam, should,
        will, must, did, does, parents, my parents, family, for my parents, them too, hour, come,
        arrive, up, one, new, medical, exam, i would, really want, real, another, first, next,
        which, what, whats, how, who, put, set, something came up, tonight, booked, made, ask,
        asked, asking, just asking, mean, intent, talk, speak, work, take, someone, people, person
        named, now, then, but, or, as it is, as, its, much, many, quick, mate, thing, evening
        before, really, either, im free, i am free, im available, i am available, im around, im off,
        if possible, if you have, if you can,
        if you can help it, if i can help it, if i can, if u can, if u have, if available, if you
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
