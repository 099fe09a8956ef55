#pragma once

// Streams' operations wait here until something must be complete; then random ones run until it is.

#include "driver.h"
#include "objects.h"
#include "work.h"

#pragma GCC visibility push(hidden)

struct stream;
struct plan;

/// A point in a stream that events and launches of graphs refer to.
struct record {
  int references;
  bool isDone;
  bool isTimed;
  /// When it was reached, by the monotonic clock.
  double milliseconds;
  /// The stream that it is in, until it is done.
  struct stream *stream;
};

struct record *record_create(bool isTimed);
struct record *record_share(struct record *record);
void record_release(struct record *record);

/// Which of a graph's nodes that can run does so next; half of all launches take any.
enum run_manner { RUN_FIRST, RUN_LAST, RUN_ANY, RUN_ANY_AS_WELL, RUN_MANNER_COUNT };

/// A graph in progress.
struct run {
  enum run_manner manner;
  struct plan *plan;
  /// For each node, how many nodes it still waits for.
  int *waiting;
  int *ready;
  int readyCount;
  int left;
  /// The last launch of the same executable, which must end first; or NULL.
  struct record *before;
  /// The end of this one.
  struct record *after;
};

/// A new launch of a plan, of which it keeps a reference.
struct run *run_create(struct plan *plan, struct record *before);

struct operation {
  struct operation *next;
  /// What happens to the device instead, where it is not 0.
  CUresult fault;
  // One of these.
  struct work *work;
  struct run *run;
  struct record *record;
};

struct stream {
  struct object object;
  int priority;
  bool isDestroyed;
  struct operation *first, *last;
  /// Its turn, while streams run by rank.
  uint32_t rank;
  /// Where it stands among the streams that have operations.
  int busyIndex;
};

/// Appends an operation to a stream. `fault` is what it shall meet, or 0.
void submit_work(struct stream *stream, struct work *work, CUresult fault);
void submit_run(struct stream *stream, struct run *run, CUresult fault);
void submit_record(struct stream *stream, struct record *record, CUresult fault);

/// Runs operations until a record is done. Returns the device's failure, or 0.
CUresult schedule_until(struct record *record);

/// Runs what a stream has now to its end.
CUresult schedule_drain(struct stream *stream);

/// Runs a few operations, or none, as time would.
CUresult schedule_some(void);

/// Drops everything that is pending.
void schedule_drop(void);

long schedule_pending(void);

#pragma GCC visibility pop
