### One line for whoever writes in another language, and the frequent words to know it by.

language-names = es, pt, fr, de, it, nl, tr, pl

# One of these is enough.
language-clear-words = hola=es, hablo=es, español=es, inglés=es, ayuda=es, socorro=es, gracias=es, quiero=es, necesito=es, olá=pt, preciso=pt, obrigado=pt, obrigada=pt, inglês=pt, bonjour=fr, merci=fr, anglais=fr, aidez=fr, hallo=de, hilfe=de, ich=de, brauche=de, englisch=de, ciao=it, aiuto=it, grazie=it, inglese=it, bedankt=nl, engels=nl, merhaba=tr, yardım=tr, ingilizce=tr, cześć=pl, pomocy=pl, angielsku=pl, angielski=pl

language-es = Hola. Soy un programa y solo hablo inglés. Escribe: rooms (salas abiertas) o: now (personas de fuera).
language-es-words = hola, quiero, necesito, hablar, alguien, puedo, puede, gracias, que, qué, por, favor, estoy, cómo, cuándo, dónde, ayuda, los, las, está, quien, quién, muy
language-pt = Olá. Sou um programa e só falo inglês. Escreve: rooms (salas abertas) ou: now (pessoas de fora).
language-pt-words = olá, ola, quero, preciso, falar, alguém, alguem, posso, obrigado, obrigada, há, com, que, por, favor, estou, como, quando, onde, ajuda, uma, não, nao, você, voce, é, meu, minha, quem, aqui, tem
language-fr = Bonjour. Je suis un programme et ne parle qu'anglais. Écrivez : rooms (salles ouvertes) ou : now (personnes ailleurs).
language-fr-words = bonjour, salut, je, voudrais, veux, besoin, parler, quelqu, quelquun, un, peux, merci, est, avec, que, pour, suis, quand, où, groupe, une, prochain, savoir, ici, vous, ça, avez
language-de = Hallo. Ich bin ein Programm und kann nur Englisch. Schreib: rooms (offene Räume) oder: now (Menschen anderswo).
language-de-words = hallo, ich, möchte, brauche, jemand, jemanden, reden, kann, danke, ist, und, bin, wann, wo, gruppe, hilfe, eine, das, hier, nicht, zum, sprechen, wer, gibt, mir, bitte
language-it = Ciao. Sono un programma e parlo solo inglese. Scrivi: rooms (stanze aperte) oppure: now (persone altrove).
language-it-words = ciao, vorrei, voglio, bisogno, parlare, qualcuno, posso, grazie, sono, quando, dove, gruppo, aiuto
language-nl = Hallo. Ik ben een programma en ken alleen Engels. Schrijf: rooms (open kamers) of: now (mensen elders).
language-nl-words = hallo, ik, graag, iemand, praten, bedankt, een, het, wanneer, waar, groep, hulp, niet, je, mij, spreken
language-tr = Merhaba. Ben bir programım, yalnız İngilizce bilirim. Yaz: rooms (açık odalar) ya da: now (başka yerdeki insanlar).
language-tr-words = merhaba, istiyorum, biriyle, konuşmak, teşekkürler, için, nasıl, zaman, nerede, grup, yardım, değil, lütfen
language-pl = Cześć. Jestem programem i znam tylko angielski. Napisz: rooms (otwarte pokoje) albo: now (ludzie gdzie indziej).
language-pl-words = cześć, czesc, chcę, chce, potrzebuję, kogoś, ktoś, rozmawiać, porozmawiać, mogę, czy, dzięki, jest, jestem, jak, kiedy, gdzie, grupa, pomoc, nie, się, kto, proszę
language-ru = Здравствуйте. Я программа и понимаю только английский. Напишите: rooms (открытые комнаты) или: now (люди в других местах).
language-ar = مرحبا. أنا برنامج ولا أفهم إلا الإنجليزية. اكتب: rooms (الغرف المفتوحة) أو: now (أشخاص في أماكن أخرى).
language-he = שלום. אני תוכנה ומבינה רק אנגלית. אפשר לכתוב: rooms (חדרים פתוחים) או: now (אנשים במקום אחר).
language-el = Γεια. Είμαι πρόγραμμα και ξέρω μόνο αγγλικά. Γράψε: rooms (ανοιχτά δωμάτια) ή: now (άνθρωποι αλλού).
language-hi = नमस्ते। मैं एक प्रोग्राम हूँ और केवल अंग्रेज़ी समझता हूँ। लिखें: rooms (खुले कमरे) या: now (कहीं और के लोग)।
language-zh = 你好。我是一个程序，只懂英语。请输入：rooms（开放的房间）或 now（其他地方的人）。
language-ja = こんにちは。私はプログラムで、英語しか分かりません。rooms（開いている部屋）か now（ほかの場所の人）と書いてください。
language-ko = 안녕하세요. 저는 프로그램이고 영어만 알아요. rooms(열린 방) 또는 now(다른 곳의 사람들)라고 써 주세요.
