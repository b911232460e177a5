// SPDX-License-Identifier: GPL-3.0-or-later
// letters-nodemailer.js PORT plain|tls|starttls LETTERS CONNECTIONS: letters made and sent by
// nodemailer, pooled when there is more than one.
'use strict';

const fs = require('fs');
const nodemailer = require('nodemailer');

const [port, security, letters, connections] = process.argv.slice(2);
const n = Number(letters);
const encrypted = security !== 'plain';

const transport = nodemailer.createTransport({
  host: '127.0.0.1',
  port: Number(port),
  secure: security === 'tls',
  requireTLS: security === 'starttls',
  ignoreTLS: security === 'plain',
  pool: n > 1,
  maxConnections: Number(connections),
  maxMessages: Infinity,
  auth: encrypted ? { user: 'alice@example.test', pass: 'geheim-geheim' } : undefined,
  tls: encrypted ? { ca: fs.readFileSync(process.env.BENCH_CA) } : undefined,
});

const send = (i) => transport.sendMail({
  from: 'Alice <alice@example.test>',
  to: `Person ${i} <person-${i}@example.test>`,
  subject: `A letter for person ${i}`,
  text: `Dear person ${i},\n\n${process.env.BENCH_TEXT}\n`,
});

Promise.all(Array.from({ length: n }, (_, i) => send(i)))
  .then(() => transport.close())
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
