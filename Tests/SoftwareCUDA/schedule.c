// For clock_gettime.
#define _POSIX_C_SOURCE 200809L

#include "schedule.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "opencl.h"
#include "plan.h"

/// The streams that have operations.
static struct stream **busy;
static int busyCount, busyCapacity;
static long pendingCount;

struct record *record_create(bool isTimed) {
  struct record *record = calloc(1, sizeof *record);
  record->references = 1;
  record->isTimed = isTimed;
  return record;
}

struct record *record_share(struct record *record) {
  record->references++;
  return record;
}

void record_release(struct record *record) {
  if (--record->references == 0) free(record);
}

struct run *run_create(struct plan *plan, struct record *before) {
  struct run *run = calloc(1, sizeof *run);
  run->plan = plan_share(plan);
  run->left = plan->count;
  run->waiting = malloc(((size_t)plan->count + 1) * sizeof *run->waiting);
  run->ready = malloc(((size_t)plan->count + 1) * sizeof *run->ready);
  memcpy(run->waiting, plan->dependencyCounts, (size_t)plan->count * sizeof *run->waiting);
  for (int node = 0; node < plan->count; node++) {
    if (run->waiting[node] == 0) run->ready[run->readyCount++] = node;
  }
  run->manner = random_below(RUN_MANNER_COUNT);
  run->before = before ? record_share(before) : NULL;
  run->after = record_create(false);
  return run;
}

static void run_destroy(struct run *run) {
  plan_release(run->plan);
  free(run->waiting);
  free(run->ready);
  if (run->before) record_release(run->before);
  record_release(run->after);
  free(run);
}

static void append(struct stream *stream, struct operation operation) {
  struct operation *added = malloc(sizeof *added);
  *added = operation;
  if (stream->last) {
    stream->last->next = added;
  } else {
    if (busyCount == busyCapacity) {
      busyCapacity = busyCapacity ? 2 * busyCapacity : 64;
      busy = realloc(busy, (size_t)busyCapacity * sizeof *busy);
    }
    stream->first = added;
    stream->busyIndex = busyCount;
    busy[busyCount++] = stream;
  }
  stream->last = added;
  pendingCount++;
}

void submit_work(struct stream *stream, struct work *work, CUresult fault) {
  append(stream, (struct operation){.work = work, .fault = fault});
}

void submit_run(struct stream *stream, struct run *run, CUresult fault) {
  run->after->stream = stream;
  append(stream, (struct operation){.run = run, .fault = fault});
}

void submit_record(struct stream *stream, struct record *record, CUresult fault) {
  record->stream = stream;
  append(stream, (struct operation){.record = record_share(record), .fault = fault});
}

static void finish_record(struct record *record) {
  record->isDone = true;
  record->stream = NULL;
}

/// Takes a stream's first operation away, done or dropped.
static void remove_first(struct stream *stream) {
  struct operation *operation = stream->first;
  stream->first = operation->next;
  if (operation->work) work_release(operation->work);
  if (operation->run) {
    finish_record(operation->run->after);
    run_destroy(operation->run);
  }
  if (operation->record) {
    finish_record(operation->record);
    record_release(operation->record);
  }
  free(operation);
  pendingCount--;

  if (stream->first) return;
  stream->last = NULL;
  busy[stream->busyIndex] = busy[--busyCount];
  busy[stream->busyIndex]->busyIndex = stream->busyIndex;
  if (stream->isDestroyed) free(stream);
}

void schedule_drop(void) {
  while (busyCount > 0) remove_first(busy[0]);
}

long schedule_pending(void) { return pendingCount; }

/// The record that a stream's first operation waits for, or NULL where it can run.
static struct record *obstacle(const struct stream *stream) {
  const struct operation *operation = stream->first;
  struct record *record = operation->run ? operation->run->before : NULL;
  return record && !record->isDone ? record : NULL;
}

/// The stream of the lowest rank that can run; NULL where there is none.
static struct stream *lowest_stream(void) {
  struct stream *chosen = NULL;
  for (int index = 0; index < busyCount; index++) {
    bool isLower = !chosen || busy[index]->rank < chosen->rank;
    if (isLower && !obstacle(busy[index])) chosen = busy[index];
  }
  return chosen;
}

/// A random stream that can run, other than `excluded`; NULL where there is none.
static struct stream *random_stream(const struct stream *excluded) {
  struct stream *chosen = NULL;
  uint32_t found = 0;
  for (int index = 0; index < busyCount; index++) {
    if (busy[index] == excluded || obstacle(busy[index])) continue;
    if (random_below(++found) == 0) chosen = busy[index];
  }
  return chosen;
}

/// The stream that must run for a record to come nearer.
static struct stream *needed_stream(const struct record *record) {
  struct stream *stream = record->stream;
  for (struct record *next = obstacle(stream); next; next = obstacle(stream)) stream = next->stream;
  return stream;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

/// Runs one node of a graph that can run: in each launch of the graph a random one, or always the first or the last that could.
static void run_node(struct run *run) {
  int index = run->manner == RUN_FIRST ? 0
    : run->manner == RUN_LAST          ? run->readyCount - 1
                                       : (int)random_below((uint32_t)run->readyCount);
  int node = run->ready[index];
  run->readyCount--;
  memmove(&run->ready[index], &run->ready[index + 1], (size_t)(run->readyCount - index) * sizeof *run->ready);
  work_run(run->plan->works[node]);
  if (deviceFailure != CUDA_SUCCESS) return;
  run->left--;
  for (int edge = run->plan->firstEdge[node]; edge < run->plan->firstEdge[node + 1]; edge++) {
    int successor = run->plan->edges[edge];
    if (--run->waiting[successor] == 0) run->ready[run->readyCount++] = successor;
  }
}

/// Runs a stream's first operation, or one node of it. Where the device is lost, nothing is pending afterwards.
static void run_first(struct stream *stream) {
  struct operation *operation = stream->first;
  if (operation->fault != CUDA_SUCCESS) {
    lose_device(operation->fault, "an injected fault");
    return;
  }
  if (operation->work) {
    work_run(operation->work);
    if (deviceFailure != CUDA_SUCCESS) return;
  } else if (operation->run && operation->run->left > 0) {
    run_node(operation->run);
    if (deviceFailure != CUDA_SUCCESS || operation->run->left > 0) return;
  } else if (operation->record && operation->record->isTimed) {
    if (!opencl_finish()) {
      lose_device(CUDA_ERROR_LAUNCH_FAILED, "PoCL's queue failed");
      return;
    }
    operation->record->milliseconds = now();
  }
  remove_first(stream);
}

static CUresult finish(void) {
  if (!opencl_finish() && deviceFailure == CUDA_SUCCESS) lose_device(CUDA_ERROR_LAUNCH_FAILED, "PoCL's queue failed");
  return deviceFailure;
}

CUresult schedule_until(struct record *record) {
  // Each manner shows other mistakes: what is late, what is early, and what lies between.
  enum { ONLY_NEEDED, OTHERS_FIRST, BY_RANK, EVENLY, MANNER_COUNT };
  uint32_t manner = random_below(MANNER_COUNT);
  for (int index = 0; manner == BY_RANK && index < busyCount; index++) busy[index]->rank = random_below(UINT32_MAX);
  while (!record->isDone && deviceFailure == CUDA_SUCCESS) {
    struct stream *needed = needed_stream(record);
    struct stream *stream = manner == ONLY_NEEDED ? needed
      : manner == OTHERS_FIRST                    ? random_stream(needed)
      : manner == BY_RANK                         ? lowest_stream()
                                                  : random_stream(NULL);
    run_first(stream ? stream : needed);
  }
  return finish();
}

CUresult schedule_drain(struct stream *stream) {
  if (deviceFailure != CUDA_SUCCESS || !stream->first) return deviceFailure;
  struct record *end = record_create(false);
  submit_record(stream, end, CUDA_SUCCESS);
  CUresult result = schedule_until(end);
  record_release(end);
  return result;
}

CUresult schedule_some(void) {
  enum { MOST = 8 };
  for (uint32_t left = random_below(MOST + 1); left > 0 && deviceFailure == CUDA_SUCCESS; left--) {
    struct stream *stream = random_stream(NULL);
    if (!stream) break;
    run_first(stream);
  }
  return finish();
}
