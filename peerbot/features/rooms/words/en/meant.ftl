### What people write about rooms who do not know the words.

meant-rooms =
    … add me …, add me …, any group, … any group …, … become member …, … check if … group … open …,
    … come along …, … come now …, … door open, door open, … everything group …, … everything now …,
    everything on …, … everything on now …, … everything open …, … everything open … today …, … find
    … group …, … find group …, … find you …, … fnd group …, … for newcomers …, … go now with …,
    group, … group home …, … group i …, … group i join …, … group in here …, … group link …, … group
    now …, … group … now …, … group open, … group open …, … group open today …, … group somewhere …,
    group what …, how … admitted …, … how … join, … how … join …, how join …, … how many in group …,
    i join, … i join …, … i join group …, … into talk …, … into this thing …, it closed …, … it
    closed …, … it join, … it on now …, it open, it open …, join, … join … group …, … join group …,
    … join in …, … join now …, … join you …, … joins group …, … late for group …, … let me in …, let
    me join …, link, … link, link …, … link …, link me …, … me join …, … me link …, … menu group …,
    menu group …, … menu what open …, … missed it …, … newcomers group …, now group …, … now open …,
    … now or later, … on now, on now, open, … open, open group …, … open group …, open it, … open …
    now …, … open yet …, … permission join …, … person in group …, … person in home now, … person in
    there now, … place hang out …, … pop me into …, … press join …, put me in, put me in group, put
    me in group …, … queer open, … send link …, show group …, show me group …, … show me … group …,
    … someone group …, … somewhere i go …, … somewhere … now …, … still join …, take me group …, …
    takes me group …, … tell me how join …, … tell me link …, … there group, there group, … there
    group for …, … there waiting menu for group …, … waiting menu join …, … want go group …, want
    in, … want in …, … want join …, … want … join …, … way in …, what group, … what group …, … what
    group you …, … what home …, … what open, what open …, … what open …, where … go, … where … group
    …, … where group …, … where newbies go …, … where someone …, … where you everything …, … where
    you meet …, … which group …, which … on, which ones …, … who group …, … who group now …, … you
    join …

meant-rules =
    … allies allowed, allowed, … allowed, allowed if …, … allowed in group …, … allowed talk about
    …, … behave …, … camera …, … camera on …, … different alters …, … expected behave …, … flirting
    allowed, … how person expected …, … how strict …, … i allowed bring …, … i allowed group …, … i
    allowed keep …, … i allowed say …, … i allowed swear …, … i allowed talk …, i allowed talk …, …
    i allowed use …, i bring …, … i bring …, … i come drunk …, … i different …, … i drink …, … i
    home drunk …, i keep group …, … i keep group group …, … i me camera …, … i smoke …, i swear …, i
    talk about …, … i turn me camera on …, … i understand everything …, i use me name …, … if i
    bring …, … interpreter …, it allowed, it allowed …, … it allowed if …, it allowed if …, … kicked
    out for …, … not allowed say …, … person allowed, … politics allowed, rules, … rules, … rules …,
    … say home, … say in …, … see me rules …, … see rules …, … smoke …, … supposed and …, … supposed
    and not …, … supposed in group …, … swear …, … tell me off …, … tell me rules …, … there rules
    …, … understand everything …, what allowed, … what allowed …, … what … allowed …, … what and …,
    … what and what …, … what not …, … what not allowed …, … what not say …, … what rules …, … what
    you kicked …, what you not say here, … what you say home, … you say home

meant-leave =
    cancel me place …, cansel me place …, cansel me place in group, change me mind about group …, …
    free me place, free me place, free me place …, give back place …, … give home me place …, give
    home me place …, give me place …, … give me place …, give place back …, give place other person,
    how i leave, how i leave group, … how i leave group …, how i leave group …, how i leave this
    group, how i leave this group …, how leave, how … leave group …, i cancel …, i give place …, i
    join after everything, i join but i not want go …, i join wrong group leave, i joined wrong
    group …, i leave group, i leave group …, i leave this group, i not come, i not come after
    everything …, i not come anymore …, i not come anymore give me place …, i not come group …, i
    not come today …, i not join after everything …, i not join today …, i not make group …, i not
    make it after everything, i not make it group, i not make it today after everything, i not want
    in group …, i not want me place …, i not want place …, i signed home but i not want go …, i
    there on today …, i want cancel …, i want give home me place …, i want give me place …, i want
    leave group, i want leave group group, i want leave out group, i want leave this group, joined
    wrong group …, … leave from group, leave from group …, leave group, leave group …, leave group
    group, leave group now …, leave here …, leave me, leave me from group, leave me from group menu,
    leave me from today group, leave me group, leave on today, leave on today …, leave this group,
    let me out …, make it today …, me come today …, me place back …, … miss it …, not come anymore
    …, not coming anymore …, not join …, not make it …, not want in group …, not want me place …,
    not want place …, offer me place …, release me place, release me place …, signed home but i not
    want go …, … someone me place, someone me place, someone me place …, someone take me place …,
    something came home i not coming, take me name off menu …, tell me place …, unable join, …
    unable join, … want give home me place, want leave group, want leave this group …, want out
    group …