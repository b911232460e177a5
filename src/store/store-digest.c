/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The digest of what is being read. The reader hands over a piece and goes on with the same octets:
 * both only look at them. At most one piece is under way, so two buffers in turn are enough. */

#include "store-digest-private.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

/* A smaller file is hashed sooner than a thread begins. */
#define THREAD_SIZE (1024 * 1024)

struct StoreDigest
{
  gnutls_hash_hd_t hash;
  GThread *thread; /* (nullable) */

  GMutex mutex;
  GCond cond;
  const guint8 *octets; /* (nullable): what the thread works at */
  gsize length;
  gboolean ends;
};

static gpointer
run (gpointer data)
{
  StoreDigest *self = data;

  g_mutex_lock (&self->mutex);
  while (!self->ends)
    {
      if (self->octets == NULL)
        {
          g_cond_wait (&self->cond, &self->mutex);
          continue;
        }
      g_mutex_unlock (&self->mutex);
      gnutls_hash (self->hash, self->octets, self->length);
      g_mutex_lock (&self->mutex);
      self->octets = NULL;
      g_cond_signal (&self->cond);
    }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

StoreDigest *
store_digest_new (guint64 size)
{
  gnutls_hash_hd_t hash;
  StoreDigest *self;

  if (gnutls_hash_init (&hash, GNUTLS_DIG_SHA256) != 0)
    return NULL;
  self = g_new0 (StoreDigest, 1);
  self->hash = hash;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  /* without a thread it is only slower */
  if (size >= THREAD_SIZE)
    self->thread = g_thread_try_new ("digest", run, self, NULL);
  return self;
}

/* With the lock held. */
static void
wait_until_idle (StoreDigest *self)
{
  while (self->octets != NULL)
    g_cond_wait (&self->cond, &self->mutex);
}

void
store_digest_update (StoreDigest *self, const guint8 *octets, gsize length)
{
  if (self->thread == NULL)
    {
      gnutls_hash (self->hash, octets, length);
      return;
    }
  g_mutex_lock (&self->mutex);
  wait_until_idle (self);
  self->octets = octets;
  self->length = length;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
store_digest_finish (StoreDigest *self, char hex[MAIL_DIGEST_LENGTH + 1])
{
  guint8 octets[MAIL_DIGEST_LENGTH / 2];

  g_mutex_lock (&self->mutex);
  wait_until_idle (self);
  g_mutex_unlock (&self->mutex);
  gnutls_hash_output (self->hash, octets);
  for (gsize i = 0; i < sizeof octets; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", octets[i]);
}

void
store_digest_free (StoreDigest *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->mutex);
  self->ends = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  gnutls_hash_deinit (self->hash, NULL);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}
