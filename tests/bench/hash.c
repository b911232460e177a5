/* SPDX-License-Identifier: GPL-3.0-or-later */

/* hash FILE: reads it and takes its SHA-256 as the store does, and nothing else: what verifying an
 * attachment costs at least. */

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

int
main (int argc, char **argv)
{
  static unsigned char piece[64 * 1024];
  unsigned char digest[32];
  gnutls_hash_hd_t hash;
  ssize_t n;
  int fd = argc == 2 ? open (argv[1], O_RDONLY) : -1;

  if (fd < 0 || gnutls_hash_init (&hash, GNUTLS_DIG_SHA256) != 0)
    return 1;
  while ((n = read (fd, piece, sizeof piece)) > 0)
    gnutls_hash (hash, piece, (size_t) n);
  gnutls_hash_deinit (hash, digest);
  printf ("%02x\n", digest[0]);
  return n == 0 ? 0 : 1;
}
