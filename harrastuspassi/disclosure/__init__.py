"""The only way out for figures about passes: noise that depends on who is counted, and an attacker that tries it."""
