-- SPDX-License-Identifier: GPL-3.0-or-later
-- A draft's window, what was thrown away a moment ago, and earlier versions to go back to. None of
-- it in the draft's own row, where it would stand behind the octets.

-- view: how the window was, in the window's own words. opened: 0 no, 1 in a window, 2 in a window
-- that came back after a crash and in which nothing was written since
CREATE TABLE draft_window (
  draft_id TEXT PRIMARY KEY NOT NULL REFERENCES draft ON DELETE CASCADE,
  view BLOB,
  opened INTEGER NOT NULL DEFAULT 0 CHECK (opened IN (0, 1, 2))
) WITHOUT ROWID;

CREATE TABLE draft_discarded (
  draft_id TEXT PRIMARY KEY NOT NULL REFERENCES draft ON DELETE CASCADE,
  discarded_us INTEGER NOT NULL
) WITHOUT ROWID;

-- draft_id is no reference: while a letter can become a draft again its versions wait for it.
CREATE TABLE draft_version (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  draft_id TEXT NOT NULL,
  saved_us INTEGER NOT NULL,
  size INTEGER NOT NULL,
  octets BLOB NOT NULL
);

CREATE INDEX draft_version_draft ON draft_version (draft_id, id);

CREATE TABLE draft_version_file (
  version_id INTEGER NOT NULL REFERENCES draft_version ON DELETE CASCADE,
  digest TEXT NOT NULL,
  PRIMARY KEY (version_id, digest)
) WITHOUT ROWID;

CREATE INDEX draft_version_file_digest ON draft_version_file (digest);

-- for the triggers: each draft and each letter is deleted in more than one place
CREATE INDEX letter_draft ON letter (draft_id) WHERE accepted = 0 AND draft_id IS NOT NULL;

CREATE TRIGGER draft_versions_with_draft AFTER DELETE ON draft
WHEN NOT EXISTS (SELECT 1 FROM letter WHERE draft_id = OLD.id AND accepted = 0)
BEGIN
  DELETE FROM draft_version WHERE draft_id = OLD.id;
END;

CREATE TRIGGER draft_versions_with_letter AFTER DELETE ON letter
WHEN OLD.draft_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM draft WHERE id = OLD.draft_id)
BEGIN
  DELETE FROM draft_version WHERE draft_id = OLD.draft_id;
END;

CREATE TRIGGER draft_versions_until_accepted AFTER UPDATE OF accepted ON letter
WHEN NEW.accepted = 1 AND NEW.draft_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM draft WHERE id = NEW.draft_id)
BEGIN
  DELETE FROM draft_version WHERE draft_id = NEW.draft_id;
END;
