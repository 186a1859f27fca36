### What people write who do not know the words: only requests, never how somebody is.
### How examples are compared: peerbot/meaning.py.

# Left out before comparing.
meaning-fillers =
    is, its, s, does, do, did, are, was, be, am, been, being, has, have, had, will, would, can,
    could, shall, should, may, might, must, gonna, going, got, get, gets, getting, r, re, a, an,
    the, to, too, just, really, please, pls, plz, pleese, hi, hello, hey, um, uh, er, so, real,
    actual, sorry, sory, good, morning, evening, afternoon, dear, actually, maybe, ok, okay, well,
    like, even, some, kind, very, lol, ngl, tbh, btw, basically, kindly, possibly, perhaps, honest,
    honestly, lot, bit, of, at

# What begins with one of these asks something, with a question mark or without.
meaning-asks = is, are, am, do, does, did, can, cann, could, will, wil, would, may, might, shall, has, have, who, whos, hoo, what, whats, wat, when, whens, where, wheres, how, hows, which, why, r, any, anyone, anybody

# Each of these is read as its own name.
alike-you = youre, youve, u, ya, yous, yall
alike-your = ur
alike-where = wheres
alike-how = hows
alike-there = theres
alike-that = thats
alike-i = we, wed, id, im, ive, ill
alike-they = theyre
alike-not = dont, doesnt, didnt, wont, cant, cannot, couldnt, isnt, arent, wasnt, hasnt, havent, wouldnt
alike-what = whats, wat, wot, wut
alike-who = whos, hoo, whose, whom, which people, which persons, what people
alike-when =
    whens, wen, whn, what time, wat time, at what, what day, what days, which day, which days, which
    evening, what date, what hour, what hours, how often, how long until, how soon, timezone
alike-someone =
    somebody, some one, somone, sombody, some1, sb, sumone, anyone, anybody, any one, any1, any 1,
    ne1, someone else, anyone else, anybody else, somebody else, others, other people, everyone,
    everybody, every one
alike-person =
    human, humans, people, persons, ppl, hooman, persn, volunteer, volunteers, staff, operator,
    agent, representative, listener, supporter, peer supporter, helper, helpers, counsellor,
    counselor, human being, grown up, living person
alike-facilitator =
    facilitators, fasilitator, moderator, moderators, mod, mods, host, hosts, organiser, organisers,
    organizer, group leader, leader, leaders, person running, people running, whoever leads, whoever
    runs, who leads tonight, whoever is hosting, whoever is in charge, whoever in charge, group
    leaders, person in charge
alike-talk =
    speak, speaking, speek, tork, tok, talking, chat, chatting, converse, natter, vent, dm, call,
    calling, ring, phone, phoned, dial, telephone, reach, contact, listen, listens, lisen, lissen,
    listening, message, messaging, text, texting, msg, mesaging, write, writing, word with, get
    hold, reply, respond, answer, answers, facetime
alike-robot = bot, bots, machine, computer, software, ai, chatgpt, automatic, automated, program, programme
alike-see =
    read, reads, reading, sees, seeing, look, view, views, watch, watching, access, spy, spying,
    snoop, monitor, monitoring, monitored, eavesdrop, overhear, listening in, reed, intercept,
    notice, hears, visible
alike-know =
    knows, knowing, find out, finds out, found out, discover, discovers, get to know, be aware,
    finding out, get back
alike-private =
    privat, privately, privacy, anonymous, annonymous, annonimus, anonymously, anonymity,
    confidential, conferdential, confidentiality, confidence, secret, secure, security, safe,
    safely, encrypted, encryption, e2ee, end to end, secretly, hidden, discreet, gdpr, data
    protection
alike-keep =
    keeps, keeping, kept, store, stores, stored, storing, save, saves, saving, saved, logged,
    logging, record, records, recorded, recording, hold, holding, remember, remembers, retain,
    retained, archive, archived, collect, collects, transcript, screenshot, screenshots,
    screenshotted, track, tracking, tracked, trace, traced
alike-data =
    messages, msgs, mesages, info, informations, information, details, history, stuff, account,
    traces, file, files, conversation, conversations, correspondence, personal data, personal
    information, datas, words, chats, notes, convo, log, logs, what i say, what i said, what i
    write, what i wrote, what i type, what i typed, what i put, what i told, what i tell, what i
    send, what i sent, things i say, everything i said, everything i say, everything i wrote,
    everything i typed, all i wrote, my words
alike-everything = all, it all, all of it, whatever, the lot, everythin, evrything, every single thing, anything
alike-delete = delet, dlt, del, deletes, erase, erases, earse, wipe, remove, destroy, clear, scrub, purge, forget, forgt, expunge, shred, nuke, discard, unsave, bin, throw away, rub out, deleting, erasing, removing, deletion, erasure, lose, take away
alike-deleted = erased, wiped, removed, forgotten, gone, destroyed, purged, cleared
alike-family =
    parents, parent, perents, mum, mom, mother, dad, father, husband, wife, partner, boyfriend,
    girlfriend, gf, bf, ex, boss, manager, employer, school, teacher, teecher, landlord, flatmate,
    roommate, family, sister, brother, kids, children, admin, admins, server, hackers, carer,
    colleague, colleagues, stranger, strangers
alike-group =
    groups, groop, grupe, room, rooms, rom, meeting, meetings, session, sessions, sesh, circle,
    circles, space, spaces, channel, channels, chanel, chat room, group chat, gathering, meetup,
    meetups, class, event, events, support group, thing on
alike-open = opun, opn, running, happening, accessible, started, going on, active, ongoing, opened
alike-join =
    enter, enters, get in, come in, come into, go into, get into, go in, take part, participate, sit
    in, hop into, drop into, drop in, attend, rejoin, turn up, sign up, register, in to
alike-link = invite, invitation, password, alias, address, url
alike-run =
    runs, runing, running this, operates, own, owns, owned, manage, manages, in charge, in charj,
    responsible, set up, sets up, founded, built, build, created, programmed, developed, organise,
    organises, organize, organizes, moderate, moderates, leads, lead, controls, maintain, maintains,
    host this, hosts this, maker
alike-choose =
    chooses, chose, chosen, pick, picks, picked, appoint, appoints, select, selected, vet, vets,
    decide, decides, elect, elects, train, trained, qualified, training, qualifications, vetted
alike-organisation =
    organization, organisations, company, charity, church, government, nonprofit, non profit,
    association, council, nhs, party, political, religious, christian, religion, business,
    university, corporation, funding, funded, sponsors, sponsor, ngo, institution, committee,
    collective
alike-police =
    cops, cop, pleece, feds, polis, law enforcement, authorities, authority, immigration, home
    office, ice, social services, social worker, soshal servises, cps, safeguarding, officers,
    officials, official, court, court order, judge, subpoena, sectioned, welfare check, crisis team,
    crisis services, crisis line, counter terrorism, undercover
alike-report =
    reports, repot, reporting, notify, inform, informing, denounce, grass, snitch, rat, flag,
    involve, dob in
alike-emergency = 999, 911, 112, 000, emergency services
alike-tell =
    tells, telling, hand over, pass on, pass stuff, pass, share, shares, sharing, alert, turn in,
    hand, disclose
alike-complain =
    complaint, complaints, complaining, grievance, criticism, feedback, raise a concern, raise
    concern, raise an issue, bone to pick, bad behaviour, conduct
alike-rules =
    rule, ruls, code of conduct, guidelines, guideline, ground rules, house rules, dos and donts,
    etiquette, norms, expectations, agreement, regulations, boundaries
alike-allowed =
    allow, permitted, permit, alowd, banned, forbidden, prohibited, off limits, frowned upon,
    acceptable, against the rules, ok if, okay if, ok to, okay to
alike-thanks =
    thank, thankyou, thx, thnx, ty, tysm, tyvm, cheers, ta, thanku, thnak, thankful, grateful,
    obliged, appreciate, appreciated, merci, gracias, danke
alike-bye = byee, byeee, byebye, cya, cheerio, ciao, adios, laters, ttyl, toodle pip, gtg, g2g, peace out, tata
alike-use = using, used, operate, try
alike-understand =
    understood, comprehend, get this, get it, follow, make sense, makes sense, figure this out,
    figure out, work out
alike-menu =
    options, option, choices, list, commands, command, buttons, button, numbers, instructions,
    functions, features
alike-age =
    ages, years old, year old, yrs old, yr old, minimum age, age limit, age range, over 18, 18 plus,
    adults only, adults, teenagers, teenager, teens, teen, minors, minor, under 18s, under 16s,
    under 18, underage, pensioner, pensioners, eighteen, seventeen, sixteen, fifteen, fourteen,
    thirteen, twelve, sixty, sixties, seventy, how old, too young, too old, old enough, young people
alike-ambulance = ambo, ambulances, paramedic, paramedics, medic, doctor, medical help, first aid, gp
alike-place = spot, seat, chair, slot, reservation, booking
alike-leave =
    exit, quit, get out, step out, take me out, get me out, drop me, remove me, withdraw me, unbook,
    un join, unjoin, drop out, back out, bail
alike-stop = stp
alike-next = nxt, nekst, upcoming, coming up, following, another
alike-schedule =
    timetable, calendar, dates, diary, rota, programme of, lineup, line up, opening times, opening
    hours
alike-today =
    tonight, 2nite, tomorrow, tomorow, monday, tuesday, wednesday, thursday, friday, saturday,
    sunday, weekend, weekends, week, this week, next week, month, bank holidays, christmas,
    mornings, evenings, late night, weekly, monthly, coming days, few days
alike-now =
    right now, rn, atm, at the moment, at the minute, just now, at present, currently, this hour,
    straight away
alike-me = us, our, my, mine
alike-want =
    wants, wanna, need, needs, like to, love to, wish, looking for, look for, search, rather,
    prefer, prefers, could do with, require
alike-home = around, awake, up, online, on duty, on shift, available, out there

meant-now =
    0 0 talk, … behind this, … buddy …, … canned replies …, … connect me …, … crew …, … ear …, …
    escalate … person …, … facilitator home, … facilitator home …, … facilitator talk me …, …
    facilitator there …, … fancy talk …, … fetch someone …, … find me person …, … friendly ear …, …
    give me facilitator …, … give me person …, … hate robot …, … hear me out …, … help from person
    …, … help line …, … helpline …, … home talk …, hotline, … hotline …, … how i talk you …, … how
    talk you …, … i talk …, … i talk with, … i want friend …, i want help from person, i want talk
    …, … instead robot …, … keep me organisation …, knock knock … person …, … let me talk, … let me
    talk …, … let me through …, lets talk, … me someone …, … member person …, … mind if i talk …, …
    mind if i talked …, … next robot …, … no one say …, … no one talk …, … no robot …, not robot …,
    … not robot …, … not want … alone …, … not want … by myself …, … not want … on me run …, …
    number … talk …, … on line for me, … one on one …, … one one …, … one one talk …, … open talk …,
    organisation, … organisation now …, … organisation today …, person, … person better …, … person
    come on line …, … person free …, … person here …, … person home …, … person instead …, … person
    know …, … person or robot …, … person there …, … person who …, … person with pulse, person you
    …, … put me through …, … robot go away …, … robot or person …, robot you …, … say something, …
    send me person …, … send person …, … sick robot …, … sit with me …, someone, … someone about …,
    … someone come …, … someone free …, … someone hear …, … someone hear me …, … someone here …,
    someone home …, … someone home …, … someone i talk, … someone i talk …, … someone in here …, …
    someone meet …, … someone … organisation …, … someone stay …, … someone … talk …, … someone talk
    …, … someone talk me …, someone there, … someone there …, someone want talk, … someone with me
    …, … something off me chest …, … stay with me …, … summon …, summon facilitator, summon person,
    talk, … talk for person …, … talk … gay …, … talk it through …, … talk … lesbian …, … talk line
    …, … talk … man …, talk me, … talk next …, … talk now, … talk number …, … talk … person …, …
    talk person …, … talk … queer …, … talk … robot …, … talk … someone …, … talk someone …, … talk
    team …, … talk through with …, … talk … trans …, talk with me, … talk with me …, … talk … woman
    …, … talk you directly …, … talk you guys …, … tell someone about …, … there no one …, … there
    person …, … there someone …, … through support, … transfer me …, … video talk …, … voice on …, …
    voice talk …, … want ear …, … want friend …, … want organisation …, … want person …, … want …
    person …, … want someone …, … want talk, … want talk …, … want … tell someone …, … who home …, …
    who i talk, … who i talk …, … with organisation …, … with robot …, … you alive …, … you robot …,
    … person listen …?, … talk facilitator?, … talk facilitator …?, … person home …?, … talk private
    …?, … talk person …?, … person see this …?, … person i talk …?, … there person …?, … there
    nobody?, … nobody?, … someone home …?, … person talk …?, … someone talk …?, … talk someone …?, …
    you person …?, … you robot …?, … robot?, … person …?, … someone there …?, … someone here …?, …
    someone up …?, … person available …?, … someone available …?, … talk …?, … person online …?, …
    someone listen …?

meant-who =
    about, … about organisation …, … about you, … affiliated …, … any person on …, … background
    checks …, behind this, … behind this …, … by queer person …, … by trans person …, … choose …
    facilitator …, … connected …, … cult …, … dbs …, … decided who …, … decisions made …, …
    decisions run …, … facebook …, … facilitator checked …, … facilitator choose …, … facilitator
    deaf …, … facilitator person …, … facilitator plural …, … facilitator queer …, … facilitator …
    therapists …, … facilitator trans …, … facilitator who …, … from … organisation …, … how …
    become facilitator …, … how … become person …, … how … choose … facilitator …, … how long you …,
    … introduce yourself …, legit, … make this robot, … names … person …, names person …, … never
    heard you …, organisation, … organisation …, … organisation … involved …, … organisation or
    what, … organisation run …, organisation you, … paid …, … part … organisation …, … pays for …, …
    person choose …, … person made …, … person or …, … person run …, … person run it …, … person run
    this …, … person who made …, person who run …, … power … facilitator …, … proper counsellors …,
    … queer led …, run by, … run by …, … run it queer …, run this, … scam …, … scheme …, … tech bro
    …, … tell me about organisation …, … tell me about you …, … therapists or …, … there
    organisation …, … there … organisation …, … they therapists …, … this legit …, … this …
    organisation …, … this organisation thing …, … what country …, … what … facilitator … allowed …,
    … what makes them …, what organisation, … what organisation …, … what sort organisation …, …
    what this group, … what this place …, what your name, what your story, … where … organisation …,
    … where this come from …, … where you based …, … where you from …, … which country …, … which
    organisation …, … who behind …, … who choose …, … who else …, … who exactly …, … who …
    facilitator, who facilitator, … who facilitator, … who facilitator …, who family, … who i talk,
    … who idea …, who made …, … who made this …, who made you, … who made you …, who make …, … who
    makes …, … who on other stop, … who open …, who organisation, … who organisation …, … who
    organisation you …, … who paying …, … who pays …, … who … pleasure …, who run, … who run …, who
    run …, … who run it, … who run it …, … who run this, … who … run this …, … who set …, … who site
    …, … who told …, who you, who you …, … who you person …, who your family, … who your family …, …
    you guys who …, … you legit …, you organisation, … you … organisation …, … you organisation …, …
    you person, you who …, you who organisation, … your name, … your organisation …, … run it …?, …
    person run …?, … run …?, … organisation …?, … boss here?, names …?, … based …?, … you legit …?,
    … legit …?, … who you …?, … facilitator choose …?, … choose facilitator …?, … facilitator paid
    …?, … facilitator trans …?, … behind …?, … who me talk …?, … paid …?, … responsible …?

meant-kept =
    … back me family …, … between me …, … between you and me …, … choose home me talk …, … come
    across …, … copy … said …, … data … after …, … data keep …, … data policy …, … data private …, …
    data see …, … data … taken down …, … fake name …, … family see, … family wifi …, … find me link
    …, … find this talk …, … for research …, … give me name …, … go anywhere, … go anywhere …, … go
    further …, … goes anywhere …, … group see …, … hack …, … hacked …, … how long … data …, … how
    long … keep …, … how private …, … i identified …, … i trust you …, identified, … identified …, …
    identify me …, … it private …, … keep data …, … keep me private, … keep private …, … keep
    somewhere …, … keep what i …, … know i home …, … leaked …, leaked or hacked, … legal name …, …
    me location …, … me name … person …, … me name show …, … me number …, … me run data …, … me talk
    number …, … name person see …, … name show …, … name … show …, … no one know …, … nobody know …,
    … not say everything …, … not want someone know …, … notifications …, … old data …, … outed here
    …, … outed through …, outed through here, … person keep …, … person keep group …, … person see,
    … person see …, … person … see …, private, … private and …, private from …, … private here …, …
    private home …, … private if …, … private or …, … private policy …, private talk, … private talk
    …, … private this …, … private true, … private true …, … private what …, … private you …, …
    recognise me …, … remains private …, … say everything …, … scroll home …, … see along …, … see
    data …, … see … email …, … see it, … see … name …, … see … number …, … see that i …, … see them,
    … see this, … see what i …, … see when …, … sell … data …, … sell me …, … someone keep …, …
    someone out me …, … someone see …, … someone … see …, … someone … tell …, … stay in group …, …
    stay private …, … stop stop …, … take data …, … talk keep …, … talk private …, … tell … robot …,
    … this keep …, … this private …, … throwaway …, … trust this …, … understand it me …, … use me
    name …, … what happens … data …, … what happens … i …, … what i … keep …, … what if someone keep
    …, … what said …, … what you know about me …, … where … data …, … who see, … who see …, … who …
    see …, … work laptop …, you keep, you keep …, … you keep data …, … you keep me …, … you keep
    this, … you keep what …, … you private …, … you see me …, … you tell family …, … you tell
    someone …, … family see …?, … someone know …?, … someone see …?, … person see …?, … person know
    …?, … see data …?, … see me …?, … see my …?, … me name …?, … you know where i …?, … visible …?,
    … see someone …?, … delete what i …?, … identified …?, … keep group …?, … someone keep …?, …
    person keep …?, … data see …?, … know about me …?, … know i …?, … see group …?, … tell someone
    …?, … tell person …?, … not tell someone …?, … out me …?, … private …?, … your private?, … keep
    data …?, … keep this …?, … you keep …?, … keep what i …?, … data …?, … go anywhere …?, … someone
    share …?, … notifications …?, … trust …?, … leak …?, … leaked …?, … hacked …?, … hear us …?, …
    shared …?, … follow me …?, … account see …?, … my number …?, … my email …?, … my address …?, …
    where i live …?, … legal name …?, … fake name …?, … location …?

meant-police =
    … afraid police …, … alarm …, … ambulance send …, … break private …, … dangerous talk …, … data
    over …, … data police …, … dob me in …, … duty report …, … duty … report …, … duty tell …, …
    duty … tell …, … emergency on me …, … give data … police …, … give … police …, … i join trouble
    …, i put in hospital …, … illegal …, … in trouble …, … join trouble, … mandated …, mandated
    report, mandated reporters, … mandated reporters …, mandatory report, … mandatory report …, …
    mandatory tell …, … me police …, no emergency, no police …, … not talk emergency …, … not want
    police …, … papers …, police, … police ask …, … police come, police come, … police come …, …
    police … data …, … police everything with you, … police give …, … police in group …, … police
    involved …, … police … see …, … police talk …, … police talk on me …, … police visit …, … police
    you …, … prevent … told …, … private broken …, … promise no …, promise no emergency, … put in
    hospital if …, … report emergency …, … report on …, … report person …, … report someone police
    …, … report this …, … rescued …, … send ambulance …, … send ambulance me house …, … send me
    hospital …, … send police …, … send … police …, … set off alarm …, … stop home in hospital …, …
    talk emergency on me …, … talk police …, … talk … police …, … talk police on me …, … tell data
    …, … tell on me …, … tell on person …, … tell police …, … tell … police …, … thanks tell …, …
    visa …, … without asking …, … without asking emergency …, … you … police …, … you report, … you
    report …, … you … report …, … you report police, … you talk police, you talk police, … you talk
    police …, … you tell, … you tell …, … you tell me, … you tell on …, … you tell person …, … you
    tell this …

meant-erase = blank slate …, cancel me data …, close me data …, data delete, data delete …, data … deleted, … data deleted …, delete, delete data …, delete every data …, delete everything …, delete everything data me …, delete everything i …, delete everything you …, … delete everything you …, … delete everything you know …, delete me …, delete me completely …, delete me data …, delete me from this …, delete me from your …, delete me name …, delete me number …, delete me talk …, delete note …, delete profile …, delete this data …, delete this talk …, delete what i …, delete what you …, delete your data about me …, everything about me … delete …, everything you know delete …, … exercising me right delete …, how … data deleted …, how … delete data …, how … delete everything …, how … delete me …, how … make you delete …, how … you delete …, i me data deleted …, i never here …, i request delete …, … i request delete …, i want … data deleted …, i want delete me data …, i want them deleted, i want you delete …, i withdraw my consent …, i … you delete …, leave your system …, make it i never …, make me disappear from your …, me data delete …, me data … deleted, me … data deleted …, me data deleted …, … me right … delete …, … never want you … known me …, no data me …, … no keep …, no keep me …, … not consent … keep … data …, not keep data …, not keep everything from me …, not keep me …, not keep me data …, … not want you keep … about me …, … not want you keep everything about me …, now delete what i …, reset me …, … right deleted …, stop keep me …, stop keep me data …, take me data off …, take me name off …, … that me data … deleted …, … there way delete … data …, … there way delete … talk …, unregister me, want … data deleted …, want delete everything, want deleted, you delete data …, you delete everything, you delete everything …, you delete me …, you delete me data …, you delete this …, you delete this data …, you delete what …, you delete your …, … you … not keep me data …, get rid of my data …, get rid of data …, get rid of everything about me …, get rid of everything you …, you get rid of my data …, get rid of all traces of me

meant-clear =
    delete me talk …, … delete me talk …, delete talk …, delete this talk …, delete your data …,
    hide this talk …

meant-help =
    … 0 mean …, … beginning, beginning, … confuse me …, … confused, confused, … confusing …, … doing
    it right …, … easy data …, … everything you help with, explain, … explain …, … explain how …, …
    first time here …, … give me tell …, … grandson …, guide, … guide …, help me, … help me use …,
    how i start, … how i start …, … how i use …, how i use this, how i use you, how it work, … how
    it work …, … how … menu …, … how menu …, … how menu work …, how start, … how this …, … how this
    work, … how this work …, how this work …, how use, how use this, … how … use this …, how use
    you, … how … use you …, how work, huh …, … i doing this right …, … i menu …, … i not understand,
    i not understand, i not understand how …, i not understand this, … i pressed …, … i supposed
    type …, … i type …, i understand, i understand it, i want help, … know menu …, … main menu …, …
    make it work, … manual …, … mean, menu, … menu mean …, … menu … understand …, … never done this
    …, new here …, … new home …, … new this …, … next step …, … no sense me …, … not know what …
    for, … not know what … put, … not sure how …, … not sure what …, … not that, not understand, not
    understand how …, not understand menu …, not understand this …, not understand this talk …, not
    understand what this …, … not understand your …, not understand your …, … not with robot …, …
    point this …, … pressed …, … pressed 0 …, … repeat menu …, … say it shorter, see group how, …
    see menu …, … shorter …, … show me how …, show me menu …, … simpler …, start, … supposed … say
    …, … teach me …, … tell me what …, … these menu …, … things … ask you …, … this works …,
    tutorial, … tutorial …, … type what …, … typed … number …, understand, … understand … menu …, …
    understand … talk …, … understand work, … understand your …, … use robot …, … use this thing, …
    walk me through …, … what 0 mean …, … what data …, what else you, … what happens next, what i
    ask …, what i now, … what i press …, … what i talk …, … what is i put …, … what is i say …, …
    what is i type …, … what it you offer …, … what mean …, … what menu …, … what menu three …, …
    what now, … what robot …, … what services …, … what sort … robot …, … what these mean …, … what
    things …, … what this, what this, what this …, … what this …, … what those menu …, … what use …,
    what you, … what you, … what you for, … what you for …, … where i begin …, … where i start …, …
    which data …, … whole sentence …, … you explain …, … your talk …, … work?, … how work …?, how
    see group?, … what you for?, … you for?, … how i use …?, … how i start …?, … what this …?, …
    menu …?, … mean?, … what mean …?, … how begin …?, … explain …?, … what next?

meant-thanks =
    thanks, many thanks a lot …, thanks a million, thanks for that, thanks for your help, thanks for
    everything, thanks for being there, thanks for showing me the rooms, thanks anyway, cheers mate,
    cheers for that, cheers that helped, much appreciated, much obliged, appreciate it, i appreciate
    it, appreciate you, we appreciate it, i really appreciate it, that was helpful, that was really
    helpful, that helped, that is very kind of you, how kind, i am grateful, i am ever so grateful
    to you, i am very grateful, bless you, nice one, you are a star, you have been a great help,
    lifesaver, lifesaver honestly, brilliant that is just what i needed, just what i needed, perfect
    thanks, perfect ta, good bot, i owe you one, i wanted to say thanks …, thanks …, … thanks, thank
    you …, thanks you …, big thanks, thanks ever so much, that is great thanks, great thanks, cool
    thanks, ok thanks, super thanks, lovely thanks, that is lovely, you have been helpful, this is
    helpful, very helpful, really helpful, so helpful, helpful, that is helpful, this helped, it
    helped, you helped, you helped me, i appreciate that, i appreciate this, we are grateful, very
    grateful, so grateful, grateful, god bless, thanks love, thanks darling, thanks mate, thank you
    kindly

meant-bye =
    bye, bye bye, bye bye everyone, goodbye and take care, good bye, good night, night night, nighty
    night, good night and sleep well, good night sleep well, gtg, g2g, gotta go, i got to go now, i
    have to go now, have to go now, i need to go now, i must go now, must be off, i must be off, i
    am off, i am off to bed, ok i am off to bed, off to bed, see you, see you later, see you soon,
    see you next time, see you next week, see ya, cya, catch you later, catch you another day, ttyl,
    talk later, talk to you later, talk soon, speak soon, take care, take care bye, until next time,
    till next time, that is all for today, that is all for now, so long, farewell, laters, peace
    out, have a nice day, have a good day, have a lovely evening, have a good night, i need to log
    off, logging off, im gonna head out, im gonna head out now, heading out now, cheerio, toodle
    pip, ciao, adios, brb, i go now see you, i go now, finish now bye, byeee, byee, bye …, … bye,
    goodbye everyone, goodbye for now, bye for now, ok goodbye, goodbye then, goodbye and thanks,
    thanks goodbye, gtg bye, gotta go bye, have to run, got to run, i have to run, need to go now, i
    need to leave now, i will be back, ill be back, back later, i am leaving now, leaving now,
    signing off, good night everyone, good night all, night all, nite, nite nite, gn, sleep well,
    sleep tight, have a good one, enjoy your evening, until tomorrow, until then, see you around,
    see you tomorrow, cu, cul8r, l8r, later, later then, i must dash, must dash, i am going now, i
    am going to bed, going to bed now, off now, time to go, time for bed

meant-nothing =
    no i would rather not, no i rather not, no i do not want that, i do not want that, nah i am
    good, no i am fine, nah i am fine, i am good thanks, i am fine thanks, no not now, no not today,
    not today thanks, not for me, not for me thanks, not ready for that, i am not ready for that,
    not ready yet, no not yet, maybe later, maybe another time, another time, some other time, some
    other day perhaps, maybe next time, not interested, i am not interested, no i am not interested,
    leave it not interested, not keen, not keen on that, that is not what i asked for, neither of
    those, none of them, absolutely not, definitely not, no chance, hard pass, no need, no need
    thanks, no bother, do not bother, please do not do that, i would like not this, i would not like
    this, no ta, nuh uh, negative, i shall decline, thank you but i shall decline, not right now,
    that will not be necessary, no that will not be necessary, not comfortable with that, i am not
    comfortable with that, i said no thanks, let us not, lets not, rather wait, id rather wait, i
    prefer no, no want, we do not want that no, no we do not want that, nein danke, no forget it,
    nope …, nah …, nahh …, no thank you …, thanks but no thanks, i do not want it, i do not want
    any, i would rather not, i rather not, no way thanks, not really thanks, not now thanks, not at
    the moment, no not interested, no please, not necessary, i am ok thanks, i am alright thanks, im
    all good, i will leave it, ill leave it, i will skip it, skip that, not tonight, no not tonight,
    not this time, i have decided not to, i decided against it, absolutely no, of course not,
    certainly not, no never, another day, another day maybe, perhaps later, i will think about it,
    let me think about it, not comfortable, i am not comfortable, not up for it, not up for that, i
    do not feel like it, dont feel like it, no i am not ready, i am not ready, not ready, we are not
    ready, we would rather not, no we would rather not, no ty, no cheers, pass on that, ill pass on
    that

meant-stop =
    cease talk me …, enough already, enough now, fuck off, get lost, give it rest, go away now,
    hush, hush now, i not want … data from you, i not want hear from you …, keep quiet …, leave me
    alone, leave me be, leave us alone, let me be, mute yourself, no more data, no more questions,
    no notifications …, not ask me …, not bother me, not talk me, not talk me again …, not talk me
    anymore …, not talk me so much …, not want hear from you …, opt out, piss off, quiet, be quiet,
    quit asking me …, quit bothering me …, quit bugging me …, quit talk me …, quit talk, shush, shut
    it, shut up, silence, stfu, stop annoying me …, stop asking me …, stop bothering me …, stop
    bugging me …, stop data …, stop it now, stop now, stop sending …, stop spamming …, stop stop,
    stop talk, stop talk me …, stop talk with me …, stop this now, that enough, that enough now,
    turn off, turn yourself off …, unsubscribe, unsubscribe me …, you stop talk me …, … want you
    stop talk …, you talk too much …, not talk, refrain from talk me, … not mind not talk me again,
    i never want another talk from …, why you keep talk, … cease these …, … need you stop talk …,
    enough data, enough data …, pause please no more

meant-age =
    … 0 allowed …, 0 come …, 0 here, 0 join, … 0 plus …, age, … age allowed …, … age and …, … age
    join …, … age person there …, age what, … allowed age …, … bodily 0 …, … born in …, … for age
    only, for me age, … for me age …, … for older person …, … how age …, i 0, i 0 allowed …, … i 0
    come …, i 0 i come, i 0 i join, i 0 i join …, … i 0 join …, … i not 0 …, … i welcome, … in year
    0 …, me age, me age 0 …, … nearly age …, … over 0 …, … there age …, … turn age …, … under 0 …, …
    under 0s …, … under age …, … upper age …, … what age, … what age …, what age me …, year 0 …, …
    you take age …

meant-ambulance =
    … able talk emergency, ambulance, … ambulance, … ambulance comes …, … ambulance here …, …
    ambulance home …, … ambulance me …, … ambulance … now, … ambulance number …, … ambulance out …,
    … ambulance out me, … and i want ambulance, … emergency help …, emergency now, … emergency now,
    … find ambulance …, … give ambulance, i want ambulance …, … number for ambulance …, … send
    ambulance, … send ambulance …, … send … ambulance …, … send help …, … someone ambulance …, …
    someone hurt … ambulance …, … talk ambulance …, … talk … ambulance …, talk emergency, … talk
    emergency for me …, … talk for ambulance …, talk police …, … want ambulance, … want ambulance …,
    … want … ambulance …, want emergency …, … want emergency …, … want that ambulance …, … you talk
    0 …, … you talk emergency, … you talk emergency for …