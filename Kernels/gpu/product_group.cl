// Matrix products for GPUs: C[m, n] (+)= sum over k of A[m, k] * B[k, n], and the convolutions, which are the
// same product with A or B read from images. Follows epilogue.cl, product_operand.cl, which reads the
// operands, and product_output.cl.
//
// A work-group computes a TILE_M x TILE_N tile of C, a work-item a PER_M x PER_N part of it in registers. While the
// work-items multiply a tile of TILE_K of k in local memory, they load the next one into registers.
// Each element of C is one sum over k in order, whatever the tile; or, with SLICES, the sum of so many such sums.
// How tiles are multiplied is said by the file before it: product_scalar.cl, or product_matrix.cl on tensor cores.
//
// Macros, besides the tile sizes and those of epilogue.cl:
//   A_SOURCE  0: A[m][k]   1: A[k][m]   2: patches, m is a pixel   3: patches, k is a pixel
//             4: the feature map, seen from the image: m is an image pixel, k a tap and a feature channel
//   B_SOURCE  0: B[k][n]   1: B[n][k]   2: patches, k is a pixel
//             3: weights of the taps of A_SOURCE 4, [tap][n][channel]     4: likewise, [channel][tap][n]
//   A_VECTOR, B_VECTOR, C_VECTOR  floats of a load or store: 4, where every line of the array is a multiple of
//             4 floats long, and for C the bias too, or 1; 2 for patches of TAP_LINES, and for C, where
//             product_matrix.cl stands before
//   INDEX        the type that counts the elements of images: int, where there are fewer than 2^31, or long
//   MASKED_TAPS  1: windows have at most 32 taps
//   WINDOWS_INSIDE  1: no window reaches outside of its image
//   TAP_LINES    1: with them, what lies side by side in a window's line is counted as the channels of one tap
//   WHOLE_TAPS   1: the channels that k counts are a multiple of TILE_K, so that a tile has one tap
//   PIXEL_MAJOR  1: with A_SOURCE 2 or 4, m counts pixels first and images last. Then a tile's rows are the same few pixels
//                of many images, and k counts only the taps that reach into the image from there.
//   SLICES       parts of k that a work-group sums side by side, ITEMS work-items each, and then adds in their order
//   STATISTICS   where it is defined, what a work-group stores of its tile's columns, in its part [2][n_count] of
//                `partial`, numbered by tile of m and class of image pixels; for batch normalization:
//                0: of its input C, the mean and the sum of squared deviations
//                1: of its output's gradient C, the sum of C times the normalized input, which is computed from
//                `normalized_input`, laid out as C, and `statistics` [2][n_count], and the sum of C
//   SUMS         where it is defined, the lines of an operand that is read along its lines are also summed over k, by the
//                work-groups of the other operand's first tile, into `partial` [splits][lines]; gradients of biases:
//                1: the columns of B. Of patches each pixel of the image is counted once, if windows cover it all:
//                by the first `stride` taps of each window, and all of the last one.
//                2: the rows of A
//   RESIDENT_GROUPS  work-groups that should fit on a compute unit at least, for drivers that can limit registers
// global size: {ITEMS * SLICES * tiles of m, tiles of n, batch or splits of k, or classes of image pixels},
// local size {ITEMS * SLICES, 1, 1}. GPUs limit the second and third size to 65,535 work-groups; m may have more tiles.
//
// Patches: see cpu/product_im2col.cl. With A_SOURCE 4 the image pixels fall into stride * stride classes by their remainders;
// a class meets the same taps everywhere, so none is multiplied in vain.

#if USES_IM2COL
#define GEOMETRY_PARAMETERS                                                                                       \
  , int images, int height, int width, int channels, int feature_height, int feature_width, int feature_channels, \
      int kernel_height, int kernel_width, int stride, int padding
#else
#define GEOMETRY_PARAMETERS
#endif

#ifdef SUMS
#if SUMS == 1
#define SUM_LINES TILE_N
#define SUM_VECTOR B_VECTOR
#define SUM_VALUES b_values
#else
#define SUM_LINES TILE_M
#define SUM_VECTOR A_VECTOR
#define SUM_VALUES a_values
#endif
#if SUMS == 1 && B_SOURCE == 2
#define IS_COUNTED(l, q) (is_counted_y[l] && (is_first_x[q] || is_last_x[l]))
#else
#define IS_COUNTED(l, q) true
#endif
#define SUM_STEP LINES_STEP(SUM_LINES, SUM_VECTOR)
#endif

// Stores what a work-item has loaded of an operand into a tile, from k `first` on. (As functions they would take more registers.)
#define STORE_TILE_ALONG_K(tile, values, first, LINES, VECTOR, STRIDE)                                                   \
  _Pragma("unroll") for (int step = 0; step < K_STEPS(LINES, VECTOR); step++) {                                         \
    _Pragma("unroll") for (int l = 0; l < K_LINES(LINES, VECTOR); l++) {                                                \
      int k = (first) + step * K_STEP(LINES, VECTOR), line = line_along_k(item, LINES, VECTOR, l);                      \
      STORE_ALONG_K(tile, line, k, (values) + (step * K_LINES(LINES, VECTOR) + l) * VECTOR, VECTOR, STRIDE);            \
    }                                                                                                                   \
  }
#define STORE_TILE_ALONG_LINES(tile, values, first, LINES, VECTOR, STRIDE)                                               \
  _Pragma("unroll") for (int l = 0; l < LOADS(LINES, VECTOR); l++) {                                                    \
    int k = (first) + l * LINES_STEP(LINES, VECTOR), line = line_along_lines(item, LINES, VECTOR);                      \
    STORE_ALONG_LINES(tile, line, k, (values) + l * VECTOR, VECTOR, STRIDE);                                            \
  }
#if A_ALONG_K
#define STORE_A_TILE STORE_TILE_ALONG_K
#else
#define STORE_A_TILE STORE_TILE_ALONG_LINES
#endif
#if B_ALONG_K
#define STORE_B_TILE STORE_TILE_ALONG_K
#else
#define STORE_B_TILE STORE_TILE_ALONG_LINES
#endif

// z counts batch entries times splits of k; C has a part of c_batch elements for each, A and B for each entry.
__attribute__((reqd_work_group_size(ITEMS* SLICES, 1, 1))) KERNEL void product_group(
    GLOBAL const float* a_source,  // [batch][m_count][k_count], or as A_SOURCE says
    GLOBAL const float* b_source,  // [batch][k_count][n_count], or as B_SOURCE says
    GLOBAL float* c,               // [batch or splits][m_count][n_count]
    GLOBAL const float* bias,      // where has_bias: 1: [bias_period], again every bias_period columns, 2: laid out as C
    int m_count, int n_count, int k_count, int lda, int ldb, int a_batch, int b_batch, int c_batch,
    int k_block,  // a multiple of TILE_K where k is split
    int splits, int has_bias, int bias_period, int accumulate GEOMETRY_PARAMETERS,
    GLOBAL float* partial,                 // with STATISTICS or SUMS
    GLOBAL const float* normalized_input,  // with STATISTICS 1, as `statistics`
    GLOBAL const float* statistics, GLOBAL const float* gate) {
  LOCAL ELEMENT a_tiles[SLICES * 2][A_ELEMENTS] __attribute__((aligned(16)));
  LOCAL ELEMENT b_tiles[SLICES * 2][B_ELEMENTS] __attribute__((aligned(16)));
  int item = (int)get_local_id(0) % ITEMS, slice = (int)get_local_id(0) / ITEMS, warp = item / 32, lane = item % 32;
  LOCAL ELEMENT(*a_tile)[A_ELEMENTS] = a_tiles + 2 * slice;
  LOCAL ELEMENT(*b_tile)[B_ELEMENTS] = b_tiles + 2 * slice;
  PLACE_ITEM
  int m0 = (int)get_group_id(0) * TILE_M, n0 = (int)get_group_id(1) * TILE_N;
#if A_SOURCE == 4
  int classes_x = min(stride, width);
  int class_y = (int)get_group_id(2) / classes_x, class_x = (int)get_group_id(2) % classes_x;
  int class_height = (height - class_y + stride - 1) / stride, class_width = (width - class_x + stride - 1) / stride;
  int first_y = first_tap(class_y, stride, padding), first_x = first_tap(class_x, stride, padding);
  int taps_y = tap_count(first_y, kernel_height, stride), taps_x = tap_count(first_x, kernel_width, stride);
  m_count = images * class_height * class_width;
#define SIGN -1
  int image_height = feature_height, image_width = feature_width, image_channels = feature_channels;
  // The pixels of m, and the pixel of the image that the first tap reaches from pixel (0, 0), a step in m being so long.
  int row_height = class_height, row_width = class_width, row_step = 1;
  int origin_y = (class_y + padding - first_y) / stride, origin_x = (class_x + padding - first_x) / stride;
#elif A_SOURCE == 2
#define SIGN 1
  int taps_y = kernel_height, taps_x = TAPS_OF_LINE, image_height = height, image_width = width;
  int image_channels = channels, row_height = feature_height, row_width = feature_width, row_step = stride;
  int origin_y = -padding, origin_x = -padding;
#endif
#if A_SOURCE == 2 || A_SOURCE == 4
  int skipped_y = 0, skipped_x = 0;
#if PIXEL_MAJOR
  int first_pixel = m0 / images, last_pixel = (min(m0 + TILE_M, m_count) - 1) / images;
  int low_y = first_pixel / row_width, high_y = last_pixel / row_width;
  int low_x = low_y == high_y ? first_pixel % row_width : 0;
  int high_x = low_y == high_y ? last_pixel % row_width : row_width - 1;
  skip_taps(&skipped_y, &taps_y, low_y * row_step + origin_y, high_y * row_step + origin_y, image_height, SIGN);
  skip_taps(&skipped_x, &taps_x, low_x * row_step + origin_x, high_x * row_step + origin_x, image_width, SIGN);
  k_count = image_channels * taps_y * taps_x;
#elif A_SOURCE == 4
  k_count = image_channels * taps_y * taps_x;
#endif
#endif
#if A_SOURCE == 4
  // Tiles past a class's last pixel multiply nothing and store nothing. A return here would be compiled wrongly by PoCL
  // 3.1 where barriers follow outside of the loop.
  int k_begin = 0, k_end = m0 < m_count ? k_count : -TILE_K;
#else
  int entry = (int)get_group_id(2) / splits, split = (int)get_group_id(2) % splits;
  int k_begin = split * k_block, k_end = min(k_begin + k_block, k_count);
  a_source += (long)entry * a_batch;
  b_source += (long)entry * b_batch;
  c += (long)get_group_id(2) * c_batch;
#endif
#if defined(STATISTICS) && STATISTICS == 0
  int m_all = m_count;
#endif
#if SLICES > 1
  // All slices take as many turns, as they meet at barriers.
  int slice_depth = ((k_end - k_begin + SLICES - 1) / SLICES + TILE_K - 1) / TILE_K * TILE_K;
  k_begin += slice * slice_depth;
  k_end = min(k_begin + slice_depth, k_end);
  int k_stop = k_begin + slice_depth;
#else
  int k_stop = k_end;
#endif

  float sum[PER_M][PER_N];
#pragma unroll
  for (int i = 0; i < PER_M; i++) {
#pragma unroll
    for (int j = 0; j < PER_N; j++) sum[i][j] = 0;
  }
  BEGIN_SUMS

  // Where each load of A begins. Lines past the last one read it again; what they give is not stored.
#if A_ALONG_K
  int a_k = first_k(item, TILE_M, A_VECTOR);
#else
  int a_k = k_along_lines(item, TILE_M, A_VECTOR);
  int a_line = min(m0 + line_along_lines(item, TILE_M, A_VECTOR), m_count - A_VECTOR);
#endif
#if A_SOURCE == 0
  GLOBAL const float* a_lines[A_LINES];
#pragma unroll
  for (int l = 0; l < A_LINES; l++) {
    int m = min(m0 + line_along_k(item, TILE_M, A_VECTOR, l), m_count - 1);
    a_lines[l] = a_source + (long)m * lda + a_k;
  }
#elif A_SOURCE == 1
  GLOBAL const float* a_next = a_source + (long)(k_begin + a_k) * lda + a_line;
#elif A_SOURCE == 3
  int a_tap_index = a_line / TAP_CHANNELS, a_top = a_tap_index / TAPS_OF_LINE - padding;
  int a_left = a_tap_index % TAPS_OF_LINE - padding;
  PixelWalk a_walk = pixel_walk(LINES_STEP(TILE_M, A_VECTOR), height, width, channels, feature_height, feature_width, stride,
                                a_top, a_left);
  Pixel a_pixel = pixel_at(a_walk, k_begin + a_k, feature_height, feature_width, a_top, a_left, a_line % TAP_CHANNELS);
#else
  int tap_channels = TAP_LINES ? kernel_width * image_channels : image_channels;
  TapWalk a_walk = tap_walk(tap_channels, taps_x, TILE_K, SIGN * image_channels, SIGN * image_width * image_channels);
  Window windows[A_LINES];
#pragma unroll
  for (int l = 0; l < A_LINES; l++) {
    int m = min(m0 + line_along_k(item, TILE_M, A_VECTOR, l), m_count - 1);
    RowPixel pixel = row_pixel(m, images, row_height, row_width);
    int top = pixel.y * row_step + origin_y + SIGN * skipped_y;
    int left = pixel.x * row_step + origin_x + SIGN * skipped_x;
    windows[l] = window_at(a_source + (long)pixel.image * image_height * image_width * image_channels, top, left,
                           image_height, image_width, image_channels, taps_y, taps_x, SIGN);
  }
  Tap a_taps[A_TAPS];
#pragma unroll
  for (int step = 0; step < A_TAPS; step++)
    a_taps[step] = tap_at(a_walk, k_begin + a_k + step * K_STEP(TILE_M, A_VECTOR));
#endif

  // The same of B.
#if B_ALONG_K
  int b_k = first_k(item, TILE_N, B_VECTOR);
#else
  int b_k = k_along_lines(item, TILE_N, B_VECTOR);
  int b_line = min(n0 + line_along_lines(item, TILE_N, B_VECTOR), n_count - B_VECTOR);
#endif
#if B_TAPS_ALONG_LINES
#if B_SOURCE == 4
  int tap_elements = n_count, channel_elements = kernel_height * kernel_width * n_count, tap_step = stride;
  int tap_start = (first_y + skipped_y * stride) * kernel_width + first_x + skipped_x * stride;
#else
  int tap_elements = image_channels * n_count, channel_elements = n_count, tap_step = 1;
  int tap_start = skipped_y * kernel_width + skipped_x;
#endif
  TapWalk b_walk = tap_walk(image_channels, taps_x, WHOLE_TAPS ? TILE_K : LINES_STEP(TILE_N, B_VECTOR),
                            tap_step * tap_elements, tap_step * kernel_width * tap_elements);
  GLOBAL const float* b_first = b_source + (long)tap_start * tap_elements + b_line;
  Tap b_tap = tap_at(b_walk, k_begin + b_k);
#elif B_SOURCE == 0
  GLOBAL const float* b_next = b_source + (long)(k_begin + b_k) * ldb + b_line;
#elif B_SOURCE == 2
  int b_tap_index = b_line / TAP_CHANNELS, b_top = b_tap_index / TAPS_OF_LINE - padding;
  int b_left = b_tap_index % TAPS_OF_LINE - padding;
  PixelWalk b_walk = pixel_walk(LINES_STEP(TILE_N, B_VECTOR), height, width, channels, feature_height, feature_width, stride,
                                b_top, b_left);
  Pixel b_pixel = pixel_at(b_walk, k_begin + b_k, feature_height, feature_width, b_top, b_left, b_line % TAP_CHANNELS);
#else
#if B_SOURCE == 3
  int tap_elements = n_count * image_channels, tap_step = stride;
  int tap_start = (first_y + skipped_y * stride) * kernel_width + first_x + skipped_x * stride;
#elif B_TAPS_ALONG_K
  int tap_elements = image_channels, tap_step = 1, tap_start = skipped_y * kernel_width + skipped_x;
#endif
  GLOBAL const float* b_lines[B_LINES];
#pragma unroll
  for (int l = 0; l < B_LINES; l++) {
    int n = min(n0 + line_along_k(item, TILE_N, B_VECTOR, l), n_count - 1);
#if B_SOURCE == 3
    b_lines[l] = b_source + (long)tap_start * tap_elements + (long)n * image_channels;
#elif B_TAPS_ALONG_K
    b_lines[l] = b_source + (long)n * ldb + tap_start * tap_elements;
#else
    b_lines[l] = b_source + (long)n * ldb + b_k;
#endif
  }
#if B_TAPS_ALONG_K
  TapWalk b_walk =
      tap_walk(image_channels, taps_x, TILE_K, tap_step * tap_elements, tap_step * kernel_width * tap_elements);
  Tap b_taps[B_TAPS];
#pragma unroll
  for (int step = 0; step < B_TAPS; step++) b_taps[step] = tap_at(b_walk, k_begin + b_k + step * K_STEP(TILE_N, B_VECTOR));
#endif
#endif

#ifdef SUMS
  // What the work-item's lines sum up to over the k that it loads.
  float line_sums[SUM_VECTOR];
#pragma unroll
  for (int q = 0; q < SUM_VECTOR; q++) line_sums[q] = 0;
  bool is_summing = get_group_id(SUMS - 1) == 0;
#if SUMS == 1 && B_SOURCE == 2
  // Which windows' pixels the tap of these columns counts: all, or only those of the last window of a line or column.
  bool is_first_y = b_tap_index / TAPS_OF_LINE < stride, is_first_x[B_VECTOR];
#pragma unroll
  for (int q = 0; q < B_VECTOR; q++) is_first_x[q] = (b_line + q) / channels % kernel_width < stride;
  int last_y = b_top + (feature_height - 1) * stride, last_x = b_left + (feature_width - 1) * stride;
  bool is_counted_y[B_LOADS], is_last_x[B_LOADS];
#endif
#endif
  float a_values[A_LOADS * A_VECTOR], b_values[B_LOADS * B_VECTOR];
  int s = 0;
  // Each turn loads a tile and multiplies the one before: the first turn has none before, the last none to load.
  FOR_EACH_TILE {
#if A_ALONG_K
#pragma unroll
    for (int step = 0; step < A_STEPS; step++) {
      bool exists = k0 + a_k + step * K_STEP(TILE_M, A_VECTOR) < k_end;
#if A_SOURCE != 0
      Tap tap = a_taps[A_TAP(step)];
      INDEX place = tap.channel + A_PAST_TAP(step) + tap.x * a_walk.x_elements + (INDEX)tap.y * a_walk.y_elements;
#endif
#pragma unroll
      for (int l = 0; l < A_LINES; l++) {
#if A_SOURCE == 0
        GLOBAL const float* from = a_lines[l] + k0 + step * K_STEP(TILE_M, A_VECTOR);
        bool reads = exists;
#else
        GLOBAL const float* from = windows[l].first + place;
        bool reads = exists && reaches(windows[l], tap, taps_x, image_height, image_width, SIGN);
#endif
        load_or_zero(a_values + (step * A_LINES + l) * A_VECTOR, from, reads, A_VECTOR);
      }
    }
#if A_SOURCE != 0
#pragma unroll
    for (int step = 0; step < A_TAPS; step++) advance_tap(&a_taps[step], a_walk);
#endif
#else
#pragma unroll
    for (int l = 0; l < A_LOADS; l++) {
      bool exists = k0 + a_k + l * LINES_STEP(TILE_M, A_VECTOR) < k_end;
#if A_SOURCE == 1
      load_or_zero(a_values + l * A_VECTOR, a_next, exists, A_VECTOR);
      a_next += (long)LINES_STEP(TILE_M, A_VECTOR) * lda;
#else
      bool reads =
          exists && (WINDOWS_INSIDE || ((uint)a_pixel.y < (uint)height && (uint)a_pixel.x < (uint)width));
      load_or_zero(a_values + l * A_VECTOR, a_source + a_pixel.place, reads, A_VECTOR);
      advance_pixel(&a_pixel, a_walk);
#endif
    }
#endif
#if B_ALONG_K
#pragma unroll
    for (int step = 0; step < B_STEPS; step++) {
      bool exists = k0 + b_k + step * K_STEP(TILE_N, B_VECTOR) < k_end;
#if !B_TAPS_ALONG_K
      int place = k0 + step * K_STEP(TILE_N, B_VECTOR);
#else
      Tap tap = b_taps[B_TAP(step)];
      INDEX place = tap.channel + B_PAST_TAP(step) + (INDEX)tap.x * b_walk.x_elements + (INDEX)tap.y * b_walk.y_elements;
#endif
#pragma unroll
      for (int l = 0; l < B_LINES; l++)
        load_or_zero(b_values + (step * B_LINES + l) * B_VECTOR, b_lines[l] + place, exists, B_VECTOR);
    }
#if B_TAPS_ALONG_K
#pragma unroll
    for (int step = 0; step < B_TAPS; step++) advance_tap(&b_taps[step], b_walk);
#endif
#else
#pragma unroll
    for (int l = 0; l < B_LOADS; l++) {
      bool exists = k0 + b_k + l * LINES_STEP(TILE_N, B_VECTOR) < k_end;
#if B_TAPS_ALONG_LINES
      int channel = b_tap.channel + (WHOLE_TAPS ? l * LINES_STEP(TILE_N, B_VECTOR) : 0);
      INDEX place = (INDEX)channel * channel_elements + b_tap.x * b_walk.x_elements + b_tap.y * b_walk.y_elements;
      load_or_zero(b_values + l * B_VECTOR, b_first + place, exists, B_VECTOR);
      if (!WHOLE_TAPS) advance_tap(&b_tap, b_walk);
#elif B_SOURCE == 0
      load_or_zero(b_values + l * B_VECTOR, b_next, exists, B_VECTOR);
      b_next += (long)LINES_STEP(TILE_N, B_VECTOR) * ldb;
#else
      bool reads =
          exists && (WINDOWS_INSIDE || ((uint)b_pixel.y < (uint)height && (uint)b_pixel.x < (uint)width));
      load_or_zero(b_values + l * B_VECTOR, b_source + b_pixel.place, reads, B_VECTOR);
#if defined(SUMS) && SUMS == 1
      is_counted_y[l] = is_first_y || b_pixel.y == last_y;
      is_last_x[l] = b_pixel.x == last_x;
#endif
      advance_pixel(&b_pixel, b_walk);
#endif
    }
#if B_TAPS_ALONG_LINES && WHOLE_TAPS
    advance_tap(&b_tap, b_walk);
#endif
#endif

    if (k0 > k_begin) MULTIPLY_TILES(a_tile[s ^ 1], b_tile[s ^ 1]);
    STORE_A_TILE(a_tile[s], a_values, a_k, TILE_M, A_VECTOR, A_STRIDE)
    STORE_B_TILE(b_tile[s], b_values, b_k, TILE_N, B_VECTOR, B_STRIDE)
#ifdef SUMS
#pragma unroll
    for (int l = 0; l < LOADS(SUM_LINES, SUM_VECTOR); l++) {
#pragma unroll
      for (int q = 0; q < SUM_VECTOR; q++) line_sums[q] += IS_COUNTED(l, q) ? SUM_VALUES[l * SUM_VECTOR + q] : 0;
    }
#endif
    s ^= 1;
    barrier(CLK_LOCAL_MEM_FENCE);
  }

#ifdef SUMS
  // In the memory of B's tiles: [slice and k of a load][line].
  LOCAL float* line_parts = (LOCAL float*)b_tiles[0];
  int sum_row = slice * SUM_STEP + k_along_lines(item, SUM_LINES, SUM_VECTOR);
#pragma unroll
  for (int q = 0; q < SUM_VECTOR; q++) {
    line_parts[sum_row * SUM_LINES + line_along_lines(item, SUM_LINES, SUM_VECTOR) + q] = line_sums[q];
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  int sum_first = SUMS == 1 ? n0 : m0, sum_count = SUMS == 1 ? n_count : m_count;
  for (int line = (int)get_local_id(0); is_summing && line < SUM_LINES; line += ITEMS * SLICES) {
    float total = 0;
    for (int r = 0; r < SLICES * SUM_STEP; r++) total += line_parts[r * SUM_LINES + line];
    if (sum_first + line < sum_count) partial[(long)get_group_id(2) * sum_count + sum_first + line] = total;
  }
#endif
#if SLICES > 1
  // The sums of the slices after the first, in the memory of the tiles: [slice][part of an item][item].
  LOCAL float* sums = (LOCAL float*)a_tiles[0];
#pragma unroll
  for (int i = 0; i < PER_M; i++) {
#pragma unroll
    for (int j = 0; j < PER_N; j++) {
      if (slice > 0) sums[((slice - 1) * PER_M * PER_N + i * PER_N + j) * ITEMS + item] = sum[i][j];
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  // Only the first slice adds and stores.
  if (slice > 0) m_count = 0;
#pragma unroll
  for (int i = 0; i < PER_M; i++) {
#pragma unroll
    for (int j = 0; j < PER_N; j++) {
      for (int s = 0; s < SLICES - 1; s++) sum[i][j] += sums[(s * PER_M * PER_N + i * PER_N + j) * ITEMS + item];
    }
  }
#endif

#ifdef STATISTICS
  LOCAL float* parts = (LOCAL float*)a_tiles[0];
#if STATISTICS == 1
  float products[PER_N], sums_of_columns[PER_N], means[PER_N];
#pragma unroll
  for (int j = 0; j < PER_N; j++) {
    int n = n0 + COLUMN(j);
    products[j] = sums_of_columns[j] = 0;
    means[j] = n < n_count ? statistics[n] : 0;
  }
#endif
#endif
#pragma unroll
  for (int i = 0; i < PER_M; i++) {
    int m = m0 + ROW(i);
    if (m >= m_count) continue;
#if A_SOURCE == 4
    RowPixel pixel = row_pixel(m, images, row_height, row_width);
    int y = pixel.y * stride + class_y, x = pixel.x * stride + class_x;
    long row = ((long)pixel.image * height + y) * width + x;
#elif PIXEL_MAJOR
    RowPixel pixel = row_pixel(m, images, row_height, row_width);
    long row = ((long)pixel.image * row_height + pixel.y) * row_width + pixel.x;
#else
    long row = m;
#endif
#pragma unroll
    for (int j = 0; j < PER_N; j += C_VECTOR) {
      int n = n0 + COLUMN(j);
      if (n >= n_count) continue;
      long at = row * n_count + n;
      store_output(c, bias, gate, sum[i] + j, at, n, has_bias, bias_period, accumulate);
#if defined(STATISTICS) && STATISTICS == 1
#pragma unroll
      for (int q = 0; q < C_VECTOR; q++) {
        sums_of_columns[j + q] += sum[i][j + q];
        products[j + q] = fma(sum[i][j + q], normalized_input[at + q] - means[j + q], products[j + q]);
      }
#endif
    }
  }

#ifdef STATISTICS
#if A_SOURCE == 4
  int part = (int)get_group_id(2) * (int)get_num_groups(0) + (int)get_group_id(0);
#else
  int part = (int)get_group_id(0);
#endif
  GLOBAL float* own = partial + (long)part * 2 * n_count + n0;
#if STATISTICS == 0
  int tile_rows = min(m_all - m0, TILE_M);
  float means[PER_N], squares[PER_N];
#pragma unroll
  for (int j = 0; j < PER_N; j++) {
    means[j] = 0;
#pragma unroll
    for (int i = 0; i < PER_M; i++) means[j] += ROW(i) < tile_rows ? sum[i][j] : 0;
  }
  SUM_COLUMNS(means)
#pragma unroll
  for (int j = 0; j < PER_N; j++) {
    means[j] /= tile_rows;
    squares[j] = 0;
#pragma unroll
    for (int i = 0; i < PER_M; i++) {
      float deviation = ROW(i) < tile_rows ? sum[i][j] - means[j] : 0;
      squares[j] = fma(deviation, deviation, squares[j]);
    }
  }
  SUM_COLUMNS(squares)
#pragma unroll
  for (int j = 0; j < PER_N; j++) {
    if (slice > 0 || item_m > 0 || n0 + COLUMN(j) >= n_count) continue;
    own[COLUMN(j)] = means[j];
    own[n_count + COLUMN(j)] = squares[j];
  }
#else
  SUM_COLUMNS(products)
  SUM_COLUMNS(sums_of_columns)
#pragma unroll
  for (int j = 0; j < PER_N; j++) {
    if (slice > 0 || item_m > 0 || n0 + COLUMN(j) >= n_count) continue;
    own[COLUMN(j)] = products[j] * statistics[n_count + n0 + COLUMN(j)];
    own[n_count + COLUMN(j)] = sums_of_columns[j];
  }
#endif
#endif
}
