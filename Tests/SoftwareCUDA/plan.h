#pragma once

// A graph as it runs: works and the edges between them. Pending launches share it; changing a node of an executable makes
// another one.

#include "work.h"

#pragma GCC visibility push(hidden)

struct plan {
  int references;
  int count;
  struct work **works;
  /// For each node, how many nodes it waits for.
  int *dependencyCounts;
  /// The successors of node n are edges[firstEdge[n]] to edges[firstEdge[n + 1] - 1].
  int *firstEdge;
  int *edges;
};

struct plan *plan_create(int count, int edgeCount);
struct plan *plan_share(struct plan *plan);
void plan_release(struct plan *plan);

/// A copy that shares the works.
struct plan *plan_copy(const struct plan *plan);

#pragma GCC visibility pop
