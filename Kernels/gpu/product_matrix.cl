// How `product_group.cl`, which follows, multiplies its tiles on tensor cores, a warp at a time. Follows
// product_operand.cl, and stands around the instructions: matrix_rows.cl before them, this file behind them.
//
// A warp computes WARP_M x WARP_N of the work-group's tile, in blocks of 16 x 8. An operand's tile lies in local memory as it
// does in the array: a line of TILE_K beside the next where k is contiguous ("along k"), or all lines of one k; then
// loads are stored 16 bytes at a time, or 8 of bf16. Fragments are read as matrices of 8 rows of 16 bytes, or as single
// floats where k is not contiguous, without conflicts of banks.
//
// Products are summed inside the tensor cores, which truncate, over CHAIN tiles at most; these sums are added in float32,
// which rounds (Ootomo and Yokota 2022, "Recovering single precision accuracy from Tensor Cores").
//
// Macros:
//   PRECISION  0: float32, as three products of TF32 for the higher and lower parts of operands, the product of the lower
//              parts being too features to count    1: TF32    2: bf16
//   CHAIN      tiles that are summed inside the tensor cores
//
// TF32 and bf16 operands are rounded as they are stored into the tile.

#ifndef CHAIN
#define CHAIN 8
#endif

// A lane has a row of each block of 8 rows, and two columns of each block of 8 columns.
#define WARP_M (PER_M * 8)
#define WARP_N (PER_N * 4)
#define WARPS_N (TILE_N / WARP_N)
#define BLOCKS (PER_N / 2)
// k of an instruction, and such steps of a tile.
#define STEP_K (PRECISION == 2 ? 16 : 8)
#define STEPS (TILE_K / STEP_K)

#define ELEMENT_BYTES ((int)sizeof(ELEMENT))
// Elements from a line to the next along k, or from one k to the next along lines.
#define LINE_STRIDE (TILE_K + 16 / ELEMENT_BYTES)
#define A_STRIDE (A_ALONG_K ? LINE_STRIDE : TILE_M + 8)
#define B_STRIDE (B_ALONG_K ? LINE_STRIDE : TILE_N + 8)
#define A_ELEMENTS (A_ALONG_K ? TILE_M * LINE_STRIDE : TILE_K * (TILE_M + 8))
#define B_ELEMENTS (B_ALONG_K ? TILE_N * LINE_STRIDE : TILE_K * (TILE_N + 8))

// A lane's rows and columns of the tile, those of its sum [i][j].
#define ROW(i) (warp_m + (i)*8 + lane / 4)
#define COLUMN(j) (warp_n + (j) / 2 * 8 + lane % 4 * 2 + (j) % 2)

// Stores a load of 4 elements side by side in a tile, or of 1.
INLINE void store_elements(LOCAL ELEMENT* to, const float* values, int vector) {
#if PRECISION == 2
  if (vector == 4) {
    *(LOCAL uint2*)to = (uint2)(pack_bf16(values[0], values[1]), pack_bf16(values[2], values[3]));
  } else {
    to[0] = (ushort)pack_bf16(values[0], 0);
  }
#elif PRECISION == 1
  if (vector == 4) {
    *(LOCAL float4*)to =
        (float4)(round_tf32(values[0]), round_tf32(values[1]), round_tf32(values[2]), round_tf32(values[3]));
  } else {
    to[0] = round_tf32(values[0]);
  }
#else
  store_along_lines(to, values, vector);
#endif
}

#define STORE_ALONG_K(tile, line, k, values, vector, stride) store_elements((tile) + (line) * (stride) + (k), values, vector)
#define STORE_ALONG_LINES(tile, line, k, values, vector, stride) \
  store_elements((tile) + (k) * (stride) + (line), values, vector)

// The registers of a lane for a step of 32 lines: for A of two blocks of 16 rows, one after the other, for B two registers
// for each of four blocks of 8 columns.
INLINE void load_registers(uint* registers, LOCAL const ELEMENT* tile, int line, int step, int lane, bool is_left,
                           bool along_k, int stride) {
#if PRECISION != 2
  if (!along_k) {
    LOCAL const ELEMENT* from = tile + lane % 4 * stride + lane / 4 + (step * STEP_K * stride + line);
    UNROLL for (int r = 0; r < 8; r++) {
      int k = (is_left ? r % 4 / 2 : r % 2) * 4, of_line = is_left ? r / 4 * 16 + r % 2 * 8 : r / 2 * 8;
      registers[r] = as_uint(from[k * stride + of_line]);
    }
    return;
  }
#endif
  MatrixRows rows = {stride * ELEMENT_BYTES, along_k == is_left};
  UNROLL for (int part = 0; part < 2; part++) {
    int first = line + 16 * part;
    if (along_k) {
      LOCAL const ELEMENT* from = tile + first * stride + step * STEP_K;
      load_matrices(registers + 4 * part, (LOCAL const uchar*)from, rows, lane);
    } else {
      LOCAL const ELEMENT* from = tile + step * STEP_K * stride + first;
      load_matrices_transposed(registers + 4 * part, (LOCAL const uchar*)from, rows, lane);
    }
  }
}

#define load_left(registers, tile, line, step, lane) \
  load_registers(registers, tile, line, step, lane, true, A_ALONG_K, A_STRIDE)
#define load_right(registers, tile, line, step, lane) \
  load_registers(registers, tile, line, step, lane, false, B_ALONG_K, B_STRIDE)

#if PRECISION == 0
// The part of a float that TF32 holds, and the rest, as TF32 too.
INLINE uint higher_part(uint bits) { return as_uint(round_tf32(as_float(bits))) & 0xffffe000; }
INLINE uint lower_part(uint bits) { return as_uint(round_tf32(as_float(bits) - as_float(higher_part(bits)))); }
#endif

#if EMULATED
// One block of 16 x 8 and one step, for this lane: the registers of the lanes that it meets are loaded as those lanes would.
INLINE void multiply_block(float* part, LOCAL const ELEMENT* a_tile, LOCAL const ELEMENT* b_tile, int line_m, int line_n,
                           int step, int lane) {
  uint left[4][4], right[2][4][2], registers[8];
  UNROLL for (int l = 0; l < 4; l++) {
    load_left(registers, a_tile, line_m / 32 * 32, step, lane / 4 * 4 + l);
    UNROLL for (int r = 0; r < 4; r++) left[l][r] = registers[line_m % 32 / 16 * 4 + r];
    UNROLL for (int e = 0; e < 2; e++) {
      load_right(registers, b_tile, line_n / 32 * 32, step, 4 * (lane % 4 * 2 + e) + l);
      UNROLL for (int r = 0; r < 2; r++) right[e][l][r] = registers[line_n % 32 / 8 * 2 + r];
    }
  }
#if PRECISION == 2
  multiply_bf16(part, left, right);
#elif PRECISION == 1
  multiply_tf32(part, left, right);
#else
  uint low_left[4][4], low_right[2][4][2];
  UNROLL for (int i = 0; i < 16; i++) {
    low_left[i / 4][i % 4] = lower_part(left[i / 4][i % 4]);
    left[i / 4][i % 4] = higher_part(left[i / 4][i % 4]);
    low_right[i / 8][i / 2 % 4][i % 2] = lower_part(right[i / 8][i / 2 % 4][i % 2]);
    right[i / 8][i / 2 % 4][i % 2] = higher_part(right[i / 8][i / 2 % 4][i % 2]);
  }
  multiply_tf32(part, low_left, right);
  multiply_tf32(part, left, low_right);
  multiply_tf32(part, left, right);
#endif
}

INLINE void multiply_tiles(float chain[PER_M / 2][BLOCKS][4], LOCAL const ELEMENT* a_tile, LOCAL const ELEMENT* b_tile,
                           int warp_m, int warp_n, int lane) {
  UNROLL for (int step = 0; step < STEPS; step++) {
    UNROLL for (int i = 0; i < PER_M / 2; i++) {
      UNROLL for (int b = 0; b < BLOCKS; b++) {
        multiply_block(chain[i][b], a_tile, b_tile, warp_m + 16 * i, warp_n + 8 * b, step, lane);
      }
    }
  }
}
#else
INLINE void multiply_tiles(float chain[PER_M / 2][BLOCKS][4], LOCAL const ELEMENT* a_tile, LOCAL const ELEMENT* b_tile,
                           int warp_m, int warp_n, int lane) {
  a_tile += warp_m * (A_ALONG_K ? A_STRIDE : 1);
  b_tile += warp_n * (B_ALONG_K ? B_STRIDE : 1);
  UNROLL for (int step = 0; step < STEPS; step++) {
    uint right[2 * BLOCKS];
    UNROLL for (int b = 0; b < BLOCKS; b += 4) load_right(right + 2 * b, b_tile, 8 * b, step, lane);
#if PRECISION == 0
    uint low_right[2 * BLOCKS];
    UNROLL for (int r = 0; r < 2 * BLOCKS; r++) {
      low_right[r] = lower_part(right[r]);
      right[r] = higher_part(right[r]);
    }
#endif
    UNROLL for (int i = 0; i < PER_M / 2; i += 2) {
      uint left[8];
      load_left(left, a_tile, 16 * i, step, lane);
#if PRECISION == 0
      uint low_left[8];
      UNROLL for (int r = 0; r < 8; r++) {
        low_left[r] = lower_part(left[r]);
        left[r] = higher_part(left[r]);
      }
#endif
      UNROLL for (int n = 0; n < 2 * BLOCKS; n++) {
        float* sum = chain[i + n / BLOCKS][n % BLOCKS];
        const uint *of_left = left + 4 * (n / BLOCKS), *of_right = right + 2 * (n % BLOCKS);
#if PRECISION == 2
        multiply_bf16(sum, of_left, of_right);
#elif PRECISION == 1
        multiply_tf32(sum, of_left, of_right);
#else
        multiply_tf32(sum, low_left + 4 * (n / BLOCKS), of_right);
        multiply_tf32(sum, of_left, low_right + 2 * (n % BLOCKS));
        multiply_tf32(sum, of_left, of_right);
#endif
      }
    }
  }
}
#endif

INLINE void clear_chain(float chain[PER_M / 2][BLOCKS][4]) {
  UNROLL for (int i = 0; i < PER_M / 2; i++) {
    UNROLL for (int b = 0; b < BLOCKS; b++) {
      UNROLL for (int r = 0; r < 4; r++) chain[i][b][r] = 0;
    }
  }
}

// Adds what the tensor cores have summed, and begins anew.
INLINE void add_chain(float sum[PER_M][PER_N], float chain[PER_M / 2][BLOCKS][4]) {
  UNROLL for (int i = 0; i < PER_M / 2; i++) {
    UNROLL for (int b = 0; b < BLOCKS; b++) {
      UNROLL for (int r = 0; r < 4; r++) {
        sum[2 * i + r / 2][2 * b + r % 2] += chain[i][b][r];
        chain[i][b][r] = 0;
      }
    }
  }
}

// The warp's place in the tile and, for statistics, the work-item's among those that have the same columns.
#ifdef STATISTICS
#define PLACE_ITEM                                                        \
  int warp_m = warp / WARPS_N * WARP_M, warp_n = warp % WARPS_N * WARP_N; \
  int item_m = warp / WARPS_N * 8 + lane / 4;
#else
#define PLACE_ITEM int warp_m = warp / WARPS_N * WARP_M, warp_n = warp % WARPS_N * WARP_N;
#endif
#define BEGIN_SUMS                   \
  float chain[PER_M / 2][BLOCKS][4]; \
  clear_chain(chain);
#define MULTIPLY_TILES(a_tile, b_tile) multiply_tiles(chain, a_tile, b_tile, warp_m, warp_n, lane)
#define FOR_EACH_TILE                                                                                      \
  for (int k_chain = k_begin; k_chain < k_stop + TILE_K; k_chain += CHAIN * TILE_K, add_chain(sum, chain)) \
    for (int k0 = k_chain, k_next = min(k_chain + CHAIN * TILE_K, k_stop + TILE_K); k0 < k_next; k0 += TILE_K)
