-- SPDX-License-Identifier: GPL-3.0-or-later
-- A letter may have a time that a person chose for it; until then it is held.

-- 0: it goes at once, held for Undo at most, which is a minute
ALTER TABLE letter ADD COLUMN send_at_us INTEGER NOT NULL DEFAULT 0;
UPDATE letter SET send_at_us = due_us
  WHERE state = 'held' AND due_us - created_us > 61 * 1000000;

-- the few that are neither queued nor done
CREATE INDEX letter_moving ON letter (state) WHERE state IN ('held', 'sending', 'confirming');
