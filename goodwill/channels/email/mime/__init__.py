"""Reading the wire format of e-mail (RFC 5322, MIME), however broken it comes."""
