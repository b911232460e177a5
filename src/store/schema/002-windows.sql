-- SPDX-License-Identifier: GPL-3.0-or-later
-- A letter to many goes in several transactions; what is asked of the servers on the way; what is
-- known of servers.

-- words of RFC 3461, empty when nothing is asked
ALTER TABLE letter ADD COLUMN notify TEXT NOT NULL DEFAULT '';
ALTER TABLE letter ADD COLUMN ret TEXT NOT NULL DEFAULT '';
ALTER TABLE letter ADD COLUMN require_tls INTEGER NOT NULL DEFAULT 0 CHECK (require_tls IN (0, 1));

-- whether the transaction that is being confirmed is for this recipient
ALTER TABLE recipient ADD COLUMN confirming INTEGER NOT NULL DEFAULT 0
  CHECK (confirming IN (0, 1));
UPDATE recipient SET confirming = 1 WHERE state = 'pending' AND letter_id IN
  (SELECT id FROM letter WHERE state = 'confirming');

-- chunks: -1 when they failed once, otherwise how many letters a server that offers them took from
-- us, as far as it matters
CREATE TABLE server (
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  chunks INTEGER NOT NULL,
  PRIMARY KEY (host, port)
) WITHOUT ROWID;
