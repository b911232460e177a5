# SPDX-License-Identifier: GPL-3.0-or-later
"""letters_smtplib.py PORT plain|tls|starttls LETTERS DIRECTORY: letters from files, by Python's own
smtplib."""

import os
import pathlib
import smtplib
import ssl
import sys

HOST, FROM, SECRET = "127.0.0.1", "alice@example.test", "geheim-geheim"


def main():
    port, security, n_letters = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    directory = pathlib.Path(sys.argv[4])
    context = None
    if security != "plain":
        context = ssl.create_default_context(cafile=os.environ["BENCH_CA"])
    if security == "tls":
        smtp = smtplib.SMTP_SSL(HOST, port, context=context)
    else:
        smtp = smtplib.SMTP(HOST, port)
    if security == "starttls":
        smtp.starttls(context=context)
    if security != "plain":
        smtp.login(FROM, SECRET)
    for i in range(n_letters):
        octets = (directory / f"{i}.eml").read_bytes()
        smtp.sendmail(FROM, [f"person-{i}@example.test"], octets)
    smtp.quit()


main()
