#include "parsers/foreign.h"

/* By language, in roughly this order: English, German, French, Spanish, Portuguese, Catalan, Galician, Basque, Italian,
 * Romanian, Dutch, Afrikaans, Swedish, Danish and Norwegian, Icelandic, Finnish, Estonian, Latvian, Lithuanian, Polish,
 * Czech, Slovak, Slovene, Croatian, Serbian, Macedonian, Bulgarian, Russian, Ukrainian, Belarusian, Greek, Albanian,
 * Hungarian, Turkish, Azeri, Kazakh, Armenian, Georgian, Hebrew, Arabic, Persian, Hindi, Bengali, Thai, Vietnamese,
 * Indonesian, Malay, Filipino, Swahili, Welsh, Irish, Japanese, Korean, Chinese. */
static const struct {
	enum foreign_field field;
	const char *names;
} fields[] = {
	{FIELD_FROM,
	 "from|von|absender|de|expéditeur|remitente|remetente|da|nork|igorlea|bidaltzailea|mittente|de "
	 "la|expeditor|van|"
	 "afzender|från|avsändare|fra|afsender|avsender|frá|sendandi|lähettäjä|saatja|kellelt|no|sūtītājs|nuo|"
	 "siuntėjas|od|nadawca|odesílatel|odosielateľ|pošiljatelj|šalje|pošiljalac|од|шаље|пошиљалац|испраќач|от|"
	 "подател|отправитель|від|відправник|ад|από|αποστολέας|nga|dërguesi|feladó|kimden|gönderen|kimdən|göndərən|"
	 "кімнен|кімнен келді|от кого|ումից|ուղարկող|გამომგზავნი|ვისგან|מאת|من|المرسل|از|فرستنده|से|प्रेषक|থেকে|"
	 "प्रेषक का नाम|จาก|ผู้ส่ง|từ|người gửi|dari|pengirim|daripada|mula kay|mula sa|kutoka|kutoka kwa|oddi wrth|ó|"
	 "差出人|送信者|送信元|発信者|보낸 사람|보낸사람|보내는 사람|보낸이|발신|발신자|发件人|寄件者|寄件人|發件人"},
	{FIELD_DATE,
	 "sent|date|sent at|sent on|gesendet|gesendet am|datum|envoyé|envoyé le|date d'envoi|message du|enviado|"
	 "enviado el|enviado em|enviada|enviada em|fecha|fecha de envío|data|data de envio|enviat|enviat el|bidalia|"
	 "bidaltze-data|inviato|inviato il|data invio|trimis|trimis la|data trimiterii|verzonden|verzonden op|gestuur|"
	 "skickat|sendt|dato|sendt den|sent "
	 "þann|dagsetning|lähetetty|päivämäärä|päiväys|pvm|pv|saadetud|kuupäev|nosūtīts|"
	 "sūtīts|datums|išsiųsta|siųsta|data ir laikas|wysłano|wysłane|data wysłania|odesláno|odoslané|poslano|poslato|"
	 "poslao|slanje|послато|датум|испратено|изпратено|дата|отправлено|дата отправки|надіслано|відправлено|"
	 "адпраўлена|στάλθηκε|εστάλη|ημερομηνία|αποστολή|dërguar|dërguar më|dátum|küldve|elküldve|küldés dátuma|"
	 "gönderildi|gönderilme tarihi|gönderme tarihi|gönderim tarihi|tarih|göndərildi|tarix|жіберілді|күні|ուղարկված|"
	 "ամսաթիվ|გაგზავნილია|თარიღი|נשלח|תאריך|تاريخ الإرسال|أرسل|تم الإرسال|التاريخ|ارسال|ارسال شده|فرستاده شد|تاریخ|"
	 "भेजा गया|दिनांक|तारीख|তারিখ|วันที่|ส่ง|ส่งเมื่อ|ngày|đã gửi|gửi|ngày gửi|tanggal|terkirim|dikirim|tarikh|"
	 "dihantar|petsa|ipinadala|tarehe|imetumwa|anfonwyd|dyddiad|seolta|dáta|送信日時|日時|日付|送信日|受信日時|"
	 "보낸 날짜|보낸날짜|날짜|보낸 "
	 "시간|일시|发送时间|发送日期|日期|时间|時間|寄件日期|傳送時間|傳送日期|已傳送|發送時間"},
	{FIELD_TO,
	 "to|an|empfänger|à|a|destinataire|para|destinatario|destinatário|per a|nori|hartzailea|către|catre|destinatar|"
	 "aan|till|til|modtager|mottaker|viðtakandi|vastaanottaja|vastaanottajat|adressaat|kellele|saaja|kam|adresāts|"
	 "kas|do|dla|komu|pro|za|prima|primatelj|prejemnik|за|прима|до|получател|кому|получатель|каму|προς|"
	 "παραλήπτης|për|marrësi|címzett|kime|alıcı|kimə|кімге|ում|ստացող|მიმღები|ვის|אל|إلى|الى|به|گیرنده|प्रति|को|"
	 "प्राप्तकर्ता|প্রতি|ถึง|ผู้รับ|tới|đến|người nhận|kepada|ke|kay|para kay|kwa|at|chuig|宛先|宛て|受信者|받는 사람|"
	 "받는사람|받는이|수신|수신자|收件人|收件者"},
	{FIELD_SUBJECT,
	 "subject|betreff|betr|objet|sujet|asunto|assunto|assumpte|gaia|oggetto|ogg|subiect|onderwerp|ämne|emne|efni|"
	 "aihe|otsikko|teema|pealkiri|tēma|temats|temat|tema|predmet|předmět|věc|vec|zadeva|naslov|тема|предмет|наслов|"
	 "относно|θέμα|subjekti|tárgy|konu|mövzu|тақырып|թեմա|վերնագիր|თემა|נושא|הנדון|الموضوع|موضوع|विषय|বিষয়|เรื่อง|"
	 "หัวเรื่อง|หัวข้อ|chủ đề|tiêu đề|v/v|subjek|perihal|hal|paksa|mada|somo|pwnc|ábhar|件名|題名|제목|主题|主旨|"
	 "主題|标题"},
	{FIELD_OTHER,
	 "cc|bcc|kopie|copie à|copie|kopia|kopi|kópia|kopio|koopia|kopija|kopje|dw|ukryte do wiadomości|kp|másolat|"
	 "másolatot kap|bilgi|копия|копие|копія|копија|копі|κοιν|κοινοποίηση|עותק|נסכה|نسخة|نسخه|رونوشت|प्रतिलिपि|สำเนา|"
	 "tembusan|salinan|afrit|a/c|copia|抄送|副本|参照|참조|reply-to|reply to|antwort an|répondre à|responder a|"
	 "rispondi a|organization|importance|wichtigkeit|attachments|anlagen|pièces jointes"},
};

enum foreign_field foreign_field(struct span name)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (words_listed(fields[i].names, name))
			return fields[i].field;
	return FIELD_NONE;
}

const char foreign_wrote[] =
	"wrote|writes|schrieb|schreibt|geschrieben|folgendes geschrieben|a écrit|a ecrit|écrit|écrivait|a écrit ce qui "
	"suit|escribió|escribio|escribe|ha escrito|escreveu|escreve|va escriure|ha escrit|escrigué|escribiu|idatzi du|"
	"idatzi zuen|hau idatzi du|ha scritto|scrive|scrisse|a scris|scrie|schreef|schrijft|geschreven|het volgende "
	"geschreven|geskryf|skrev|skriver|följande|skrifaði|ritaði|kirjoitti|kirjoittaa|kirjutas|kirjutab|rakstīja|"
	"raksta|rašė|parašė|napisał|napisała|napisał(a)|napisał/a|pisze|napsal|napsala|napsal(a)|napsal/a|píše|napísal|"
	"napísala|napísal(a)|napísal/a|napisal|napisala|napisal(a)|napisal/a|piše|napisao|napisala je|napisao je|"
	"napisao(la)|je napisao/la|je napisao|je napisala|je napisao(la)|написао|написала|је написао/ла|је написао|"
	"је написала|напиша|напишал|написа|пише|написал|написал(а)|написала(а)|пишет|писал|писал(а)|писала|написав|"
	"написав(-ла)|написав(ла)|напісаў|напісаў(-ла)|піша|έγραψε|έγραψαν|γράφει|shkroi|ka shkruar|írta|ezt írta|"
	"a következőt írta|írta,|yazdı|şunu yazdı|şunları yazdı|yazdi|yazıb|yazmışdır|жазды|былай деп жазды|գրել "
	"է|գրեց|"
	"წერდა|დაწერა|כתב|כתבה|כתב/ה|כתבו|كتب|كتبت|كتب/كتبت|كتب ما يلي|نوشت|نوشته است|ने लिखा|लिखा|লিখেছেন|লিখেছে|"
	"เขียนว่า|เขียน|đã viết|viết|menulis|tulis|menulis berikut|sumulat|sinulat|aliandika|ameandika|ysgrifennodd|"
	"scríobh|写道|寫道|写|寫|说|說|のメール|書きました|のメッセージ|さんは書きました|작성|님이 작성|님이 "
	"씀|씀|님의 말";

const char foreign_attributions[] =
	"quoting|zitat von|citando|citando a|citerar|citat|citát|cytowanie|en réponse à|selon|message de|mensaje de|"
	"mensagem de|missatge de|mensaxe de|messaggio da|bericht van|wiadomość napisana przez|"
	"wiadomość od|zpráva od|správa od|poruka od|sporočilo od|сообщение от|повідомлення від|dátum:|в сообщении от|"
	"תמת כתובה|תאריך";

const char foreign_openers[] =
	"on|am|le|el|em|no dia|o|il|il giorno|la data|în|în data de|pe|la|op|den|på|þann|kuupäev|w dniu|w|dnia|dne|"
	"dňa|v|dana|u|дана|на|во|у|στις|την|më|de la|kl|в|ב|בתאריך|في|در|در تاریخ|เมื่อ|ในวันที่|vào|pada|pada tanggal|"
	"noong|mnamo|ar|在|于|於|-";

const char foreign_originals[] =
	"original message|original email|original mail|initial header|original-nachricht|originalnachricht|"
	"ursprüngliche nachricht|ursprüngliche mail|ursprüngliche e-mail|urspruengliche nachricht|original nachricht|"
	"message d'origine|message d’origine|message original|message initial|mail original|courriel original|"
	"e-mail d'origine|mensaje original|correo original|mensagem original|e-mail original|missatge original|mensaxe "
	"orixinal|jatorrizko mezua|messaggio originale|mail originale|mesaj original|mesajul original|mesajul inițial|"
	"mesajul iniţial|oorspronkelijk bericht|oorspronkelijke bericht|oorspronklike boodskap|original meddelelse|"
	"oprindelig besked|oprindelig meddelelse|oprindelig mail|opprinnelig melding|original melding|originalmelding|"
	"ursprungligt meddelande|originalmeddelande|upprunaleg skilaboð|upphafleg skilaboð|upprunalegt skeyti|"
	"alkuperäinen viesti|algne kiri|algne sõnum|algsõnum|originaalkiri|originaalsõnum|sākotnējais "
	"ziņojums|sākotnējā "
	"ziņa|oriģinālais ziņojums|originālais ziņojums|pradinis pranešimas|pradinis laiškas|originalus "
	"laiškas|originali žinutė|wiadomość "
	"oryginalna|oryginalna wiadomość|wiadomość pierwotna|původní zpráva|originální zpráva|původní e-mail|pôvodná "
	"správa|originálna správa|izvirno sporočilo|izvorno sporočilo|prvotno sporočilo|izvorna poruka|originalna "
	"poruka|оригинална порука|изворна порука|оригинална порака|оригинално съобщение|първоначално "
	"съобщение|исходное "
	"сообщение|оригинальное сообщение|первоначальное сообщение|исходное письмо|оригінальне повідомлення|вихідне "
	"повідомлення|початкове повідомлення|арыгінальнае паведамленне|αρχικό μήνυμα|mesazhi origjinal|eredeti üzenet|"
	"eredeti levél|orijinal mesaj|orijinal ileti|özgün ileti|özgün mesaj|asıl mesaj|asıl ileti|orijinal e-posta|"
	"orijinal mesajı|бастапқы хабар|нақты хабар|սկզբնական հաղորդագրություն|ორიგინალი შეტყობინება|הודעה מקורית|"
	"ההודעה המקורית|הודעה המקורית|الرسالة الأصلية|رسالة أصلية|پیام اصلی|मूल संदेश|মূল বার্তা|ข้อความต้นฉบับ|ข้อความเดิม|"
	"ต้นฉบับ|thư gốc|tin nhắn gốc|pesan asli|mesej asal|orihinal na mensahe|ujumbe asili|neges "
	"wreiddiol|teachtaireacht "
	"bhunaidh|元のメッセージ|元のメール|オリジナルメッセージ|원본 메시지|원본 "
	"메일|원본메시지|원본메일|원본 이메일|原始邮件|原始郵件|"
	"原邮件|原始信件|原始訊息|原始消息|above this line|oberhalb dieser linie|oberhalb dieser zeile|über dieser "
	"linie|"
	"au-dessus de cette ligne|encima de esta línea|acima desta linha|sopra questa linea|boven deze regel|boven "
	"deze "
	"lijn";

const char foreign_forwards[] =
	"forwarded message|forwarded by|forwarded email|weitergeleitete nachricht|weitergeleitete "
	"e-mail|weitergeleitet "
	"von|message transféré|message réexpédié|courriel transféré|mensaje reenviado|mensagem encaminhada|mensagem "
	"reencaminhada|missatge reenviat|mensaxe reenviada|birbidalitako mezua|messaggio inoltrato|mesaj redirecționat|"
	"mesaj redirecţionat|mesaj transmis|doorgestuurd bericht|doorgestuurde bericht|aangestuurde boodskap|"
	"vidarebefordra|videresendt|áframsent|välitetty viesti|edastatud kiri|edastatud sõnum|pārsūtīts ziņojums|"
	"pārsūtītais ziņojums|persiųstas laiškas|persiųstas pranešimas|przekazana wiadomość|wiadomość przekazana|"
	"przesłana wiadomość|wiadomość przesłana dalej|přeposlaná zpráva|předaná zpráva|preposlaná správa|posredovano "
	"sporočilo|proslijeđena poruka|prosleđena poruka|прослеђена порука|препратена порака|препратено съобщение|"
	"пересылаемое сообщение|пересланное сообщение|переслане повідомлення|перасланае паведамленне|προωθημένο μήνυμα|"
	"továbbított üzenet|iletilmiş mesaj|iletilen ileti|iletilen mesaj|yönlendirilmiş mesaj|қайта жіберілген|"
	"הודעה שהועברה|رسالة معاد توجيهها|رسالة مُعاد توجيهها|پیام فوروارد شده|अग्रेषित संदेश|ข้อความที่ส่งต่อ|thư được chuyển "
	"tiếp|thư đã chuyển tiếp|pesan terusan|pesan yang diteruskan|mesej dimajukan|ipinasang "
	"mensahe|転送されたメッセージ|"
	"転送メッセージ|転送メール|전달된 메시지|전달된 메일|转发的邮件|转发邮件|轉寄的郵件|轉寄郵件|轉寄信件";

const char foreign_forward_starts[] =
	"begin forwarded message|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail|début du "
	"message réexpédié|début du message transféré|inicio del mensaje reenviado|início da mensagem "
	"encaminhada|início da "
	"mensagem reencaminhada|inici del missatge reenviat|inizio messaggio inoltrato|începutul mesajului "
	"redirecționat|"
	"begin doorgestuurd bericht|start på videresendt|start på den videresendte|påbörjat "
	"vidarebefordrat|vidarebefordrat "
	"brev|videresendt melding|välitetty viesti alkaa|początek przekazywanej wiadomości|začátek přeposlané zprávy|"
	"začiatok preposlanej správy|početak proslijeđene poruke|начало переадресованного|начало пересланного|початок "
	"листа, що пересилається|αρχή προωθημένου μηνύματος|továbbított üzenet kezdete|iletilmiş ileti "
	"başlangıcı|mulai "
	"pesan yang diteruskan|bắt đầu thư được chuyển tiếp|เริ่มข้อความที่ส่งต่อ|転送されたメッセージ|전달된 "
	"메시지|以下是转发的邮件|"
	"开始转发邮件|開始轉寄";

const char foreign_sent[] =
	"sent from|sent via|sent with|sent using|sent on|sent by|sent through|get outlook|composed on|written on|typed "
	"on|"
	"gesendet|geschickt|versendet|verschickt|holen sie sich|laden sie|hol dir|verfasst|envoyé|télécharge|obtenez|"
	"provenance|enviado|enviada|obtener|obtén|descargar|obter|obtenha|baixe|enviat|obteniu|baixeu|bidalia|bidalita|"
	"inviato|inviata|spedito|scarica|ottieni|trimis|obțineți|descărcați|verzonden|verstuurd|gestuur|outlook "
	"voor|outlook "
	"für|outlook for|outlook para|outlook per|skickat|skickad|hämta|sendt|hent|sent úr|sent frá|lähetetty|lataa|"
	"hanki|saadetud|hangi|nosūtīt|iegūst|lejupielād|išsiųst|gaukite|wysłan|pobierz|odesl|získejte|stáhn|odosl|"
	"získajte|"
	"posla|pridobi|nabavite|preuzmite|посла|испрат|изпрат|вземете|отправлен|скачать|загруз|получить|надіслан|"
	"відправлен|завантаж|адпраўлен|στάλθηκε|εστάλη|λήψη|αποκτήστε|dërguar|küldve|küldött|elküldve|gönderil|edinin|"
	"indirin|göndəril|жіберіл|ուղարկվ|გაგზავნ|נשלח|להורדת|أرسل|الإرسال|إرسال|مرسل|احصل على|ارسال|فرستاده|भेजा|भेजी|"
	"প্রেরিত|ส่งจาก|ส่งด้วย|รับ|gửi từ|gửi bằng|đã gửi|tải|dikirim|terkirim|dapatkan|dihantar|ipinadala|imetumwa|"
	"anfonwyd|seolta|送信|送りました|入手|보냄|보낸|보내드림|다운로드|发送|发自|来自|获取|發自|傳送|寄出|發送|取得|"
	"寄件|أُرسل|letölt|virus|downloaden|发送自";

const char foreign_sent_starts[] = "sent from |sent via |sent with |sent using |get outlook for |von meinem |gesendet "
				   "von |gesendet mit |envoyé de |envoyé "
				   "depuis |envoyé à partir |envoyé avec |télécharger outlook |obtenez outlook "
				   "|enviado desde |enviado de |enviado do |"
				   "enviado a partir |enviado pelo |enviado con |obtener outlook |obter o outlook "
				   "|enviat des |enviat amb |inviato da |"
				   "inviato dal |inviato con |scarica outlook |verzonden vanaf |verstuurd vanaf "
				   "|verzonden met |verstuurd met |outlook "
				   "voor |outlook für |outlook for |skickat från |sendt fra |sendt via |lähetetty "
				   "|wysłane z |wysłano z |pobierz outlook |"
				   "odesláno z |odoslané z |poslano s |poslano z |poslato sa |отправлено с |отправлено "
				   "из |надіслано з |изпратено от |trimis "
				   "de pe |trimis din |στάλθηκε από |发自|發自|從我的|取得 outlook|获取 outlook|أرسلت "
				   "من |נשלח מ|đã gửi từ |dikirim dari |"
				   "dihantar dari |ส่งจาก";
const char foreign_sent_ends[] = "gesendet|から送信|에서 보냄|gönderildi|傳送|küldve|भेजा गया|ارسال شد";

const char foreign_devices[] =
	"iphon|ipad|ipod|apple watch|android|samsung|galaxy|smartphone|smart phone|blackberry|windows|"
	"windows "
	"live|nokia|huawei|honor|xiaomi|redmi|poco|oneplus|oppo|vivo|pixel|sony|xperia|motorola|moto "
	"|htc|lenovo|fairphone|nothing phone|phone|mobile|mobil|handy|telefon|teléfono|téléphone|telefono|telemóvel|"
	"telefoon|telefonu|puhelim|telefón|телефон|смартфон|мобильн|мобілн|мобилн|手机|手機|携帯|スマートフォン|"
	"스마트폰|"
	"휴대폰|tablet|outlook|gmail|google mail|yahoo|ymail|aol|gmx|web.de|freenet|t-online|telekom|1&1|ionos|proton|"
	"tutanota|tuta|zoho|mail.ru|почты mail|mymail|yandex|яндекс|rambler|icloud|thunderbird|k-9|k9 |fairemail|"
	"airmail|spark|edison|bluemail|blue mail|boxer|newton|canary|superhuman|hey.com|mailspring|mailbird|em client|"
	"evolution|mail app|mail-app|mail for|courrier pour|correo para|posta per|e-mail app|mobil-app|app von|free "
	"mobile|orange|sfr|laposte|la poste|libero|tiscali|virgilio|hotmail|live mail|msn|sina|网易|163|qq邮箱|qq mail|"
	"foxmail|line |naver|네이버|daum|다음|docomo|au |softbank|mail master|邮箱大师|o2|vodafone|wp.pl|onet|seznam|"
	"centrum|ukr.net|i.ua|abv|freemail|e-post|mail voor|avast|avg.com|kaspersky|norton|mcafee|bitdefender|avira";

const char foreign_closings[] =
	"best|best regards|best wishes|kind regards|kindest regards|warm regards|warmest regards|with kind regards|"
	"regards|rgds|br|kr|yours|yours sincerely|yours faithfully|yours truly|sincerely|sincerely yours|cheers|"
	"all the best|take care|mit freundlichen grüßen|mit freundlichem gruß|mit besten grüßen|"
	"mit freundlichen gruessen|freundliche grüße|viele grüße|beste grüße|liebe grüße|herzliche grüße|"
	"schöne grüße|freundliche grüsse|mit freundlichen grüssen|viele grüsse|beste grüsse|mfg|lg|vg|bg|hg|gruß|"
	"grüße|gruss|grüsse|cordialement|bien cordialement|très cordialement|bien à vous|bien à toi|salutations|"
	"sincères salutations|salutations distinguées|cdlt|amicalement|meilleures salutations|saludos|un saludo|"
	"saludos cordiales|un cordial saludo|cordiales saludos|atentamente|atenciosamente|cumprimentos|"
	"com os melhores cumprimentos|melhores cumprimentos|abraços|att|salutacions|salutacions cordials|atentament|"
	"saúdos|agur|cordiali saluti|saluti|distinti saluti|un saluto|cu stimă|cu respect|toate cele bune|"
	"met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|vriendelijke groeten|groeten|groet|mvg|"
	"met hartelijke groet|groete|med vänliga hälsningar|vänliga hälsningar|med vänlig hälsning|mvh|hälsningar|"
	"med venlig hilsen|venlig hilsen|vennlig hilsen|med vennlig hilsen|hilsen|mange hilsner|kveðja|með kveðju|"
	"bestu kveðjur|ystävällisin terveisin|terveisin|parhain terveisin|t.|lugupidamisega|tervitades|"
	"parimate soovidega|ar cieņu|ar sveicieniem|pagarbiai|geriausi linkėjimai|pozdrawiam|z poważaniem|"
	"pozdrowienia|s pozdravem|s přátelským pozdravem|s úctou|s pozdravom|lep pozdrav|lp|s spoštovanjem|"
	"lijep pozdrav|srdačan pozdrav|s poštovanjem|pozdrav|srdačno|с поштовањем|поздрав|со почит|с уважение|"
	"поздрави|с уважением|с наилучшими пожеланиями|з повагою|з найкращими побажаннями|με εκτίμηση|"
	"με φιλικούς χαιρετισμούς|me respekt|üdvözlettel|tisztelettel|üdv|saygılarımla|saygılar|iyi çalışmalar|"
	"hörmətlə|құрметпен|հարգանքով|პატივისცემით|בברכה|مع أطيب التحيات|مع التحية|تحياتي|با احترام|सादर|"
	"ขอแสดงความนับถือ|ด้วยความเคารพ|trân trọng|thân ái|salam|hormat saya|yang benar|lubos na gumagalang|"
	"wako mwaminifu|cofion|yn gywir|le "
	"meas|よろしくお願いします|よろしくお願いいたします|宜しくお願いします|敬具|以上|此致|敬礼|祝好|顺祝商祺|敬上|"
	"have a nice day|have a good day|have a great day|have a nice weekend|have a great weekend|"
	"have a good weekend|viele gruesse|liebe gruesse|liebe grüsse|beste gruesse|gruesse|schönen tag|"
	"schönen tag noch|einen schönen tag|einen schönen tag noch|schönes wochenende|cdt|bonne journée|bonne soirée|"
	"bon week end|belle journée|à bientôt|cordialmente|que tenga un buen día|buona giornata|a presto|abraço|"
	"groetjes|fijne dag|miłego dnia|hezký den|pekný deň|szép napot|o zi bună|vh|iyi günler|всего доброго|"
	"хорошего дня";

const char foreign_thanks[] =
	"many thanks|thanks|thank you|thanks and regards|thanks & regards|thank you and best regards|danke und gruß|"
	"muchas gracias|obrigado|obrigada|grazie|děkuji|спасибо|дякую|ευχαριστώ|köszönettel|teşekkürler|תודה|شكرا|"
	"با تشکر|धन्यवाद|terima kasih|감사합니다|谢谢|謝謝|nagpapasalamat";

const char foreign_selves[] = "i|i've|i'm|i'll|my|we|our|ich|mein|meine|meinen|meiner|wir|unser|unsere|je|j'ai|mon|mes|"
			      "nous|notre|nos|yo|nosotros|"
			      "nuestro|nuestra|eu|meu|minha|nós|nosso|io|noi|nostro|ik|mijn|wij|onze|jag|mitt|vår|jeg|"
			      "vores|ég|minä|minun|aš|já|"
			      "můj|я|мой|моя|моё|мы|наш|мій|εγώ|én|az "
			      "én|benim|biz|אני|أنا|मैं|ผม|ดิฉัน|ฉัน|tôi|saya|私|弊社|저는|제|我|我的|我们|我們";

const char foreign_disclaimers[] =
	"confidential|privileged|intended recipient|disclaimer|vertraulich|confidentiel|confidencial|riservat|"
	"vertrouwelijk|konfidentiell|fortrolig|luottamuksell|poufn|důvěrn|dôvern|конфиденц|конфіденц|gizli|bizalmas|"
	"機密|"
	"保密|virus|environment before printing|umwelt|handelsregister|amtsgericht|geschäftsführer|registered in|vat "
	"no";

/* Names and common abbreviations, January first. */
static const char *const months[12] = {
	"january|jan|januar|jänner|janvier|janv|enero|ene|gennaio|gen|januari|janeiro|tammikuuta|stycznia|ledna|января|"
	"января|ocak|ianuarie",
	"february|feb|februar|février|fevrier|févr|fév|febrero|febbraio|februari|fevereiro|fev|helmikuuta|lutego|února|"
	"февраля|"
	"şubat|februarie",
	"march|mar|märz|maerz|mrz|mars|marzo|maart|mrt|março|marts|maaliskuuta|marca|března|марта|mart|martie",
	"april|apr|avril|avr|abril|abr|aprile|huhtikuuta|kwietnia|dubna|апреля|nisan|aprilie",
	"may|mai|mayo|maggio|mag|mei|maio|maj|toukokuuta|maja|května|мая|mayıs",
	"june|jun|juni|juin|junio|giugno|giu|junho|kesäkuuta|czerwca|června|июня|haziran|iunie",
	"july|jul|juli|juillet|juil|julio|luglio|lug|julho|heinäkuuta|lipca|července|июля|temmuz|iulie",
	"august|aug|août|aout|agosto|ago|augustus|augusti|elokuuta|sierpnia|srpna|августа|ağustos",
	"september|sep|sept|septembre|septiembre|settembre|set|setembro|syyskuuta|września|září|сентября|eylül|"
	"septembrie",
	"october|oct|oktober|okt|octobre|octubre|ottobre|ott|outubro|out|lokakuuta|października|října|октября|ekim|"
	"octombrie",
	"november|nov|novembre|noviembre|novembro|marraskuuta|listopada|listopadu|ноября|kasım|noiembrie",
	"december|dec|dezember|dez|décembre|decembre|déc|diciembre|dic|dicembre|dezembro|desember|des|joulukuuta|"
	"grudnia|"
	"prosince|декабря|aralık|decembrie",
};

unsigned foreign_month(struct span word, words_test test)
{
	for (unsigned i = 0; i < sizeof(months) / sizeof(*months); i++)
		if (words_any(months[i], word, test))
			return i + 1;
	return 0;
}
