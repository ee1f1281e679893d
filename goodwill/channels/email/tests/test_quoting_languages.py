"""Attribution lines, header blocks and mobile signatures as mail programs write them in many languages."""

import pytest

from goodwill.channels.email.quoting.trim import trim_text

ANSWER = "My monstera arrived with a broken stem.\nCan you send another one?"
OURS = "Dear Lena,\nyour order 1042 is on its way.\nFern & Fable"
SHOP = "Fern & Fable <support@fernandfable.example>"

ATTRIBUTIONS = {
    "english gmail": f"On Tue, 14 May 2024 at 09:12, {SHOP} wrote:",
    "english apple": "On 14 May 2024, at 09:12, Fern & Fable <support@fernandfable.example> wrote:",
    "english us": "On 5/14/24 9:12 AM, Fern & Fable wrote:",
    "english broken": "On Tue, 14 May 2024 at 09:12, Fern & Fable\n<support@fernandfable.example> wrote:",
    "german gmail": f"Am Di., 14. Mai 2024 um 09:12 Uhr schrieb {SHOP}:",
    "german thunderbird": "Am 14.05.24 um 09:12 schrieb Fern & Fable:",
    "german apple": f"Am 14.05.2024 um 09:12 schrieb {SHOP}:",
    "german order": f"{SHOP} schrieb am 14.05.2024 um 09:12:",
    "french": f"Le mar. 14 mai 2024 à 09:12, {SHOP} a écrit :",
    "spanish": f"El mar, 14 may 2024 a las 9:12, {SHOP} escribió:",
    "catalan": f"El dt., 14 de maig 2024, 9:12, {SHOP} va escriure:",
    "portuguese": f"Em ter., 14 de mai. de 2024 às 09:12, {SHOP} escreveu:",
    "portuguese europe": f"{SHOP} escreveu (terça, 14/05/2024 à(s) 09:12):",
    "italian": f"Il giorno mar 14 mag 2024 alle ore 09:12 {SHOP} ha scritto:",
    "romanian": f"Pe mar., 14 mai 2024 la 09:12, {SHOP} a scris:",
    "dutch": f"Op di 14 mei 2024 om 09:12 schreef {SHOP}:",
    "dutch apple": f"Op 14 mei 2024 om 09:12 heeft {SHOP} het volgende geschreven:",
    "danish": f"Den tir. 14. maj 2024 kl. 09.12 skrev {SHOP}:",
    "norwegian": f"tir. 14. mai 2024 kl. 09:12 skrev {SHOP}:",
    "swedish": f"Den tis 14 maj 2024 kl 09:12 skrev {SHOP}:",
    "finnish": f"ti 14. toukok. 2024 klo 9.12 {SHOP} kirjoitti:",
    "polish": f"wt., 14 maj 2024 o 09:12 {SHOP} napisał(a):",
    "polish thunderbird": "W dniu 14.05.2024 o 09:12, Fern & Fable pisze:",
    "polish old": "Dnia 14 maja 2024 09:12 Fern & Fable napisała:",
    "czech": f"út 14. 5. 2024 v 9:12 odesílatel {SHOP} napsal:",
    "czech dne": "Dne 14. 5. 2024 v 9:12 Fern & Fable napsal(a):",
    "slovak": f"ut 14. 5. 2024 o 9:12 {SHOP} napísal(a):",
    "hungarian": "Fern & Fable <support@fernandfable.example> ezt írta (időpont: 2024. máj. 14., K, 9:12):",
    "croatian": f"uto, 14. svi 2024. u 09:12 {SHOP} napisao je:",
    "slovene": f"V tor., 14. maj 2024 ob 09:12 je oseba {SHOP} napisala:",
    "turkish": f"{SHOP}, 14 May 2024 Sal, 09:12 tarihinde şunu yazdı:",
    "russian": f"вт, 14 мая 2024 г. в 09:12, {SHOP}:",
    "russian verb": "14.05.2024 09:12, Fern & Fable пишет:",
    "ukrainian": f"вт, 14 трав. 2024 р. о 09:12 {SHOP} пише:",
    "bulgarian": f"На вт, 14.05.2024 г. в 9:12 {SHOP} написа:",
    "greek": f"Στις Τρί 14 Μαΐ 2024 στις 9:12 π.μ., ο χρήστης {SHOP} έγραψε:",
    "japanese": f"2024年5月14日(火) 9:12 {SHOP}:",
    "japanese apple": f"2024/05/14 9:12、{SHOP}のメール:",
    "chinese": "Fern & Fable <support@fernandfable.example> 于2024年5月14日周二 09:12写道：",
    "chinese traditional": "Fern & Fable <support@fernandfable.example> 於 2024年5月14日 週二 上午9:12寫道：",
    "korean": f"2024년 5월 14일 (화) 오전 9:12, {SHOP}님이 작성:",
    "vietnamese": f"Vào Th 3, 14 thg 5, 2024 vào lúc 09:12 {SHOP} đã viết:",
    "indonesian": f"Pada tanggal Sel, 14 Mei 2024 pukul 09.12 {SHOP} menulis:",
    "hebrew": "‫בתאריך יום ג׳, 14 במאי 2024 ב-9:12 מאת ‪Fern & Fable‬‏ <‪support@fernandfable.example‬‏>:‬",
    "arabic": f"في الثلاثاء، 14 مايو 2024 في 9:12 ص تمت كتابة ما يلي بواسطة ‪{SHOP}‬‏:",
    "estonian": f"{SHOP} kirjutas kuupäeval T, 14. mai 2024 kell 09:12:",
    "lithuanian": f"2024-05-14, an, 09:12 {SHOP} rašė:",
    "latvian": f"otrd., 2024. g. 14. maijs, plkst. 09:12 — lietotājs {SHOP} rakstīja:",
}

BLOCKS = {
    "english": ("From", "Sent", "To", "Subject"),
    "german": ("Von", "Gesendet", "An", "Betreff"),
    "french": ("De", "Envoyé", "À", "Objet"),
    "spanish": ("De", "Enviado", "Para", "Asunto"),
    "portuguese": ("De", "Enviada em", "Para", "Assunto"),
    "italian": ("Da", "Inviato", "A", "Oggetto"),
    "dutch": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "danish": ("Fra", "Sendt", "Til", "Emne"),
    "swedish": ("Från", "Skickat", "Till", "Ämne"),
    "finnish": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    "polish": ("Od", "Wysłano", "Do", "Temat"),
    "czech": ("Od", "Odesláno", "Komu", "Předmět"),
    "hungarian": ("Feladó", "Elküldve", "Címzett", "Tárgy"),
    "turkish": ("Kimden", "Gönderildi", "Kime", "Konu"),
    "russian": ("От", "Отправлено", "Кому", "Тема"),
    "japanese": ("差出人", "送信日時", "宛先", "件名"),
    "chinese": ("发件人", "发送时间", "收件人", "主题"),
    "chinese traditional": ("寄件者", "寄件日期", "收件者", "主旨"),
    "korean": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
}

ORIGINALS = [
    "-----Original Message-----",
    "-----Ursprüngliche Nachricht-----",
    "-----Message d'origine-----",
    "-----Mensaje original-----",
    "-----Mensagem original-----",
    "-----Messaggio originale-----",
    "-----Oorspronkelijk bericht-----",
    "-----Oprindelig meddelelse-----",
    "-----Ursprungligt meddelande-----",
    "-----Alkuperäinen viesti-----",
    "-----Wiadomość oryginalna-----",
    "-----Původní zpráva-----",
    "-----Eredeti üzenet-----",
    "-----Исходное сообщение-----",
    "-----Özgün İleti-----",
    "-----Orijinal Mesaj-----",
    "------------------ 原始邮件 ------------------",
    "-----元のメッセージ-----",
    "-----원본 메시지-----",
]

SENT_FROM = [
    "Sent from my iPhone",
    "Get Outlook for Android<https://aka.ms/x>",
    "Von meinem iPhone gesendet",
    "Gesendet mit der GMX Mail App",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Inviato da iPhone",
    "Verstuurd vanaf mijn iPhone",
    "Sendt fra min iPhone",
    "Skickat från min iPhone",
    "Lähetetty iPhonesta",
    "Wysłane z iPhone'a",
    "Odesláno z iPhonu",
    "Отправлено с iPhone",
    "iPhone'umdan gönderildi",
    "发自我的 iPhone",
    "iPhoneから送信",
    "나의 iPhone에서 보냄",
]


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


@pytest.mark.parametrize("language", ATTRIBUTIONS)
def test_attribution_over_marked_lines_is_cut(language: str) -> None:
    assert trim_text(f"{ANSWER}\n\n{ATTRIBUTIONS[language]}\n\n{quoted(OURS)}\n") == ANSWER


@pytest.mark.parametrize("language", ATTRIBUTIONS)
def test_attribution_over_unmarked_lines_is_cut(language: str) -> None:
    assert trim_text(f"{ANSWER}\n\n{ATTRIBUTIONS[language]}\n\n{OURS}\n") == ANSWER


@pytest.mark.parametrize("language", ATTRIBUTIONS)
def test_answer_below_the_quotation_is_kept(language: str) -> None:
    assert trim_text(f"{ATTRIBUTIONS[language]}\n{quoted(OURS)}\n\n{ANSWER}\n") == ANSWER


@pytest.mark.parametrize("language", BLOCKS)
@pytest.mark.parametrize("mark", ["", "*"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_header_block_is_cut(language: str, mark: str, gap: str) -> None:
    labels = BLOCKS[language]
    values = (SHOP, "14.05.2024 09:12", "Lena Hoffmann <lena@example.org>", "Order 1042")
    block = gap.join(f"{mark}{label}:{mark} {value}" for label, value in zip(labels, values, strict=True))
    assert trim_text(f"{ANSWER}\n\n________________________________\n{block}\n\n{OURS}\n") == ANSWER


@pytest.mark.parametrize("separator", ORIGINALS)
def test_original_message_separator_is_cut(separator: str) -> None:
    assert trim_text(f"{ANSWER}\n\n{separator}\n{OURS}\n") == ANSWER


@pytest.mark.parametrize("line", SENT_FROM)
def test_line_about_the_sending_device_is_cut(line: str) -> None:
    assert trim_text(f"{ANSWER}\n\n{line}") == ANSWER
