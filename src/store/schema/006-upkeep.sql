-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is known of the database as a file.

-- checked_us: when it was last found whole. born_ns: when the file was made; another time than the
-- file's own says that this is a copy.
CREATE TABLE IF NOT EXISTS upkeep (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  checked_us INTEGER NOT NULL DEFAULT 0,
  born_ns INTEGER NOT NULL DEFAULT 0
);

INSERT OR IGNORE INTO upkeep (id) VALUES (1);

-- Each time something was wrong: what could be read of a damaged database that lies beside this one
-- (file), or a copy that was put back (no file). told says that a person has seen it.
CREATE TABLE IF NOT EXISTS damage (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  found_us INTEGER NOT NULL,
  file TEXT,
  whole INTEGER NOT NULL,
  drafts INTEGER NOT NULL,
  letters INTEGER NOT NULL,
  unfinished INTEGER NOT NULL,
  told INTEGER NOT NULL DEFAULT 0
);
