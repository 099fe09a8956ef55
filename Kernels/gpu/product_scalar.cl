// How `product_group.cl`, which follows, multiplies its tiles by multiply-adds of single work-items. Follows
// product_operand.cl; `product_matrix.cl` stands in its place for tensor cores.
//
// A work-item computes a PER_M x PER_N part of the tile in registers. 32 work-items that run together cover a block of
// LANES_M x LANES_N parts, so that they read few different floats: of neighbours two have the same columns, and of the next
// two the same rows, as NVIDIA's GPUs then read local memory's float4 in half the turns.

#define LANES_N (ITEMS_N < 8 ? ITEMS_N : 8)
#define LANES_M (32 / LANES_N)
// A part is made of blocks of 4, so that local memory is read as float4 and neighbours read neighbouring banks.
#define BLOCKS_M (PER_M / 4)
#define BLOCKS_N (PER_N / 4)
// A work-item's rows and columns of the tile.
#define ROW(i) ((i) / 4 * (TILE_M / BLOCKS_M) + item_m * 4 + (i) % 4)
#define COLUMN(j) ((j) / 4 * (TILE_N / BLOCKS_N) + item_n * 4 + (j) % 4)
#define PLACE_ITEM                                                                         \
  int item_m = warp / (ITEMS_N / LANES_N) * LANES_M + lane / (2 * LANES_N) * 2 + lane % 2; \
  int item_n = warp % (ITEMS_N / LANES_N) * LANES_N + lane / 2 % LANES_N;

// Floats from one k of a tile to the next.
#define A_STRIDE (TILE_M + 4)
#define B_STRIDE (TILE_N + 4)
#define ELEMENT float
#define A_ELEMENTS (TILE_K * A_STRIDE)
#define B_ELEMENTS (TILE_K * B_STRIDE)
#define STORE_ALONG_K(tile, line, k, values, vector, stride) \
  store_along_k((tile) + (k) * (stride) + (line), values, vector, stride)
#define STORE_ALONG_LINES(tile, line, k, values, vector, stride) \
  store_along_lines((tile) + (k) * (stride) + (line), values, vector)

INLINE void load_block(float* to, LOCAL const float* p) {
  float4 value = *(LOCAL const float4*)p;
  to[0] = value.x;
  to[1] = value.y;
  to[2] = value.z;
  to[3] = value.w;
}

INLINE void multiply_tiles(float sum[PER_M][PER_N], LOCAL const float* a, LOCAL const float* b) {
#pragma unroll
  for (int k = 0; k < TILE_K; k++) {
    float left[PER_M], right[PER_N];
#pragma unroll
    for (int q = 0; q < BLOCKS_M; q++) load_block(left + q * 4, a + k * A_STRIDE + q * (TILE_M / BLOCKS_M));
#pragma unroll
    for (int q = 0; q < BLOCKS_N; q++) load_block(right + q * 4, b + k * B_STRIDE + q * (TILE_N / BLOCKS_N));
#pragma unroll
    for (int i = 0; i < PER_M; i++) {
#pragma unroll
      for (int j = 0; j < PER_N; j++) sum[i][j] = fma(left[i], right[j], sum[i][j]);
    }
  }
}

#define BEGIN_SUMS
#define MULTIPLY_TILES(a_tile, b_tile) multiply_tiles(sum, (a_tile) + item_m * 4, (b_tile) + item_n * 4)
#define FOR_EACH_TILE for (int k0 = k_begin; k0 < k_stop + TILE_K; k0 += TILE_K)
