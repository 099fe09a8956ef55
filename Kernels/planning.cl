// Planning by the cross-entropy method (Hafner et al. 2019, algorithm 2), for the plans of several environments at
// once, which never mix.
//   planning_sample   action = mean + deviation * noise, not below low nor above high
//                     global size: {ceil(candidates / CHUNK), steps * environments}
//   planning_top      the places of each environment's largest returns, the best first: among equal ones the smaller
//                     place comes first, and NaN comes last
//                     global size: {ceil(candidates / CHUNK), environments}
//   planning_refit    for each step and dimension, over the chosen candidates' actions x: mean = sum x / top, and
//                     deviation = sqrt(sum (x - mean)^2 / top), or sum |x - mean| / max(top - 1, 1)
//                     work-groups (see work_group.cl) of WIDTH dimensions of a step and an environment each, which share the
//                     chosen candidates

#ifndef CHUNK
#define CHUNK 1
#endif

KERNEL void planning_sample(GLOBAL const float* mean,       // [steps, environments, dimensions]
                            GLOBAL const float* deviation,  // [steps, environments, dimensions]
                            GLOBAL const float* noise,      // [steps, environments, candidates, dimensions]
                            GLOBAL const float* low,        // [dimensions]
                            GLOBAL const float* high,       // [dimensions]
                            GLOBAL float* action,           // [steps, environments, candidates, dimensions]
                            int candidates, int dimensions) {
  int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, candidates), row = get_global_id(1);
  for (int a = 0; a < dimensions; a += WIDTH) {
    int n = dimensions - a;
    floatv center = load_part(mean + row * dimensions + a, n, 0);
    floatv scale = load_part(deviation + row * dimensions + a, n, 0);
    floatv least = load_part(low + a, n, 0), most = load_part(high + a, n, 0);
    for (int j = start; j < end; j++) {
      size_t at = ((size_t)row * candidates + j) * dimensions + a;
      floatv value = center + scale * load_part(noise + at, n, 0);
      value = SELECT(value < least, least, value);
      store_part(SELECT(value > most, most, value), action + at, n);
    }
  }
}

// An integer that increases with the number, is the same for both zeros, and is smallest for NaN.
static inline int order_of(float value) {
  int bits = as_int(value), magnitude = bits & INT_MAX;
  if (magnitude > as_int(INFINITY)) return INT_MIN;
  return bits < 0 ? -magnitude : magnitude;
}

#if WIDTH == 16
#define FROM_LANES(lane) vload16(0, lane)
#else
#define FROM_LANES(lane) lane[0]
#endif

KERNEL void planning_top(GLOBAL const float* returns,  // [environments, candidates]
                         GLOBAL int* index,            // [environments, top]
                         int candidates, int top) {
  int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, candidates), environment = get_global_id(1);
  GLOBAL const float* value = returns + (size_t)environment * candidates;
  for (int j = start; j < end; j += WIDTH) {
    int lane[WIDTH];
    for (int k = 0; k < WIDTH; k++) lane[k] = order_of(value[min(j + k, candidates - 1)]);
    intv own = FROM_LANES(lane), place = j + LANES, better = 0;
    for (int i = 0; i < candidates; i++) {
      int other = order_of(value[i]);
      better += SELECT_INT((other > own) | ((other == own) & (i < place)), 1, 0);
    }
#if WIDTH == 16
    vstore16(better, 0, lane);
#else
    lane[0] = better;
#endif
    for (int k = 0; k < WIDTH && j + k < end; k++) {
      if (lane[k] < top) index[environment * top + lane[k]] = j + k;
    }
  }
}

#if GROUP == 1
#define OVER_GROUP(sum, scratch) (sum)
#else
#define OVER_GROUP(sum, scratch) group_sum(sum, scratch)
#endif

KERNEL void planning_refit(GLOBAL const float* action,  // [steps, environments, candidates, dimensions]
                           GLOBAL const int* index,     // [environments, top], each in 0..<candidates
                           GLOBAL float* mean,          // [steps, environments, dimensions]
                           GLOBAL float* deviation,     // [steps, environments, dimensions]
                           int environments, int candidates, int dimensions, int top, int is_absolute) {
  GROUP_SCRATCH(scratch);
  int blocks = (dimensions + WIDTH - 1) / WIDTH;
  int row = GROUP_INDEX / blocks, a = GROUP_INDEX % blocks * WIDTH, n = dimensions - a;
  GLOBAL const int* chosen = index + row % environments * top;
  GLOBAL const float* actions = action + (size_t)row * candidates * dimensions + a;
  floatv sum = 0;
  for (int k = get_local_id(0); k < top; k += GROUP) sum += load_part(actions + chosen[k] * dimensions, n, 0);
  floatv center = OVER_GROUP(sum, scratch) / top, spread = 0;
  for (int k = get_local_id(0); k < top; k += GROUP) {
    floatv distance = load_part(actions + chosen[k] * dimensions, n, 0) - center;
    spread += is_absolute ? fabs(distance) : distance * distance;
  }
  spread = OVER_GROUP(spread, scratch);
  if (get_local_id(0) == 0) {
    store_part(center, mean + row * dimensions + a, n);
    store_part(is_absolute ? spread / max(top - 1, 1) : sqrt(spread / top), deviation + row * dimensions + a, n);
  }
}
