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
    plase please, pleas please, helo hello, hallo hello, helth health, sth something, sb somebody, b4 before, ppl people
    """
SHORT_FORMS = dict(each.split() for each in _SHORT.split(","))
"""Words as they are typed in haste, and in full."""

REAL_WORDS = """
    accepted accepts adventure align alone along among angel angle arch arm arrange ate avoid
    bag bald band bank bar bare bat bats bead bear beast beat become beep begin begins believed
    bell belong belt bench big bite bits bless block blocking blow boat bold bolt boot boss
    bother bounds bowl brace brass bread break brew bug building bull bump bunch buy bye canal
    cancelled cancer candle cap capital caps car cards carry cat cell cent center central chain
    chance chancel change channel charge charger cheap chip chop class clock clone close closed
    cloth clothes coast coat cold command competed complained completed compose computed conceal
    concern concert configuration conform connection connector content contract contrast cook
    cooked cooking cool coordinate cop cope core correctly council counsel course cress crime
    crop crow cry culture cure curse customers customize damaged dance dancer danger dare deal
    deals dear deep defer deleted dental deserve deserved dice dig dime dine dip direction disk
    distinct dog dot draining drank drawing dress drive driven drop drops drunk dry dull dump
    enable ending enter exchange exist expert export expose ext face fact far fare farm fast fat
    fear feast feather feed feel feet felt fig fine fire fit floating floats flow fly fog fold
    food fool foot forged form forms friends frog fry full gap gates gear glass glow goat gold
    grace grass greeting grip grow guard guess guy handle handy hanged hanger hard harm hat heal
    heap hear heat heel held hell help helper hen hip hire hit hog hold hood hook hooked hop
    hospitality hour how hug hunter ice ignored ignores import inner instance interpreted intro
    jazz jeep joy keeps kelp key king kit kite knot know lace lag lain lap latter layer lead
    leap lease leash least leather leaves less lime lines link lip load loat lock log long
    looked looking loss magic mail manger map mass mat match meal meat medal meet melt mental
    mess metal mice mid mode model mold mood moon mop mortal mosaic moss moth mouth mug neat
    ness nested never newer node nope norm nose note notice nurse observe observed old operation
    oppose orange other pace packed palace pass pear pen pencil pending persons pig pine pipe
    place plate please plug plus police poll polls pool pop pope postal pour preserve press
    price pricey pride prime prince print printer printing prize prop propose proud prove prune
    pull pulse pump pure purpose purse quiet quite quote race races rag rand range ranger rank
    rare rat rate rats real reap rear received recovered red refer refused registry relay
    release released relieved remote rental report reserve reserved resident restrict retrieved
    reuse reverse revert rewind rice rights ring rip road roast root rope rose rounding rounds
    rue rug running scope score seal seat seeking self sell sending servant serve several severe
    shadow sheep shelf shell shoe shoes shook shoot shore shot show showed shower shown shy sip
    sit site skill skip skull sky sleep slice slow smooth snow sock sold soon sore sound soy
    space spacing spice spoon spy stack steal steam steel stone stop stored storm stream street
    strong suck support suppose swear sweet tag tank tap taps tear teeth tell thank thanksgiving
    thrice thus tip tired toad toast told took tool tooth top toss tour toy trace transaction
    transform transformed transition translated trap treat trip truth try usable vast venture
    verse version versions versus vice vote wag wait waiter wand want ward warm wart water wear
    weather well whereas whether whip white why wide wig wing winner winter wire wither won wood
    wool word world worm worse wrap write writing wrong yard yell your youth zip
    """
"""Words that are one letter from one with a meaning here, and no typo of it."""

CONTEXT_WORDS = """
    wife husband mom mum mommy mother dad daddy father son daughter brother sister kid child
    children baby grandma grandpa grandmother grandfather parent parents uncle aunt aunty cousin
    girlfriend boyfriend partner spouse fiance fiancee colleague colleagues coworker coworkers
    neighbour neighbor roommate friend friends teacher student students landlord mates

    leave leaving leaves left start starts started starting finish finished finishing choose
    choosing chose chosen pick picking picked called lost become became buy catch caught clean cook
    drive driving drove enjoy enter explain explained explaining fall feel feeling feels felt fill
    filled fly flying follow followed grow hate hold holding hurt hurts join joined joining learn
    learned learning lie lose losing mind miss missed missing offer offered offers own pass passed
    received receive receiving recommend recommended relax rest return returning returned ride run
    save saved share sit sleep sleeping slept smile spend stand stay staying stayed studying study
    surprise teach teaching trust understand understood wake waking walk walking warn wash watch
    write wrote written worry worried renew renewing renewed expire expires expired retire retired
    married marry referred refer apply applied applying handle deal dealing happening arranged
    arranging scheduled reserved registered registering entered entering typed typing click clicked
    clicking press pressed tap tapped reply replied respond responded answer answered post posted
    moved moves delayed stuck held rushing rush hurry wasted waste afford avoid suggest suggested
    advise advised confirm confirming expected expecting expect complete completed completing
    combine split squeeze bother bothering annoy annoying sound sounds sounded appear appears
    figure figured sort sorted solve solved fixed fixing fix attempt failed fail succeeded continue
    continued keep keeping kept

    late ready married old young tired hungry thirsty nervous scared interested excited careful
    clear common complete crowded difficult hard empty final foreign funny huge large main normal
    particular private public ready recent serious short similar simple single slow special strange
    strong stupid sudden suddenly terrible typical useful useless weird long high low big small
    local nearby remote healthy unhealthy pregnant flexible tight packed hectic crazy insane
    horrible awful silly dumb confusing confused complicated strict mandatory compulsory required
    optional due overdue pending official legal professional personal online offline convenient
    honest total complete actual latest flat entire double triple twice once again

    advice age area bank bed body chance city client college computer condition contract conference
    couple crowd customer department dream email emails mail event events everything everybody
    nothing nobody none eye eyes fact favor favour file flat form future game group guest health
    heart holiday holidays home house idea interview job journey kindergarten daycare lady law
    lecture letter life light link man men woman women mind money neighborhood note notice pain
    paper part party password period permit photo picture plane point police position pressure
    process professor project road room semester service side sides situation story street subject
    ticket tickets tour town type uni university vacation version view visa visas wedding weight
    word words world yoga church dentist gym rush hour commute commuting employee employees staff
    human resources hr army military embassy immigration semester campus dorm apartment flatmate
    wheelchair crutches stairs lift elevator entrance gate door doors lobby counter desk window
    rain raining snow snowing storm typhoon cold hot warm covid fever cough headache injury surgery
    operation accident funeral birthday anniversary graduation ceremony sports match concert
    christmas easter ramadan lent chuseok seollal interpreter translator assistant nanny babysitter

    absolutely completely extremely seriously terribly badly strongly definitely personally slightly
    nearly mostly mainly partly totally fully exactly entirely randomly suddenly
    originally previously finally eventually lately earlier ago beforehand afterwards
    elsewhere everywhere nowhere inside outside upstairs downstairs ahead behind beside beyond
    across along past near despite whereas whoever whichever whatever wherever
    """
"""Words in which people say why they write. In front of a word such as "clinic" they are a name."""
