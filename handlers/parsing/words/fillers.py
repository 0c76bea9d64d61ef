"""English words of customers without a meaning of their own: politeness, grammar, hesitation.

None of them is looked for in a name, nor says when, where or how many.
"""

FILLERS = """
    i ive id ill im me my mine myself you your yours youre youve youd youll he hes his him she shes
    her it its itd itll we weve wed us were our ours they theyre them their this these that thats
    those thatd thatll there theres here heres who whos what whats whatever which whichever whose
    how hows yall u r ur ure imma ima

    is isnt are arent am aint was wasnt be been being do does doing done did have has had having
    got gotta gotten get gets getting gonna going go goes gone went can could must shall should
    will would couldve shouldve wouldve ought used able allowed let lets make makes making made
    take takes taking took put puts set give gives giving gave want wants wanted wanting wanna wish
    wished wishing need needs needed needing like likes liked prefer preferred preferably hoping
    hoped plan plans planned planning intend intended try tries tried trying think thinks thinking
    thought guess suppose supposed believe wonder wonders wondered wondering know knows knew see
    seeing say says said saying tell tells telling told talk talked talking ask asks asked asking
    speak spoke mean means meant look looks looking find finds finding found check checks checking
    send sends sent seem seems seemed happened come comes coming came arrive arriving use using
    turn work works working worked suit suits suited fit fits manage managed decide decided realise
    realised realize realized noticed forgot remember heard visit visiting live living include
    request requested requesting gimme lemme dunno hav hv contact chat attend attending sort

    a an the another any anything anyone anybody some something someone somebody anywhere somewhere
    all much more most lot lots bit little such same own else just also too very quite really
    rather so pretty super fairly totally definitely almost maybe yet still again soon sooner
    earliest asap immediately directly currently normally usually generally specifically simply
    basically actually honestly literally apparently probably possibly perhaps hopefully ideally
    kindly quickly urgently anymore anyway though although however therefore then than otherwise
    besides together though hence furthermore ever now back away

    to too of in on at for from with onto upon over under up down out off through because bc cuz
    coz cos since due via as when while and or so plus if whether

    um umm ummm uh uhh uhm er err erm eh ah ahh oh ohh ooh hmm hmmm hm mm mmm well lol lmao rofl
    haha hahaha hehe heh omg btw fyi imo tbh idk rn atm afaik jk xd yay wow whoa oops whoops sry
    soz sorry apologies pardon excuse hiya howdy greetings dear sir madam maam mam mr mrs ms miss
    team guys folks man bro dude mate buddy please pls plz pleez plss plese pleasee pliz plse
    alright ok okay annyeong annyeonghaseyo regards sincerely evening everyone ya luv yo sup dear

    available possible convenient suitable flexible necessary urgent important better worse easier
    easy quick quicker quiet quieter fine nice lovely cool awesome amazing wonderful excellent
    fantastic brilliant whole entire usual regular sure certain correct proper afraid glad happy
    busy wrong problem trouble issue things stuff way reason case option options choice details
    detail info information website site app bot message page online phone korea expat foreigner
    appointment appointments booking bookings reservation reservations physical annual yearly
    routine medical examination checkup screening test tests package basic comprehensive program
    programme company employer boss office subway bus car train station airport hotel

    unfortunately emergency personal reasons sick ill meeting travel travelling traveling trip
    flight abroad overseas country shift deadline exam work school class traffic weather kids
    confirmed thank thanks soon much cheers
    """

_SHORT = """
    u you, ur your, yr your, r are, wat what, wht what, wut what, wot what, wats whats, wher where,
    whre where, wen when, wn when, cud could, wud would, shud should, hav have, hv have, haz has,
    appt appointment, appts appointments, apt appointment, appmt appointment, resv reservation,
    rsv reservation, rez reservation, num number, msg message, txt text, addr address,
    adress address, loc location, hosp hospital, docs documents, bk book, cxl cancel, canx cancel,
    resched reschedule, abt about, bout about, wanna want, tel telephone, tks thanks, tnx thanks,
    thnx thanks, thks thanks, thx thanks, thanx thanks, pls please, plz please, confrm confirm,
    cnfrm confirm, whn when, hw how, mch much, cn can, smth something,
    sth something, sb somebody, b4 before, ppl people
    """
SHORT_FORMS = dict(each.split() for each in _SHORT.split(","))
"""Words as they are typed in haste, and in full."""
