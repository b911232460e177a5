-- SPDX-License-Identifier: GPL-3.0-or-later
-- A letter that goes once more, corrected, to those who were refused: the letter it corrects. No id
-- is used twice, so one that was deleted is never taken for another.

ALTER TABLE letter ADD COLUMN corrects INTEGER NOT NULL DEFAULT 0;

CREATE INDEX letter_corrects ON letter (corrects) WHERE corrects > 0;

-- while it is still written
CREATE TABLE draft_correction (
  draft_id TEXT PRIMARY KEY NOT NULL REFERENCES draft ON DELETE CASCADE,
  corrects INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX draft_correction_corrects ON draft_correction (corrects);
