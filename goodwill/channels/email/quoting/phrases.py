"""The words by which mail programs of many languages introduce what they quote, forward or sign."""

import re

# Verbs that end a line like "On Monday, Ada wrote:". Word order differs, so only the verb is asked for.
WROTE = (
    # English, German, French, Spanish, Catalan, Portuguese, Italian, Romanian
    r"wrote|writes|sent|said|schrieb|schrieben|geschrieben|a écrit|a ecrit|écrivait|écrit|escribió|escribio|escribe|va escriure|"
    r"escreveu|ha scritto|scrisse|scrive|a scris"
    # Dutch, Danish, Norwegian, Swedish, Finnish, Icelandic, Estonian, Latvian, Lithuanian
    r"|schreef|het volgende geschreven|skrev|skreiv|skrifaði|kirjoitti|kirjutas|rakstīja|rašė|parašė"
    # Polish, Czech, Slovak, Slovene, Croatian/Serbian, Hungarian
    r"|napisał\(?a?\)?|napisała|pisze|napsal\(?a?\)?|napsala|píše|napísal\(?a?\)?|napísala|je napisal\(?a?\)?|je napisao(?:/la)?|"
    r"je napisala|napisao|írta|ezt írta"
    # Russian, Ukrainian, Bulgarian, Greek, Turkish
    r"|написал\(?а?\)?|написала|писал\(?а?\)?|пишет|пише|написав|написа|έγραψε|yazdı|yazmış|şunu yazdı|şunları yazdı"
    # Vietnamese, Indonesian, Arabic, Hebrew, Persian, Thai, Hindi
    r"|đã viết|viết|menulis|كتب|כתב|כתבה|نوشت|เขียนว่า|ने लिखा"
    # Chinese, Japanese, Korean
    r"|写道|寫道|写了|のメール|は書きました|が書きました|wrote|作成|님이 작성|작성|님이 쓴 글"
)

# How such a line begins, used to find its first line when it is broken over several.
LEADS = (
    r"on|am|le|el|em|no dia|il|il giorno|op|den|den|på|w dniu|dnia|dne|dňa|dana|în|pe|la data|tarihinde|vào|pada|στις|на|в|"
    r"em data|a las|às|at|ke|kl|em|a|aan|od|von|from|de|da|van|fra|från|在|於|于|"
    r"mon|tue|wed|thu|fri|sat|sun"
)

FROM = (
    r"from|von|de|da|van|fra|från|lähettäjä|od|feladó|gönderen|kimden|от|от кого|від|από|发件人|寄件者|寄件人|差出人|送信元|送信者|"
    r"보낸 사람|보낸사람|"
    r"từ|dari|expéditeur|remitente|remetente|mittente|afzender|afsender|avsändare|avsender|nadawca|odesílatel|odosielateľ|šalje|"
    r"expeditor|saatja|frá|من|מאת"
)
SENT = (
    r"sent|date|gesendet|datum|envoyé|envoyé le|date d'envoi|enviado|enviado el|enviada em|enviado em|fecha|data|inviato|verzonden|"
    r"verstuurd|sendt|dato|"
    r"skickat|skickad|lähetetty|päivämäärä|päiväys|wysłano|wysłane|data wysłania|odesláno|odoslané|dátum|elküldve|küldve|gönderildi|"
    r"gönderme tarihi|tarih|"
    r"отправлено|дата|надіслано|ημερομηνία|στάλθηκε|发送时间|日期|发送日期|傳送時間|寄件日期|送信日時|日時|送信日|보낸 날짜|날짜|"
    r"보낸날짜|đã gửi|gửi|ngày|dikirim|tanggal|"
    r"trimis|poslano|poslato|تاريخ|נשלח"
)
TO = (
    r"to|an|à|a|para|naar|aan|til|till|vastaanottaja|do|komu|címzett|kime|alıcı|кому|κому|προς|收件人|收件者|宛先|받는 사람|받는사람|"
    r"đến|tới|kepada|"
    r"către|za|prima|إلى|אל|"
    r"destinataire|destinatario|destinatário|mottagare|mottaker|modtager|adresat|do kogo"
)
SUBJECT = (
    r"subject|betreff|objet|asunto|assunto|oggetto|onderwerp|emne|ämne|aihe|temat|předmět|predmet|tárgy|konu|"
    r"тема|θέμα|主题|主旨|主題|件名|제목|"
    r"tiêu đề|chủ đề|subjek|perihal|subiect|zadeva|efni|الموضوع|נושא"
)
COPY = r"cc|kopie|kopia|copie|cópia|копия|抄送|副本|참조|bcc|reply-to|importance|attachments|anlagen"

ORIGINAL = (
    r"original(?:e)? (?:message|nachricht|appointment)|reply message|ursprüngliche nachricht|originalnachricht|message d['’]origine|"
    r"message original|message initial|mensaje original|"
    r"mensagem original|messaggio originale|oorspronkelijk bericht|origineel bericht|oprindelig meddelelse|oprindelig besked|"
    r"original meddelelse|opprinnelig melding|"
    r"ursprungligt meddelande|originalmeddelande|ursprungsmeddelande|alkuperäinen viesti|oryginalna wiadomość|wiadomość oryginalna|"
    r"wiadomość pierwotna|původní zpráva|"
    r"pôvodná správa|eredeti üzenet|исходное сообщение|исходное письмо|оригинальное сообщение|вихідне повідомлення|orijinal mesaj|"
    r"özgün ileti|özgün mesaj|orjinal mesaj|"
    r"原始邮件|原始郵件|原邮件|原件|元のメッセージ|オリジナルメッセージ|元メール|원본 메시지|원본 메일|원본메일|mesaj original|"
    r"mesajul original|αρχικό μήνυμα|izvorna poruka|"
    r"originalna poruka|izvirno sporočilo|"
    r"missatge original|tin nhắn gốc|thư gốc|pesan asli|algne kiri|antwort|upprunaleg skilaboð"
)
FORWARDED = (
    r"forwarded message|forwarded by|begin forwarded message|forwarded email|forwarded mail|weitergeleitete nachricht|"
    r"anfang der weitergeleiteten (?:nachricht|e-mail)|message transféré|"
    r"message transmis|début du message (?:réexpédié|transféré)|mensaje reenviado|inicio del mensaje reenviado|"
    r"mensagem (?:encaminhada|reencaminhada)|início da mensagem encaminhada|"
    r"messaggio inoltrato|inizio messaggio inoltrato|doorgestuurd bericht|begin doorgestuurd bericht|"
    r"vidarebefordrat (?:meddelande|brev)|vidarebefordrat mail|videresendt (?:melding|meddelelse|besked|e-post)|"
    r"start på videresendt|välitetty viesti|wiadomość przekazana|przekazana wiadomość|początek przekazywanej wiadomości|"
    r"přeposlaná zpráva|začátek přeposílané zprávy|preposlaná správa|továbbított üzenet|"
    r"пересылаемое сообщение|пересланное сообщение|начало переадресованного сообщения|переслане повідомлення|iletilen mesaj|"
    r"yönlendirilmiş ileti|转发邮件|转发的邮件|轉寄郵件|轉寄的郵件|"
    r"転送メッセージ|転送されたメッセージ|전달된 메시지|전달된 메일|mesaj redirecționat|προωθημένο μήνυμα|proslijeđena poruka|"
    r"prosleđena poruka|"
    r"posredovano sporočilo|missatge reenviat"
)
FORWARD_SUBJECT = re.compile(
    r"^\s*(?:fwd?|wg|tr|rv|enc|doorst|vb|vl|vs|pd|przek|továb|fs|ilt|i|inoltro|fw|reenv|转发|轉寄|转寄|転送|전달|пересл|προωθ)\s*(?:\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)

SENT_FROM = (
    r"sent from my|sent from (?:outlook|mail|yahoo|samsung|proton|aol|mobile|an? |the |gmail|blackberry|windows)|"
    r"sent (?:with|via|using) [A-Z@]|get outlook for|von meinem .{1,40} gesendet|gesendet von|"
    r"gesendet (?:mit|aus) (?:der|dem|meinem|outlook)|"
    r"diese nachricht wurde von meinem .{1,60} gesendet|holen sie sich outlook|outlook für (?:ios|android) (?:beziehen|herunterladen)|"
    r"envoyé de(?:puis)? (?:mon|ma)|envoyé à partir de|envoyé depuis|obtenir outlook|télécharger outlook|enviado desde|"
    r"enviado do meu|enviado do|enviado a partir do|obtener outlook|obter o outlook|inviato da(?:l mio)?|ottieni outlook|"
    r"verzonden vanaf|verstuurd vanaf|verstuurd via|outlook voor (?:ios|android)|sendt fra min|sendt fra|hent outlook|skickat från min|"
    r"skickat från|hämta outlook|lähetetty (?:iphone|ipad|android|minun|outlook|samsung)|hanki outlook|wysłane z|wysłano z|"
    r"pobierz (?:aplikację )?outlook|odesláno z|posláno z|odoslané z|poslané z|az iphone-omról küldve|iphone-omról küldve|"
    r"отправлено с|отправлено из|надіслано з|iphone['’]umdan gönderildi|iphone['’]?(?:u|ı)mdan|gönderen:? iphone|发自我的|发自|"
    r"從我的 .{1,30}(?:傳送|寄出)|傳送自|iphoneから送信|ipadから送信|.{1,20}から送信|나의 .{1,20}에서 (?:보냄|보낸)|내 .{1,20}에서 보냄|"
    r"trimis de pe|στάλθηκε από|poslano s mog|poslano z moje|enviat des|đã gửi từ|dikirim dari"
)
