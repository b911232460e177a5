-- SPDX-License-Identifier: GPL-3.0-or-later
-- A digest of the letter's octets, its files' and its people, compared before it goes; NULL for
-- letters from before.

ALTER TABLE letter_content ADD COLUMN seal TEXT;
