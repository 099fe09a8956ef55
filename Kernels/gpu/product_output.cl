// What a work-group of `product_group.cl`, which follows, stores: elements of C behind the epilogue, and sums over the tile's
// columns. Follows the file that says how tiles are multiplied.

#ifndef C_VECTOR
#define C_VECTOR 1
#endif

#ifdef STATISTICS
#define KEEP(element, value) ((element) = (value))
// From each work-item's part of the columns' sums in `columns`: the sums over all rows of the tile, in the same place.
#define SUM_COLUMNS(columns)                                                                          \
  barrier(CLK_LOCAL_MEM_FENCE);                                                                       \
  _Pragma("unroll") for (int j = 0; j < PER_N; j++) {                                                 \
    if (slice == 0) parts[item_m * TILE_N + COLUMN(j)] = columns[j];                                  \
  }                                                                                                   \
  barrier(CLK_LOCAL_MEM_FENCE);                                                                       \
  _Pragma("unroll") for (int j = 0; j < PER_N; j++) {                                                 \
    columns[j] = 0;                                                                                   \
    for (int r = 0; r < TILE_M / PER_M; r++) columns[j] += parts[r * TILE_N + COLUMN(j)];             \
  }
#else
#define KEEP(element, value) (value)
#endif

// Stores C_VECTOR sums side by side, in column n and the ones after it, behind bias, addend and epilogue, and keeps in `sum`
// what the statistics are of.
INLINE void store_output(GLOBAL float* c, GLOBAL const float* bias, GLOBAL const float* gate, float* sum, long at, int n,
                         int has_bias, int bias_period, int accumulate) {
#if C_VECTOR == 4
  float4 first = 0;
  if (has_bias == 1) first = *(GLOBAL const float4*)(bias + n % bias_period);
  if (has_bias == 2) first = *(GLOBAL const float4*)(bias + at);
  if (accumulate) first = *(GLOBAL const float4*)(c + at);
  first += (float4)(sum[0], sum[1], sum[2], sum[3]);
  *(GLOBAL float4*)(c + at) =
      (float4)(KEEP(sum[0], EPILOGUE(first.x, at, 1)), KEEP(sum[1], EPILOGUE(first.y, at + 1, 1)),
               KEEP(sum[2], EPILOGUE(first.z, at + 2, 1)),
               KEEP(sum[3], EPILOGUE(first.w, at + 3, 1)));
#elif C_VECTOR == 2
  float2 first = 0;
  if (has_bias) first = *(GLOBAL const float2*)(bias + (has_bias == 1 ? n % bias_period : at));
  if (accumulate) first = *(GLOBAL const float2*)(c + at);
  first += (float2)(sum[0], sum[1]);
  *(GLOBAL float2*)(c + at) =
      (float2)(KEEP(sum[0], EPILOGUE(first.x, at, 1)), KEEP(sum[1], EPILOGUE(first.y, at + 1, 1)));
#else
  float first = has_bias == 1 ? bias[n % bias_period] : has_bias == 2 ? bias[at] : accumulate ? c[at] : 0;
  c[at] = KEEP(sum[0], EPILOGUE(first + sum[0], at, 1));
#endif
}
