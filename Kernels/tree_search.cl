// Monte Carlo tree search with pUCT (Schrittwieser et al. 2020, appendix B), with the same visits as the host's
// search: sums and products are computed in the same order, none contracted, and divisions are correctly rounded.
//
// Trees with Gumbel MuZero's rules (Danihelka et al. 2022) are searched as in Sources/Search/Gumbel.
//
// A node is a record of NODE_WORDS words: parent, edge, visits, value sum, reward, prior, the low part of the value
// sum, and then for each action prior / (1 + visits), Q and child (0 for none); see NodeLayout. A tree has a header
// of TREE_WORDS words.

#pragma OPENCL FP_CONTRACT OFF

#define NODE_PARENT 0
#define NODE_EDGE 1
#define NODE_VISITS 2
#define NODE_SUM 3
#define NODE_REWARD 4
#define NODE_PRIOR 5
#define NODE_SUM_LOW 6
#define NODE_SHARED 7
#define NODE_VALUES (NODE_SHARED + ACTIONS)
#define NODE_CHILDREN (NODE_SHARED + 2 * ACTIONS)

#define TREE_WORDS 20
#define TREE_LOWEST 0
#define TREE_HIGHEST 1
#define TREE_DISCOUNT 2
#define TREE_ROOT_EDGES 3
#define TREE_EDGES 4
#define TREE_COUNT 5
#define TREE_SIMULATIONS 6
#define TREE_TRIES_AS_PARENT 7
#define TREE_EXPLORATION 8
#define TREE_FAULT 9
#define TREE_LEAF_PARENT 10
#define TREE_LEAF_EDGE 11
#define TREE_REWARD 12
#define TREE_VALUE 13
// The offsets in the block of a tree's Gumbel MuZero record, and of its kept nodes without the root; 0 for none.
#define TREE_GUMBEL 14
#define TREE_KEPT 15
// The action whose prior is not finite, and that prior; or −1, and the sum of the priors.
#define TREE_FAULT_ACTION 16
#define TREE_FAULT_PRIOR 17

#define GUMBEL_SCALE 0
#define GUMBEL_OFFSET 1
#define GUMBEL_SCHEDULE 2
#define GUMBEL_SCORES 3

// The fault of a leaf: its reward or value is not finite, a prior is not finite, its priors do not sum to a positive
// number, or Q has become too large.
#define FAULT_SCALARS 1
#define FAULT_PRIORS 2
#define FAULT_RANGE 3

#define REAL(record, word) as_float((record)[word])

static inline GLOBAL int* node_at(GLOBAL int* nodes, int index) { return nodes + (size_t)index * NODE_WORDS; }

static inline float edge_score(GLOBAL const int* node, int edge, float factor, float unvisited, float offset, float scale) {
  float value = node[NODE_CHILDREN + edge] ? (REAL(node, NODE_VALUES + edge) - offset) * scale : unvisited;
  return value + REAL(node, NODE_SHARED + edge) * factor;
}

// The edge with the largest score; among equals the one with the largest prior, then the first.
static inline int best_edge(GLOBAL int* nodes, GLOBAL const int* node, int edges, float factor, float unvisited,
                            float offset, float scale) {
  float best = edge_score(node, 0, factor, unvisited, offset, scale);
  int edge = 0, is_tied = 0;
  for (int i = 1; i < edges; i++) {
    float score = edge_score(node, i, factor, unvisited, offset, scale);
    is_tied = score > best ? 0 : (is_tied | (score == best));
    edge = score > best ? i : edge;
    best = score > best ? score : best;
  }
  if (!is_tied) return edge;
  float largest = -INFINITY;
  for (int i = 0; i < edges; i++) {
    if (edge_score(node, i, factor, unvisited, offset, scale) != best) continue;
    int child = node[NODE_CHILDREN + i];
    float prior = child ? REAL(node_at(nodes, child), NODE_PRIOR) : REAL(node, NODE_SHARED + i);
    edge = prior > largest ? i : edge;
    largest = prior > largest ? prior : largest;
  }
  return edge;
}

// exp(x) for x <= 0 by sums and products alone (Cephes, expf), with the same bits as the host's; 0 below -87.
static inline float exact_exponential(float x) {
  if (!(x > -87.0f)) return 0;
  float n = (x * 1.44269504f + 12582912.0f) - 12582912.0f;
  float r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  float y = (p * (r * r) + r) + 1;
  return y * as_float(((int)n + 127) << 23);
}

// The prior of an edge, and its visits.
static inline float edge_prior(GLOBAL int* nodes, GLOBAL const int* node, int edge, float* visits) {
  int child = node[NODE_CHILDREN + edge];
  GLOBAL const int* below = node_at(nodes, child);
  *visits = child ? (float)below[NODE_VISITS] : 0.0f;
  return fmax(child ? REAL(below, NODE_PRIOR) : REAL(node, NODE_SHARED + edge), 1.17549435e-38f);
}

// The edge that Gumbel MuZero's rules take at a node. At the root it is the edge with the largest sum of Gumbel
// number, logit and completed Q among those with the considered number of visits; below it, the edge whose share of
// the visits falls furthest short of the improved policy. `gumbel` is the tree's record, `own` the networks' own
// value of the node.
static inline int gumbel_edge(GLOBAL const int* tree, GLOBAL int* nodes, GLOBAL const int* block, int index, float own,
                              int edges) {
  GLOBAL const int* node = node_at(nodes, index);
  GLOBAL const int* gumbel = block + tree[TREE_GUMBEL];
  float sum = 0, most = 0, mass = 0, weighted = 0, low = INFINITY, high = -INFINITY, visits;
  int has_mixed = index == 0 && edges < tree[TREE_EDGES];
  for (int i = 0; i < edges; i++) {
    float prior = edge_prior(nodes, node, i, &visits);
    if (visits == 0) {
      has_mixed = 1;
      continue;
    }
    float value = REAL(node, NODE_VALUES + i);
    sum += visits;
    most = fmax(most, visits);
    mass += prior;
    weighted += prior * value;
    low = fmin(low, value);
    high = fmax(high, value);
  }
  float mixed = (own + (mass > 0 ? sum * (weighted / mass) : 0.0f)) / (sum + 1);
  if (has_mixed) {
    low = fmin(low, mixed);
    high = fmax(high, mixed);
  }
  float scale = (REAL(gumbel, GUMBEL_OFFSET) + most) * REAL(gumbel, GUMBEL_SCALE), range = fmax(high - low, 1e-8f);
#define COMPLETED(i) (scale * (((node[NODE_CHILDREN + (i)] ? REAL(node, NODE_VALUES + (i)) : mixed) - low) / range))
  int best = 0;
  float best_score = -INFINITY;
  if (index == 0) {
    float considered = (float)block[gumbel[GUMBEL_SCHEDULE] + (int)sum];
    for (int i = 0; i < edges; i++) {
      edge_prior(nodes, node, i, &visits);
      if (visits != considered) continue;
      float score = fmax(-1e9f, REAL(gumbel, GUMBEL_SCORES + i) + COMPLETED(i));
      best = score > best_score ? i : best;
      best_score = score > best_score ? score : best_score;
    }
    return best;
  }
  float highest = scale * ((high - low) / range), total = 0;
  for (int i = 0; i < edges; i++) {
    total += edge_prior(nodes, node, i, &visits) * exact_exponential(COMPLETED(i) - highest);
  }
  for (int i = 0; i < edges; i++) {
    float prior = edge_prior(nodes, node, i, &visits);
    float score = prior * exact_exponential(COMPLETED(i) - highest) / total - visits / (sum + 1);
    best = score > best_score ? i : best;
    best_score = score > best_score ? score : best_score;
  }
#undef COMPLETED
  return best;
}

// Finds a tree's next leaf, and writes its parent and edge to the header. `own_values` are the networks' own values
// of the tree's nodes.
static inline void descend(GLOBAL int* tree, GLOBAL int* nodes, GLOBAL const float* own_values, GLOBAL const int* block) {
  float low = REAL(tree, TREE_LOWEST), high = REAL(tree, TREE_HIGHEST), range = high - low;
  int scales = range > 1e-6f * fmax(fabs(low), fabs(high));
  float offset = scales ? low : 0.0f, scale = scales ? 1 / range : 1.0f;
  GLOBAL const int* exploration = block + EXPLORATIONS + tree[TREE_EXPLORATION];
  int index = 0, edges = tree[TREE_ROOT_EDGES], edge;
  for (;;) {
    GLOBAL const int* node = node_at(nodes, index);
    int visits = node[NODE_VISITS];
    float unvisited = 0;
    if (tree[TREE_TRIES_AS_PARENT] && visits > 0) {
      float mean = REAL(node, NODE_SUM) / (float)visits;
      unvisited = (fmin(fmax(mean, low), high) - offset) * scale;
    }
    edge = tree[TREE_GUMBEL]
      ? gumbel_edge(tree, nodes, block, index, own_values[index], edges)
      : best_edge(nodes, node, edges, REAL(exploration, visits), unvisited, offset, scale);
    int child = node[NODE_CHILDREN + edge];
    if (!child) break;
    index = child;
    edges = tree[TREE_EDGES];
  }
  tree[TREE_LEAF_PARENT] = index;
  tree[TREE_LEAF_EDGE] = edge;
}

// The sum of a row of priors: eight partial sums if there are as many numbers, added pair by pair.
static inline float prior_sum(TILE const float* priors, int count) {
  int i = 0;
  float sum = 0;
  if (count >= 8) {
    float part[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    for (; i + 8 <= count; i += 8) {
      for (int j = 0; j < 8; j++) part[j] += priors[i + j];
    }
    sum = ((part[0] + part[4]) + (part[2] + part[6])) + ((part[1] + part[5]) + (part[3] + part[7]));
  }
  for (; i < count; i++) sum += priors[i];
  return sum;
}

// Adds the evaluated leaf to its tree. Returns 0, or the leaf's fault.
static inline int add_leaf(GLOBAL int* tree, GLOBAL int* nodes, TILE const float* priors, float value, float reward) {
  int index = tree[TREE_COUNT], parent_index = tree[TREE_LEAF_PARENT], edge = tree[TREE_LEAF_EDGE];
  int edges = tree[TREE_EDGES];
  GLOBAL int* node = node_at(nodes, index);
  GLOBAL int* parent = node_at(nodes, parent_index);
  node[NODE_PARENT] = parent_index;
  node[NODE_EDGE] = edge;
  node[NODE_VISITS] = 1;
  node[NODE_SUM] = as_int(value);
  node[NODE_SUM_LOW] = 0;
  node[NODE_REWARD] = as_int(reward);
  node[NODE_PRIOR] = parent[NODE_SHARED + edge];
  parent[NODE_CHILDREN + edge] = index;
  tree[TREE_COUNT] = index + 1;
  tree[TREE_REWARD] = as_int(reward);
  tree[TREE_VALUE] = as_int(value);
  if (!isfinite(reward) || !isfinite(value)) return FAULT_SCALARS;
  float sum = prior_sum(priors, edges);
  if (!(sum > 0) || !isfinite(sum)) {
    int wrong = 0;
    while (wrong < edges && isfinite(priors[wrong])) wrong++;
    tree[TREE_FAULT_ACTION] = wrong < edges ? wrong : -1;
    tree[TREE_FAULT_PRIOR] = as_int(wrong < edges ? priors[wrong] : sum);
    return FAULT_PRIORS;
  }
  float scale = 1 / sum;
  for (int i = 0; i < edges; i++) {
    node[NODE_SHARED + i] = as_int(priors[i] * scale);
    node[NODE_CHILDREN + i] = 0;
  }
  return 0;
}

// Backs the newest leaf's value up to the root. Returns 0, or the fault.
static inline int back_up(GLOBAL int* tree, GLOBAL int* nodes) {
  float low = REAL(tree, TREE_LOWEST), high = REAL(tree, TREE_HIGHEST), discount = REAL(tree, TREE_DISCOUNT);
  GLOBAL const int* node = node_at(nodes, tree[TREE_COUNT] - 1);
  float value = REAL(node, NODE_SUM);
  int index;
  do {
    float reward = REAL(node, NODE_REWARD);
    float visits = (float)node[NODE_VISITS];
    float quality = reward + discount * REAL(node, NODE_SUM) / visits;
    int edge = node[NODE_EDGE];
    index = node[NODE_PARENT];
    GLOBAL int* parent = node_at(nodes, index);
    value = reward + discount * value;
    parent[NODE_VISITS]++;
    // The sum and its rounding error (Knuth's two-sum).
    float sum = REAL(parent, NODE_SUM), total = sum + value, part = total - sum;
    float rest = (sum - (total - part)) + (value - part) + REAL(parent, NODE_SUM_LOW);
    float lost = isfinite(rest) ? rest : 0.0f;  // where the sum overflows, infinity stays
    float rounded = total + lost;
    parent[NODE_SUM] = as_int(rounded);
    parent[NODE_SUM_LOW] = as_int(lost - (rounded - total));
    parent[NODE_VALUES + edge] = as_int(quality);
    parent[NODE_SHARED + edge] = as_int(REAL(node, NODE_PRIOR) / (1 + visits));
    low = quality < low ? quality : low;
    high = quality > high ? quality : high;
    node = parent;
  } while (index != 0);
  tree[TREE_LOWEST] = as_int(low);
  tree[TREE_HIGHEST] = as_int(high);
  return isfinite(high - low) ? 0 : FAULT_RANGE;
}

// The kernel around the networks' statements. A work-group takes TILE_ROWS trees of `block` through block[1]
// simulations each, or as many as a tree has left. SearchTrees defines the layout of `block`; everything at HEADERS
// remains between launches.
#define EACH_TREE for (int row = MEMBER, number = get_group_id(0) * TILE_ROWS + MEMBER; row < TILE_ROWS; row += GROUP, number += GROUP)
#define TREE(number) (block + HEADERS + (number) * TREE_WORDS)
#define TREE_NODES_OF(number) (nodes + (size_t)(number) * TREE_NODES * NODE_WORDS)
// The slot of a node's state. If subtrees are kept, nodes move but states do not.
#ifdef KEEPS_SUBTREES
#define SLOT(number, node) ((number) * TREE_NODES + block[block[3] + (number) * TREE_NODES + (node)])
#else
#define SLOT(number, node) ((number) * TREE_NODES + (node))
#endif

#define TREE_SEARCH_BEGIN                                                                                            \
  TILE_MEMORY                                                                                                        \
  GROUP_SCRATCH(scratch);                                                                                            \
  LOCAL int row_memory[3 * TILE_ROWS];                                                                               \
  LOCAL int* parents = row_memory + get_global_offset(0);                                                            \
  LOCAL int* actions = parents + TILE_ROWS;                                                                          \
  LOCAL int* children = actions + TILE_ROWS;                                                                         \
  /* A tile without a tree has nothing to do. */                                                                     \
  const int trees = block[0], steps = (int)get_group_id(0) * TILE_ROWS < trees ? block[1] : 0;                       \
  if (block[2]) {                                                                                                    \
    EACH_TREE {                                                                                                      \
      if (number >= trees) continue;                                                                                 \
      GLOBAL int* root = TREE_NODES_OF(number);                                                                      \
      GLOBAL const int* tree = TREE(number);                                                                         \
      for (int i = 0; i < NODE_WORDS; i++) root[i] = block[ROOTS + number * NODE_WORDS + i];                         \
      own_values[(size_t)number * TREE_NODES] = REAL(tree, TREE_VALUE);                                              \
      const int kept = tree[TREE_KEPT] ? (tree[TREE_COUNT] - 1) * NODE_WORDS : 0;                                    \
      for (int i = 0; i < kept; i++) root[NODE_WORDS + i] = block[tree[TREE_KEPT] + i];                              \
    }                                                                                                                \
  }                                                                                                                  \
  for (int step = 0; step < steps; step++) {                                                                         \
    EACH_TREE {                                                                                                      \
      parents[row] = 0;                                                                                              \
      actions[row] = 0;                                                                                              \
      children[row] = -1;                                                                                            \
      if (number >= trees) continue;                                                                                 \
      GLOBAL int* tree = TREE(number);                                                                               \
      int count = tree[TREE_COUNT];                                                                                  \
      parents[row] = SLOT(number, 0);                                                                                \
      if (tree[TREE_FAULT] || count > tree[TREE_SIMULATIONS]) continue;                                              \
      descend(tree, TREE_NODES_OF(number), own_values + (size_t)number * TREE_NODES, block);                         \
      int parent = tree[TREE_LEAF_PARENT], edge = tree[TREE_LEAF_EDGE];                                              \
      parents[row] = SLOT(number, parent);                                                                           \
      actions[row] = parent ? edge : block[LEGAL_ACTIONS + number * ACTIONS + edge];                                 \
      children[row] = SLOT(number, count);                                                                           \
    }                                                                                                                \
    ROW_BARRIER;

#define TREE_SEARCH_END(priors, value, reward)                                                                       \
  EACH_TREE {                                                                                                        \
    if (children[row] < 0) continue;                                                                                 \
    GLOBAL int* tree = TREE(number);                                                                                 \
    own_values[(size_t)number * TREE_NODES + tree[TREE_COUNT]] = value;                                              \
    int fault = add_leaf(tree, TREE_NODES_OF(number), priors, value, reward);                                        \
    tree[TREE_FAULT] = fault ? fault : back_up(tree, TREE_NODES_OF(number));                                         \
  }                                                                                                                  \
  ROW_BARRIER;                                                                                                       \
  }
