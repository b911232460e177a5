/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Octets become a file under attachments/: written under a temporary name, hashed and examined in
 * the same pass, synced, renamed to their digest. Where a file of that digest is already, it is
 * replaced: the old one may have been damaged since, the new one was seen just now. */

#include "store-intake-private.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "store-error-private.h"

/* RFC 5322 section 2.1.1 */
#define MAX_LINE 998
/* Writing to the disk begins while reading goes on, so that the last sync is short. */
#define FLUSH_SIZE (8 * 1024 * 1024)

/* Whether what was seen is 7bit data of RFC 2045 section 2.7 and ends in CRLF. */
typedef struct
{
  gboolean broken;
  gboolean after_cr;
  guint line_length;
} Scan;

struct StoreIntake
{
  char *directory;
  char *path;
  int fd;
  gnutls_hash_hd_t hash;
  Scan scan;
  guint64 size;
  guint64 written;
  guint64 flushed;
};

static void
scan_octet (Scan *scan, guint8 octet)
{
  if (octet == '\n' && scan->after_cr)
    {
      scan->line_length = 0;
      scan->after_cr = FALSE;
      return;
    }

  if (octet == 0 || octet > 127 || octet == '\n' || scan->after_cr)
    scan->broken = TRUE;
  scan->after_cr = octet == '\r';
  if (!scan->after_cr && ++scan->line_length > MAX_LINE)
    scan->broken = TRUE;
}

static gboolean
is_canonical (const Scan *scan)
{
  return !scan->broken && !scan->after_cr && scan->line_length == 0;
}

static char *
get_attachments_directory (const char *directory)
{
  return g_build_filename (directory, "attachments", NULL);
}

StoreIntake *
store_intake_new (const char *directory, GError **error)
{
  g_autoptr (StoreIntake) intake = g_new0 (StoreIntake, 1);

  intake->fd = -1;
  intake->directory = get_attachments_directory (directory);
  intake->path = g_build_filename (intake->directory, ".new-XXXXXX", NULL);
  intake->fd = g_mkstemp_full (intake->path, O_RDWR | O_CLOEXEC, 0600);
  if (intake->fd < 0 || fchmod (intake->fd, 0600) != 0)
    {
      store_set_errno_error (error, errno, "Cannot make %s", intake->path);
      return NULL;
    }

  if (gnutls_hash_init (&intake->hash, GNUTLS_DIG_SHA256) != 0)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_IO, "No SHA-256");
      return NULL;
    }

  return g_steal_pointer (&intake);
}

gboolean
store_intake_clone (StoreIntake *intake, int source)
{
  return ioctl (intake->fd, FICLONE, source) == 0;
}

int
store_intake_get_fd (StoreIntake *intake)
{
  return intake->fd;
}

void
store_intake_note (StoreIntake *intake, const guint8 *octets, gsize length)
{
  gnutls_hash (intake->hash, octets, length);
  for (gsize i = 0; i < length && !intake->scan.broken; i++)
    scan_octet (&intake->scan, octets[i]);
  intake->size += length;
}

static void
flush (StoreIntake *intake)
{
  if (intake->written - intake->flushed < FLUSH_SIZE)
    return;

  /* a hint only; fsync() decides */
  sync_file_range (intake->fd, intake->flushed, intake->written - intake->flushed,
                   SYNC_FILE_RANGE_WRITE);
  intake->flushed = intake->written;
}

gboolean
store_intake_write (StoreIntake *intake, const guint8 *octets, gsize length, GError **error)
{
  while (length > 0)
    {
      gssize n = write (intake->fd, octets, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          store_set_errno_error (error, errno, "Cannot write %s", intake->path);
          return FALSE;
        }
      octets += n;
      length -= n;
      intake->written += n;
    }

  flush (intake);
  return TRUE;
}

static void
write_digest (StoreIntake *intake, char *digest)
{
  guint8 octets[MAIL_DIGEST_LENGTH / 2];

  gnutls_hash_output (intake->hash, octets);
  for (gsize i = 0; i < sizeof octets; i++)
    sprintf (digest + 2 * i, "%02x", octets[i]);
}

/* The directory is locked, so that a collection does not look at the old file and take away the
 * new one. */
static gboolean
rename_durably (StoreIntake *intake, const char *digest)
{
  g_autofree char *path = g_build_filename (intake->directory, digest, NULL);
  int directory = open (intake->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (directory < 0)
    return FALSE;

  gboolean done = flock (directory, LOCK_SH) == 0 && rename (intake->path, path) == 0;
  if (done)
    g_clear_pointer (&intake->path, g_free);
  done = done && fsync (directory) == 0;

  int number = errno;
  close (directory);
  errno = number;
  return done;
}

gboolean
store_intake_finish (StoreIntake *intake, StoreAttachment *attachment, GError **error)
{
  char digest[MAIL_DIGEST_LENGTH + 1];

  write_digest (intake, digest);
  if (fsync (intake->fd) != 0 || !rename_durably (intake, digest))
    {
      store_set_errno_error (error, errno, "Cannot keep %s", digest);
      return FALSE;
    }

  g_strlcpy (attachment->digest, digest, sizeof attachment->digest);
  attachment->size = intake->size;
  attachment->canonical = is_canonical (&intake->scan);
  return TRUE;
}

void
store_intake_free (StoreIntake *intake)
{
  if (intake == NULL)
    return;

  if (intake->fd >= 0)
    close (intake->fd);
  if (intake->fd >= 0 && intake->path != NULL)
    unlink (intake->path);
  if (intake->hash != NULL)
    gnutls_hash_deinit (intake->hash, NULL);
  g_free (intake->directory);
  g_free (intake->path);
  g_free (intake);
}
