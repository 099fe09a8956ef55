// The micro-kernels of matrix products for CPUs. Each keeps a tile of C in registers: ROWS x COLUMNS, or less at the
// edges. product_pack.cl and epilogue.cl precede this file.
//
// Macros:
//   C_TARGET   0: tiles are stored into C[m][n]     1: into local memory, for who adds them into an image

#ifndef C_TARGET
#define C_TARGET 0
#endif

// The initial value of a tile of C.
#define START_ZERO 0
#define START_BIAS 1
#define START_OUTPUT 2

// The rows of a tile of R rows. Rows that do not exist are replaced by the last one.
#if ROWS_IN_PLACE
#define FIND_ROWS(R)                                                                                             \
  GLOBAL const float* row[R];                                                                                    \
  _Pragma("unroll") for (int r = 0; r < R; r++) row[r] = a + (long)min(r, rows - 1) * lda;
#else
#define FIND_ROWS(R)
#endif

// A tile of R rows and V vectors: the sum over kc of packed A times a panel of B, stored into C (or the local tile).
#define MICRO_KERNEL(R, V)                                                                                       \
  static int micro_##R##_##V(A_SPACE const float* a, int lda, B_SPACE const float* b, int ldb, int kc,           \
                             GLOBAL float* c, int ldc, int rows, int columns, int start,                         \
                             GLOBAL const float* bias, LOCAL float* tile) {                                      \
    FIND_ROWS(R)                                                                                                 \
    float16 sum[R][V];                                                                                           \
    _Pragma("unroll") for (int r = 0; r < R; r++) {                                                              \
      _Pragma("unroll") for (int v = 0; v < V; v++) sum[r][v] = (float16)(0);                                    \
    }                                                                                                            \
    FOR_EACH_K {                                                                                                 \
      float16 right[V];                                                                                          \
      _Pragma("unroll") for (int v = 0; v < V; v++) right[v] = B_VECTOR(v);                                      \
      _Pragma("unroll") for (int r = 0; r < R; r++) {                                                            \
        float16 left = (float16)(A_AT(r, k));                                                                    \
        _Pragma("unroll") for (int v = 0; v < V; v++) sum[r][v] = fma(left, right[v], sum[r][v]);                \
      }                                                                                                          \
    }                                                                                                            \
    STORE_TILE(R, V)                                                                                             \
  }

#if C_TARGET == 0
// The rows and columns of a tile that extends beyond the edge of C.
INLINE void store_edge(LOCAL const float* tile, GLOBAL float* c, int ldc, int rows, int columns, int start,
                       GLOBAL const float* bias) {
  for (int r = 0; r < rows; r++) {
    GLOBAL float* to = c + (long)r * ldc;
    GLOBAL const float* first = start == START_BIAS ? bias : to;
    LOCAL const float* from = tile + r * COLUMNS;
    for (int n = 0; n < columns; n += 16) {
      int lanes = columns - n;
      float16 value = load16_local(from + n);
      if (start != START_ZERO) value += load_part(first + n, lanes, 0);
      store_part(value, to + n, lanes);
    }
  }
}

#define STORE_TILE(R, V)                                                                                         \
  if (rows == R && columns >= V * 16) {                                                                          \
    if (start == START_ZERO) {                                                                                   \
      EACH(R, V, store16(sum[r][v], c + (long)r * ldc + v * 16))                                                 \
    } else if (start == START_BIAS) {                                                                            \
      EACH(R, V, store16(load16(bias + v * 16) + sum[r][v], c + (long)r * ldc + v * 16))                         \
    } else {                                                                                                     \
      EACH(R, V, store16(load16(c + (long)r * ldc + v * 16) + sum[r][v], c + (long)r * ldc + v * 16))            \
    }                                                                                                            \
    return 0;                                                                                                    \
  }                                                                                                              \
  EACH(R, V, store16_local(sum[r][v], tile + r * COLUMNS + v * 16))                                              \
  return 1;
#else
#define STORE_TILE(R, V)                                                                                         \
  EACH(R, V, store16_local(sum[r][v], tile + r * COLUMNS + v * 16))                                              \
  return 1;
#endif
#define EACH(R, V, statement)                                                                                    \
  _Pragma("unroll") for (int r = 0; r < R; r++) {                                                                \
    _Pragma("unroll") for (int v = 0; v < V; v++) statement;                                                     \
  }

// Beside the full tile there are tiles of 2, 6 and 10 rows for the edge; more would cost compile time.
#if VECTORS == 2
#define MICRO_KERNELS(R) MICRO_KERNEL(R, 1) MICRO_KERNEL(R, 2)
#define RUN_MICRO(R)                                                                                             \
  (columns > 16 ? micro_##R##_2(a, lda, b, ldb, kc, c, ldc, rows, columns, start, bias, tile)                    \
                : micro_##R##_1(a, lda, b, ldb, kc, c, ldc, rows, columns, start, bias, tile))
#else
#define MICRO_KERNELS(R) MICRO_KERNEL(R, 1)
#define RUN_MICRO(R) micro_##R##_1(a, lda, b, ldb, kc, c, ldc, rows, columns, start, bias, tile)
#endif
#define EXPANDED_MICRO_KERNELS(R) MICRO_KERNELS(R)
#define EXPANDED_RUN_MICRO(R) RUN_MICRO(R)

EXPANDED_MICRO_KERNELS(ROWS)
#if !IM2COL_IN_PLACE
#if ROWS > 2
MICRO_KERNELS(2)
#endif
#if ROWS > 6
MICRO_KERNELS(6)
#endif
#if ROWS > 10
MICRO_KERNELS(10)
#endif
#endif

// Runs the smallest micro-kernel with these rows and columns. Returns 1 if the tile is left in `tile`.
INLINE int micro(A_SPACE const float* a, int lda, B_SPACE const float* b, int ldb, int kc, GLOBAL float* c, int ldc,
                 int rows, int columns, int start, GLOBAL const float* bias, LOCAL float* tile) {
#if !IM2COL_IN_PLACE
#if ROWS > 2
  if (rows <= 2) return RUN_MICRO(2);
#endif
#if ROWS > 6
  if (rows <= 6) return RUN_MICRO(6);
#endif
#if ROWS > 10
  if (rows <= 10) return RUN_MICRO(10);
#endif
#endif
  return EXPANDED_RUN_MICRO(ROWS);
}

#ifdef HAS_EPILOGUE
// Applies the epilogue to complete elements of C while they are in the cache: to `rows` lines of `columns` elements,
// the first at `at`, the others every `stride`. It is applied to stored tiles instead of in the micro-kernels, so
// that it is compiled only once.
INLINE void finish(GLOBAL float* c, long at, long stride, int rows, int columns, GLOBAL const float* gate) {
  for (int r = 0; r < rows; r++, at += stride) {
    for (int n = 0; n < columns; n += 16) {
      int lanes = columns - n;
      store_part(EPILOGUE(load_part(c + at + n, lanes, 0), at + n, lanes), c + at + n, lanes);
    }
  }
}
#endif
