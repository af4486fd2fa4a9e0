"""What Carrel talks about: frozen records, enums, errors, ports. May import the standard library only."""
