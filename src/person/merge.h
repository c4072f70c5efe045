/* SPDX-License-Identifier: Apache-2.0 */
/* Joining and splitting subjects, as they are asked for. */
#ifndef TP_PERSON_MERGE_H
#define TP_PERSON_MERGE_H

#include "exchange/exchange.h"

tp_operation_fn tp_operation_merge_subjects, tp_operation_split_subject, tp_operation_list_identities;
/* The job "person.merge" about an "identity": does what the examiners found. */
tp_job_fn tp_merge_job;

#endif
