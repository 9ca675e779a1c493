"""How fast the portal is: an invented country of national size (make_country), and what is measured on it (bench)."""
