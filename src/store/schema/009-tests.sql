-- SPDX-License-Identifier: GPL-3.0-or-later
-- Tests of an account whose login the server refused; login is "user@host". Nothing of the code.

CREATE TABLE refused_test (
  login TEXT NOT NULL,
  refused_us INTEGER NOT NULL
);

CREATE INDEX refused_test_login ON refused_test (login, refused_us);
