"""The languages inside an instruction. Their parsers are imported when a rule first asks for them."""
