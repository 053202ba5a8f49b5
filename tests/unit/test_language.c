#include "tests/unit/check.h"

#include "parsers/language.h"

/* Mails as people write them. `is`: the mail's language; empty: none, several, or undecidable. The result must be that
 * language or nothing; `sure`: it must be that language. */
static const struct {
	const char *is;
	bool sure;
	const char *text;
} rows[] = {
	/* the languages that ship with templates, of usual length */
	{"en", true,
	 "Hello,\n\nI ordered a printer last week and it has not arrived yet. Could you tell me where it "
	 "is?\n\nThanks, Jo"},
	{"en", true,
	 "Hi team,\n\nsince this morning I can't log in any more. It says that my password is wrong, but I haven't "
	 "changed it."},
	{"en", true,
	 "Our invoice for October seems to be wrong: we were charged twice for the same licence. Please check and "
	 "refund us."},
	{"en", true,
	 "Good morning,\ncan you please send me the manual for the coffee machine? I lost mine when we moved house."},
	{"en", true,
	 "Dear Sir or Madam,\n\nI am writing to complain about the service that I received in your shop on Saturday."},
	{"en", true,
	 "The app crashes every time I open the settings page on my phone. I have already tried to install it again."},
	{"en", true, "hey there, quick question - do you ship to Canada and how long would it take? cheers"},
	{"en", true,
	 "We need three more seats for our team until the end of the month. What would that cost, and how do we pay?"},
	{"en", true,
	 "THE INTERNET IS DOWN AGAIN. THIS IS THE THIRD TIME THIS WEEK AND NOBODY ANSWERS THE PHONE. CALL ME BACK."},
	{"en", true,
	 "Please cancel my subscription at the end of the current period and confirm that you have done so by mail."},
	{"de", true,
	 "Guten Tag,\n\nich habe letzte Woche einen Drucker bestellt, der noch nicht angekommen ist. Wo bleibt "
	 "er?\n\nViele Grüße\nJo"},
	{"de", true,
	 "Hallo zusammen,\n\nseit heute früh kann ich mich nicht mehr anmelden. Mein Passwort sei falsch, heißt es."},
	{"de", true,
	 "Sehr geehrte Damen und Herren,\n\ndie Rechnung für Oktober stimmt nicht: uns wurde dieselbe Lizenz zweimal "
	 "berechnet."},
	{"de", true,
	 "Moin, könnt ihr mir bitte die Anleitung für die Kaffeemaschine schicken? Meine ist beim Umzug verloren "
	 "gegangen."},
	{"de", true,
	 "Die App stürzt jedes Mal ab, wenn ich die Einstellungen öffne. Neu installiert habe ich sie schon."},
	{"de", true,
	 "Wir brauchen bis Ende des Monats drei weitere Plätze für unser Team. Was kostet das, und wie bezahlen wir?"},
	{"de", true,
	 "bitte kuendigen sie mein abo zum naechsten moeglichen termin und bestaetigen sie mir das schriftlich. danke"},
	{"de", true, "Der Drucker druckt nur noch leere Seiten, obwohl die Patrone neu ist. Was kann ich tun?"},
	{"de", true,
	 "Grüezi, ich möchte gerne wissen, ob meine Bestellung schon unterwegs ist. Merci und freundliche Grüsse"},
	{"de", true,
	 "Ich hätte gern einen Termin für die Wartung der Heizung, am besten vormittags in der nächsten Woche."},
	{"fr", true,
	 "Bonjour,\n\nj'ai commandé une imprimante la semaine dernière et elle n'est toujours pas arrivée. Où est-elle "
	 "?\n\nMerci, Jo"},
	{"fr", true,
	 "Bonjour à tous,\n\ndepuis ce matin je ne peux plus me connecter. On me dit que mon mot de passe est faux."},
	{"fr", true,
	 "La facture d'octobre est fausse : nous avons payé deux fois la même licence. Merci de nous rembourser."},
	{"fr", true,
	 "Pourriez-vous m'envoyer le mode d'emploi de la machine à café ? J'ai perdu le mien pendant le déménagement."},
	{"fr", true,
	 "L'application plante chaque fois que j'ouvre les réglages. Je l'ai déjà réinstallée sans succès."},
	{"fr", true,
	 "Il nous faut trois places de plus pour notre équipe jusqu'à la fin du mois. Combien cela coûte-t-il ?"},
	{"fr", true,
	 "Madame, Monsieur, je souhaite résilier mon abonnement à la fin de la période en cours. Veuillez me le "
	 "confirmer."},
	{"fr", true,
	 "bonjour mon imprimante ne sort que des pages blanches alors que la cartouche est neuve que dois je faire"},
	{"fr", true,
	 "Je vous écris au sujet de la livraison prévue hier : personne n'est venu et personne ne répond au "
	 "téléphone."},
	{"fr", true,
	 "Est-ce que vous livrez au Québec, et combien de temps cela prend-il ? Je vous remercie d'avance."},
	/* other languages, mostly related ones */
	{"nl", false,
	 "Goedemiddag,\n\nik heb vorige week een printer besteld, maar die is nog niet aangekomen. Waar blijft hij?"},
	{"nl", false,
	 "Sinds vanochtend kan ik niet meer inloggen, het wachtwoord zou verkeerd zijn. Kunt u mij helpen?"},
	{"af", false, "Goeiemôre, ek het verlede week 'n drukker bestel en dit het nog nie aangekom nie. Waar is dit?"},
	{"lb", false, "Moien, ech hunn d'lescht Woch en Drécker bestallt, deen ass nach net ukomm. Wou ass en dann?"},
	{"nds", false, "Moin, ik heff letzte Week en Drucker bestellt, de is noch nich ankamen. Wo blifft he denn?"},
	{"fy", false, "Goeie, ik ha ferline wike in printer besteld, mar dy is noch net oankommen. Wêr bliuwt er?"},
	{"es", true,
	 "Buenos días,\n\npedí una impresora la semana pasada y todavía no ha llegado. ¿Me pueden decir dónde está?"},
	{"es", false, "Desde esta mañana no puedo entrar en mi cuenta, dice que la contraseña es incorrecta. Gracias."},
	{"it", false,
	 "Buongiorno,\n\nho ordinato una stampante la settimana scorsa e non è ancora arrivata. Mi potete dire dov'è?"},
	{"it", false,
	 "La fattura di ottobre è sbagliata: abbiamo pagato due volte la stessa licenza. Vi preghiamo di controllare."},
	{"pt", false,
	 "Bom dia,\n\nencomendei uma impressora na semana passada e ainda não chegou. Podem dizer-me onde está?"},
	{"ca", false,
	 "Bon dia, la setmana passada vaig demanar una impressora i encara no ha arribat. Em podeu dir on és?"},
	{"gl", false, "Bos días, pedín unha impresora a semana pasada e aínda non chegou. Pódenme dicir onde está?"},
	{"oc", false,
	 "Bonjorn, la setmana passada comandèri una imprimenta e es pas encara arribada. Me podètz dire ont es?"},
	{"ro", false,
	 "Bună ziua, am comandat o imprimantă săptămâna trecută și încă nu a sosit. Îmi puteți spune unde este?"},
	{"la", false,
	 "Salvete, hebdomade superiore machinam emi quae nondum advenit. Ubi sit mihi dicere potestis? Valete."},
	{"sv", false,
	 "Hej,\n\njag beställde en skrivare förra veckan och den har inte kommit fram än. Kan ni säga var den är?"},
	{"da", false,
	 "Hej,\n\njeg bestilte en printer i sidste uge, og den er endnu ikke kommet frem. Kan I sige, hvor den er?"},
	{"nb", false,
	 "Hei,\n\njeg bestilte en skriver forrige uke, og den har ikke kommet fram ennå. Kan dere si hvor den er?"},
	{"is", false, "Góðan dag, ég pantaði prentara í síðustu viku og hann er ekki enn kominn. Hvar er hann?"},
	{"pl", true,
	 "Dzień dobry,\n\nw zeszłym tygodniu zamówiłem drukarkę, która jeszcze nie dotarła. Gdzie ona jest?"},
	{"cs", false,
	 "Dobrý den,\n\nminulý týden jsem si objednal tiskárnu a ještě nedorazila. Můžete mi říct, kde je?"},
	{"sk", false,
	 "Dobrý deň,\n\nminulý týždeň som si objednal tlačiareň a ešte neprišla. Môžete mi povedať, kde je?"},
	{"sl", false,
	 "Pozdravljeni, prejšnji teden sem naročil tiskalnik, ki še ni prispel. Mi lahko poveste, kje je?"},
	{"hr", false, "Dobar dan, prošli tjedan sam naručio pisač koji još nije stigao. Možete li mi reći gdje je?"},
	{"hu", true, "Jó napot kívánok, múlt héten rendeltem egy nyomtatót, de még mindig nem érkezett meg. Hol van?"},
	{"fi", true,
	 "Hei, tilasin viime viikolla tulostimen, eikä se ole vielä saapunut. Voisitteko kertoa, missä se on?"},
	{"et", false, "Tere, tellisin eelmisel nädalal printeri ja see ei ole veel kohale jõudnud. Kus see on?"},
	{"lv", false, "Labdien, pagājušajā nedēļā pasūtīju printeri, bet tas vēl nav pienācis. Kur tas ir?"},
	{"lt", false, "Laba diena, praėjusią savaitę užsisakiau spausdintuvą, bet jis dar neatvyko. Kur jis yra?"},
	{"tr", false,
	 "Merhaba, geçen hafta bir yazıcı sipariş ettim ama hâlâ gelmedi. Nerede olduğunu söyler misiniz?"},
	{"id", false,
	 "Selamat pagi, minggu lalu saya memesan printer dan sampai sekarang belum datang. Di mana printernya?"},
	{"vi", false,
	 "Xin chào, tuần trước tôi đã đặt mua một máy in nhưng đến nay vẫn chưa nhận được. Nó đang ở đâu?"},
	{"sw", false, "Habari, wiki iliyopita niliagiza printa na bado haijafika. Mnaweza kuniambia iko wapi?"},
	{"tl", false,
	 "Magandang umaga, nag-order ako ng printer noong nakaraang linggo at hindi pa dumarating. Nasaan na po ito?"},
	{"cy", false, "Bore da, archebais argraffydd yr wythnos diwethaf ac nid yw wedi cyrraedd eto. Ble mae e?"},
	{"ga", false,
	 "Dia duit, d'ordaigh mé printéir an tseachtain seo caite agus níor tháinig sé fós. Cá bhfuil sé?"},
	{"eu", false, "Egun on, joan den astean inprimagailu bat eskatu nuen eta oraindik ez da iritsi. Non dago?"},
	{"eo", false, "Bonan tagon, pasintsemajne mi mendis presilon, kaj ĝi ankoraŭ ne alvenis. Kie ĝi estas?"},
	{"ht", false,
	 "Bonjou, mwen te kòmande yon enprimant semèn pase a epi li poko rive. Èske ou ka di m kote li ye?"},
	{"en", false, "Guid mornin, A ordered a prenter last week an it haesna cam yet. Can ye tell me whaur it is?"},
	{"ru", false, "Здравствуйте, на прошлой неделе я заказал принтер, и он до сих пор не пришёл. Где он?"},
	{"uk", false, "Добрий день, минулого тижня я замовив принтер, і він досі не прийшов. Де він зараз?"},
	{"bg", false, "Добър ден, миналата седмица поръчах принтер и той все още не е пристигнал. Къде е?"},
	{"el", true, "Καλημέρα, την περασμένη εβδομάδα παρήγγειλα έναν εκτυπωτή και δεν έχει έρθει ακόμα. Πού είναι;"},
	{"he", false, "שלום, הזמנתי מדפסת בשבוע שעבר והיא עדיין לא הגיעה. איפה היא?"},
	{"ar", false, "مرحبا، طلبت طابعة الأسبوع الماضي ولم تصل بعد. هل يمكنكم إخباري أين هي؟"},
	{"ja", false,
	 "先週プリンターを注文しましたが、まだ届いていません。どこにあるか教えていただけますか。よろしくお願いします"
	 "。"},
	{"zh-cn", false, "您好，我上周订购了一台打印机，到现在还没有收到。请问现在在哪里？谢谢。"},
	{"ko", false,
	 "안녕하세요. 지난주에 프린터를 주문했는데 아직 도착하지 않았습니다. 어디에 있는지 알려 주시겠어요?"},
	/* longer and shorter texts, other styles */
	{"en", true,
	 "Would it be possible to change the delivery address of my order? I will be away next week and my neighbour "
	 "could take it."},
	{"en", true, "I've been trying to reach you for days. Nobody picks up. What's going on over there?"},
	{"en", true, "We are getting an error when we upload files larger than ten megabytes. Smaller ones work fine."},
	{"en", true, "Just a quick note to say that everything arrived safely, many thanks for your help with this."},
	{"en", true, "Is there any way to export all of our contacts, and if so, in which format would we get them?"},
	{"en", true,
	 "- the light on the front is red\n- I have switched it off and on again\n- nothing helps, so what now?"},
	{"de", true,
	 "Ist es möglich, die Lieferadresse meiner Bestellung zu ändern? Nächste Woche bin ich nicht da, mein Nachbar "
	 "könnte sie annehmen."},
	{"de", true, "ich versuche seit Tagen, Sie zu erreichen. Es geht niemand ran. Was ist denn bei Ihnen los?"},
	{"de", true,
	 "Beim Hochladen von Dateien über zehn Megabyte kommt eine Fehlermeldung. Kleinere gehen problemlos."},
	{"de", true, "Wollte nur kurz sagen, dass alles gut angekommen ist, herzlichen Dank für eure Hilfe."},
	{"de", true, "Gibt es eine Möglichkeit, alle unsere Kontakte zu exportieren, und wenn ja, in welchem Format?"},
	{"de", true,
	 "- die Lampe vorne leuchtet rot\n- ich habe ihn schon aus- und wieder eingeschaltet\n- es hilft nichts, was "
	 "jetzt?"},
	{"de", false, "Sali zäme, mis Internet goht sit geschter nümme. Chönd ihr bitte luege, was do los isch?"},
	{"fr", true,
	 "Serait-il possible de changer l'adresse de livraison de ma commande ? Je serai absent la semaine prochaine."},
	{"fr", true,
	 "J'essaie de vous joindre depuis plusieurs jours. Personne ne décroche. Que se passe-t-il chez vous ?"},
	{"fr", true,
	 "Une erreur s'affiche quand nous envoyons des fichiers de plus de dix mégaoctets. Les petits passent sans "
	 "problème."},
	{"fr", true, "Juste un petit mot pour vous dire que tout est bien arrivé, un grand merci pour votre aide."},
	{"fr", true, "Y a-t-il un moyen d'exporter tous nos contacts, et si oui, dans quel format ?"},
	{"fr", true,
	 "- le voyant est rouge\n- je l'ai éteinte puis rallumée\n- rien n'y fait, que dois-je faire maintenant ?"},
	{"fr", false, "slt jarrive pas a me connecter depuis hier soir vs pouvez maider svp c urgent merci davance"},
	{"es", false,
	 "Llevo varios días intentando hablar con ustedes y nadie contesta el teléfono. ¿Qué está pasando? Necesito "
	 "que me devuelvan el dinero."},
	{"it", true,
	 "Sono giorni che cerco di contattarvi e nessuno risponde al telefono. Che cosa sta succedendo? Vorrei che mi "
	 "restituiste i soldi."},
	{"nl", false,
	 "Ik probeer u al dagen te bereiken, maar er neemt niemand op. Wat is er bij u aan de hand? Graag zou ik mijn "
	 "geld terugkrijgen."},
	{"pt", false,
	 "Há vários dias que tento falar convosco e ninguém atende o telefone. O que se passa? Gostaria de receber o "
	 "meu dinheiro de volta."},
	{"pl", true,
	 "Od kilku dni próbuję się z państwem skontaktować, ale nikt nie odbiera telefonu. Co się dzieje? Chciałbym "
	 "odzyskać pieniądze."},
	{"sv", false,
	 "Jag har försökt nå er i flera dagar, men ingen svarar i telefonen. Vad är det som händer? Jag vill ha mina "
	 "pengar tillbaka."},
	{"da", false,
	 "Jeg har prøvet at få fat i jer i flere dage, men ingen tager telefonen. Hvad sker der? Jeg vil gerne have "
	 "mine penge tilbage."},
	{"nb", false,
	 "Jeg har prøvd å få tak i dere i flere dager, men ingen tar telefonen. Hva er det som skjer? Jeg vil gjerne "
	 "ha pengene tilbake."},
	{"ru", true,
	 "Уже несколько дней пытаюсь до вас дозвониться, но никто не берёт трубку. Что происходит? Я хочу вернуть свои "
	 "деньги."},
	{"uk", false,
	 "Вже кілька днів намагаюся до вас додзвонитися, але ніхто не бере слухавку. Що відбувається? Я хочу повернути "
	 "свої гроші."},
	{"be", false, "Ужо некалькі дзён спрабую да вас датэлефанавацца, але ніхто не бярэ слухаўку. Што адбываецца?"},
	{"sr", false, "Већ неколико дана покушавам да вас добијем, али нико се не јавља на телефон. Шта се дешава?"},
	{"mk", false, "Веќе неколку дена се обидувам да ве добијам, но никој не крева телефон. Што се случува?"},
	{"bg", false, "От няколко дни се опитвам да се свържа с вас, но никой не вдига телефона. Какво става?"},
	{"kk", false, "Бірнеше күннен бері сіздерге қоңырау шаламын, бірақ ешкім тұтқаны көтермейді. Не болып жатыр?"},
	{"az", false,
	 "Salam, keçən həftə printer sifariş etmişəm, amma hələ də gəlməyib. Onun harada olduğunu deyə bilərsiniz?"},
	{"oc", false, "Fa mai d'un jorn qu'ensagi de vos sonar e degun respond pas. De qué se passa en cò vòstre?"},
	{"ast", false,
	 "Bones, hai díes que toi intentando falar con vós y naide nun contesta al teléfonu. ¿Qué ta pasando?"},
	{"wa", false,
	 "Bondjoû, dji saye di vs djonde dispu saquants djoûs mins nolu n' respond å telefone. Cwè s' passe t i?"},
	{"rm", false,
	 "Bun di, jau emprov dapi plirs dis da contanscher vus, ma nagin na respunda al telefon. Tge capita?"},
	{"fo", false,
	 "Hey, eg havi roynt at fáa fatur á tykkum í fleiri dagar, men eingin tekur telefonina. Hvat hendir?"},
	{"yi", false, "איך פּרוּװ שױן עטלעכע טעג אײַך צו דערגרײכן, אָבער קײנער ענטפֿערט נישט דעם טעלעפֿאָן."},
	{"fa", false,
	 "سلام، هفته گذشته یک چاپگر سفارش دادم و هنوز نرسیده است. "
	 "می‌توانید "
	 "بگویید "
	 "کجاست؟"},
	{"ur", false, "السلام علیکم، میں نے پچھلے ہفتے ایک پرنٹر منگوایا تھا جو ابھی تک نہیں پہنچا۔ وہ کہاں ہے؟"},
	{"hi", false, "नमस्ते, मैंने पिछले सप्ताह एक प्रिंटर मँगवाया था और वह अभी तक नहीं आया है। वह कहाँ है?"},
	{"mr", false, "नमस्कार, मी गेल्या आठवड्यात एक प्रिंटर मागवला होता आणि तो अजून आलेला नाही. तो कुठे आहे?"},
	{"th", false, "สวัสดีค่ะ ดิฉันสั่งเครื่องพิมพ์เมื่อสัปดาห์ที่แล้ว แต่ยังไม่ได้รับของเลยค่ะ ตอนนี้อยู่ที่ไหนคะ"},
	{"zh-tw", false, "您好，我上週訂購了一臺印表機，到現在還沒有收到。請問現在在哪裡？謝謝。"},
	{"gd", false,
	 "Madainn mhath, dh'òrdaich mi clò-bhualadair an t-seachdain seo chaidh agus cha tàinig e fhathast."},
	{"ms", false,
	 "Selamat pagi, minggu lepas saya memesan pencetak tetapi sehingga kini belum sampai. Di manakah ia berada?"},
	{"sq", false,
	 "Përshëndetje, javën e kaluar porosita një printer dhe ende nuk ka ardhur. A mund të më thoni ku është?"},
	{"mt", false,
	 "Bonġu, il-ġimgħa l-oħra ordnajt printer u għadu ma wasalx. Tistgħu tgħiduli fejn hu, jekk jogħġobkom?"},
	{"zu", false,
	 "Sawubona, ngesonto eledlule ngi-ode iphrinta kodwa namanje ayikafiki. Ningangitshela ukuthi ikuphi?"},
	{"", false,
	 "Meeting room booking system error code displayed on login screen terminal server client printer driver "
	 "update"},
	{"", false,
	 "Internet Router Modem Server Client Update Download Upload Login Password Account Software Hardware"},
	{"", false,
	 "ls -la /var/log && tail -f syslog | grep error\nsudo systemctl restart caredesk.service\njournalctl -xe"},
	{"", false,
	 "$ make\ngcc -O2 -c main.c -o main.o\nmain.c: In function main:\nmain.c:12: error: expected expression before "
	 "token\nmake: *** [main.o] Error 1"},
	{"", false,
	 "at org.example.app.Main.run(Main.java:42)\nat org.example.app.Main.main(Main.java:12)\nCaused by: "
	 "java.lang.NullPointerException"},
	{"", false, "Name: Jo Miller\nStreet: High Street 12\nCity: London\nCustomer number: 1042\nProduct: Printer"},
	/* too short to tell */
	{"en", false, "Hello"},
	{"en", false, "Thanks!"},
	{"en", false, "It works now"},
	{"en", false, "See attached"},
	{"en", false, "Any news?"},
	{"en", false, "Please call me."},
	{"de", false, "Hallo"},
	{"de", false, "Danke!"},
	{"de", false, "Geht wieder"},
	{"de", false, "Siehe Anhang"},
	{"de", false, "Gibt es was Neues?"},
	{"fr", false, "Bonjour"},
	{"fr", false, "Merci !"},
	{"fr", false, "Ça marche"},
	{"fr", false, "Des nouvelles ?"},
	{"", false, "OK"},
	{"", false, "???"},
	{"", false, ""},
	{"", false, "\n\n"},
	{"", false, "1042"},
	{"", false, "Jo Miller"},
	{"", false, "Router WLAN VPN"},
	{"", false, "Problem mit Login / problem with login"},
	{"", false, "Information"},
	{"", false, "Restaurant Hotel Service Client"},
	/* several languages */
	{"", false,
	 "Guten Tag,\n\nmein Drucker ist kaputt. Können Sie mir helfen?\n\nHello,\n\nmy printer is broken. Can you "
	 "help me?"},
	{"", false,
	 "Bonjour,\n\nmon imprimante est en panne. Pouvez-vous m'aider ?\n\nHello,\n\nmy printer is broken. Can you "
	 "help me please?"},
	{"", false,
	 "Hello, my printer prints blank pages.\n\nBonjour, mon imprimante sort des pages blanches.\n\nGuten Tag, mein "
	 "Drucker druckt leere Seiten."},
	{"", false,
	 "Dear customer, your parcel could not be delivered today.\n\nSehr geehrter Kunde, Ihr Paket konnte heute "
	 "nicht zugestellt werden."},
	{"", false,
	 "Cher client, votre colis n'a pas pu être livré.\nGeachte klant, uw pakket kon niet worden bezorgd.\nSehr "
	 "geehrter Kunde, Ihr Paket kommt später."},
	{"de", false,
	 "Hallo,\n\nich bekomme immer die Meldung \"The connection to the server was reset while the page was "
	 "loading\". Was soll ich tun?"},
	{"fr", false,
	 "Bonjour, j'ai toujours le message \"Your session has expired, please log in again\" quand je veux payer. "
	 "Merci."},
	{"en", false,
	 "Hi, my German colleague says: \"Der Server ist seit gestern nicht erreichbar und niemand weiß warum.\" Can "
	 "you look?"},
	/* code, logs, lists, signatures */
	{"", false,
	 "Traceback (most recent call last):\n  File \"/usr/lib/python3/app.py\", line 12, in <module>\n    import "
	 "foo.bar\nImportError: No module named foo"},
	{"", false,
	 "Nov 26 15:30:07 host sshd[123]: Failed password for root from 10.0.0.1 port 22 ssh2\nNov 26 15:30:09 host "
	 "sshd[124]: Connection closed"},
	{"", false,
	 "#include <stdio.h>\nint main(void)\n{\n\tfor (int i = 0; i < 10; i++)\n\t\tprintf(\"%d\\n\", i);\n\treturn "
	 "0;\n}\n"},
	{"", false, "SELECT name, address FROM customers WHERE country = 'DE' AND total > 100 ORDER BY name LIMIT 10;"},
	{"", false,
	 "{\"name\": \"jo\", \"order\": 1042, \"items\": [\"printer\", \"cable\"], \"total\": 12.5, \"currency\": "
	 "\"EUR\"}"},
	{"", false,
	 "https://www.example.org/shop/orders/1042?lang=de&view=details\nhttps://www.example.org/hilfe/drucker/"
	 "einrichten.html"},
	{"", false, "ACME GmbH\nHauptstrasse 12\n10115 Berlin\nGermany\nTel. +49 30 1234567\nwww.acme.test"},
	{"", false, "Jo Miller\nHead of Sales\nACME Ltd\n12 High Street, London\nPhone +44 20 1234 5678\njo@acme.test"},
	{"", false, "Order: 1042\nItem: HP LaserJet 1320n\nSerial: CNHW12A3BC\nDate: 2026-11-02\nAmount: 129.00 EUR"},
	{"", false,
	 "Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann, Koch, Bauer, Richter, "
	 "Klein"},
	{"", false,
	 "Dupont, Durand, Martin, Bernard, Thomas, Petit, Robert, Richard, Moreau, Laurent, Simon, Michel, Lefebvre, "
	 "Leroy"},
	{"", false,
	 "Smith, Jones, Taylor, Brown, Williams, Wilson, Johnson, Davies, Robinson, Wright, Thompson, Evans, Walker, "
	 "White"},
	{"la", false,
	 "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et "
	 "dolore magna aliqua."},
	{"", false, "asdf jkl asdf jkl qwertz uiop qwertz uiop yxcv bnm yxcv bnm asdf jkl qwertz uiop yxcv bnm asdf"},
	{"", false, "xk2j9 qpw8z mmvn3 7fhq2 lopas zzxcv bnmqw erty1 uiop2 asdf3 ghjk4 lzxc5 vbnm6 qazw7 sxed8 crfv9"},
};

static void test_texts(void **state)
{
	size_t missed = 0;
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		arena_init(&a);
		struct span text = check_exact(span_of(rows[i].text));
		struct span tag = language_sure(&a, text);
		bool wrong = tag.len && !span_eq(tag, span_of(rows[i].is));
		if (wrong || (rows[i].sure && !tag.len))
			printf("%s `%s`: found `%.*s`\n", wrong ? "WRONG" : "missed", rows[i].text, SPAN_ARG(tag));
		missed += wrong || (rows[i].sure && !tag.len);
		free((void *)(uintptr_t)text.ptr);
		arena_clear(&a);
	}
	assert_int_equal(missed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_texts)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
