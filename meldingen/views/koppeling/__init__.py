"""The JSON interface with which the system of a partner works its referrals (PRODUCT P9, FORMATS §6).

It follows the NL API Design Rules 2.x (https://gitdocumentatie.logius.nl/publicatie/api/adr/). It is in Dutch only, and
reads no cookie: a token says who asks. Everything in it goes through `zaak.shared` and `verwijzingen/workflow.py`.
"""
