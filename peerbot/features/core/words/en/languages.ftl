### One line for whoever writes in another language, and the frequent words to know it by.

language-names = es, pt, fr, de, it, nl, tr, pl

language-es = Hola. Soy un programa y solo hablo inglés. Escribe: rooms (salas abiertas) o: now (personas de fuera).
language-es-words = hola, quiero, necesito, hablar, alguien, puedo, puede, gracias, hay, con, que, qué, por, favor, para, estoy, cómo, cuándo, dónde, grupo, ayuda, una, los, las, está, quien, quién, es, mi, muy
language-pt = Olá. Sou um programa e só falo inglês. Escreve: rooms (salas abertas) ou: now (pessoas de fora).
language-pt-words = olá, ola, oi, quero, preciso, falar, alguém, alguem, posso, obrigado, obrigada, há, com, que, por, favor, para, estou, como, quando, onde, grupo, ajuda, uma, não, nao, você, voce, é, meu, minha, quem, aqui, tem
language-fr = Bonjour. Je suis un programme et ne parle qu'anglais. Écrivez : rooms (salles ouvertes) ou : now (personnes ailleurs).
language-fr-words = bonjour, salut, je, voudrais, veux, besoin, parler, quelqu, quelquun, un, peux, merci, est, avec, que, pour, suis, comment, quand, où, groupe, aide, une, les, des, il, prochain, le, la, savoir, ici, vous, ça, avez
language-de = Hallo. Ich bin ein Programm und kann nur Englisch. Schreib: rooms (offene Räume) oder: now (Menschen anderswo).
language-de-words = hallo, ich, möchte, will, brauche, jemand, jemanden, reden, kann, danke, ist, mit, und, bin, wie, wann, wo, gruppe, hilfe, eine, der, die, das, hier, nicht, zum, sprechen, wer, gibt, es, mir, bitte
language-it = Ciao. Sono un programma e parlo solo inglese. Scrivi: rooms (stanze aperte) oppure: now (persone altrove).
language-it-words = ciao, vorrei, voglio, bisogno, parlare, qualcuno, posso, grazie, con, che, per, sono, come, quando, dove, gruppo, aiuto, una, il, gli, non, chi, di, ho
language-nl = Hallo. Ik ben een programma en ken alleen Engels. Schrijf: rooms (open kamers) of: now (mensen elders).
language-nl-words = hallo, ik, wil, graag, iemand, praten, kan, bedankt, dank, met, een, het, ben, hoe, wanneer, waar, groep, hulp, niet, wie, je, mij, voor, spreken
language-tr = Merhaba. Ben bir programım, yalnız İngilizce bilirim. Yaz: rooms (açık odalar) ya da: now (başka yerdeki insanlar).
language-tr-words = merhaba, bir, ben, istiyorum, biriyle, konuşmak, var, mı, mi, teşekkürler, için, nasıl, ne, zaman, nerede, grup, yardım, kim, değil, lütfen
language-pl = Cześć. Jestem programem i znam tylko angielski. Napisz: rooms (otwarte pokoje) albo: now (ludzie gdzie indziej).
language-pl-words = cześć, czesc, chcę, chce, potrzebuję, kogoś, ktoś, rozmawiać, porozmawiać, mogę, czy, dzięki, jest, jestem, jak, kiedy, gdzie, grupa, pomoc, nie, się, kto, tu, proszę
language-ru = Здравствуйте. Я программа и понимаю только английский. Напишите: rooms (открытые комнаты) или: now (люди в других местах).
language-ar = مرحبا. أنا برنامج ولا أفهم إلا الإنجليزية. اكتب: rooms (الغرف المفتوحة) أو: now (أشخاص في أماكن أخرى).
language-he = שלום. אני תוכנה ומבינה רק אנגלית. אפשר לכתוב: rooms (חדרים פתוחים) או: now (אנשים במקום אחר).
language-el = Γεια. Είμαι πρόγραμμα και ξέρω μόνο αγγλικά. Γράψε: rooms (ανοιχτά δωμάτια) ή: now (άνθρωποι αλλού).
language-hi = नमस्ते। मैं एक प्रोग्राम हूँ और केवल अंग्रेज़ी समझता हूँ। लिखें: rooms (खुले कमरे) या: now (कहीं और के लोग)।
language-zh = 你好。我是一个程序，只懂英语。请输入：rooms（开放的房间）或 now（其他地方的人）。
language-ja = こんにちは。私はプログラムで、英語しか分かりません。rooms（開いている部屋）か now（ほかの場所の人）と書いてください。
language-ko = 안녕하세요. 저는 프로그램이고 영어만 알아요. rooms(열린 방) 또는 now(다른 곳의 사람들)라고 써 주세요.
