// SPDX-License-Identifier: GPL-3.0-or-later
//
// node server.js SETTINGS
//
// Takes letters for some mailboxes, over TLS on one port and with STARTTLS on another, from who has
// logged in. SETTINGS is a JSON file: dir, tls, starttls, domain, users, password, size_limit. A
// letter for USER is a file in DIR/mail/USER/new, whole from the moment it is there.

'use strict';

const fs = require('fs');
const path = require('path');
const { pipeline } = require('stream');
const { SMTPServer } = require('smtp-server');

const settings = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
let letters = 0;

function user_of(address) {
  const at = address.lastIndexOf('@');
  const user = address.slice(0, at);
  return address.slice(at + 1) === settings.domain && settings.users.includes(user) ? user : null;
}

function refusal(code, text) {
  return Object.assign(new Error(text), { responseCode: code });
}

function onAuth(auth, session, callback) {
  const known = user_of(auth.username) !== null;
  const right = auth.validatePassword ? auth.validatePassword(settings.password)
                                      : auth.password === settings.password;
  if (known && right)
    callback(null, { user: auth.username });
  else
    callback(refusal(535, 'authentication failed'));
}

function onRcptTo(address, session, callback) {
  callback(user_of(address.address) !== null ? null : refusal(550, '5.1.1 No such mailbox here'));
}

function deliver(file, session, number) {
  for (const { address } of session.envelope.rcptTo) {
    const folder = path.join(settings.dir, 'mail', user_of(address), 'new');
    fs.mkdirSync(folder, { recursive: true });
    fs.linkSync(file, path.join(folder, String(number)));
  }
  fs.unlinkSync(file);
}

function onData(stream, session, callback) {
  const number = ++letters;
  const file = path.join(settings.dir, `letter-${number}`);
  pipeline(stream, fs.createWriteStream(file), error => {
    if (error)
      return callback(error);
    if (stream.sizeExceeded)
      return callback(refusal(552, 'Too large'));
    deliver(file, session, number);
    callback(null, `queued as ${number}`);
  });
}

function listen(port, secure) {
  const server = new SMTPServer({
    secure,
    name: 'localhost',
    key: fs.readFileSync(path.join(settings.dir, 'tls/server.key')),
    cert: fs.readFileSync(path.join(settings.dir, 'tls/server.pem')),
    authMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5'],
    size: settings.size_limit,
    disableReverseLookup: true,
    onAuth, onRcptTo, onData,
  });
  server.on('error', error => console.error(`${error.message}`));
  server.listen(port, '127.0.0.1');
}

listen(settings.tls, true);
listen(settings.starttls, false);
