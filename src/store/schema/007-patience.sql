-- SPDX-License-Identifier: GPL-3.0-or-later
-- How long a letter has been tried for.

-- when the last attempt ended, how long it has been tried, counted from attempt to attempt, and how
-- often it was sent again by itself; a person who acts begins all of it anew
ALTER TABLE letter ADD COLUMN tried_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN waited_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN sent_again INTEGER NOT NULL DEFAULT 0;
