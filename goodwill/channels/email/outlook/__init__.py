"""The formats that Outlook wraps around messages: winmail.dat (MS-OXTNEF) and the RTF inside it."""
