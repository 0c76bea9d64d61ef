"""English words of customers without a meaning of their own: politeness, grammar, hesitation.

They are read of customers alone; a phrase of the tables wins over the words it is made of.
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

    aw aww ooo ugh argh phew yikes gosh jeez damn dang bruh welp yo nvr fr ngl lmk tho thru
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
    confirmed soon much cheers
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
    chek check, chk check, plase please, pleas please, helo hello, hallo hello,
    helth health, sth something,
    sb somebody, b4 before, ppl people
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
    able absolutely academy accept accepted access accident account achieve across act active
    actual add advance advice advise advised afford afterwards again age ago ahead air alarm
    alert alien allow along anniversary annoy annoying answer answered anxious apartment appear
    appears applied apply applying appoint approach area arm army arrange arranged arranging
    assistant attach attempt attention audit aunt aunty avoid aware awful baby babysitter badly
    baggage balance bank base basis beat became become bed beforehand behind believe belong
    benefit beside bet beyond big bike birthday blame board boat body born borrow bother
    bothering bottom boyfriend brand broad brother browsing build burn buy calendar called
    calling calm camp campus careful case catch caught cause celebrate century ceremony chair
    chance chat check child children choice choose choosing chose chosen christmas church
    chuseok cigarette circle citizen city claim class clean clear click clicked clicking client
    cloud club coincide cold colleague colleagues collect college combine comfortable comment
    commit commitment common commute commuting compare complain complete completed completely
    completing complicated compulsory computer concern concert condition conference confirm
    confirming confused confusing connect consider construct consult continue continued contract
    convenient convince cook correct cough count counter couple cousin covid coworker coworkers
    crazy create cross crowd crowded crutches curious customer cycle dad daddy damage dark
    daughter daycare dayoff deal dealing debt definitely delayed deliver demand dentist
    department depend deployment describe deserve desire desk despite detail develop diary
    differ difficult discuss disease dispatch disturb divide door doors dorm double downstairs
    downtown dream drive driving drove due dumb duty e2 eager earlier ease easter edge educate
    effect effort elevator elsewhere email emails embassy emigrate employee employees empty
    encourage engage enjoy enroll ensure enter entered entering entire entirely entrance error
    escape essential event events eventually everybody everything everywhere exact exactly
    exchange excite excited exercise exist expect expected expecting expert expire
    expired expires explain explained explaining export express extend extremely eye eyes face
    fact factory fail failed familiar famous farm father fault favor favour fear feedback feel
    feeling feels fell felt fever fiance fiancee field fight figure figured file fill filled
    final finally finals finger finish finished finishing fire firm fix fixed fixing flat
    flatmate flexible fly flying focus follow followed force foreign form friend friends fully
    fun function funeral funny furniture future game gate gather gift girlfriend glad glass goal
    gone grade graduation grandfather grandma grandmother grandpa grateful ground group grow
    guarantee guest gym habit hagwon hair handle happening hard hate headache health healthy
    heart heavy hectic height held helpful hesitate hide high hire hired hiring hold holding
    holiday holidays home honest honor horrible hospitalise hospitalize host hot hour house
    housing hr huge human hungry hurry hurt hurts husband idea ignore imagine immigrate
    immigration impact improve inform injury insane inside instruct intention interested
    internship interpreter interview introduce invest invite involve jet job join joined joining
    journey judge keen keep keeping kept kick kid kill kindergarten know-how lab laboratory lack
    lady land landlord laptop large late lately latest laugh launch law lay lead learn learned
    learning leave leaves leaving lecture left legal letter level license lie life lift
    light link listen load loading loan lobby local locate lock long lose losing lost low
    luggage mail main mainly mall man mandatory married match material mates matter
    measure meet men mention mess message messaging method middle midterm midterms military mind
    mine minor miss missed missing mistake mixed model modern mom mommy money monitor mood
    mostly mother motor mountain mouth moved moves mum nanny nature near nearby nearly neat
    neighbor neighborhood neighbour nerve nervous net network neutral nightshift nobody noise
    none normal note nothing notice notification notifications nowhere object observe obtain
    occasion occupy occur offer offered offers official offline old onboard onboarding once
    online operation opinion opportunity oppose optional organise organize orientation
    originally outdoor outside overdue overtime own owner pack packed pain pair panic paper
    parent parents part participate particular partly partner party pass passed passenger
    password past patient pattern payroll peak pending perform perhaps period permanent
    permission permit personal personally phase photo pick picked picking picture plane planner
    plenty plus point police polite poor popular population position possess possibility post
    postal posted practice practise prefer pregnant present presentation president press pressed
    pressure pretend prevent previously primary prior prison private probation process produce
    profession professional professor profit program project promise promote proof protect proud
    provide public pull punish purchase purpose quality quiet rain raining raise ramadan
    randomly range rare react ready realistic realize recall receive received receiving recent
    recognize recommend recommended record recover refer referred refresh regard registered
    registering regret relate relax relevant rely remain remark remember remind reminder
    reminders remote renew renewed renewing repeat replace replied reply report represent
    require required research reserved reside resident resign resolve resource resources respond
    responded responsible rest retail retire retired return returned returning review reward
    ride risk road role roll room roommate rough round row run rural rush rushing safety salary
    sale satisfied satisfy save saved scale scared scheduled score screen scrolling search
    season secret secure select semester seminar sense seollal separate serious seriously serve
    service shape share shared sharing sharp shiftwork ship short shout side sides sight signal
    silent silly similar simple single sister sit situate situation skill skin sleep sleeping
    slept slight slightly slow small smile snacks snow snowing social solid solve solved son
    sort sorted sound sounded sounds source spare speech speed spell spend spirit split sports
    spouse squeeze stable staff stage stairs stand start started starting starts state station
    stay stayed staying step stick stock stomach store stored storing storm story straight
    strange street stress stressed stretch strict strong strongly structure struggle stuck
    student students study studying stuff stupid style subject succeeded sudden suddenly suffer
    sugar suggest suggested suggestion sum supply suppose surgery surprise surround survive swim
    symptom system tall tap tapped target task tax teach teacher teaching tell temporary tend
    term terrible terribly texting therapy thesis thick thin thirsty throat throw ticket tickets
    tie tight tired title ton tone tooth topic total totally touch tough tour toward town track
    trade tradition train training translator transport treatment trend trial trick triple truck
    trust twice type typed typhoon typical typing ugly uncertain uncle uncomfortable understand
    understood unhealthy uni union unit unite university unlikely upset upstairs urban useful
    useless vacation valid various vary vehicle version victim view visa visas visitor voice
    volunteer vote wage wake waking walk walking warehouse warm warn wash waste wasted watch
    wave weak wealth website wedding weight weird wet whatever wheelchair whereas wherever
    whichever whoever wide wife wild wind window woman women wonder word words workplace
    workshop worksite world worried worry worth wrap write written wrote yard yell yoga
    """
"""Words in which people say why they write. In front of a word such as "clinic" they are a name."""
