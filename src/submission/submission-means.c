/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "submission-means-private.h"

SubmissionMeans
submission_means_copy (const SubmissionMeans *means)
{
  return (SubmissionMeans){
    .database = g_object_ref (means->database),
    .keyring = g_object_ref (means->keyring),
    .clock = g_object_ref (means->clock),
    .gate = g_object_ref (means->gate),
    .network = g_object_ref (means->network),
    .costs = g_object_ref (means->costs),
  };
}

void
submission_means_clear (SubmissionMeans *means)
{
  g_clear_object (&means->database);
  g_clear_object (&means->keyring);
  g_clear_object (&means->clock);
  g_clear_object (&means->gate);
  g_clear_object (&means->network);
  g_clear_object (&means->costs);
}

void
submission_route_clear (SubmissionRoute *route)
{
  g_clear_pointer (&route->endpoint, mail_endpoint_free);
  g_clear_pointer (&route->family, g_free);
}
