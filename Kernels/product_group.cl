// Matrix products for GPUs: C[m, n] (+)= sum over k of A[m, k] * B[k, n], and the convolutions, which are the
// same product with A or B read from images.
//
// A work-group computes a TILE_M x TILE_N tile of C. For every TILE_K of k its work-items load a tile of A and one
// of B into local memory; each then multiplies a PER_M x PER_N part in registers.
//
// Macros, besides the tile sizes and those of epilogue.cl, which precedes this file:
//   A_SOURCE  0: A[m][k]   1: A[k][m]   2: patches, m is a pixel   3: patches, k is a pixel
//             4: the small image, seen from the large one: m is a large pixel, k a tap and a small channel
//   B_SOURCE  0: B[k][n]   1: B[n][k]   2: patches, k is a pixel
//             3: weights of the taps of A_SOURCE 4, [tap][n][channel]     4: likewise, [channel][tap][n]
// global size: {ITEMS * tiles of m, tiles of n, batch or splits of k, or classes of large pixels},
// local size {ITEMS, 1, 1}. GPUs limit the second and third size to 65,535 work-groups; m may have more tiles.
//
// Patches: see product.cl. With A_SOURCE 4 the large pixels fall into stride * stride classes by their remainders;
// a class meets the same taps everywhere, so none is multiplied in vain.

#ifndef TILE_M
#define TILE_M 64
#endif
#ifndef TILE_N
#define TILE_N 64
#endif
#ifndef TILE_K
#define TILE_K 16
#endif
#ifndef PER_M
#define PER_M 4
#endif
#ifndef PER_N
#define PER_N 4
#endif
#ifndef A_SOURCE
#define A_SOURCE 0
#endif
#ifndef B_SOURCE
#define B_SOURCE 0
#endif

#define ITEMS_M (TILE_M / PER_M)
#define ITEMS_N (TILE_N / PER_N)
#define ITEMS (ITEMS_M * ITEMS_N)
// A part is made of blocks of 4, so that local memory is read as float4 and neighbours read neighbouring banks.
#define BLOCKS_M (PER_M / 4)
#define BLOCKS_N (PER_N / 4)
#define PAD 4
#define A_PER_ITEM (TILE_M * TILE_K / ITEMS)
#define B_PER_ITEM (TILE_N * TILE_K / ITEMS)
// Which index neighbouring work-items load along: the one that is contiguous in memory.
#define A_ALONG_K (A_SOURCE == 0 || A_SOURCE == 2 || A_SOURCE == 4)
#define B_ALONG_K (B_SOURCE == 1 || B_SOURCE == 3)

#if A_ALONG_K
#define A_M(j) (item / TILE_K + (j) * (ITEMS / TILE_K))
#define A_K(j) (item % TILE_K)
#else
#define A_M(j) (item % TILE_M)
#define A_K(j) (item / TILE_M + (j) * (ITEMS / TILE_M))
#endif
#if B_ALONG_K
#define B_N(j) (item / TILE_K + (j) * (ITEMS / TILE_K))
#define B_K(j) (item % TILE_K)
#else
#define B_N(j) (item % TILE_N)
#define B_K(j) (item / TILE_N + (j) * (ITEMS / TILE_N))
#endif

#define USES_PATCHES (A_SOURCE >= 2 || B_SOURCE >= 2)

#if USES_PATCHES
// A pixel of the small image: where its window begins in the large one.
typedef struct {
  int entry, top, left;
} Window;

// An element of a patch.
typedef struct {
  int ky, kx, channel;
} Tap;

static inline Window window_of(int pixel, int small_height, int small_width, int stride, int padding) {
  int rest = pixel / small_width;
  Window w = {rest / small_height, rest % small_height * stride - padding, pixel % small_width * stride - padding};
  return w;
}

static inline Tap tap_of(int element, int kernel_width, int channels) {
  int rest = element / channels;
  Tap t = {rest / kernel_width, rest % kernel_width, element % channels};
  return t;
}

static inline float patch_element(GLOBAL const float* image, Window w, Tap t, int height, int width, int channels) {
  int y = w.top + t.ky, x = w.left + t.kx;
  if (y < 0 || y >= height || x < 0 || x >= width) return 0;
  return image[(((long)w.entry * height + y) * width + x) * channels + t.channel];
}
#define GEOMETRY_PARAMETERS                                                                                      \
  , int images, int height, int width, int channels, int small_height, int small_width, int small_channels,      \
      int kernel_height, int kernel_width, int stride, int padding
#else
#define GEOMETRY_PARAMETERS
#endif

#if A_SOURCE == 4
// The taps along one axis that reach a large coordinate with this remainder.
static inline int first_tap(int remainder, int stride, int padding) { return (remainder + padding) % stride; }
static inline int tap_count(int first, int kernel_size, int stride) {
  return kernel_size > first ? (kernel_size - first + stride - 1) / stride : 0;
}
#endif

// z counts batch entries times splits of k; C has a part of c_batch elements for each, A and B for each entry.
__attribute__((reqd_work_group_size(ITEMS, 1, 1))) KERNEL void product_group(
    GLOBAL const float* a_source,  // [batch][m_count][k_count], or as A_SOURCE says
    GLOBAL const float* b_source,  // [batch][k_count][n_count], or as B_SOURCE says
    GLOBAL float* c,               // [batch or splits][m_count][n_count]
    GLOBAL const float* bias,      // [n_count], read where has_bias
    int m_count, int n_count, int k_count, int lda, int ldb, int a_batch, int b_batch, int c_batch, int k_block,
    int splits, int has_bias, int accumulate GEOMETRY_PARAMETERS, GLOBAL const float* gate) {
  LOCAL float a_tile[TILE_K][TILE_M + PAD];
  LOCAL float b_tile[TILE_K][TILE_N + PAD];
  int item = get_local_id(0), item_m = item / ITEMS_N, item_n = item % ITEMS_N;
  int m0 = (int)get_group_id(0) * TILE_M, n0 = (int)get_group_id(1) * TILE_N;
#if A_SOURCE == 4
  int classes_x = min(stride, width);
  int class_y = (int)get_group_id(2) / classes_x, class_x = (int)get_group_id(2) % classes_x;
  int class_height = (height - class_y + stride - 1) / stride, class_width = (width - class_x + stride - 1) / stride;
  int first_y = first_tap(class_y, stride, padding), first_x = first_tap(class_x, stride, padding);
  int taps_y = tap_count(first_y, kernel_height, stride), taps_x = tap_count(first_x, kernel_width, stride);
  m_count = images * class_height * class_width;
  k_count = small_channels * taps_y * taps_x;
  if (m0 >= m_count) return;
  int k_begin = 0, k_end = k_count;
#else
  int entry = (int)get_group_id(2) / splits, split = (int)get_group_id(2) % splits;
  int k_begin = split * k_block, k_end = min(k_begin + k_block, k_count);
  a_source += (long)entry * a_batch;
  b_source += (long)entry * b_batch;
  c += (long)get_group_id(2) * c_batch;
#endif

  float sum[PER_M][PER_N];
#pragma unroll
  for (int i = 0; i < PER_M; i++) {
#pragma unroll
    for (int j = 0; j < PER_N; j++) sum[i][j] = 0;
  }

#if A_SOURCE == 2
  Window windows[A_PER_ITEM];
#pragma unroll
  for (int j = 0; j < A_PER_ITEM; j++) windows[j] = window_of(m0 + A_M(j), small_height, small_width, stride, padding);
#elif A_SOURCE == 3
  Tap a_tap = tap_of(m0 + A_M(0), kernel_width, channels);
#elif A_SOURCE == 4
  int entries[A_PER_ITEM], small_ys[A_PER_ITEM], small_xs[A_PER_ITEM];
#pragma unroll
  for (int j = 0; j < A_PER_ITEM; j++) {
    int m = m0 + A_M(j), rest = m / class_width;
    entries[j] = rest / class_height;
    small_ys[j] = (rest % class_height * stride + class_y + padding - first_y) / stride;
    small_xs[j] = (m % class_width * stride + class_x + padding - first_x) / stride;
  }
#endif
#if B_SOURCE == 2
  Tap b_tap = tap_of(n0 + B_N(0), kernel_width, channels);
#endif

  for (int k0 = k_begin; k0 < k_end; k0 += TILE_K) {
#if A_SOURCE == 2
    Tap tap = tap_of(k0 + A_K(0), kernel_width, channels);
#elif A_SOURCE == 4
    int a_tap_index = (k0 + A_K(0)) / small_channels, a_channel = (k0 + A_K(0)) % small_channels;
    int back_y = a_tap_index / taps_x, back_x = a_tap_index % taps_x;
#endif
#pragma unroll
    for (int j = 0; j < A_PER_ITEM; j++) {
      int m = m0 + A_M(j), k = k0 + A_K(j);
      float value = 0;
      if (m < m_count && k < k_end) {
#if A_SOURCE == 0
        value = a_source[(long)m * lda + k];
#elif A_SOURCE == 1
        value = a_source[(long)k * lda + m];
#elif A_SOURCE == 2
        value = patch_element(a_source, windows[j], tap, height, width, channels);
#elif A_SOURCE == 3
        Window w = window_of(k, small_height, small_width, stride, padding);
        value = patch_element(a_source, w, a_tap, height, width, channels);
#else
        int y = small_ys[j] - back_y, x = small_xs[j] - back_x;
        if (y >= 0 && y < small_height && x >= 0 && x < small_width)
          value = a_source[(((long)entries[j] * small_height + y) * small_width + x) * small_channels + a_channel];
#endif
      }
      a_tile[A_K(j)][A_M(j)] = value;
    }
#pragma unroll
    for (int j = 0; j < B_PER_ITEM; j++) {
      int n = n0 + B_N(j), k = k0 + B_K(j);
      float value = 0;
      if (n < n_count && k < k_end) {
#if B_SOURCE == 0
        value = b_source[(long)k * ldb + n];
#elif B_SOURCE == 1
        value = b_source[(long)n * ldb + k];
#elif B_SOURCE == 2
        Window w = window_of(k, small_height, small_width, stride, padding);
        value = patch_element(b_source, w, b_tap, height, width, channels);
#else
        int tap_index = k / small_channels, channel = k % small_channels;
        int ky = first_y + tap_index / taps_x * stride, kx = first_x + tap_index % taps_x * stride;
        int position = ky * kernel_width + kx;
#if B_SOURCE == 3
        value = b_source[((long)position * n_count + n) * small_channels + channel];
#else
        value = b_source[((long)channel * kernel_height * kernel_width + position) * n_count + n];
#endif
#endif
      }
      b_tile[B_K(j)][B_N(j)] = value;
    }
    barrier(CLK_LOCAL_MEM_FENCE);

#pragma unroll
    for (int k = 0; k < TILE_K; k++) {
      float left[PER_M], right[PER_N];
#pragma unroll
      for (int q = 0; q < BLOCKS_M; q++)
        vstore4(vload4(0, &a_tile[k][q * (TILE_M / BLOCKS_M) + item_m * 4]), q, left);
#pragma unroll
      for (int q = 0; q < BLOCKS_N; q++)
        vstore4(vload4(0, &b_tile[k][q * (TILE_N / BLOCKS_N) + item_n * 4]), q, right);
#pragma unroll
      for (int i = 0; i < PER_M; i++) {
#pragma unroll
        for (int j = 0; j < PER_N; j++) sum[i][j] = fma(left[i], right[j], sum[i][j]);
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

#pragma unroll
  for (int i = 0; i < PER_M; i++) {
    int m = m0 + i / 4 * (TILE_M / BLOCKS_M) + item_m * 4 + i % 4;
    if (m >= m_count) continue;
#if A_SOURCE == 4
    int rest = m / class_width, image = rest / class_height;
    int y = rest % class_height * stride + class_y, x = m % class_width * stride + class_x;
    long row = ((long)image * height + y) * width + x;
#else
    long row = m;
#endif
#pragma unroll
    for (int j = 0; j < PER_N; j++) {
      int n = n0 + j / 4 * (TILE_N / BLOCKS_N) + item_n * 4 + j % 4;
      if (n >= n_count) continue;
      GLOBAL float* to = c + row * n_count + n;
      float first = has_bias ? bias[n] : accumulate ? *to : 0;
      *to = EPILOGUE(first + sum[i][j], row * n_count + n, 1);
    }
  }
}
