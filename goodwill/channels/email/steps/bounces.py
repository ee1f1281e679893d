"""Delivery reports and read receipts: what another server tells about a message of ours."""

import re

from goodwill.channels.email.mime import charsets
from goodwill.channels.email.mime.identifiers import ENOUGH_TO_TELL_APART, own_identifier
from goodwill.channels.email.mime.tree import Part
from goodwill.channels.email.steps.bounce_wording import TEMPORARY_WORDS, detect_by_wording, words_of
from goodwill.channels.email.steps.delivery_status import read_delivery_status
from goodwill.channels.email.steps.recipients import read_recipients, read_reply_tokens
from goodwill.channels.email.steps.returned import leaves, returned_headers, returned_ids, returned_recipients, returned_tokens
from goodwill.inboxes.contract import ConnectedInbox, DeliveryReport, Envelope, FailedRecipient

_DAEMON = re.compile(
    r"(?:^|[\"'<\s_.-])(?:mailer-?daemon|mail[-_ ]?daemon|postmaster|mdaemon|mail(?:er)? delivery|mail administrator|"
    r"system administrator|microsoft exchange)|"
    r"mail delivery (?:system|subsystem|service)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver|non[- ]?deliver|delivery (?:status|failure|failed|report|notification|problem|has failed|delayed|error|incomplete)|"
    r"deliver(?:y|ed) .{0,40}\b(?:fail|delay|unsuccess)|"
    r"mail (?:could not be delivered|delivery|failure|error|system error)|message (?:could not|delivery|undeliver|status|delayed)|"
    r"could not be delivered|not delivered|"
    r"returned (?:mail|to sender|message)|returning (?:mail|message)|failure notice|failed mail|failed delivery|"
    r"warning: (?:message|could not)|permanent delivery failure|bounced mail|"
    r"unzustellbar|nicht zustellbar|unbestellbar|zustell(?:ung|fehler)|non remis|échec de (?:la )?(?:remise|distribution)|no entregado|"
    r"no se puede entregar|error de entrega|non recapitabile|mancato recapito|"
    r"niet bezorgd|onbestelbaar|não entregue|falha na entrega|niedostarczon|nie można dostarczyć|nedoručitelné|nedoručen|olevererbar|"
    r"kunde inte levereras|kunne ikke leveres|teslim edilemedi|не доставлен|недоставлен|"
    r"не удалось доставить|配信不能|配信失敗|送信エラー|退信|无法送达|投递失败|반송|전송 실패",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"^\s*(?:re|aw|fwd?|sv|antw|r|odp|vs|wg|tr)\s*[:：]", re.IGNORECASE)
_FAILURE_WORDS = re.compile(
    r"could ?n[o']t be delivered|not be delivered|undeliverable|delivery (?:to the following|failed|has failed|failure)|unknown user|"
    r"user unknown|no such user|mailbox (?:unavailable|full|not found)|"
    r"recipient(?:s)? (?:rejected|unknown|not)|address(?:es)? (?:failed|rejected|not found)|returned to sender|"
    r"permanent(?: fatal)? error|550[ -]",
    re.IGNORECASE,
)


def read_report(root: Part, envelope: Envelope, inbox: ConnectedInbox) -> DeliveryReport | None:
    """Understand a delivery report or a read receipt; None for any other message."""
    kind = _report_kind(root)
    if kind == "feedback-report":
        return None
    if kind == "disposition-notification":
        return _report(root, _rejections(root), envelope, inbox)
    failures = _failures(root, kind, envelope)
    return None if failures is None else _report(root, failures, envelope, inbox)


def _report_kind(root: Part) -> str:
    """The report type by RFC 6522; some servers leave the parameter out."""
    if root.content_type == "message/delivery-status":
        return "delivery-status"
    if root.content_type == "message/disposition-notification":
        return "disposition-notification"
    kind = root.parameters.get("report-type", "").lower() if root.content_type == "multipart/report" else ""
    types = {child.content_type for child in root.children}
    for known in ("delivery-status", "disposition-notification", "feedback-report"):
        if kind == known or (root.content_type == "multipart/report" and f"message/{known}" in types):
            return known
    return kind


def _rejections(root: Part) -> list[FailedRecipient]:
    """Some servers refuse a message by what looks like a read receipt; a person's receipt names no failure."""
    text = "\n".join(
        charsets.decode(part.content(limit=5_000)) for part in leaves(root) if part.content_type == "message/disposition-notification"
    )
    is_deleted = "deleted" in text.lower() or "failed" in text.lower() or "denied" in text.lower()
    return detect_by_wording(root) if is_deleted and "sent-automatically" in text.lower() else []


def _failures(root: Part, kind: str, envelope: Envelope) -> list[FailedRecipient] | None:
    """None when this is no report; an empty list for good news."""
    is_certain = kind == "delivery-status" or _comes_from_daemon(root, envelope) or "x-failed-recipients" in root.headers
    is_suspect = bool(_SUBJECT.search(root.headers.text("subject"))) and not _ANSWER.match(root.headers.text("subject"))
    has_returned = returned_headers(root) is not None
    if not (is_certain or is_suspect or (_has_null_sender(root, envelope) and has_returned)):
        return None
    declared, names_recipient = _declared(root)
    if declared or (names_recipient and kind == "delivery-status"):
        return declared
    found = detect_by_wording(root)
    if found:
        return found
    text = words_of(root)
    is_likely = (is_certain and is_suspect) or ((is_certain or is_suspect) and has_returned)
    if kind == "delivery-status" or (is_likely and _FAILURE_WORDS.search(text)):
        return _unnamed(root, is_permanent=not TEMPORARY_WORDS.search(text))
    return None


def _comes_from_daemon(root: Part, envelope: Envelope) -> bool:
    sender = charsets.decode(root.headers.first("from")[:500])
    return bool(_DAEMON.search(sender) or _DAEMON.search(envelope.sender or ""))


def _has_null_sender(root: Part, envelope: Envelope) -> bool:
    return envelope.sender == "" or root.headers.first("return-path") == b"<>"


def _declared(root: Part) -> tuple[list[FailedRecipient], bool]:
    failures: list[FailedRecipient] = []
    names_recipient = False
    for part in leaves(root):
        if part.content_type in {"message/delivery-status", "message/global-delivery-status"}:
            found, named = read_delivery_status(part)
            failures += found
            names_recipient = names_recipient or named
    return failures, names_recipient


def _unnamed(root: Part, *, is_permanent: bool) -> list[FailedRecipient]:
    addresses = returned_recipients(root) or [""]
    return [FailedRecipient(address, is_permanent, diagnostic=" ".join(words_of(root).split())[:300]) for address in addresses]


def _report(root: Part, failures: list[FailedRecipient], envelope: Envelope, inbox: ConnectedInbox) -> DeliveryReport:
    own_id = own_identifier(root.headers, root.body_start(ENOUGH_TO_TELL_APART))
    visible = (*read_recipients(root.headers, "to"), *read_recipients(root.headers, "cc"))
    tokens = (*read_reply_tokens(root.headers, envelope, visible, inbox), *returned_tokens(root))
    return DeliveryReport(own_id, tuple(failures), returned_ids(root, own_id), tuple(dict.fromkeys(tokens)))
