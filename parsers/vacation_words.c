#include "parsers/vacation_words.h"

const struct vacation_words vacation_words[] = {
	{
		/* English */
		.initials = "achimnopv",
		.reply = "automatic reply|automated reply|automatic answer|automatic response|automated response|"
			 "automatic message|automated message|auto reply|auto-reply|autoreply|auto response|"
			 "auto-response|autoresponse|autoresponder|auto responder|auto-responder|autoresponse message|"
			 "out of office reply|out of office autoreply|out of office auto-reply|out of office response|"
			 "out-of-office reply|automatic out of office reply|automatic out-of-office reply|"
			 "out of office auto reply|out-of-office autoreply|automated out of office reply|"
			 "out of office message|out of office assistant|vacation reply|vacation autoreply|"
			 "vacation auto-reply|vacation response|vacation responder|vacation message|away message|"
			 "absence notification",
		.office = "out of office|out of the office|out-of-office|ooo|not in the office|away from my mail|"
			  "away from my email|away from the office|away from office|away from my desk|"
			  "out of office notice|out of office notification|out-of-office notice|"
			  "out-of-office notification|on annual leave|annual leave|on parental leave|"
			  "on maternity leave|i am out of office|i am out of the office|i'm out of office|"
			  "i'm out of the office|currently out of office|currently out of the office|"
			  "i am currently out of the office|i am away from the office|i am away from my mail",
		.loose = "auto|away|absence|absent|vacation|vacations|on vacation|on holiday|on holidays|holiday|"
			 "on leave|i am away|i'm away|i am on vacation|i'm on vacation|i am on holiday|i'm on holiday|"
			 "vacation notice|notice of absence|i am on leave|parental leave|maternity leave",
		.self = "i am|i'm|i will|i'll|i shall|we are|we're|we will|i have been|currently|am currently|"
			"will be|our office is|the office is|my office is",
		.away = "out of the office|out of office|out of my office|not in the office|not be in the office|"
			"away from the office|away from my|away from email|on vacation|on holiday|on holidays|"
			"on leave|on annual leave|on parental leave|on maternity leave|on paternity leave|"
			"on sick leave|on a business trip|on business travel|on travel|travelling|traveling|"
			"away until|away on|away this|away today|away for|away and|away till|away at|absent|"
			"unavailable|not available|unable to read|unable to respond|closed|taking some time off|"
			"off work|abroad",
		.alone = "i will be back|i'll be back|i am back on|i will return|back in the office|i am away|"
			 "i'm away|i will be away|i'll be away|i am currently away|we are away|upon my return|"
			 "on my return|when i return|when i get back|when i am back|after i return|"
			 "limited access to my|limited access to e*|no access to my|no access to e*|"
			 "will not return until|back in the office on|return to the office|returning to the office",
		.declared = "this is an automated*|this is an automatic*|this is an auto*|this is a system generated|"
			    "this is a system-generated|this is a computer generated|this is a computer-generated|"
			    "this message was automatically*|this message was generated automatically|"
			    "this message has been automatically*|this message has been generated automatically|"
			    "this message is automatically*|this email is automatically*|this e-mail is automatically*|"
			    "this email was automatically*|this e-mail was automatically*|"
			    "this email was generated automatically|this e-mail was generated automatically|"
			    "this email has been automatically*|this email has been generated automatically|"
			    "this reply was automatically*|this reply was generated automatically|"
			    "this response was automatically*|this response was generated automatically|"
			    "this is our automated*|this is our automatic*|you are receiving this automated*|"
			    "you are receiving this automatic*",
		.thanks = "thank you for|thank you very much for|thanks for|many thanks for|we have received your|"
			  "we received your|your message has been received|your email has been received|"
			  "your e-mail has been received|your request has been received|we acknowledge receipt",
	},
	{
		/* German */
		.initials = "abdefiknuz",
		.reply = "automatische antwort|automatisch generierte antwort|automatisch erzeugte antwort|"
			 "automatisch erstellte antwort|automatisches antwortschreiben|automatische e-mail|"
			 "automatische mail|automatische rückantwort|automatische rückmeldung|automatische nachricht|"
			 "automatische beantwortung|autom. antwort|autoantwort|auto-antwort|automatische antwort-mail|"
			 "automatische abwesenheitsnotiz|automatische abwesenheitsmeldung|"
			 "automatische abwesenheitsnachricht|automatische abwesenheitsbenachrichtigung|"
			 "abwesenheitsnotiz|abwesenheitsnachricht|abwesenheitsmeldung|abwesenheitsbenachrichtigung|"
			 "abwesenheitshinweis|abwesenheitsinfo|abwesenheitsinformation|abwesenheitsassistent|"
			 "abwesenheitsagent|abwesenheitsantwort|urlaubsnotiz|urlaubsmeldung|urlaubsbenachrichtigung|"
			 "urlaubsnachricht|urlaubshinweis|automatische eingangsbestätigung",
		.office = "nicht im büro|außer haus|ausser haus|nicht im haus|derzeit nicht im büro|"
			  "zur zeit nicht im büro|zurzeit nicht im büro|abwesenheit vom büro|ich bin nicht im büro|"
			  "ich bin außer haus",
		.loose = "auto|abwesend|abwesenheit|urlaub|im urlaub|in urlaub|ferien|betriebsferien|betriebsurlaub|"
			 "elternzeit|ich bin im urlaub|ich bin abwesend|bin im urlaub|bin abwesend|krank|"
			 "nicht erreichbar",
		.self = "ich bin|bin ich|ich befinde mich|befinde ich mich|ich werde|werde ich|wir sind|sind wir|"
			"wir haben|bin vom|bin bis|bin ab|bin am|bin derzeit|bin zur zeit|bin zurzeit|bin momentan|"
			"bin aktuell|bin heute|bin leider|unser büro ist|das büro ist|unser unternehmen",
		.away = "im urlaub|in urlaub|im wohlverdienten urlaub|in den urlaub|abwesend|außer haus|ausser haus|"
			"nicht im haus|nicht im büro|nicht im hause|nicht am arbeitsplatz|"
			"nicht an meinem arbeitsplatz|nicht erreichbar|nicht zu erreichen|"
			"nicht persönlich erreichbar|in elternzeit|in mutterschutz|im mutterschutz|auf dienstreise|"
			"auf geschäftsreise|auf reisen|in den ferien|betriebsferien|betriebsurlaub|verreist|nicht da|"
			"krank|erkrankt|geschlossen|unterwegs",
		.alone = "wieder im büro|wieder im haus|wieder im hause da|bin wieder da|ich wieder da|"
			 "ich wieder zurück|wieder erreichbar|wieder für sie da|wieder im hause|nach meiner rückkehr|"
			 "keinen zugriff auf meine*|keinen zugang zu meinen|wird nicht weitergeleitet|"
			 "werden nicht weitergeleitet|nicht automatisch weitergeleitet|während meiner abwesenheit|"
			 "in meiner abwesenheit",
		.declared = "dies ist eine automatisch*|das ist eine automatisch*|hier ist eine automatisch*|"
			    "diese nachricht wurde automatisch*|diese mail wurde automatisch*|"
			    "diese e-mail wurde automatisch*|diese antwort wurde automatisch*|"
			    "diese nachricht wird automatisch*|diese e-mail wird automatisch*|"
			    "diese mail wird automatisch*|sie erhalten diese automatisch*|dieses ist eine automatisch*",
		.thanks = "danke für|vielen dank für|herzlichen dank für|besten dank für|wir haben ihre|"
			  "wir danken ihnen für|ihre nachricht ist bei uns|ihre anfrage ist bei uns|"
			  "ihre e-mail ist bei uns|ihre mail ist bei uns",
	},
	{
		/* Luxembourgish */
		.initials = "acn",
		.reply = "automatesch äntwert|automatesche message",
		.office = "net am büro",
		.loose = "congé|auto",
		.self = "ech sinn|sinn ech|mir sinn",
		.away = "am congé|net am büro|net do|ënnerwee|an der vakanz",
		.alone = "ech sinn erëm do|no mengem congé",
		.declared = "dëst ass eng automatesch*",
		.thanks = "merci fir",
	},
	{
		/* French */
		.initials = "acehjmnrv",
		.reply = "réponse automatique|reponse automatique|réponse auto|réponse automatisée|"
			 "message automatique|message d'absence|notification d'absence|avis d'absence|"
			 "réponse automatique d'absence|répondeur automatique|accusé de réception automatique",
		.office = "absence du bureau|absent du bureau|absente du bureau|absent(e) du bureau|absence de bureau|"
			  "hors du bureau|en dehors du bureau|je suis absent|je suis absente|je suis en congés|"
			  "je suis en congé|je suis en vacances",
		.loose = "auto|absence|absent|absente|absent(e)|en congé|en congés|congé|congés|vacances|en vacances|"
			 "en déplacement|congé maternité|congé parental|absences",
		.self = "je suis|je serai|nous sommes|nous serons|suis actuellement|étant|serai|nos bureaux|"
			"notre bureau|actuellement",
		.away = "absent|absente|absent(e)|absents|absent.e|en congé|en congés|en vacances|en déplacement|"
			"hors du bureau|en arrêt*|en formation|fermés|fermé|indisponible|en congé*|pas disponible|"
			"pas au bureau",
		.alone = "de retour le|de retour au bureau|à mon retour|dès mon retour|pendant mon absence|"
			 "en mon absence|durant mon absence|en cas d'urgence|un accès limité|pas accès à mes mails|"
			 "pas accès à mes e-mails|pas accès à ma messagerie",
		.declared = "ceci est une réponse auto*|ceci est un message auto*|ceci est un e-mail auto*|"
			    "ceci est un mail auto*|ceci est un courriel auto*|ce message est automatique|"
			    "ce message est un message auto*|ce message est une réponse auto*|"
			    "ce message a été généré auto*|ce message a été envoyé auto*|cet e-mail a été généré auto*|"
			    "cet email a été généré auto*|ce courriel a été généré auto*|"
			    "vous recevez cette réponse auto*|voici une réponse auto*",
		.thanks = "merci pour|merci de votre|nous vous remercions|nous avons bien reçu|nous accusons réception|"
			  "votre message a bien été reçu|votre demande a bien été reçue|votre e-mail a bien été reçu|"
			  "j'ai bien reçu",
	},
	{
		/* Spanish */
		.initials = "abcdefmnrv",
		.reply = "respuesta automática|respuesta automatica|respuesta auto|mensaje automático|"
			 "contestación automática|contestador automático|respuesta automatizada|aviso de ausencia|"
			 "notificación de ausencia|mensaje de ausencia|respuesta por ausencia|"
			 "respuesta fuera de oficina|respuesta de vacaciones",
		.office = "fuera de la oficina|fuera de oficina|ausente de la oficina|ausencia de la oficina|"
			  "estoy fuera de la oficina|no estoy en la oficina",
		.loose = "auto|ausente|ausencia|vacaciones|de vacaciones|estoy de vacaciones|estaré de vacaciones|"
			 "baja médica",
		.self = "estoy|estaré|me encuentro|me encontraré|estamos|estaremos|nos encontramos|actualmente|"
			"encontrándome",
		.away = "fuera de la oficina|fuera de oficina|de vacaciones|ausente|ausentes|de viaje|de baja|"
			"de permiso|no disponible|fuera del despacho|cerrados|cerrado|en vacaciones|fuera del país",
		.alone = "a mi vuelta|a mi regreso|cuando regrese|cuando vuelva|durante mi ausencia|en mi ausencia|"
			 "acceso limitado al correo|volveré el|regresaré el|no estoy en la oficina",
		.declared = "esta es una respuesta auto*|éste es un mensaje auto*|este es un mensaje auto*|"
			    "este es un correo auto*|esto es una respuesta auto*|esto es un mensaje auto*|"
			    "este mensaje ha sido generado auto*|este mensaje se ha generado auto*|"
			    "este mensaje fue generado auto*|este correo ha sido generado auto*|"
			    "este correo se ha generado auto*|este correo electrónico se ha generado auto*|"
			    "este mensaje es automático|esta respuesta es automática|este correo es automático",
		.thanks = "gracias por|muchas gracias por|le agradecemos|hemos recibido su|hemos recibido tu|"
			  "su mensaje ha sido recibido|su solicitud ha sido recibida|recibimos su",
	},
	{
		/* Italian */
		.initials = "afimnrsv",
		.reply = "risposta automatica|messaggio automatico|risposta automatizzata|risponditore automatico|"
			 "avviso di assenza|messaggio di assenza|notifica di assenza|risposta automatica di assenza",
		.office = "fuori ufficio|fuori sede|fuori dall'ufficio|assente dall'ufficio|sono fuori ufficio|"
			  "sono fuori sede",
		.loose = "auto|assente|assenza|in ferie|ferie|in vacanza|vacanze|vacanza|sono in ferie|sono assente",
		.self = "sono|sarò|siamo|saremo|mi trovo|attualmente|i nostri uffici|l'ufficio",
		.away = "in ferie|in vacanza|assente|assenti|fuori ufficio|fuori sede|fuori dall'ufficio|"
			"in trasferta|in viaggio|in malattia|in maternità|in congedo|non disponibile|chiusi|chiuso|"
			"chiusi per ferie",
		.alone = "al mio rientro|al mio ritorno|durante la mia assenza|in mia assenza|di rientro il|"
			 "rientrerò il|tornerò il|accesso limitato alla posta",
		.declared = "questa è una risposta auto*|questo è un messaggio auto*|questa è un'e-mail auto*|"
			    "questa è una mail auto*|questa e' una risposta auto*|questo e' un messaggio auto*|"
			    "questo messaggio è stato generato auto*|messaggio generato automaticamente|"
			    "questa mail è stata generata auto*|questa e-mail è stata generata auto*|"
			    "il presente messaggio è stato generato auto*|il presente messaggio è automatico",
		.thanks = "grazie per|la ringraziamo|vi ringraziamo|ti ringraziamo|abbiamo ricevuto|"
			  "la sua richiesta è stata|il suo messaggio è stato|abbiamo ricevuto la",
	},
	{
		/* Portuguese */
		.initials = "adeflmnr",
		.reply = "resposta automática|resposta automatica|mensagem automática|resposta automatizada|"
			 "aviso de ausência|notificação de ausência|mensagem de ausência|resposta de ausência|"
			 "resposta automática de ausência|auto resposta|auto-resposta",
		.office = "fora do escritório|fora do escritorio|ausente do escritório|ausência do escritório|"
			  "estou fora do escritório|ausência temporária",
		.loose = "auto|ausente|ausência|ausencia|férias|ferias|de férias|em férias|estou de férias|licença",
		.self = "estou|estarei|encontro-me|me encontro|estamos|estaremos|encontramo-nos|atualmente|no momento",
		.away = "fora do escritório|de férias|em férias|ausente|ausentes|em viagem|de licença|em licença|"
			"indisponível|fora da empresa|encerrados|fechados|de baixa|sem acesso",
		.alone = "no meu regresso|quando regressar|quando voltar|assim que regressar|no meu retorno|"
			 "durante a minha ausência|na minha ausência|em minha ausência|voltarei dia|regresso dia|"
			 "retornarei",
		.declared = "esta é uma resposta auto*|esta é uma mensagem auto*|este é um e-mail auto*|"
			    "este é um email auto*|esta mensagem foi gerada auto*|este e-mail foi gerado auto*|"
			    "este email foi gerado auto*|esta mensagem é automática|este é um envio auto*|"
			    "este é uma mensagem auto*",
		.thanks = "obrigado por|obrigado pelo|obrigado pela|obrigada por|obrigada pelo|obrigada pela|"
			  "agradecemos|recebemos sua|recebemos a sua|recebemos seu|recebemos o seu|muito obrigado p*",
	},
	{
		/* Dutch */
		.initials = "aimnov",
		.reply = "automatisch antwoord|automatische antwoord|automatische reactie|automatische reply|"
			 "automatisch bericht|automatische beantwoording|auto-antwoord|afwezigheidsbericht|"
			 "afwezigheidsmelding|afwezigheidsassistent|afwezigheidsnotitie|vakantiebericht|"
			 "out of office bericht",
		.office = "niet op kantoor|niet aanwezig|afwezig van kantoor|ik ben niet op kantoor|ik ben afwezig",
		.loose = "auto|afwezig|afwezigheid|vakantie|op vakantie|met vakantie|ik ben op vakantie|verlof|"
			 "met verlof",
		.self = "ik ben|ben ik|wij zijn|we zijn|zijn wij|zijn we|momenteel|ons kantoor is|het kantoor is",
		.away = "afwezig|op vakantie|met vakantie|niet op kantoor|niet aanwezig|met verlof|op zakenreis|"
			"niet bereikbaar|buiten kantoor|op reis|gesloten|ziek",
		.alone = "weer aanwezig|weer bereikbaar|weer op kantoor|terug op kantoor|bij terugkomst|na terugkomst|"
			 "na mijn vakantie|na mijn terugkeer|tijdens mijn afwezigheid|bij mijn afwezigheid",
		.declared = "dit is een automatisch*|dit is een geautomatiseerd*|dit bericht is automatisch*|"
			    "deze e-mail is automatisch*|deze mail is automatisch*|dit e-mailbericht is automatisch*|"
			    "deze email is automatisch*",
		.thanks = "bedankt voor|dank u voor|dank je voor|hartelijk dank voor|dank voor|wij hebben uw|"
			  "we hebben uw|uw bericht is ontvangen|uw e-mail is ontvangen|wij danken u voor",
	},
	{
		/* Swedish */
		.initials = "aefipstv",
		.reply = "autosvar|automatiskt svar|automatsvar|automatiskt meddelande|frånvaromeddelande|"
			 "frånvarobesked|semestermeddelande|frånvaroassistent|automatiskt frånvaromeddelande|"
			 "frånvarohantering",
		.office = "inte på kontoret|ej på kontoret|ej på plats|inte på plats|frånvaro från kontoret",
		.loose = "auto|frånvaro|frånvarande|semester|på semester|tjänstledig|föräldraledig|sjuk|vab",
		.self = "jag är|är jag|jag kommer|vi är|vi har|jag har|är just nu|är för närvarande|kontoret är|"
			"befinner mig",
		.away = "på semester|semester|frånvarande|inte på kontoret|ej på kontoret|tjänstledig|föräldraledig|"
			"bortrest|på tjänsteresa|inte på plats|ej på plats|ledig|stängt|borta|sjukskriven|ute på",
		.alone = "åter på kontoret|tillbaka på kontoret|är tillbaka|är åter|när jag är tillbaka|"
			 "under min frånvaro|vid min återkomst|under min semester",
		.declared =
			"detta är ett automat*|detta är ett autosvar|det här är ett automat*|det här är ett autosvar|"
			"detta meddelande är automat*|detta meddelande skickas automat*|detta mail är automat*|"
			"detta mejl är automat*|detta meddelande har skickats automat*|detta brev är automat*",
		.thanks = "tack för|stort tack för|vi har mottagit|vi har tagit emot|ditt meddelande har|"
			  "ditt ärende har",
	},
	{
		/* Danish */
		.initials = "abfhiopsu",
		.reply = "automatisk svar|autosvar|automatisk besvarelse|automatisk meddelelse|autosvar fra|"
			 "fraværsbesked|fraværsmeddelelse|feriebesked|automatisk fraværsbesked|ikke til stede",
		.office = "ikke på kontoret|ude af kontoret|ikke til stede på kontoret|fraværende fra kontoret",
		.loose = "auto|fravær|fraværende|ferie|på ferie|holder ferie|barsel|orlov|syg",
		.self = "jeg er|er jeg|jeg holder|holder jeg|vi er|vi holder|jeg har|er i øjeblikket|kontoret er|"
			"befinder mig",
		.away = "fri|på ferie|ferie|ferielukket|fraværende|ikke på kontoret|ikke til stede|bortrejst|"
			"på forretningsrejse|på barsel|på orlov|ude af huset|ude af kontoret|lukket|ikke at træffe|"
			"sygemeldt",
		.alone = "tilbage på kontoret|er tilbage|når jeg er tilbage|under mit fravær|i mit fravær|"
			 "ved min tilbagekomst|retur på kontoret|træffes igen",
		.declared = "dette er en automat*|dette er et automat*|dette er et autosvar|denne mail er automat*|"
			    "denne besked er automat*|denne e-mail er automat*|denne meddelelse er automat*|"
			    "det her er et autosvar|denne besked er sendt automat*",
		.thanks = "tak for|mange tak for|vi har modtaget|din henvendelse er|din mail er|din e-mail er",
	},
	{
		/* Norwegian */
		.initials = "abfipsu",
		.reply = "automatisk svar|autosvar|automatisk melding|fraværsmelding|fraværsbeskjed|feriemelding|"
			 "fraværsassistent|automatisk fraværsmelding|ikke tilgjengelig",
		.office = "ikke på kontoret|ikke til stede på kontoret|borte fra kontoret|ute av kontoret|"
			  "ikkje på kontoret",
		.loose = "auto|fravær|fraværende|ferie|på ferie|permisjon|borte|sjuk|syk",
		.self = "jeg er|er jeg|eg er|jeg har|vi er|vi har|for tiden|kontoret er|befinner meg",
		.away = "fri|på ferie|ferie|ferieavvikling|fraværende|ikke på kontoret|ikke til stede|bortreist|"
			"på tjenestereise|i permisjon|på reise|borte fra kontoret|ute av kontoret|borte|stengt|"
			"ikke tilgjengelig|sykmeldt",
		.alone = "tilbake på kontoret|er tilbake|når jeg er tilbake|under mitt fravær|i mitt fravær|ved retur|"
			 "tilbake igjen",
		.declared =
			"dette er en automat*|dette er et automat*|dette er et autosvar|denne meldingen er automat*|"
			"denne e-posten er automat*|denne eposten er automat*|denne meldingen er sendt automat*",
		.thanks = "takk for|tusen takk for|vi har mottatt|din henvendelse er|din e-post er|henvendelsen din er",
	},
	{
		/* Finnish */
		.initials = "aelopv",
		.reply = "automaattinen vastaus|automaattivastaus|autom. vastaus|poissaoloilmoitus|poissaoloviesti|"
			 "lomailmoitus|lomaviesti|poissaolovastaus|automaattinen poissaoloviesti|automaattinen viesti|"
			 "poissa: automaattinen",
		.office = "poissa toimistolta|poissa toimistosta|poissa työpaikalta|en ole toimistolla|poissa työstä",
		.loose = "auto|poissa|poissaolo|loma|lomalla|olen lomalla|olen poissa|vuosiloma|vapaalla",
		.self = "olen|olemme|en ole|emme ole|toimistomme on",
		.away = "lomalla|vuosilomalla|kesälomalla|talvilomalla|poissa|matkoilla|työmatkalla|vapaalla|"
			"toimistolla|tavoitettavissa|vanhempainvapaalla|äitiyslomalla|sairauslomalla|suljettu|"
			"paikalla|töissä",
		.alone = "palaan toimistolle|palaan töihin|palattuani|poissaoloni aikana|lomani aikana|"
			 "takaisin töissä|takaisin toimistolla",
		.declared = "tämä on automaattinen*|tämä on automaatti*|tämä viesti on automaatti*|"
			    "tämä viesti on lähetetty automaatti*|tämä on autovastaus",
		.thanks = "kiitos viestistä*|kiitos yhteydenoto*|kiitos sähköposti*|kiitämme|olemme vastaanottaneet|"
			  "viestisi on vastaanotettu|kiitos, että",
	},
	{
		/* Icelandic */
		.initials = "eflosí",
		.reply = "sjálfvirkt svar|sjálfvirk svörun|sjálfvirkt svarskeyti|sjálfvirk skilaboð|"
			 "fjarvistartilkynning|fjarverutilkynning",
		.office = "ekki á skrifstofunni|ekki við|fjarverandi frá skrifstofu",
		.loose = "frí|í fríi|fjarverandi|fjarvera|sumarfrí|orlof|leyfi",
		.self = "ég er|er ég|við erum|ég verð|verð",
		.away = "í fríi|í sumarfríi|fjarverandi|í orlofi|í leyfi|ekki við|í burtu|erlendis|"
			"ekki á skrifstofunni|í fæðingarorlofi",
		.alone = "kem aftur|kem til baka|þegar ég kem|í fjarveru minni|sný aftur",
		.declared = "þetta er sjálfvirk*|þessi póstur er sjálfvirk*|þetta svar er sjálfvirk*",
		.thanks = "takk fyrir|þakka þér fyrir|þakka fyrir|við höfum móttekið|erindi þitt hefur",
	},
	{
		/* Polish */
		.initials = "aijnopuwz",
		.reply = "automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|auto odpowiedź|"
			 "automatyczna wiadomość|wiadomość automatyczna|autoresponder|informacja o nieobecności|"
			 "powiadomienie o nieobecności|zawiadomienie o nieobecności|automatyczna odp",
		.office = "poza biurem|poza biurem: autoodpowiedź|nieobecność w biurze|nieobecny w biurze|"
			  "nieobecna w biurze",
		.loose = "nieobecność|nieobecny|nieobecna|urlop|na urlopie|jestem na urlopie|wakacje|zwolnienie",
		.self = "jestem|będę|jesteśmy|będziemy|przebywam|obecnie|aktualnie|nasze biuro|biuro",
		.away = "na urlopie|na urlopie*|urlopie|poza biurem|nieobecny|nieobecna|nieobecni|nieobecn*|"
			"w delegacji|na zwolnieniu|niedostępny|niedostępna|na wakacjach|nieczynne|w podróży",
		.alone = "po powrocie|po moim powrocie|wracam do pracy|wracam do biura|podczas mojej nieobecności|"
			 "w czasie mojej nieobecności|w trakcie mojej nieobecności|nie ma mnie w biurze|"
			 "w razie pilnych",
		.declared = "to jest automatyczna*|to jest wiadomość automat*|to jest wiadomość wygenerowana automat*|"
			    "to jest odpowiedź automat*|to automatyczna*|ta wiadomość została wygenerowana automat*|"
			    "wiadomość została wygenerowana automat*|wiadomość wygenerowana automat*|"
			    "niniejsza wiadomość została wygenerowana automat*",
		.thanks = "dziękuję za|dziękujemy za|otrzymaliśmy państwa|otrzymaliśmy twoj*|państwa wiadomość|"
			  "państwa zgłoszenie|twoje zgłoszenie",
	},
	{
		/* Czech */
		.initials = "adjmnoz",
		.reply = "automatická odpověď|automatická zpráva|automatická odpoved|autoodpověď|automatické oznámení|"
			 "oznámení o nepřítomnosti|zpráva o nepřítomnosti|odpověď v nepřítomnosti|"
			 "automatický odpovídač",
		.office = "mimo kancelář|jsem mimo kancelář|mimo kancelar|nejsem v kanceláři|nepřítomnost v kanceláři",
		.loose = "nepřítomnost|nepřítomen|nepřítomna|dovolená|na dovolené|dovolena|jsem na dovolené",
		.self = "jsem|budu|jsme|budeme|nejsem|nebudu|momentálně|aktuálně",
		.away = "na dovolené|dovolené|mimo kancelář|v kanceláři|nepřítomen|nepřítomna|nepřítomný|nepřítomná|"
			"na služební cestě|k zastižení|na nemocenské|na mateřské|na rodičovské|mimo",
		.alone = "po návratu|po mém návratu|po svém návratu|v mé nepřítomnosti|během mé nepřítomnosti|"
			 "čerpám dovolenou|vrátím se",
		.declared = "toto je automatick*|tato zpráva byla vygenerována automat*|tato zpráva byla automat*|"
			    "tato odpověď je automat*|tato odpověď byla vygenerována automat*|"
			    "tento e-mail byl vygenerován automat*|tato zpráva je automat*|jedná se o automat*",
		.thanks = "děkuji za|děkujeme za|děkuji vám za|děkujeme vám za|obdrželi jsme|vaše zpráva byla|"
			  "váš požadavek byl|přijali jsme",
	},
	{
		/* Slovak */
		.initials = "admnos",
		.reply = "automatická odpoveď|automatická správa|autoodpoveď|oznámenie o neprítomnosti|"
			 "správa o neprítomnosti|odpoveď v neprítomnosti",
		.office = "mimo kancelárie|mimo kanceláriu|nie som v kancelárii|neprítomnosť v kancelárii",
		.loose = "neprítomnosť|neprítomný|neprítomná|dovolenka|na dovolenke|som na dovolenke",
		.self = "som|budem|sme|budeme|nie som|nebudem|momentálne|aktuálne",
		.away = "na dovolenke|dovolenke|mimo kancelárie|v kancelárii|neprítomný|neprítomná|"
			"na služobnej ceste|na materskej|k zastihnutiu|na pn",
		.alone = "po návrate|po mojom návrate|po svojom návrate|počas mojej neprítomnosti|"
			 "v mojej neprítomnosti|čerpám dovolenku|vrátim sa",
		.declared = "toto je automatick*|táto správa bola vygenerovaná automat*|táto správa bola automat*|"
			    "táto správa je automat*|tento e-mail bol vygenerovaný automat*|jedná sa o automat*",
		.thanks = "ďakujem za|ďakujeme za|ďakujem vám za|ďakujeme vám za|prijali sme|vaša správa bola|"
			  "obdržali sme",
	},
	{
		/* Hungarian */
		.initials = "ahinst",
		.reply = "automatikus válasz|automatikus üzenet|automata válasz|automatikus válaszüzenet|"
			 "házon kívül értesítés|távolléti értesítés|távolléti üzenet|szabadság értesítő|"
			 "automatikus értesítés",
		.office = "házon kívül|házon kívül vagyok|irodán kívül|nem vagyok az irodában|"
			  "nem tartózkodom az irodában",
		.loose = "szabadság|szabadságon|távollét|távol|szabadságon vagyok|nyaralás",
		.self = "vagyok|leszek|vagyunk|leszünk|tartózkodom|jelenleg",
		.away = "szabadságon|szabadságomat|házon kívül|távol|nem vagyok elérhető|nem leszek elérhető|"
			"az irodában|irodán kívül|külföldön|üzleti úton|betegszabadságon|szülési szabadságon",
		.alone = "szabadságomat töltöm|visszatérésem után|távollétem alatt|távollétem idején|"
			 "szabadságom alatt|visszatérek",
		.declared = "ez egy automatikus*|ez egy automata*|ez automatikus*|ez az üzenet automatikus*|"
			    "ez a válasz automatikus*|ezt az üzenetet automatikus*|ez a levél automatikus*",
		.thanks = "köszönjük|köszönöm|megkaptuk|üzenetét megkaptuk|levelét megkaptuk",
	},
	{
		/* Romanian */
		.initials = "acimnprsvî",
		.reply = "răspuns automat|raspuns automat|mesaj automat|răspuns automatizat|notificare de absență|"
			 "notificare absență|mesaj de absență",
		.office = "în afara biroului|in afara biroului|plecat din birou|nu sunt la birou|absent de la birou",
		.loose = "absență|absent|absentă|concediu|în concediu|in concediu|vacanță|sunt în concediu",
		.self = "sunt|voi fi|mă aflu|suntem|vom fi|ne aflăm|momentan|în prezent",
		.away = "în concediu|in concediu|concediu|absent|absentă|în afara biroului|in afara biroului|"
			"în delegație|în vacanță|plecat|plecată|indisponibil|indisponibilă|la birou",
		.alone = "la întoarcere|după întoarcere|la revenire|când mă întorc|în absența mea|"
			 "pe durata absenței mele|revin la birou|mă voi întoarce",
		.declared = "acesta este un mesaj auto*|acesta este un răspuns auto*|acest mesaj a fost generat auto*|"
			    "acest mesaj este generat auto*|acest email a fost generat auto*|"
			    "acest e-mail a fost generat auto*|acesta este un e-mail auto*|acest mesaj este auto*",
		.thanks = "vă mulțumim|va multumim|mulțumim pentru|mulțumesc pentru|vă mulțumesc|am primit|"
			  "mesajul dumneavoastră|mesajul dvs",
	},
	{
		/* Bulgarian */
		.initials = "ас",
		.reply = "автоматичен отговор|автоматично съобщение|автоматичен отговор при отсъствие|автоотговор|"
			 "съобщение за отсъствие|известие за отсъствие",
		.office = "извън офиса|не съм в офиса|отсъствие от офиса|извън офис",
		.loose = "отсъствие|отсъствам|отпуск|в отпуск|отпуска|в отпуска|в отпуск съм",
		.self = "съм|ще бъда|сме|ще бъдем|аз съм|в момента|намирам се|няма да бъда",
		.away = "в отпуск|в отпуска|отпуск|отпуска|извън офиса|в командировка|в болничен|извън страната|"
			"в офиса|на почивка|на разположение",
		.alone = "отсъствам от|ще отсъствам|след завръщането си|при завръщането си|по време на отсъствието ми|"
			 "в мое отсъствие|ще се върна|отсъствам до",
		.declared =
			"това е автоматич*|това съобщение е автоматич*|това съобщение е генерирано автоматич*|"
			"този имейл е автоматич*|този имейл е генериран автоматич*|настоящото съобщение е автоматич*",
		.thanks = "благодарим за|благодарим ви|благодаря за|благодаря ви|получихме вашето|получихме вашия|"
			  "вашето съобщение е",
	},
	{
		/* Russian */
		.initials = "ас",
		.reply = "автоматический ответ|автоматическое сообщение|автоответ|авто-ответ|автоответчик|"
			 "автоматический отклик|автоматическое уведомление|уведомление об отсутствии|"
			 "сообщение об отсутствии|автоматическая рассылка",
		.office = "вне офиса|нет на месте|отсутствие на рабочем месте|отсутствую на рабочем месте|нет в офисе|"
			  "отсутствует на рабочем месте|я не в офисе",
		.loose = "отсутствие|отсутствую|отпуск|в отпуске|я в отпуске|командировка|в командировке|больничный",
		.self = "я|мы|нахожусь|находимся|буду|меня|сейчас|в настоящее время|в данный момент|наш офис",
		.away = "в отпуске|отпуске|в отпуск|в командировке|вне офиса|не в офисе|отсутствую|отсутствовать|"
			"на больничном|не на рабочем месте|нет на рабочем месте|нет в офисе|недоступен|недоступна|"
			"в отъезде|не работаем|в декретном*",
		.alone = "нахожусь в отпуске|нахожусь в командировке|по возвращении|после возвращения|"
			 "вернусь из отпуска|в мое отсутствие|во время моего отсутствия|в моё отсутствие|"
			 "выйду на работу|буду отсутствовать|отсутствую на рабочем месте",
		.declared = "это автоматич*|это автоответ*|данное сообщение сформировано автоматич*|"
			    "данное письмо сформировано автоматич*|это письмо сформировано автоматич*|"
			    "это письмо отправлено автоматич*|это сообщение отправлено автоматич*|"
			    "это сообщение сформировано автоматич*|это письмо создано автоматич*|"
			    "данное сообщение создано автоматич*|данное письмо отправлено автоматич*|"
			    "это сообщение создано автоматич*|письмо сгенерировано автоматич*",
		.thanks = "спасибо за|благодарим за|благодарим вас|благодарю за|благодарю вас|ваше обращение|"
			  "ваше письмо|мы получили|ваша заявка|ваш запрос",
	},
	{
		/* Ukrainian */
		.initials = "ас",
		.reply = "автоматична відповідь|автоматичне повідомлення|автовідповідь|автовідповідач|"
			 "повідомлення про відсутність|сповіщення про відсутність",
		.office = "поза офісом|не в офісі|відсутність на робочому місці|немає в офісі|"
			  "відсутній на робочому місці",
		.loose = "відсутність|відсутній|відсутня|відпустка|у відпустці|відрядження|лікарняний",
		.self = "я|ми|перебуваю|перебуваємо|буду|мене|зараз|наразі|знаходжусь|знаходжуся",
		.away = "у відпустці|в відпустці|відпустці|у відрядженні|поза офісом|не в офісі|відсутній|відсутня|"
			"на лікарняному|немає на робочому місці|недоступний|недоступна|буду відсутній|буду відсутня",
		.alone = "після повернення|по поверненню|за моєї відсутності|під час моєї відсутності|"
			 "повернуся з відпустки|перебуваю у відпустці|повернусь",
		.declared = "це автоматичн*|це автовідповід*|цей лист сформовано автоматичн*|"
			    "цей лист створено автоматичн*|це повідомлення сформовано автоматичн*|"
			    "це повідомлення створено автоматичн*|цей лист надіслано автоматичн*|"
			    "це повідомлення надіслано автоматичн*",
		.thanks = "дякуємо за|дякую за|дякуємо вам|дякую вам|ми отримали|ваше звернення|ваш лист|ваш запит",
	},
	{
		/* Serbian and Macedonian, in Cyrillic */
		.initials = "а",
		.reply = "аутоматски одговор|аутоматска порука|аутоматско обавештење|автоматски одговор|"
			 "автоматска порака|обавештење о одсуству",
		.office = "ван канцеларије|нисам у канцеларији|надвор од канцеларија|не сум во канцеларија",
		.loose = "одмор|годишњи одмор|на одмору|одсуство|одсутан|одсутна|на годишњем|отсуство|годишен одмор|"
			 "на одмор",
		.self = "сам|смо|бићу|налазим се|тренутно|сум|сме|ќе бидам|моментално",
		.away = "на одмору|одмору|на годишњем одмору|на годишњем|одсутан|одсутна|ван канцеларије|"
			"на службеном путу|на боловању|на одмор|на годишен одмор|отсутен|отсутна|на службен пат|"
			"на породиљском",
		.alone = "по повратку|након повратка|током мог одсуства|у мом одсуству|по враќањето|"
			 "за време на моето отсуство|враћам се",
		.declared = "ово је аутоматск*|ова порука је аутоматск*|ово је аутомат*|ова е автоматск*|"
			    "оваа порака е автоматск*|ова је аутоматск*",
		.thanks = "хвала на|хвала вам|захваљујемо|примили смо|ви благодариме|благодариме|ја примивме",
	},
	{
		/* Croatian, Bosnian, Serbian in Latin */
		.initials = "aginopv",
		.reply = "automatski odgovor|automatska poruka|automatska obavijest|automatsko obaveštenje|"
			 "automatski odgovor na poruku|obavijest o odsutnosti|obaveštenje o odsustvu|"
			 "poruka o odsutnosti|autoodgovor",
		.office = "izvan ureda|van kancelarije|nisam u uredu|nisam u kancelariji|odsutan iz ureda|van ureda|"
			  "odsustvo iz kancelarije",
		.loose = "godišnji odmor|godišnji|odmor|na odmoru|na godišnjem|na godišnjem odmoru|odsutnost|odsustvo|"
			 "odsutan|odsutna",
		.self = "sam|smo|bit ću|biću|ću biti|nalazim se|trenutno|trenutačno|nisam|nismo|ja sam",
		.away = "na godišnjem odmoru|na godišnjem|na odmoru|odmoru|odsutan|odsutna|odsutni|izvan ureda|"
			"van kancelarije|van ureda|na službenom putu|na bolovanju|na porodiljnom|u uredu|"
			"u kancelariji|na putu|nedostupan|nedostupna",
		.alone = "po povratku|nakon povratka|tijekom moje odsutnosti|za vrijeme moje odsutnosti|"
			 "tokom mog odsustva|u mojoj odsutnosti|u mom odsustvu|vraćam se",
		.declared = "ovo je automatsk*|ovo je automatizirana|ova poruka je automatsk*|ova je poruka automatsk*|"
			    "ova poruka je generisana automatsk*|ova poruka je generirana automatsk*|"
			    "ovaj e-mail je automatsk*",
		.thanks = "hvala na|hvala vam|hvala što|zahvaljujemo|zahvaljujem|zaprimili smo|primili smo|"
			  "vaša poruka je|vaš upit je",
	},
	{
		/* Slovenian */
		.initials = "adilnopsz",
		.reply = "samodejni odgovor|avtomatski odgovor|samodejno sporočilo|avtomatsko sporočilo|"
			 "samodejni odziv|obvestilo o odsotnosti|sporočilo o odsotnosti|samodejno obvestilo",
		.office = "odsoten iz pisarne|odsotna iz pisarne|izven pisarne|nisem v pisarni|zunaj pisarne|"
			  "odsotnost iz pisarne",
		.loose = "dopust|na dopustu|odsotnost|odsoten|odsotna|letni dopust|počitnice|porodniška",
		.self = "sem|smo|bom|bomo|trenutno|nisem|nahajam se",
		.away = "na dopustu|dopustu|odsoten|odsotna|odsotni|na letnem dopustu|na službeni poti|na bolniški|"
			"na porodniškem*|izven pisarne|zunaj pisarne|v pisarni|dosegljiv|dosegljiva|nedosegljiv|"
			"nedosegljiva",
		.alone = "po vrnitvi|ob vrnitvi|med mojo odsotnostjo|v času moje odsotnosti|v moji odsotnosti|"
			 "vrnem se|po prihodu",
		.declared = "to je samodejn*|to je avtomatsk*|to sporočilo je samodejn*|to sporočilo je avtomatsk*|"
			    "to sporočilo je bilo samodejn*|to sporočilo je bilo avtomatsk*|sporočilo je samodejn*",
		.thanks = "hvala za|zahvaljujemo se|najlepša hvala|prejeli smo|vaše sporočilo",
	},
	{
		/* Greek */
		.initials = "άσ",
		.reply = "αυτόματη απάντηση|αυτοματη απαντηση|αυτόματο μήνυμα|αυτόματη απάντηση απουσίας|"
			 "μήνυμα απουσίας|ειδοποίηση απουσίας",
		.office = "εκτός γραφείου|εκτος γραφειου|απουσία από το γραφείο|απουσιάζω από το γραφείο",
		.loose = "απουσία|άδεια|σε άδεια|διακοπές|σε διακοπές|απουσιάζω|είμαι σε άδεια",
		.self = "είμαι|ειμαι|θα είμαι|είμαστε|βρίσκομαι|θα βρίσκομαι|θα|το γραφείο",
		.away = "σε άδεια|με άδεια|εκτός γραφείου|σε διακοπές|απούσα|απών|σε ταξίδι|σε επαγγελματικό ταξίδι|"
			"διακοπές|μακριά από το γραφείο|κλειστό",
		.alone = "απουσιάζω|θα απουσιάζω|θα λείπω|λείπω σε|με την επιστροφή μου|κατά την επιστροφή μου|"
			 "μετά την επιστροφή μου|κατά την απουσία μου|επιστρέφω στις|θα επιστρέψω",
		.declared = "αυτό είναι ένα αυτόματ*|αυτή είναι μια αυτόματ*|αυτή είναι μία αυτόματ*|"
			    "το παρόν είναι αυτόματ*|το μήνυμα αυτό είναι αυτόματ*|αυτό το μήνυμα είναι αυτόματ*|"
			    "αυτό το μήνυμα δημιουργήθηκε αυτόματ*",
		.thanks = "ευχαριστούμε για|σας ευχαριστούμε|ευχαριστώ για|σας ευχαριστώ|λάβαμε το",
	},
	{
		/* Turkish */
		.initials = "bioty",
		.reply = "otomatik yanıt|otomatik cevap|otomatik mesaj|otomatik yanıtlama|otomatik e-posta|"
			 "ofis dışında yanıtı|otomatik bilgilendirme|işyeri dışında yanıtı",
		.office = "ofis dışında|ofis dışındayım|iş yeri dışında|işyeri dışında|ofiste değilim|büro dışında",
		.loose = "izin|izinde|izindeyim|tatil|tatilde|tatildeyim|yıllık izin|yıllık izindeyim|yurtdışı",
		.self = NULL,
		.away = NULL,
		.alone = "izindeyim|*izindeyim|izinde olacağım|izinli olacağım|izinliyim|izinde olduğum*|tatildeyim|"
			 "tatilde olacağım|tatilde olduğum*|ofis dışındayım|ofis dışında olacağım|ofiste değilim|"
			 "ofiste olmayacağım|ofiste bulunmuyorum|işyerinde değilim|yurt dışındayım|yurtdışındayım|"
			 "dönüşümde|döndüğümde|yokluğumda|yıllık izinde|raporluyum|seyahatteyim",
		.declared = "bu otomatik*|bu bir otomatik*|bu mesaj otomatik*|bu e-posta otomatik*|bu ileti otomatik*|"
			    "bu yanıt otomatik*|bu, otomatik*",
		.thanks = "teşekkür ederiz|mesajınız için|e-postanız için|iletiniz için|mesajınız alın*|"
			  "talebiniz alın*|bizimle iletişime",
	},
	{
		/* Estonian */
		.initials = "aeklopvä",
		.reply = "automaatvastus|automaatne vastus|automaatteade|automaatne teade|puhkuseteade|äraolekuteade|"
			 "eemalolekuteade",
		.office = "kontorist väljas|kontorist eemal|väljaspool kontorit|ei ole kontoris|pole kontoris",
		.loose = "puhkus|puhkusel|olen puhkusel|eemal|ära|äraolek|lomal|komandeering",
		.self = "olen|oleme|viibin|viibime|ei ole|pole",
		.away = "puhkusel|eemal|kontorist eemal|kontorist väljas|komandeeringus|lähetuses|ära|haiguslehel|"
			"kontoris|lapsehoolduspuhkusel|reisil|kättesaadav",
		.alone = "naasen tööle|minu äraolekul|äraoleku ajal|tagasi tööl|tagasi kontoris|puhkuselt naastes|"
			 "naasmisel",
		.declared = "see on automaat*|see kiri on automaat*|see teade on automaat*|tegemist on automaat*|"
			    "see e-kiri on automaat*|see kiri on saadetud automaat*",
		.thanks = "täname|aitäh|tänan|oleme teie|teie kiri|teie pöördumine",
	},
	{
		/* Latvian */
		.initials = "aeknpā",
		.reply = "automātiskā atbilde|automātiska atbilde|automātisks paziņojums|automātiskais paziņojums|"
			 "automātiska ziņa|prombūtnes paziņojums|prombūtnes ziņojums",
		.office = "ārpus biroja|neesmu birojā|prombūtne no biroja|ārpus darba",
		.loose = "atvaļinājums|atvaļinājumā|prombūtne|prombūtnē|esmu atvaļinājumā|komandējums",
		.self = "esmu|būšu|esam|būsim|atrodos|atrodamies|neesmu|pašlaik|šobrīd",
		.away = "atvaļinājumā|prombūtnē|ārpus biroja|komandējumā|birojā|darba nespējas*|slimības lapas*|"
			"sasniedzams|sasniedzama|bērna kopšanas*|ikgadējā atvaļinājumā",
		.alone = "pēc atgriešanās|manas prombūtnes laikā|manā prombūtnē|atgriezīšos|pēc atvaļinājuma",
		.declared =
			"šī ir automātisk*|šis ir automātisk*|šī vēstule ir automātisk*|šis ziņojums ir automātisk*|"
			"šis e-pasts ir automātisk*",
		.thanks = "paldies par|pateicamies par|paldies,|esam saņēmuši|jūsu vēstule|jūsu ziņojums",
	},
	{
		/* Lithuanian */
		.initials = "aiknp",
		.reply = "automatinis atsakymas|automatinis atsakas|automatinis pranešimas|automatinis laiškas|"
			 "pranešimas apie nebuvimą|nebuvimo pranešimas",
		.office = "ne biure|nesu biure|ne darbo vietoje|išvykęs iš biuro|nesu darbe",
		.loose = "atostogos|atostogose|atostogauju|išvykęs|išvykusi|komandiruotė|komandiruotėje|nebuvimas",
		.self = "esu|būsiu|esame|būsime|šiuo metu|nesu|nebūsiu",
		.away = "atostogose|išvykęs|išvykusi|komandiruotėje|ne biure|biure|nedarbingas|nedarbinga|ne darbe|"
			"motinystės atostogose|kasmetinėse atostogose|pasiekiamas|pasiekiama|darbe",
		.alone = "atostogauju|atostogausiu|grįšiu|grįžęs|grįžusi|mano nesant|man nesant|grįžtu į|po atostogų",
		.declared = "tai automatin*|tai yra automatin*|šis laiškas yra automatin*|"
			    "šis laiškas sugeneruotas automat*|ši žinutė yra automatin*|šis pranešimas yra automatin*|"
			    "šis laiškas išsiųstas automat*",
		.thanks = "ačiū už|dėkojame|dėkoju|gavome jūsų|jūsų laiškas|jūsų užklausa",
	},
	{
		/* Catalan */
		.initials = "abdfmnrsv",
		.reply = "resposta automàtica|resposta automatica|missatge automàtic|avís d'absència|"
			 "missatge d'absència|resposta automàtica per absència",
		.office = "fora de l'oficina|fora del despatx|absent de l'oficina|absència de l'oficina|"
			  "no sóc a l'oficina",
		.loose = "absència|absent|vacances|de vacances|soc de vacances|sóc de vacances|baixa",
		.self = "soc|sóc|estic|estaré|seré|som|serem|em trobo|actualment|estem",
		.away = "de vacances|fora de l'oficina|fora del despatx|absent|absents|de viatge|de baixa|de permís|"
			"no disponible|fora",
		.alone = "quan torni|a la tornada|en tornar|durant la meva absència|en la meva absència|tornaré el",
		.declared = "aquest és un missatge auto*|aquesta és una resposta auto*|això és un missatge auto*|"
			    "això és una resposta auto*|aquest missatge s'ha generat auto*|"
			    "aquest correu s'ha generat auto*|aquest és un correu auto*",
		.thanks = "gràcies per|moltes gràcies per|us agraïm|hem rebut",
	},
	{
		/* Galician */
		.initials = "adefmrv",
		.reply = "resposta automática|mensaxe automática|aviso de ausencia|mensaxe de ausencia",
		.office = "fóra da oficina|fora da oficina|ausente da oficina",
		.loose = "ausencia|ausente|vacacións|de vacacións|estou de vacacións",
		.self = "estou|estarei|atópome|atoparei|estamos|estaremos|actualmente",
		.away = "de vacacións|fóra da oficina|fora da oficina|ausente|de viaxe|de baixa",
		.alone = "á miña volta|cando volva|durante a miña ausencia",
		.declared = "esta é unha resposta auto*|esta é unha mensaxe auto*|esta mensaxe foi xerada auto*",
		.thanks = "grazas por|grazas pola|moitas grazas p*|recibimos a súa",
	},
	{
		/* Basque */
		.initials = "abeklmo",
		.reply = "erantzun automatikoa|mezu automatikoa|absentzia-mezua|erantzun automatiko|"
			 "kanpoan naizela abisua",
		.office = "bulegotik kanpo|lanetik kanpo",
		.loose = "oporrak|oporretan|kanpoan|absentzia|oporretan nago",
		.self = "nago|egongo naiz|gaude|egongo gara|naiz",
		.away = "oporretan|bulegotik kanpo|kanpoan|lanetik kanpo|bajan|bidaian",
		.alone = "itzultzean|itzultzen naizenean|nire absentzian",
		.declared = "hau mezu automatiko*|hau erantzun automatiko*|mezu hau automatiko*",
		.thanks = "eskerrik asko|mila esker|zure mezua jaso",
	},
	{
		/* Irish, Welsh */
		.initials = "afgilnstuy",
		.reply = "freagra uathoibríoch|uathfhreagra|teachtaireacht uathoibríoch|ateb awtomatig|"
			 "neges awtomatig|ymateb awtomatig",
		.office = "as an oifig|lasmuigh den oifig|allan o'r swyddfa|i ffwrdd o'r swyddfa",
		.loose = "ar saoire|saoire|gwyliau|ar wyliau|ar fy ngwyliau",
		.self = "táim|tá mé|beidh mé|rwyf|rydw i|byddaf|dw i|yr wyf|rwy",
		.away = "ar saoire|as an oifig|as láthair|lasmuigh den oifig|ar wyliau|allan o'r swyddfa|i ffwrdd*|"
			"ar fy ngwyliau",
		.alone = "nuair a fhillfidh mé|ar fhilleadh dom|pan fyddaf yn ôl|ar ôl i mi ddychwelyd",
		.declared = "is freagra uathoibríoch*|is teachtaireacht uathoibríoch*|neges awtomatig yw hon|"
			    "ateb awtomatig yw hwn|mae hon yn neges awtomatig|mae hwn yn ateb awtomatig",
		.thanks = "go raibh maith agat as|diolch am|diolch yn fawr am",
	},
	{
		/* Albanian */
		.initials = "jlmnp",
		.reply = "përgjigje automatike|mesazh automatik|pergjigje automatike|njoftim mungese",
		.office = "jashtë zyrës|jashte zyres|nuk jam në zyrë",
		.loose = "pushime|me pushime|mungesë|leje|me leje",
		.self = "jam|do të jem|jemi|do të jemi|ndodhem|aktualisht",
		.away = "me pushime|pushime|jashtë zyrës|me leje|në pushim|në leje|në udhëtim|i padisponueshëm",
		.alone = "kur të kthehem|pas kthimit|gjatë mungesës sime|në mungesën time",
		.declared = "kjo është një përgjigje auto*|ky është një mesazh auto*|ky mesazh është gjeneruar auto*|"
			    "kjo është përgjigje auto*",
		.thanks = "faleminderit për|ju falënderojmë|ju faleminderit|kemi marrë",
	},
	{
		/* Armenian, Georgian, Azerbaijani, Kazakh */
		.initials = "amoаաა",
		.reply = "ավտոմատ պատասխան|ինքնաշխատ պատասխան|ავტომატური პასუხი|avtomatik cavab|"
			 "avtomatik cavablandırma|автоматты жауап|автоматты хабарлама",
		.office = "ოფისის გარეთ|ofisdən kənarda|ofisdə deyiləm|кеңседен тыс|офистен тыс",
		.loose = "արձակուրդ|შვებულება|შვებულებაში|məzuniyyət|məzuniyyətdə|демалыс|демалыста",
		.self = "եմ|կլինեմ|ვარ|ვიქნები|hazırda",
		.away = "արձակուրդում|შვებულებაში|მივლინებაში|ოფისის გარეთ|məzuniyyətdə|ezamiyyətdə",
		.alone = "məzuniyyətdəyəm|ezamiyyətdəyəm|ofisdə deyiləm|демалыстамын|іссапардамын",
		.declared = "սա ավտոմատ*|ეს არის ავტომატურ*|bu avtomatik*|бұл автоматты*",
		.thanks = "շնորհակալություն|გმადლობთ|მადლობა|təşəkkür edirik|рахмет|рақмет",
	},
	{
		/* Chinese, simplified and traditional */
		.initials = "不假放系自",
		.reply = "自动回复|自动答复|自動回覆|自動回復|自動答覆|自动应答|外出自动回复|休假自动回复|"
			 "系统自动回复|自动回信|自動回信|自動回應|外出自動回覆|不在办公室自动回复|假期自动回复",
		.office = "不在办公室|不在辦公室|休假通知|外出通知",
		.loose = "外出|休假|放假|不在|出差|请假|請假|年假",
		.self = NULL,
		.away = NULL,
		.alone = "我在休假|我正在休假|正在休假|休假中|在休假|目前休假|我休假|本人休假|不在办公室|不在辦公室|"
			 "正在出差|出差中|目前出差|外出中|正在外出|我出差|我外出|在度假|正在度假|度假中|暂时无法回复|"
			 "暫時無法回覆|暂时不能回复|无法及时回复|無法及時回覆|不能及时回复|会尽快回复|會盡快回覆|"
			 "尽快回复您|尽快给您回复|我目前不在|我已外出|请假中|請假中|放假期间|返回后|回来后",
		.declared =
			"*这是一封自动*|*這是一封自動*|*这是自动*|*這是自動*|*此邮件为自动*|*此郵件為自動*|"
			"*本邮件由系统自动*|*本郵件由系統自動*|*本邮件为系统自动*|*本邮件为自动*|*此邮件由系统自动*|"
			"*此郵件由系統自動*|*此信件由系統自動*|*此信由系统自动*|*系统自动回复*|*系統自動回覆*|"
			"*本信件為系統自動*|*这封邮件是自动*|*本邮件是自动*",
		.thanks = "感谢|感謝|谢谢|謝謝|您好|您的来信|您的邮件|您的郵件|您的來信|已收到|来信收到|邮件已收到|"
			  "来信已收到",
	},
	{
		/* Japanese */
		.initials = "お不出自離",
		.reply = "自動返信|自動応答|自動回答|自動返信メール|自動応答メッセージ|不在通知|不在応答|不在返信|"
			 "不在メール|自動送信|不在時自動返信|不在時の自動返信|休暇通知|自動送信メール|不在連絡",
		.office = "不在のお知らせ|不在のご連絡|不在にしております|外出中|休暇中|出張中|離席中",
		.loose = "不在|外出|休暇|休業|出張|お休み|夏季休業|年末年始休業",
		.self = NULL,
		.away = NULL,
		.alone = "不在にして|不在です|不在のため|不在とさせて|不在となり|不在となっ|休暇を頂|休暇をいただ|"
			 "休暇中|休暇のため|休暇をとって|休暇を取得|外出しており|外出中|出張中|出張のため|"
			 "出張しており|休業とさせて|休業いたし|お休みをいただ|お休みを頂|お休みさせて|休みをいただ|"
			 "戻り次第|出社後|帰社後|復帰後|休暇明け|席を外して|休んでおり",
		.declared = "*これは自動*|*このメールは自動*|*本メールは自動*|*このメールは、自動*|*本メールは、自動*|"
			    "*こちらは自動*|*本メールはシステム*|*このメールはシステム*|*自動返信メールです*|"
			    "*自動返信です*|*自動応答です*|*自動送信され*|*自動配信され*|*自動的に送信*|*自動的に返信*|"
			    "*自動応答メール*|*自動で送信*|*自動で返信*",
		.thanks = "お問い合わせ|お問合せ|メール|ご連絡|この度は|このたびは|ご送信|平素|いつも",
	},
	{
		/* Korean */
		.initials = "부사휴",
		.reply = "자동 회신|자동회신|자동 응답|자동응답|자동 답장|자동답장|자동 답변|자동답변|"
			 "부재중 자동 응답|부재중 자동응답|부재중 자동 회신|부재 알림|부재중 알림|자동 발송|"
			 "부재중 메시지|부재중 응답|휴가 알림",
		.office = "부재중|부재 중|사무실 부재|자리 비움|외근 중",
		.loose = "부재|외출|외출 중|외출중|휴가|휴가중|휴가 중|출장|출장중|출장 중|외근",
		.self = NULL,
		.away = NULL,
		.alone = "*휴가 중*|*휴가중*|*휴가입니다*|*휴가로 인해*|*휴가를*|*부재중*|*부재 중*|*부재입니다*|"
			 "*출장 중*|*출장중*|*출장으로*|*외근 중*|*외출 중*|*외출중*|*자리를 비*|*사무실에 없*|"
			 "*복귀 후*|*돌아온 후*|*복귀하는 대로*|*돌아와서*|*휴직 중*",
		.declared = "*이 메일은 자동*|*본 메일은 자동*|*자동으로 발송*|*자동 발송*|*이 메시지는 자동*|"
			    "*자동 응답 메일*|*자동응답 메일*|*자동 회신입니다*|*자동응답입니다*|*자동 응답입니다*|"
			    "*자동 응답 메시지*|*본 메일은 시스템*",
		.thanks = "감사합니다|문의해|문의|메일을|메일 주셔서|안녕하세요|귀하의",
	},
	{
		/* Hebrew */
		.initials = "א",
		.reply = "מענה אוטומטי|תשובה אוטומטית|הודעה אוטומטית|הודעת היעדרות|הודעת העדרות|מענה אוטומאטי",
		.office = "מחוץ למשרד|לא במשרד|אינני במשרד|איני במשרד|היעדרות מהמשרד",
		.loose = "חופשה|בחופשה|היעדרות|חופשת לידה|נמצא בחופשה|נמצאת בחופשה",
		.self = "אני|אנחנו|אנו|אהיה|נמצא|נמצאת|הריני",
		.away = "בחופשה|בחופש|מחוץ למשרד|בחופשת*|לא במשרד|בחו\"ל|לא זמין|לא זמינה|נעדר|נעדרת|במילואים|סגורים",
		.alone = "אינני במשרד|איני במשרד|עם שובי|כשאחזור|בהיעדרי|בהעדרי|לאחר שובי|אשוב למשרד|אחזור למשרד|"
			 "אחזור בתאריך",
		.declared = "*זוהי הודעה אוטומטית*|*זו הודעה אוטומטית*|*זהו מענה אוטומטי*|*זה מענה אוטומטי*|"
			    "*הודעה זו נשלחה אוטומטית*|*הודעה זו נשלחה באופן אוטומטי*|*זוהי תשובה אוטומטית*|"
			    "*מייל זה נשלח אוטומטית*",
		.thanks = "תודה|קיבלנו את|פנייתך|הודעתך",
	},
	{
		/* Arabic */
		.initials = "أف",
		.reply = "رد تلقائي|الرد التلقائي|رد آلي|الرد الآلي|رسالة تلقائية|رسالة آلية|إجابة تلقائية|رد تلقائى",
		.office = "خارج المكتب|لست في المكتب|خارج مكتبي|غير موجود في المكتب",
		.loose = "إجازة|في إجازة|اجازة|غياب|في اجازة|أنا في إجازة|عطلة",
		.self = "أنا|انا|سأكون|ساكون|أكون|نحن|حاليا|حالياً|إنني|مكتبنا",
		.away = "في إجازة|في اجازة|إجازة|اجازة|خارج المكتب|خارج مكتبي|في عطلة|في مهمة*|غير متواجد|غير متاح|"
			"خارج البلاد|في سفر|مسافر|مغلق",
		.alone = "*عند عودتي*|*بعد عودتي*|*فور عودتي*|*أثناء غيابي*|*خلال غيابي*|*في غيابي*|*لست في المكتب*|"
			 "*حين عودتي*",
		.declared = "*هذه رسالة تلقائية*|*هذا رد تلقائي*|*هذه رسالة آلية*|*هذا رد آلي*|*هذا رد تلقائى*|"
			    "*هذا الرد تلقائي*|*تم إرسال هذه الرسالة تلقائي*|*تم إنشاء هذه الرسالة تلقائي*",
		.thanks = "شكرا|شكراً|نشكر|لقد استلمنا|تم استلام|نشكركم",
	},
	{
		/* Persian, Urdu */
		.initials = "بمچ",
		.reply = "پاسخ خودکار|پاسخ اتوماتیک|پیام خودکار|جواب خودکار|خودکار جواب|خودکار پیغام",
		.office = "خارج از دفتر|بیرون از دفتر|خارج از محل کار|دفتر سے باہر",
		.loose = "مرخصی|در مرخصی|عدم حضور|تعطیلات|چھٹی|چھٹی پر",
		.self = "هستم|من|می‌باشم|میباشم|خواهم بود|هستیم|ہوں|میں",
		.away = "مرخصی|در مرخصی|خارج از دفتر|در سفر|در ماموریت|در تعطیلات|چھٹی پر|دفتر سے باہر",
		.alone = "*پس از بازگشت*|*بعد از بازگشت*|*در غیاب من*|*واپسی پر*",
		.declared = "*این یک پاسخ خودکار*|*این یک پیام خودکار*|*این پیام به صورت خودکار*|"
			    "*این پیام به‌صورت خودکار*|*این ایمیل به صورت "
			    "خودکار*|*یہ "
			    "ایک "
			    "خودکار*",
		.thanks = "با تشکر|سپاس|متشکر|ممنون|پیام شما|شکریہ",
	},
	{
		/* Thai, Vietnamese */
		.initials = "knptvđก",
		.reply = "ตอบกลับอัตโนมัติ|การตอบกลับอัตโนมัติ|ข้อความอัตโนมัติ|ข้อความตอบกลับอัตโนมัติ|"
			 "อีเมลตอบกลับอัตโนมัติ|trả lời tự động|phản hồi tự động|thư trả lời tự động|tin nhắn tự động|"
			 "thư tự động|thông báo vắng mặt|trả lời: tự động|tự động trả lời",
		.office = "ไม่อยู่ที่สำนักงาน|ไม่อยู่ที่ออฟฟิศ|ไม่อยู่ในสำนักงาน|vắng mặt tại văn phòng|"
			  "không có mặt tại văn phòng|ngoài văn phòng",
		.loose = "ลาพักร้อน|ลางาน|ลาหยุด|วันหยุด|ลากิจ|nghỉ phép|đi công tác|vắng mặt|kỳ nghỉ|nghỉ lễ",
		.self = "tôi|chúng tôi|mình|hiện",
		.away = "nghỉ phép|vắng mặt|đi công tác|không có mặt|ngoài văn phòng|đi nghỉ|nghỉ lễ|"
			"không ở văn phòng|đi vắng|kỳ nghỉ|nghỉ mát",
		.alone = "*อยู่ระหว่างการลา*|*อยู่ระหว่างลา*|*ลาพักร้อน*|*ลาพักผ่อน*|*ไม่อยู่ที่สำนักงาน*|*ไม่อยู่ที่ออฟฟิศ*|"
			 "*ไม่อยู่ในสำนักงาน*|*ฉันลา*|*ผมลา*|*ลางาน*|*เมื่อกลับมา*|*เมื่อฉันกลับ*|*เมื่อผมกลับ*|*ไม่ได้อยู่ที่*|"
			 "*พักร้อน*|khi tôi trở lại|khi tôi quay lại|sau khi trở lại|sau khi quay lại|"
			 "trong thời gian vắng mặt",
		.declared = "*นี่คือข้อความอัตโนมัติ*|*นี่เป็นข้อความอัตโนมัติ*|*อีเมลนี้เป็นการตอบกลับอัตโนมัติ*|"
			    "*นี่คือการตอบกลับอัตโนมัติ*|*อีเมลฉบับนี้เป็นการตอบกลับอัตโนมัติ*|"
			    "*เป็นข้อความตอบกลับอัตโนมัติ*|đây là thư tự động|đây là thư trả lời tự động|"
			    "đây là email tự động|đây là tin nhắn tự động|đây là phản hồi tự động|"
			    "đây là email trả lời tự động|thư này được gửi tự động|email này được gửi tự động",
		.thanks = "ขอบคุณ|ขอขอบคุณ|cảm ơn|cám ơn|xin cảm ơn|chúng tôi đã nhận",
	},
	{
		/* Indonesian, Malay, Filipino */
		.initials = "abcdjlmprstw",
		.reply = "balasan otomatis|jawaban otomatis|pesan otomatis|balas otomatis|respon otomatis|"
			 "respons otomatis|balasan automatik|jawapan automatik|mesej automatik|awtomatikong tugon|"
			 "awtomatikong sagot|pemberitahuan tidak di kantor",
		.office = "di luar kantor|tidak di kantor|sedang tidak di kantor|di luar pejabat|tiada di pejabat|"
			  "wala sa opisina",
		.loose = "cuti|sedang cuti|libur|tidak hadir|bercuti|cuti tahunan|bakasyon",
		.self = "saya|kami|sedang|ako|kasalukuyang",
		.away = "cuti|sedang cuti|di luar kantor|tidak di kantor|tidak berada di kantor|di luar kota|libur|"
			"berlibur|dinas luar|bercuti|tiada di pejabat|di luar pejabat|tidak berada di pejabat|"
			"nakabakasyon|wala sa opisina|nakaliban",
		.alone = "setelah saya kembali|saat saya kembali|ketika saya kembali|setelah kembali|"
			 "apabila saya kembali|selama ketidakhadiran|sekembalinya saya|semasa ketiadaan saya",
		.declared = "ini adalah balasan otomatis|ini adalah pesan otomatis|ini adalah email otomatis|"
			    "pesan ini dikirim secara otomatis|email ini dikirim secara otomatis|"
			    "ini adalah jawaban otomatis|ini ialah balasan automatik|ini adalah balasan automatik|"
			    "ini adalah mesej automatik|ini ialah mesej automatik|ini balasan otomatis|"
			    "ini pesan otomatis|ito ay isang awtomatikong*",
		.thanks = "terima kasih|kami telah menerima|pesan anda|salamat sa",
	},
	{
		/* Hindi, Bengali, Tamil, Swahili, Afrikaans */
		.initials = "abjlmnovअ",
		.reply = "स्वचालित उत्तर|स्वचालित जवाब|स्वतः उत्तर|स्वत: उत्तर|स्वचालित संदेश|স্বয়ংক্রিয় উত্তর|স্বয়ংক্রিয় জবাব|"
			 "தானியங்கு பதில்|தானியங்கி பதில்|jibu la kiotomatiki|jibu otomatiki|outomatiese antwoord|"
			 "outo-antwoord|outomatiese boodskap",
		.office = "कार्यालय से बाहर|ऑफिस से बाहर|অফিসের বাইরে|nje ya ofisi|buite kantoor|nie op kantoor nie",
		.loose = "छुट्टी|छुट्टी पर|अवकाश|अवकाश पर|ছুটি|ছুটিতে|likizo|likizoni|met verlof|vakansie|verlof|afwesig",
		.self = "मैं|हम|আমি|நான்|nipo|niko|nitakuwa|ek is|ek sal|ons is",
		.away = "छुट्टी पर|अवकाश पर|कार्यालय से बाहर|ऑफिस से बाहर|ছুটিতে|অফিসের বাইরে|விடுமுறையில்|likizoni|"
			"likizo|nje ya ofisi|met verlof|op vakansie|met vakansie|uit die kantoor|buite kantoor|"
			"nie op kantoor*|afwesig",
		.alone = "*लौटने पर*|*वापस आने पर*|nitakaporudi|wanneer ek terugkeer|met my terugkeer",
		.declared = "*यह एक स्वचालित*|*यह स्वचालित*|*এটি একটি স্বয়ংক্রিয়*|*இது ஒரு தானியங்கு*|"
			    "hili ni jibu la kiotomatiki|dit is 'n outomatiese*|hierdie is 'n outomatiese*",
		.thanks = "धन्यवाद|আপনাকে ধন্যবাদ|ধন্যবাদ|நன்றி|asante kwa|dankie vir",
	},
};

const size_t vacation_words_count = sizeof(vacation_words) / sizeof(*vacation_words);

const char vacation_stems[] =
	"auto|awto|avto|outo|automát|αυτόματ|автомат|автоответ|автовідпов|аутомат|automātisk|sjálfvirk|samodejn|"
	"uathoibr|otomat|system gener|system-gener|computer gener|computer-gener|"
	"自动|自動|システム|자동|시스템|אוטומטי|تلقائ|آلي|خودکار|อัตโนมัติ|tự động|"
	"स्वचालित|স্বয়ংক্রিয়|தானியங்கு|ավտոմատ|ავტომატურ";
