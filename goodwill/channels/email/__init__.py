"""The e-mail channel: receives by SMTP, LMTP and IMAP, sends by SMTP, reads archives."""
